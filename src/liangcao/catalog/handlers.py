"""Handlers of the catalogue: read, ask the rules, return what follows."""

from liangcao.catalog.commands import AddAlias, AddPack, RegisterItem
from liangcao.catalog.queries import aliases_of, has_money, item, names_taken
from liangcao.catalog.rules import check_new_name, check_packs, check_size
from liangcao.catalog.search import search_tokens
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import Pack


def register_item(command: RegisterItem, context: Context) -> Effects:
    """A new item with its packs and aliases."""
    aliases = tuple(dict.fromkeys(alias for alias in command.aliases if alias and alias != command.name))
    taken = names_taken(context, [command.name, *aliases])
    check_new_name(command.name, taken, "name")
    for number, alias in enumerate(aliases):
        check_new_name(alias, taken, f"aliases.{number}")
    check_packs(command.packs)
    if command.kind == "money" and has_money(context):
        raise refused("already_exists", "kind", name=command.name)
    item_id = context.new_id()
    values = command.model_dump(exclude={"packs", "aliases"})
    values["search"] = search_tokens(command.name, (command.name_en, *aliases))
    rows = [NewRow("item", {"item_id": item_id, **values})]
    rows += [NewRow("item_pack", {"item_id": item_id, "name": pack.name, "size": pack.size}) for pack in command.packs]
    rows += [NewRow("item_alias", {"alias": alias, "item_id": item_id}) for alias in aliases]
    return Effects(rows=tuple(rows), answer={"item_id": item_id})


def add_pack(command: AddPack, context: Context) -> Effects:
    """One more pack of an item."""
    known = item(context, command.item_id, "item_id")
    check_new_name(command.name, [pack.name for pack in known.packs], "name")
    check_size(command.size, "size")
    pack = Pack(command.name, command.size)
    row = NewRow("item_pack", {"item_id": command.item_id, "name": pack.name, "size": pack.size})
    return Effects(rows=(row,), answer={"item_id": command.item_id})


def add_alias(command: AddAlias, context: Context) -> Effects:
    """One more name of an item, found by search from now on."""
    known = item(context, command.item_id, "item_id")
    check_new_name(command.alias, names_taken(context, [command.alias]), "alias")
    search = search_tokens(known.name, (known.name_en, *aliases_of(context, known.item_id), command.alias))
    return Effects(
        rows=(NewRow("item_alias", {"alias": command.alias, "item_id": known.item_id}),),
        changes=(Change("item", {"item_id": known.item_id}, {"search": search}),),
        answer={"item_id": known.item_id},
    )
