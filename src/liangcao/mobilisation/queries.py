"""Reading orders, what is owed for them, and what reserve units say they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.mobilisation.rules import Owed


@dataclass(frozen=True, slots=True)
class Order:
    """An order's head; times in ms since 1970 UTC; `arrival` is the state of what is expected by it."""

    order_id: int
    party_id: int
    party_name: str
    state: str
    document_number: str
    ground: str
    location_id: int
    expected_on: str
    note: str
    end_note: str
    actor_id: int
    actor_name: str
    ordered_at: int
    ended_at: int
    entry: int
    arrival: str


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line with all that became of it, in base units; `price_fen` None while no compensation is agreed."""

    order_id: int
    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    quantity: int
    pack_size: int
    price_fen: int | None
    price_units: int
    came: int
    rejected: int
    goods: int
    paid: int
    paid_fen: int

    @property
    def owed(self) -> int:
        """Base units still owed."""
        return self.came - self.goods - self.paid


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders to show; empty or zero means any. `search` is a normalised search word."""

    state: str = ""
    party_id: int = 0
    search: str = ""


_HEAD = (
    "SELECT mobilisation.order_id, mobilisation.party_id, party.name, mobilisation.state, document_number, ground, "
    "mobilisation.location_id, mobilisation.expected_on, mobilisation.note, end_note, mobilisation.actor_id, "
    "COALESCE(actor.name, ''), ordered_at, ended_at, mobilisation.entry, "
    "COALESCE((SELECT MIN(arrival.state) FROM arrival WHERE arrival.district_id = mobilisation.district_id "
    "AND arrival.source_kind = 'mobilisation' AND arrival.document_id = mobilisation.order_id), '') "
)
_FROM = (
    "FROM mobilisation JOIN party ON party.district_id = mobilisation.district_id "
    "AND party.party_id = mobilisation.party_id "
    "LEFT JOIN actor ON actor.district_id = mobilisation.district_id AND actor.actor_id = mobilisation.actor_id "
)
_STANDS = (
    "NOT EXISTS (SELECT 1 FROM line AS undo WHERE undo.district_id = given_back.district_id "
    "AND undo.reverses = given_back.entry AND undo.reverses <> 0)"
)
_GIVEN = (
    "SELECT SUM({what}) FROM given_back WHERE given_back.district_id = line.district_id "
    "AND given_back.order_id = line.order_id AND given_back.line_number = line.line_number "
    f"AND way = '{{way}}' AND {_STANDS}"
)
_CAME = (
    "SELECT SUM(arrival_line.{what}) FROM arrival JOIN arrival_line ON arrival_line.district_id = arrival.district_id "
    "AND arrival_line.arrival_id = arrival.arrival_id WHERE arrival.district_id = line.district_id "
    "AND arrival.source_kind = 'mobilisation' AND arrival.document_id = line.order_id "
    "AND arrival_line.line_number = line.line_number"
)
_LINES = (
    "SELECT line.order_id, line.line_number, line.item_id, item.name, item.base_unit, line.quantity, line.pack_size, "
    f"price_fen, price_units, COALESCE(({_CAME.format(what='received')}), 0), "
    f"COALESCE(({_CAME.format(what='rejected')}), 0), "
    f"COALESCE(({_GIVEN.format(what='quantity', way='goods')}), 0), "
    f"COALESCE(({_GIVEN.format(what='quantity', way='money')}), 0), "
    f"COALESCE(({_GIVEN.format(what='amount_fen', way='money')}), 0) "
    "FROM {keys} JOIN mobilisation_line AS line ON line.order_id = k1 "
    "JOIN item ON item.district_id = line.district_id AND item.item_id = line.item_id "
    "WHERE line.district_id = ? ORDER BY line.order_id, line.line_number"
)


def _conditions(district_id: int, wanted: OrderFilter) -> tuple[str, Row]:
    parts: list[str] = ["mobilisation.district_id = ?"]
    values: list[Any] = [district_id]
    for part, value in (("mobilisation.state = ?", wanted.state), ("mobilisation.party_id = ?", wanted.party_id)):
        if value:
            parts.append(part)
            values.append(value)
    if wanted.search:
        parts.append(
            "(party.search LIKE ? OR EXISTS (SELECT 1 FROM mobilisation_line AS line JOIN item "
            "ON item.district_id = line.district_id AND item.item_id = line.item_id "
            "WHERE line.district_id = mobilisation.district_id AND line.order_id = mobilisation.order_id "
            "AND item.search LIKE ?))"
        )
        values += [f"%{wanted.search}%"] * 2
    return " AND ".join(parts), tuple(values)


def orders_page(
    connection: Connection, district_id: int, wanted: OrderFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Order]:
    """Orders, the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    sql = f"{_HEAD} {_FROM} WHERE {where} ORDER BY mobilisation.order_id DESC LIMIT ? OFFSET ?"
    return [Order(*row) for row in ask(connection, sql, (*values, *page))]


def count_orders(connection: Connection, district_id: int, wanted: OrderFilter) -> int:
    """How many orders `orders_page` would find."""
    where, values = _conditions(district_id, wanted)
    return int(ask(connection, f"SELECT COUNT(*) {_FROM} WHERE {where}", values)[0][0])


def order(connection: Connection, district_id: int, order_id: int) -> Order:
    """One order; raises Refused ``unknown_document``."""
    sql = f"{_HEAD} {_FROM} WHERE mobilisation.district_id = ? AND mobilisation.order_id = ?"
    rows = ask(connection, sql, (district_id, order_id))
    if not rows:
        raise refused("unknown_document", "order_id", name=order_id)
    return Order(*rows[0])


def ordered_lines(connection: Connection, district_id: int, ids: Sequence[int]) -> dict[int, list[OrderedLine]]:
    """The lines of these orders with what came and what was given back, by order."""
    found: dict[int, list[OrderedLine]] = {number: [] for number in ids}
    for row in select_by_keys(connection, _LINES, [(number,) for number in ids], (district_id,)):
        found[row[0]].append(OrderedLine(*row[:9], *(int(each) for each in row[9:])))
    return found


def owed_lines(connection: Connection, district_id: int, order_id: int) -> dict[int, Owed]:
    """What is owed of an order, by line."""
    return {
        line.line_number: Owed(line.line_number, line.item_id, line.item_name, line.came, line.goods, line.paid)
        for line in ordered_lines(connection, district_id, [order_id])[order_id]
    }


@dataclass(frozen=True, slots=True)
class Declared:
    """What a reserve unit said last that it holds of an item, in base units: theirs, not ours."""

    party_id: int
    party_name: str
    item_name: str
    base_unit: str
    quantity: int
    as_of: str
    declared_at: int


def declared_stock(connection: Connection, district_id: int) -> list[Declared]:
    """The latest word of every reserve unit on every item it named, what is gone left out."""
    sql = (
        "SELECT stock.party_id, party.name, item.name, item.base_unit, stock.quantity, stock.as_of, stock.declared_at "
        "FROM reserve_stock AS stock JOIN party ON party.district_id = stock.district_id "
        "AND party.party_id = stock.party_id "
        "JOIN item ON item.district_id = stock.district_id AND item.item_id = stock.item_id "
        "WHERE stock.district_id = ? AND stock.quantity > 0 AND NOT EXISTS (SELECT 1 FROM reserve_stock AS later "
        "WHERE later.district_id = stock.district_id AND later.party_id = stock.party_id "
        "AND later.item_id = stock.item_id AND later.declaration_id > stock.declaration_id) "
        "ORDER BY party.name, item.name"
    )
    return [Declared(*row) for row in ask(connection, sql, (district_id,))]
