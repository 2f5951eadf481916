"""The menus: every entry with the permissions that open it, and the frame made of what one visitor may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import Request

from liangcao.access.roles import (
    SEE_DISPOSALS,
    SEE_DONATIONS,
    SEE_DUTY_PHONES,
    SEE_FAVOURS,
    SEE_INSPECTION,
    SEE_JOBS,
    SEE_JOURNAL,
    SEE_LEADS,
    SEE_LOANS,
    SEE_MOBILISATION,
    SEE_MONEY,
    SEE_ORGANISATION,
    SEE_PARTIES,
    SEE_PEOPLE,
    SEE_PLANS,
    SEE_PURCHASES,
    SEE_RECALLS,
    SEE_REQUESTS,
    SEE_RETURNS,
    SEE_SHIPMENTS,
    SEE_STOCK,
    SEE_TASKS,
    SEE_TRACE,
    SEE_TRIPS,
    SEE_WORKLOG,
)
from liangcao.language import N_
from liangcao.operations.office import Office
from liangcao.parties.queries import district
from liangcao.web.health import VERSION
from liangcao.web.on_duty import ShownDuty
from liangcao.web.shell import DutyAtFoot, Identity, MenuEntry, MenuGroup, Shell, headed
from liangcao.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu and the permissions any one of which opens it; none: everybody."""

    entry: MenuEntry
    permissions: tuple[str, ...] = ()
    in_bar: bool = False


