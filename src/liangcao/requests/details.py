"""Reading what belongs to requests beside their lines: people covered, substitutes, calls, norms, posters."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.requests.commands import AskLine
from liangcao.requests.queries import lines_of


def people_covered(connection: Connection, district_id: int, request_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many people of each role each request is for."""
    found: dict[int, dict[str, int]] = {number: {} for number in request_ids}
    sql = "SELECT request_id, role, heads FROM {keys} JOIN request_people ON request_id = k1 WHERE district_id = ?"
    for request_id, role, heads in select_by_keys(connection, sql, [(each,) for each in request_ids], (district_id,)):
        found[request_id][role] = int(heads)
    return found


@dataclass(frozen=True, slots=True)
class Substitute:
    """Another item that would do for a line."""

    item_id: int
    name: str


def substitutes_of(connection: Connection, district_id: int, request_id: int) -> dict[int, list[Substitute]]:
    """What would do instead, by line, the most welcome first."""
    return substitutes_of_many(connection, district_id, [request_id])[request_id]


def substitutes_of_many(
    connection: Connection, district_id: int, request_ids: Sequence[int]
) -> dict[int, dict[int, list[Substitute]]]:
    """The same for many requests, by request and line."""
    sql = (
        "SELECT request_id, line_number, item.item_id, item.name FROM {keys} "
        "JOIN request_substitute ON request_id = k1 "
        "JOIN item ON item.district_id = request_substitute.district_id AND item.item_id = request_substitute.item_id "
        "WHERE request_substitute.district_id = ? ORDER BY request_id, line_number, rank"
    )
    found: dict[int, dict[int, list[Substitute]]] = {number: {} for number in request_ids}
    for request_id, number, item_id, name in select_by_keys(
        connection, sql, [(each,) for each in request_ids], (district_id,)
    ):
        found[request_id].setdefault(number, []).append(Substitute(item_id, name))
    return found


def asked_lines(connection: Connection, district_id: int, request_ids: Sequence[int]) -> dict[int, list[AskLine]]:
    """The lines of requests as they could be asked again, in their order; rows of lists stay with what brought them."""
    found: dict[int, list[AskLine]] = {}
    others = substitutes_of_many(connection, district_id, request_ids)
    for number, lines in lines_of(connection, district_id, request_ids).items():
        instead = others[number]
        found[number] = [
            AskLine(
                item_id=line.item_id,
                quantity=line.asked,
                specification=line.specification,
                stock_held=line.stock_held,
                accepts=tuple(other.item_id for other in instead.get(line.line_number, ())),
                standards=tuple(filter(None, line.standards.split("、"))),
            )
            for line in lines
        ]
    return found


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody rang those who asked (ms); `whom`, `rung` and `said` are commitments."""

    call_id: int
    outcome: str
    whom: str
    rung: str
    said: str
    actor_name: str
    called_at: int


def calls_of(connection: Connection, district_id: int, request_id: int) -> list[Call]:
    """The calls about a request, the earliest first."""
    rows = ask(
        connection,
        "SELECT call_id, outcome, whom, rung, said, COALESCE(actor.name, ''), called_at FROM request_call "
        "LEFT JOIN actor ON actor.district_id = request_call.district_id AND actor.actor_id = request_call.actor_id "
        "WHERE request_call.district_id = ? AND request_id = ? ORDER BY call_id",
        (district_id, request_id),
    )
    return [Call(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Norm:
    """A person of `role` needs `milli_per_day` thousandths of a base unit of an item a day, from a day on."""

    norm_id: int
    item_id: int
    item_name: str
    base_unit: str
    role: str
    milli_per_day: int
    effective_on: str
    source: str
    actor_name: str
    set_at: int


_NORM = (
    "SELECT norm_id, norm.item_id, item.name, item.base_unit, role, milli_per_day, effective_on, source, "
    "COALESCE(actor.name, ''), set_at FROM {keys} "
    "JOIN item ON item.district_id = norm.district_id AND item.item_id = norm.item_id "
    "LEFT JOIN actor ON actor.district_id = norm.district_id AND actor.actor_id = norm.actor_id "
    "WHERE norm.district_id = ? {more}"
)


def norms_of(connection: Connection, district_id: int) -> list[Norm]:
    """Every version of every norm, by item and role, the one in effect last at the head of each."""
    sql = _NORM.format(keys="norm", more="ORDER BY item.name, role, effective_on DESC, norm_id DESC")
    return [Norm(*row) for row in ask(connection, sql, (district_id,))]


def norms_in_force(
    connection: Connection, district_id: int, item_ids: Sequence[int], *, today: str
) -> dict[tuple[int, str], Norm]:
    """The norm of each item and role that counts on the day `today`: the last that began, unless that ended it."""
    sql = _NORM.format(keys="{keys} JOIN norm ON norm.item_id = k1", more="AND effective_on <= ?")
    rows = select_by_keys(connection, sql, [(number,) for number in sorted(set(item_ids))], (district_id, today))
    found: dict[tuple[int, str], Norm] = {}
    for norm in sorted((Norm(*row) for row in rows), key=lambda each: (each.effective_on, each.norm_id)):
        found[norm.item_id, norm.role] = norm
    return {key: norm for key, norm in found.items() if norm.milli_per_day}


@dataclass(frozen=True, slots=True)
class Poster:
    """A poster with the code of the public form, where it hangs, who made it when (ms), what came in by it."""

    poster_id: int
    place: str
    made_at: int
    actor_name: str
    requests: int


_POSTER = (
    "SELECT poster_id, place, made_at, COALESCE(actor.name, ''), (SELECT COUNT(*) FROM request "
    "WHERE request.district_id = poster.district_id AND request.poster_id = poster.poster_id) FROM poster "
    "LEFT JOIN actor ON actor.district_id = poster.district_id AND actor.actor_id = poster.actor_id "
    "WHERE poster.district_id = ? "
)


def posters(connection: Connection, district_id: int, *, most: int = 200) -> list[Poster]:
    """The posters made, the newest first."""
    sql = f"{_POSTER} ORDER BY poster_id DESC LIMIT ?"
    return [Poster(*row) for row in ask(connection, sql, (district_id, most))]


def poster(connection: Connection, district_id: int, poster_id: int) -> Poster:
    """One poster; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_POSTER} AND poster_id = ?", (district_id, poster_id))
    if not rows:
        raise refused("unknown_document", "poster_id", name=poster_id)
    return Poster(*rows[0])
