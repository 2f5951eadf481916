"""What one can do with a thing that was scanned: at most four verbs, those the person's roles carry, likely first."""

from dataclasses import dataclass
from typing import Any

from liangcao.access.roles import SEE_REQUESTS, SEE_SHIPMENTS, SEE_STOCK, SEE_TRACE, SEE_TRIPS
from liangcao.codes.commands import PrintLabels
from liangcao.language import N_
from liangcao.reports.found_codes import Thing
from liangcao.reports.lot_pages import holdings
from liangcao.reports.places import own_places
from liangcao.web.visitor import Visitor

MOST = 4


@dataclass(frozen=True, slots=True)
class Verb:
    """A button: its message, where it leads, its icon, the permission that offers it."""

    label: str
    href: str
    icon: str
    permission: str


_VERBS: dict[str, tuple[Verb, ...]] = {
    "D": (
        Verb(N_("签收交接"), "/shipping/{n}/hand-over", "ok", "delivering.issue_link"),
        Verb(N_("签收"), "/shipments/{n}", "ok", "shipping.record_delivery"),
        Verb(N_("运单"), "/shipments/{n}/waybill", "print", SEE_SHIPMENTS),
        Verb(N_("标签"), "/labels/D/{n}", "print", PrintLabels.action),
    ),
    "P": (
        Verb(N_("看里面有什么"), "/stock?view=lots&place={n}", "stock", SEE_STOCK),
        Verb(N_("盘点"), "/counts/new?location_id={n}", "approve", "counting.start_count"),
        Verb(N_("标签"), "/labels/P/{n}", "print", PrintLabels.action),
    ),
    "L": (
        Verb(N_("移库"), "/lots/{n}/move?from={from}", "right", "storing.move_stock"),
        Verb(N_("隔离"), "/lots/{n}/quarantine", "stop", "receiving.quarantine_lot"),
        Verb(N_("报损"), "/lots/{n}/write-off?from={from}", "trash", "storing.write_off"),
        Verb(N_("标签"), "/labels/L/{n}", "print", PrintLabels.action),
        Verb(N_("溯源"), "/lots/{n}#trace", "trace", SEE_TRACE),
    ),
    "R": (
        Verb(N_("看申请"), "/requests/{n}", "request", SEE_REQUESTS),
        Verb(N_("标签"), "/labels/R/{n}", "print", PrintLabels.action),
    ),
    "C": (
        Verb(N_("看收货单"), "/receipts/{n}", "receive", SEE_STOCK),
        Verb(N_("验收"), "/receipts/{n}/inspect", "approve", "receiving.inspect_lots"),
        Verb(N_("标签"), "/labels/C/{n}", "print", PrintLabels.action),
    ),
    "U": (
        Verb(N_("溯源"), "/trace/of/party/{n}", "trace", SEE_TRACE),
        Verb(N_("新建申请"), "/requests/new?unit={n}", "plus", "requests.submit_request"),
    ),
    "B": (
        Verb(N_("看里面有什么"), "/packages/{n}", "stock", SEE_STOCK),
        Verb(N_("标签"), "/labels/B/{n}", "print", PrintLabels.action),
    ),
    "T": (
        Verb(N_("我的出车"), "/trips/mine", "ship", "tracking.start_trip"),
        Verb(N_("看车次"), "/trips/{n}", "ship", SEE_TRIPS),
        Verb(N_("标签"), "/labels/T/{n}", "print", PrintLabels.action),
    ),
    "V": (
        Verb(N_("车辆"), "/vehicles/{n}", "ship", "tracking.change_vehicle"),
        Verb(N_("标签"), "/labels/V/{n}", "print", PrintLabels.action),
    ),
    "K": (Verb(N_("接着盘点"), "/counts/{n}", "ok", "counting.count_goods"),),
    "I": (
        Verb(N_("看库存"), "/stock/items/{n}", "stock", SEE_STOCK),
        Verb(N_("收货"), "/receive?item={n}{goods}", "receive", "receiving.receive_goods"),
        Verb(N_("物资卡"), "/labels/I/{n}", "print", PrintLabels.action),
    ),
}


def verbs_for(visitor: Visitor, connection: Any, thing: Thing, goods: str = "") -> list[Verb]:
    """The buttons for a thing; `goods` is what of batch and expiry the code said, as the receiving form takes it."""
    wanted = [verb for verb in _VERBS.get(thing.letter, ()) if visitor.may(verb.permission)]
    source = 0
    if any("{from}" in verb.href for verb in wanted):
        source = _lies_at(visitor, connection, thing.number)
        wanted = [verb for verb in wanted if source or "{from}" not in verb.href]
    values = {"n": thing.number, "from": source, "goods": goods}
    return [Verb(each.label, each.href.format(**values), each.icon, each.permission) for each in wanted[:MOST]]


def _lies_at(visitor: Visitor, connection: Any, lot_id: int) -> int:
    """A place of the person's where something of the lot is free: the one with most of it; 0 for none."""
    seen = {place.location_id for place in own_places(connection, visitor.district_id, visitor.scope(SEE_STOCK))}
    lying = holdings(connection, visitor.district_id, [lot_id])
    free = [(each.on_hand - each.held, each.location_id) for each in lying if each.location_id in seen]
    here = [each for each in free if each[0] > 0]
    return max(here)[1] if here else 0
