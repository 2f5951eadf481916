"""召回: lots stopped everywhere: the list, who holds how much, who was told, what they answered, how it ends."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_RECALLS
from liangcao.catalog.queries import every_goods
from liangcao.catalog.search import normalise_query
from liangcao.kernel.command import Command
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.recall.commands import CloseRecall, LiftRecall, OpenRecall, RecordAnswer, SendNotice
from liangcao.recall.queries import (
    Notice,
    RecallFilter,
    answers,
    count_recalls,
    holders,
    notices,
    promised,
    recall,
    recalled_lots,
    recalls_page,
    whereabouts,
)
from liangcao.recall.rules import BY_LINK, REMIND_MS, STATES, WAYS, Held
from liangcao.requests.queries import door
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PLACE_KINDS
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.asked_link import qr_code
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.public import is_link, link_hash, new_link
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 2_000
TONES = {"open": "danger", "closed": "ok", "lifted": "off"}
COLUMNS = (
    Column("number", N_("召回"), primary=True),
    Column("what", N_("哪些批次")),
    Column("opened", N_("发起"), whole=True),
    Column("open", N_("还没交代的"), whole=True),
    Column("state", N_("状态")),
)
HOLDER_COLUMNS = (
    Column("party", N_("单位"), primary=True),
    Column("lot", N_("批次")),
    Column("quantity", N_("给过"), numeric=True),
    Column("returned", N_("已退回"), numeric=True),
    Column("used", N_("已用"), numeric=True),
    Column("missing", N_("找不到"), numeric=True),
    Column("open", N_("还没交代"), numeric=True),
    Column("state", N_("答复")),
)
PLACE_COLUMNS = (
    Column("place", N_("在哪里"), primary=True),
    Column("lot", N_("批次")),
    Column("on_hand", N_("数量"), numeric=True),
    Column("held", N_("其中占用"), numeric=True),
)
HEADS = (
    N_("召回"), N_("状态"), N_("批号"), N_("发起"), N_("单位"), N_("物资"), N_("单位"), N_("给过"), N_("已退回"),
    N_("已用"), N_("找不到"), N_("说还剩"), N_("转给别人"), N_("还没交代"), N_("答复时间"),
)  # fmt: skip


def _filter(request: Request) -> RecallFilter:
    asked = request.query_params
    state = asked.get("state", "")
    typed = asked.get("q", "")[:100]
    return RecallFilter(state=state if state in STATES else "", search=normalise_query(typed), typed=typed)


@router.get("/recalls")
def recall_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Recalls, the open ones first."""
    visitor.need(SEE_RECALLS)
    wanted, district = _filter(request), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_recalls(connection, district, wanted)
        rows = recalls_page(connection, district, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        lots = recalled_lots(connection, district, [row.recall_id for row in rows])
        held = {row.recall_id: holders(connection, district, row.recall_id) for row in rows if row.state == "open"}
    asked = request.query_params
    return show(
        request,
        "recalls/list.html",
        fragment="rows",
        active="recalls",
        rows=rows,
        lots=lots,
        held=held,
        columns=COLUMNS,
        paging=Paging(total, page),
        states=STATES,
        tones=TONES,
        state_options=[(key, _(word)) for key, word in STATES.items()],
        asked={name: asked.get(name, "")[:100] for name in ("q", "state")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/recalls.{kind}")
def recall_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, holder by holder, as a sheet."""
    visitor.need(SEE_RECALLS)
    with visitor.office.database.read() as connection:
        rows = recalls_page(connection, visitor.district_id, _filter(request), page=(MOST_EXPORTED, 0))
        held = {row.recall_id: holders(connection, visitor.district_id, row.recall_id) for row in rows}
    table = [
        [row.recall_id, _(STATES[row.state]), row.batch_number, moment(row.opened_at, with_year=True), each.party_name,
         thing(each.item_name), each.base_unit, each.quantity, each.returned, each.used, each.missing, each.left_over,
         each.handed_on, each.open, moment(each.answered_at, with_year=True) if each.answered_at else ""]
        for row in rows for each in held[row.recall_id]
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("批次召回"))


@router.get("/recalls/new")
def new_recall(request: Request, visitor: SignedIn, lot: str = "", batch: str = "", item: str = "") -> HTMLResponse:
    """The form, about a lot or a batch number when one is named."""
    values = {"lot_id": lot if row_number(lot) else "", "batch_number": batch[:200]}
    values["item_id"] = item if row_number(item) else ""
    return _new(request, visitor, Form({name: value for name, value in values.items() if value}))


@router.post("/recalls/new")
def open_recall(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One person stops it; everything is frozen when the page comes back."""
    outcome = submit(visitor, OpenRecall, form)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, form, outcome)
    return done(
        request, f"/recalls/{outcome.answer['recall_id']}", _("已经停住，各处都发不出去了"), outcome, tone="warn"
    )


def _new(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(OpenRecall.action)
    with visitor.office.database.read() as connection:
        goods = every_goods(connection, visitor.district_id)
    return show(
        request,
        "recalls/new.html",
        active="recalls",
        status_code=refusal.status if refusal else 200,
        form=form,
        items=[(each.item_id, thing(each.name)) for each in goods],
        errors=refusal.errors if refusal else {},
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done to a recall: the command, and what is said afterwards."""

    command: type[Command]
    told: str


STEPS = {
    "notice": Step(SendNotice, N_("已记下通知")),
    "answer": Step(RecordAnswer, N_("答复已记下")),
    "close": Step(CloseRecall, N_("召回已了结")),
    "lift": Step(LiftRecall, N_("召回已解除")),
}


@router.get("/recalls/{recall_id:int}")
def one_recall(request: Request, visitor: SignedIn, recall_id: int) -> HTMLResponse:
    """One recall, with all there is to know and what can be done."""
    return _one(request, visitor, recall_id, Form({}))


@router.post("/recalls/{recall_id:int}/{step}")
def take_step(request: Request, visitor: SignedIn, recall_id: int, step: str, form: Posted) -> Response:
    """One of `STEPS`; a notice with a link is shown at once: its secret stands nowhere else."""
    if step not in STEPS:
        raise refused("unknown_page")
    values: dict[str, Any] = {**form.values, "recall_id": recall_id}
    link = form.get("link") if step == "notice" and form.get("way") in BY_LINK else ""
    if is_link(link):
        values["token_hash"] = link_hash(link)
    outcome = submit(visitor, STEPS[step].command, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, recall_id, form, outcome)
    if link:
        return _notice(request, visitor, (recall_id, row_number(form.get("party_id"))), link)
    return done(request, f"/recalls/{recall_id}", _(STEPS[step].told), outcome)


@dataclass(frozen=True, slots=True)
class Asked:
    """A holder with its lots, the notices it got, and whether it is time to remind it."""

    party_id: int
    name: str
    lots: tuple[Held, ...]
    told: tuple[Notice, ...]
    is_late: bool

    @property
    def open(self) -> int:
        """Base units nobody has accounted for, all lots together."""
        return sum(each.open for each in self.lots)

    @property
    def answered_at(self) -> int:
        """When they answered last (ms), 0 when never."""
        return max(each.answered_at for each in self.lots)

    @property
    def is_disputed(self) -> bool:
        """Two answers by the link said two things."""
        return any(each.is_disputed for each in self.lots)


def _by_holder(held: list[Held], told: list[Notice], now: int) -> list[Asked]:
    found: dict[int, list[Held]] = {}
    for each in held:
        found.setdefault(each.party_id, []).append(each)
    asked = []
    for party_id, lots in found.items():
        mine = tuple(each for each in told if each.party_id == party_id)
        silent = not any(each.answers for each in lots)
        is_late = silent and (not mine or now - mine[-1].sent_at > REMIND_MS)
        asked.append(Asked(party_id, lots[0].party_name, tuple(lots), mine, is_late))
    return asked


def _one(
    request: Request, visitor: Visitor, recall_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_RECALLS)
    district, now = visitor.district_id, visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        head = recall(connection, district, recall_id)
        lots = recalled_lots(connection, district, [recall_id])[recall_id]
        numbers = [each.lot_id for each in lots]
        held = holders(connection, district, recall_id)
        told = notices(connection, district, recall_id)
        lying = whereabouts(connection, district, numbers)
        plans = promised(connection, district, numbers)
        said = answers(connection, district, recall_id)
        kept_from = {
            name: why_not(visitor, connection, step.command.action, {"recall_id": recall_id})
            for name, step in STEPS.items()
            if head.state == "open" and visitor.may(step.command.action)
        }
        papers = papers_card(visitor, connection, "recall", recall_id)
    return show(
        request,
        "recalls/one.html",
        active="recalls",
        status_code=refusal.status if refusal else 200,
        head=head,
        lots=lots,
        held=held,
        asked=_by_holder(held, told, now),
        lying=lying,
        plans=plans,
        said=said,
        columns=HOLDER_COLUMNS,
        place_columns=PLACE_COLUMNS,
        place_kinds=PLACE_KINDS,
        batches={each.lot_id: each.batch_number or f"#{each.lot_id}" for each in lots},
        units={each.lot_id: each.base_unit for each in lots},
        states=STATES,
        tones=TONES,
        ways=WAYS,
        way_options=[(key, _(word)) for key, word in WAYS.items()],
        kept_from=kept_from,
        papers=papers,
        form=form,
        errors=refusal.errors if refusal else {},
        now=now,
        link=new_link(),
    )


def _notice(request: Request, visitor: Visitor, whose: tuple[int, int], link: str) -> HTMLResponse:
    """The notice to one holder, to be sent or printed, with its link as a code and in letters."""
    recall_id, party_id = whose
    with visitor.office.database.read() as connection:
        head = recall(connection, visitor.district_id, recall_id)
        held = holders(connection, visitor.district_id, recall_id, party_id=party_id)
        known = door(connection, visitor.district_id)
    address = f"{str(request.base_url).rstrip('/')}/r/{link}"
    return show(
        request,
        "recalls/notice.html",
        active="recalls",
        head=head,
        held=held,
        address=address,
        code=qr_code(address),
        is_open=bool(known and known.is_open),
        now=visitor.office.clock.now(),
    )


@router.get("/recalls/{recall_id:int}/public")
def public_notice(request: Request, visitor: SignedIn, recall_id: int) -> HTMLResponse:
    """What may be put up for everybody to read: the lots and the advice, no holder."""
    visitor.need(SEE_RECALLS)
    with visitor.office.database.read() as connection:
        head = recall(connection, visitor.district_id, recall_id)
        lots = recalled_lots(connection, visitor.district_id, [recall_id])[recall_id]
    now = visitor.office.clock.now()
    return show(request, "recalls/public.html", active="recalls", head=head, lots=lots, now=now)
