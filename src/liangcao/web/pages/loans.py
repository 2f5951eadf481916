"""借用: what is out with whom until when: the list, one loan with its next steps, the form, and what can be lent."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_LOANS, SEE_PERSONAL_DATA
from liangcao.catalog.queries import every_goods
from liangcao.catalog.search import normalise_query
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.loans.commands import ExtendLoan, LendGoods, LoseLent, MarkReusable, TakeBack
from liangcao.loans.queries import (
    Lendable,
    LoanFilter,
    count_loans,
    lendable_stock,
    loan,
    loan_events,
    loan_lines,
    loans_page,
    reusable_items,
)
from liangcao.loans.rules import STATES
from liangcao.parties.queries import all_parties
from liangcao.reports.places import own_places
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 20_000
NO_UNITS = frozenset({"supplier", "donor", "unverified"})
COLUMNS = (
    Column("number", N_("借用单"), primary=True),
    Column("what", N_("还在外面的")),
    Column("lent", N_("借出时间"), whole=True),
    Column("due", N_("哪天还"), whole=True),
    Column("state", N_("状态")),
)
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("serial", N_("编号")),
    Column("quantity", N_("借出数量"), numeric=True),
    Column("whole_back", N_("完好归还"), numeric=True),
    Column("damaged", N_("坏的"), numeric=True),
    Column("lost", N_("丢失"), numeric=True),
    Column("out", N_("还在外面"), numeric=True),
)
ITEM_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("serial", N_("一件一个编号")),
    Column("reason", N_("依据")),
    Column("who", N_("谁定的")),
)
HEADS = (
    N_("借用单"), N_("单位"), N_("做什么用"), N_("借出时间"), N_("哪天还"), N_("状态"), N_("物资"), N_("单位"),
    N_("批号"), N_("编号"), N_("借出数量"), N_("完好归还"), N_("坏的"), N_("丢失"), N_("还在外面"), N_("该赔（分）"),
)  # fmt: skip


def _today(visitor: Visitor) -> str:
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


def _filter(request: Request, today: str) -> LoanFilter:
    asked = request.query_params
    state = asked.get("state", "")
    return LoanFilter(
        state=state if state in {"overdue", *STATES} else "",
        today=today,
        search=normalise_query(asked.get("q", "")[:100]),
    )


@router.get("/loans")
def loan_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Loans: what is out at the head, the first due first."""
    visitor.need(SEE_LOANS)
    today = _today(visitor)
    wanted, scope, district = _filter(request, today), visitor.scope(SEE_LOANS), visitor.district_id
    with visitor.office.database.read() as connection:
        total = count_loans(connection, district, scope, wanted)
        rows = loans_page(connection, district, scope, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        lines = loan_lines(connection, district, [row.loan_id for row in rows])
    asked = request.query_params
    return show(
        request,
        "loans/list.html",
        fragment="rows",
        active="loans",
        rows=rows,
        lines=lines,
        today=today,
        columns=COLUMNS,
        paging=Paging(total, page),
        states=STATES,
        state_options=[("overdue", _("过期没还的")), *((key, _(word)) for key, word in STATES.items())],
        asked={name: asked.get(name, "")[:100] for name in ("q", "state")},
        query="?" + request.url.query if request.url.query else "",
    )


@router.get("/loans.{kind}")
def loan_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, line by line, as a sheet."""
    visitor.need(SEE_LOANS)
    with visitor.office.database.read() as connection:
        scope, district = visitor.scope(SEE_LOANS), visitor.district_id
        wanted = _filter(request, _today(visitor))
        rows = loans_page(connection, district, scope, wanted, page=(MOST_EXPORTED, 0))
        lines = loan_lines(connection, district, [row.loan_id for row in rows])
    table = [
        [row.loan_id, row.party_name, row.purpose, moment(row.lent_at, with_year=True), row.due_on,
         _(STATES[row.state]), thing(line.item_name), line.base_unit, line.batch_number, line.serial, line.quantity,
         line.whole_back, line.damaged, line.lost, line.out, line.owed_fen]
        for row in rows for line in lines[row.loan_id]
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=_("借用"))


@router.get("/loans/items")
def items(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What can be lent, and the form that settles it."""
    return _items(request, visitor, Form({}))


@router.post("/loans/items")
def mark(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """What is settled of an item."""
    values: dict[str, Any] = {"item_id": form.get("item_id"), "reason": form.get("reason")}
    values |= {name: bool(form.get(name)) for name in ("is_reusable", "is_serial")}
    outcome = submit(visitor, MarkReusable, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _items(request, visitor, form, outcome)
    return done(request, "/loans/items", _("已记下"), outcome)


def _items(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(SEE_LOANS)
    with visitor.office.database.read() as connection:
        rows = reusable_items(connection, visitor.district_id)
        goods = every_goods(connection, visitor.district_id)
    return show(
        request,
        "loans/items.html",
        active="loans",
        status_code=refusal.status if refusal else 200,
        rows=rows,
        columns=ITEM_COLUMNS,
        goods=[(each.item_id, thing(each.name)) for each in goods],
        form=form,
        errors=refusal.errors if refusal else {},
    )


@router.get("/loans/new")
def new_loan(request: Request, visitor: SignedIn) -> HTMLResponse:
    """What could be lent, to be chosen from."""
    return _new(request, visitor, Form({}))


@router.post("/loans/new")
def lend(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Rows without a quantity are left out; a piece with a number is one."""
    values: dict[str, Any] = {name: form.get(name) for name in ("party_id", "borrower", "purpose", "due_on")}
    for name in form.values:
        parts = name.split(".")
        if len(parts) == 3 and parts[2] == "quantity" and form.get(name).strip() not in ("", "0"):
            for field in ("lot_id", "location_id", "quantity", "serial"):
                values[f"lines.{parts[1]}.{field}"] = form.get(f"lines.{parts[1]}.{field}")
    outcome = submit(visitor, LendGoods, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _new(request, visitor, form, outcome)
    return done(request, "/loans", _("借出已提交"), outcome)


def _new(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(LendGoods.action)
    with visitor.office.database.read() as connection:
        stock = lendable_stock(connection, visitor.district_id, visitor.scope(SEE_LOANS), today=_today(visitor))
        parties = [each for each in all_parties(connection, visitor.district_id) if each.kind not in NO_UNITS]
    return show(
        request,
        "loans/new.html",
        active="loans",
        status_code=refusal.status if refusal else 200,
        rows=[each for row in stock for each in _pieces(row)],
        parties=[(each.party_id, each.name) for each in parties],
        form=form,
        errors=refusal.errors if refusal else {},
    )


MOST_PIECES = 5


def _pieces(row: Lendable) -> list[Lendable]:
    """A row of the form for each of the first pieces that are numbered; one row for what is counted."""
    return [row] * (min(row.available, MOST_PIECES) if row.is_serial else 1)


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done to a loan: the command, and what is said afterwards."""

    command: type[Command]
    told: str


STEPS = {
    "back": Step(TakeBack, N_("已收回")),
    "lost": Step(LoseLent, N_("已报失")),
    "extend": Step(ExtendLoan, N_("已续借")),
}


@router.get("/loans/{loan_id:int}")
def one_loan(request: Request, visitor: SignedIn, loan_id: int) -> HTMLResponse:
    """One loan, with what can be done about it."""
    return _one(request, visitor, loan_id, Form({}))


@router.post("/loans/{loan_id:int}/{step}")
def take_step(request: Request, visitor: SignedIn, loan_id: int, step: str, form: Posted) -> Response:
    """One of `STEPS`; rows that say nothing are left out; what is refused is said on the page."""
    if step not in STEPS:
        raise refused("unknown_page")
    values = {name: value for name, value in form.values.items() if not name.startswith("lines.")}
    try:
        values |= _rows(form, ("lost",) if step == "lost" else ("whole_back", "damaged"))
    except Refused as refusal:
        return _one(request, visitor, loan_id, form, errors_of(visitor, refusal))
    outcome = submit(visitor, STEPS[step].command, {**values, "loan_id": loan_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, loan_id, form, outcome)
    return done(request, f"/loans/{loan_id}", _(STEPS[step].told), outcome)


def _rows(form: Form, counted: tuple[str, ...]) -> dict[str, Any]:
    """The rows in which one of the fields `counted` says more than nothing; what is owed in fen."""
    values: dict[str, Any] = {}
    for index in sorted({name.split(".")[1] for name in form.values if name.startswith("lines.")}):
        row = f"lines.{index}"
        if any(form.get(f"{row}.{field}").strip() not in ("", "0") for field in counted):
            for field in ("line_number", "location_id", *counted):
                if form.get(f"{row}.{field}"):
                    values[f"{row}.{field}"] = form.get(f"{row}.{field}")
            if counted == ("lost",) and form.get(f"{row}.owed").strip():
                values[f"{row}.owed_fen"] = fen_of(form.get(f"{row}.owed"))
    return values


def _one(
    request: Request, visitor: Visitor, loan_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_LOANS)
    with visitor.office.database.read() as connection:
        head = loan(connection, visitor.district_id, visitor.scope(SEE_LOANS), loan_id)
        lines = loan_lines(connection, visitor.district_id, [loan_id])[loan_id]
        events = loan_events(connection, visitor.district_id, loan_id)
        places = own_places(
            connection, visitor.district_id, visitor.scope(SEE_LOANS), kinds=("store", "shelf", "dock", "vehicle")
        )
        may_know = visitor.may(SEE_PERSONAL_DATA)
        known = reveal(connection, visitor.district_id, [head.borrower]) if may_know else {}
    return show(
        request,
        "loans/one.html",
        active="loans",
        status_code=refusal.status if refusal else 200,
        head=head,
        lines=lines,
        events=events,
        columns=LINE_COLUMNS,
        states=STATES,
        today=_today(visitor),
        borrower=known.get(head.borrower, ""),
        places=[(each.location_id, each.label) for each in places if each.is_open],
        form=form,
        errors=refusal.errors if refusal else {},
    )
