"""Goods that are expected: one list for all sources, written by whoever decides that something is to come.

A purchase, a donation, a mobilisation order or the opening of the books puts its lines here with `expect_goods`, and
adds the rows to its own effects; receipts are taken in against them. Who receives changes none of what they say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection

from liangcao.catalog.queries import Item, item
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import amount_fen
from liangcao.ledger.judged import JUDGED, Judged, judge

OPEN_STATES = ("expected", "partly")
"""What is still to come."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Where goods come from, by which document (0: announced by hand), where to and when (empty: nobody said).

    `driver` and `driver_phone` are commitments to personal data, as a handler finds them in its command.
    `needs_acceptance` is 1 where the source asks for an inspection before anything of it is given out.
    """

    source_kind: str
    source_party_id: int
    document_id: int
    location_id: int = 0
    expected_on: str = ""
    driver: str = ""
    driver_phone: str = ""
    vehicle: str = ""
    note: str = ""
    needs_acceptance: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """What is to come: base units of an item, in boxes of `pack_size`.

    It costs `unit_cost_fen` for every `cost_units` base units, None when that is not known; `budget_line_id` pays for
    it (0: none); a donor's purpose goes to the lots. `standard` and `grade` are what is said of it, or what the item is
    by its master data; the goods themselves are looked at when they come. `document_line` is the line of the document
    that it meets (0: the one of the same number), which what comes instead of bad goods has to say.
    """

    item_id: int
    quantity: int
    pack_size: int = 1
    unit_cost_fen: int | None = None
    cost_units: int = 1
    budget_line_id: int = 0
    purpose_party_id: int | None = None
    purpose_class: int = 0
    document_line: int = 0
    purpose_area: str = ""
    standard: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An expected arrival; `document_id` is 0 where it was announced by hand, `location_id` 0 where nobody said."""

    arrival_id: int
    source_kind: str
    source_party_id: int
    document_id: int
    location_id: int
    expected_on: str
    state: str
    needs_acceptance: int = 0


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """A line of an arrival with what has come of it so far, in base units (quarantined goods count as received)."""

    line_number: int
    item_id: int
    quantity: int
    pack_size: int
    unit_cost_fen: int | None
    cost_units: int
    budget_line_id: int
    purpose_party_id: int | None
    purpose_class: int
    received: int
    rejected: int
    document_line: int
    purpose_area: str = ""
    standard: str = ""
    grade: str = ""

    @property
    def open_quantity(self) -> int:
        """Base units that have not come yet; never below zero."""
        return max(self.quantity - self.received - self.rejected, 0)


