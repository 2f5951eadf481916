"""What the documents said at the moment of a plan: lots, places, open requests, reserves, debts.

It follows from what stretches of entries write into tables (`rewound`), taken in order; a stretch ends where a plan is
proposed. Nothing is unpacked before the first plan asks.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from liangcao.journal.documents import DocumentTable, Row
from liangcao.journal.plan_kept import (
    KEPT,
    ArrivalKnown,
    ArrivalLineKnown,
    AskedKnown,
    FloorKnown,
    LotKnown,
    NeedKnown,
    PlanKnown,
    PlanLineKnown,
    RequestKnown,
    ServesKnown,
    SubstituteKnown,
)
from liangcao.journal.rewound import Rewound, Tables, unpacked

_IN_STORE = frozenset({"store", "shelf", "dock"})
_TO_COME = frozenset({"expected", "partly"})
_LISTED = frozenset({"submitted", "approved"})
_COUNTED = frozenset({"submitted", "approved", "closed"})
_MOST_USED = 10**11
_BROKEN = (LookupError, TypeError, ValueError, AttributeError)
_Line = tuple[int, int]
"""Request and line."""


class OpenClaim(NamedTuple):
    """A line of an approved request of which something was not allocated; `decided_at` in ms since 1970 UTC.

    `held_there` is what the unit had of it (-1: not said).
    """

    unit: int
    item: int
    priority_class: int
    approved: int
    allocated: int
    decided_at: int
    accepts: tuple[int, ...]
    people: int
    held_there: int
    standards: tuple[str, ...]


class ListedClaim(NamedTuple):
    """A request that asks for an item, its first line for it, the most it may get (None: not said).

    `submitted_at` in ms since 1970 UTC.
    """

    line: int
    unit: int
    priority_class: int
    people: int
    named: int | None
    submitted_at: int


class _Reader(NamedTuple):
    """How what is kept of a row of a table is read; `make` does not count the cells."""

    key_in: Callable[[Row], Any]
    cells_in: Callable[[Row], Row]
    names: tuple[str, ...]
    make: Callable[[Iterable[Any]], Any]

    @classmethod
    def of(cls, table: DocumentTable, kind: Any) -> "_Reader":
        """The reader of `table` for rows of this kind."""
        names = kind._fields
        return cls(table.key_in, itemgetter(*map(table.columns.index, names)), names, partial(tuple.__new__, kind))


class PlanBooks:
    """Follows the tables of `KEPT` as they stand among `tables`; `is_known` is False when they cannot be followed."""

    def __init__(self, tables: Tables) -> None:
        self.is_known = KEPT.keys() <= tables.keys()
        self._readers = {name: _Reader.of(tables[name], kind) for name, kind in KEPT.items()} if self.is_known else {}
        self._waiting: list[Rewound] = []
        self._rows: dict[str, dict[Any, Any]] = {name: {} for name in KEPT}
        self._lots_of: defaultdict[int, dict[int, None]] = defaultdict(dict)
        self._coming: defaultdict[int, set[_Line]] = defaultdict(set)
        self._open: defaultdict[int, set[_Line]] = defaultdict(set)
        self._substitutes: dict[_Line, list[SubstituteKnown]] = {}
        self._floors: dict[tuple[int, int], tuple[int, int]] = {}
        self._needs: dict[int, list[tuple[tuple[int, int], int, int]]] = {}
        self._adopted: set[int] = set()
        self._plan_lines: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        self._debts: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        self._note: dict[str, Callable[[Any, Any], None]] = {
            "request_line": self._note_line,
            "request_substitute": lambda key, each: self._substitutes.setdefault(key[:2], []).append(each),
            "reserve_floor": self._note_floor,
            "arrival_line": lambda key, each: self._coming[each.item_id].add(key),
            "plan": self._note_plan,
            "plan_need": self._note_need,
            "plan_line": lambda key, _: self._plan_lines[key[0]].add(key),
        }

    def add(self, stretches: Iterable[Rewound]) -> None:
        """Stretches that come next, in their order."""
        if self.is_known:
            self._waiting += stretches

    def lose(self) -> None:
        """Something was written that cannot be followed: from here on nothing is known."""
        self.is_known, self._waiting = False, []

    def catch_up(self) -> None:
        """Take all that was added so far."""
        waiting, self._waiting = self._waiting, []
        try:
            for stretch in waiting:
                for name in stretch.keys() & self._readers.keys():
                    self._take(name, stretch[name])
        except _BROKEN:
            self.lose()

    def lot(self, lot_id: int) -> LotKnown:
        """What a lot is."""
        known: LotKnown = self._rows["lot"][lot_id]
        return known

    def lots_of(self, item: int) -> Iterable[int]:
        """The lots of an item, also those of which nothing is left."""
        return self._lots_of.get(item, ())

    def is_in_store(self, place: int, store: int) -> bool:
        """True when goods at `place` lie in `store` or below it, ready to be given out."""
        known, above = self._rows["location"].get(place), self._rows["location"].get(store)
        if known is None or above is None or known.is_outside:
            return False
        return known.kind in _IN_STORE and bool(known.path.startswith(above.path))

    def open_claims(self, item_ids: Sequence[int], day: str) -> dict[_Line, OpenClaim]:
        """All open lines of approved requests, of these items (none: of all), by the rules of a day (a date)."""
        among = frozenset(item_ids)
        bound = self._serving(day)
        found: dict[_Line, OpenClaim] = {}
        for item in among or list(self._open):
            for where in self._open.get(item, ()):
                line, request = self._rows["request_line"][where], self._rows["request"].get(where[0])
                if request is None or request.state != "approved":
                    continue
                others = (each.item_id for each in sorted(self._substitutes.get(where, ())))
                named = (each for each in others if each != item and (not among or each in among))
                accepts = tuple(each for each in named if self._may_serve(bound.get((item, each)), request))
                amounts = (line.approved, line.allocated, request.decided_at)
                held_there = -1 if line.stock_held is None else line.stock_held
                standards = tuple(filter(None, line.standards.split("、")))
                about = (request.people_covered, held_there, standards)
                found[where] = OpenClaim(request.unit_id, item, request.priority_class, *amounts, accepts, *about)
        return found

    def _serving(self, day: str) -> dict[tuple[int, int], ServesKnown]:
        """The rules that bind on `day` (``YYYY-MM-DD``), by item and what serves for it: the last on each pair."""
        said = sorted(self._rows["item_substitute"].items(), key=lambda each: (each[1].effective_on, each[0]))
        return {(rule.item_id, rule.other_id): rule for _, rule in said if rule.effective_on <= day}

    def _may_serve(self, rule: ServesKnown | None, request: RequestKnown) -> bool:
        """True where no rule keeps the item from whoever made the request."""
        if rule is None:
            return True
        return rule.serves(self._rows["party"][request.unit_id].kind, request.priority_class)

    def listed_claims(self, request_ids: Iterable[int], item: int) -> dict[int, ListedClaim]:
        """Those of the requests that are not at their end, ask for the item and say for how many people they are."""
        asked: dict[int, list[tuple[int, AskedKnown]]] = {number: [] for number in request_ids}
        for (request_id, number), line in self._rows["request_line"].items():
            if line.item_id == item and request_id in asked:
                asked[request_id].append((number, line))
        found: dict[int, ListedClaim] = {}
        for request_id, lines in asked.items():
            request = self._rows["request"].get(request_id)
            if request is None or request.state not in _LISTED or not request.people_covered or not lines:
                continue
            said = [line.asked if line.approved is None else line.approved for _, line in lines]
            amounts = [amount for amount in said if amount is not None]
            named = max(sum(amounts) - sum(line.allocated for _, line in lines), 0) if amounts else None
            who = (request.unit_id, request.priority_class, request.people_covered)
            found[request_id] = ListedClaim(min(lines)[0], *who, named, request.submitted_at)
        return found

    def daily_use(self, request_ids: Collection[int], items: Collection[int], day: str) -> dict[tuple[int, int], int]:
        """What the people of each request use of each item a day (base units, rounded up) by the norms of `day`."""
        norms: dict[tuple[int, str], int] = {}
        for _, norm in sorted(self._rows["norm"].items(), key=lambda each: (each[1].effective_on, each[0])):
            if norm.item_id in items and norm.effective_on <= day:
                norms[norm.item_id, norm.role] = norm.milli_per_day
        milli: defaultdict[tuple[int, int], int] = defaultdict(int)
        for (request_id, _), people in self._rows["request_people"].items() if norms else ():
            if request_id in request_ids:
                for item in items:
                    milli[request_id, item] += people.heads * norms.get((item, people.role), 0)
        return {where: min(-(-amount // 1000), _MOST_USED) for where, amount in milli.items()}

    def asked_since(self, is_late: Callable[[int], bool], below: int) -> dict[int, int]:
        """What requests of classes below `below` asked of each item, of those whose entry `is_late`; as decided."""
        late = {
            number
            for number, request in self._rows["request"].items()
            if request.priority_class < below and request.state in _COUNTED and is_late(request.entry)
        }
        asked: defaultdict[int, int] = defaultdict(int)
        for (request_id, _), line in self._rows["request_line"].items() if late else ():
            if request_id in late:
                asked[line.item_id] += (line.asked if line.approved is None else line.approved) or 0
        return asked

    def debt_of(self, unit: int, item: int) -> int:
        """What rounding owed the unit on the item by the last adopted plan for it, in thousandths of a base unit."""
        adopted = self._debts.get((unit, item))
        return adopted[-1][2] if adopted else 0

    def floors(self, items: Iterable[int]) -> dict[tuple[int, int], int]:
        """The reserves in force of `items`, by item and class, without those of nothing."""
        wanted = frozenset(items)
        return {where: quantity for where, (_, quantity) in self._floors.items() if quantity and where[0] in wanted}

    def above(self, place: int) -> list[int]:
        """A place and what it lies in, the nearest first; none where it is not known."""
        known = self._rows["location"].get(place)
        return [int(each) for each in reversed(known.path.split("/")) if each] if known else []

    def area_of(self, unit: int) -> str:
        """The area a unit is in; raises LookupError where there is no such unit."""
        return str(self._rows["party"][unit].area)

    def coming(self, items: Collection[int]) -> Iterator[tuple[tuple[int, int], ArrivalKnown, ArrivalLineKnown]]:
        """What is expected of `items` on a day that somebody said, by arrival and line, and of it what is open."""
        for where in sorted(where for item in items for where in self._coming.get(item, ())):
            arrival, line = self._rows["arrival"][where[0]], self._rows["arrival_line"][where]
            if arrival.state in _TO_COME and arrival.expected_on and line.quantity > line.received + line.rejected:
                yield where, arrival, line

    def costs(self) -> dict[tuple[int, str], int]:
        """What carrying a box costs by place and area, as far as anything is said."""
        said = {(each.location_id, each.area): each.cost for _, each in sorted(self._rows["carrying_cost"].items())}
        return {where: cost for where, cost in said.items() if cost >= 0}

    def plan(self, plan_id: int) -> PlanKnown | None:
        """What a plan is; None when there is none."""
        known: PlanKnown | None = self._rows["plan"].get(plan_id)
        return known

    def proof(self, plan_id: int) -> str:
        """The proof of a plan; raises LookupError where none was kept."""
        return str(self._rows["plan_question"][plan_id].proof)

    def plan_lines(self, plan_id: int) -> list[PlanLineKnown]:
        """The lines of a plan."""
        return [self._rows["plan_line"][key] for key in sorted(self._plan_lines.get(plan_id, ()))]

    def debts_told(self, plan_id: int) -> list[tuple[tuple[int, int], int, int]]:
        """What a plan says that rounding owes: unit and item, class (negative), thousandths of a base unit."""
        return sorted(self._needs.get(plan_id, ()))

    def _take(self, name: str, packed: bytes) -> None:
        """Rows are many, and few are asked for: of most nothing is done here but to keep them."""
        key_in, cells_in, names, make = self._readers[name]
        kept, note = self._rows[name], self._note.get(name)
        rows, later = unpacked(packed)
        made = dict(zip(map(key_in, rows), map(make, map(cells_in, rows)), strict=True))
        if name not in _ONLY_NOTED:
            kept.update(made)
        if name == "lot":
            for lot_id, lot in made.items():
                self._lots_of[lot[_ITEM_OF_LOT]][lot_id] = None
        elif note is not None:
            for key, known in made.items():
                note(key, known)
        columns = frozenset(names)
        for key, cells in later.items():
            if key not in kept or columns.isdisjoint(cells):
                continue
            kept[key] = known = make(map(cells.get, names, kept[key]))
            if note is not None:
                note(key, known)

    def _note_line(self, where: _Line, line: AskedKnown) -> None:
        if line.approved is None:
            return
        if line.approved > line.allocated:
            self._open[line.item_id].add(where)
        else:
            self._open[line.item_id].discard(where)

    def _note_need(self, key: tuple[int, ...], need: NeedKnown) -> None:
        plan_id, told = key[0], ((need.unit_id, need.item_id), -need.priority_class, need.debt)
        self._needs.setdefault(plan_id, []).append(told)
        if plan_id in self._adopted:
            self._owe(plan_id, told)

    def _note_plan(self, plan_id: int, plan: PlanKnown) -> None:
        """What rounding owes is told by plans that are adopted, as long as they are."""
        is_adopted = plan.state == "adopted"
        if is_adopted == (plan_id in self._adopted):
            return
        self._adopted ^= {plan_id}
        for told in self._needs.get(plan_id, ()):
            if is_adopted:
                self._owe(plan_id, told)
            else:
                self._debts[told[0]].remove((plan_id, *told[1:]))

    def _owe(self, plan_id: int, told: tuple[tuple[int, int], int, int]) -> None:
        insort(self._debts.setdefault(told[0], []), (plan_id, *told[1:]))

    def _note_floor(self, floor_id: int, floor: FloorKnown) -> None:
        where = (floor.item_id, floor.priority_class)
        self._floors[where] = max(self._floors.get(where, (0, 0)), (floor_id, floor.quantity))


_ONLY_NOTED = frozenset({"request_substitute", "reserve_floor", "plan_need"})
"""Tables whose rows nobody changes and nobody asks for one by one."""
_ITEM_OF_LOT = LotKnown._fields.index("item_id")
