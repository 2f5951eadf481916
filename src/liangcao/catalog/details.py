"""Reading what belongs to items beside their names and packs: their codes, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys, select_by_texts


@dataclass(frozen=True, slots=True)
class Code:
    """A code of an item in a system, from a day to a day (``YYYY-MM-DD``, both included; "": open)."""

    code_id: int
    item_id: int
    system: str
    code: str
    valid_from: str
    valid_until: str

    @property
    def days(self) -> tuple[str, str]:
        """First and last day."""
        return self.valid_from, self.valid_until

    def holds(self, day: str) -> bool:
        """True on that day."""
        return self.valid_from <= day and (not self.valid_until or day <= self.valid_until)


_CODE = "SELECT code_id, item_id, system, code, valid_from, valid_until FROM "


def codes_of(connection: Connection, district_id: int, item_ids: Sequence[int]) -> dict[int, list[Code]]:
    """Every code of these items, by item, in the order in which they were added."""
    keys = [(number,) for number in sorted(set(item_ids))]
    sql = _CODE + "{keys} JOIN item_code ON item_id = k1 WHERE district_id = ? ORDER BY code_id"
    found: dict[int, list[Code]] = {}
    for row in select_by_keys(connection, sql, keys, (district_id,)):
        found.setdefault(row[1], []).append(Code(*row))
    return found


def codes_named(connection: Connection, district_id: int, codes: Sequence[str]) -> list[Code]:
    """Who bears or bore these codes, in whatever system."""
    sql = _CODE + "{keys} JOIN item_code ON code = k1 WHERE district_id = ?"
    return [Code(*row) for row in select_by_texts(connection, sql, sorted(set(codes)), (district_id,))]


def code_by_id(connection: Connection, district_id: int, code_id: int) -> Code | None:
    """One code; None when there is none."""
    rows = ask(connection, f"{_CODE}item_code WHERE district_id = ? AND code_id = ?", (district_id, code_id))
    return Code(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What was put right of an item: which fact, from what to what, why, by whom, when (ms since 1970 UTC)."""

    field: str
    old: str
    new: str
    reason: str
    actor_name: str
    changed_at: int
    entry: int


def changes_of(connection: Connection, district_id: int, item_id: int) -> list[ItemChange]:
    """What ever changed of an item, the newest first."""
    rows = ask(
        connection,
        "SELECT field, old, new, reason, COALESCE(actor.name, ''), changed_at, entry FROM item_change "
        "LEFT JOIN actor ON actor.district_id = item_change.district_id AND actor.actor_id = item_change.actor_id "
        "WHERE item_change.district_id = ? AND item_id = ? ORDER BY change_id DESC",
        (district_id, item_id),
    )
    return [ItemChange(*row) for row in rows]
