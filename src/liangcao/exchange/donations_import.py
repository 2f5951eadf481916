"""A donor's own list (a charity federation's sheet) comes in as donations: faults by their rows, all of it or nothing.

Rows of one donor for one purpose and day are one donation. The same list twice is recognised as any two clerks who
took the same call are: by donor, goods, amount and days (`donation_alike`).
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liangcao.catalog.queries import Item, all_goods, names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.catalog.units import to_base_units
from liangcao.donations.commands import AnnounceDonation, GiftLine
from liangcao.exchange.cells import Cell, fold, is_blank, read_date, read_quantity, read_text, shown
from liangcao.exchange.requests_import import ImportFault
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Refused, refused
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.parties.classes import classes_in_force
from liangcao.parties.queries import all_parties

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "donor": ("捐赠人", "捐赠单位", "捐赠方", "捐赠者", "donor"),
    "item": ("物资", "物资名称", "品名", "名称", "item"),
    "quantity": ("数量", "捐赠数量", "quantity"),
    "measure": ("单位", "计量单位", "unit"),
    "amount": ("捐款(元)", "金额", "金额(元)", "捐款", "捐款金额", "amount"),
    "purpose": ("定向", "指定用途", "捐赠意向", "给谁", "purpose"),
    "price": ("单价(元)", "单价", "price"),
    "date": ("日期", "捐赠日期", "到货日期", "date"),
    "note": ("备注", "说明", "note"),
}
"""The columns of a list and the headings they go by, in half width."""
NO_NAMES = frozenset({"匿名", "爱心人士", "anonymous"})
_TOTALS = frozenset({"合计", "总计", "小计", "共计"})
_HEADING_ROWS = 15
_IDS = uuid.UUID("0d2a1f0e-8f5e-4f39-9a53-2020020600d1")


@dataclass(slots=True)
class Gift:
    """What one donor gives for one purpose on one day: `row` is the first that says so, as the person sees it."""

    row: int
    party_id: int
    purpose_party_id: int
    purpose_class: int
    purpose_area: str
    day: str
    lines: list[GiftLine] = field(default_factory=list)
    amount_fen: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DonationImport:
    """What a list came to: its rows, its faults, and the donations that were made (none with any fault)."""

    rows: int
    faulty: tuple[ImportFault, ...]
    gifts: int
    donation_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What names in the list can mean."""

    parties: Mapping[str, int]
    areas: frozenset[str]
    classes: Mapping[str, int]
    items: Mapping[str, int]
    goods: Mapping[int, Item]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who brings a list decides: only to try it (`keep` false); that what looks the same is another."""

    keep: bool = True
    is_distinct: bool = False


DEFAULT = Choices()


def import_donations(
    office: Office, actor_id: int, file: tuple[str, bytes], choices: Choices = DEFAULT
) -> DonationImport:
    """Bring a list (its name, its content) in; raises Refused where the file is none that can be read."""
    filename, data = file
    sheet = read_sheet(data, filename)
    known = _known(office)
    head, places = _columns(sheet.rows)
    faults: list[ImportFault] = []
    gifts: dict[tuple[Any, ...], Gift] = {}
    rows = 0
    for number, cells in enumerate(sheet.rows[head + 1 :], head + 2):
        row = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        if all(is_blank(cell) for cell in row.values()) or shown(row["donor"]).strip() in _TOTALS:
            continue
        rows += 1
        _take(row, number, known, gifts, faults)
    if not faults:
        found = _hand_in(office, actor_id, data, list(gifts.values()), choices)
        if isinstance(found, ImportFault):
            faults.append(found)
        else:
            return DonationImport(rows, (), len(gifts), found)
    return DonationImport(rows, tuple(faults), len(gifts))


def _known(office: Office) -> _Known:
    with office.database.read() as connection:
        district = office.district_id
        return _Known(
            parties={each.name: each.party_id for each in all_parties(connection, district)},
            areas=frozenset(each.area for each in all_parties(connection, district) if each.area),
            classes={each.name: each.number for each in classes_in_force(connection, district).active},
            items={normalise_query(name): number for name, number in names_of_items(connection, district).items()},
            goods={item.item_id: item for item in all_goods(connection, district)},
        )


def _columns(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]]:
    """The heading row and the columns found in it; raises Refused ``file_columns_missing``."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in enumerate(rows[:_HEADING_ROWS]):
        names = [fold(shown(cell)).replace(" ", "").lower() for cell in cells]
        places = {
            name: names.index(heading)
            for name, headings in HEADINGS.items()
            for heading in reversed(headings)
            if heading in names
        }
        best = max(best, (number, places), key=lambda each: len(each[1]))
    missing = [HEADINGS[name][0] for name in ("donor",) if name not in best[1]]
    if not {"item", "amount"} & set(best[1]):
        missing.append(HEADINGS["item"][0])
    if missing:
        raise refused("file_columns_missing", columns="、".join(missing))
    return best


