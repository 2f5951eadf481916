"""Posting: the only writer of lines, balances and holds. Called by the road alone, under the journal's head lock.

What a command moves is first tried on balances read under the lock (`Posting.apply` refuses by name, in the order
of arrival) and then written for all commands of the transaction together. The CHECKs of the tables stand behind it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, insert_rows, number_arrays, select_by_keys
from liangcao.database.context import Facts
from liangcao.database.driver import is_sqlite, run, run_many
from liangcao.kernel.effects import Effects, Hold, Movement
from liangcao.kernel.errors import refused
from liangcao.ledger.lots import learn_new_lots, load_lots
from liangcao.ledger.queries import BALANCES
from liangcao.ledger.tables import balance, hold, line
from liangcao.parties.queries import learn_new_places, load_places

Key = tuple[int, int]
"""A cell of the ledger: lot and location."""

_LINE = (
    "district_id", "entry", "ordinal", "kind", "lot_id", "source_id", "destination_id", "quantity",
    "source_after", "destination_after", "reverses",
)  # fmt: skip
_HOLD = ("district_id", "entry", "ordinal", "lot_id", "location_id", "delta", "document")
_BALANCE = ("district_id", "lot_id", "location_id", "item_id", "is_outside", "on_hand", "held")
_ADD_SQLITE = (
    "UPDATE balance SET on_hand = on_hand + ?, held = held + ? WHERE district_id = ? AND lot_id = ? AND location_id = ?"
)
_ADD_POSTGRESQL = (
    "UPDATE balance SET on_hand = balance.on_hand + d.on_hand, held = balance.held + d.held "
    "FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS d(lot_id, location_id, on_hand, held) "
    "WHERE balance.district_id = %s AND balance.lot_id = d.lot_id AND balance.location_id = d.location_id"
)


@dataclass(slots=True)
class Cell:
    """What a place holds of a lot, now and when the transaction last wrote it.

    A cell that was touched gets its row even when nothing is left in it: past moments are read from there.
    """

    on_hand: int = 0
    held: int = 0
    written_on_hand: int = 0
    written_held: int = 0
    exists: bool = False
    is_touched: bool = False


class Posting:
    """The ledger's part of one transaction of one district."""

    def __init__(self, connection: Connection, district_id: int, facts: Facts) -> None:
        self._connection = connection
        self._district_id = district_id
        self._facts = facts
        self._cells: dict[Key, Cell] = {}
        self._lines: list[Row] = []
        self._holds: list[Row] = []

    def load(self, effects: Iterable[Effects]) -> None:
        """Read all balances, lots and places that `effects` touch: three statements, however many commands."""
        keys: set[Key] = set()
        for each in effects:
            learn_new_lots(self._connection, self._district_id, each.rows, self._facts)
            learn_new_places(each.rows, self._facts)
            keys.update(touched(each.movements, each.holds))
        self.know(keys)
        missing = keys - self._cells.keys()
        if missing:
            rows = select_by_keys(self._connection, BALANCES, sorted(missing), (self._district_id,))
            self.take_balances(missing, rows)

    def know(self, keys: Collection[Key]) -> None:
        """Read the lots and places of `keys` that are not known yet."""
        load_lots(self._connection, self._district_id, {lot_id for lot_id, _ in keys}, self._facts)
        load_places(self._connection, self._district_id, {place for _, place in keys}, self._facts)

    def take_balances(self, keys: Iterable[Key], rows: Iterable[Row]) -> None:
        """Begin with what was read of `keys` under the lock: `rows` of (lot, place, on_hand, held); the rest is 0."""
        for cell_key in keys:
            self._cells[cell_key] = Cell()
        for lot_id, place, on_hand, held in rows:
            self._cells[lot_id, place] = Cell(on_hand, held, on_hand, held, exists=True)

    def check(self, effects: Effects) -> None:
        """Try the movements and holds without taking them up; raises Refused as `apply` does."""
        self._try(0, effects)

    def apply(self, entry: int, effects: Effects) -> None:
        """Take up the movements and holds of journal entry `entry`; all of them or, refused, none.

        Releases come first, then lines in their order, then new holds. Raises Refused ``not_enough``,
        ``unknown_lot``, ``unknown_location``.
        """
        rows, trial = self._try(entry, effects)
        self._lines += rows
        self._holds += (
            (self._district_id, entry, ordinal, each.lot_id, each.location_id, each.delta, each.document)
            for ordinal, each in enumerate(effects.holds)
        )
        for cell_key, (on_hand, held) in trial.changed.items():
            cell = self._cells[cell_key]
            cell.on_hand, cell.held, cell.is_touched = on_hand, held, True

    def _try(self, entry: int, effects: Effects) -> "tuple[list[Row], _Trial]":
        """The lines of `effects` as rows, and the balances as they would be."""
        trial = _Trial(self._cells, self._facts)
        for each in effects.holds:
            if each.delta < 0:
                trial.hold(each)
        rows: list[Row] = []
        for movement in effects.movements:
            for each_line in movement.lines:
                after = trial.move(each_line.lot_id, each_line.source_id, each_line.destination_id, each_line.quantity)
                rows.append(
                    (
                        self._district_id, entry, len(rows), movement.kind, each_line.lot_id, each_line.source_id,
                        each_line.destination_id, each_line.quantity, *after, movement.reverses,
                    )
                )  # fmt: skip
        for each in effects.holds:
            if each.delta > 0:
                trial.hold(each)
        return rows, trial

    def flush(self) -> None:
        """Write what was taken up since the last flush: balances first (holds refer to them), then lines and holds."""
        new: list[Row] = []
        deltas: list[Row] = []
        for (lot_id, place), cell in self._cells.items():
            on_hand, held = cell.on_hand - cell.written_on_hand, cell.held - cell.written_held
            if not cell.exists and cell.is_touched:
                item_id = self._facts["lot", lot_id].item_id
                outside = int(self._facts["place", place].is_outside)
                new.append((self._district_id, lot_id, place, item_id, outside, cell.on_hand, cell.held))
                cell.exists = True
            elif on_hand or held:
                deltas.append((lot_id, place, on_hand, held))
            cell.written_on_hand, cell.written_held = cell.on_hand, cell.held
        insert_rows(self._connection, balance, _BALANCE, new)
        _add_deltas(self._connection, self._district_id, deltas)
        insert_rows(self._connection, line, _LINE, self._lines)
        insert_rows(self._connection, hold, _HOLD, self._holds)
        self._lines, self._holds = [], []


