"""Handlers of absences: one is away, a deputy has one's roles meanwhile, and the roster knows."""

from liangcao.access.delegating import active_grants, delegated, ended
from liangcao.access.permissions import Term
from liangcao.access.queries import name_of_active
from liangcao.access.rules import check_term
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.organisation.commands import EndAbsence, RecordAbsence
from liangcao.organisation.roster_queries import absence, absences, grants_of_absence


def hands_over_roles(command: RecordAbsence, context: Context) -> bool:
    """True when a deputy gets roles by this: that a second person must agree to, as to any delegation."""
    return command.deputy_id is not None and bool(_own_roles(context, command.until))


def _own_roles(context: Context, until: int) -> list[tuple[int, int]]:
    """The granted roles of whoever asks that can still be used, each with the end a delegation of it may have."""
    found = active_grants(context.connection, context.district_id, actor_id=context.actor_id)
    ends = [(own.grant_id, min(until, own.until or until)) for own in found if own.origin == "granted"]
    return [(grant_id, end) for grant_id, end in ends if end > context.recorded_at]


def record_absence(command: RecordAbsence, context: Context) -> Effects:
    """The absence; with a deputy every role one holds is theirs for so long."""
    check_texts({"reason": command.reason})
    since = command.since or context.recorded_at
    check_term(Term(since, command.until), context.recorded_at)
    own = absences(context.connection, context.district_id, context.recorded_at, actor_id=context.actor_id)
    if any(each.since < command.until and since < each.until for each in own):
        raise refused("away_already", "since")
    if command.deputy_id is not None:
        _check_deputy(context, command.deputy_id, Term(since, command.until))
    absence_id = context.new_id()
    values = {
        "absence_id": absence_id,
        "actor_id": context.actor_id,
        "since": since,
        "until": command.until,
        "reason": command.reason,
        "deputy_id": command.deputy_id or 0,
        "entry": context.number,
    }
    rows = [NewRow("absence", values), *_handed(command, context, absence_id, since)]
    return Effects(rows=tuple(rows), answer={"absence_id": absence_id})


def _check_deputy(context: Context, deputy_id: int, term: Term) -> None:
    if deputy_id == context.actor_id:
        raise refused("input_invalid", "deputy_id", detail=N_("不能交给自己"))
    name = name_of_active(context.connection, context.district_id, deputy_id, "deputy_id")
    theirs = absences(context.connection, context.district_id, context.recorded_at, actor_id=deputy_id)
    if any(each.since < term.until and term.since < each.until for each in theirs):
        raise refused("deputy_away", "deputy_id", name=name)


def _handed(command: RecordAbsence, context: Context, absence_id: int, since: int) -> list[NewRow]:
    """The rows of the roles that the deputy gets."""
    if command.deputy_id is None:
        return []
    ends = dict(_own_roles(context, command.until))
    rows: list[NewRow] = []
    for own in active_grants(context.connection, context.district_id, actor_id=context.actor_id):
        if own.grant_id in ends and ends[own.grant_id] > since:
            row = delegated(context, own, command.deputy_id, Term(since, ends[own.grant_id]), is_handed_over=True)
            link = {"absence_id": absence_id, "grant_id": row.values["grant_id"]}
            rows += [row, NewRow("absence_grant", link)]
    return rows


def end_absence(command: EndAbsence, context: Context) -> Effects:
    """Back: the absence ends now, or never begins, and so do the roles the deputy had by it."""
    found = absence(context.connection, context.district_id, command.absence_id)
    if found.actor_id != context.actor_id:
        raise refused("not_yours", "absence_id")
    if found.is_over or found.until <= context.recorded_at:
        raise refused("wrong_state", "absence_id", what=N_("这次请假"), state=N_("已结束"), deed=N_("销假"))
    until = max(found.since, context.recorded_at)
    over = Change("absence", {"absence_id": found.absence_id}, {"until": until, "is_over": 1}, {"is_over": 0})
    living = {
        own.grant_id: own
        for grant_id in grants_of_absence(context.connection, context.district_id, found.absence_id)
        for own in active_grants(context.connection, context.district_id, grant_id=grant_id)
    }
    ends = tuple(ended(grant_id, own.until, context.recorded_at) for grant_id, own in living.items())
    return Effects(changes=(over, *ends), answer={"absence_id": found.absence_id})
