"""Handlers of the work log."""

from liangcao.catalog.search import search_tokens
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import minute_of
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import district
from liangcao.worklog.commands import EndTodo, LogLine, MarkEvents, SetWeather, WriteLines
from liangcao.worklog.rules import check_day, part_of


def write_lines(command: WriteLines, context: Context) -> Effects:
    """Every line of the command, in its order."""
    check_texts({f"lines.{index}.text": line.text for index, line in enumerate(command.lines)})
    here = district(context.connection, context.district_id)
    now = part_of(minute_of(context.occurred_at, here.timezone if here else "Asia/Shanghai"))
    rows = []
    for index, line in enumerate(command.lines):
        day = line.day or context.today
        check_day(day, context.today, f"lines.{index}.day")
        if line.strikes_id is not None:
            _check_struck(context, line, f"lines.{index}.strikes_id")
        values = {
            "line_id": context.new_id(),
            "day": day,
            "part": line.part or now,
            "kind": line.kind,
            "text": line.text,
            "search": search_tokens(line.text),
            "strikes": line.strikes_id or 0,
            "actor_id": context.actor_id,
            "written_at": context.occurred_at,
            "entry": context.number,
        }
        rows.append(NewRow("log_line", values))
    return Effects(rows=tuple(rows), answer={"line_ids": [row.values["line_id"] for row in rows]})


def _check_struck(context: Context, line: LogLine, field: str) -> None:
    """Raise Refused for a line that is none, or that was struck before."""
    sql = "SELECT 1 FROM log_line WHERE district_id = ? AND line_id = ?"
    if not ask(context.connection, sql, (context.district_id, line.strikes_id)):
        raise refused("unknown_document", field, name=line.strikes_id)
    sql = "SELECT 1 FROM log_line WHERE district_id = ? AND strikes = ?"
    if ask(context.connection, sql, (context.district_id, line.strikes_id)):
        raise refused("wrong_state", field, what=N_("这一行"), state=N_("已划去"), deed=N_("更正"))


def set_weather(command: SetWeather, context: Context) -> Effects:
    """The weather of a day, or other words for it."""
    check_texts({"weather": command.weather})
    day = command.day or context.today
    check_day(day, context.today, "day")
    weather_id = context.new_id()
    values = {"weather_id": weather_id, "day": day, "weather": command.weather, "entry": context.number}
    return Effects(rows=(NewRow("log_weather", values),), answer={"weather_id": weather_id})


def mark_events(command: MarkEvents, context: Context) -> Effects:
    """Events of a kind stand on the page of a day, or do not; the journal has them either way."""
    check_day(command.day, context.today, "day")
    mark_id = context.new_id()
    values = {
        "mark_id": mark_id,
        "day": command.day,
        "action": command.of_action,
        "is_hidden": int(command.is_hidden),
        "entry": context.number,
    }
    return Effects(rows=(NewRow("log_mark", values),), answer={"mark_id": mark_id})


def end_todo(command: EndTodo, context: Context) -> Effects:
    """It is done or dropped, once."""
    sql = "SELECT kind FROM log_line WHERE district_id = ? AND line_id = ?"
    rows = ask(context.connection, sql, (context.district_id, command.line_id))
    if not rows or rows[0][0] != "todo":
        raise refused("unknown_document", "line_id", name=command.line_id)
    sql = "SELECT outcome FROM log_ended WHERE district_id = ? AND line_id = ?"
    if ask(context.connection, sql, (context.district_id, command.line_id)):
        raise refused("wrong_state", "line_id", what=N_("这件事"), state=N_("已了结"), deed=N_("再了结"))
    values = {
        "line_id": command.line_id,
        "outcome": command.outcome,
        "actor_id": context.actor_id,
        "ended_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("log_ended", values),), answer={"line_id": command.line_id})
