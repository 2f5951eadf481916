"""What a rule is made of: what is looked for, what a case looks like, and how rows of SQL become cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask

Kind = Literal[
    "text", "message", "messages", "number", "quantity", "money", "moment", "age", "deed", "reason", "class",
    "document", "personal", "place",
]  # fmt: skip
"""How a cell is said. ``message``: a text of the catalogue; ``messages``: pairs (text with {n}, n); ``quantity``: pair
(number, unit); ``age``: milliseconds; ``deed``: an action; ``reason``: pair (code, params); ``class``: of priority;
``document``: pair (kind, number); ``personal``: a commitment; ``place``: pair (name, kind of location)."""
Page = tuple[int, int]
"""How many, from which."""
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list of cases: `label` is a message; an `is_primary` one heads the row."""

    label: str
    kind: Kind = "text"
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound of a rule that whoever looks may move: what it is called (a message), and from where to where."""

    label: str
    default: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Search:
    """Which cases: of the entries `first` to `last`, that is from the moment `since` to before `until` (ms); by one
    person where `actor_id` is given; `limit` is the rule's own bound, `now` the moment it is asked."""

    first: int
    last: int
    since: int
    until: int
    now: int
    actor_id: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One case: when (ms), who, by which entry (0: none), and a cell for each field of the rule."""

    at: int
    actor_name: str
    entry: int
    cells: tuple[Any, ...]


Find = Callable[[Connection, int, Search, Page], list[Case]]
Count = Callable[[Connection, int, Search, int], int]


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """A rule of the list: what it is (`title`), how a case is told (`rule`, with {n} for its limit) and why it matters.

    All three are messages. `is_open`: a case stands until it is settled, and is shown however old it is; the others are
    asked for the last `days`.
    """

    key: str
    title: str
    rule: str
    why: str
    fields: tuple[Field, ...]
    find: Find
    count: Count
    limit: Limit | None = None
    is_open: bool = False
    days: int = 30


@dataclass(frozen=True, slots=True)
class Found:
    """A SELECT in parts: columns, FROM and WHERE with its values, ORDER BY."""

    columns: str
    where: str
    values: Row
    order: str


Query = Callable[[int, Search], Found]
Cases = Callable[[Connection, int, Sequence[Row], Search], list[Case]]


def by_sql(query: Query, cases: Cases) -> tuple[Find, Count]:
    """Finding and counting of a rule that is one SELECT; `cases` makes cases of its rows, all of a page at once."""

    def find(connection: Connection, district_id: int, search: Search, page: Page) -> list[Case]:
        found = query(district_id, search)
        sql = f"SELECT {found.columns} {found.where} ORDER BY {found.order} LIMIT ? OFFSET ?"
        return cases(connection, district_id, ask(connection, sql, (*found.values, *page)), search)

    def count(connection: Connection, district_id: int, search: Search, most: int) -> int:
        found = query(district_id, search)
        sql = f"SELECT COUNT(*) FROM (SELECT 1 {found.where} LIMIT ?) AS found"
        return int(ask(connection, sql, (*found.values, most))[0][0])

    return find, count


def by_list(listed: Callable[[Connection, int, Search], list[Case]]) -> tuple[Find, Count]:
    """The same of a rule that no SELECT can say: all its cases are worked out, the newest first."""

    def find(connection: Connection, district_id: int, search: Search, page: Page) -> list[Case]:
        return listed(connection, district_id, search)[page[1] : page[0] + page[1]]

    def count(connection: Connection, district_id: int, search: Search, most: int) -> int:
        return min(most, len(listed(connection, district_id, search)))

    return find, count


def by_person(column: str, search: Search) -> tuple[str, Row]:
    """The condition (beginning with AND, with its values) that keeps cases to the person looked for."""
    return (f" AND {column} = ?", (search.actor_id,)) if search.actor_id else ("", ())


def actor_join(column: str, district: str) -> str:
    """The join that names the person in `column`, as table ``actor``."""
    return f"LEFT JOIN actor ON actor.district_id = {district} AND actor.actor_id = {column} "


def recorded(table: str) -> str:
    """When the entry that made a row of `table` was recorded, as an expression: always one look-up, never a join that a
    planner might turn round and begin with the whole journal."""
    return (
        f"(SELECT made.recorded_at FROM journal AS made WHERE made.district_id = {table}.district_id "
        f"AND made.number = {table}.entry)"
    )
