"""What stands on a label of a thing: its name, what one reads beside the code, and its GS1 string where it has one."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import NOTHING, Scope
from liangcao.access.roles import SEE_PARTIES, SEE_REQUESTS, SEE_SHIPMENTS, SEE_STOCK, SEE_TRIPS
from liangcao.catalog.details import codes_of
from liangcao.catalog.queries import items_by_id
from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused
from liangcao.language import _
from liangcao.language.formats import moment
from liangcao.language.things import group, measure, thing
from liangcao.ledger.trace import Origin, origins
from liangcao.packing.queries import package_head
from liangcao.receiving.queries import receipt
from liangcao.reports.lot_pages import check_lot_seen
from liangcao.reports.places import own_places
from liangcao.requests.queries import request
from liangcao.shipping.queries import shipment
from liangcao.tracking.day import vehicles
from liangcao.tracking.queries import trip

Sight = Callable[[str], Scope]
"""What a person may see under a permission, as `Visitor.scope` says it."""
_GS1_TEXT = frozenset("!\"%&'()*+,-./:;<=>?_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
"""GS1 General Specifications, 7.11: what a batch number in a bar code may be made of."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A thing for its label. `facts` are pairs (word, value); `gs1` the string of its bar code, "" without GTIN."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    gs1: str = ""


def labelled(connection: Connection, district_id: int, sight: Sight, letter: str, thing_id: int) -> Labelled:
    """The thing of a kind (a letter of `codes.rules.KINDS`), if this person may see it.

    Raises Refused ``unknown_lot``, ``unknown_location``, ``unknown_item``, ``unknown_party``, ``unknown_document``.
    """
    if letter not in _OF:
        raise refused("unknown_document", name=thing_id)
    return _OF[letter](connection, district_id, sight, thing_id)


def _lot(connection: Connection, district_id: int, sight: Sight, lot_id: int) -> Labelled:
    check_lot_seen(connection, district_id, sight(SEE_STOCK), lot_id)
    lot = origins(connection, district_id, [lot_id])[lot_id]
    facts = (
        (_("批号"), lot.batch_number or f"#{lot.lot_id}"),
        (_("有效期到"), lot.expires_on or "—"),
        (_("整件"), f"{lot.pack_size} {measure(lot.base_unit, lot.pack_size)}" if lot.pack_size > 1 else ""),
        (_("来自"), lot.source_name),
        (_("执行标准"), lot.standard),
    )
    gtin = _gtin(connection, district_id, lot.item_id)
    return _told(thing(lot.item_name), facts, _gs1_of_lot(gtin, lot) if gtin else "")


def _gs1_of_lot(gtin: str, lot: Origin) -> str:
    parts = [f"(01){gtin}"]
    if lot.expires_on:
        parts.append(f"(17){lot.expires_on[2:4]}{lot.expires_on[5:7]}{lot.expires_on[8:]}")
    if 0 < len(lot.batch_number) <= 20 and set(lot.batch_number) <= _GS1_TEXT:
        parts.append(f"(10){lot.batch_number}")
    return "".join(parts)


def _gtin(connection: Connection, district_id: int, item_id: int) -> str:
    """The GTIN of an item that holds now, in 14 digits; "" without one."""
    codes = [each for each in codes_of(connection, district_id, [item_id]).get(item_id, []) if each.system == "gtin"]
    standing = [each.code for each in codes if not each.valid_until]
    return standing[-1].zfill(14) if standing else ""


def _place(connection: Connection, district_id: int, sight: Sight, location_id: int) -> Labelled:
    places = own_places(connection, district_id, sight(SEE_STOCK))
    found = next((each for each in places if each.location_id == location_id), None)
    if found is None:
        raise refused("unknown_location", name=location_id)
    above = found.label.removesuffix(found.name).rstrip(" ·")
    return _told(found.name, (("", above),))