MENU = (
    Item(MenuEntry("home", N_("待办"), "/", "todo"), in_bar=True),
    Item(MenuEntry("tasks", N_("热线·交办"), "/tasks", "clock"), (SEE_TASKS,)),
    Item(MenuEntry("receive", N_("收货"), "/receive", "receive"), ("receiving.receive_goods",), in_bar=True),
    Item(
        MenuEntry("arrivals", N_("到货"), "/arrivals", "clock"),
        ("receiving.announce_arrival", "receiving.set_acceptance_rule"),
    ),
    Item(MenuEntry("leads", N_("货源"), "/leads", "search"), (SEE_LEADS,), in_bar=True),
    Item(MenuEntry("donations", N_("捐赠"), "/donations", "funds"), (SEE_DONATIONS,)),
    Item(MenuEntry("mobilisation", N_("调拨"), "/mobilisation", "ship"), (SEE_MOBILISATION,)),
    Item(MenuEntry("requests", N_("申请"), "/requests", "request"), (SEE_REQUESTS,), in_bar=True),
    Item(MenuEntry("posters", N_("公众申请"), "/posters", "print"), ("requests.open_door", "requests.make_poster")),
    Item(MenuEntry("norms", N_("用量定额"), "/norms", "report"), ("requests.set_norm",)),
    Item(MenuEntry("classes", N_("优先类别"), "/classes", "sort"), ("requests.set_classes", SEE_INSPECTION)),
    Item(MenuEntry("costs", N_("运费"), "/costs", "ship"), ("allocation.set_carrying_cost",)),
    Item(MenuEntry("floors", N_("储备底线"), "/floors", "stock"), ("allocation.set_floor",)),
    Item(MenuEntry("approvals", N_("待批"), "/approvals", "approve"), ("approvals.approve_held",), in_bar=True),
    Item(MenuEntry("plans", N_("分配"), "/plans", "allocate"), (SEE_PLANS,)),
    Item(MenuEntry("shipments", N_("发货签收"), "/shipments", "ship"), (SEE_SHIPMENTS,), in_bar=True),
    Item(MenuEntry("picks", N_("拣货单"), "/pick-lists", "report"), ("picking.open_list",)),
    Item(MenuEntry("trips", N_("出车"), "/trips", "ship"), (SEE_TRIPS,)),
    Item(MenuEntry("packages", N_("包装件"), "/packages", "stock"), ("packing.pack_goods",)),
    Item(MenuEntry("prefix", N_("包装件的编号"), "/packages/prefix", "settings"), ("packing.set_prefix",)),
    Item(MenuEntry("kits", N_("套件"), "/kits", "stock"), ("packing.assemble_kits", "packing.set_kit")),
    Item(MenuEntry("returns", N_("单位退回"), "/returns", "ship"), (SEE_RETURNS,)),
    Item(MenuEntry("loans", N_("借用"), "/loans", "stock"), (SEE_LOANS,)),
    Item(MenuEntry("recalls", N_("批次召回"), "/recalls", "stop"), (SEE_RECALLS,)),
    Item(MenuEntry("disposals", N_("报废"), "/disposals", "stop"), (SEE_DISPOSALS,)),
    Item(MenuEntry("stock", N_("库存"), "/stock", "stock"), (SEE_STOCK,), in_bar=True),
    Item(MenuEntry("counts", N_("盘点"), "/counts", "approve"), ("counting.start_count",)),
    Item(MenuEntry("purchases", N_("紧急采购"), "/purchases", "buy"), (SEE_PURCHASES,), in_bar=True),
    Item(MenuEntry("suppliers", N_("供应商名册"), "/suppliers", "home"), (SEE_PURCHASES,)),
    Item(MenuEntry("rolls", N_("空白标签"), "/labels/rolls", "print"), ("codes.print_roll",)),
    Item(MenuEntry("scan", N_("扫码"), "/scan", "scan")),
    Item(MenuEntry("trace", N_("溯源"), "/trace", "trace"), (SEE_TRACE,)),
    Item(MenuEntry("funds", N_("资金"), "/funds", "funds"), (SEE_MONEY,), in_bar=True),
    Item(MenuEntry("days", N_("结账"), "/days", "ok"), ("storing.close_day",), in_bar=True),
    Item(MenuEntry("parties", N_("单位"), "/parties", "home"), (SEE_PARTIES,)),
    Item(MenuEntry("catalogue", N_("物资目录"), "/items", "report")),
    Item(MenuEntry("places", N_("地点"), "/places", "settings"), (SEE_STOCK, "parties.register_location")),
    Item(MenuEntry("journal", N_("账本"), "/journal", "clock"), (SEE_JOURNAL,), in_bar=True),
    Item(MenuEntry("inspection", N_("检查室"), "/inspection", "search"), (SEE_INSPECTION,)),
    Item(MenuEntry("jobs", N_("后台任务"), "/jobs", "clock"), (SEE_INSPECTION, SEE_JOBS)),
    Item(MenuEntry("favours", N_("请托登记"), "/favours", "stop"), ("favours.record_favour", SEE_FAVOURS)),
    Item(MenuEntry("worklog", N_("工作日志"), "/worklog", "edit"), (SEE_WORKLOG,)),
    Item(MenuEntry("roster", N_("值班表"), "/roster", "clock"), (SEE_ORGANISATION,)),
    Item(MenuEntry("organisation", N_("组织"), "/organisation", "me"), (SEE_ORGANISATION,)),
    Item(MenuEntry("people", N_("人员岗位"), "/people", "me"), (SEE_PEOPLE,), in_bar=True),
    Item(MenuEntry("my_trips", N_("我的出车"), "/trips/mine", "ship"), ("tracking.start_trip",), in_bar=True),
    Item(MenuEntry("help", N_("使用说明"), "/help", "help")),
)
GROUPS = (
    ("", ("home", "tasks")),
    (N_("申请分配"), ("requests", "posters", "norms", "classes", "approvals", "plans", "floors", "costs")),
    (N_("进货"), ("leads", "purchases", "suppliers", "donations", "mobilisation", "arrivals", "receive")),
    (N_("库房"), ("scan", "stock", "picks", "packages", "kits", "shipments", "trips", "my_trips", "counts", "trace")),
    (N_("退回报废"), ("returns", "loans", "recalls", "disposals")),
    (N_("库房设置"), ("places", "rolls", "prefix")),
    (N_("资金账目"), ("funds", "days", "journal")),
    (N_("办公室"), ("worklog", "roster", "organisation")),
    (N_("监督"), ("inspection", "favours", "jobs")),
    (N_("名录"), ("catalogue", "parties", "people")),
    ("", ("help",)),
)
"""The full menu as it stands: heads ("" for none) and the keys of the entries under them."""
USED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("allocation.propose_plan", ("requests", "plans", "stock", "shipments", "arrivals")),
    ("procurement.propose_purchase", ("leads", "purchases", "arrivals", "stock", "suppliers")),
    ("receiving.receive_goods", ("receive", "shipments", "stock", "picks", "arrivals", "counts")),
    ("funds.pay_party", ("funds", "days", "purchases", "donations")),
    ("requests.approve_request", ("approvals", "requests", "plans", "stock")),
    ("access.add_actor", ("people", "approvals", "places", "journal")),
    ("tracking.start_trip", ("my_trips", "shipments")),
    ("requests.submit_request", ("requests", "shipments")),
    ("inspection.draw_sample", ("inspection", "trace", "journal", "stock")),
)
"""Whoever may do this uses these doors most, the first most of all: two stand in the phone's bar, the next on the first
page of a phone."""
ME = MenuEntry("me", N_("我的"), "/me", "me")
BAR_SIZE = 5
MOST_DOORS = 3


