"""What one can ask of the organisation."""

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, DateText, Id, PersonalText, ShortText


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


class LendMember(Command):
    """A department lends a person from the day `since` to `until`: a registered unit (`party_id`), or its name.

    Said again it takes the place of what was said before: a term made longer, or cut short.
    """

    action = "organisation.lend_member"
    actor_id: Id
    party_id: Id | None = None
    department: ShortText = ""
    since: DateText
    until: DateText | None = None


class SetContact(Command):
    """The number a person of the office is reached at on duty; sealed, shown to the office's own people."""

    action = "organisation.set_contact"
    actor_id: Id
    phone: PersonalText = Field(min_length=3)


class ShiftLine(CommandLine):
    """A shift of a day by minutes of the day; one that ends no later than it begins ends the next day."""

    name: ShortText = Field(min_length=1)
    begins: int = Field(ge=0, lt=1_440, strict=True)
    ends: int = Field(ge=0, le=1_440, strict=True)


class SetShifts(Command):
    """The shifts of a day from now on; what is on the roster keeps the hours it was given."""

    action = "organisation.set_shifts"
    lines: tuple[ShiftLine, ...] = Field(min_length=1, max_length=12)


class RosterLine(CommandLine):
    """Who is on a shift of a day: all of them, `leader_id` leads (one of them); nobody: the shift is left empty."""

    day: DateText
    shift_id: Id
    actor_ids: tuple[Id, ...] = Field(default=(), max_length=50)
    leader_id: Id | None = None


class SetRoster(Command):
    """Say anew who is on the named shifts of the named days; others stay as they are."""

    action = "organisation.set_roster"
    lines: tuple[RosterLine, ...] = Field(min_length=1, max_length=200)


class AskSwap(Command):
    """Ask another to take a duty of one's own, perhaps for one of theirs (`back_id`)."""

    action = "organisation.ask_swap"
    roster_id: Id
    to_actor_id: Id
    back_id: Id | None = None
    note: ShortText = ""


class AnswerSwap(Command):
    """The one who was asked says yes or no; the one who asked may take it back by no."""

    action = "organisation.answer_swap"
    swap_id: Id
    is_agreed: bool


class RecordAbsence(Command):
    """One is away from `since` (none: now) to `until` (ms since 1970 UTC); a deputy has one's roles meanwhile."""

    action = "organisation.record_absence"
    until: Id
    since: Id | None = None
    reason: ShortText = Field(min_length=1)
    deputy_id: Id | None = None


class EndAbsence(Command):
    """Back before the time, or not going at all: the deputy's roles end with it."""

    action = "organisation.end_absence"
    absence_id: Id
