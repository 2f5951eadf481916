"""Handlers of people and roles."""

from liangcao.access.commands import (
    AddActor,
    ChangeOwnPassword,
    DisableActor,
    EnableActor,
    GrantRole,
    RevokeRole,
    SetPassword,
)
from liangcao.access.roles import ROLES
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_


def _check_actor(context: Context, actor_id: int) -> None:
    sql = "SELECT 1 FROM actor WHERE district_id = ? AND actor_id = ? AND is_active = 1"
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
    sql = "SELECT is_active FROM actor WHERE district_id = ? AND actor_id = ?"
    rows = ask(context.connection, sql, (context.district_id, command.actor_id))
    if not rows:
        raise refused("unknown_actor", "actor_id", name=command.actor_id)
    if rows[0][0]:
        raise refused("wrong_state", "actor_id", what=N_("人员"), state=N_("在岗"), deed=N_("恢复"))
    change = Change("actor", {"actor_id": command.actor_id}, {"is_active": 1}, {"is_active": 0})
    return Effects(changes=(change,), answer={"actor_id": command.actor_id})


def _check_signers_remain(context: Context, leaving: int, ending_grant: int = 0) -> None:
    """Raise Refused ``last_admins`` when fewer than two admins of the whole district would remain."""
    rows = ask(
        context.connection,
        "SELECT COUNT(DISTINCT role_grant.actor_id) FROM role_grant "
        "JOIN actor ON actor.district_id = role_grant.district_id AND actor.actor_id = role_grant.actor_id "
        "WHERE role_grant.district_id = ? AND role_grant.role = 'admin' AND role_grant.is_active = 1 "
        "AND actor.is_active = 1 AND location_id IS NULL AND party_id IS NULL "
        "AND role_grant.actor_id <> ? AND grant_id <> ?",
        (context.district_id, leaving, ending_grant),
    )
    was_admin = ask(
        context.connection,
        "SELECT 1 FROM role_grant WHERE district_id = ? AND role = 'admin' AND is_active = 1 "
        "AND (actor_id = ? OR grant_id = ?)",
        (context.district_id, leaving, ending_grant),
    )
    if was_admin and rows[0][0] < 2:
        raise refused("last_admins")


def _check_limits(command: GrantRole, context: Context) -> None:
    """A role is limited to a place or a party that there is, not to both."""
    if command.location_id is not None and command.party_id is not None:
        raise refused("input_invalid", "party_id", detail=N_("岗位只能限定在一个地点，或一个单位"))
    for table, column, number, code in (
        ("location", "location_id", command.location_id, "unknown_location"),
        ("party", "party_id", command.party_id, "unknown_party"),
    ):
        sql = f"SELECT 1 FROM {table} WHERE district_id = ? AND {column} = ?"
        if number is not None and not ask(context.connection, sql, (context.district_id, number)):
            raise refused(code, column, name=number)


def grant_role(command: GrantRole, context: Context) -> Effects:
    """One more role for a person."""
    _check_actor(context, command.actor_id)
    if command.role not in ROLES:
        raise refused("unknown_role", "role", name=command.role)
    _check_limits(command, context)
    grant_id = context.new_id()
    values = {"grant_id": grant_id, **command.model_dump(exclude_none=True)}
    return Effects(rows=(NewRow("role_grant", values),), answer={"grant_id": grant_id})


def revoke_role(command: RevokeRole, context: Context) -> Effects:
    """A role ends."""
    sql = "SELECT role, is_active FROM role_grant WHERE district_id = ? AND grant_id = ?"
    rows = ask(context.connection, sql, (context.district_id, command.grant_id))
    if not rows:
        raise refused("unknown_document", "grant_id", name=command.grant_id)
    if not rows[0][1]:
        what = ROLES[rows[0][0]].title
        raise refused("wrong_state", "grant_id", what=what, state=N_("已收回"), deed=N_("收回"))
    _check_signers_remain(context, 0, command.grant_id)
    change = Change("role_grant", {"grant_id": command.grant_id}, {"is_active": 0}, {"is_active": 1})
    return Effects(changes=(change,), answer={"grant_id": command.grant_id})
