"""Plans that entries propose: what one says of itself, looked at without knowing the entries before it.

The frozen question must be the one that was hashed, the rows of the plan those that were hashed with it, and the plan
must stand before `sharing.check`, which believes nothing the planner worked out. What the question says of stock,
requests and reserves is handed on by the numbers of the books (`Asked`), to be held against them in order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from liangcao.kernel.canonical import parse_canonical
from liangcao.kernel.errors import Refused, refused
from liangcao.sharing.check import check_plan
from liangcao.sharing.editing import marked
from liangcao.sharing.goods import wants_of
from liangcao.sharing.hashes import plan_document
from liangcao.sharing.question import NUMBERS, RULES, TABLES, Question, Row
from liangcao.sharing.reading import question_of_json

PLANS, QUESTIONS, LINES, NEEDS, SHARES = "plan", "plan_question", "plan_line", "plan_need", "plan_share"
PLAN_TABLES = frozenset({PLANS, QUESTIONS, LINES, NEEDS, SHARES})
_COMMAND: Mapping[str, Any] = {
    "item_ids": (), "minimum_life_days": 0, "packing": "fit", "order": "class", "minimum_percent": 0, "drain_days": -1,
}  # fmt: skip
"""What the command that proposes a plan says where it says nothing."""
_UNUSED = ("classes", "units", "expected", "pick_limits", "costs")
"""Tables of a question that an office's plans leave empty."""
_PLAIN: Mapping[str, Sequence[str]] = {"claims": ("most", "weight", "standards", "life_days"), "lots": ("arrives",)}
"""Fields that an office's plans leave at their defaults."""
_BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, Refused)

Fault = tuple[str, dict[str, Any]]
"""The code of a problem and what to fill its sentence with."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class LotAsked(NamedTuple):
    """What a question says of a lot at a place, in base units and numbers of the books."""

    item: int
    quantity: int
    held: int
    expires: str
    standard: str
    quarantined: bool
    for_unit: int
    for_class: int


class ClaimAsked(NamedTuple):
    """What a question says of a line of a request, in base units and numbers of the books."""

    unit: int
    item: int
    priority_class: int
    asked: int
    already: int
    minimum: int
    approved: str
    debt: int
    accepts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by the numbers of the books, and of what the command wanted all that it does not say itself.

    Lots by (lot, place), claims by (request, line), reserves by (item, class), packs by item.
    """

    store: int
    item_ids: tuple[int, ...]
    packing: str
    minimum_percent: int
    lots: Mapping[tuple[int, int], LotAsked]
    claims: Mapping[tuple[int, int], ClaimAsked]
    floors: Mapping[tuple[int, int], int]
    packs: Mapping[int, int]


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
            (_number(row["lot"]), _number(row["warehouse"]))
            for rows in plan_rows_in(data).values()
            for kept in rows.get(QUESTIONS, ())
            for row in question_of_json(kept["question"])["lots"]
        }
    except _BROKEN:
        return set()


