"""How much of each kind of work waits for a visitor, and since when: what the cards of To do count."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from liangcao.access.roles import SEE_DISPOSALS, SEE_LOANS, SEE_RETURNS, SEE_SHIPMENTS, SEE_STOCK
from liangcao.disposal.queries import DisposalFilter, count_disposals
from liangcao.kernel.moment import day_of, day_span
from liangcao.loans.queries import LoanFilter, count_loans
from liangcao.offline.queries import waiting_forms
from liangcao.recall.queries import RecallFilter, count_recalls
from liangcao.reports import todo
from liangcao.reports.days import open_days
from liangcao.reports.stops import LATE_MS
from liangcao.reports.todo import Waiting
from liangcao.returns.queries import ReturnFilter, count_returns
from liangcao.web.visitor import Visitor

NEAR_DAYS = 30
Count = Callable[[Any, Visitor], Waiting]


def near_expiry(connection: Any, visitor: Visitor) -> Waiting:
    """Lots of which the last day comes within `NEAR_DAYS`."""
    today = date.fromisoformat(day_of(visitor.office.clock.now(), visitor.office.timezone))
    until = (today + timedelta(days=NEAR_DAYS)).isoformat()
    return todo.lots_near_expiry(connection, visitor.district_id, visitor.scope(SEE_STOCK), until=until)


def held(connection: Any, visitor: Visitor) -> Waiting:
    """Commands that this visitor may sign."""
    now = visitor.office.clock.now()
    return todo.commands_to_sign(connection, visitor.district_id, visitor.actor, now=now)


def ending(connection: Any, visitor: Visitor) -> Waiting:
    """Delegations of this visitor's roles that end soon."""
    now = visitor.office.clock.now()
    return todo.delegations_ending_soon(connection, visitor.district_id, visitor.actor.actor_id, now=now)


def expected(connection: Any, visitor: Visitor) -> Waiting:
    """What is still to come; it waits since the end of the day the first of it should have come."""
    office = visitor.office
    today = day_of(office.clock.now(), office.timezone)
    found = todo.arrivals_expected(connection, visitor.district_id, visitor.scope(SEE_STOCK))
    first = found[1] if found[1] and found[1] < today else ""
    return Waiting(found[0], day_span(first, office.timezone)[1] if first else 0)


def days_to_close(connection: Any, visitor: Visitor) -> Waiting:
    """The days over and not closed; the oldest waits since its midnight."""
    office = visitor.office
    today = day_of(office.clock.now(), office.timezone)
    found = open_days(connection, visitor.district_id, timezone=office.timezone, today=today)
    return Waiting(len(found), day_span(found[0], office.timezone)[1] if found else 0)


def refused_forms(connection: Any, visitor: Visitor) -> Waiting:
    """One's own; whoever runs the office sees everybody's."""
    whose = 0 if visitor.may("allocation.propose_plan") else visitor.actor.actor_id
    return Waiting(*waiting_forms(connection, visitor.district_id, whose))


def unsigned(connection: Any, visitor: Visitor) -> Waiting:
    """Shipments that nobody has signed for in time."""
    before = visitor.office.clock.now() - LATE_MS
    return todo.shipments_unsigned(connection, visitor.district_id, visitor.scope(SEE_SHIPMENTS), before=before)


def returns(state: str) -> Count:
    """Returns in this state."""
    wanted = ReturnFilter(state=state)
    return lambda c, v: Waiting(count_returns(c, v.district_id, v.scope(SEE_RETURNS), wanted), 0)


def disposals(state: str) -> Count:
    """Disposals in this state."""
    wanted = DisposalFilter(state=state)
    return lambda c, v: Waiting(count_disposals(c, v.district_id, v.scope(SEE_DISPOSALS), wanted), 0)


def recalls(connection: Any, visitor: Visitor) -> Waiting:
    """Recalls that are not settled."""
    return Waiting(count_recalls(connection, visitor.district_id, RecallFilter(state="open")), 0)


def overdue(connection: Any, visitor: Visitor) -> Waiting:
    """Loans that should have come back."""
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    wanted = LoanFilter(state="overdue", today=today)
    return Waiting(count_loans(connection, visitor.district_id, visitor.scope(SEE_LOANS), wanted), 0)
