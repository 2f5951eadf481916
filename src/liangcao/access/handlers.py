"""Handlers of people and roles."""

from liangcao.access.commands import (
    AddActor,
    BreakGlass,
    ChangeOwnPassword,
    DelegateRole,
    DisableActor,
    EnableActor,
    EndDelegation,
    GrantRole,
    ReviewEmergency,
    RevokeRole,
    SetPassword,
)
from liangcao.access.delegating import active_grants, delegated, ended
from liangcao.access.permissions import Term
from liangcao.access.queries import signers_of
from liangcao.access.roles import PUBLIC, ROLES
from liangcao.access.rules import AN_HOUR_MS, check_term
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_


def _check_actor(context: Context, actor_id: int) -> None:
    sql = "SELECT 1 FROM actor WHERE district_id = ? AND actor_id = ? AND is_active = 1 AND is_person = 1"
    if not ask(context.connection, sql, (context.district_id, actor_id)):
        raise refused("unknown_actor", "actor_id", name=actor_id)


def add_actor(command: AddActor, context: Context) -> Effects:
    """A new person, without any role yet."""
    sql = "SELECT 1 FROM actor WHERE district_id = ? AND login = ?"
    if ask(context.connection, sql, (context.district_id, command.login)):
        raise refused("already_exists", "login", name=command.login)
    actor_id = context.new_id()
    row = NewRow("actor", {"actor_id": actor_id, **command.model_dump(), "password_by": context.actor_id})
    return Effects(rows=(row,), answer={"actor_id": actor_id})


def _password(password_hash: str, context: Context) -> dict[str, str | int]:
    """The columns of a new password, and whose choice it was."""
    return {"password_hash": password_hash, "password_by": context.actor_id}


def change_own_password(command: ChangeOwnPassword, context: Context) -> Effects:
    """Another password for the person who asks."""
    change = Change("actor", {"actor_id": context.actor_id}, _password(command.password_hash, context))
    return Effects(changes=(change,), answer={"actor_id": context.actor_id})


def set_password(command: SetPassword, context: Context) -> Effects:
    """Another password."""
    _check_actor(context, command.actor_id)
    change = Change("actor", {"actor_id": command.actor_id}, _password(command.password_hash, context))
    return Effects(changes=(change,), answer={"actor_id": command.actor_id})


def disable_actor(command: DisableActor, context: Context) -> Effects:
    """A person leaves; two who can sign for people must remain, or nobody could ever be given a role again."""
    _check_actor(context, command.actor_id)
    _check_signers_remain(context, command.actor_id)
    change = Change("actor", {"actor_id": command.actor_id}, {"is_active": 0}, {"is_active": 1})
    return Effects(changes=(change,), answer={"actor_id": command.actor_id})


def enable_actor(command: EnableActor, context: Context) -> Effects:
    """A person comes back, with the roles that were not taken back meanwhile."""
    sql = "SELECT is_active FROM actor WHERE district_id = ? AND actor_id = ? AND is_person = 1"
    rows = ask(context.connection, sql, (context.district_id, command.actor_id))
    if not rows:
        raise refused("unknown_actor", "actor_id", name=command.actor_id)
    if rows[0][0]:
        raise refused("wrong_state", "actor_id", what=N_("人员"), state=N_("在岗"), deed=N_("恢复"))
    change = Change("actor", {"actor_id": command.actor_id}, {"is_active": 1}, {"is_active": 0})
    return Effects(changes=(change,), answer={"actor_id": command.actor_id})


def _check_signers_remain(context: Context, leaving: int, ending_grant: int = 0) -> None:
    """Raise Refused ``last_admins`` when fewer than two admins of the whole district would remain.

    A role that ends by itself, or with somebody else's, does not count: one day it would be gone.
    """
    lasting = "role = 'admin' AND role_grant.is_active = 1 AND origin = 'granted' AND until = 0"
    rows = ask(
        context.connection,
        "SELECT COUNT(DISTINCT role_grant.actor_id) FROM role_grant "
        "JOIN actor ON actor.district_id = role_grant.district_id AND actor.actor_id = role_grant.actor_id "
        f"WHERE role_grant.district_id = ? AND {lasting} AND actor.is_active = 1 "
        "AND location_id IS NULL AND party_id IS NULL AND role_grant.actor_id <> ? AND grant_id <> ?",
        (context.district_id, leaving, ending_grant),
    )
    was_admin = ask(
        context.connection,
        f"SELECT 1 FROM role_grant WHERE district_id = ? AND {lasting} AND (actor_id = ? OR grant_id = ?)",
        (context.district_id, leaving, ending_grant),
    )
    if was_admin and rows[0][0] < 2:
        raise refused("last_admins")


def _check_limits(command: GrantRole, context: Context) -> None:
    """A role is limited to a place or a party that there is, not to both."""
    if command.location_id is not None and command.party_id is not None:
        raise refused("input_invalid", "party_id", detail=N_("岗位只能限定在一个地点，或一个单位"))
    _check_place(context, command.location_id)
    sql = "SELECT 1 FROM party WHERE district_id = ? AND party_id = ?"
    if command.party_id is not None and not ask(context.connection, sql, (context.district_id, command.party_id)):
        raise refused("unknown_party", "party_id", name=command.party_id)


