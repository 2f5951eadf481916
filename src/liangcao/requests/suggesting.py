"""Reading what a suggestion of a class goes by, for one request or for all that stand; and classes changed so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.parties.class_table import ClassTable
from liangcao.requests.details import norms_in_force, people_covered
from liangcao.requests.queries import Request, RequestLine
from liangcao.requests.suggestion import Cover, Held, Suggestion, cover_left, suggested_class


@dataclass(frozen=True, slots=True)
class Told:
    """What a request says that a suggestion goes by: whom it covers, and how long what is there lasts."""

    kind: str
    covered: Mapping[str, int]
    cover: Cover | None

    def suggestion(self, table: ClassTable) -> Suggestion:
        """The class that `table` suggests."""
        return suggested_class(table, self.kind, self.covered, self.cover)


def told_by(
    connection: Connection,
    district_id: int,
    heads: Sequence[Request],
    lines: Mapping[int, Sequence[RequestLine]],
    today: str,
) -> dict[int, Told]:
    """What each request says that a suggestion goes by, by norms as of `today` (``YYYY-MM-DD``)."""
    people = people_covered(connection, district_id, [head.request_id for head in heads])
    items = {line.item_id for each in lines.values() for line in each if line.stock_held is not None}
    found = norms_in_force(connection, district_id, sorted(items), today=today) if items else {}
    norms = {key: norm.milli_per_day for key, norm in found.items()}
    told = {}
    for head in heads:
        covered = people[head.request_id]
        held = [Held(line.item_id, line.item_name, line.stock_held) for line in lines[head.request_id]]
        told[head.request_id] = Told(head.unit_kind, covered, cover_left(held, norms, covered))
    return told


def is_standing(head: Request, lines: Sequence[RequestLine]) -> bool:
    """Whether a request is still to be decided, or something approved of it is not allocated yet."""
    if head.state == "submitted":
        return True
    return head.state == "approved" and any(line.allocated < (line.approved or 0) for line in lines)


@dataclass(frozen=True, slots=True)
class ClassChanged:
    """A request went to another class: why, who asked for it, when (ms since 1970 UTC), in which entry.

    `version` is that of the table that retired its class, 0 where somebody chose another one.
    """

    request_id: int
    from_class: int
    to_class: int
    reason: str
    version: int
    actor_name: str
    changed_at: int
    entry: int


def class_changes(connection: Connection, district_id: int, request_id: int) -> list[ClassChanged]:
    """The changes of class of a request, the earliest first."""
    rows = ask(
        connection,
        "SELECT request_id, from_class, to_class, reason, version, COALESCE(actor.name, ''), changed_at, entry "
        "FROM class_change LEFT JOIN actor ON actor.district_id = class_change.district_id "
        "AND actor.actor_id = class_change.actor_id "
        "WHERE class_change.district_id = ? AND request_id = ? ORDER BY change_id",
        (district_id, request_id),
    )
    return [ClassChanged(*row) for row in rows]


def is_settled(connection: Connection, district_id: int, request_id: int) -> bool:
    """Whether a request was given its class by two people, or by a table they signed; a call alone settles nothing."""
    sql = (
        "SELECT 1 FROM class_change WHERE class_change.district_id = ? AND class_change.request_id = ? AND NOT EXISTS ("
        "SELECT 1 FROM request_call WHERE request_call.district_id = class_change.district_id "
        "AND request_call.request_id = class_change.request_id AND request_call.entry = class_change.entry)"
    )
    return bool(ask(connection, sql, (district_id, request_id)))
