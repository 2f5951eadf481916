"""拣货单: lists of what is to be fetched, and the page one walks with: a code is read, a line confirmed, the next."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.permissions import Scope
from liangcao.catalog.details import Code, codes_of
from liangcao.codes.rules import code_of
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.picking.commands import CancelPickList, ChangeLot, ConfirmPick, OpenPickList, PutBack, StartPicking
from liangcao.picking.queries import PickRow, pick_head, pick_lists, pick_rows, read_code, tallies
from liangcao.picking.rules import LINE_STATES, LIST_STATES, line_of_code
from liangcao.reports.picking_pages import other_lots
from liangcao.reports.places import place_labels
from liangcao.reports.request_pages import names_of_people
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show, with_camera
from liangcao.web.pages.why_words import why_not
from liangcao.web.saying import sentence
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
OPEN, START, CONFIRM = "picking.open_list", "picking.start_list", "picking.confirm_line"
TONES = {"open": "wait", "started": "info", "done": "ok", "cancelled": "off"}
LINE_TONES = {"waiting": "wait", "picked": "ok", "none": "warn", "cancelled": "off"}
COLUMNS = (
    Column("number", N_("拣货单"), primary=True),
    Column("state", N_("状态")),
    Column("lines", N_("行")),
    Column("who", N_("拣货人")),
    Column("made", N_("开单")),
)
WHY_LESS = (N_("架上只有这些"), N_("找不到"), N_("破损"), N_("受潮"), N_("过期"), N_("隔离"))
"""Why less was picked than was asked; anything else is written beside it."""


def seen(visitor: Visitor) -> Scope:
    """Whose lists somebody sees: those of the stores they pick at."""
    return visitor.scope(OPEN)


@router.get("/pick-lists")
def lists(request: Request, visitor: SignedIn, page: PageNumber = 1, state: str = "") -> HTMLResponse:
    """The lists of one's stores, the newest first."""
    visitor.need(OPEN)
    states = {state} if state in LIST_STATES else set()
    with visitor.office.database.read() as connection:
        heads = pick_lists(
            connection, visitor.district_id, seen(visitor), states=states, page=(PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
        )
        more = len(heads) > PAGE_SIZE
        heads = heads[:PAGE_SIZE]
        counted = tallies(connection, visitor.district_id, [head.pick_id for head in heads])
        people = names_of_people(connection, visitor.district_id, [head.picker_id or head.actor_id for head in heads])
    views = [("", _("全部"), "/pick-lists")]
    views += [(key, _(word), f"/pick-lists?state={key}") for key, word in LIST_STATES.items()]
    return show(
        request,
        "picking/list.html",
        fragment="rows",
        active="picks",
        rows=heads,
        tallies=counted,
        people=people,
        columns=COLUMNS,
        states={key: (_(word), TONES[key]) for key, word in LIST_STATES.items()},
        state=state,
        views=views,
        paging=Paging((page - 1) * PAGE_SIZE + len(heads) + more, page),
    )


@router.post("/pick-lists")
def open_one(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Make a list of the units chosen."""
    outcome = submit(visitor, OpenPickList, form)
    if isinstance(outcome, FormErrors):
        raise Refused(*outcome.reasons)
    number = outcome.answer["pick_id"]
    return done(request, f"/pick-lists/{number}", _("拣货单 %(n)s 开好了") % {"n": number}, outcome)


@router.get("/pick-lists/{pick_id:int}")
def one(request: Request, visitor: SignedIn, pick_id: int, scan: str = "", line: int = 0) -> HTMLResponse:
    """A list: the line at hand with its form, then all lines in the order of the walk."""
    visitor.need(OPEN)
    return _one(request, visitor, (pick_id, scan.strip()[:200], line), Form({}))


def _one(
    request: Request, visitor: Visitor, asked: tuple[int, str, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    """The page of a list; `asked` are the list, a code that was read, the line wanted (0: the first that waits)."""
    district, (pick_id, scan, number) = visitor.district_id, asked
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    blocked = ""
    with visitor.office.database.read() as connection:
        head = pick_head(connection, district, seen(visitor), pick_id)
        rows = pick_rows(connection, district, pick_id)
        labels = place_labels(connection, district)
        people = names_of_people(connection, district, [head.actor_id, head.picker_id])
        codes = _codes(rows, codes_of(connection, district, sorted({row.item_id for row in rows})))
        action = START if head.state == "open" else CONFIRM
        kept_from = why_not(visitor, connection, action, {"pick_id": pick_id}) if visitor.may(action) else ""
        if scan:
            try:
                number = line_of_code(read_code(connection, district, scan), [row.wanted for row in rows], today)
            except Refused as refused_scan:
                blocked = sentence(refused_scan.reasons[0], visitor.language)
    current = _current(rows, number) if head.state == "started" and not blocked else None
    answer = show(
        request,
        "picking/one.html",
        active="picks",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        rows=rows,
        current=current,
        scan=scan if current and number == current.line_number else "",
        typed=scan,
        blocked=blocked,
        labels=labels,
        people=people,
        state=(_(LIST_STATES[head.state]), TONES[head.state]),
        line_states={key: (_(word), LINE_TONES[key]) for key, word in LINE_STATES.items()},
        why_not=kept_from,
        reasons=[(_(word), _(word)) for word in WHY_LESS],
        codes=codes,
        blocks={row.line_number: _blocked(row, today) for row in rows},
        **_tally(rows),
    )
    return with_camera(request, answer)


def _codes(rows: list[PickRow], of_items: Mapping[int, Sequence[Code]]) -> dict[int, str]:
    """What may be scanned for each line, one on a line: a phone without signal holds codes against it."""
    found = {}
    for row in rows:
        ours = (code_of("L", row.lot_id), code_of("P", row.location_id), code_of("I", row.item_id))
        makers = (row.batch_number, *(each.code for each in of_items.get(row.item_id, ())))
        found[row.line_number] = "\n".join(each for each in (*ours, row.location_name, *makers) if each)
    return found


def _blocked(row: PickRow, today: str) -> str:
    """Why a line is not to be picked as it stands, "" when it is."""
    if row.plan_state != "held":
        return _("这一行方案里去掉了，不用拣：填 0 确认。")
    if row.lot_status == "quarantined":
        return _("这一批隔离了：改拣别的批次，或者填 0 写明。")
    if row.expires_on and row.expires_on < today:
        return _("这一批过期了：改拣别的批次，或者填 0 写明。")
    return ""


def _tally(rows: list[PickRow]) -> dict[str, Any]:
    """How far the list is, and the units of which all lines are ready to leave."""
    waiting = [row for row in rows if row.state == "waiting"]
    units = {row.unit_id: row.unit_name for row in rows if row.state == "picked" and row.plan_state == "held"}
    ready = [(unit, name) for unit, name in units.items() if all(row.unit_id != unit for row in waiting)]
    return {"waiting": len(waiting), "counted": len([row for row in rows if row.state != "cancelled"]), "ready": ready}


def _current(rows: list[PickRow], number: int) -> PickRow | None:
    """The line asked for, else the first that waits."""
    waiting = [row for row in rows if row.state == "waiting"]
    chosen = [row for row in waiting if row.line_number == number]
    return next(iter(chosen or waiting), None)


@router.get("/pick-lists/{pick_id:int}/sheet")
def sheet(request: Request, visitor: SignedIn, pick_id: int) -> HTMLResponse:
    """The list on paper."""
    visitor.need(OPEN)
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        head = pick_head(connection, visitor.district_id, seen(visitor), pick_id)
        rows = pick_rows(connection, visitor.district_id, pick_id)
        labels = place_labels(connection, visitor.district_id)
    return show(
        request,
        "picking/sheet.html",
        active="picks",
        head=head,
        rows=[row for row in rows if row.state != "cancelled"],
        labels=labels,
        day=day_of(head.made_at, visitor.office.timezone),
        now=now,
    )


@router.post("/pick-lists/{pick_id:int}/start")
def start(request: Request, visitor: SignedIn, pick_id: int, form: Posted) -> Response:
    """Take the list."""
    outcome = submit(visitor, StartPicking, {**form.values, "pick_id": pick_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, (pick_id, "", 0), form, outcome)
    return done(request, f"/pick-lists/{pick_id}", _("单子归您了，按顺序走"), outcome)


@router.post("/pick-lists/{pick_id:int}/confirm")
def confirm(request: Request, visitor: SignedIn, pick_id: int, form: Posted) -> Response:
    """Say how much of a line was taken."""
    values = {**form.values, "pick_id": pick_id, "reason": _reason(form)}
    outcome = submit(visitor, ConfirmPick, values, form.command_id)
    if isinstance(outcome, FormErrors):
        number = form.get("line_number")
        at = int(number) if number.isdecimal() and len(number) < 16 else 0
        return _one(request, visitor, (pick_id, "", at), form, outcome)
    return done(request, f"/pick-lists/{pick_id}", _("第 %(n)s 行记好了") % {"n": form.get("line_number")}, outcome)


def _reason(form: Form) -> str:
    """The reason chosen and the words beside it as one text."""
    return "：".join(part.strip() for part in (form.get("reason"), form.get("more")) if part.strip())


@router.post("/pick-lists/{pick_id:int}/back")
def back(request: Request, visitor: SignedIn, pick_id: int, form: Posted) -> Response:
    """Carry lines back to their shelves."""
    outcome = submit(visitor, PutBack, {**form.values, "pick_id": pick_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, (pick_id, "", 0), form, outcome)
    return done(request, f"/pick-lists/{pick_id}", _("放回去了，重新等着拣"), outcome, tone="warn")


@router.post("/pick-lists/{pick_id:int}/cancel")
def cancel(request: Request, visitor: SignedIn, pick_id: int, form: Posted) -> Response:
    """End the list."""
    outcome = submit(visitor, CancelPickList, {**form.values, "pick_id": pick_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, (pick_id, "", 0), form, outcome)
    return done(request, f"/pick-lists/{pick_id}", _("拣货单取消了，货都放回货架"), outcome, tone="warn")


@router.get("/pick-lists/{pick_id:int}/lines/{line_number:int}")
def change_form(request: Request, visitor: SignedIn, pick_id: int, line_number: int) -> HTMLResponse:
    """Other lots and places a line may be picked from."""
    visitor.need("picking.change_lot")
    return _change(request, visitor, (pick_id, line_number), Form({}))


@router.post("/pick-lists/{pick_id:int}/lines/{line_number:int}")
def change(request: Request, visitor: SignedIn, pick_id: int, line_number: int, form: Posted) -> Response:
    """Ask for another lot."""
    lot_id, _at, location_id = form.get("cell").partition("@")
    values = {**form.values, "pick_id": pick_id, "line_number": line_number}
    values |= {"lot_id": lot_id, "location_id": location_id}
    outcome = submit(visitor, ChangeLot, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _change(request, visitor, (pick_id, line_number), form, outcome)
    return done(request, f"/pick-lists/{pick_id}", _("改拣已提出"), outcome)


def _change(
    request: Request, visitor: Visitor, wanted: tuple[int, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        head = pick_head(connection, visitor.district_id, seen(visitor), wanted[0])
        rows = {row.line_number: row for row in pick_rows(connection, visitor.district_id, wanted[0])}
        row = rows.get(wanted[1])
        if row is None:
            raise Refused(Reason("unknown_document", {"name": wanted[1]}))
        today = day_of(visitor.office.clock.now(), visitor.office.timezone)
        labels = place_labels(connection, visitor.district_id)
        others = other_lots(connection, visitor.district_id, head, row, today)
    errors = dict(refusal.errors) if refusal else {}
    for name in ("lot_id", "location_id"):
        if name in errors:
            errors["cell"] = errors.pop(name)
    return show(
        request,
        "picking/change.html",
        active="picks",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=errors,
        head=head,
        row=row,
        others=others,
        labels=labels,
    )
