"""Handlers of people and roles."""

from liangcao.access.commands import AddActor, ChangeOwnPassword, DisableActor, GrantRole, RevokeRole, SetPassword
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
    row = NewRow("actor", {"actor_id": actor_id, **command.model_dump()})
    return Effects(rows=(row,), answer={"actor_id": actor_id})


def change_own_password(command: ChangeOwnPassword, context: Context) -> Effects:
    """Another password for the person who asks."""
    change = Change("actor", {"actor_id": context.actor_id}, {"password_hash": command.password_hash})
    return Effects(changes=(change,), answer={"actor_id": context.actor_id})


def set_password(command: SetPassword, context: Context) -> Effects:
    """Another password."""
    _check_actor(context, command.actor_id)
    change = Change("actor", {"actor_id": command.actor_id}, {"password_hash": command.password_hash})
    return Effects(changes=(change,), answer={"actor_id": command.actor_id})


def disable_actor(command: DisableActor, context: Context) -> Effects:
    """A person leaves."""
    _check_actor(context, command.actor_id)
    change = Change("actor", {"actor_id": command.actor_id}, {"is_active": 0}, {"is_active": 1})
    return Effects(changes=(change,), answer={"actor_id": command.actor_id})


def _check_limits(command: GrantRole, context: Context) -> None:
    """A role is limited to a place or a party that there is."""
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
    change = Change("role_grant", {"grant_id": command.grant_id}, {"is_active": 0}, {"is_active": 1})
    return Effects(changes=(change,), answer={"grant_id": command.grant_id})
