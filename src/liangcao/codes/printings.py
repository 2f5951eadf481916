"""Reading what was printed: labels, rolls, and what the labels of rolls are stuck to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from liangcao.codes.sizes import LETTERS, USUAL
from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of labels: `times` is the how manieth of its kind for the thing; `printed_at` in ms."""

    label_print_id: int
    kind: str
    thing_id: int
    size: str
    copies: int
    first_number: int
    actor_name: str
    printed_at: int
    times: int


_OF_THING = "COALESCE(label_print.lot_id, label_print.thing_id)"
_PRINTINGS = (
    f"SELECT label_print_id, kind, {_OF_THING}, size, copies, first_number, COALESCE(actor.name, ''), printed_at, "
    "(SELECT COUNT(*) FROM label_print AS other WHERE other.district_id = label_print.district_id "
    f"AND COALESCE(other.lot_id, other.thing_id) = {_OF_THING} AND other.kind = label_print.kind "
    "AND other.label_print_id <= label_print.label_print_id) FROM label_print "
    "LEFT JOIN actor ON actor.district_id = label_print.district_id AND actor.actor_id = label_print.actor_id "
    "WHERE label_print.district_id = ? AND "
)


def printings_of(connection: Connection, district_id: int, letter: str, thing_id: int) -> list[Printing]:
    """The printings of a thing's labels, the newest first."""
    kinds = [kind for kind, each in LETTERS.items() if each == letter]
    column = "lot_id" if letter == "L" else "thing_id"
    wanted = f"{_PRINTINGS} label_print.{column} = ? AND kind IN ({', '.join('?' for _ in kinds)})"
    rows = ask(connection, f"{wanted} ORDER BY label_print_id DESC", (district_id, thing_id, *kinds))
    return [_printing(row) for row in rows]


def printing(connection: Connection, district_id: int, label_print_id: int) -> Printing:
    """One printing; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_PRINTINGS} label_print_id = ?", (district_id, label_print_id))
    if not rows:
        raise refused("unknown_document", "label_print_id", name=label_print_id)
    return _printing(rows[0])


def _printing(row: Sequence[Any]) -> Printing:
    found = Printing(*row)
    return found if found.size else replace(found, size=USUAL[found.kind])


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll of labels printed beforehand: `copies` serial numbers from `first_serial`; `bound` of them are in use."""

    roll_id: int
    first_serial: int
    copies: int
    size: str
    actor_name: str
    printed_at: int
    bound: int


_ROLLS = (
    "SELECT roll_id, first_serial, copies, size, COALESCE(actor.name, ''), printed_at, "
    "(SELECT COUNT(DISTINCT serial) FROM serial_binding WHERE serial_binding.district_id = serial_roll.district_id "
    "AND serial >= first_serial AND serial < first_serial + copies) FROM serial_roll "
    "LEFT JOIN actor ON actor.district_id = serial_roll.district_id AND actor.actor_id = serial_roll.actor_id "
    "WHERE serial_roll.district_id = ?"
)


def rolls(connection: Connection, district_id: int, *, most: int = 50) -> list[Roll]:
    """The rolls, the newest first."""
    rows = ask(connection, f"{_ROLLS} ORDER BY roll_id DESC LIMIT ?", (district_id, most))
    return [Roll(*row) for row in rows]


def roll(connection: Connection, district_id: int, roll_id: int) -> Roll:
    """One roll; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_ROLLS} AND roll_id = ?", (district_id, roll_id))
    if not rows:
        raise refused("unknown_document", "roll_id", name=roll_id)
    return Roll(*rows[0])


def next_serial(connection: Connection, district_id: int) -> int:
    """The serial number the next roll begins with."""
    sql = "SELECT COALESCE(MAX(first_serial + copies), 1) FROM serial_roll WHERE district_id = ?"
    return int(ask(connection, sql, (district_id,))[0][0])


def bound_to(connection: Connection, district_id: int, serial: int) -> tuple[str, int] | None:
    """What a label of a roll is stuck to: letter and number of the thing; None while it is on nothing."""
    rows = ask(
        connection,
        "SELECT kind, thing_id FROM serial_binding WHERE district_id = ? AND serial = ? "
        "ORDER BY binding_id DESC LIMIT 1",
        (district_id, serial),
    )
    return (str(rows[0][0]), int(rows[0][1])) if rows else None
