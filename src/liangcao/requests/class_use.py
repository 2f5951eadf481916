"""Reading what stands in which class now: units, requests not at their end, goods that donors gave for a class."""

from sqlalchemy import Connection

from liangcao.access.permissions import EVERYTHING
from liangcao.database.bulk import ask
from liangcao.requests.class_rules import InUse, Standing, Unit
from liangcao.requests.queries import Request, RequestFilter, RequestLine, lines_of, requests_page

MOST_STANDING = 1_000_000


def in_use(connection: Connection, district_id: int) -> InUse:
    """All that stands in classes now."""
    standing = [
        Standing(head.request_id, head.priority_class, head.shown_name) for head in _heads(connection, district_id)
    ]
    arrivals, donations = (_to_come(connection, district_id, sql) for sql in (_ARRIVALS, _DONATIONS))
    units, lots = units_ranked(connection, district_id), lots_directed(connection, district_id)
    return InUse(units, standing, lots, arrivals, donations)


_ARRIVALS = (
    "SELECT DISTINCT purpose_class, arrival.arrival_id FROM arrival JOIN arrival_line "
    "ON arrival_line.district_id = arrival.district_id AND arrival_line.arrival_id = arrival.arrival_id "
    "WHERE arrival.district_id = ? AND state IN ('expected', 'partly') AND purpose_class > 0 "
    "AND quantity > received + rejected ORDER BY arrival.arrival_id"
)
_DONATIONS = (
    "SELECT purpose_class, donation_id FROM donation WHERE district_id = ? AND state = 'announced' "
    "AND purpose_class > 0 AND amount_fen > booked_fen ORDER BY donation_id"
)


def _to_come(connection: Connection, district_id: int, sql: str) -> dict[int, list[int]]:
    """The numbers of documents, by class, whose goods or money are still to come."""
    found: dict[int, list[int]] = {}
    for number, document in ask(connection, sql, (district_id,)):
        found.setdefault(number, []).append(document)
    return found


def standing_requests(connection: Connection, district_id: int) -> tuple[list[Request], dict[int, list[RequestLine]]]:
    """All requests not at their end, the oldest first, with their lines: undecided, or not wholly delivered.

    What is allocated and not delivered can still come back to be allocated again.
    """
    heads = _heads(connection, district_id)
    return heads, lines_of(connection, district_id, [head.request_id for head in heads])


def _heads(connection: Connection, district_id: int) -> list[Request]:
    heads: list[Request] = []
    for wanted in (RequestFilter(state="submitted", order="oldest"), RequestFilter(is_open=True, order="oldest")):
        heads += requests_page(connection, district_id, EVERYTHING, wanted, page=(MOST_STANDING, 0))
    return sorted(heads, key=lambda head: head.request_id)


def units_ranked(connection: Connection, district_id: int) -> list[Unit]:
    """Every unit that can ask, the first registered first."""
    rows = ask(
        connection,
        "SELECT party_id, kind, priority_class, name FROM party WHERE district_id = ? "
        "AND kind NOT IN ('supplier', 'donor', 'reserve') ORDER BY party_id",
        (district_id,),
    )
    return [Unit(*row) for row in rows]


def lots_directed(connection: Connection, district_id: int) -> dict[int, list[str]]:
    """By class, the lots in stock that their donors gave for it: batch numbers, or numbers of lots without one."""
    rows = ask(
        connection,
        "SELECT DISTINCT lot.purpose_class, lot.lot_id, lot.batch_number FROM lot "
        "JOIN balance ON balance.district_id = lot.district_id AND balance.lot_id = lot.lot_id "
        "WHERE lot.district_id = ? AND lot.purpose_class > 0 AND balance.is_here = 1 AND balance.on_hand > 0 "
        "ORDER BY lot.lot_id",
        (district_id,),
    )
    found: dict[int, list[str]] = {}
    for number, lot_id, batch in rows:
        found.setdefault(number, []).append(batch or f"#{lot_id}")
    return found
