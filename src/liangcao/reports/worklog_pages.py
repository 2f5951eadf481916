"""What happened in the system on a day, for the page of the work log: one line for each kind of deed."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.journal.queries import entries_between

TOLD = (
    *("sourcing.capture_lead", "procurement.propose_purchase", "procurement.approve_purchase"),
    *("procurement.pay_purchase", "donations.announce_donation", "mobilisation.order_goods"),
    *("receiving.receive_goods", "receiving.inspect_lots", "receiving.quarantine_lot"),
    *("requests.submit_request", "requests.ask_publicly", "requests.approve_request", "allocation.adopt_plan"),
    *("shipping.dispatch_shipment", "shipping.record_delivery", "delivering.sign_publicly", "storing.move_stock"),
    *("counting.post_differences", "storing.write_off", "storing.close_day", "favours.record_favour"),
)
"""The deeds that a day's page tells, in their order."""
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Happened:
    """Deeds of one kind on a day: how many, and the first of them as (entry, who, when in ms)."""

    action: str
    count: int
    entries: tuple[tuple[int, str, int], ...]


def happened_between(connection: Connection, district_id: int, since: int, until: int) -> list[Happened]:
    """What was recorded from the moment `since` to before `until` (ms), by kind, in the order of `TOLD`."""
    first, last = entries_between(connection, district_id, since, until)
    rows = ask(
        connection,
        "SELECT number, action, COALESCE(actor.name, ''), recorded_at FROM journal LEFT JOIN actor "
        "ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
        f"WHERE journal.district_id = ? AND number >= ? AND number <= ? AND action IN ({', '.join('?' * len(TOLD))}) "
        "ORDER BY number",
        (district_id, first, last, *TOLD),
    )
    found: dict[str, list[tuple[int, str, int]]] = {}
    for number, action, name, at in rows:
        found.setdefault(action, []).append((number, name, at))
    return [Happened(each, len(found[each]), tuple(found[each][:MOST_TOLD])) for each in TOLD if each in found]
