"""A catalogue comes into the books: all of it or nothing, and the same catalogue twice changes nothing.

A row is known by a code that means one item, then by its name or another name. What a known item does not have yet
(packs, names, codes) is added; what is written of it otherwise is left alone, or put right where that was chosen.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from liangcao.catalog.codes import NAMING
from liangcao.catalog.commands import MOST_IMPORTED, CorrectItem, ImportItems, ItemLine
from liangcao.catalog.details import Code, codes_named, codes_of
from liangcao.catalog.queries import Item, aliases_of_items, items_by_id, names_of_items
from liangcao.catalog.rules import ACTIVE, STATES, overlap
from liangcao.catalog.search import normalise_query
from liangcao.exchange.item_sheet import WORDS, ItemRow, read_items
from liangcao.exchange.request_sheet import Fault
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.command import Command
from liangcao.kernel.refusals import N_
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission

_FACTS = (*WORDS, "shelf_life_days", "is_scarce")


@dataclass(frozen=True, slots=True)
class Different:
    """A row that says something else of a known item than the books: (old, new) by fact."""

    row: ItemRow
    item_id: int
    facts: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class ItemsImport:
    """What a catalogue holds: rows in all, new items, known ones with something more, known ones as they are, ones that
    say something else, faults.

    `done` is how many commands were carried out; a preview, a faulty catalogue and one without news carry out none.
    """

    rows: int
    fresh: tuple[ItemRow, ...] = ()
    more: tuple[ItemRow, ...] = ()
    known: tuple[ItemRow, ...] = ()
    different: tuple[Different, ...] = ()
    faulty: tuple[Fault, ...] = ()
    done: int = 0


@dataclass(slots=True)
class _Known:
    """The books as far as the rows of a catalogue touch them."""

    by_name: Mapping[str, int]
    by_code: Mapping[tuple[str, str], list[Code]]
    items: Mapping[int, Item]
    names: Mapping[int, set[str]]
    codes: Mapping[int, list[Code]]


@dataclass(slots=True)
class _Sorted:
    fresh: list[ItemRow] = field(default_factory=list)
    more: list[ItemRow] = field(default_factory=list)
    known: list[ItemRow] = field(default_factory=list)
    different: list[Different] = field(default_factory=list)
    faulty: list[Fault] = field(default_factory=list)
    lines: list[ItemLine] = field(default_factory=list)
    rows_of: dict[int, int] = field(default_factory=dict)


def preview_items(office: Office, actor_id: int, data: bytes, filename: str, *, corrects: bool = False) -> ItemsImport:
    """What `import_items` would do; nothing is kept. Raises Refused as it does."""
    return _take_in(office, actor_id, (data, filename), corrects=corrects, keep=False)


def import_items(office: Office, actor_id: int, data: bytes, filename: str, *, corrects: bool = False) -> ItemsImport:
    """Take a catalogue in, in the name of `actor_id` and in one transaction; with `corrects` known items are put right.

    Nothing is taken in when any row is faulty. Raises Refused when the file is no sheet, lacks columns, or the person
    may not.
    """
    return _take_in(office, actor_id, (data, filename), corrects=corrects, keep=True)


def _take_in(office: Office, actor_id: int, file: tuple[bytes, str], *, corrects: bool, keep: bool) -> ItemsImport:
    sheet = read_items(read_sheet(*file))
    known = _books(office, sheet.rows)
    found = _Sorted(faulty=list(sheet.faulty))
    for row in sheet.rows:
        _sort(row, known, found, sheet.columns.heading)
    answer = ItemsImport(
        rows=len(sheet.rows) + len(sheet.repeated) + len({fault.row for fault in sheet.faulty}),
        fresh=tuple(found.fresh),
        more=tuple(found.more),
        known=(*found.known, *sheet.repeated),
        different=tuple(found.different),
        faulty=tuple(sorted(found.faulty, key=lambda fault: fault.row)),
    )
    note = f"SHA-256 {hashlib.sha256(file[0]).hexdigest()}"
    commands = _commands(found, note, corrects=corrects)
    if answer.faulty or not commands:
        return answer
    done = office.perform_all([Submission(each, actor_id, str(uuid.uuid4())) for each in commands], keep=keep)
    return replace(answer, done=len(done)) if keep else answer


def _commands(found: _Sorted, note: str, *, corrects: bool) -> list[Command]:
    parts = range(0, len(found.lines), MOST_IMPORTED)
    commands: list[Command] = [
        ImportItems(lines=tuple(found.lines[at : at + MOST_IMPORTED]), note=note) for at in parts
    ]
    for each in found.different if corrects else ():
        new = {fact: bool(pair[1]) if fact == "is_scarce" else pair[1] for fact, pair in each.facts.items()}
        commands.append(CorrectItem.model_validate({"item_id": each.item_id, "reason": note, **new}))
    return commands


def _books(office: Office, rows: Sequence[ItemRow]) -> _Known:
    district = office.district_id
    with office.database.read() as connection:
        by_name: dict[str, int] = {}
        for name, item_id in names_of_items(connection, district).items():
            plain = normalise_query(name)
            by_name[plain] = item_id if by_name.get(plain, item_id) == item_id else 0
        by_code: dict[tuple[str, str], list[Code]] = {}
        for code in codes_named(connection, district, [each.code for row in rows for each in row.codes]):
            by_code.setdefault((code.system, code.code), []).append(code)
        ids = {by_name.get(normalise_query(name), 0) for row in rows for name in (row.name, *row.aliases)}
        ids |= {code.item_id for codes in by_code.values() for code in codes}
        items = items_by_id(connection, district, sorted(ids - {0}))
        aliases = aliases_of_items(connection, district, sorted(items))
        codes = codes_of(connection, district, sorted(items))
    names = {
        number: {normalise_query(n) for n in (each.name, *aliases.get(number, ()))} for number, each in items.items()
    }
    return _Known(by_name, by_code, items, names, codes)


def _sort(row: ItemRow, known: _Known, found: _Sorted, heading: Any) -> None:
    """Put the row where it belongs: new, known, more of a known one, something else, or faulty."""

    def fault(where: str, text: str, reason: str, **params: Any) -> None:
        found.faulty.append(Fault(row.row_number, heading(where), reason, params, text[:80]))

    by_code = _by_codes(row, known)
    by_name = known.by_name.get(normalise_query(row.name), 0)
    if len(by_code) > 1 or (by_code and by_name and by_code != {by_name}):
        other = known.items[by_name or max(by_code)].name
        fault("name", row.name, "row_contradicts", item=known.items[min(by_code)].name, other=other)
        return
    item_id = next(iter(by_code), by_name)
    others = {alias: known.by_name.get(normalise_query(alias), 0) for alias in row.aliases}
    taken = [alias for alias, owner in others.items() if owner not in (0, item_id)]
    if taken:
        fault("aliases", taken[0], "already_exists", name=taken[0])
        return
    if not item_id:
        if not row.base_unit:
            fault("base_unit", "", "cell_empty", column=heading("base_unit"))
            return
        found.fresh.append(row)
        found.lines.append(_line(row))
        return
    item = known.items[item_id]
    if row.base_unit and row.base_unit != item.base_unit:
        fault("base_unit", row.base_unit, "unit_differs", item=item.name, known=item.base_unit, told=row.base_unit)
        return
    sizes = {pack.name: pack.size for pack in item.packs}
    wrong = next((pack for pack in row.packs if sizes.get(pack.name, pack.size) != pack.size), None)
    if wrong:
        told = {"pack": wrong.name, "known": sizes[wrong.name], "told": wrong.size}
        fault("packs", wrong.name, "pack_differs", item=item.name, **told)
        return
    _sort_known(row, item, known, found, fault)


def _sort_known(row: ItemRow, item: Item, known: _Known, found: _Sorted, fault: Any) -> None:
    sizes = {pack.name for pack in item.packs}
    names = known.names[item.item_id]
    packs = tuple(pack for pack in row.packs if pack.name not in sizes)
    aliases = tuple(name for name in (row.name, *row.aliases) if normalise_query(name) not in names)
    codes = tuple(code for code in row.codes if not _has_code(known.codes.get(item.item_id, ()), code))
    facts = {
        fact: (getattr(item, fact), getattr(row, fact))
        for fact in _FACTS
        if getattr(row, fact) and int_or(getattr(row, fact)) != getattr(item, fact)
    }
    has_more = bool(packs or aliases or codes)
    if item.state != ACTIVE and (has_more or facts):
        fault("name", row.name, "wrong_state", what=item.name, state=STATES[item.state], deed=N_("登记"))
        return
    before = found.rows_of.setdefault(item.item_id, row.row_number)
    if before != row.row_number and (has_more or facts):
        fault("name", row.name, "row_repeats", row=before)
        return
    if has_more:
        found.more.append(row)
        line = {"item_id": item.item_id, "packs": packs, "aliases": aliases, "codes": codes}
        found.lines.append(ItemLine.model_validate(line))
    if facts:
        found.different.append(Different(row, item.item_id, facts))
    if not has_more and not facts:
        found.known.append(row)


def int_or(value: Any) -> Any:
    """A yes or no as the books keep it; anything else as it is."""
    return int(value) if isinstance(value, bool) else value


def _by_codes(row: ItemRow, known: _Known) -> set[int]:
    """The items that the row's codes mean, on a day of theirs."""
    return {
        other.item_id
        for code in row.codes
        if code.system in NAMING
        for other in known.by_code.get((code.system, code.code), ())
        if overlap((code.valid_from or "", code.valid_until or ""), other.days)
    }


def _has_code(codes: Sequence[Code], line: Any) -> bool:
    days = (line.valid_from or "", line.valid_until or "")
    same = [each for each in codes if (each.system, each.code) == (line.system, line.code)]
    return any(overlap(days, each.days) for each in same)


def _line(row: ItemRow) -> ItemLine:
    values = {name: getattr(row, name) for name in row.__slots__ if name != "row_number"}
    return ItemLine.model_validate(values)
