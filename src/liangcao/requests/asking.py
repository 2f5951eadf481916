"""What all ways of asking share: the rows of a new request."""

from collections.abc import Mapping, Sequence
from typing import Any

from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.kernel.effects import NewRow
from liangcao.kernel.errors import Refused, refused
from liangcao.parties.queries import Party, party, place_of_party
from liangcao.parties.rules import UNVERIFIED
from liangcao.requests.commands import Ask, AskLine


def asking_unit(context: Context, unit_id: int) -> Party:
    """The unit that may ask; raises Refused ``unknown_party`` for one that is not there, or supplies or gives."""
    unit = party(context, unit_id, "unit_id")
    if unit.kind == UNVERIFIED or place_of_party(context, unit_id).kind != "recipient":
        raise refused("unknown_party", "unit_id", name=unit.name)
    return unit


def known_goods(context: Context, lines: Sequence[AskLine]) -> None:
    """Raise Refused ``unknown_item`` or ``not_goods`` for what is asked or accepted instead, naming the line."""
    goods(context, [line.item_id for line in lines])
    for number, line in enumerate(lines):
        try:
            goods(context, line.accepts)
        except Refused as refusal:
            why = refusal.reasons[0]
            raise refused(why.code, f"lines.{number}.accepts", **why.params) from None


def head_values(command: Ask, context: Context, request_id: int) -> dict[str, Any]:
    """The columns of a new request that every way of asking fills."""
    values = command.model_dump(include=set(Ask.model_fields) - {"covered", "needed_by"})
    return {
        **values,
        "request_id": request_id,
        "people_covered": command.people_covered or sum(each.heads for each in command.covered),
        "needed_by": command.needed_by or "",
        "state": "submitted",
        "actor_id": context.actor_id,
        "submitted_at": context.occurred_at,
        "entry": context.number,
    }


def chain_origin(request_id: int, old_id: int, context: Context) -> NewRow:
    """What people did about the request `old_id` counts on the one that takes its place."""
    values = {"chain": f"request:{request_id}", "origin": f"request:{old_id}", "entry": context.number}
    return NewRow("chain_origin", values)


def heads_of(command: Ask) -> dict[str, int]:
    """How many people of each role are to be covered."""
    return {each.role: each.heads for each in command.covered}


def people_rows(request_id: int, heads: Mapping[str, int]) -> list[NewRow]:
    """Who is to be covered, a row for each role."""
    return [
        NewRow("request_people", {"request_id": request_id, "role": role, "heads": count})
        for role, count in heads.items()
    ]


def line_rows(request_id: int, lines: Sequence[AskLine], keys: Sequence[str] = ()) -> list[NewRow]:
    """The lines of a new request, then what would do instead; `keys` are what imported rows are remembered by.

    Rows are written in the order in which their shapes first appear, so all lines stand before what refers to them.
    """
    rows: list[NewRow] = []
    instead: list[NewRow] = []
    for number, line in enumerate(lines, 1):
        values: dict[str, Any] = {
            "request_id": request_id,
            "line_number": number,
            "item_id": line.item_id,
            "specification": line.specification,
            "source_hash": keys[number - 1] if keys else "",
        }
        told = {"asked": line.quantity, "stock_held": line.stock_held, "standards": "、".join(line.standards) or None}
        rows.append(NewRow("request_line", values | {name: told[name] for name in told if told[name] is not None}))
        instead += [
            NewRow(
                "request_substitute",
                {"request_id": request_id, "line_number": number, "item_id": item_id, "rank": rank},
            )
            for rank, item_id in enumerate(line.accepts, 1)
        ]
    return rows + instead
