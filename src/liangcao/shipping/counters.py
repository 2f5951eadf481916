"""What a shipment does to the counters of the request lines it serves: allocated, shipped, delivered."""

from collections.abc import Mapping, Sequence

from liangcao.allocation.queries import PlanLineRow, allocated_of
from liangcao.database.bulk import select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.effects import Change
from liangcao.kernel.errors import refused
from liangcao.shipping.queries import ShipmentLine, plans_elsewhere

RequestLineKey = tuple[int, int]
_COUNTERS = (
    "SELECT request_id, line_number, COALESCE(approved, 0), allocated, shipped, delivered FROM {keys} "
    "JOIN request_line ON request_id = k1 AND line_number = k2 WHERE district_id = ?"
)


def sums_of(lines: Sequence[PlanLineRow] | Sequence[ShipmentLine]) -> dict[RequestLineKey, int]:
    """What lines carry for each line of each request, in base units."""
    sums: dict[RequestLineKey, int] = {}
    for line in lines:
        where = (line.request_id, line.request_line)
        sums[where] = sums.get(where, 0) + line.quantity
    return sums


def advance(sums: Mapping[RequestLineKey, int], context: Context, *, shipped: int, allocated: int = 0) -> list[Change]:
    """Raise (1) or lower (-1) what is shipped, and where asked allocated, of each line of each request."""
    changes: list[Change] = []
    for where, (_approved, old_allocated, old_shipped) in allocated_of(context, list(sums)).items():
        values = {"allocated": old_allocated + allocated * sums[where], "shipped": old_shipped + shipped * sums[where]}
        changes.append(_change(where, values, {"allocated": old_allocated, "shipped": old_shipped}))
    return changes


def deliver(lines: Sequence[ShipmentLine], received: Mapping[int, int], context: Context) -> list[Change]:
    """Count what arrived (`received` by line number); what did not is owed again: neither shipped nor allocated."""
    return [change for _where, change in _delivered(lines, received, context, sign=1)]


def undeliver(lines: Sequence[ShipmentLine], context: Context) -> list[Change]:
    """The counters as they were before the lines were signed for as they are now.

    Raises Refused ``allocated_again`` when more would be allocated than is approved: others have got what was owed.
    """
    changes: list[Change] = []
    received = {line.line_number: line.received or 0 for line in lines}
    for where, change in _delivered(lines, received, context, sign=-1):
        if change.values["allocated"] > change.expected["approved"]:
            raise _allocated_again(lines, where, context)
        changes.append(change)
    return changes


def _delivered(
    lines: Sequence[ShipmentLine], received: Mapping[int, int], context: Context, *, sign: int
) -> list[tuple[RequestLineKey, Change]]:
    arrived: dict[RequestLineKey, int] = {}
    short: dict[RequestLineKey, int] = {}
    for line in lines:
        where = (line.request_id, line.request_line)
        arrived[where] = arrived.get(where, 0) + received[line.line_number]
        short[where] = short.get(where, 0) + line.quantity - received[line.line_number]
    rows = select_by_keys(context.connection, _COUNTERS, sorted(arrived), (context.district_id,))
    changes: list[tuple[RequestLineKey, Change]] = []
    for request_id, number, approved, allocated, shipped, delivered in rows:
        where = (request_id, number)
        values = {
            "allocated": allocated - sign * short[where],
            "shipped": shipped - sign * short[where],
            "delivered": delivered + sign * arrived[where],
        }
        expected = {"approved": approved, "allocated": allocated, "shipped": shipped, "delivered": delivered}
        changes.append((where, _change(where, values, expected)))
    return changes


def _change(where: RequestLineKey, values: Mapping[str, int], expected: Mapping[str, int]) -> Change:
    return Change("request_line", {"request_id": where[0], "line_number": where[1]}, values, expected)


def _allocated_again(lines: Sequence[ShipmentLine], where: RequestLineKey, context: Context) -> Exception:
    mine = next(line for line in lines if (line.request_id, line.request_line) == where)
    found = plans_elsewhere(context.connection, context.district_id, where, mine.shipment_id)
    return refused("allocated_again", "shipment_id", what=mine.item_name, plans="、".join(f"#{plan}" for plan in found))
