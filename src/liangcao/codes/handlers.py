"""Handlers of labels: each printing is a row, so that the paper says which printing it is."""

from liangcao.catalog.queries import item
from liangcao.codes.commands import BindSerial, PrintLabels, PrintRoll
from liangcao.codes.printings import bound_to, next_serial
from liangcao.codes.serials import check_bound_anew, check_printed
from liangcao.codes.sizes import LETTERS
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.ledger.lots import lot
from liangcao.parties.queries import place

_KNOWN = {
    "D": "SELECT 1 FROM shipment WHERE district_id = ? AND shipment_id = ?",
    "R": "SELECT 1 FROM request WHERE district_id = ? AND request_id = ?",
    "C": "SELECT 1 FROM receipt WHERE district_id = ? AND receipt_id = ?",
    "B": "SELECT 1 FROM package WHERE district_id = ? AND package_id = ?",
    "T": "SELECT 1 FROM trip WHERE district_id = ? AND trip_id = ?",
    "V": "SELECT 1 FROM vehicle WHERE district_id = ? AND vehicle_id = ?",
    "U": "SELECT 1 FROM party WHERE district_id = ? AND party_id = ?",
}


def _check_known(context: Context, letter: str, thing_id: int) -> None:
    """Raise Refused ``unknown_lot``, ``not_goods``, ``unknown_location``, ``unknown_item`` or ``unknown_document``."""
    if letter == "L":
        known = lot(context, thing_id, "thing_id")
        if known.is_money:
            raise refused("not_goods", "thing_id", item=known.item_name)
    elif letter == "P":
        found = place(context, thing_id, "thing_id")
        if found.is_outside:
            raise refused("place_outside", "thing_id", location=found.name)
    elif letter == "I":
        named = item(context, thing_id, "thing_id")
        if named.kind != "goods":
            raise refused("not_goods", "thing_id", item=named.name)
    elif not ask(context.connection, _KNOWN[letter], (context.district_id, thing_id)):
        raise refused("unknown_document", "thing_id", name=thing_id)


def print_labels(command: PrintLabels, context: Context) -> Effects:
    """The row of this printing; its labels go on counting where the last printing of that kind stopped."""
    letter = LETTERS[command.kind]
    _check_known(context, letter, command.thing_id)
    column = "lot_id" if letter == "L" else "thing_id"
    sql = f"SELECT COALESCE(SUM(copies), 0) FROM label_print WHERE district_id = ? AND {column} = ? AND kind = ?"
    printed = int(ask(context.connection, sql, (context.district_id, command.thing_id, command.kind))[0][0])
    number = context.new_id()
    values = {
        "label_print_id": number,
        column: command.thing_id,
        "kind": command.kind,
        "size": command.size,
        "copies": command.copies,
        "first_number": printed + 1,
        "actor_id": context.actor_id,
        "printed_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("label_print", values),), answer={"label_print_id": number})


def print_roll(command: PrintRoll, context: Context) -> Effects:
    """The row of the roll: its serial numbers follow those of the roll before, and never come twice."""
    roll_id = context.new_id()
    first = next_serial(context.connection, context.district_id)
    values = {
        "roll_id": roll_id,
        "first_serial": first,
        "copies": command.copies,
        "size": command.size,
        "actor_id": context.actor_id,
        "printed_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("serial_roll", values),), answer={"roll_id": roll_id, "first_serial": first})


def bind_serial(command: BindSerial, context: Context) -> Effects:
    """The row that says what the label is stuck to; earlier ones stay, the last counts."""
    check_printed(command.serial, next_serial(context.connection, context.district_id))
    _check_known(context, command.kind, command.thing_id)
    before = bound_to(context.connection, context.district_id, command.serial)
    check_bound_anew(command, before)
    binding_id = context.new_id()
    values = {
        "binding_id": binding_id,
        "serial": command.serial,
        "kind": command.kind,
        "thing_id": command.thing_id,
        "reason": command.reason,
        "actor_id": context.actor_id,
        "bound_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("serial_binding", values),), answer={"binding_id": binding_id})
