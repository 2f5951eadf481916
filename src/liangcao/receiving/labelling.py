"""Labels of lots and boxes: each printing is a row, so that the paper says which printing it is."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.ledger.lots import lot
from liangcao.receiving.commands import PrintLabels


def print_labels(command: PrintLabels, context: Context) -> Effects:
    """The row of this printing; its labels go on counting where the last printing of that kind stopped."""
    known = lot(context, command.lot_id, "lot_id")
    if known.is_money:
        raise refused("not_goods", "lot_id", item=known.item_name)
    sql = "SELECT COALESCE(SUM(copies), 0) FROM label_print WHERE district_id = ? AND lot_id = ? AND kind = ?"
    printed = int(ask(context.connection, sql, (context.district_id, command.lot_id, command.kind))[0][0])
    number = context.new_id()
    values = {
        "label_print_id": number,
        "lot_id": command.lot_id,
        "kind": command.kind,
        "copies": command.copies,
        "first_number": printed + 1,
        "actor_id": context.actor_id,
        "printed_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("label_print", values),), answer={"label_print_id": number})


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of labels: `times` is the how manieth of its kind for the lot; `printed_at` in ms."""

    label_print_id: int
    lot_id: int
    kind: str
    copies: int
    first_number: int
    actor_name: str
    printed_at: int
    times: int


_PRINTINGS = (
    "SELECT label_print_id, lot_id, kind, copies, first_number, COALESCE(actor.name, ''), printed_at, "
    "(SELECT COUNT(*) FROM label_print AS other WHERE other.district_id = label_print.district_id "
    "AND other.lot_id = label_print.lot_id AND other.kind = label_print.kind "
    "AND other.label_print_id <= label_print.label_print_id) FROM label_print "
    "LEFT JOIN actor ON actor.district_id = label_print.district_id AND actor.actor_id = label_print.actor_id "
    "WHERE label_print.district_id = ? AND lot_id = ?"
)


def printings_of(connection: Connection, district_id: int, lot_id: int) -> list[Printing]:
    """The printings of a lot's labels, the newest first."""
    rows = ask(connection, f"{_PRINTINGS} ORDER BY label_print_id DESC", (district_id, lot_id))
    return [Printing(*row) for row in rows]


def printing(connection: Connection, district_id: int, lot_id: int, label_print_id: int) -> Printing:
    """One printing; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_PRINTINGS} AND label_print_id = ?", (district_id, lot_id, label_print_id))
    if not rows:
        raise refused("unknown_document", "label_print_id", name=label_print_id)
    return Printing(*rows[0])
