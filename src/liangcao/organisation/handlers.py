"""Handlers of sub-groups and their members."""

from liangcao.access.queries import name_of_active
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.organisation.commands import (
    AddMember,
    DissolveGroup,
    EndMembership,
    LendMember,
    SetContact,
    SetGroup,
)
from liangcao.organisation.queries import Group, group, group_named, has_contact, membership, memberships
from liangcao.organisation.rules import Days, check_days, check_joining
from liangcao.parties.queries import party


def set_group(command: SetGroup, context: Context) -> Effects:
    """A new sub-group, or other words for one there is."""
    check_texts({"name": command.name, "purpose": command.purpose})
    if command.leader_id is not None:
        name_of_active(context.connection, context.district_id, command.leader_id, "leader_id")
    taken = group_named(context.connection, context.district_id, command.name)
    if taken not in (0, command.group_id):
        raise refused("already_exists", "name", name=command.name)
    values = {"name": command.name, "purpose": command.purpose, "leader_id": command.leader_id or 0}
    if command.group_id is None:
        group_id = context.new_id()
        row = NewRow("sub_group", {"group_id": group_id, **values, "entry": context.number})
        return Effects(rows=(row,), answer={"group_id": group_id})
    _living(context, command.group_id, N_("改"))
    change = Change("sub_group", {"group_id": command.group_id}, values, {"is_retired": 0})
    return Effects(changes=(change,), answer={"group_id": command.group_id})


def _living(context: Context, group_id: int, deed: str) -> Group:
    """The group; raises Refused ``unknown_document``, or ``wrong_state`` when it was dissolved."""
    found = group(context.connection, context.district_id, group_id)
    if found.is_retired:
        raise refused("wrong_state", "group_id", what=found.name, state=N_("已撤销"), deed=deed)
    return found


def dissolve_group(command: DissolveGroup, context: Context) -> Effects:
    """The group ends, and with it every membership that has not ended."""
    _living(context, command.group_id, N_("撤销"))
    gone = Change("sub_group", {"group_id": command.group_id}, {"is_retired": 1}, {"is_retired": 0})
    ends = tuple(
        Change("group_member", {"member_id": each.member_id}, {"until": max(each.days.since, context.today)})
        for each in memberships(context.connection, context.district_id, group_id=command.group_id)
        if each.days.holds(context.today) or each.days.since > context.today
    )
    return Effects(changes=(gone, *ends), answer={"group_id": command.group_id})


def add_member(command: AddMember, context: Context) -> Effects:
    """One more member."""
    _living(context, command.group_id, N_("加人"))
    name = name_of_active(context.connection, context.district_id, command.actor_id, "actor_id")
    days = Days(command.since or context.today, command.until or "")
    known = memberships(context.connection, context.district_id, group_id=command.group_id)
    check_joining(name, days, [each.days for each in known if each.actor_id == command.actor_id])
    member_id = context.new_id()
    values = {
        "member_id": member_id,
        "group_id": command.group_id,
        "actor_id": command.actor_id,
        "since": days.since,
        "until": days.until,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("group_member", values),), answer={"member_id": member_id})


def end_membership(command: EndMembership, context: Context) -> Effects:
    """A member's last day is known."""
    found = membership(context.connection, context.district_id, command.member_id)
    if found.days.until and found.days.until < context.today:
        raise refused("wrong_state", "member_id", what=found.name, state=N_("已离组"), deed=N_("离组"))
    until = command.until or max(context.today, found.days.since)
    check_days(Days(found.days.since, until))
    change = Change("group_member", {"member_id": found.member_id}, {"until": until}, {"until": found.days.until})
    return Effects(changes=(change,), answer={"member_id": found.member_id})


def lend_member(command: LendMember, context: Context) -> Effects:
    """Where a person comes from and until when; the newest row is what holds."""
    check_texts({"department": command.department})
    name_of_active(context.connection, context.district_id, command.actor_id, "actor_id")
    if command.party_id is None and not command.department:
        raise refused("field_missing", "department")
    if command.party_id is not None:
        party(context, command.party_id, "party_id")
    days = Days(command.since, command.until or "")
    check_days(days)
    lending_id = context.new_id()
    values = {
        "lending_id": lending_id,
        "actor_id": command.actor_id,
        "party_id": command.party_id or 0,
        "department": command.department,
        "since": days.since,
        "until": days.until,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("lending", values),), answer={"lending_id": lending_id})


def set_contact(command: SetContact, context: Context) -> Effects:
    """The number of a person, or another one."""
    name_of_active(context.connection, context.district_id, command.actor_id, "actor_id")
    values = {"phone": command.phone, "entry": context.number}
    key = {"actor_id": command.actor_id}
    if has_contact(context.connection, context.district_id, command.actor_id):
        return Effects(changes=(Change("member_contact", key, values),), answer=key)
    return Effects(rows=(NewRow("member_contact", {**key, **values}),), answer=key)
