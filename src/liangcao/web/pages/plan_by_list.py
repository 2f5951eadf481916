"""按名单分: a list of units and heads is pasted, looked at, and handed in as requests and a plan at once."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.allocation.by_list import Parcel
from liangcao.allocation.commands import ProposeListPlan
from liangcao.catalog.queries import all_goods
from liangcao.exchange.asking_units import kind_of_unit
from liangcao.exchange.corrections import REASON_HEADING, faulty_sheet
from liangcao.exchange.share_list import ShareList, Sharing, hand_in, read_share_list
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _, ngettext, translate_reason
from liangcao.operations.uploads import Upload
from liangcao.reports.list_plans import ListTrial, Source, trial_of_list
from liangcao.reports.plan_pages import AsOf
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.pick_limits import FIELD, limit_fields, limits_kept, limits_typed
from liangcao.web.pages.plan_new import stores_of
from liangcao.web.pages.sheet import as_download
from liangcao.web.submit import FormErrors, errors_of, understood
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.uploads import Uploads
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PROPOSE = "allocation.propose_list_plan"
NEEDED = (PROPOSE, "requests.submit_request", "parties.register_party")
TERMS = ("location_id", "item_id", "quantity", "pack", "drain_days")
PASTED = N_("粘贴的名单")
SHARE_COLUMNS = (
    Column("unit", N_("单位"), primary=True),
    Column("heads", N_("人数"), numeric=True),
    Column("given", N_("给"), numeric=True),
    Column("head", N_("一人合"), numeric=True),
    Column("lately", N_("七天内给过"), numeric=True),
)
FAULT_COLUMNS = (
    Column("row", N_("第几行"), primary=True),
    Column("column", N_("哪一列")),
    Column("text", N_("写的是")),
    Column("fault", N_("错在哪里、怎么改")),
)
UPLOADS: Uploads[None] = Uploads()


@dataclass(frozen=True, slots=True)
class Looked:
    """A list that was handed in, what it says, and what is to be shared out by it."""

    upload: Upload
    told: ShareList
    terms: ProposeListPlan

    @property
    def parcel(self) -> Parcel:
        """What is shared out."""
        return Parcel.of(self.terms)

    @property
    def fields(self) -> dict[str, Any]:
        """The terms by the names of the form's fields."""
        told = {name: getattr(self.terms, name) for name in TERMS if name != "drain_days" or self.terms.drain_days >= 0}
        return told | {f"{FIELD}{each.location_id}": each.boxes for each in self.terms.pick_limits}


def _need(visitor: Visitor) -> None:
    for permission in NEEDED:
        visitor.need(permission)


