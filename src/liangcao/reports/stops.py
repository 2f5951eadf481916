"""Stops: whom a driver finds there, and deliveries that nobody has signed for after a day."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import ask

LATE_MS = 24 * 3_600_000
"""After so long somebody must ask where a delivery is."""


def contacts_of(connection: Connection, district_id: int, shipment_id: int) -> list[tuple[str, str]]:
    """Name and telephone (commitments) of those who asked for the goods of a shipment, then of its unit."""
    asked = ask(
        connection,
        "SELECT DISTINCT request.contact, request.phone FROM shipment_line JOIN request "
        "ON request.district_id = shipment_line.district_id AND request.request_id = shipment_line.request_id "
        "WHERE shipment_line.district_id = ? AND shipment_id = ? AND request.phone <> ''",
        (district_id, shipment_id),
    )
    unit = ask(
        connection,
        "SELECT party.contact, party.phone FROM shipment JOIN party "
        "ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
        "WHERE shipment.district_id = ? AND shipment_id = ? AND party.phone <> ''",
        (district_id, shipment_id),
    )
    return [(str(name), str(phone)) for name, phone in (*asked, *unit)]


@dataclass(frozen=True, slots=True)
class Late:
    """A shipment sent long ago (`dispatched_at`, ms) that nobody has signed for.

    `driver` is a commitment to what was written when it was sent, `shown_by` whoever last showed its code ("" nobody).
    """

    id: int
    unit_name: str
    store_name: str
    vehicle: str
    driver: str
    shown_by: str
    dispatched_at: int


_SHOWN_BY = (
    "(SELECT actor.name FROM delivery_link JOIN actor ON actor.district_id = delivery_link.district_id "
    "AND actor.actor_id = delivery_link.actor_id WHERE delivery_link.district_id = shipment.district_id "
    "AND delivery_link.shipment_id = shipment.shipment_id ORDER BY link_id DESC LIMIT 1)"
)


def unsigned(
    connection: Connection, district_id: int, scope: Scope, *, before: int, page: tuple[int, int]
) -> list[Late]:
    """Shipments sent before the moment `before` (ms) and not signed for, the oldest first."""
    seen, values = "1 = 1", tuple[str | int, ...]()
    if not scope.is_all:
        parts = ["location.path LIKE ?" for _ in scope.paths or ()] + [
            "shipment.unit_id = ?" for _ in scope.party_ids or ()
        ]
        seen = f"({' OR '.join(parts) or '1 = 0'})"
        values = (*(f"{path}%" for path in scope.paths or ()), *(scope.party_ids or ()))
    rows = ask(
        connection,
        f"SELECT shipment_id, party.name, location.name, vehicle, driver, COALESCE({_SHOWN_BY}, ''), dispatched_at "
        "FROM shipment JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
        "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
        f"WHERE shipment.district_id = ? AND state = 'dispatched' AND dispatched_at < ? AND {seen} "
        "ORDER BY dispatched_at, shipment_id LIMIT ? OFFSET ?",
        (district_id, before, *values, *page),
    )
    return [Late(*row) for row in rows]