def expect_goods(context: Context, head: Expected, lines: Sequence[ExpectedLine]) -> tuple[int, tuple[NewRow, ...]]:
    """The arrival's id, and the rows that a handler adds to its effects; it has looked at items, parties and places."""
    arrival_id = context.new_id()
    values: dict[str, Any] = {
        "arrival_id": arrival_id,
        **asdict(head),
        "state": "expected",
        "actor_id": context.actor_id,
        "made_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [NewRow("arrival", values)]
    known = {number: item(context, number) for number in {line.item_id for line in lines}}
    rows += [
        NewRow("arrival_line", _line(arrival_id, number, line, known[line.item_id]))
        for number, line in enumerate(lines, 1)
    ]
    return arrival_id, tuple(rows)


def _line(arrival_id: int, number: int, line: ExpectedLine, known: Item) -> dict[str, Any]:
    values: dict[str, Any] = {
        "arrival_id": arrival_id,
        "line_number": number,
        "item_id": line.item_id,
        "document_line": line.document_line or number,
        "quantity": line.quantity,
        "pack_size": line.pack_size,
        "cost_units": line.cost_units,
        "budget_line_id": line.budget_line_id,
        "purpose_class": line.purpose_class,
        "purpose_area": line.purpose_area,
        "standard": line.standard or known.standard,
        "grade": line.grade or known.grade,
    }
    if line.unit_cost_fen is not None:
        values["unit_cost_fen"] = line.unit_cost_fen
    if line.purpose_party_id is not None:
        values["purpose_party_id"] = line.purpose_party_id
    return values


_ARRIVAL = (
    "SELECT arrival_id, source_kind, source_party_id, document_id, location_id, expected_on, state, "
    "needs_acceptance FROM arrival "
    "WHERE district_id = ?"
)
_LINES = (
    "SELECT line_number, item_id, quantity, pack_size, unit_cost_fen, cost_units, budget_line_id, purpose_party_id, "
    "purpose_class, received, rejected, document_line, purpose_area, standard, grade FROM arrival_line "
    "WHERE district_id = ? AND arrival_id = ? ORDER BY line_number"
)


def arrival(context: Context, arrival_id: int) -> Arrival:
    """The expected arrival with this id; raises Refused ``unknown_document``."""
    rows = ask(context.connection, f"{_ARRIVAL} AND arrival_id = ?", (context.district_id, arrival_id))
    if not rows:
        raise refused("unknown_document", "arrival_id", name=arrival_id)
    return Arrival(*rows[0])


def arrival_lines(connection: Connection, district_id: int, arrival_id: int) -> dict[int, ArrivalLine]:
    """The lines of an arrival by their numbers."""
    return {row[0]: ArrivalLine(*row) for row in ask(connection, _LINES, (district_id, arrival_id))}


_INSTEAD = (
    "arrival_id NOT IN (SELECT new_arrival_id FROM claim WHERE claim.district_id = arrival.district_id "
    "AND new_arrival_id = arrival.arrival_id)"
)


def call_off(
    context: Context, source_kind: str, document_id: int, *, keeps_replacements: bool = False
) -> tuple[Change, ...]:
    """What has not come of a document is no longer expected; raises Refused ``nothing_expected``.

    `keeps_replacements`: what a settled claim brings instead of bad goods is owed to us, and still expected.
    """
    sql = f"{_ARRIVAL} AND source_kind = ? AND document_id = ? AND state IN ('expected', 'partly')"
    sql += f" AND {_INSTEAD}" if keeps_replacements else ""
    values = (context.district_id, source_kind, document_id)
    rows = ask(context.connection, f"{sql} ORDER BY arrival_id", values) if document_id else []
    if not rows:
        raise refused("nothing_expected", "document_id", what=document_id)
    return tuple(cancelled(Arrival(*row)) for row in rows)


def cancelled(known: Arrival, reason: str = "") -> Change:
    """The change that ends an arrival: what came stays, nothing more is expected."""
    values = {"state": "cancelled", "ended_note": reason}
    return Change("arrival", {"arrival_id": known.arrival_id}, values, {"state": known.state})


def taken_in(
    known: Arrival, lines: Iterable[ArrivalLine], counted: Mapping[int, tuple[int, int]]
) -> tuple[Change, ...]:
    """The changes of an arrival when (accepted, rejected) base units, by its line, were counted.

    An arrival is received when no line expects more, partly received when something came; a cancelled one stays so.
    """
    changes: list[Change] = []
    came, is_open = False, False
    for line in lines:
        accepted, rejected = counted.get(line.line_number, (0, 0))
        now = {"received": line.received + accepted, "rejected": line.rejected + rejected}
        came = came or sum(now.values()) > 0
        is_open = is_open or sum(now.values()) < line.quantity
        if line.line_number in counted:
            key = {"arrival_id": known.arrival_id, "line_number": line.line_number}
            changes.append(Change("arrival_line", key, now, {"received": line.received, "rejected": line.rejected}))
    state = "expected" if not came else "partly" if is_open else "received"
    if known.state not in ("cancelled", state):
        changes.append(Change("arrival", {"arrival_id": known.arrival_id}, {"state": state}, {"state": known.state}))
    return tuple(changes)


@dataclass(frozen=True, slots=True)
class CameLine:
    """What was received of one expected line of a document, in base units, by what has become of it.

    `quarantined` is the part of what was taken in whose lot is stopped now; `accepted` is the rest of it; `rejected` is
    what was at the door or by inspection. Receipts that were reversed do not count. `amount_fen` is what the accepted
    and quarantined goods cost, 0 where nobody knows.
    """

    arrival_id: int
    line_number: int
    document_line: int
    item_id: int
    quantity: int
    accepted: int
    rejected: int
    quarantined: int
    amount_fen: int
    lot_ids: tuple[int, ...]
    receipt_ids: tuple[int, ...]
    passed: int = 0
    once: int = 0
    waiting: int = 0

    @property
    def taken_in(self) -> int:
        """What is in our hands of it, stopped or not."""
        return self.accepted + self.quarantined


_CAME = f"""
SELECT receipt_line.arrival_line, receipt.arrival_id, receipt_line.lot_id, receipt.receipt_id, lot.status,
       COALESCE(lot.unit_cost_fen, 0), lot.cost_units, {JUDGED}
FROM arrival CROSS JOIN receipt CROSS JOIN receipt_line CROSS JOIN lot
WHERE arrival.district_id = ? AND arrival.source_kind = ? AND arrival.document_id = ?
AND receipt.district_id = arrival.district_id AND receipt.arrival_id = arrival.arrival_id AND receipt.state = 'booked'
AND receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id
AND lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id
ORDER BY receipt.receipt_id, receipt_line.line_number
"""
_EXPECTED = """
SELECT arrival_line.arrival_id, line_number, document_line, item_id, quantity FROM arrival CROSS JOIN arrival_line
WHERE arrival.district_id = ? AND arrival.source_kind = ? AND arrival.document_id = ?
AND arrival_line.district_id = arrival.district_id AND arrival_line.arrival_id = arrival.arrival_id
ORDER BY arrival_line.arrival_id, line_number
"""


@dataclass(frozen=True, slots=True)
class _Part:
    """A lot that came of a line."""

    lot_id: int
    receipt_id: int
    is_stopped: bool
    cost_fen: int
    cost_units: int
    judged: Judged


def came_by(connection: Connection, district_id: int, source_kind: str, document_id: int) -> list[CameLine]:
    """What has been received of a document, by every line it expects; nothing came of a line: zeros."""
    values = (district_id, source_kind, document_id)
    parts: dict[tuple[int, int], list[_Part]] = {}
    for number, arrival_id, lot_id, receipt_id, status, fen, units, *told in ask(connection, _CAME, values):
        part = _Part(lot_id, receipt_id, status == "quarantined", fen, units, judge(told))
        parts.setdefault((arrival_id, number), []).append(part)
    return [_came(row, parts.get((row[0], row[1]), [])) for row in ask(connection, _EXPECTED, values)]


def _came(row: Sequence[Any], parts: Sequence[_Part]) -> CameLine:
    arrival_id, line_number, document_line, item_id, quantity = row
    return CameLine(
        arrival_id=arrival_id,
        line_number=line_number,
        document_line=document_line,
        item_id=item_id,
        quantity=quantity,
        accepted=sum(part.judged.kept for part in parts if not part.is_stopped),
        rejected=sum(part.judged.at_door + part.judged.inspected_out for part in parts),
        quarantined=sum(part.judged.kept for part in parts if part.is_stopped),
        amount_fen=sum(amount_fen(part.judged.kept, part.cost_fen, part.cost_units) for part in parts),
        lot_ids=tuple(part.lot_id for part in parts),
        receipt_ids=tuple(dict.fromkeys(part.receipt_id for part in parts)),
        passed=sum(part.judged.passed for part in parts),
        once=sum(part.judged.once for part in parts),
        waiting=sum(part.judged.waiting for part in parts),
    )


def came_of_lines(connection: Connection, district_id: int, source_kind: str, document_id: int) -> dict[int, CameLine]:
    """What has been received of a document, by its own lines: what came at first, and what came instead of bad goods.

    Arrival, line and expected quantity are those of the first arrival that meets the line.
    """
    found: dict[int, CameLine] = {}
    for each in came_by(connection, district_id, source_kind, document_id):
        first = found.get(each.document_line)
        found[each.document_line] = _together(first, each) if first else each
    return found


def _together(first: CameLine, later: CameLine) -> CameLine:
    return replace(
        first,
        accepted=first.accepted + later.accepted,
        rejected=first.rejected + later.rejected,
        quarantined=first.quarantined + later.quarantined,
        amount_fen=first.amount_fen + later.amount_fen,
        lot_ids=first.lot_ids + later.lot_ids,
        receipt_ids=tuple(dict.fromkeys(first.receipt_ids + later.receipt_ids)),
        passed=first.passed + later.passed,
        once=first.once + later.once,
        waiting=first.waiting + later.waiting,
    )
