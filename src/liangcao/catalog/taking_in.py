"""Taking items in, one or many: what is known already is read once, then every line is held against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from liangcao.catalog.changed import codes_written_of
from liangcao.catalog.codes import NAMING, code_of
from liangcao.catalog.commands import CodeLine, ItemLine
from liangcao.catalog.details import Code, codes_named
from liangcao.catalog.queries import Item, aliases_of_items, items_by_id, names_taken
from liangcao.catalog.rules import ACTIVE, check_days, check_new_name, check_packs, check_state, overlap
from liangcao.catalog.search import search_tokens
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_


@dataclass(slots=True)
class Books:
    """What the books hold of the names, codes and items that the lines touch; grows with every line taken."""

    names: set[str]
    codes: dict[tuple[str, str], list[Code]]
    items: dict[int, Item]
    aliases: dict[int, list[str]]
    rows: list[NewRow] = field(default_factory=list)
    packs: list[NewRow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def books_for(lines: Sequence[ItemLine], context: Context) -> Books:
    """All that has to be known for `lines`, read in a few statements."""
    connection, district = context.connection, context.district_id
    names = [name for line in lines for name in (line.name, *line.aliases) if name]
    ids = [line.item_id for line in lines if line.item_id]
    texts = [code_of(each.system, each.code, "codes") for line in lines for each in line.codes]
    codes: dict[tuple[str, str], list[Code]] = {}
    for code in codes_named(connection, district, texts):
        codes.setdefault((code.system, code.code), []).append(code)
    known = items_by_id(connection, district, ids)
    return Books(names_taken(context, names), codes, known, aliases_of_items(connection, district, ids))


def take_in(lines: Sequence[ItemLine], context: Context, kind: str = "goods", *, is_many: bool = True) -> Effects:
    """New items with their packs, names and codes, and what is more of known ones.

    Raises Refused ``already_exists`` for a name or pack that is there, ``code_taken``, ``unknown_item`` and what codes
    and packs are refused for, naming the line where there are many.
    """
    books = books_for(lines, context)
    ids = []
    for number, line in enumerate(lines):
        at = f"lines.{number}." if is_many else ""
        ids.append(_more(books, line, context, at) if line.item_id else _new(books, line, context, (kind, at)))
    rows = tuple(sorted([*books.rows, *books.packs], key=lambda row: row.table != "item"))
    return Effects(rows=rows, changes=tuple(books.changes), answer={"item_ids": ids})


def _new(books: Books, line: ItemLine, context: Context, about: tuple[str, str]) -> int:
    kind, at = about
    for name in ("name", "base_unit"):
        if not getattr(line, name):
            raise refused("field_missing", f"{at}{name}")
    aliases = tuple(dict.fromkeys(alias for alias in line.aliases if alias and alias != line.name))
    check_new_name(line.name, books.names, f"{at}name")
    _check_aliases(books, aliases, at)
    check_packs(line.packs, at=at)
    item_id = context.new_id()
    values = line.model_dump(exclude={"packs", "aliases", "codes", "item_id"})
    values |= {"kind": kind, "is_scarce": int(line.is_scarce)}
    values["search"] = search_tokens(line.name, (line.name_en, *aliases, *_codes_written(line.codes)))
    books.rows.append(NewRow("item", {"item_id": item_id, **values}))
    books.names |= {line.name, *aliases}
    _belongings(books, line, context, (item_id, at))
    return item_id


def _more(books: Books, line: ItemLine, context: Context, at: str) -> int:
    item_id = line.item_id or 0
    known = books.items.get(item_id)
    if known is None:
        raise refused("unknown_item", f"{at}item_id", name=item_id)
    check_state(known.name, known.state, wanted=ACTIVE, deed=N_("登记"), field=f"{at}item_id")
    aliases = tuple(dict.fromkeys(alias for alias in line.aliases if alias))
    _check_aliases(books, aliases, at)
    check_packs(line.packs, [pack.name for pack in known.packs], at)
    books.names |= set(aliases)
    if aliases or line.codes:
        before = [*books.aliases.get(item_id, ()), *aliases]
        codes = [*codes_written_of(context, item_id), *_codes_written(line.codes)]
        search = search_tokens(known.name, (known.name_en, *before, *codes))
        books.changes.append(Change("item", {"item_id": item_id}, {"search": search}))
    _belongings(books, line, context, (item_id, at))
    return item_id


def _check_aliases(books: Books, aliases: Sequence[str], at: str) -> None:
    for number, alias in enumerate(aliases):
        check_new_name(alias, books.names, f"{at}aliases.{number}")


def _belongings(books: Books, line: ItemLine, context: Context, where: tuple[int, str]) -> None:
    """Rows of packs, names and codes of the item."""
    item_id, at = where
    for pack in line.packs:
        books.packs.append(NewRow("item_pack", {"item_id": item_id, "name": pack.name, "size": pack.size}))
    for alias in dict.fromkeys(alias for alias in line.aliases if alias and alias != line.name):
        books.packs.append(NewRow("item_alias", {"alias": alias, "item_id": item_id}))
    for number, code in enumerate(line.codes):
        books.packs.append(code_row(books.codes, code, context, (item_id, f"{at}codes.{number}.code")))


def code_row(
    taken: dict[tuple[str, str], list[Code]], line: CodeLine, context: Context, about: tuple[int, str]
) -> NewRow:
    """The row of a new code of item and field `about`; from now on it is `taken`.

    Raises Refused ``code_taken`` when it means another item on one of its days, ``already_exists`` when it is there.
    """
    item_id, at = about
    text = code_of(line.system, line.code, at)
    days = (line.valid_from or "", line.valid_until or "")
    check_days(*days, at)
    for other in taken.get((line.system, text), ()):
        if not overlap(days, other.days):
            continue
        if other.item_id == item_id:
            raise refused("already_exists", at, name=text)
        if line.system in NAMING:
            raise refused("code_taken", at, text=text, item=_name_of(context, other.item_id))
    code_id = context.new_id()
    taken.setdefault((line.system, text), []).append(Code(code_id, item_id, line.system, text, *days))
    values: dict[str, Any] = {"code_id": code_id, "item_id": item_id, "system": line.system, "code": text}
    values |= {"valid_from": days[0], "valid_until": days[1], "actor_id": context.actor_id}
    return NewRow("item_code", {**values, "added_at": context.occurred_at, "entry": context.number})


def _name_of(context: Context, item_id: int) -> str:
    """The item's name; its number while it is only in the same list."""
    found = items_by_id(context.connection, context.district_id, [item_id]).get(item_id)
    return found.name if found else str(item_id)


def _codes_written(codes: Sequence[CodeLine]) -> list[str]:
    return [code_of(each.system, each.code) for each in codes]
