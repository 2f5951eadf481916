"""The rows that a change of class leaves behind."""

from typing import Any

from liangcao.database.context import Context
from liangcao.kernel.effects import Change, NewRow


def class_change_row(
    context: Context, request_id: int, move: tuple[int, int], reason: str, *, version: int = 0
) -> NewRow:
    """The row that keeps a change of class (from, to) on record."""
    values = {
        "change_id": context.new_id(),
        "request_id": request_id,
        "from_class": move[0],
        "to_class": move[1],
        "reason": reason,
        "version": version,
        **by(context, "changed_at"),
    }
    return NewRow("class_change", values)


def by(context: Context, at: str) -> dict[str, int]:
    """Who does it, in the column `at` when, and in which entry."""
    return {"actor_id": context.actor_id, at: context.occurred_at, "entry": context.number}


def to_class(table: str, key: str, number: int, old: int, new: int) -> Change:
    """A unit's or a request's row goes to another class."""
    values: dict[str, Any] = {"priority_class": new}
    return Change(table, {key: number}, values, {"priority_class": old})
