"""Plans held against the books of their moment: was all that lay there told, and all that was asked?

A question could be frozen, hashed and answered fairly, and yet be the wrong one: goods left out, a reserve lowered, a
claim forgotten. So it is asked again from what the entries before the plan say, and compared number by number. Names
are not compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import gcd
from typing import Any

from liangcao.journal.plan_books import OpenClaim, PlanBooks
from liangcao.journal.plans import Asked, ClaimAsked, Fault, LotAsked, Proposed
from liangcao.journal.problems import Findings, PlansSeen
from liangcao.journal.recount import Recount
from liangcao.journal.rewound import Rewound, Tables
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import moment_text

_BROKEN = (LookupError, TypeError, ValueError, AttributeError, Refused)
_Spot = tuple[int, int]
"""Lot and place."""


class PlanQuestions:
    """Takes the plans of stretch after stretch, each when the ledger stands as it stood before it."""

    def __init__(self, tables: Tables, recount: Recount, findings: Findings) -> None:
        self._books = PlanBooks(tables)
        self._recount, self._findings = recount, findings
        self._expects_books = bool(tables)
        self._places: dict[int, list[int]] = {}
        self._cells = 0
        self._plans: list[Proposed] = []
        self._stretches: Sequence[Rewound] = ()
        self._added = 0
        self._are_kept = False
        self.certified = self.compared = self.unasked = 0

    @property
    def seen(self) -> PlansSeen:
        """What became of the plans so far."""
        return PlansSeen(self.certified, self.compared, self.unasked)

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

    def _compare(self, after: int, asked: Asked, named: Mapping[str, Any]) -> list[Fault]:
        """What a question says otherwise than the books, after so many stretches of those prepared together."""
        if not self._recount.is_whole:
            return []
        self._books.add(self._stretches[self._added : after])
        self._added = max(self._added, after)
        self._books.catch_up()
        if not self._books.is_known:
            differing = list(self._spot_faults(asked, named))
            return [("plan_unproven", dict(named)), *differing] if self._expects_books else differing
        try:
            faults = list(self._faults(asked, named))
        except _BROKEN:
            return [("plan_unproven", dict(named))]
        self.compared += 1
        return faults

    def _faults(self, asked: Asked, named: Mapping[str, Any]) -> Iterator[Fault]:
        claims = self._books.open_claims(asked.item_ids)
        items = {item for each in claims.values() for item in (each.item, *each.accepts)}
        lots = dict(self._lots(items, asked.store))
        yield from _stock_faults(asked, lots, named)
        yield from _claim_faults(asked, self._claims(claims, asked.minimum_percent), named)
        floors, packs = self._books.floors(items), _packs(claims, lots, asked.packing)
        for where in sorted(floors.keys() | asked.floors.keys()):
            about = {**named, "item_id": where[0], "priority_class": where[1]}
            yield from _differing("plan_floor_differs", asked.floors.get(where, 0), floors.get(where, 0), about)
        for item in sorted(packs.keys() | asked.packs.keys()):
            about = {**named, "item_id": item}
            yield from _differing("plan_pack_differs", asked.packs.get(item, 0), packs.get(item, 0), about)

    def _spot_faults(self, asked: Asked, named: Mapping[str, Any]) -> Iterator[Fault]:
        """Of the lots the question names: what it says lies there and is promised, and what did and was."""
        for (lot_id, place), lot in sorted(asked.lots.items()):
            known = self._recount.balance_of(lot_id, place)
            where = {**named, "lot_id": lot_id, "location_id": place}
            yield from _differing("plan_stock_differs", lot.quantity, known.on_hand, {**where, "column": "quantity"})
            yield from _differing("plan_stock_differs", lot.held, known.held, {**where, "column": "held"})

    def _lots(self, items: Iterable[int], store: int) -> Iterator[tuple[_Spot, tuple[LotAsked, int]]]:
        """All that lay free of `items` at the places of `store`, with the pack of the lot."""
        for lot_id, place in self._recount.cells_since(self._cells):
            self._places.setdefault(lot_id, []).append(place)
            self._cells += 1
        for item in items:
            for lot_id in self._books.lots_of(item):
                lot = self._books.lot(lot_id)
                for place in self._places.get(lot_id, ()):
                    _, _, _, _, on_hand, held = self._recount.balance_of(lot_id, place)
                    if on_hand > held and self._books.is_in_store(place, store):
                        about = (lot.expires_on, lot.standard, lot.status == "quarantined")
                        told = LotAsked(item, on_hand, held, *about, lot.purpose_party_id or 0, lot.purpose_class)
                        yield (lot_id, place), (told, lot.pack_size)

    def _claims(self, claims: Mapping[tuple[int, int], OpenClaim], percent: int) -> dict[tuple[int, int], ClaimAsked]:
        return {
            where: ClaimAsked(
                each.unit,
                each.item,
                each.priority_class,
                each.approved,
                each.allocated,
                -(-each.approved * percent // 100),
                moment_text(each.decided_at)[:19],
                self._books.debt_of(each.unit, each.item),
                each.accepts,
            )
            for where, each in claims.items()
        }


def _differing(code: str, told: Any, right: Any, about: Mapping[str, Any]) -> Iterator[Fault]:
    if told != right:
        yield code, {**about, "stored": told, "expected": right}


def _stock_faults(
    asked: Asked, lots: Mapping[_Spot, tuple[LotAsked, int]], named: Mapping[str, Any]
) -> Iterator[Fault]:
    for spot in sorted(lots.keys() | asked.lots.keys()):
        where = {**named, "lot_id": spot[0], "location_id": spot[1]}
        if spot not in asked.lots:
            lot = lots[spot][0]
            yield "plan_stock_hidden", {**where, "quantity": lot.quantity - lot.held}
        elif spot not in lots:
            yield "plan_stock_unknown", {**where, "quantity": asked.lots[spot].quantity}
        else:
            yield from _columns("plan_stock_differs", asked.lots[spot], lots[spot][0], where)


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


def _packs(
    claims: Mapping[tuple[int, int], OpenClaim],
    lots: Mapping[_Spot, tuple[LotAsked, int]],
    packing: str,
) -> dict[int, int]:
    """By which boxes goods are shared: those that stand closed, and that divide what is asked (``fit``).

    Items that somebody accepts for each other are asked for together.
    """
    together: dict[int, set[int]] = {}
    for claim in claims.values():
        joined = set().union(*(together.get(item, {item}) for item in (claim.item, *claim.accepts)))
        together.update(dict.fromkeys(joined, joined))
    asked: dict[int, int] = {}
    for claim in claims.values():
        for item in together[claim.item]:
            asked[item] = gcd(asked.get(item, 0), claim.approved - claim.allocated)
    packs = dict.fromkeys(asked, 1)
    if packing == "pieces":
        return packs
    for lot, size in lots.values():
        is_closed = not lot.quarantined and lot.quantity - lot.held >= size
        if is_closed and size > packs[lot.item] and (packing != "fit" or asked[lot.item] % size == 0):
            packs[lot.item] = size
    return packs
