"""A list of leads comes in, by paste or as a sheet: each row is read as a line said during a call.

All of it or nothing; what a row does not say for certain is a fault of that row, never a guess. A row that is on record
already (the same words, by the same list) changes nothing: its command bears an id made of them.
"""

import re
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from liangcao.catalog.units import to_base_units
from liangcao.exchange.cells import Cell, fold, is_blank, read_quantity, shown
from liangcao.exchange.lead_amounts import exact_price
from liangcao.exchange.lead_chips import Chip, Known, KnownItem, LeadLine
from liangcao.exchange.lead_line import read_lead_line
from liangcao.exchange.lead_words import HOW
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.quantity import Pack
from liangcao.language import N_
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.sourcing.commands import CaptureLead

_IDS = uuid.UUID("0d2a1f0e-8f5e-4f39-9a53-2020013100b2")
_HEADINGS = frozenset(["线索", "渠道", "地方", "单位", "物资", "数量", "价格", "联系人", "电话", "一句话", "内容"])


@dataclass(frozen=True, slots=True)
class LeadFault:
    """Why a row cannot come in: its number, its words, and the reason."""

    row: int
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class LeadImport:
    """What was found in a list: the commands of its good rows, and its faults. `known` of them were there already;
    `unchanged` rows are as they were exported.
    """

    commands: tuple[tuple[int, str, CaptureLead], ...]
    faults: tuple[LeadFault, ...]
    known: int = 0
    unchanged: int = 0


def read_leads(
    file: tuple[bytes, str],
    known: Known,
    today: date,
    *,
    channel: str = "",
    on_record: Collection[str] = frozenset(),
) -> LeadImport:
    """The leads in a sheet or a pasted text (content, name); `channel` is that of the rows that do not tell theirs.

    Rows `on_record` (see `row_text`) are passed over.

    Raises Refused for a file that is none (see `sheets.read_sheet`).
    """
    commands: list[tuple[int, str, CaptureLead]] = []
    faults: list[LeadFault] = []
    unchanged = 0
    for number, cells in enumerate(read_sheet(*file).rows, 1):
        text = row_text(cells)
        if not text or _is_heading(text):
            continue
        if text in on_record:
            unchanged += text[0].isdigit()  # a heading is there in every export
            continue
        line = read_lead_line(text, known, today)
        try:
            values = command_values(line, known)
            values.setdefault("channel", channel)
            commands.append((number, text, CaptureLead.model_validate(values)))
        except Refused as refusal:
            faults += [LeadFault(number, text, reason) for reason in refusal.reasons]
        except ValidationError:
            detail = N_("没有说清渠道：选一个渠道再导入") if not values.get("channel") else N_("这一行读不成一条线索")
            faults.append(LeadFault(number, text, Reason("input_invalid", {"detail": detail})))
    return LeadImport(tuple(commands), tuple(faults), unchanged=unchanged)


def row_text(cells: Iterable[Cell]) -> str:
    """A row of a sheet as the line it is read as."""
    return " ".join(fold(shown(cell)) for cell in cells if not is_blank(cell))


def _is_heading(text: str) -> bool:
    words = re.split(r"[\s()]+", text.lower())
    return sum(word in _HEADINGS for word in words) * 2 > len(words)


def command_values(line: LeadLine, known: Known) -> dict[str, Any]:
    """The fields of the command that a line says; raises Refused with everything it leaves open."""
    reasons = [_open_choice(chip) for chip in line.chips if not chip.value and chip.choices]
    if reasons:
        raise Refused(*reasons)
    said = {chip.kind: chip.value for chip in line.chips}
    values: dict[str, Any] = {
        name: said[name] for name in ("channel", "place", "company", "contact", "phone", "died") if said.get(name)
    }
    values |= {"supplier_id": int(said["supplier"])} if said.get("supplier") else {}
    values |= {"remark": line.rest} if line.rest else {}
    values |= {"calls": [{"outcome": said["outcome"]}]} if said.get("outcome") not in (None, "call_back") else {}
    item = next((each for each in known.items if str(each.item_id) == said.get("item")), None)
    if item is None:
        if said.get("price") or said.get("quantity"):
            raise Refused(Reason("field_missing", {}, "item_id"))
        return values
    values["item_id"] = item.item_id
    quantity = _base_units(said.get("quantity", ""), item)
    values |= {"quantity": quantity} if quantity else {}
    if said.get("price"):
        values["offers"] = [_terms(said, item, quantity)]
    return values


def _open_choice(chip: Chip) -> Reason:
    return Reason("input_invalid", {"detail": HOW[chip.how]}, chip.kind)


def _base_units(text: str, item: KnownItem) -> int:
    found = read_quantity(text) if text else None
    if found is None:
        return 0
    packs = [Pack(name, size) for name, size in item.packs.items()]
    return to_base_units(found.number, found.unit, base_unit=item.base_unit, packs=packs, item=item.name)


def _terms(said: Mapping[str, str], item: KnownItem, quantity: int) -> dict[str, Any]:
    if said.get("currency"):
        raise Refused(Reason("field_missing", {}, "rate"))
    units = _priced_units(said.get("per", "piece"), item, quantity)
    fen, units = exact_price(Decimal(said["price"]), units)
    values: dict[str, Any] = {"item_id": item.item_id, "price_fen": fen, "price_units": units}
    values |= {"quantity": quantity} if quantity else {}
    values |= {
        name: said[name] for name in ("certificate", "availability", "standard", "valid_until") if said.get(name)
    }
    values |= {"delivery_days": int(said["delivery"])} if said.get("delivery") else {}
    values |= {"minimum": _base_units(said["minimum"], item)} if said.get("minimum") else {}
    extra = Decimal(said.get("extra") or 0)
    return values | ({"extra_fen": exact_price(extra, 1)[0]} if extra else {})


def _priced_units(per: str, item: KnownItem, quantity: int) -> int:
    if per == "total":
        if not quantity:
            raise Refused(Reason("field_missing", {}, "quantity"))
        return quantity
    if per == "piece":
        return 1
    many = re.fullmatch(r"([0-9]{1,5})?(.*)", per)
    count, unit = (int(many[1] or 1), many[2]) if many else (1, per)
    return _base_units(f"{max(count, 1)}{unit}", item)


def take_in(office: Office, actor_id: int, found: LeadImport, today: date, *, dry_run: bool = False) -> LeadImport:
    """Hand in all rows of a list without faults; with `dry_run`, or where there is one, nothing comes in.

    The road's own refusals (a price far off, a supplier that is none) are faults of their rows too.
    """
    submissions = [
        Submission(command, actor_id, str(uuid.uuid5(_IDS, f"{today.isoformat()} {text}")))
        for _, text, command in found.commands
    ]
    faults = list(found.faults)
    for (number, text, _), submission in zip(found.commands, submissions, strict=True):
        try:
            office.preview(submission)
        except Refused as refusal:
            faults += [LeadFault(number, text, reason) for reason in refusal.reasons]
    if faults or dry_run:
        faulty = tuple(sorted(faults, key=lambda fault: fault.row))
        return LeadImport(found.commands, faulty, unchanged=found.unchanged)
    outcomes = office.perform_all(submissions) if submissions else ()
    return LeadImport(found.commands, (), sum(outcome.is_repeat for outcome in outcomes), found.unchanged)


def lines_of_sheet(data: bytes, filename: str) -> str:
    """A sheet as the lines it is read as, one for each row, to be looked at and handed in again."""
    rows = read_sheet(data, filename).rows
    texts = map(row_text, rows)
    return "\n".join(text for text in texts if text and not _is_heading(text))