def dress(request: Request) -> None:
    """Put the frame of the visitor's pages, or of a stranger's, where `render` looks for it."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    is_demo = is_demonstration(request)
    if visitor is None:
        request.state.shell = Shell(demo=is_demo, version=VERSION)
        return
    on_duty = request.app.state.duty_board.read() if visitor.may(SEE_ORGANISATION) else ()
    request.state.shell = replace(frame(visitor, is_demo=is_demo), on_duty=at_foot(on_duty, visitor))


def at_foot(on_duty: Sequence[ShownDuty], visitor: Visitor) -> tuple[DutyAtFoot, ...]:
    """Who is on duty, with the numbers only for whoever may see them."""
    sees = visitor.may(SEE_DUTY_PHONES)
    return tuple(
        DutyAtFoot(each.name, each.stands_in_for, each.shift, each.is_leader, each.phone if sees else "")
        for each in on_duty
    )


def frame(visitor: Visitor, *, is_demo: bool) -> Shell:
    """What stands around the pages of `visitor`: only what they may see."""
    open_to = [item for item in MENU if not item.permissions or any(visitor.may(name) for name in item.permissions)]
    entries = {item.entry.key: item.entry for item in open_to}
    first, further = doors_of(visitor, open_to)
    bar = [entries["home"], *first]
    bar.insert(min(len(bar), BAR_SIZE // 2), entries["scan"])  # the round button in the middle
    groups = tuple(MenuGroup(head, tuple(entries[key] for key in keys if key in entries)) for head, keys in GROUPS)
    return Shell(
        identity=Identity(visitor.actor.name, visitor.role, "/me", visitor.actor.actor_id),
        menu=headed(groups),
        bar=(*bar, ME),
        doors=further,
        search="/trace" if visitor.may(SEE_TRACE) else "/scan",
        demo=is_demo,
        as_of=visitor.office.clock.now(),
        version=VERSION,
        captures=visitor.may("worklog.write_lines"),
    )


def doors_of(visitor: Visitor, open_to: list[Item]) -> tuple[tuple[MenuEntry, ...], tuple[MenuEntry, ...]]:
    """The doors this person uses most: those for the phone's bar, and the next ones; a person of two roles has both."""
    entries = {item.entry.key: item.entry for item in open_to}
    keys = [key for permission, used in USED if visitor.may(permission) for key in used]
    keys += [item.entry.key for item in open_to if item.in_bar]
    found = [entries[key] for key in dict.fromkeys(keys) if key in entries and key != "home"]
    beside = BAR_SIZE - 3  # home, the scan button and one's own page stand in it, too
    return tuple(found[:beside]), tuple(found[beside : beside + MOST_DOORS])


def is_demonstration(request: Request) -> bool:
    """Whether these books are a demonstration's; asked of the database until they are open, then remembered."""
    state = request.app.state
    if not hasattr(state, "is_demo"):
        office: Office = state.office
        with office.database.read() as connection:
            found = district(connection, office.district_id)
        if found is None:
            return False
        state.is_demo = found.is_demo
    return bool(state.is_demo)
