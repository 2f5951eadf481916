"""What a change of an item leaves behind: the row that keeps it on record, and the words it is found by."""

from liangcao.catalog.details import codes_of
from liangcao.catalog.queries import Item, aliases_of
from liangcao.catalog.search import search_tokens
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, NewRow


def change_row(context: Context, item_id: int, told: tuple[str, object, object], reason: str) -> NewRow:
    """The row that keeps on record what changed of an item: `told` is fact, old and new."""
    values = {"change_id": context.new_id(), "item_id": item_id, "field": told[0], "old": str(told[1])}
    values |= {"new": str(told[2]), "reason": reason, "actor_id": context.actor_id, "changed_at": context.occurred_at}
    return NewRow("item_change", {**values, "entry": context.number})


def searched(context: Context, known: Item, *more: str) -> Change:
    """The item is found by all its names and codes, and by `more`."""
    names = (*aliases_of(context, known.item_id), *codes_written_of(context, known.item_id), *more)
    return Change("item", {"item_id": known.item_id}, {"search": search_tokens(known.name, (known.name_en, *names))})


def codes_written_of(context: Context, item_id: int) -> list[str]:
    """The codes an item has, for its search words."""
    return [each.code for each in codes_of(context.connection, context.district_id, [item_id]).get(item_id, ())]
