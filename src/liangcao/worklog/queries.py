"""Reading the work log."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.catalog.search import normalise_query
from liangcao.database.bulk import ask


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; `struck_by` is the line that puts it right (0: it stands), `outcome` what became of a to-do."""

    line_id: int
    day: str
    part: str
    kind: str
    text: str
    strikes: int
    actor_id: int
    actor: str
    written_at: int
    entry: int
    struck_by: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather of a page; `is_taken_over` where nobody said it and the day before is shown."""

    words: str
    is_taken_over: bool


_LINE = (
    "SELECT log_line.line_id, log_line.day, log_line.part, log_line.kind, log_line.text, log_line.strikes, "
    "log_line.actor_id, COALESCE(actor.name, ''), log_line.written_at, log_line.entry, "
    "COALESCE((SELECT MIN(later.line_id) FROM log_line AS later WHERE later.district_id = log_line.district_id "
    "AND later.day >= log_line.day AND later.strikes = log_line.line_id), 0), COALESCE(outcome, '') FROM log_line "
    "LEFT JOIN actor ON actor.district_id = log_line.district_id AND actor.actor_id = log_line.actor_id "
    "LEFT JOIN log_ended ON log_ended.district_id = log_line.district_id AND log_ended.line_id = log_line.line_id "
    "WHERE log_line.district_id = ?"
)


def lines_of(connection: Connection, district_id: int, day: str) -> list[Line]:
    """The lines of a day in the order they were written."""
    rows = ask(connection, f"{_LINE} AND log_line.day = ? ORDER BY log_line.line_id", (district_id, day))
    return [Line(*row) for row in rows]


def open_todos(connection: Connection, district_id: int, day: str) -> list[Line]:
    """What was to be done before `day` and was neither done, dropped nor struck: carried over to it."""
    sql = f"{_LINE} AND log_line.kind = 'todo' AND log_line.day < ? AND outcome IS NULL ORDER BY log_line.line_id"
    found = [Line(*row) for row in ask(connection, sql, (district_id, day))]
    return [line for line in found if not line.struck_by]


def weather_of(connection: Connection, district_id: int, day: str) -> Weather:
    """The weather of a day: what was said of it, else of the last day before."""
    rows = ask(
        connection,
        "SELECT weather, day FROM log_weather WHERE district_id = ? AND day <= ? "
        "ORDER BY day DESC, weather_id DESC LIMIT 1",
        (district_id, day),
    )
    return Weather(rows[0][0], rows[0][1] != day) if rows else Weather("", False)


def hidden_events(connection: Connection, district_id: int, day: str) -> set[str]:
    """The actions whose events are hidden from the page of a day."""
    sql = "SELECT action, is_hidden FROM log_mark WHERE district_id = ? AND day = ? ORDER BY mark_id"
    marks: dict[str, int] = dict(ask(connection, sql, (district_id, day)))
    return {action for action, is_hidden in marks.items() if is_hidden}


def find_lines(connection: Connection, district_id: int, words: str, *, most: int = 100) -> list[tuple[str, str]]:
    """Lines that bear all of `words` (in characters, pinyin or initials) as (day, text), the newest first."""
    wanted = [normalise_query(word) for word in words.split()]
    wanted = [word for word in wanted if word]
    if not wanted:
        return []
    sql = (
        f"SELECT day, text FROM log_line WHERE district_id = ?{' AND search LIKE ?' * len(wanted)} "
        "ORDER BY day DESC, line_id DESC LIMIT ?"
    )
    return [(row[0], row[1]) for row in ask(connection, sql, (district_id, *(f"%{each}%" for each in wanted), most))]
