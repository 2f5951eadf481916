"""Plans that entries propose: what one says of itself, looked at without knowing the entries before it.

The frozen question must be the one that was hashed, the rows of the plan those that were hashed with it, and the plan
must stand before `sharing.check`, which believes nothing the planner worked out. What the question says of stock,
requests and reserves is handed on by the numbers of the books (`Asked`), to be held against them in order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liangcao.journal.plan_asked import (
    BY_RULES,
    Asked,
    Edited,
    Line,
    asked_by,
    by_number,
    edits_wanted,
    number_in,
    wanted_by,
)
from liangcao.journal.plan_terms import (
    Compared,
    head_told,
    life_told,
    proof_keys_told,
    proof_told,
    state_told,
    terms_told,
)
from liangcao.kernel.canonical import parse_canonical
from liangcao.kernel.errors import Refused, refused
from liangcao.sharing.check import check_limits, check_plan
from liangcao.sharing.editing import marked
from liangcao.sharing.goods import wants_of
from liangcao.sharing.hashes import plan_document
from liangcao.sharing.question import Question
from liangcao.sharing.reading import question_of_json

PLANS, QUESTIONS, LINES, NEEDS, SHARES = "plan", "plan_question", "plan_line", "plan_need", "plan_share"
PLAN_TABLES = frozenset({PLANS, QUESTIONS, LINES, NEEDS, SHARES})
_BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, Refused)

Fault = tuple[str, dict[str, Any]]
"""The code of a problem and what to fill its sentence with."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A plan that entry `number` proposes, and what is wrong with it as far as the entry alone shows.

    `after` says how many stretches of what entries write into tables go before it (of those prepared together).
    `asked` is None where no question was kept, or where it cannot be read.
    """

    number: int
    plan_id: int
    after: int = 0
    has_question: bool = True
    faults: Sequence[Fault] = ()
    asked: Asked | None = None


def proposed_in(number: int, data: Mapping[str, Any], after: int = 0) -> list[Proposed]:
    """The plans that the entry `number` with this `data` proposes; never raises for what it finds there."""
    try:
        by_plan = plan_rows_in(data)
    except _BROKEN:
        return [Proposed(number, 0, after, faults=[("plan_unreadable", {"plan_id": 0, "detail": "rows"})])]
    return [_proposed(number, plan_id, rows, data, after) for plan_id, rows in by_plan.items()]


def plan_rows_in(data: Mapping[str, Any]) -> dict[Any, dict[str, list[Mapping[str, Any]]]]:
    """The rows that an entry writes of plans, by plan and table; raises TypeError or LookupError where one is none."""
    by_plan: dict[Any, dict[str, list[Mapping[str, Any]]]] = {}
    for row in data.get("effects", {}).get("rows", ()):
        if row["table"] in PLAN_TABLES:
            by_plan.setdefault(row["values"]["plan_id"], {}).setdefault(row["table"], []).append(row["values"])
    return by_plan


def spots_asked(data: Mapping[str, Any]) -> set[tuple[int, int]]:
    """The lots and places in the questions of the plans that an entry proposes; none where they cannot be read."""
    try:
        return {
            (number_in(row["lot"]), number_in(row["warehouse"]))
            for rows in plan_rows_in(data).values()
            for kept in rows.get(QUESTIONS, ())
            for row in question_of_json(kept["question"])["lots"]
            if not row["arrives"]
        }
    except _BROKEN:
        return set()


def document_in(question: Question, rows: Rows) -> dict[str, Any]:
    """The plan in plain words that the `rows` of its entry hold.

    Raises LookupError, TypeError, ValueError or Refused where they hold none.
    """
    there = [row for row in question["lots"] if not row["arrives"]]
    lots = {(number_in(row["lot"]), number_in(row["warehouse"])): row for row in there}
    units = by_number(row["unit"] for row in question["claims"])
    items = by_number(row["item"] for row in question["items"])
    if len(lots) != len(there):
        raise ValueError("lots")
    lines = []
    for row in rows.get(LINES, ()):
        lot_id, place = row["lot_id"], row["location_id"]
        lot = lots.get((lot_id, place), {"lot": str(lot_id), "warehouse": str(place)})
        claim = f"{row['request_id']}:{row['request_line']}"
        lines.append({"claim": claim, "lot": lot["lot"], "warehouse": lot["warehouse"], "quantity": row["quantity"]})
    needs = [
        {
            "unit": units.get(row["unit_id"], str(row["unit_id"])),
            "item": items.get(row["item_id"], str(row["item_id"])),
            "class": row["priority_class"],
            **{name: row[name] for name in ("asked", "already", "given", "promised", "debt")},
            "why": json.loads(row["why"]),
        }
        for row in rows.get(NEEDS, ())
    ]
    proof = parse_canonical(rows[QUESTIONS][0]["proof"].encode())
    return plan_document(question, needs, marked(lines, proof.get("edits", ())), proof)


def _proposed(number: int, plan_id: Any, rows: Rows, data: Mapping[str, Any], after: int) -> Proposed:
    shown = plan_id if type(plan_id) is int else 0
    if QUESTIONS not in rows and len(rows.get(PLANS, ())) == 1:
        return Proposed(number, shown, after, has_question=False)
    try:
        if shown != plan_id or any(len(rows.get(name, ())) != 1 for name in (PLANS, QUESTIONS)):
            raise refused("plan_file_unreadable", detail=PLANS)
        look = _Look(shown, rows, wanted_by(data), str(data["recorded_at"]))
        faults = list(look.faults())
        return Proposed(number, shown, after, faults=faults, asked=look.asked)
    except _BROKEN as error:
        detail = error.args[0] if error.args else type(error).__name__
        told = {"plan_id": shown, "detail": str(detail)[:200]}
        return Proposed(number, shown, after, faults=[("plan_unreadable", told)])


@dataclass(slots=True)
class _Look:
    """One plan, its rows by table, the command it came from, the moment it was recorded at."""

    plan_id: int
    rows: Rows
    wanted: Mapping[str, Any]
    recorded_at: str
    asked: Asked | None = None
    question: Question = field(init=False)

    def faults(self) -> Iterator[Fault]:
        """All that is wrong; raises one of `_BROKEN` where something cannot be read."""
        if any(type(cell) is bool for rows in self.rows.values() for row in rows for cell in row.values()):
            raise TypeError("rows")  # a yes would pass for a one
        head, kept = self.rows[PLANS][0], self.rows[QUESTIONS][0]
        self.question = question = question_of_json(kept["question"])
        if question.text != kept["question"]:
            raise ValueError("question")
        wanted = self.wanted
        proof = parse_canonical(kept["proof"].encode())
        edited = self._edited(head, proof) if "edits" in wanted else None
        self.asked = asked = asked_by(question, wanted, self.recorded_at, edited)
        if len(asked.claims) != len(question["claims"]):
            raise ValueError("claims")
        document = document_in(question, self.rows)
        if document["input_hash"] != head["input_hash"]:
            yield "plan_question_differs", {"plan_id": self.plan_id, "told": head["input_hash"]}
        elif document["plan_hash"] != head["plan_hash"]:
            yield "plan_hash_differs", {"plan_id": self.plan_id, "told": head["plan_hash"]}
        check = check_limits if asked.is_otherwise else check_plan
        for violation in check(question, document):
            yield f"plan_{violation.code}", dict(violation.params)
        for compared in self._terms(head, proof, asked):
            yield from self._told("plan_terms_differ", compared)
        yield from self._told("plan_rows_differ", self._rows_told(asked, document["needs"]))

    def _terms(self, head: Mapping[str, Any], proof: Mapping[str, Any], asked: Asked) -> list[Iterator[Compared]]:
        """What must be so for the command; an edited plan is held to the plan before by the books alone."""
        if asked.edited:
            return [state_told(head), proof_keys_told(proof), life_told(head, self.question)]
        terms = terms_told(self.question, self.wanted, self.recorded_at[:10])
        return [terms, state_told(head), head_told(head, self.wanted), proof_told(proof, asked.way)]

    def _edited(self, head: Mapping[str, Any], proof: Mapping[str, Any]) -> Edited:
        """What this plan says that was made of another by hand."""
        lines: dict[Line, int] = {}
        for row in self.rows.get(LINES, ()):
            line = (row["request_id"], row["request_line"], row["lot_id"], row["location_id"])
            lines[line] = lines.get(line, 0) + row["quantity"]
        needs = self.rows.get(NEEDS, ())
        return Edited(
            plan_id=self.wanted["plan_id"],
            wanted=edits_wanted(self.wanted),
            input_hash=head["input_hash"],
            store=head["location_id"],
            packing=head["packing"],
            way=proof.get("way"),
            edits=proof["edits"],
            lines=lines,
            debts=[((row["unit_id"], row["item_id"]), -row["priority_class"], row["debt"]) for row in needs],
        )

    def _told(self, code: str, compared: Iterator[tuple[str, Any, Any]]) -> Iterator[Fault]:
        for what, stored, expected in compared:
            if stored != expected:
                yield code, {"plan_id": self.plan_id, "what": what, "stored": str(stored), "expected": str(expected)}

    def _rows_told(self, asked: Asked, told_needs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any, Any]]:
        """What rows say beside what was hashed, and what the question and the lines make of it."""
        given: dict[tuple[int, int], int] = {}
        for number, row in enumerate(self.rows.get(LINES, ()), 1):
            claim = (row["request_id"], row["request_line"])
            given[claim] = given.get(claim, 0) + row["quantity"]
            known, lot = asked.claims.get(claim), asked.lots.get((row["lot_id"], row["location_id"]))
            right = (number, known and known.unit, lot and lot.item, "proposed", 0)
            told = (row["line_number"], row["unit_id"], row["item_id"], row["state"], row.get("shipment_id", 0))
            yield f"{LINES} {number}", told, right
        wants = {
            (number_in(want.unit), number_in(want.item), want.priority_class): want
            for want in wants_of(self.question).values()
        }
        needs = self.rows.get(NEEDS, ())
        wants_told = [(row["unit_id"], row["item_id"], row["priority_class"]) for row in needs]
        yield NEEDS, sorted(wants_told), sorted(wants)
        for key, row in zip(wants_told, needs, strict=True):
            want = wants.get(key)
            yield f"{NEEDS} {key}", (row["asked"], row["already"]), want and (want.asked, want.already)
            if want and not asked.edited and (asked.way != BY_RULES or row["given"] >= want.most_boxes * want.pack):
                yield f"{NEEDS} {key} debt", row["debt"], want.debt  # nothing was rounded that rules go by
        if self.question.rules["minima"] != "whole":  # else more goods may serve others than before
            promised = sum(max(0, row["promised"]) for row in needs)
            coming = sum(each.quantity for each in asked.coming.values())
            yield f"{NEEDS} promised", min(promised, coming), promised
        first = dict(zip(wants_told, (need["why"][0]["code"] for need in told_needs), strict=True))
        yield from self._shares_told(asked, given, first)

    def _shares_told(
        self, asked: Asked, given: Mapping[tuple[int, int], int], first: Mapping[tuple[int, int, int], str]
    ) -> Iterator[tuple[str, Any, Any]]:
        """Shares by claim: what the lines give, and the first reason of the need."""
        shares = self.rows.get(SHARES, ())
        yield SHARES, sorted((row["request_id"], row["request_line"]) for row in shares), sorted(asked.claims)
        for row in shares:
            key = (row["request_id"], row["request_line"])
            claim = asked.claims.get(key)
            if claim is not None:
                gets = given.get(key, 0)
                level = (claim.already + gets) * 1000 // claim.asked
                why = first.get((claim.unit, claim.item, claim.priority_class))
                names = ("priority_class", "asked", "given", "level", "reason")
                right = (claim.priority_class, claim.asked - claim.already, gets, level, why)
                yield f"{SHARES} {key}", tuple(row[name] for name in names), right