def _take(
    row: Mapping[str, Cell],
    number: int,
    known: _Known,
    gifts: dict[tuple[Any, ...], Gift],
    faults: list[ImportFault],
) -> None:
    """Put one row to the donation it belongs to, or name what is wrong with it."""
    before = len(faults)

    def read(name: str, how: Any, otherwise: Any) -> Any:
        cell = row.get(name, "")
        try:
            return how(cell)
        except Refused as refusal:
            why = refusal.reasons[0]
            faults.append(ImportFault(number, HEADINGS[name][0], why.code, why.params, shown(cell)[:100]))
            return otherwise

    donor = read("donor", lambda cell: _donor(known, cell), 0)
    purpose = read("purpose", lambda cell: _purpose(known, cell), (0, 0, ""))
    day = read("date", lambda cell: _day(cell), "")
    line = read("item", lambda cell: _item(known, cell), 0)
    amount = read("amount", _fen, 0)
    quantity = read("quantity", lambda cell: _quantity(known, cell, row.get("measure", ""), line), 0) if line else 0
    price = read("price", _fen, 0)
    note = read("note", read_text, "")
    if len(faults) > before:
        return
    gift = gifts.setdefault((donor, *purpose, day), Gift(number, donor, purpose[0], purpose[1], purpose[2], day))
    if line:
        value = {"value_basis": "invoice", "price_fen": price} if price else {}
        gift.lines.append(GiftLine.model_validate({"item_id": line, "quantity": quantity, **value}))
    gift.amount_fen += amount
    gift.notes += [note] if note else []


def _donor(known: _Known, cell: Cell) -> int:
    name = read_text(cell)
    if not name:
        raise refused("cell_empty", column=HEADINGS["donor"][0])
    if name.lower() in NO_NAMES:
        return 0
    if name not in known.parties:
        raise refused("unknown_party", name=name)
    return known.parties[name]


def _purpose(known: _Known, cell: Cell) -> tuple[int, int, str]:
    name = read_text(cell)
    if not name or name in ("非定向", "不定向", "无"):
        return 0, 0, ""
    if name in known.classes:
        return 0, known.classes[name], ""
    if name in known.parties:
        return known.parties[name], 0, ""
    if name not in known.areas:
        raise refused("unknown_party", name=name)
    return 0, 0, name


def _day(cell: Cell) -> str:
    found = read_date(cell)
    return found.isoformat() if found else ""


def _item(known: _Known, cell: Cell) -> int:
    name = read_text(cell)
    if name and normalise_query(name) not in known.items:
        raise refused("unknown_item", name=name)
    return known.items[normalise_query(name)] if name else 0


def _quantity(known: _Known, cell: Cell, measure: Cell, item_id: int) -> int:
    found = read_quantity(cell)
    if found is None:
        raise refused("cell_empty", column=HEADINGS["quantity"][0])
    item = known.goods[item_id]
    unit = read_text(measure) or found.unit
    return to_base_units(found.number, unit, base_unit=item.base_unit, packs=item.packs, item=item.name)


def _fen(cell: Cell) -> int:
    """Yuan as written, in fen; 0 for an empty cell. Raises Refused ``money_unreadable``."""
    text = fold(shown(cell)).strip().removeprefix("¥").removesuffix("元").replace(",", "")
    whole, _point, part = text.partition(".")
    if not text:
        return 0
    if not whole.isdecimal() or len(whole) > 13 or not (part.isdecimal() or not part) or len(part.rstrip("0")) > 2:
        raise refused("money_unreadable", text=text[:40])
    return int(whole) * 100 + int(part.rstrip("0").ljust(2, "0") or 0)


def _hand_in(
    office: Office, actor_id: int, data: bytes, gifts: Sequence[Gift], choices: Choices
) -> tuple[int, ...] | ImportFault:
    """All donations in one transaction; the fault of the first that is refused."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        submissions = [
            Submission(_command(gift, choices), actor_id, str(uuid.uuid5(_IDS, f"{digest} {gift.row}")))
            for gift in gifts
        ]
        outcomes = office.perform_all(submissions, keep=choices.keep)
    except Refused as refusal:
        why = refusal.reasons[0]
        at, _dot, _rest = why.field.partition(".")
        gift = gifts[int(at)] if at.isdecimal() and int(at) < len(gifts) else gifts[0]
        return ImportFault(gift.row, HEADINGS["donor"][0], why.code, why.params)
    return tuple(int(outcome.answer["donation_id"]) for outcome in outcomes)


def _command(gift: Gift, choices: Choices) -> AnnounceDonation:
    return AnnounceDonation(
        donor_kind="body" if gift.party_id else "anonymous",
        party_id=gift.party_id or None,
        lines=tuple(gift.lines),
        amount_fen=gift.amount_fen or None,
        purpose_party_id=gift.purpose_party_id or None,
        purpose_class=gift.purpose_class,
        purpose_area=gift.purpose_area,
        expected_on=gift.day,
        channel="import",
        note="；".join(gift.notes)[:4_000],
        is_distinct=choices.is_distinct,
    )
