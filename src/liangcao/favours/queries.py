"""Reading favours."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask


@dataclass(frozen=True, slots=True)
class Favour:
    """A favour that was asked and refused; times in ms since 1970 UTC, `asker` a commitment.

    `item_name` is empty and `quantity` 0 (base units) where nobody said what or how much.
    """

    favour_id: int
    asker: str
    body: str
    item_name: str
    base_unit: str
    quantity: int
    answer: str
    note: str
    actor_id: int
    actor_name: str
    occurred_at: int
    recorded_at: int
    entry: int


_FROM = (
    "FROM favour LEFT JOIN item ON item.district_id = favour.district_id AND item.item_id = favour.item_id "
    "LEFT JOIN actor ON actor.district_id = favour.district_id AND actor.actor_id = favour.actor_id "
    "WHERE favour.district_id = ? AND recorded_at >= ? AND recorded_at < ?"
)
_ROW = (
    "SELECT favour_id, asker, body, COALESCE(item.name, ''), COALESCE(item.base_unit, ''), COALESCE(quantity, 0), "
    "answer, note, favour.actor_id, COALESCE(actor.name, ''), occurred_at, recorded_at, entry "
)


def favours_page(
    connection: Connection, district_id: int, period: tuple[int, int], *, actor_id: int = 0, page: tuple[int, int]
) -> list[Favour]:
    """Favours recorded in `period` (from, before; ms), by one person where given, the newest first.

    `page` is (how many, from which).
    """
    where, values = _by(actor_id)
    sql = f"{_ROW}{_FROM}{where} ORDER BY recorded_at DESC, favour_id DESC LIMIT ? OFFSET ?"
    return [Favour(*row) for row in ask(connection, sql, (district_id, *period, *values, *page))]


def count_favours(
    connection: Connection, district_id: int, period: tuple[int, int], *, actor_id: int = 0, most: int = 1_000_000
) -> int:
    """How many there are; counting stops at `most`."""
    where, values = _by(actor_id)
    sql = f"SELECT COUNT(*) FROM (SELECT 1 {_FROM}{where} LIMIT ?) AS found"
    return int(ask(connection, sql, (district_id, *period, *values, most))[0][0])


def moments_of_favours(connection: Connection, district_id: int, since: int) -> list[int]:
    """When favours were recorded from `since` on (ms)."""
    sql = "SELECT recorded_at FROM favour WHERE district_id = ? AND recorded_at >= ? ORDER BY recorded_at"
    return [row[0] for row in ask(connection, sql, (district_id, since))]


def _by(actor_id: int) -> tuple[str, tuple[int, ...]]:
    return (" AND favour.actor_id = ?", (actor_id,)) if actor_id else ("", ())
