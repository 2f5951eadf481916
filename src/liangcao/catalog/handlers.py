"""Handlers of the catalogue: read, ask the rules, return what follows."""

from liangcao.catalog.changed import change_row, codes_written_of, searched
from liangcao.catalog.codes import code_of
from liangcao.catalog.commands import (
    AddAlias,
    AddCode,
    AddPack,
    AddStarterItems,
    CodeLine,
    CorrectItem,
    EndCode,
    ImportItems,
    ItemLine,
    RegisterItem,
    RestoreItem,
    SetRequiredPapers,
)
from liangcao.catalog.details import Code, code_by_id, codes_named
from liangcao.catalog.queries import Item, aliases_of, has_money, item, names_taken
from liangcao.catalog.rules import (
    ACTIVE,
    FACTS,
    RETIRED,
    check_days,
    check_new_name,
    check_size,
    check_state,
    corrections,
)
from liangcao.catalog.search import search_tokens
from liangcao.catalog.starter import StarterItem, starter_set
from liangcao.catalog.taking_in import code_row, take_in
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import Pack
from liangcao.kernel.refusals import N_


def register_item(command: RegisterItem, context: Context) -> Effects:
    """A new item with its packs, aliases and codes."""
    line = ItemLine.model_validate(command.model_dump(exclude={"kind"}))
    if command.kind == "money" and has_money(context):
        raise refused("already_exists", "kind", name=command.name)
    effects = take_in([line], context, command.kind, is_many=False)
    return Effects(rows=effects.rows, answer={"item_id": effects.answer["item_ids"][0]})


def import_items(command: ImportItems, context: Context) -> Effects:
    """New items and more of known ones, as a list says."""
    return take_in(command.lines, context)


def add_starter_items(command: AddStarterItems, context: Context) -> Effects:
    """Those of a set of starters that no item bears the name of yet; raises Refused ``nothing_new`` when all are."""
    starters = starter_set(command.starter_set)
    taken = names_taken(context, [name for each in starters for name in (each.name, *each.aliases)])
    lines = [starter_line(each, taken) for each in starters if each.name not in taken]
    if not lines:
        raise refused("nothing_new", "starter_set")
    return take_in(lines, context)


def starter_line(starter: StarterItem, taken: set[str]) -> ItemLine:
    """A starter as a line that takes it in, without the other names that something else bears."""
    return ItemLine.model_validate(
        {
            "name": starter.name,
            "name_en": starter.name_en,
            "category": starter.group,
            "base_unit": starter.base_unit,
            "standard": starter.standard,
            "shelf_life_days": starter.shelf_life_days,
            "packs": [{"name": pack.name, "size": pack.size} for pack in starter.packs],
            "aliases": [alias for alias in starter.aliases if alias not in taken],
        }
    )


def add_pack(command: AddPack, context: Context) -> Effects:
    """One more pack of an item."""
    known = _in_use(context, command.item_id)
    check_new_name(command.name, [pack.name for pack in known.packs], "name")
    check_size(command.size, "size")
    pack = Pack(command.name, command.size)
    row = NewRow("item_pack", {"item_id": command.item_id, "name": pack.name, "size": pack.size})
    return Effects(rows=(row,), answer={"item_id": command.item_id})


def add_alias(command: AddAlias, context: Context) -> Effects:
    """One more name of an item, found by search from now on."""
    known = _in_use(context, command.item_id)
    check_new_name(command.alias, names_taken(context, [command.alias]), "alias")
    return Effects(
        rows=(NewRow("item_alias", {"alias": command.alias, "item_id": known.item_id}),),
        changes=(searched(context, known, command.alias),),
        answer={"item_id": known.item_id},
    )


def add_code(command: AddCode, context: Context) -> Effects:
    """One more code of an item, or an old one again."""
    known = _in_use(context, command.item_id)
    taken: dict[tuple[str, str], list[Code]] = {}
    line = CodeLine.model_validate(command.model_dump(exclude={"item_id"}))
    for code in codes_named(context.connection, context.district_id, [code_of(line.system, line.code)]):
        taken.setdefault((code.system, code.code), []).append(code)
    row = code_row(taken, line, context, (known.item_id, "code"))
    change = searched(context, known, str(row.values["code"]))
    return Effects(rows=(row,), changes=(change,), answer={"code_id": row.values["code_id"]})


def end_code(command: EndCode, context: Context) -> Effects:
    """The code gets a last day; it can be moved, to before the next one begins."""
    code = code_by_id(context.connection, context.district_id, command.code_id)
    if code is None:
        raise refused("unknown_document", "code_id", name=command.code_id)
    check_days(code.valid_from, command.valid_until, "valid_until")
    if code.valid_until and code.valid_until <= command.valid_until:
        raise refused("wrong_state", "code_id", what=code.code, state=N_("已停用"), deed=N_("停用"))
    new, old = {"valid_until": command.valid_until}, {"valid_until": code.valid_until}
    return Effects(
        changes=(Change("item_code", {"code_id": code.code_id}, new, old),), answer={"item_id": code.item_id}
    )


def correct_item(command: CorrectItem, context: Context) -> Effects:
    """What is written of the item becomes other; the journal and `item_change` keep what it was."""
    known = _in_use(context, command.item_id)
    changed = corrections(command, {fact: getattr(known, fact) for fact in FACTS})
    rows = [change_row(context, known.item_id, (fact, *pair), command.reason) for fact, pair in changed.items()]
    new, old = ({fact: pair[at] for fact, pair in changed.items()} for at in (1, 0))
    if "name" in new or "name_en" in new:
        aliases = aliases_of(context, known.item_id)
        if "name" in new:
            own = {*aliases, known.name}
            check_new_name(str(new["name"]), names_taken(context, [str(new["name"])]) - own, "name")
            if known.name not in aliases:
                rows.append(NewRow("item_alias", {"alias": known.name, "item_id": known.item_id}))
        others = (new.get("name_en", known.name_en), known.name, *aliases, *codes_written_of(context, known.item_id))
        new["search"] = search_tokens(str(new.get("name", known.name)), map(str, others))
    change = Change("item", {"item_id": known.item_id}, new, old)
    return Effects(rows=tuple(rows), changes=(change,), answer={"item_id": known.item_id})


def restore_item(command: RestoreItem, context: Context) -> Effects:
    """A retired item is in use again."""
    known = item(context, command.item_id, "item_id")
    check_state(known.name, known.state, wanted=RETIRED, deed=N_("恢复使用"))
    row = change_row(context, known.item_id, ("state", RETIRED, ACTIVE), command.reason)
    new, old = {"state": ACTIVE, "instead_id": 0}, {"state": RETIRED}
    change = Change("item", {"item_id": known.item_id}, new, old)
    return Effects(rows=(row,), changes=(change,), answer={"item_id": known.item_id})


def set_required_papers(command: SetRequiredPapers, context: Context) -> Effects:
    """One more version of what goods of a class must come with; the last one counts."""
    rule_id = context.new_id()
    papers = ",".join(dict.fromkeys(command.papers))
    values = {"rule_id": rule_id, "category": command.category, "papers": papers, "reason": command.reason}
    values |= {"actor_id": context.actor_id, "set_at": context.occurred_at, "entry": context.number}
    return Effects(rows=(NewRow("paper_rule", values),), answer={"rule_id": rule_id})


def _in_use(context: Context, item_id: int) -> Item:
    """The item, in use; raises Refused ``unknown_item``, ``wrong_state``."""
    known = item(context, item_id, "item_id")
    check_state(known.name, known.state, wanted=ACTIVE, deed=N_("更正"))
    return known