def _check_place(context: Context, location_id: int | None) -> None:
    sql = "SELECT 1 FROM location WHERE district_id = ? AND location_id = ?"
    if location_id is not None and not ask(context.connection, sql, (context.district_id, location_id)):
        raise refused("unknown_location", "location_id", name=location_id)


def grant_role(command: GrantRole, context: Context) -> Effects:
    """One more role for a person."""
    _check_actor(context, command.actor_id)
    if command.role not in ROLES:
        raise refused("unknown_role", "role", name=command.role)
    _check_limits(command, context)
    if command.until is not None:
        check_term(Term(context.recorded_at, command.until), context.recorded_at)
    grant_id = context.new_id()
    values = {"grant_id": grant_id, **command.model_dump(exclude_none=True)}
    return Effects(rows=(NewRow("role_grant", values),), answer={"grant_id": grant_id})


def revoke_role(command: RevokeRole, context: Context) -> Effects:
    """A role ends."""
    sql = "SELECT role, is_active FROM role_grant WHERE district_id = ? AND grant_id = ? AND role <> ?"
    rows = ask(context.connection, sql, (context.district_id, command.grant_id, PUBLIC))
    if not rows:
        raise refused("unknown_document", "grant_id", name=command.grant_id)
    if not rows[0][1]:
        what = ROLES[rows[0][0]].title
        raise refused("wrong_state", "grant_id", what=what, state=N_("已收回"), deed=N_("收回"))
    _check_signers_remain(context, 0, command.grant_id)
    return _end_grant(command.grant_id, context)


def _end_grant(grant_id: int, context: Context) -> Effects:
    """The role ends now."""
    sql = "SELECT until FROM role_grant WHERE district_id = ? AND grant_id = ?"
    until = ask(context.connection, sql, (context.district_id, grant_id))[0][0]
    return Effects(changes=(ended(grant_id, until, context.recorded_at),), answer={"grant_id": grant_id})


def delegate_role(command: DelegateRole, context: Context) -> Effects:
    """The same role, at the same place or for the same unit, for somebody else for a time."""
    found = active_grants(context.connection, context.district_id, grant_id=command.grant_id)
    if not found:
        raise refused("unknown_document", "grant_id", name=command.grant_id)
    own = found[0]
    if own.actor_id != context.actor_id:
        raise refused("not_yours", "grant_id")
    if own.origin != "granted":
        raise refused("cannot_delegate", "grant_id")
    if command.actor_id == context.actor_id:
        raise refused("input_invalid", "actor_id", detail=N_("不能交给自己"))
    _check_actor(context, command.actor_id)
    term = Term(command.since or context.recorded_at, command.until)
    check_term(term, context.recorded_at, own_until=own.until)
    row = delegated(context, own, command.actor_id, term, is_handed_over=command.is_handed_over)
    return Effects(rows=(row,), answer={"grant_id": row.values["grant_id"]})


def end_delegation(command: EndDelegation, context: Context) -> Effects:
    """A delegation ends now."""
    sql = (
        "SELECT actor_id, given_by FROM role_grant "
        "WHERE district_id = ? AND grant_id = ? AND origin = 'delegated' AND is_active = 1"
    )
    rows = ask(context.connection, sql, (context.district_id, command.grant_id))
    if not rows:
        raise refused("unknown_document", "grant_id", name=command.grant_id)
    if context.actor_id not in rows[0]:
        raise refused("not_yours", "grant_id")
    return _end_grant(command.grant_id, context)


def break_glass(command: BreakGlass, context: Context) -> Effects:
    """A role for some hours, and a case that must be reviewed."""
    if command.role not in ROLES:
        raise refused("unknown_role", "role", name=command.role)
    _check_place(context, command.location_id)
    grant_id = context.new_id()
    values = {
        "grant_id": grant_id,
        "actor_id": context.actor_id,
        "role": command.role,
        "since": context.recorded_at,
        "until": context.recorded_at + command.hours * AN_HOUR_MS,
        "origin": "emergency",
    }
    if command.location_id is not None:
        values["location_id"] = command.location_id
    case = {
        "grant_id": grant_id,
        "actor_id": context.actor_id,
        "reason": command.reason,
        "began_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("role_grant", values), NewRow("emergency", case)), answer={"grant_id": grant_id})


def review_emergency(command: ReviewEmergency, context: Context) -> Effects:
    """The case is reviewed once; the role itself ends with it if it has not ended yet."""
    sql = "SELECT actor_id, reviewed_at, entry FROM emergency WHERE district_id = ? AND grant_id = ?"
    rows = ask(context.connection, sql, (context.district_id, command.grant_id))
    if not rows:
        raise refused("unknown_document", "grant_id", name=command.grant_id)
    taker, reviewed_at, entry = rows[0]
    if reviewed_at:
        raise refused("wrong_state", "grant_id", what=N_("这次应急取得的岗位"), state=N_("已复核"), deed=N_("复核"))
    if context.actor_id in (taker, *signers_of(context.connection, context.district_id, entry)):
        raise refused("own_submission")
    values = {
        "reviewed_by": context.actor_id,
        "reviewed_at": context.recorded_at,
        "is_justified": int(command.is_justified),
        "finding": command.finding,
    }
    key = {"grant_id": command.grant_id}
    return Effects(changes=(Change("emergency", key, values, {"reviewed_at": 0}),), answer=key)
