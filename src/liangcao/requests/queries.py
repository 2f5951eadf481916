"""Reading requests, within what one may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.database.bulk import Row, ask, select_by_keys, select_by_texts
from liangcao.database.context import Context
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Request:
    """A request's head; times in ms since 1970 UTC, 0 when not yet; contact, phone and remark are commitments."""

    request_id: int
    unit_id: int
    unit_name: str
    unit_kind: str
    state: str
    channel: str
    priority_class: int
    urgency: str
    people_covered: int
    contact: str
    phone: str
    remark: str
    note: str
    decision_note: str
    actor_id: int
    decided_by: int
    submitted_at: int
    decided_at: int
    entry: int
    unit_said: str = ""
    area_said: str = ""
    verification: str = ""
    purpose: str = ""
    cover_days: int = 0
    needed_by: str = ""
    poster_id: int = 0
    replaces_id: int = 0
    into_id: int = 0

    @property
    def shown_name(self) -> str:
        """What the asking unit is called: while the register does not know it, as it was written."""
        return self.unit_said or self.unit_name


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A line of a request, in base units; `asked` and `approved` are None while unknown or undecided."""

    request_id: int
    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    asked: int | None
    specification: str
    approved: int | None
    approve_note: str
    allocated: int
    shipped: int
    delivered: int
    stock_held: int | None = None
    standards: str = ""


_HEAD = (
    "SELECT request.request_id, request.unit_id, party.name, party.kind, request.state, request.channel, "
    "request.priority_class, request.urgency, request.people_covered, request.contact, request.phone, "
    "request.remark, request.note, request.decision_note, request.actor_id, request.decided_by, request.submitted_at, "
    "request.decided_at, request.entry, request.unit_said, request.area_said, request.verification, request.purpose, "
    "request.cover_days, request.needed_by, request.poster_id, request.replaces_id, request.into_id "
    "FROM request "
    "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
)
_LINE = (
    "SELECT request_line.request_id, line_number, request_line.item_id, item.name, item.base_unit, asked, "
    "specification, approved, approve_note, allocated, shipped, delivered, stock_held, standards FROM {keys} "
    "JOIN request_line ON request_line.request_id = k1 "
    "JOIN item ON item.district_id = request_line.district_id AND item.item_id = request_line.item_id "
    "WHERE request_line.district_id = ? ORDER BY request_line.request_id, line_number"
)


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests to show; empty or zero means any. `since` is a moment (ms) they were submitted at or after.

    `order` is one of `ORDERS`.
    """

    state: str = ""
    unit_id: int = 0
    unit_said: str = ""
    item_id: int = 0
    priority_class: int = 0
    search: str = ""
    is_open: bool = False
    since: int = 0
    order: str = "newest"


def _conditions(district_id: int, scope: Scope, wanted: RequestFilter) -> tuple[str, Row]:
    parts, values = ["request.district_id = ?"], [district_id]
    if not scope.is_all:
        parties = scope.party_ids or ()
        parts.append(f"request.unit_id IN ({', '.join('?' * len(parties))})" if parties else "1 = 0")
        values += parties
    rest: list[Any] = list(values)
    for part, value in (
        ("request.state = ?", wanted.state),
        ("request.unit_id = ?", wanted.unit_id),
        ("request.unit_said = ?", wanted.unit_said),
        ("request.priority_class = ?", wanted.priority_class),
        ("request.submitted_at >= ?", wanted.since),
        ("party.search LIKE ?", f"%{wanted.search}%" if wanted.search else ""),
    ):
        if value:
            parts.append(part)
            rest.append(value)
    lines = "SELECT 1 FROM request_line WHERE request_line.district_id = request.district_id AND request_line.request_id = request.request_id"  # noqa: E501
    if wanted.item_id:
        parts.append(f"EXISTS ({lines} AND item_id = ?)")
        rest.append(wanted.item_id)
    if wanted.is_open:
        parts.append(f"request.state = 'approved' AND EXISTS ({lines} AND approved > delivered)")
    return " AND ".join(parts), tuple(rest)


ORDERS: dict[str, str] = {
    "newest": "request.request_id DESC",
    "oldest": "request.request_id",
    "urgent": "request.priority_class, request.request_id",
}
"""The orders a list of requests can stand in."""


def requests_page(
    connection: Connection, district_id: int, scope: Scope, wanted: RequestFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Request]:
    """Requests in the order wanted; `page` is (how many, from which)."""
    where, values = _conditions(district_id, scope, wanted)
    sql = f"{_HEAD} WHERE {where} ORDER BY {ORDERS[wanted.order]} LIMIT ? OFFSET ?"
    return [Request(*row) for row in ask(connection, sql, (*values, *page))]


def count_requests(
    connection: Connection, district_id: int, scope: Scope, wanted: RequestFilter, *, most: int = 1_000_000_000
) -> int:
    """How many requests there are; counting stops at `most`."""
    where, values = _conditions(district_id, scope, wanted)
    sql = (
        "SELECT COUNT(*) FROM (SELECT 1 FROM request "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        f"WHERE {where} LIMIT ?) AS found"
    )
    return int(ask(connection, sql, (*values, most))[0][0])