class _Trial:
    """Balances as they would be after one command; nothing is kept unless all of it fits."""

    def __init__(self, cells: dict[Key, Cell], facts: Facts) -> None:
        self._cells = cells
        self._facts = facts
        self.changed: dict[Key, tuple[int, int]] = {}

    def _read(self, cell_key: Key) -> tuple[int, int]:
        if ("lot", cell_key[0]) not in self._facts:
            raise refused("unknown_lot", name=cell_key[0])
        if ("place", cell_key[1]) not in self._facts:
            raise refused("unknown_location", name=cell_key[1])
        cell = self._cells[cell_key]
        return self.changed.get(cell_key) or (cell.on_hand, cell.held)

    def move(self, lot_id: int, source: int, destination: int, quantity: int) -> tuple[int, int]:
        """Move `quantity`; return what source and destination hold then."""
        on_hand, held = self._read((lot_id, source))
        if not self._facts_outside(source) and on_hand - held < quantity:
            raise self._not_enough(lot_id, source, on_hand - held, quantity)
        self.changed[lot_id, source] = (on_hand - quantity, held)
        there, there_held = self._read((lot_id, destination))
        self.changed[lot_id, destination] = (there + quantity, there_held)
        return on_hand - quantity, there + quantity

    def hold(self, each: Hold) -> None:
        """Promise or release."""
        on_hand, held = self._read((each.lot_id, each.location_id))
        if each.delta > on_hand - held or held + each.delta < 0:
            raise self._not_enough(each.lot_id, each.location_id, on_hand - held, abs(each.delta))
        self.changed[each.lot_id, each.location_id] = (on_hand, held + each.delta)

    def _facts_outside(self, place: int) -> bool:
        outside: bool = self._facts["place", place].is_outside
        return outside

    def _not_enough(self, lot_id: int, place: int, available: int, quantity: int) -> Exception:
        lot, where = self._facts["lot", lot_id], self._facts["place", place].name
        if lot.is_money:
            missing = quantity - available
            return refused(
                "not_enough_money",
                budget_line=where,
                available_fen=available,
                amount_fen=quantity,
                missing_fen=missing,
            )
        name = f"{lot.item_name} {lot.batch_number}".strip()
        return refused("not_enough", location=where, lot=name, available=available, quantity=quantity)


def touched(movements: Sequence[Movement], holds: Sequence[Hold]) -> set[Key]:
    """The cells that movements and holds read and change."""
    keys = {(each.lot_id, each.location_id) for each in holds}
    for movement in movements:
        for each_line in movement.lines:
            keys.add((each_line.lot_id, each_line.source_id))
            keys.add((each_line.lot_id, each_line.destination_id))
    return keys


def _add_deltas(connection: Connection, district_id: int, deltas: Sequence[Row]) -> None:
    """Add signed differences to existing balances; the CHECKs refuse what must not be."""
    if not deltas:
        return
    if is_sqlite(connection):
        rows = [(on_hand, held, district_id, lot_id, place) for lot_id, place, on_hand, held in deltas]
        run_many(connection, _ADD_SQLITE, rows)
    else:
        run(connection, _ADD_POSTGRESQL, (*number_arrays(deltas), district_id))
