"""待办: what waits for this visitor, the next thing to do first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.access.roles import (
    SEE_INSPECTION,
    SEE_JOURNAL,
    SEE_PLANS,
    SEE_REQUESTS,
    SEE_SHIPMENTS,
    SEE_STOCK,
    SEE_TRACE,
)
from liangcao.access.rules import REVIEW_WITHIN_MS
from liangcao.language import N_
from liangcao.reports import todo
from liangcao.reports.todo import Waiting
from liangcao.tasks.rules import MANAGE
from liangcao.tasks.shift_queries import notes_to_take
from liangcao.web.page import show
from liangcao.web.pages import home_counts as counts
from liangcao.web.pages.home_counts import Count
from liangcao.web.pages.tasks import to_hand_over, waiting_for_me
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_CARDS = 7


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: for whom (any of these permissions; none: everybody), where its list is, how much of it waits.

    After `late_after_ms` (0: never) the oldest is late. What `is_rare` has no card while there is none of it.
    """

    title: str
    permissions: tuple[str, ...]
    href: str
    icon: str
    count: Count
    tone: str = "plain"
    note: str = ""
    late_after_ms: int = 0
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of work as it stands now; `age` in milliseconds, None when nothing tells."""

    kind: Kind
    count: int
    age: int | None

    @property
    def tone(self) -> str:
        """Red when the oldest has waited longer than it may."""
        is_late = self.kind.late_after_ms and self.age is not None and self.age > self.kind.late_after_ms
        return "danger" if is_late else self.kind.tone


@dataclass(frozen=True, slots=True)
class Quick:
    """Something one may begin."""

    label: str
    href: str
    icon: str
    permission: str


def _rare(title: str, permission: str, href: str, count: Count, *, tone: str = "plain") -> Kind:
    """What has no card while there is none of it."""
    return Kind(title, (permission,), href, "stop" if tone == "danger" else "approve", count, tone=tone, is_rare=True)


KINDS = (
    _rare(N_("召回没有了结"), "recall.close_recall", "/recalls?state=open", counts.recalls, tone="danger"),
    Kind(
        N_("等我办的交办"),
        ("tasks.acknowledge_task",),
        "/tasks?view=mine",
        "clock",
        lambda c, v: Waiting(*waiting_for_me(c, v)),
        tone="warn",
        late_after_ms=3_600_000,
        is_rare=True,
    ),
    Kind(
        N_("热线待交办"),
        (MANAGE,),
        "/tasks?view=taken",
        "clock",
        lambda c, v: Waiting(*to_hand_over(c, v)),
        tone="warn",
        late_after_ms=600_000,
        is_rare=True,
    ),
    Kind(
        N_("等接班确认"),
        ("tasks.take_over_shift",),
        "/shifts",
        "clock",
        lambda c, v: Waiting(*notes_to_take(c, v.district_id, v.actor.actor_id)),
        is_rare=True,
    ),
    Kind(
        N_("应急岗位待复核"),
        ("access.review_emergency",),
        "/people/emergencies",
        "warn",
        lambda c, v: todo.emergencies_to_review(c, v.district_id, v.actor.actor_id),
        tone="warn",
        late_after_ms=REVIEW_WITHIN_MS,
        is_rare=True,
    ),
    Kind(
        N_("申请待审批"),
        ("requests.approve_request",),
        "/requests?state=submitted",
        "request",
        lambda c, v: todo.requests_to_decide(c, v.district_id, v.scope(SEE_REQUESTS)),
    ),
    Kind(
        N_("方案待批准"),
        ("allocation.adopt_plan",),
        "/plans?state=proposed",
        "allocate",
        lambda c, v: todo.plans_to_decide(c, v.district_id, v.scope(SEE_PLANS)),
    ),
    Kind(
        N_("采购待批准"),
        ("procurement.approve_purchase",),
        "/purchases?view=proposed",
        "funds",
        lambda c, v: todo.purchases_in(c, v.district_id, "proposed"),
        is_rare=True,
    ),
    Kind(N_("待批事项"), ("approvals.approve_held",), "/approvals", "approve", counts.held),
    Kind(
        N_("申请待分配"),
        ("allocation.propose_plan",),
        "/plans/new",
        "allocate",
        lambda c, v: todo.requests_to_allocate(c, v.district_id, v.scope(SEE_REQUESTS)),
    ),
    Kind(
        N_("该打的电话"),
        ("sourcing.log_lead_call",),
        "/leads?state=due",
        "search",
        lambda c, v: todo.calls_to_make(c, v.district_id, now=v.office.clock.now()),
        tone="warn",
        late_after_ms=3_600_000,
    ),
    Kind(
        N_("采购在办"),
        ("procurement.file_in_dossier",),
        "/purchases?view=approved",
        "funds",
        lambda c, v: todo.purchases_in(c, v.district_id, "approved"),
        note=N_("档案里还缺什么，点开看"),
    ),
    Kind(
        N_("捐赠待受理"),
        ("donations.take_up_offer",),
        "/donations?state=offered",
        "receive",
        lambda c, v: todo.donations_offered(c, v.district_id),
        is_rare=True,
    ),
    Kind(
        N_("拣货待发"),
        ("shipping.dispatch_shipment",),
        "/picking",
        "ship",
        lambda c, v: todo.picks_to_do(c, v.district_id, v.scope(SEE_PLANS)),
    ),
    Kind(
        N_("在途待签收"),
        ("shipping.record_delivery", "shipping.dispatch_shipment"),
        "/shipments?state=dispatched",
        "ship",
        lambda c, v: todo.shipments_to_sign(c, v.district_id, v.scope(SEE_SHIPMENTS)),
    ),
    Kind(
        N_("离线单等处理"),
        (),
        "/outbox/refused",
        "upload",
        counts.refused_forms,
        tone="warn",
        note=N_("没有信号时填的，传上来被退了"),
        is_rare=True,
    ),
    Kind(
        N_("超过 24 小时没签收"),
        ("allocation.propose_plan",),
        "/shipments/unsigned",
        "warn",
        counts.unsigned,
        tone="danger",
        is_rare=True,
    ),
    Kind(
        N_("在途差异待查"),
        ("shipping.settle_difference",),
        "/shipments?state=differing",
        "search",
        lambda c, v: todo.differences_to_settle(c, v.district_id, v.scope(SEE_SHIPMENTS)),
        tone="warn",
    ),
    _rare(N_("退回等收"), "returns.receive_return", "/returns?state=announced", counts.returns("announced")),
    _rare(N_("退回等查验"), "returns.examine_return", "/returns?state=received", counts.returns("received")),
    _rare(N_("报废等批准"), "disposal.approve_disposal", "/disposals?state=proposed", counts.disposals("proposed")),
    _rare(N_("报废等见证"), "disposal.witness_disposal", "/disposals?state=carried", counts.disposals("carried")),
    _rare(N_("借出过期没还"), "loans.extend_loan", "/loans?state=overdue", counts.overdue, tone="warn"),
    Kind(
        N_("盘点差异待处理"),
        ("counting.post_differences",),
        "/counts",
        "search",
        lambda c, v: todo.counts_to_settle(c, v.district_id, v.scope("counting.post_differences"), v.actor.actor_id),
        tone="warn",
        note=N_("自己数过的，由别人处理"),
        is_rare=True,
    ),
    Kind(
        N_("预计到货"),
        ("receiving.receive_goods", "receiving.cancel_arrival"),
        "/arrivals",
        "receive",
        counts.expected,
        note=N_("最早应到的没到就标红"),
        late_after_ms=1,
    ),
    Kind(
        N_("待验收"),
        ("receiving.inspect_lots",),
        "/receipts?show=due",
        "approve",
        lambda c, v: todo.receipts_to_inspect(c, v.district_id, v.scope(SEE_STOCK)),
        is_rare=True,
    ),
    Kind(
        N_("索赔未了结"),
        ("receiving.settle_claim",),
        "/claims?state=open",
        "warn",
        lambda c, v: todo.claims_to_settle(c, v.district_id, v.scope(SEE_STOCK)),
        is_rare=True,
    ),
    Kind(
        N_("申请已提交，等审批"),
        ("requests.submit_request",),
        "/requests?state=submitted",
        "request",
        lambda c, v: todo.requests_to_decide(c, v.district_id, v.scope(SEE_REQUESTS)),
    ),
    Kind(N_("还没有结账的日子"), ("storing.close_day",), "/days", "ok", counts.days_to_close),
    Kind(
        N_("抽样待核对"),
        ("inspection.note_finding",),
        "/inspection/samples",
        "approve",
        lambda c, v: todo.drawn_to_check(c, v.district_id),
    ),
    Kind(
        N_("代理快到期"),
        (),
        "/me",
        "clock",
        counts.ending,
        tone="warn",
        note=N_("一天内结束，要接着用就再办"),
        is_rare=True,
    ),
    Kind(
        N_("近效期批次"),
        ("receiving.quarantine_lot", "storing.write_off"),
        "/stock?sort=expires_on",
        "clock",
        counts.near_expiry,
        tone="warn",
        note=N_("30 天内到期或已过期"),
    ),
)
QUICK = (
    Quick(N_("电话速记"), "/tasks/new", "plus", "tasks.record_task"),
    Quick(N_("收货"), "/receive", "receive", "receiving.receive_goods"),
    Quick(N_("提交申请"), "/requests/new", "plus", "requests.submit_request"),
    Quick(N_("记线索"), "/leads/new", "plus", "sourcing.capture_lead"),
    Quick(N_("提出采购"), "/purchases/new", "plus", "procurement.propose_purchase"),
    Quick(N_("登记捐赠"), "/donations/new", "plus", "donations.announce_donation"),
    Quick(N_("导入申请表"), "/requests/import", "upload", "allocation.propose_plan"),
    Quick(N_("拨入资金"), "/funds/appropriate", "plus", "funds.appropriate_funds"),
    Quick(N_("付款"), "/funds/pay", "funds", "funds.pay_party"),
    Quick(N_("查库存"), "/stock", "stock", SEE_STOCK),
    Quick(N_("溯源"), "/trace", "trace", SEE_TRACE),
    Quick(N_("查账本"), "/journal", "report", SEE_JOURNAL),
    Quick(N_("检查室"), "/inspection", "search", SEE_INSPECTION),
    Quick(N_("登记请托"), "/favours/new", "stop", "favours.record_favour"),
    Quick(N_("添加人员"), "/people", "me", "access.add_actor"),
)


@router.get("/")
def home(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The cards of what the visitor may do, those with work first, and what they may begin."""
    with visitor.office.database.read() as connection:
        cards = list(_cards(connection, visitor))
    cards = sorted(cards, key=lambda card: card.count == 0)[:MOST_CARDS]
    quick = [each for each in QUICK if visitor.may(each.permission)]
    return show(request, "home/home.html", active="home", cards=cards, quick=quick)


def _cards(connection: Any, visitor: Visitor) -> Iterator[Card]:
    now = visitor.office.clock.now()
    shown: set[str] = set()
    for kind in KINDS:
        is_for_all = not kind.permissions
        if kind.href in shown or not (is_for_all or any(visitor.may(name) for name in kind.permissions)):
            continue
        shown.add(kind.href)
        waiting = kind.count(connection, visitor)
        if kind.is_rare and not waiting.count:
            continue
        yield Card(kind, waiting.count, now - waiting.since if waiting.since else None)
