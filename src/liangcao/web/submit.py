"""From a posted form to a command on the road, and back: what happened, or what is wrong with which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from liangcao.access.commands import ChangeOwnPassword
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Reason, Refused
from liangcao.operations.submission import Outcome, Submission
from liangcao.web.forms import Form, FormReader
from liangcao.web.saying import sentence
from liangcao.web.sending import Sending, sending
from liangcao.web.validation import reasons_of
from liangcao.web.visitor import Visitor

CHANGES_PEOPLE = ("access.", "approvals.")
C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class FormErrors:
    """Why a form was refused. `errors` is what templates print: field name as posted -> sentence, ``""`` for none."""

    reasons: tuple[Reason, ...]
    errors: Mapping[str, str]
    status: int = 422

    @property
    def code(self) -> str:
        """The code of the first reason."""
        return self.reasons[0].code


def submit(
    visitor: Visitor,
    command_class: type[Command],
    data: Form | Mapping[str, Any],
    command_id: str = "",
    *,
    preview: bool = False,
) -> Outcome | FormErrors:
    """Hand in the command that `data` describes, in the visitor's name.

    `data` is the form as posted, or a mapping of its names (texts are read as people write them, other values taken as
    they are). `command_id` is the form's own unless given. With `preview` everything is tried and nothing kept.
    """
    if isinstance(data, Form):
        command_id = command_id or data.command_id
        data = data.values
    reader = FormReader(data)
    command = _read(visitor, command_class, reader)
    if isinstance(command, FormErrors):
        return command
    submission = Submission(command, visitor.actor.actor_id, command_id)
    sent = None if preview else sending()
    try:
        outcome = visitor.office.preview(submission) if preview else _perform(visitor, submission, sent)
    except Refused as refusal:
        return _errors(visitor, _as_posted(reader, refusal.reasons))
    if sent is not None:
        sent.entry = outcome.entry
    if not preview:
        note_change(visitor, command, outcome)
    return outcome


def _perform(visitor: Visitor, submission: Submission, sent: Sending | None) -> Outcome:
    """Hand it in as of when it was filled in; on a day that has been closed since, it happened when it came."""
    happened = sent.happened_at(visitor.office.clock.now()) if sent is not None else 0
    if not happened:
        return visitor.office.perform(submission)
    try:
        return visitor.office.perform(replace(submission, occurred_at=happened))
    except Refused as refusal:
        if refusal.code != "day_closed":
            raise
    return visitor.office.perform(submission)


def understood(visitor: Visitor, command_class: type[C], data: Mapping[str, Any]) -> C | FormErrors:
    """The command that `data` describes, not handed in: for a page that works out itself what would come of it."""
    return _read(visitor, command_class, FormReader(data))


def _read(visitor: Visitor, command_class: type[C], reader: FormReader) -> C | FormErrors:
    try:
        command = command_class.model_validate(reader.read(command_class))
    except ValidationError as error:
        return _errors(visitor, _with_faults(reader, reasons_of(error)))
    return _errors(visitor, reader.faults) if reader.faults else command


def note_change(visitor: Visitor, command: Command, outcome: Outcome) -> None:
    """What a deed means for who is signed in: changed people are looked up again, a new password of one's own ends
    every other session of one's own. (A password that others changed ends all of them by itself.)"""
    if isinstance(command, ChangeOwnPassword) and not outcome.is_repeat:
        visitor.sessions.keep_only(visitor.actor.actor_id, visitor.token)
    elif command.action.startswith(CHANGES_PEOPLE):
        visitor.sessions.forget()


def errors_of(visitor: Visitor, refusal: Refused) -> FormErrors:
    """A refusal met before any command was handed in, said in the form."""
    return _errors(visitor, refusal.reasons)


def _as_posted(reader: FormReader, reasons: Sequence[Reason]) -> list[Reason]:
    """The same with the names of the fields as they were posted; a preview numbers its submissions, here only one."""
    return [replace(each, field=reader.sent_as(each.field.removeprefix("0."))) for each in reasons]


def _with_faults(reader: FormReader, reasons: Sequence[Reason]) -> list[Reason]:
    """Texts that were no numbers first; what pydantic then misses in the same field is the same fault."""
    blamed = {fault.field for fault in reader.faults}
    return [*reader.faults, *(each for each in _as_posted(reader, reasons) if each.field not in blamed)]


def _errors(visitor: Visitor, reasons: Sequence[Reason]) -> FormErrors:
    errors: dict[str, str] = {}
    for each in reasons:
        errors.setdefault(each.field, sentence(each, visitor.language))
    if (sent := sending()) is not None:
        sent.refused(reasons, errors)
    return FormErrors(tuple(reasons), errors)
