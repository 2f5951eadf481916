"""Handlers of favours."""

from typing import Any

from liangcao.catalog.queries import item
from liangcao.database.context import Context
from liangcao.favours.commands import RecordFavour
from liangcao.favours.rules import check_favour
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused


def record_favour(command: RecordFavour, context: Context) -> Effects:
    """One row that says who asked and that it was refused."""
    check_favour(command)
    if command.item_id is not None:
        wanted = item(context, command.item_id, "item_id")
        if wanted.kind != "goods":
            raise refused("not_goods", "item_id", item=wanted.name)
    favour_id = context.new_id()
    values: dict[str, Any] = {
        "favour_id": favour_id,
        **command.model_dump(exclude_none=True),
        "actor_id": context.actor_id,
        "occurred_at": context.occurred_at,
        "recorded_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("favour", values),), answer={"favour_id": favour_id})
