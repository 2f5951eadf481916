"""What one can ask of the work log."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, CommandLine, DateText, Id, LongText, ShortText

Part = Literal["morning", "afternoon", "evening"]
Kind = Literal["note", "todo", "praise", "complaint"]
MOST_LINES = 200


class LogLine(CommandLine):
    """A line of the page of `day` (none: today), in a part of it (none: now); `strikes_id`: the line it puts right."""

    text: LongText = Field(min_length=1)
    kind: Kind = "note"
    day: DateText | None = None
    part: Part | None = None
    strikes_id: Id | None = None


class WriteLines(Command):
    """Write lines into the work log: one that was captured, or those of a pasted talk."""

    action = "worklog.write_lines"
    lines: tuple[LogLine, ...] = Field(min_length=1, max_length=MOST_LINES)


class SetWeather(Command):
    """What the weather is on a day (none: today)."""

    action = "worklog.set_weather"
    weather: ShortText = Field(min_length=1)
    day: DateText | None = None


class MarkEvents(Command):
    """Hide the events of a kind (an action's name) from the page of a day, or show them again."""

    action = "worklog.mark_events"
    day: DateText
    of_action: ShortText = Field(min_length=1)
    is_hidden: bool


class EndTodo(Command):
    """Something to be done was done, or is dropped; until then it stands on every following day."""

    action = "worklog.end_todo"
    line_id: Id
    outcome: Literal["done", "dropped"]
