"""The fields of a lead as people fill them, made into those of a command: pieces and boxes, yuan and foreign money."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from liangcao.catalog.queries import Item, items_by_id
from liangcao.catalog.units import to_base_units
from liangcao.exchange.cells import fold, read_quantity
from liangcao.exchange.lead_amounts import exact_price
from liangcao.exchange.lead_words import WITHOUT_CENTS
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.moment import moment_at
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form
from liangcao.web.saying import sentence
from liangcao.web.visitor import Visitor

CURRENCIES = ("CNY", "USD", "EUR", "JPY", "HKD", "KRW", "THB", "GBP")
KEPT = ("channel", "place", "supplier_id", "company", "contact", "phone", "remark", "died")
OFFER_KEPT = ("certificate", "standard", "availability", "valid_until", "note", "is_checked")
_MONEY = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
POSTED: Mapping[str, str] = {
    "offers.0.price_fen": "price",
    "offers.0.quantity": "quantity",
    "offers.0.extra_fen": "extra",
    "offers.0.minimum": "minimum",
    "offers.0.foreign_price": "currency",
    "offers.0.delivery_days": "delivery",
    "offers.0.item_id": "item_id",
    "calls.0.call_at": "call_at",
    "calls.0.outcome": "outcome",
} | {f"offers.0.{name}": name for name in (*OFFER_KEPT, "rate", "rate_source")}
"""The field of the form that a field of the command was read from."""


@dataclass
class LeadFields:
    """A form of a lead read: `values` for the command, `faults` by field of the form."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Reason] = field(default_factory=list)

    def errors(self, language: str) -> dict[str, str]:
        """What is wrong, in words, by field of the form."""
        return {each.field: sentence(each, language) for each in reversed(self.faults)}


def read_lead(visitor: Visitor, form: Form) -> LeadFields:
    """The fields of `CaptureLead` out of the form; an offer where a price is given, a call where an outcome is."""
    read = LeadFields({name: form.get(name).strip() for name in KEPT if form.get(name).strip()})
    item = _item_of(visitor, form)
    if item is not None:
        read.values["item_id"] = item.item_id
    quantity = _quantity(read, form, item, "quantity")
    if form.get("price").strip():
        offer = offer_values(read, form, item)
        read.values["offers"] = [offer]
    if quantity:
        read.values["quantity"] = quantity
    call_at = _moment(read, form, visitor.office.timezone)
    if form.get("outcome"):
        read.values["calls"] = [{"outcome": form.get("outcome"), **({"call_at": call_at} if call_at else {})}]
    return read


def read_offer(visitor: Visitor, form: Form) -> LeadFields:
    """The fields of `AddOffer` out of the form."""
    read = LeadFields()
    item = _item_of(visitor, form)
    if not form.get("price").strip():
        read.faults.append(Reason("field_missing", {}, "price"))
        return read
    read.values["offers"] = [offer_values(read, form, item)]
    if form.get("replaces_id"):
        read.values["replaces_id"] = form.get("replaces_id")
    return read


def _item_of(visitor: Visitor, form: Form) -> Item | None:
    number = row_number(form.get("item_id"))
    if not number:
        return None
    with visitor.office.database.read() as connection:
        return items_by_id(connection, visitor.district_id, [number]).get(number)


def offer_values(read: LeadFields, form: Form, item: Item | None) -> dict[str, Any]:
    """The terms of one offer; what cannot be read is a fault."""
    if item is None:
        read.faults.append(Reason("field_missing", {}, "item_id"))
        return {}
    quantity = _quantity(read, form, item, "quantity")
    values: dict[str, Any] = {"item_id": item.item_id, **({"quantity": quantity} if quantity else {})}
    try:
        values |= _price(form, item, quantity)
    except Refused as refusal:
        read.faults += refusal.reasons
    minimum = _quantity(read, form, item, "minimum")
    values |= {"minimum": minimum} if minimum else {}
    try:
        extra = _money(form.get("extra"), "extra")
        values |= {"extra_fen": exact_price(extra, 1)[0]} if extra else {}
    except Refused as refusal:
        read.faults += refusal.reasons
    values |= {name: form.get(name).strip() for name in OFFER_KEPT if form.get(name).strip()}
    days = fold(form.get("delivery"))
    if days.isdecimal() and len(days) < 6:
        values["delivery_days"] = int(days)
    elif days:
        read.faults.append(Reason("quantity_unreadable", {"text": days[:40]}, "delivery"))
    return values


def _price(form: Form, item: Item, quantity: int) -> dict[str, Any]:
    money = _money(form.get("price"), "price")
    if not money:
        raise refused("quantity_not_positive", "price")
    units = _priced_units(form.get("per"), item, quantity)
    currency = form.get("currency") or "CNY"
    if currency == "CNY":
        whole_fen, units = exact_price(money, units)
        return {"price_fen": whole_fen, "price_units": units}
    rate = _money(form.get("rate"), "rate")
    if not rate:
        raise refused("field_missing", "rate")
    parts = money if currency in WITHOUT_CENTS else money * 100
    fen = money * rate * 100
    while fen != fen.to_integral_value() or parts != parts.to_integral_value():
        fen, parts, units = fen * 10, parts * 10, units * 10
    foreign = {"currency": currency, "foreign_price": int(parts), "rate": f"{rate:f}"}
    return {"price_fen": int(fen), "price_units": units, **foreign, "rate_source": form.get("rate_source").strip()}


def _priced_units(per: str, item: Item, quantity: int) -> int:
    """How many base units the price is for; raises Refused ``field_missing`` where nobody chose, ``unknown_pack``."""
    if not per:
        raise refused("field_missing", "per")
    if per == "total":
        if not quantity:
            raise refused("field_missing", "quantity")
        return quantity
    if per == "piece":
        return 1
    many = re.fullmatch(r"([0-9]{1,5})?(.*)", per)
    count, unit = (int(many[1] or 1), many[2]) if many else (1, per)
    try:
        return to_base_units(max(count, 1), unit, base_unit=item.base_unit, packs=item.packs, item=item.name)
    except Refused as refusal:
        raise Refused(*(Reason(each.code, each.params, "per") for each in refusal.reasons)) from None


def _money(text: str, where: str) -> Decimal:
    """An amount with up to six places; zero when empty. Raises Refused ``money_unreadable``."""
    plain = fold(text).removeprefix("¥").removesuffix("元").replace(",", "").strip()
    if not plain:
        return Decimal(0)
    if not _MONEY.fullmatch(plain):
        raise refused("money_unreadable", where, text=plain[:40])
    return Decimal(plain)


def _quantity(read: LeadFields, form: Form, item: Item | None, where: str) -> int:
    """So many base units; 0 when nothing is given, or it is at fault."""
    text = form.get(where).strip()
    if not text:
        return 0
    if item is None:
        missing = Reason("field_missing", {}, "item_id")
        read.faults += [missing] if missing not in read.faults else []
        return 0
    try:
        found = read_quantity(text)
        if found is None:
            return 0
        return to_base_units(found.number, found.unit, base_unit=item.base_unit, packs=item.packs, item=item.name)
    except Refused as refusal:
        faults = [Reason(each.code, each.params, where) for each in refusal.reasons]
        read.faults += [each for each in faults if each not in read.faults]
        return 0


def _moment(read: LeadFields, form: Form, timezone: str) -> int:
    text = form.get("call_at").strip()
    try:
        return moment_at(text, timezone, "call_at") if text else 0
    except Refused as refusal:
        read.faults += refusal.reasons
        return 0