def document_in(question: Question, rows: Rows) -> dict[str, Any]:
    """The plan in plain words that the `rows` of its entry hold.

    Raises LookupError, TypeError, ValueError or Refused where they hold none.
    """
    lots = {(_number(row["lot"]), _number(row["warehouse"])): row for row in question["lots"]}
    units = _by_number(row["unit"] for row in question["claims"])
    items = _by_number(row["item"] for row in question["items"])
    if len(lots) != len(question["lots"]):
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
        look = _Look(shown, rows, {**_COMMAND, **data.get("command", {})}, str(data["recorded_at"]))
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
    command: Mapping[str, Any]
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
        self.asked = asked = _asked(question, self.command)
        if len(asked.claims) != len(question["claims"]):
            raise ValueError("claims")
        document = document_in(question, self.rows)
        if document["input_hash"] != head["input_hash"]:
            yield "plan_question_differs", {"plan_id": self.plan_id, "told": head["input_hash"]}
        elif document["plan_hash"] != head["plan_hash"]:
            yield "plan_hash_differs", {"plan_id": self.plan_id, "told": head["plan_hash"]}
        for violation in check_plan(question, document):
            yield f"plan_{violation.code}", dict(violation.params)
        yield from self._told("plan_terms_differ", self._terms(head))
        yield from self._told("plan_rows_differ", self._rows_told(asked, document["needs"]))

    def _told(self, code: str, compared: Iterator[tuple[str, Any, Any]]) -> Iterator[Fault]:
        for what, stored, expected in compared:
            if stored != expected:
                yield code, {"plan_id": self.plan_id, "what": what, "stored": str(stored), "expected": str(expected)}

    def _terms(self, head: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
        """What the question's rules are, and what they must be for the command; what its row says of the command."""
        question, command = self.question, self.command
        wanted = {**{name: choices[0] for name, choices in RULES.items()}, **NUMBERS, "rounding": "down"}
        wanted |= {"order": command["order"], "life_days": command["minimum_life_days"]}
        wanted["drain_days"] = command["drain_days"]
        yield from ((f"rules.{name}", question.rules[name], right) for name, right in wanted.items())
        yield from ((name, len(question[name]), 0) for name in _UNUSED)
        for table, names in _PLAIN.items():
            for name in names:
                default = TABLES[table].fields[name].default
                yield from ((f"{table}.{name}", row[name], default) for row in question[table])
        today = date.fromisoformat(self.recorded_at[:10])
        days = [(today + timedelta(days=days)).isoformat() for days in (-1, 0, 1)]  # wherever the office is
        yield "date", question.date if question.date not in days else days[1], days[1]
        for name in ("location_id", "minimum_life_days", "packing"):
            yield name, head[name], command[name]
        yield "state", head["state"], "proposed"

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
            (_number(want.unit), _number(want.item), want.priority_class): (want.asked, want.already)
            for want in wants_of(self.question).values()
        }
        needs = self.rows.get(NEEDS, ())
        wants_told = [(row["unit_id"], row["item_id"], row["priority_class"]) for row in needs]
        yield NEEDS, sorted(wants_told), sorted(wants)
        for key, row in zip(wants_told, needs, strict=True):
            yield f"{NEEDS} {key}", (row["asked"], row["already"]), wants.get(key)
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


def _asked(question: Question, command: Mapping[str, Any]) -> Asked:
    """A question by numbers; raises ValueError where something in it has none."""
    return Asked(
        store=_whole(command["location_id"]),
        item_ids=tuple(map(_whole, command["item_ids"])),
        packing=str(command["packing"]),
        minimum_percent=_whole(command["minimum_percent"]),
        lots={(_number(row["lot"]), _number(row["warehouse"])): _lot(row) for row in question["lots"]},
        claims={_claim_key(row["claim"]): _claim(row) for row in question["claims"]},
        floors={(_number(row["item"]), row["class"]): row["quantity"] for row in question["floors"]},
        packs={_number(row["item"]): row["pack"] for row in question["items"]},
    )


def _lot(row: Row) -> LotAsked:
    for_unit = _number(row["for_unit"]) if row["for_unit"] else 0
    amounts = (row["quantity"], row["held"], row["expires"], row["standard"], row["quarantined"])
    return LotAsked(_number(row["item"]), *amounts, for_unit, row["for_class"])


def _claim(row: Row) -> ClaimAsked:
    amounts = (row["class"], row["asked"], row["already"], row["minimum"], row["approved"], row["debt"])
    return ClaimAsked(_number(row["unit"]), _number(row["item"]), *amounts, tuple(map(_number, row["accepts"])))


def _claim_key(text: str) -> tuple[int, int]:
    request, _, line = text.partition(":")
    return _number(request), _number(line)


def _number(key: str) -> int:
    """The number at the beginning of what is called so; raises ValueError unless there is one, well written."""
    text = key.partition(" ")[0]
    number = int(text)
    if str(number) != text or number < 1:
        raise ValueError(key)
    return number


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _by_number(names: Iterator[str]) -> dict[int, str]:
    """Names by their numbers; raises ValueError where two have the same one."""
    found: dict[int, str] = {}
    for name in names:
        if found.setdefault(_number(name), name) != name:
            raise ValueError(name)
    return found
