"""What one can ask of requests."""

from typing import Annotated, Literal

from pydantic import Field

from liangcao.kernel.command import (
    Command,
    CommandLine,
    DateText,
    Id,
    LongText,
    PersonalMark,
    PersonalText,
    Quantity,
    ShortText,
)
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.parties.commands import MOST_CLASS

PersonalLongText = Annotated[LongText, PersonalMark()]
"""Up to 4,000 characters about people: kept out of the journal by commitment."""


PeopleRole = Literal["medical", "patient", "cleaner", "frontline", "worker", "student", "resident"]
"""Whom a request is for; norms are kept by the same roles."""
AskingKind = Literal[
    "hospital", "checkpoint", "team", "department", "subdistrict", "enterprise", "school", "public"
]  # fmt: skip
"""The kinds of units that ask (`parties.class_table.ASKING_KINDS`)."""
Heads = Annotated[int, Field(gt=0, le=10_000_000, strict=True)]
"""How many people."""
PriorityClassNumber = Annotated[int, Field(ge=1, le=MOST_CLASS, strict=True)]
"""The number of a priority class."""
TokenHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the secret in the link to a public request's own page: the link itself is in no book."""


StandardName = Annotated[ShortText, Field(min_length=1, max_length=60, pattern=r"^[^、,;，；]+$")]
"""A standard as people write it, ``GB 19083`` (any year of it) or ``GB 19083-2010``."""


class AskLine(CommandLine):
    """One thing needed; no quantity means "needed, amount unknown", no `stock_held` that nobody said what is there.

    `accepts` are other items that would do as well, the most welcome first. Where `standards` are named, only goods
    that meet one of them will do, the substitutes too. `source_hash` names the row of an imported
    list, so that the same list twice changes nothing; only the channel ``import`` has it.
    """

    item_id: Id
    quantity: Quantity | None = None
    specification: LongText = ""
    stock_held: int | None = Field(default=None, ge=0, le=MAX_QUANTITY, strict=True)
    accepts: tuple[Id, ...] = Field(default=(), max_length=10)
    standards: tuple[StandardName, ...] = Field(default=(), max_length=10)
    source_hash: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class Covered(CommandLine):
    """So many people of one role are to be covered."""

    role: PeopleRole
    heads: Heads


class Ask(Command):
    """What every request says, whichever way it comes.

    `cover_days`: for how many days it should last (0: not said). `needed_by`: after that day it is of no use. `note`,
    `urgency`, `purpose` and what is specified stay readable in the journal: whatever concerns people goes into
    `contact`, `phone` and `remark`. `people_covered` 0 stands for the sum of `covered`.
    """

    urgency: LongText = ""
    people_covered: int = Field(default=0, ge=0, le=10_000_000)
    covered: tuple[Covered, ...] = Field(default=(), max_length=20)
    cover_days: int = Field(default=0, ge=0, le=365)
    purpose: LongText = ""
    needed_by: DateText | None = None
    contact: PersonalText = ""
    phone: PersonalText = ""
    remark: PersonalLongText = ""
    note: LongText = ""


class SubmitRequest(Ask):
    """A unit asks, by itself or through the office."""

    action = "requests.submit_request"
    unit_id: Id
    lines: tuple[AskLine, ...] = Field(min_length=1, max_length=500)
    channel: Literal["form", "call", "import", "api"] = "form"


class AskPublicly(Ask):
    """Somebody without an account asks, corrects what they asked, or takes it back; only the public door hands this in.

    A unit that the register does not know is named in `unit_name`; it becomes no party by that. `replaces` is the hash
    of the link to an earlier request: that one is withdrawn, and with `lines` this one takes its place.
    """

    action = "requests.ask_publicly"
    unit_id: Id | None = None
    unit_name: ShortText = ""
    unit_area: ShortText = ""
    lines: tuple[AskLine, ...] = Field(default=(), max_length=50)
    poster_id: Id | None = None
    token_hash: TokenHash | None = None
    replaces: TokenHash | None = None
    reason: LongText = ""


class OpenDoor(Command):
    """Let people ask without an account from now on; `hotline` is the office's number shown to them."""

    action = "requests.open_door"
    hotline: ShortText = ""


class CloseDoor(Command):
    """Let nobody ask without an account any more; links to what was asked go on telling how it stands."""

    action = "requests.close_door"
    reason: LongText = Field(min_length=1)


class MakePoster(Command):
    """A poster with the code of the public form, to hang at `place`."""

    action = "requests.make_poster"
    place: ShortText = Field(min_length=1)


class LogCall(Command):
    """Somebody rang those who ask, and what came of it. ``confirmed`` vouches for the request.

    `unit_id` is the registered unit that really asks, where the request only names one.
    """

    action = "requests.log_call"
    request_id: Id
    outcome: Literal["confirmed", "no_answer", "doubtful"]
    unit_id: Id | None = None
    whom: PersonalText = ""
    rung: PersonalText = ""
    said: PersonalLongText = ""


