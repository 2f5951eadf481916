"""Counting again: lines, holds and balances as they follow from the entries alone, held against the stored ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from struct import iter_unpack
from typing import Any, NamedTuple

from liangcao.journal.plain_effects import STEP
from liangcao.journal.problems import Findings
from liangcao.journal.touched import Move, Touched, free_by


class StoredLine(NamedTuple):
    """A ledger line as it is stored; `ordinal` is its place among all lines of its entry, from 0."""

    entry: int
    ordinal: int
    kind: str
    lot_id: int
    source_id: int
    destination_id: int
    quantity: int
    source_after: int
    destination_after: int
    reverses: int


class StoredHold(NamedTuple):
    """A hold as it is stored; `ordinal` is its place among all holds of its entry, from 0."""

    entry: int
    ordinal: int
    lot_id: int
    location_id: int
    delta: int
    document: str


class StoredBalance(NamedTuple):
    """A balance as it is stored."""

    lot_id: int
    location_id: int
    item_id: int
    is_outside: int
    on_hand: int
    held: int


_RUNNING = ("source_after", "destination_after")


class StoredRows:
    """Stored rows in the order of their entries, taken entry by entry and held against what should be there."""

    def __init__(self, what: str, row_type: type[Any], rows: Iterable[Sequence[Any]]) -> None:
        self._what = what
        self._make = row_type._make
        self._rows: Iterator[Sequence[Any]] = iter(rows)
        self._next = next(self._rows, None)
        self.count = 0

    def compare(self, entry: int, expected: list[Any], findings: Findings, *, is_whole: bool) -> None:
        """Take all rows up to `entry` and find what is missing, extra or altered.

        Unless all entries so far could be read (`is_whole`), what places held after a line cannot be told.
        """
        stored = self._take(entry)
        if stored == expected:
            return
        wanted = {row.ordinal: row for row in expected}
        for row in stored:
            right = wanted.pop(row.ordinal, None) if row.entry == entry else None
            if right is None:
                findings.add(row.entry, f"{self._what}_extra", **row._asdict())
            else:
                self._compare_row(row, right, findings, is_whole)
        for ordinal in wanted:
            findings.add(entry, f"{self._what}_missing", ordinal=ordinal)

    def skip(self, entry: int, findings: Findings) -> None:
        """Take all rows up to `entry`, which cannot be read: of its own rows nothing can be said."""
        for row in self._take(entry):
            if row.entry != entry:
                findings.add(row.entry, f"{self._what}_extra", **row._asdict())

    def finish(self, findings: Findings) -> None:
        """All rows that are left belong to no entry."""
        while self._next is not None:
            self.compare(self._next[0], [], findings, is_whole=True)

    def _take(self, entry: int) -> list[Any]:
        taken: list[Any] = []
        while self._next is not None and self._next[0] <= entry:
            taken.append(self._make(self._next))
            self._next = next(self._rows, None)
        self.count += len(taken)
        return taken

    def _compare_row(self, row: Any, right: Any, findings: Findings, is_whole: bool) -> None:
        for column, stored, expected in zip(row._fields, row, right, strict=True):
            if stored != expected and (is_whole or column not in _RUNNING):
                params = {"ordinal": row.ordinal, "column": column, "stored": stored, "expected": expected}
                findings.add(row.entry, f"{self._what}_altered", **params)


class Recount:
    """Balances of all lots in all places, built up from the effects of the entries in their order."""

    def __init__(self, outside: Iterable[int], findings: Findings) -> None:
        self._outside = set(outside)
        self._items: dict[int, int] = {}
        self._lots: dict[int, dict[int, list[int]]] = {}
        """Of each lot by place: what is on hand, what is held, and the entry that touched it last (-1: compared)."""
        self._findings = findings
        self._free: dict[int, int] | None = None
        """By item, what lies in our places and is promised to nobody; None before somebody asks for it."""
        self._beyond: Mapping[int, int] | None = {}
        """The same of the balances that are not followed; None when it is not known."""
        self.broken_at = 0
        """The first entry that could not be read, else 0: what comes after it cannot be counted."""

    @property
    def is_whole(self) -> bool:
        """True while every entry so far could be read."""
        return not self.broken_at

    def break_off(self, entry: int) -> None:
        """Take note that `entry` is missing or cannot be read."""
        self.broken_at = self.broken_at or entry

    def begin(self, balances: Iterable[Sequence[Any]]) -> None:
        """Begin with `balances` (rows as `StoredBalance`) instead of nothing: the office's word for an earlier time.

        They need not be all there are: what is available of items is unknown until `begin_free` says it.
        """
        self._beyond = None
        for row in balances:
            lot_id, location_id, item_id, is_outside, on_hand, held = row
            self._items[lot_id] = item_id
            self._lots.setdefault(lot_id, {})[location_id] = [on_hand, held, 0]
            if is_outside:
                self._outside.add(location_id)

    def begin_free(self, free: Iterable[Sequence[int]]) -> None:
        """Begin with what the office says was `free` of each item (item, base units); after `begin`."""
        counted = self._count_free()
        self._beyond = {item: amount - counted.get(item, 0) for item, amount in free}

    def free(self) -> Mapping[int, int] | None:
        """What of each item lies in our places and is promised to nobody; None when that cannot be told."""
        if self._beyond is None or not self.is_whole:
            return None
        if self._free is None:
            self._free = self._count_free()
            for item, amount in self._beyond.items():
                self._free[item] = self._free.get(item, 0) + amount
        return self._free

    def touched_by(self, steps: bytes) -> Touched:
        """What entries of these steps took hold of, once they are carried out; ask for each stretch, in order."""
        free = self._free
        for _, lot_id, *move, _, _ in iter_unpack(STEP, steps) if free is not None else ():
            if lot_id and free is not None:
                item = self._items.get(lot_id, 0)
                free[item] = free.get(item, 0) + free_by(Move(lot_id, *move), self._outside)
        return Touched(steps, self._outside, self._items, self.free)

    def _count_free(self) -> dict[int, int]:
        free: dict[int, int] = {}
        for lot_id, cells in self._lots.items():
            amount = sum(left - held for place, (left, held, _) in cells.items() if place not in self._outside)
            item = self._items.get(lot_id, 0)
            free[item] = free.get(item, 0) + amount
        return free

    def follow(self, steps: bytes) -> int:
        """Carry out the steps of plain entries (`prepare.STEP`); return 0 when each leaves what is stored beside it.

        Else the entry at which it does not, or at which less than nothing is left: nothing of that entry and of those
        after it is carried out then.
        """
        lots, outside = self._lots, self._outside
        place = 0
        for entry, lot_id, source_id, destination_id, quantity, source_after, destination_after in iter_unpack(
            STEP, steps
        ):
            if lot_id:
                cells = lots.get(lot_id)
                if cells is None:
                    cells = lots[lot_id] = {}
                source = cells.get(source_id)
                if source is None:
                    source = cells[source_id] = [0, 0, 0]
                source[2] = entry
                if destination_id:
                    destination = cells.get(destination_id)
                    if destination is None:
                        destination = cells[destination_id] = [0, 0, 0]
                    source[0] = left = source[0] - quantity
                    destination[0] = there = destination[0] + quantity
                    destination[2] = entry
                    if left != source_after or there != destination_after:
                        return self._undo(steps, entry, place)
                    if left < source[1] and source_id not in outside:
                        return self._undo(steps, entry, place)
                else:
                    source[1] = promised = source[1] + quantity
                    if promised < 0 or (promised > source[0] and source_id not in outside):
                        return self._undo(steps, entry, place)
            elif source_id:
                outside.add(source_id)
            else:
                self._items[destination_id] = quantity
            place += 1  # noqa: SIM113 - enumerating would make a tuple for each step
        return 0

    def _undo(self, steps: bytes, entry: int, last: int) -> int:
        """Take the steps of `entry` back, up to that at place `last`; what it told of places and lots may stay."""
        for number, lot_id, source_id, destination_id, quantity, _, _ in islice(iter_unpack(STEP, steps), last + 1):
            if number != entry or not lot_id:
                continue
            cells = self._lots[lot_id]
            if destination_id:
                cells[source_id][0] += quantity
                cells[destination_id][0] -= quantity
            else:
                cells[source_id][1] -= quantity
        return entry

    def take(self, entry: int, effects: Mapping[str, Any]) -> tuple[list[StoredLine], list[StoredHold]]:
        """Carry out `effects` as the ledger does (releases, lines, new holds); return the rows they make."""
        for row in effects.get("rows", ()):
            self._learn(row["table"], row["values"])
        holds = [StoredHold(entry, ordinal, *each) for ordinal, each in enumerate(effects.get("holds", ()))]
        for hold in holds:
            if hold.delta < 0:
                self._hold(hold)
        lines: list[StoredLine] = []
        for movement in effects.get("movements", ()):
            kind, reverses = movement["kind"], movement.get("reverses", 0)
            for lot_id, source_id, destination_id, quantity in movement["lines"]:
                after = self._move(entry, lot_id, source_id, destination_id, quantity)
                cells = (lot_id, source_id, destination_id, quantity)
                lines.append(StoredLine(entry, len(lines), kind, *cells, *after, reverses))
        for hold in holds:
            if hold.delta > 0:
                self._hold(hold)
        return lines, holds

    def balance_of(self, lot_id: int, location_id: int) -> StoredBalance:
        """What was counted of a lot at a place."""
        on_hand, held = self._counted(lot_id, location_id)
        item_id, is_outside = self._items.get(lot_id, 0), int(location_id in self._outside)
        return StoredBalance(lot_id, location_id, item_id, is_outside, on_hand, held)

    def places_of(self, lot_id: int) -> Iterable[int]:
        """The places at which something of a lot ever lay."""
        return self._lots.get(lot_id, ())

    def compare(self, balances: Iterable[Sequence[Any]]) -> int:
        """Hold the stored `balances` against the counted ones; use once, at the end. Returns how many were stored."""
        count = met = 0
        lots, items, outside = self._lots, self._items, self._outside
        for row in balances:
            count += 1
            lot_id, place, item_id, is_outside, on_hand, held = row
            cells = lots.get(lot_id)
            cell = cells.get(place) if cells else None
            if cell is None or cell[2] < 0:
                if on_hand or held:
                    self._findings.add(0, "balance_extra", **StoredBalance._make(row)._asdict())
                continue
            left, promised, entry = cell
            met, cell[2] = met + 1, -1
            right = left == on_hand and promised == held and items.get(lot_id, item_id) == item_id
            if not right or (place in outside) != is_outside:
                self._compare_balance(StoredBalance._make(row), entry)
        if met < sum(map(len, lots.values())):
            self._find_missing()
        return count

    def _find_missing(self) -> None:
        """All that was counted and not compared."""
        for lot_id, cells in self._lots.items():
            for location_id, (left, promised, entry) in cells.items():
                if entry >= 0 and (left or promised):
                    params = {"lot_id": lot_id, "location_id": location_id, "on_hand": left, "held": promised}
                    self._findings.add(entry, "balance_missing", **params)

    def _cell(self, lot_id: int, place: int) -> list[int]:
        return self._lots.setdefault(lot_id, {}).setdefault(place, [0, 0, 0])

    def _counted(self, lot_id: int, place: int) -> tuple[int, int]:
        on_hand, held, _ = self._lots.get(lot_id, {}).get(place, (0, 0, 0))
        return on_hand, held

    def _learn(self, table: str, values: Mapping[str, Any]) -> None:
        """Keep which places lie outside and of which item each lot is."""
        location_id, lot_id, item_id = values.get("location_id"), values.get("lot_id"), values.get("item_id")
        if table == "location" and isinstance(location_id, int) and values.get("is_outside"):
            self._outside.add(location_id)
        elif table == "lot" and isinstance(lot_id, int) and isinstance(item_id, int):
            self._items[lot_id] = item_id

    def _move(self, entry: int, lot_id: int, source_id: int, destination_id: int, quantity: int) -> tuple[int, int]:
        source, destination = self._cell(lot_id, source_id), self._cell(lot_id, destination_id)
        source[0] -= quantity
        destination[0] += quantity
        source[2] = destination[2] = entry
        if source[0] < source[1] and source_id not in self._outside:
            self._complain(entry, lot_id, source_id)
        return source[0], destination[0]

    def _hold(self, hold: StoredHold) -> None:
        cell = self._cell(hold.lot_id, hold.location_id)
        cell[1] += hold.delta
        cell[2] = hold.entry
        if cell[1] < 0 or (cell[1] > cell[0] and hold.location_id not in self._outside):
            self._complain(hold.entry, hold.lot_id, hold.location_id)

    def _complain(self, entry: int, lot_id: int, place: int) -> None:
        if not self.is_whole:
            return
        on_hand, held = self._counted(lot_id, place)
        code = "below_zero" if on_hand < 0 else "held_below_zero" if held < 0 else "held_not_there"
        params = {"lot_id": lot_id, "location_id": place, "on_hand": on_hand, "held": held}
        self._findings.add(entry, code, **params)

    def _compare_balance(self, stored: StoredBalance, entry: int) -> None:
        lot_id, location_id = stored.lot_id, stored.location_id
        item_id, is_outside = self._items.get(lot_id, stored.item_id), int(location_id in self._outside)
        expected = StoredBalance(lot_id, location_id, item_id, is_outside, *self._counted(lot_id, location_id))
        if stored == expected:
            return
        for column, found, right in zip(stored._fields, stored, expected, strict=True):
            if found != right:
                where = {"lot_id": lot_id, "location_id": location_id}
                self._findings.add(entry, "balance_differs", **where, column=column, stored=found, expected=right)
