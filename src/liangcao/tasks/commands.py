"""What one can ask of tasks and of the hand-over between shifts."""

from typing import Annotated, Literal

from pydantic import Field

from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.command import Command, Id, LongText, PersonalMark, PersonalText, Quantity, ShortText

Haste = Literal["now", "soon", "usual"]
"""How urgent it was said to be."""
LinkKind = Literal["request", "purchase", "lead", "shipment", "trip"]
"""What a task can lead to."""
CallBack = Literal["told", "no_answer", "nobody"]
"""Whether whoever rang was told: yes, nobody answered, there is nobody to ring."""
PersonalLongText = Annotated[LongText, PersonalMark()]
"""Up to 4,000 characters about people: kept out of the journal by commitment."""
Moment = Annotated[int, Field(gt=0, le=MAX_WHOLE, strict=True)]
"""Milliseconds since 1970 UTC."""
Minutes = Annotated[int, Field(ge=1, le=10_080, strict=True)]
"""Up to a week, in minutes."""
Hash = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
"""The SHA-256 of a file handed in before, "" for none."""


class RecordTask(Command):
    """Take down what somebody rang about: for whom, who rang, what, how much, how urgent, due when.

    `matter` is what is to be done, in words that everybody who works on it may read: no names, no numbers to ring.
    """

    action = "tasks.record_task"
    unit_id: Id | None = None
    unit_said: ShortText = ""
    contact: PersonalText = ""
    phone: PersonalText = ""
    matter: LongText = ""
    item_id: Id | None = None
    quantity: Quantity | None = None
    haste: Haste = "usual"
    due_at: Moment | None = None


class CorrectTask(Command):
    """Say better what a task is about; what is not given stays as it is."""

    action = "tasks.correct_task"
    task_id: Id
    unit_id: Id | None = None
    unit_said: ShortText | None = None
    contact: PersonalText = ""
    phone: PersonalText = ""
    matter: LongText = ""
    item_id: Id | None = None
    quantity: Quantity | None = None
    haste: Haste | None = None
    due_at: Moment | None = None


class HandOver(Command):
    """Give a task to a person, whoever had it."""

    action = "tasks.hand_over"
    task_id: Id
    actor_id: Id
    note: LongText = ""


class HandOn(Command):
    """Whoever has a task passes it on, and says why."""

    action = "tasks.hand_on"
    task_id: Id
    actor_id: Id
    note: LongText = Field(min_length=1)


class AcknowledgeTask(Command):
    """Whoever a task was given to has seen it and is on it."""

    action = "tasks.acknowledge_task"
    task_id: Id


class CommentTask(Command):
    """How it stands, with a file (a photo, a PDF) where there is one; the file stays outside the journal."""

    action = "tasks.comment_task"
    task_id: Id
    note: LongText = ""
    sha256: Hash = ""
    name: ShortText = ""


class CloseTask(Command):
    """It is done: what was done, and the call back to whoever rang: who was told, what was said."""

    action = "tasks.close_task"
    task_id: Id
    done: LongText = Field(min_length=1)
    call_back: CallBack
    told: PersonalText = ""
    said: PersonalLongText = ""


class ReopenTask(Command):
    """It is not done after all."""

    action = "tasks.reopen_task"
    task_id: Id
    reason: LongText = Field(min_length=1)
    due_at: Moment | None = None


class CancelTask(Command):
    """Nothing is to be done about it: taken down wrongly, taken down twice, or taken back by whoever rang."""

    action = "tasks.cancel_task"
    task_id: Id
    reason: LongText = Field(min_length=1)


class LinkTask(Command):
    """This document came of the task."""

    action = "tasks.link_task"
    task_id: Id
    kind: LinkKind
    document_id: Id


class SetClocks(Command):
    """How many minutes a task of each haste may wait for somebody to take it on, and whom it then goes to.

    Unacknowledged for longer it goes to the deputy, `grace` minutes past its due moment to the head; where nobody is
    named it goes to everybody who leads.
    """

    action = "tasks.set_clocks"
    now: Minutes
    soon: Minutes
    usual: Minutes
    grace: int = Field(ge=0, le=10_080, strict=True)
    deputy_id: Id | None = None
    head_id: Id | None = None
    reason: LongText = Field(min_length=1)


class WriteShiftNote(Command):
    """Hand the shift over: all that is open is put down as it stands, with what one has to say to it."""

    action = "tasks.write_shift_note"
    note: LongText = ""
    actor_id: Id | None = None


class TakeOverShift(Command):
    """The next one has read it and takes over."""

    action = "tasks.take_over_shift"
    note_id: Id
    note: LongText = ""