def lines_of(connection: Connection, district_id: int, request_ids: Sequence[int]) -> dict[int, list[RequestLine]]:
    """The lines of these requests, by request."""
    found: dict[int, list[RequestLine]] = {number: [] for number in request_ids}
    for row in select_by_keys(connection, _LINE, [(number,) for number in request_ids], (district_id,)):
        found[row[0]].append(RequestLine(*row))
    return found


def request(connection: Connection, district_id: int, scope: Scope, request_id: int) -> Request:
    """One request; raises Refused ``unknown_document`` when there is none that this person may see."""
    where, values = _conditions(district_id, scope, RequestFilter())
    rows = ask(connection, f"{_HEAD} WHERE {where} AND request.request_id = ?", (*values, request_id))
    if not rows:
        raise refused("unknown_document", "request_id", name=request_id)
    return Request(*rows[0])


@dataclass(frozen=True, slots=True)
class RowAsked:
    """Where a row of an imported list stands in the books: its request, when that was submitted (ms), its note."""

    request_id: int
    submitted_at: int
    note: str


def rows_asked(connection: Connection, district_id: int, keys: Sequence[str]) -> dict[str, RowAsked]:
    """Which rows of imported lists (by `rules.row_key`) are asked for already; none that was taken back or refused."""
    sql = (
        "SELECT source_hash, request.request_id, submitted_at, note FROM {keys} "
        "JOIN request_line ON source_hash = k1 AND source_hash <> '' "
        "JOIN request ON request.district_id = request_line.district_id "
        "AND request.request_id = request_line.request_id WHERE request_line.district_id = ?"
    )
    rows = select_by_texts(connection, sql, keys, (district_id,))
    return {key: RowAsked(request_id, submitted_at, note) for key, request_id, submitted_at, note in rows}


def imported_lines(context: Context, request_id: int) -> set[int]:
    """The numbers of those lines of a request that hold a row of an imported list."""
    sql = "SELECT line_number FROM request_line WHERE district_id = ? AND request_id = ? AND source_hash <> ''"
    return {row[0] for row in ask(context.connection, sql, (context.district_id, request_id))}


_FROM = "SELECT origin, chain FROM {keys} JOIN chain_origin ON chain = k1 WHERE district_id = ?"
_INTO = "SELECT chain, origin FROM {keys} JOIN chain_origin ON origin = k1 WHERE district_id = ?"


def came_from(connection: Connection, district_id: int, request_id: int) -> list[int]:
    """The requests whose place this one took, all the way back: merged, split or corrected."""
    return _followed(connection, district_id, request_id, _FROM)


def went_into(connection: Connection, district_id: int, request_id: int) -> list[int]:
    """The requests that took the place of this one, and of those in turn, the nearest first."""
    return _followed(connection, district_id, request_id, _INTO)


def _followed(connection: Connection, district_id: int, request_id: int, sql: str) -> list[int]:
    found: dict[str, None] = {}
    fresh = [f"request:{request_id}"]
    while fresh:
        rows = select_by_texts(connection, sql, fresh, (district_id,))
        fresh = [chain for chain in dict.fromkeys(row[0] for row in sorted(rows)) if chain not in found]
        found.update(dict.fromkeys(fresh))
    return [int(chain.partition(":")[2]) for chain in found]


def unit_of(context: Context, request_id: int) -> int:
    """The unit that a request belongs to, 0 when there is no such request."""
    sql = "SELECT unit_id FROM request WHERE district_id = ? AND request_id = ?"
    rows = ask(context.connection, sql, (context.district_id, request_id))
    return int(rows[0][0]) if rows else 0


def items_asked(context: Context, request_id: int) -> dict[int, int]:
    """The item of each line of a request, by line number."""
    sql = "SELECT line_number, item_id FROM request_line WHERE district_id = ? AND request_id = ?"
    return dict(ask(context.connection, sql, (context.district_id, request_id)))


@dataclass(frozen=True, slots=True)
class Door:
    """The public door: its person-less actor, the party of unknown units, the grant in force, and since when (ms)."""

    door_id: int
    actor_id: int
    party_id: int
    grant_id: int
    hotline: str
    changed_by: int
    changed_at: int
    is_open: bool


def door(connection: Connection, district_id: int) -> Door | None:
    """The public door, None where it was never opened."""
    sql = (
        "SELECT door_id, actor_id, party_id, grant_id, hotline, changed_by, changed_at, is_open FROM public_door "
        "WHERE district_id = ?"
    )
    rows = ask(connection, sql, (district_id,))
    return Door(*(*rows[0][:7], bool(rows[0][7]))) if rows else None


def request_by_token(connection: Connection, district_id: int, token_hash: str) -> int:
    """The request whose link has this hash, 0 when none has."""
    sql = "SELECT request_id FROM request WHERE district_id = ? AND token_hash = ? AND token_hash <> ''"
    rows = ask(connection, sql, (district_id, token_hash))
    return int(rows[0][0]) if rows else 0


def poster_exists(connection: Connection, district_id: int, poster_id: int) -> bool:
    """Whether there is a poster of this number."""
    return bool(
        ask(connection, "SELECT 1 FROM poster WHERE district_id = ? AND poster_id = ?", (district_id, poster_id))
    )
