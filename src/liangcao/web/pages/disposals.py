"""报废: what is to be destroyed: the list, what proposes itself, one disposal with its next step, its certificate."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_DISPOSALS
from liangcao.catalog.search import normalise_query
from liangcao.disposal.commands import (
    ApproveDisposal,
    CarryOutDisposal,
    ProposeDisposal,
    RefuseDisposal,
    WithdrawDisposal,
    WitnessDisposal,
)
from liangcao.disposal.queries import (
    DisposalFilter,
    count_disposals,
    disposal,
    disposal_lines,
    disposals_page,
    unusable_stock,
)
from liangcao.disposal.rules import METHODS, REASONS, STATES
from liangcao.kernel.command import Command
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import day_long, moment, moment_long, number, quantity
from liangcao.language.formats import day_of as day_shown
from liangcao.language.things import thing
from liangcao.parties.queries import district
from liangcao.printing.documents import as_pdf
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.sheet import as_download, sheet_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.printed_head import head_data, printed_head
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 20_000
TONES = {
    "proposed": "wait", "approved": "info", "carried": "warn", "disposed": "ok", "refused": "off", "withdrawn": "off",
}  # fmt: skip
COLUMNS = (
    Column("number", N_("报废单"), primary=True),
    Column("what", N_("什么、多少")),
    Column("who", N_("提出人"), whole=True),
    Column("when", N_("提出时间"), whole=True),
    Column("state", N_("状态")),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("batch", N_("批号")),
    Column("expires", N_("有效期至"), whole=True),
    Column("place", N_("地点")),
    Column("reason", N_("原因")),
    Column("quantity", N_("数量"), numeric=True),
)
HEADS = (
    N_("报废单"), N_("状态"), N_("物资"), N_("单位"), N_("批号"), N_("有效期至"), N_("地点"), N_("原因"), N_("数量"),
    N_("提出人"), N_("提出时间"), N_("批准"), N_("销毁"), N_("怎么销毁"), N_("见证"), N_("见证时间"),
)  # fmt: skip


def _filter(request: Request) -> DisposalFilter:
    asked = request.query_params
    state = asked.get("state", "")
    return DisposalFilter(
        state=state if state in {"open", *STATES} else "", search=normalise_query(asked.get("q", "")[:100])
    )


def _today(visitor: Visitor) -> str:
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


@router.get("/disposals")
def disposal_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Disposals, the newest first, and what of the stock ought to be proposed."""
    visitor.need(SEE_DISPOSALS)
    wanted, scope, district_id = _filter(request), visitor.scope(SEE_DISPOSALS), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_disposals(connection, district_id, scope, wanted)
        rows = disposals_page(connection, district_id, scope, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        lines = disposal_lines(connection, district_id, [row.disposal_id for row in rows])
        unusable = unusable_stock(connection, district_id, scope, today=_today(visitor))
    asked = request.query_params
    return show(
        request,
        "disposal/list.html",
        fragment="rows",
        active="disposals",
        rows=rows,
        lines=lines,
        unusable=unusable,
        columns=COLUMNS,
        paging=Paging(total, page),
        states=STATES,
        tones=TONES,
        reasons=REASONS,
        state_options=[("open", _("没办完的")), *((key, _(word)) for key, word in STATES.items())],
        asked={name: asked.get(name, "")[:100] for name in ("q", "state")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/disposals.{kind}")
def disposal_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, line by line, as a sheet."""
    visitor.need(SEE_DISPOSALS)
    with visitor.office.database.read() as connection:
        scope, district_id = visitor.scope(SEE_DISPOSALS), visitor.district_id
        rows = disposals_page(connection, district_id, scope, _filter(request), page=(MOST_EXPORTED, 0))
        lines = disposal_lines(connection, district_id, [row.disposal_id for row in rows])
    table = [
        [row.disposal_id, _(STATES[row.state]), thing(line.item_name), line.base_unit, line.batch_number,
         line.expires_on, line.place_name, _(REASONS[line.reason]), line.quantity, row.actor_name,
         moment(row.proposed_at, with_year=True), row.decider_name, row.carrier_name,
         _(METHODS[row.method]) if row.method else "", row.witness_name,
         moment(row.witnessed_at, with_year=True) if row.witnessed_at else ""]
        for row in rows for line in lines[row.disposal_id]
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("报废"))


@router.get("/disposals/new")
def new_disposal(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What is of no use, to be chosen from."""
    return _new(request, visitor, Form({}))


@router.post("/disposals/new")
def propose(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Rows without a quantity are left out."""
    values: dict[str, Any] = {"note": form.get("note")}
    for name in form.values:
        parts = name.split(".")
        if len(parts) == 3 and parts[2] == "quantity" and form.get(name).strip() not in ("", "0"):
            for field in ("lot_id", "location_id", "quantity", "reason"):
                values[f"lines.{parts[1]}.{field}"] = form.get(f"lines.{parts[1]}.{field}")
    outcome = submit(visitor, ProposeDisposal, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, form, outcome)
    return done(request, f"/disposals/{outcome.answer['disposal_id']}", _("报废已提出，等批准"), outcome)


def _new(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(ProposeDisposal.action)
    with visitor.office.database.read() as connection:
        scope = visitor.scope(SEE_DISPOSALS)
        rows = unusable_stock(connection, visitor.district_id, scope, today=_today(visitor))
    return show(
        request,
        "disposal/new.html",
        active="disposals",
        status_code=refusal.status if refusal else 200,
        rows=rows,
        reasons=[(key, _(word)) for key, word in REASONS.items()],
        form=form,
        errors=refusal.errors if refusal else {},
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done to a disposal in one of `states`: the command, and what is said afterwards."""

    command: type[Command]
    states: tuple[str, ...]
    told: str


STEPS = {
    "approve": Step(ApproveDisposal, ("proposed",), N_("报废已批准")),
    "refuse": Step(RefuseDisposal, ("proposed",), N_("已退回，不报废")),
    "carry": Step(CarryOutDisposal, ("approved",), N_("已记销毁，等见证")),
    "witness": Step(WitnessDisposal, ("carried",), N_("已见证，货已离账")),
    "withdraw": Step(WithdrawDisposal, ("proposed", "approved"), N_("报废已撤回")),
}


@router.get("/disposals/{disposal_id:int}")
def one_disposal(request: Request, visitor: SignedIn, disposal_id: int) -> HTMLResponse:
    """One disposal, with the next step for whoever may take it."""
    return _one(request, visitor, disposal_id, Form({}))


@router.post("/disposals/{disposal_id:int}/{step}")
def take_step(request: Request, visitor: SignedIn, disposal_id: int, step: str, form: Posted) -> Response:
    """One of `STEPS`; what is refused is said on the page."""
    if step not in STEPS:
        raise refused("unknown_page")
    outcome = submit(visitor, STEPS[step].command, {**form.values, "disposal_id": disposal_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, disposal_id, form, outcome)
    return done(request, f"/disposals/{disposal_id}", _(STEPS[step].told), outcome)


def _one(
    request: Request, visitor: Visitor, disposal_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_DISPOSALS)
    with visitor.office.database.read() as connection:
        head = disposal(connection, visitor.district_id, visitor.scope(SEE_DISPOSALS), disposal_id)
        lines = disposal_lines(connection, visitor.district_id, [disposal_id])[disposal_id]
        command = {"disposal_id": disposal_id}
        kept_from = {
            name: why_not(visitor, connection, step.command.action, command) if name != "withdraw" else ""
            for name, step in STEPS.items()
            if head.state in step.states and visitor.may(step.command.action)
        }
        papers = papers_card(visitor, connection, "disposal", disposal_id)
    return show(
        request,
        "disposal/one.html",
        active="disposals",
        status_code=refusal.status if refusal else 200,
        head=head,
        lines=lines,
        columns=LINE_COLUMNS,
        states=STATES,
        tones=TONES,
        reasons=REASONS,
        methods=METHODS,
        method_options=[(key, _(word)) for key, word in METHODS.items()],
        kept_from=kept_from,
        papers=papers,
        form=form,
        errors=refusal.errors if refusal else {},
    )


@router.get("/disposals/{disposal_id:int}.pdf")
def certificate(request: Request, visitor: SignedIn, disposal_id: int) -> Response:
    """The certificate of what was destroyed, by whom and before whom; only once a witness has said so."""
    visitor.need(SEE_DISPOSALS)
    with visitor.office.database.read() as connection:
        head = disposal(connection, visitor.district_id, visitor.scope(SEE_DISPOSALS), disposal_id)
        lines = disposal_lines(connection, visitor.district_id, [disposal_id])[disposal_id]
        place = district(connection, visitor.district_id)
    if head.state != "disposed":
        raise refused("wrong_state", what=_("报废单"), state=_(STATES[head.state]), deed=_("出证明"))
    said = _("%(method)s。%(note)s 见证：%(seen)s") % {
        "method": _(METHODS[head.method]), "note": head.carried_note, "seen": head.seen,
    }  # fmt: skip
    people = _("提出 %(one)s，批准 %(two)s，销毁 %(three)s，见证 %(four)s（%(at)s）") % {
        "one": head.actor_name, "two": head.decider_name, "three": head.carrier_name, "four": head.witness_name,
        "at": moment_long(head.witnessed_at),
    }  # fmt: skip
    data: dict[str, Any] = {
        "title": _("物资报废销毁证明"),
        "number": _("第 %(n)s 号") % {"n": head.disposal_id},
        "to": "",
        "opening": said,
        "headings": [_("物资"), _("数量"), _("批号"), _("原因")],
        "rows": [
            [thing(each.item_name), quantity(each.quantity, each.base_unit), each.batch_number or f"#{each.lot_id}",
             _(REASONS[each.reason])]
            for each in lines
        ],
        "money": people,
        "purpose": "",
        "office": place.name if place else "",
        "day": day_long(day_shown(head.witnessed_at)),
        "code": "",
        "code_words": "",
        "entry": _("账本第 %(n)s 笔") % {"n": number(head.witnessed_entry)},
        "copy": "",
        **head_data(printed_head(request)),
        "language": visitor.language.partition("_")[0],
    }  # fmt: skip
    content = as_pdf("certificate", data, made_at=head.witnessed_at)
    return as_download(content, kind="pdf", name=f"{data['title']} {disposal_id}")
