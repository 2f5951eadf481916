"""Counting again: lines, holds and balances as they follow from the entries alone, held against the stored ones."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from liangcao.journal.problems import Findings


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


class _Cell:
    """What a place holds of a lot, and the last entry that touched it."""

    __slots__ = ("entry", "held", "on_hand")

    def __init__(self) -> None:
        self.on_hand = self.held = self.entry = 0


class StoredRows:
    """Stored rows in the order of their entries, taken entry by entry and held against what should be there."""

    def __init__(self, what: str, row_type: type[Any], rows: Iterable[tuple[Any, ...]]) -> None:
        self._what = what
        self._make = row_type._make
        self._rows: Iterator[tuple[Any, ...]] = iter(rows)
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
        self._cells: dict[tuple[int, int], _Cell] = {}
        self._findings = findings
        self.broken_at = 0
        """The first entry that could not be read, else 0: what comes after it cannot be counted."""

    @property
    def is_whole(self) -> bool:
        """True while every entry so far could be read."""
        return not self.broken_at

    def break_off(self, entry: int) -> None:
        """Take note that `entry` is missing or cannot be read."""
        self.broken_at = self.broken_at or entry

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

    def compare(self, balances: Iterable[tuple[Any, ...]]) -> None:
        """Hold the stored `balances` against the counted ones; use once, at the end."""
        for row in balances:
            stored = StoredBalance._make(row)
            cell = self._cells.pop((stored.lot_id, stored.location_id), None)
            if cell is not None:
                self._compare_balance(stored, cell)
            elif stored.on_hand or stored.held:
                self._findings.add(0, "balance_extra", **stored._asdict())
        for (lot_id, location_id), cell in self._cells.items():
            if cell.on_hand or cell.held:
                params = {"lot_id": lot_id, "location_id": location_id, "on_hand": cell.on_hand, "held": cell.held}
                self._findings.add(cell.entry, "balance_missing", **params)

    def _learn(self, table: str, values: Mapping[str, Any]) -> None:
        """Keep which places lie outside and of which item each lot is."""
        location_id, lot_id, item_id = values.get("location_id"), values.get("lot_id"), values.get("item_id")
        if table == "location" and isinstance(location_id, int) and values.get("is_outside"):
            self._outside.add(location_id)
        elif table == "lot" and isinstance(lot_id, int) and isinstance(item_id, int):
            self._items[lot_id] = item_id

    def _cell(self, entry: int, lot_id: int, location_id: int) -> _Cell:
        cell = self._cells.get((lot_id, location_id))
        if cell is None:
            cell = self._cells[lot_id, location_id] = _Cell()
        cell.entry = entry
        return cell

    def _move(self, entry: int, lot_id: int, source_id: int, destination_id: int, quantity: int) -> tuple[int, int]:
        source = self._cell(entry, lot_id, source_id)
        destination = self._cell(entry, lot_id, destination_id)
        source.on_hand -= quantity
        destination.on_hand += quantity
        if source.on_hand < source.held and source_id not in self._outside:
            self._complain(entry, lot_id, source_id, source)
        return source.on_hand, destination.on_hand

    def _hold(self, hold: StoredHold) -> None:
        cell = self._cell(hold.entry, hold.lot_id, hold.location_id)
        cell.held += hold.delta
        if cell.held < 0 or (cell.held > cell.on_hand and hold.location_id not in self._outside):
            self._complain(hold.entry, hold.lot_id, hold.location_id, cell)

    def _complain(self, entry: int, lot_id: int, location_id: int, cell: _Cell) -> None:
        if not self.is_whole:
            return
        code = "below_zero" if cell.on_hand < 0 else "held_below_zero" if cell.held < 0 else "held_not_there"
        params = {"lot_id": lot_id, "location_id": location_id, "on_hand": cell.on_hand, "held": cell.held}
        self._findings.add(entry, code, **params)

    def _compare_balance(self, stored: StoredBalance, cell: _Cell) -> None:
        expected = StoredBalance(
            stored.lot_id,
            stored.location_id,
            self._items.get(stored.lot_id, stored.item_id),
            int(stored.location_id in self._outside),
            cell.on_hand,
            cell.held,
        )
        if stored == expected:
            return
        for column, found, right in zip(stored._fields, stored, expected, strict=True):
            if found != right:
                where = {"lot_id": stored.lot_id, "location_id": stored.location_id}
                self._findings.add(cell.entry, "balance_differs", **where, column=column, stored=found, expected=right)
