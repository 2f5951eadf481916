"""The receiving form: what a keeper writes (boxes, yuan) and what the command takes (pieces, fen)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from liangcao.catalog.queries import Item
from liangcao.exchange.cells import read_quantity
from liangcao.kernel.errors import Reason, Refused
from liangcao.language.formats import bracketed, quantity
from liangcao.language.things import measure
from liangcao.receiving.arrival_queries import ArrivalHead, ArrivalRow
from liangcao.receiving.queries import ReceivedLine
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form
from liangcao.web.pages.yuan import fen_of

TEXTS = (
    "batch_number", "produced_on", "expires_on", "standard", "grade", "registration_number", "reject_reason",
    "reject_code", "quarantine_code", "over_code",
)  # fmt: skip
SHARED = (
    "unit", "rejected_unit", "standard", "grade", "registration_number", "price", "purpose", "arrival_line", "open",
)  # fmt: skip
"""What two batches of an item in one delivery have in common."""
PLAIN = ("source_party_id", "location_id", "source_kind", "document_number", "note", "arrival_id")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One batch being written down; `number` is its place in the posted names, `values` the texts as typed."""

    number: int
    item: Item
    values: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        """The text typed in the line's field `name`."""
        return self.values.get(name, default)

    def name(self, field_name: str) -> str:
        """The posted name of a field of this line."""
        return f"lines.{self.number}.{field_name}"

    @property
    def sizes(self) -> list[tuple[int, str]]:
        """What can be counted in: (base units, word), the base unit first."""
        packs = sorted(self.item.packs, key=lambda pack: pack.size)
        words = [
            (pack.size, f"{measure(pack.name)}{bracketed(quantity(pack.size, self.item.base_unit))}") for pack in packs
        ]
        return [(1, measure(self.item.base_unit, 2)), *words]


@dataclass(frozen=True, slots=True)
class Draft:
    """A receipt being written down; nothing of it is in the books yet."""

    values: Mapping[str, str]
    lines: tuple[DraftLine, ...] = ()
    command_id: str = ""

    def get(self, name: str, default: str = "") -> str:
        """The text of a field of the head."""
        return self.values.get(name, default)

    def having(self, **values: str) -> "Draft":
        """The same with some of the head's fields set."""
        return replace(self, values={**self.values, **values})

    def add(self, item: Item, values: Mapping[str, str] | None = None) -> "Draft":
        """The same with one more batch of `item` at the end."""
        number = max((line.number for line in self.lines), default=-1) + 1
        return replace(self, lines=(*self.lines, DraftLine(number, item, dict(values or {}))))

    def drop(self, number: int) -> "Draft":
        """The same without the line `number`."""
        return replace(self, lines=tuple(line for line in self.lines if line.number != number))

    def copy(self, number: int) -> "Draft":
        """The same with another batch of the item of line `number`: what the two share is taken over."""
        for line in self.lines:
            if line.number == number:
                kept = {name: line.get(name) for name in SHARED}
                return self.add(line.item, kept)
        return self


def item_ids_of(form: Form) -> dict[int, int]:
    """The item of each posted line, by the line's number."""
    found: dict[int, int] = {}
    for name in form.values:
        parts = name.split(".")
        if len(parts) == 3 and parts[0] == "lines" and parts[2] == "item_id" and parts[1].isdecimal():
            text = form.get(name)
            if text.isascii() and text.isdecimal() and len(text) < 16:
                found[int(parts[1])] = int(text)
    return dict(sorted(found.items()))


def draft_of(form: Form, items: Mapping[int, Item]) -> Draft:
    """The draft that `form` holds; lines of unknown items are left out."""
    lines = []
    for number, item_id in item_ids_of(form).items():
        if item_id in items:
            prefix = f"lines.{number}."
            names = [name for name in form.values if name.startswith(prefix)]
            values = {name.removeprefix(prefix): form.get(name) for name in names}
            lines.append(DraftLine(number, items[item_id], values))
    head = {name: form.get(name) for name in (*PLAIN, "party_q", "goods_q", "shelf_code", "pasted")}
    return Draft(head, tuple(lines), form.command_id)


