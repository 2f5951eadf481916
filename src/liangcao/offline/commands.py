"""What one can ask of forms that came late."""

from typing import Annotated

from pydantic import ConfigDict, Field

from liangcao.kernel.canonical import MAX_WHOLE
from liangcao.kernel.command import Command, CommandLine, Id, LongText, PersonalMark, ShortText

MOST_CHARACTERS = 200_000
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
PersonalForm = Annotated[str, Field(max_length=MOST_CHARACTERS), PersonalMark()]
"""What was filled in, as JSON: it may name anybody, so that the journal only commits to it."""


class KeptFile(CommandLine):
    """A file that came with the form, kept beside the journal: the field it was in, and its SHA-256."""

    field: ShortText
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class KeepRefused(Command):
    """A form filled in without signal was refused when it came: it is kept until somebody does it over or drops it.

    `form_command_id` is the id it would have had in the journal, `code` why it was refused, `counter` its place among
    all forms of the `device`, `device_at` when it was filled in by the device's clock (ms since 1970 UTC), `clock_off`
    by how much that clock was off when the form came (ms, 0 when near enough).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=MOST_CHARACTERS)

    action = "offline.keep_refused"
    path: ShortText
    page: ShortText = ""
    form_command_id: Uuid
    code: ShortText
    device: Uuid
    counter: Id
    device_at: int = Field(ge=0, le=MAX_WHOLE, strict=True)
    clock_off: int = Field(default=0, ge=-MAX_WHOLE, le=MAX_WHOLE, strict=True)
    fields: PersonalForm
    files: tuple[KeptFile, ...] = Field(default=(), max_length=10)


class DropRefused(Command):
    """Let a kept form go: it will not be done, and why."""

    action = "offline.drop_refused"
    form_id: Id
    reason: LongText = Field(min_length=1)