class SetNorm(Command):
    """From `effective_on` a person of `role` needs `milli_per_day` thousandths of a base unit a day; 0 ends the norm.

    `source` says where the figure comes from.
    """

    action = "requests.set_norm"
    item_id: Id
    role: PeopleRole
    milli_per_day: int = Field(ge=0, le=1_000_000_000, strict=True)
    effective_on: DateText
    source: LongText = Field(min_length=1)


class SetSubstitute(Command):
    """From `effective_on` `other_id` may serve for `item_id` (or, `is_forbidden`, may not).

    Only for units of these kinds and of these priority classes; none named: for all. The lower the rank, the sooner it
    is offered. The last word that is in effect on a pair of items counts.
    """

    action = "requests.set_substitute"
    item_id: Id
    other_id: Id
    is_forbidden: bool = False
    kinds: tuple[AskingKind, ...] = Field(default=(), max_length=8)
    classes: tuple[PriorityClassNumber, ...] = Field(default=(), max_length=MOST_CLASS)
    rank: int = Field(default=1, ge=1, le=9, strict=True)
    effective_on: DateText
    reason: LongText = Field(min_length=1)


class Decision(CommandLine):
    """How much of a line is approved (0 refuses the line); a note is due when it differs from what was asked."""

    line_number: Id
    approved: int = Field(ge=0, le=MAX_QUANTITY, strict=True)
    note: LongText = ""


class ApproveRequest(Command):
    """Approve a request wholly or in part. `priority_class` 0 keeps the one it has.

    Another class than it has, or than the table suggests, needs a note; a more urgent one than the register gives it
    needs a second person too.
    """

    action = "requests.approve_request"
    request_id: Id
    lines: tuple[Decision, ...] = Field(min_length=1)
    priority_class: int = Field(default=0, ge=0, le=MOST_CLASS)
    note: LongText = ""


class ChangeClass(Command):
    """Give a standing request another priority class, saying why. Takes two people."""

    action = "requests.change_class"
    request_id: Id
    priority_class: int = Field(ge=1, le=MOST_CLASS, strict=True)
    reason: LongText = Field(min_length=1)


class ClassLine(CommandLine):
    """A class of a new version: its number is its rank, 1 the most urgent.

    `kinds` of units belong to it; it is suggested where mostly people of `exposures` are covered; units in it whose
    stock lasts less than `lift_days` days are suggested the next more urgent one (0: never). What stands in a retired
    class goes to `moves_to` when the version is signed.
    """

    number: int = Field(ge=1, le=MOST_CLASS, strict=True)
    name: ShortText = Field(min_length=1, max_length=60)
    name_en: ShortText = Field(default="", max_length=60)
    kinds: tuple[AskingKind, ...] = Field(default=(), max_length=20)
    exposures: tuple[PeopleRole, ...] = Field(default=(), max_length=20)
    lift_days: int = Field(default=0, ge=0, le=365, strict=True)
    is_retired: bool = False
    moves_to: int = Field(default=0, ge=0, le=MOST_CLASS, strict=True)


class SetClasses(Command):
    """A whole new version of the table of priority classes, in force from the second person's signature on.

    `based_on` is the version it was made from (0: the founding one): if another came in between, it is refused.
    """

    action = "requests.set_classes"
    based_on: int = Field(ge=0, le=100_000, strict=True)
    lines: tuple[ClassLine, ...] = Field(min_length=1, max_length=MOST_CLASS)
    reason: LongText = Field(min_length=1)


class RejectRequest(Command):
    """Refuse a request, saying why."""

    action = "requests.reject_request"
    request_id: Id
    reason: LongText


class CloseRequest(Command):
    """End an approved request: what is not allocated by now is not owed any more."""

    action = "requests.close_request"
    request_id: Id
    reason: LongText = Field(min_length=1)


class WithdrawRequest(Command):
    """Take a request back before it is decided."""

    action = "requests.withdraw_request"
    request_id: Id
    reason: LongText = ""


class MergeRequests(Command):
    """Make one request of several of one unit, before any is decided."""

    action = "requests.merge_requests"
    request_ids: tuple[Id, ...] = Field(min_length=2, max_length=20)
    reason: LongText = ""


class SplitLine(CommandLine):
    """So much of a line goes apart; without a quantity the whole line."""

    line_number: Id
    quantity: Quantity | None = None


class SplitRequest(Command):
    """Make two requests of one, before it is decided: what `lines` name, and the rest.

    `urgency` and `needed_by` are those of the part where they differ from what was said of the whole.
    """

    action = "requests.split_request"
    request_id: Id
    lines: tuple[SplitLine, ...] = Field(min_length=1, max_length=500)
    urgency: LongText = ""
    needed_by: DateText | None = None
    reason: LongText = ""


class CorrectRequest(Ask):
    """Put a right request of the same unit in the place of a wrong one, before that is decided.

    Where neither `contact` nor `phone` is given, and where no `remark` is, what was said before stands.
    """

    action = "requests.correct_request"
    request_id: Id
    lines: tuple[AskLine, ...] = Field(min_length=1, max_length=500)
    reason: LongText = ""
