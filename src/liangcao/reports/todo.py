"""What waits to be done: how much of it, and since when the oldest waits; within what one may see."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.emergencies import to_review
from liangcao.access.people import delegations_ending
from liangcao.access.permissions import Scope, Term
from liangcao.access.queries import Actor
from liangcao.database.bulk import Row, ask
from liangcao.database.in_order import joined_in_order
from liangcao.ledger.queries import scope_condition
from liangcao.reports.obstacles import waiting_for

A_DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and since when the oldest does (ms since 1970 UTC, 0 when that says nothing)."""

    count: int
    since: int = 0


def _waiting(connection: Connection, sql: str, values: Row) -> Waiting:
    count, since = ask(connection, sql, values)[0]
    return Waiting(int(count), int(since or 0))


def _scope_of_units(scope: Scope) -> tuple[str, Row]:
    if scope.is_all:
        return "1 = 1", ()
    units = scope.party_ids or ()
    return (f"request.unit_id IN ({', '.join('?' * len(units))})", units) if units else ("1 = 0", ())


def requests_to_decide(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Requests that nobody has decided."""
    seen, values = _scope_of_units(scope)
    sql = f"SELECT COUNT(*), MIN(submitted_at) FROM request WHERE district_id = ? AND state = 'submitted' AND {seen}"
    return _waiting(connection, sql, (district_id, *values))


def requests_to_allocate(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Approved requests of which something is not in any plan.

    Open lines are few however long the books are: they lead, by an index of their own.
    """
    seen, values = _scope_of_units(scope)
    sql = (
        "SELECT COUNT(*), MIN(decided_at) FROM "
        "(SELECT DISTINCT request_id FROM request_line WHERE district_id = ? AND approved > allocated) AS short "
        "JOIN request ON request.request_id = short.request_id "
        f"WHERE request.district_id = ? AND state = 'approved' AND {seen}"
    )
    with joined_in_order(connection):
        return _waiting(connection, sql, (district_id, district_id, *values))


def plans_to_decide(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Plans that nobody has adopted or discarded."""
    seen, values = scope_condition(scope)
    sql = (
        "SELECT COUNT(*), MIN(proposed_at) FROM plan "
        "JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
        f"WHERE plan.district_id = ? AND state = 'proposed' AND {seen}"
    )
    return _waiting(connection, sql, (district_id, *values))


def commands_to_sign(connection: Connection, district_id: int, who: Actor, *, now: int) -> Waiting:
    """Held commands that this person could sign: what one may only read is no work."""
    rows = waiting_for(connection, district_id, who, now)
    return Waiting(len(rows), min((row.submitted_at for row in rows), default=0))


def emergencies_to_review(connection: Connection, district_id: int, actor_id: int) -> Waiting:
    """Roles taken in an emergency that this person may review."""
    began = to_review(connection, district_id, actor_id)
    return Waiting(len(began), began[0] if began else 0)


def delegations_ending_soon(connection: Connection, district_id: int, actor_id: int, *, now: int) -> Waiting:
    """Delegations that this person gave or got and that end within a day."""
    ends = delegations_ending(connection, district_id, actor_id, Term(now, now + A_DAY_MS))
    return Waiting(len(ends))


def picks_to_do(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Loads to pick: what an adopted plan holds for one unit counts as one."""
    seen, values = scope_condition(scope)
    sql = (
        "SELECT COUNT(*), MIN(decided_at) FROM (SELECT plan.plan_id, plan_line.unit_id, plan.decided_at "
        "FROM plan_line JOIN plan ON plan.district_id = plan_line.district_id AND plan.plan_id = plan_line.plan_id "
        "JOIN location ON location.district_id = plan.district_id AND location.location_id = plan.location_id "
        f"WHERE plan_line.district_id = ? AND plan_line.state = 'held' AND {seen} "
        "GROUP BY plan.plan_id, plan_line.unit_id, plan.decided_at) AS load"
    )
    return _waiting(connection, sql, (district_id, *values))


def shipments_to_sign(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Shipments on the way that nobody has signed for."""
    seen, values = _scope_of_shipments(scope)
    sql = f"SELECT COUNT(*), MIN(dispatched_at) {_SHIPMENTS} AND state = 'dispatched' AND {seen}"
    return _waiting(connection, sql, (district_id, *values))


def shipments_unsigned(connection: Connection, district_id: int, scope: Scope, *, before: int) -> Waiting:
    """Shipments sent before the moment `before` (ms) that nobody has signed for."""
    seen, values = _scope_of_shipments(scope)
    sql = f"SELECT COUNT(*), MIN(dispatched_at) {_SHIPMENTS} AND state = 'dispatched' AND dispatched_at < ? AND {seen}"
    return _waiting(connection, sql, (district_id, before, *values))


def counts_to_settle(connection: Connection, district_id: int, scope: Scope, actor_id: int) -> Waiting:
    """Counts with differences left, of which the person counted nothing: what one counted is for others to settle."""
    seen, values = scope_condition(scope)
    sql = (
        "SELECT COUNT(*), MIN(counted_at) FROM count_session JOIN location "
        "ON location.district_id = count_session.district_id AND location.location_id = count_session.location_id "
        "WHERE count_session.district_id = ? AND count_session.state = 'review' AND NOT EXISTS (SELECT 1 "
        "FROM count_tally WHERE count_tally.district_id = count_session.district_id "
        f"AND count_tally.count_id = count_session.count_id AND count_tally.actor_id = ?) AND {seen}"
    )
    return _waiting(connection, sql, (district_id, actor_id, *values))


def differences_to_settle(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Shipments signed for of which something is missing and nobody has said what became of it."""
    seen, values = _scope_of_shipments(scope)
    sql = f"SELECT COUNT(*), MIN(delivered_at) {_SHIPMENTS} AND open_lines > 0 AND {seen}"
    return _waiting(connection, sql, (district_id, *values))


_SHIPMENTS = (
    "FROM shipment "
    "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
    "WHERE shipment.district_id = ?"
)


def _scope_of_shipments(scope: Scope) -> tuple[str, Row]:
    if scope.is_all:
        return "1 = 1", ()
    paths, units = scope.paths or (), scope.party_ids or ()
    parts = ["location.path LIKE ?" for _ in paths] + ["shipment.unit_id = ?" for _ in units]
    return f"({' OR '.join(parts) or '1 = 0'})", (*(f"{path}%" for path in paths), *units)


def drawn_to_check(connection: Connection, district_id: int) -> Waiting:
    """Lines of samples that nobody has looked at, and since when the oldest sample waits."""
    sql = (
        "SELECT COUNT(*), MIN(drawn_at) FROM sample JOIN sample_line ON sample_line.district_id = sample.district_id "
        "AND sample_line.sample_id = sample.sample_id WHERE sample.district_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM sample_finding WHERE sample_finding.district_id = sample_line.district_id "
        "AND sample_finding.sample_id = sample_line.sample_id "
        "AND sample_finding.line_number = sample_line.line_number)"
    )
    return _waiting(connection, sql, (district_id,))


def calls_to_make(connection: Connection, district_id: int, *, now: int) -> Waiting:
    """Leads somebody is to be rung about by now, and since when the oldest call is due."""
    sql = (
        "SELECT COUNT(*), MIN(call_at) FROM lead WHERE district_id = ? AND state IN ('open', 'offer') "
        "AND call_at > 0 AND call_at <= ?"
    )
    return _waiting(connection, sql, (district_id, now))


def lots_near_expiry(connection: Connection, district_id: int, scope: Scope, *, until: str) -> Waiting:
    """Lots in stock that expire on the day `until` (2020-02-10) or earlier."""
    seen, values = scope_condition(scope)
    sql = (
        "SELECT COUNT(DISTINCT balance.lot_id), 0 FROM balance "
        "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
        "WHERE balance.district_id = ? AND balance.is_here = 1 "
        f"AND lot.expires_on <> '' AND lot.expires_on <= ? AND {seen}"
    )
    return _waiting(connection, sql, (district_id, until, *values))


def arrivals_expected(connection: Connection, district_id: int, scope: Scope) -> tuple[int, str]:
    """How many arrivals are still to come, and the day the first of them should come (empty: nobody said)."""
    seen, values = scope_condition(scope)
    sql = (
        "SELECT COUNT(*), COALESCE(MIN(CASE WHEN expected_on <> '' THEN expected_on END), '') FROM arrival "
        "LEFT JOIN location ON location.district_id = arrival.district_id "
        "AND location.location_id = arrival.location_id "
        f"WHERE arrival.district_id = ? AND state IN ('expected', 'partly') AND ({seen} OR arrival.location_id = 0)"
    )
    count, first = ask(connection, sql, (district_id, *values))[0]
    return int(count), str(first)


def receipts_to_inspect(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Receipts of which a lot waits for its inspection."""
    seen, values = scope_condition(scope)
    sql = (
        "SELECT COUNT(DISTINCT receipt.receipt_id), MIN(receipt.occurred_at) FROM lot "
        "JOIN receipt ON receipt.district_id = lot.district_id AND receipt.receipt_id = lot.receipt_id "
        "JOIN location ON location.district_id = receipt.district_id AND location.location_id = receipt.location_id "
        "WHERE lot.district_id = ? AND lot.acceptance = 'due' AND lot.status = 'quarantined' "
        f"AND receipt.state = 'booked' AND {seen}"
    )
    return _waiting(connection, sql, (district_id, *values))


def purchases_in(connection: Connection, district_id: int, state: str) -> Waiting:
    """Purchases in this state (``proposed``: somebody has to decide; ``approved``: not at an end)."""
    sql = "SELECT COUNT(*), MIN(proposed_at) FROM purchase WHERE district_id = ? AND state = ?"
    return _waiting(connection, sql, (district_id, state))


def donations_offered(connection: Connection, district_id: int) -> Waiting:
    """Donations offered without an account that nobody has answered."""
    sql = "SELECT COUNT(*), MIN(announced_at) FROM donation WHERE district_id = ? AND state = 'offered'"
    return _waiting(connection, sql, (district_id,))


def claims_to_settle(connection: Connection, district_id: int, scope: Scope) -> Waiting:
    """Claims that have not come to an end."""
    if not scope.is_all:
        return Waiting(0)
    sql = "SELECT COUNT(*), MIN(opened_at) FROM claim WHERE district_id = ? AND state IN ('open', 'answered')"
    return _waiting(connection, sql, (district_id,))
