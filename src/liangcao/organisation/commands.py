"""What one can ask of the organisation."""

from pydantic import Field

from liangcao.kernel.command import Command, DateText, Id, ShortText


class SetGroup(Command):
    """Form a sub-group, or with `group_id` say anew what one is called, what it is for, who leads it."""

    action = "organisation.set_group"
    group_id: Id | None = None
    name: ShortText = Field(min_length=1)
    purpose: ShortText = ""
    leader_id: Id | None = None


class DissolveGroup(Command):
    """A sub-group is no more; what it did stays, and nobody is in it from now on."""

    action = "organisation.dissolve_group"
    group_id: Id
    reason: ShortText = Field(min_length=1)


class AddMember(Command):
    """A person joins a sub-group from the day `since` (none: today) to the day `until`, both included."""

    action = "organisation.add_member"
    group_id: Id
    actor_id: Id
    since: DateText | None = None
    until: DateText | None = None


class EndMembership(Command):
    """A person leaves a sub-group: `until` is their last day in it (none: today)."""

    action = "organisation.end_membership"
    member_id: Id
    until: DateText | None = None