def _item(connection: Connection, district_id: int, _sight: Sight, item_id: int) -> Labelled:
    item = items_by_id(connection, district_id, [item_id]).get(item_id)
    if item is None or item.kind != "goods":
        raise refused("unknown_item", name=item_id)
    gtin = _gtin(connection, district_id, item_id)
    packs = "、".join(f"{pack.name}={pack.size}" for pack in item.packs)
    facts = (("", group(item.category)), (_("单位"), measure(item.base_unit, 1)), ("", packs))
    return _told(thing(item.name), facts, f"(01){gtin}" if gtin else "")


def _shipment(connection: Connection, district_id: int, sight: Sight, shipment_id: int) -> Labelled:
    found = shipment(connection, district_id, sight(SEE_SHIPMENTS), shipment_id)
    facts = ((_("发货单"), f"{shipment_id}"), (_("发出"), moment(found.dispatched_at, with_year=True)))
    return _told(found.unit_name, facts)


def _request(connection: Connection, district_id: int, sight: Sight, request_id: int) -> Labelled:
    found = request(connection, district_id, sight(SEE_REQUESTS), request_id)
    return _told(found.unit_name, ((_("申请"), f"{request_id}"),))


def _receipt(connection: Connection, district_id: int, sight: Sight, receipt_id: int) -> Labelled:
    found = receipt(connection, district_id, sight(SEE_STOCK), receipt_id)
    facts = ((_("收货单"), f"{receipt_id}"), (_("单号"), found.document_number))
    return _told(found.source_name, facts)


def _unit(connection: Connection, district_id: int, sight: Sight, party_id: int) -> Labelled:
    if sight(SEE_PARTIES) == NOTHING:
        raise refused("unknown_party", name=party_id)
    rows = ask(connection, "SELECT name FROM party WHERE district_id = ? AND party_id = ?", (district_id, party_id))
    if not rows:
        raise refused("unknown_party", name=party_id)
    return _told(str(rows[0][0]))


def _package(connection: Connection, district_id: int, sight: Sight, package_id: int) -> Labelled:
    """Its bar code is the SSCC (GS1 General Specifications, 2.2.1), where the office has a prefix of GS1's."""
    found = package_head(connection, district_id, sight(SEE_STOCK), package_id)
    facts = ((_("箱号"), found.code), (_("放在"), found.location_name))
    return _told(found.unit_name or _("库存"), facts, f"(00){found.code}" if found.prefix else "")


def _trip(connection: Connection, district_id: int, sight: Sight, trip_id: int) -> Labelled:
    found = trip(connection, district_id, sight(SEE_TRIPS), trip_id)
    return _told(found.plate, ((_("车次"), f"{trip_id}"), (_("日期"), found.day), (_("仓库"), found.store_name)))


def _vehicle(connection: Connection, district_id: int, sight: Sight, vehicle_id: int) -> Labelled:
    known = vehicles(connection, district_id) if sight(SEE_TRIPS) != NOTHING else []
    found = next((each for each in known if each.vehicle_id == vehicle_id), None)
    if found is None:
        raise refused("unknown_document", name=vehicle_id)
    return _told(found.plate, ((_("仓库"), found.store_name),))


def _count(connection: Connection, district_id: int, sight: Sight, count_id: int) -> Labelled:
    rows = ask(
        connection,
        "SELECT location_id FROM count_session WHERE district_id = ? AND count_id = ?",
        (district_id, count_id),
    )
    if not rows:
        raise refused("unknown_document", name=count_id)
    return _place(connection, district_id, sight, int(rows[0][0]))


def _told(title: str, facts: tuple[tuple[str, str], ...] = (), gs1: str = "") -> Labelled:
    return Labelled(title, tuple(fact for fact in facts if fact[1]), gs1)


_OF: dict[str, Callable[[Connection, int, Sight, int], Labelled]] = {
    "L": _lot,
    "P": _place,
    "I": _item,
    "D": _shipment,
    "R": _request,
    "C": _receipt,
    "U": _unit,
    "K": _count,
    "B": _package,
    "T": _trip,
    "V": _vehicle,
}