@router.get("/plans/by-list")
def by_list(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Where a list is pasted, and said what is to be shared out by it."""
    _need(visitor)
    return _start(request, visitor, _asked(request))


def _asked(request: Request) -> Form:
    """The terms as they stand in the address."""
    return Form({name: text for name, text in request.query_params.items() if name in TERMS or name.startswith(FIELD)})


def _start(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        stores = stores_of(visitor, connection, PROPOSE)
        items = all_goods(connection, visitor.district_id)
        limits = limit_fields(connection, visitor.district_id, stores, form)
    if not stores:
        raise refused("not_permitted_here", action=PROPOSE)
    return show(
        request,
        "plans/by_list.html",
        active="plans",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        stores=[(store.location_id, store.name) for store in stores],
        items=[(item.item_id, item.name) for item in items],
        limits=limits,
    )


@router.post("/plans/by-list")
def take_list(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Keep the list for a while and go on to what it says."""
    _need(visitor)
    terms = _terms(visitor, form)
    if isinstance(terms, FormErrors):
        return _start(request, visitor, form, terms)
    file = form.files.get("file")
    name, content = (file.name, file.content) if file and file.content else (_(PASTED), form.get("pasted").encode())
    try:
        read_share_list(visitor.office, (name, content), terms.item_id)
    except Refused as refusal:
        return _start(request, visitor, form, errors_of(visitor, refusal))
    token = UPLOADS.keep(visitor.office, visitor.actor.actor_id, (name, content), None)
    query = urlencode({**{each: form.get(each) for each in TERMS if form.get(each)}, **limits_kept(form)})
    return done(request, f"/plans/by-list/{token}?{query}", _("名单看完了，还没有提交"))


def _terms(visitor: Visitor, form: Form) -> ProposeListPlan | FormErrors:
    """What the form asks for, before there are requests to name."""
    values: dict[str, Any] = {name: form.get(name) for name in (*TERMS, "note") if form.get(name)}
    return understood(visitor, ProposeListPlan, {**values, **limits_typed(form), "request_ids": ["1"]})


def _looked(request: Request, visitor: Visitor, token: str, form: Form) -> Looked | Response:
    """The list again, with its terms; the way back to the start where it is gone or the terms are not understood."""
    _need(visitor)
    terms = _terms(visitor, form)
    if isinstance(terms, FormErrors):
        return _start(request, visitor, form, terms)
    try:
        upload, _nothing = UPLOADS.find(visitor.office, (token, visitor.actor.actor_id), lambda _upload: None)
    except Refused as refusal:
        if refusal.code != "unknown_document":
            raise
        return done(request, "/plans/by-list", _("这张名单放得太久，已经不在了，请再交一次"), tone="warn")
    told = read_share_list(visitor.office, (upload.name, upload.content), terms.item_id)
    return Looked(upload, told, terms)


@router.get("/plans/by-list/{token}")
def look_at_list(request: Request, visitor: SignedIn, token: str, page: PageNumber = 1) -> Response:
    """What the list would give everybody; or what is wrong with it."""
    looked = _looked(request, visitor, token, _asked(request))
    return _preview(request, visitor, looked, page) if isinstance(looked, Looked) else looked


def _preview(
    request: Request, visitor: Visitor, looked: Looked, page: int = 1, refusal: FormErrors | None = None
) -> HTMLResponse:
    trial: ListTrial | None = None
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        stores = {store.location_id: store for store in stores_of(visitor, connection, PROPOSE)}
        items = {item.item_id: item for item in all_goods(connection, visitor.district_id)}
        if looked.terms.location_id not in stores:
            raise refused("unknown_location", "location_id", name=looked.terms.location_id)
        source = Source(visitor.district_id, stores[looked.terms.location_id])
        if not looked.told.faulty:
            as_of = AsOf(now, day_of(now, visitor.office.timezone))
            try:
                trial = trial_of_list(connection, source, looked.told, looked.parcel, as_of)
            except Refused as why:
                refusal = refusal or errors_of(visitor, why)
    rows: list[Any] = list(looked.told.faulty) if looked.told.faulty else list(trial.shares if trial else [])
    return show(
        request,
        "plans/by_list_preview.html",
        fragment="rows",
        active="plans",
        status_code=refusal.status if refusal else 200,
        errors=refusal.errors if refusal else {},
        looked=looked,
        item=items[looked.parcel.item_id],
        store=source.store,
        trial=trial,
        rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        columns=FAULT_COLUMNS if looked.told.faulty else SHARE_COLUMNS,
        faulty_rows=len({fault.row for fault in looked.told.faulty}),
        new_units=[(ask.name, _(PARTY_KINDS[kind_of_unit(ask.name)])) for ask in looked.told.new_units],
        say=lambda fault: translate_reason(fault.reason, visitor.language),
        terms=looked.fields,
        query=urlencode(looked.fields),
        paging=Paging(len(rows), page),
    )


@router.post("/plans/by-list/{token}")
def propose_by_list(request: Request, visitor: SignedIn, token: str, form: Posted) -> Response:
    """Requests and plan, once, however often this is sent."""
    looked = _looked(request, visitor, token, form)
    if not isinstance(looked, Looked):
        return looked
    if looked.told.faulty:
        return _preview(request, visitor, looked)
    sharing = Sharing(looked.terms.location_id, looked.parcel, looked.terms.note)
    try:
        plan_id = hand_in(visitor.office, visitor.actor.actor_id, looked.told, sharing, form.command_id)
    except Refused as refusal:
        shown = Refused(*(replace(reason, field="") for reason in refusal.reasons))
        return _preview(request, visitor, looked, refusal=errors_of(visitor, shown))
    count = len(looked.told.asks)
    text = ngettext("方案 %(plan)s：%(n)s 家按人数分，等别人批准", "方案 %(plan)s：%(n)s 家按人数分，等别人批准", count)
    return done(request, f"/plans/{plan_id}", text % {"plan": plan_id, "n": count})


@router.get("/plans/by-list/{token}/faulty.xlsx")
def list_with_faults(request: Request, visitor: SignedIn, token: str) -> Response:
    """The same list back, with one more column that says what is wrong."""
    looked = _looked(request, visitor, token, _asked(request))
    if not isinstance(looked, Looked):
        return looked
    content = faulty_sheet(
        looked.told.sheet,
        looked.told.faulty,
        say=lambda fault: translate_reason(fault.reason, visitor.language),
        heading=_(REASON_HEADING),
    )
    return as_download(content, kind="xlsx", name=_("改错"))
