"""Plans held against the books of their moment: was all that lay there told, and all that was asked?

A question could be frozen, hashed and answered fairly, and yet be the wrong one: goods left out, a reserve lowered, a
claim forgotten. So it is asked again from what the entries before the plan say, and compared number by number. Names
are not compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from liangcao.journal.plan_asked import Asked, ClaimAsked, LotAsked
from liangcao.journal.plan_books import PlanBooks
from liangcao.journal.plan_edits import edits_compared
from liangcao.journal.plan_right import RightQuestions, Spot
from liangcao.journal.plans import Fault, Proposed
from liangcao.journal.problems import Findings, PlansSeen
from liangcao.journal.recount import Recount
from liangcao.journal.rewound import Rewound, Tables
from liangcao.journal.times import Times
from liangcao.kernel.errors import Refused

_BROKEN = (LookupError, TypeError, ValueError, AttributeError, Refused)
_LINE = ("request_number", "line_number", "lot_id", "location_id")


class PlanQuestions:
    """Takes the plans of stretch after stretch, each when the ledger stands as it stood before it."""

    def __init__(self, tables: Tables, recount: Recount, findings: Findings, times: Times) -> None:
        self._books = PlanBooks(tables)
        self._questions = RightQuestions(self._books, recount, times)
        self._recount, self._findings = recount, findings
        self._expects_books = bool(tables)
        self._plans: list[Proposed] = []
        self._stretches: Sequence[Rewound] = ()
        self._added = 0
        self._are_kept = False
        self.certified = self.compared = self.unasked = self.otherwise = 0

    @property
    def seen(self) -> PlansSeen:
        """What became of the plans so far."""
        return PlansSeen(self.certified, self.compared, self.unasked, self.otherwise)

    def begin(self, plans: Iterable[Proposed], stretches: Sequence[Rewound] | None) -> None:
        """The plans of the entries that come next, and what these write into tables (None: that cannot be told)."""
        self._plans = sorted(plans, key=lambda each: each.number, reverse=True)
        self._stretches, self._added = stretches or (), 0
        if stretches is None:
            self._books.lose()

    def next_number(self) -> int:
        """The entry with the next plan; 0 when there is none."""
        return self._plans[-1].number if self._plans else 0

    def take(self, number: int) -> None:
        """Look at the plans that entry `number` proposes; the ledger stands as before it."""
        while self._plans and self._plans[-1].number <= number:
            self._look(self._plans.pop())

    def end(self) -> None:
        """The stretch is over."""
        self._books.add(self._stretches[self._added :])
        self._stretches = ()

    def _look(self, plan: Proposed) -> None:
        if not plan.has_question:
            self.unasked += 1
            if self._are_kept:
                self._findings.add(plan.number, "plan_question_missing", plan_id=plan.plan_id)
            return
        self._are_kept = True
        faults = [
            *plan.faults,
            *(self._compare(plan.after, plan.asked, {"plan_id": plan.plan_id}) if plan.asked else ()),
        ]
        for code, params in faults:
            self._findings.add(plan.number, code, **params)
        self.certified += not faults
        self.otherwise += not faults and plan.asked is not None and plan.asked.is_otherwise

    def _compare(self, after: int, asked: Asked, named: Mapping[str, Any]) -> list[Fault]:
        """What a question says otherwise than the books, after so many stretches of those prepared together."""
        if not self._recount.is_whole:
            return []
        self._books.add(self._stretches[self._added : after])
        self._added = max(self._added, after)
        self._books.catch_up()
        if not self._books.is_known:
            differing = [] if asked.edited else list(self._spot_faults(asked, named))
            return [("plan_unproven", dict(named)), *differing] if self._expects_books else differing
        try:
            faults = list(self._faults(asked, named))
        except _BROKEN:
            return [("plan_unproven", dict(named))]
        self.compared += 1
        return faults

    def _faults(self, asked: Asked, named: Mapping[str, Any]) -> Iterator[Fault]:
        if asked.edited:
            about = {**named, "before_id": asked.edited.plan_id}
            for what, told, wanted in edits_compared(self._books, asked.edited):
                yield from _differing("plan_edit_differs", str(told), str(wanted), {**about, "what": what})
            return
        right = self._questions.right(asked)
        yield from _stock_faults(asked, right.lots, named)
        yield from _claim_faults(asked, right.claims, named)
        for where in sorted(right.floors.keys() | asked.floors.keys()):
            about = {**named, "item_id": where[0], "priority_class": where[1]}
            yield from _differing("plan_floor_differs", asked.floors.get(where, 0), right.floors.get(where, 0), about)
        by_item = (
            ("plan_pack_differs", asked.packs, right.packs),
            ("plan_expected_differs", asked.expected, right.expected),
        )
        for code, told, expected in by_item:
            for item in sorted(expected.keys() | told.keys()):
                yield from _differing(code, told.get(item, 0), expected.get(item, 0), {**named, "item_id": item})
        for where in sorted(right.coming.keys() | asked.coming.keys()):
            told = (str(asked.coming.get(where, "-")), str(right.coming.get(where, "-")))
            about = {**named, "arrival_id": where[0], "line_number": where[1]}
            yield from _differing("plan_coming_differs", *told, about)
        for place in sorted(right.limits.keys() | asked.limits.keys()):
            limits = (str(asked.limits.get(place, "-")), str(right.limits.get(place, "-")))
            yield from _differing("plan_limit_differs", *limits, {**named, "location_id": place})
        for way in sorted(right.costs.keys() | asked.costs.keys()):
            costs = asked.costs.get(way, -1), right.costs.get(way, -1)
            yield from _differing("plan_cost_differs", *costs, {**named, "location_id": way[0], "area": way[1]})
        for unit in sorted(right.zones.keys() | asked.zones.keys()):
            zones = asked.zones.get(unit, "-"), right.zones.get(unit, "-")
            yield from _differing("plan_zone_differs", *zones, {**named, "unit_id": unit})
        for line in sorted(right.published.keys() | asked.published.keys()):
            about = {
                **named,
                **dict(zip(("request_number", "line_number", "lot_id", "location_id"), line, strict=True)),
            }
            amounts = asked.published.get(line, 0), right.published.get(line, 0)
            yield from _differing("plan_published_differs", *amounts, about)

    def _spot_faults(self, asked: Asked, named: Mapping[str, Any]) -> Iterator[Fault]:
        """Of the lots the question names: what it says lies there and is promised, and what did and was."""
        for (lot_id, place), lot in sorted(asked.lots.items()):
            known = self._recount.balance_of(lot_id, place)
            where = {**named, "lot_id": lot_id, "location_id": place}
            yield from _differing("plan_stock_differs", lot.quantity, known.on_hand, {**where, "column": "quantity"})
            yield from _differing("plan_stock_differs", lot.held, known.held, {**where, "column": "held"})


def _differing(code: str, told: Any, right: Any, about: Mapping[str, Any]) -> Iterator[Fault]:
    if told != right:
        yield code, {**about, "stored": told, "expected": right}


def _stock_faults(asked: Asked, lots: Mapping[Spot, LotAsked], named: Mapping[str, Any]) -> Iterator[Fault]:
    for spot in sorted(lots.keys() | asked.lots.keys()):
        where = {**named, "lot_id": spot[0], "location_id": spot[1]}
        if spot not in asked.lots:
            lot = lots[spot]
            yield "plan_stock_hidden", {**where, "quantity": lot.quantity - lot.held}
        elif spot not in lots:
            yield "plan_stock_unknown", {**where, "quantity": asked.lots[spot].quantity}
        else:
            yield from _columns("plan_stock_differs", asked.lots[spot], lots[spot], where)


def _claim_faults(
    asked: Asked, claims: Mapping[tuple[int, int], ClaimAsked], named: Mapping[str, Any]
) -> Iterator[Fault]:
    for key in sorted(claims.keys() | asked.claims.keys()):
        where = {**named, "request_number": key[0], "line_number": key[1]}
        if key not in asked.claims:
            yield "plan_claim_hidden", where
        elif key not in claims:
            yield "plan_claim_unknown", where
        else:
            yield from _columns("plan_claim_differs", asked.claims[key], claims[key], where)


def _columns(code: str, told: Any, right: Any, where: Mapping[str, Any]) -> Iterator[Fault]:
    for column, stored, expected in zip(told._fields, told, right, strict=True):
        if stored != expected:
            yield code, {**where, "column": column, "stored": _shown(stored), "expected": _shown(expected)}


def _shown(value: Any) -> Any:
    return value if type(value) is int else str(value)
