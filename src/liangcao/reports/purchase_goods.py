"""The goods of a purchase on their way: what is to come, what waits for inspection or for its second person, who passed
what."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask

_RECEIPT = (
    "FROM arrival CROSS JOIN receipt WHERE arrival.district_id = ? AND arrival.source_kind = 'purchase' "
    "AND arrival.document_id = ? AND receipt.district_id = arrival.district_id "
    "AND receipt.arrival_id = arrival.arrival_id "
)


@dataclass(frozen=True, slots=True)
class Coming:
    """An arrival of the purchase that expects more; `is_instead` where a settled claim brings it."""

    arrival_id: int
    expected_on: str
    state: str
    is_instead: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A receipt of the purchase (ms since 1970 UTC): batches that are to be inspected, and the inspection that waits
    for its second person (0: none)."""

    receipt_id: int
    occurred_at: int
    actor_name: str
    due: int
    held_id: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """What inspection said of a lot (ms since 1970 UTC); `rejected` base units went to the place for rejects."""

    receipt_id: int
    lot_id: int
    item_name: str
    base_unit: str
    verdict: str
    rejected: int
    evidence: str
    actor_name: str
    accepted_at: int
    entry: int
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class GoodsOf:
    """All of it; `inspected` in the order in which it was looked at."""

    coming: tuple[Coming, ...]
    taken_in: tuple[TakenIn, ...]
    inspected: tuple[Inspected, ...]


_COMING = (
    "SELECT arrival_id, expected_on, state, EXISTS (SELECT 1 FROM claim WHERE claim.district_id = arrival.district_id "
    "AND claim.new_arrival_id = arrival.arrival_id) FROM arrival WHERE district_id = ? AND source_kind = 'purchase' "
    "AND document_id = ? AND state IN ('expected', 'partly') ORDER BY arrival_id + 0"
)
_TAKEN_IN = (
    "SELECT receipt_id, occurred_at, COALESCE((SELECT name FROM actor WHERE actor.district_id = receipt.district_id "
    "AND actor.actor_id = receipt.actor_id), ''), "
    "(SELECT COUNT(*) FROM receipt_line JOIN lot ON lot.district_id = receipt_line.district_id "
    "AND lot.lot_id = receipt_line.lot_id WHERE receipt_line.district_id = receipt.district_id "
    f"AND receipt_line.receipt_id = receipt.receipt_id AND lot.acceptance = 'due') {_RECEIPT} "
    "AND receipt.state = 'booked' ORDER BY receipt_id + 0"
)
_INSPECTED = (
    "SELECT receipt.receipt_id, lot.lot_id, item.name, item.base_unit, one.verdict, one.rejected, one.evidence, "
    "COALESCE(actor.name, ''), head.accepted_at, head.entry, receipt.state = 'reversed' "
    "FROM arrival CROSS JOIN receipt CROSS JOIN acceptance AS head CROSS JOIN acceptance_line AS one CROSS JOIN lot "
    "CROSS JOIN item LEFT JOIN actor ON actor.district_id = head.district_id AND actor.actor_id = head.actor_id "
    "WHERE arrival.district_id = ? AND arrival.source_kind = 'purchase' AND arrival.document_id = ? "
    "AND receipt.district_id = arrival.district_id AND receipt.arrival_id = arrival.arrival_id "
    "AND head.district_id = receipt.district_id AND head.receipt_id = receipt.receipt_id "
    "AND one.district_id = head.district_id AND one.acceptance_id = head.acceptance_id "
    "AND lot.district_id = one.district_id AND lot.lot_id = one.lot_id "
    "AND item.district_id = lot.district_id AND item.item_id = lot.item_id ORDER BY head.acceptance_id, lot.lot_id"
)
_HELD = (
    "SELECT held_id, command FROM held_command WHERE district_id = ? AND status = 'waiting' "
    "AND action = 'receiving.inspect_lots' ORDER BY held_id"
)


def goods_of(connection: Connection, district_id: int, purchase_id: int) -> GoodsOf:
    """What is on its way of a purchase: four statements, however much it is."""
    key = (district_id, purchase_id)
    held = {json.loads(text)["receipt_id"]: held_id for held_id, text in ask(connection, _HELD, (district_id,))}
    return GoodsOf(
        tuple(Coming(row[0], row[1], row[2], bool(row[3])) for row in ask(connection, _COMING, key)),
        tuple(TakenIn(*(*row, held.get(row[0], 0))) for row in ask(connection, _TAKEN_IN, key)),
        tuple(Inspected(*(*row[:-1], bool(row[-1]))) for row in ask(connection, _INSPECTED, key)),
    )