def like_receipt(head: Mapping[str, str], lines: Sequence[ReceivedLine], items: Mapping[int, Item]) -> Draft:
    """A new draft like an earlier receipt: the same goods in the same amounts, but no batch, day or defect."""
    draft = Draft(dict(head))
    for line in lines:
        quantity, unit = line.accepted + line.rejected, 1
        for pack in items[line.item_id].packs:
            if quantity % pack.size == 0 and pack.size > unit:
                unit = pack.size
        values = {"accepted": str(quantity // unit), "unit": str(unit), "standard": line.standard}
        if line.unit_cost_fen:
            values["price"] = f"{line.unit_cost_fen // 100}.{line.unit_cost_fen % 100:02d}"
        draft = draft.add(items[line.item_id], values)
    return draft


def for_arrival(head: ArrivalHead, lines: Sequence[ArrivalRow], items: Mapping[int, Item], location: str) -> Draft:
    """A new draft of all that an arrival still expects, in the largest boxes that it is whole numbers of."""
    values = {
        "source_kind": head.source_kind,
        "source_party_id": str(head.source_party_id),
        "arrival_id": str(head.arrival_id),
        "location_id": location,
    }
    draft = Draft(values)
    for line in lines:
        still = line.open_quantity
        if not still:
            continue
        sizes = {pack.size for pack in items[line.item_id].packs} & ({line.pack_size} if line.pack_size > 1 else set())
        unit = max(
            (size for size in sizes or {pack.size for pack in items[line.item_id].packs} if still % size == 0),
            default=1,
        )
        typed = {
            "accepted": str(still // unit),
            "unit": str(unit),
            "arrival_line": str(line.line_number),
            "open": str(still),
            "standard": line.standard,
            "grade": line.grade,
        }
        draft = draft.add(items[line.item_id], typed)
    return draft


@dataclass(slots=True)
class CommandData:
    """The flat data of the command, whole numbers already read, and what could not be read."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Reason] = field(default_factory=list)

    def read(self, path: str, reading: Callable[[], Any]) -> None:
        """Take what `reading` gives as the value at `path`, or its refusal as a fault there."""
        try:
            value = reading()
        except Refused as refusal:
            self.faults += [replace(reason, field=path) for reason in refusal.reasons]
            return
        if value is not None:
            self.values[path] = value


def command_data_of(draft: Draft) -> CommandData:
    """What the draft asks of `ReceiveGoods`, in base units and fen."""
    data = CommandData({name: draft.get(name) for name in PLAIN})
    for line in draft.lines:
        data.values[line.name("item_id")] = line.item.item_id
        for name in TEXTS:
            data.values[line.name(name)] = line.get(name)
        for name, unit in (("accepted", "unit"), ("rejected", "rejected_unit")):
            _read_pieces(data, line, name, line.get(unit) or line.get("unit"))
        data.values.setdefault(line.name("accepted"), 0)
        if line.get("arrival_line"):
            data.values[line.name("arrival_line")] = line.get("arrival_line")
            if not line.get("counted"):
                data.faults.append(Reason("not_counted", {}, line.name("counted")))
        data.read(line.name("unit_cost_fen"), lambda line=line: fen_of(line.get("price")))  # type: ignore[misc]
        data.values[line.name("pack_size")] = _pack_size(line, data.values.get(line.name("accepted"), 0))
        _read_purpose(data, line)
        for name in ("is_quarantined", "is_checked"):
            if line.get(name):
                data.values[line.name(name)] = True
    return data


def _read_pieces(data: CommandData, line: DraftLine, name: str, unit: str) -> None:
    data.read(line.name(name), lambda: pieces(line.get(name), unit, line.item))


def pieces(text: str, unit: str, item: Item) -> int | None:
    """How many base units ``text`` of ``unit`` (a pack's size) are; a pack named in the text itself goes first.

    Raises Refused as `read_quantity` does, ``unknown_pack`` for a pack the item does not have; None when empty.
    """
    if text.strip() in {"", "0", "０"}:
        return None
    found = read_quantity(text)
    if found is None:
        raise Refused(Reason("quantity_unreadable", {"text": text[:40]}))
    sizes = {pack.name: pack.size for pack in item.packs} | {item.base_unit: 1}
    if found.unit:
        if found.unit not in sizes:
            raise Refused(Reason("unknown_pack", {"item": item.name, "pack": found.unit}))
        return found.number * sizes[found.unit]
    chosen = row_number(unit)
    return found.number * (chosen if chosen in sizes.values() else 1)


def _pack_size(line: DraftLine, accepted: int) -> int:
    """The box the batch is given out in: as chosen, else the smallest pack that the batch is whole numbers of."""
    known = {pack.size for pack in line.item.packs} | {1}
    chosen = row_number(line.get("pack_size"))
    if chosen in known:
        return chosen
    whole = [size for size in sorted(known - {1}) if accepted and accepted % size == 0]
    return whole[0] if whole else 1


def _read_purpose(data: CommandData, line: DraftLine) -> None:
    """A donor's wish: one unit named, a class of units, or an area."""
    if line.get("purpose_party_id"):
        data.values[line.name("purpose_party_id")] = line.get("purpose_party_id")
    elif line.get("purpose_party_id_text").strip():
        text = line.get("purpose_party_id_text").strip()[:40]
        data.faults.append(Reason("unknown_party", {"name": text}, line.name("purpose_party_id")))
    if line.get("purpose_class"):
        data.values[line.name("purpose_class")] = line.get("purpose_class")
    if line.get("purpose_area"):
        data.values[line.name("purpose_area")] = line.get("purpose_area")
