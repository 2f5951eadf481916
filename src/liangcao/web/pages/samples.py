"""抽样: samples drawn and to be drawn, each drawn line with what was found, drawn again to see that it is the same."""

import uuid
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.catalog.queries import all_goods
from liangcao.inspection.commands import DrawSample, NoteFinding
from liangcao.inspection.queries import (
    Finding,
    Sample,
    SampleLine,
    count_samples,
    findings_of,
    sample_by_id,
    sample_lines,
    samples_page,
)
from liangcao.inspection.rules import METHODS, VERDICTS
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import moment, money, quantity
from liangcao.reports.printed_table import Table
from liangcao.reports.samples import DrawnAgain, DrawnLine, draw_again, drawn_lines
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.inspecting import day_here, need_inspection, place_words
from liangcao.web.saying import title_of
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
DRAW, NOTE = "inspection.draw_sample", "inspection.note_finding"
USUAL_SIZE = 25
LINES_A_PAGE = 30
"""Each line has its button and its links: more would weigh too much on a bad connection."""
COLUMNS = (
    Column("number", N_("样本"), primary=True),
    Column("method", N_("怎么抽")),
    Column("days", N_("从哪天到哪天")),
    Column("progress", N_("核对了"), numeric=True),
    Column("who", N_("抽的人")),
)
LINE_COLUMNS = (
    Column("what", N_("流转"), primary=True),
    Column("quantity", N_("数量"), numeric=True),
    Column("way", N_("从哪到哪")),
    Column("deed", N_("事项")),
    Column("who", N_("经手人")),
    Column("state", N_("结果")),
)
VIEWS = {"": N_("全部"), "open": N_("还没核对"), "checked": N_("核对无误"), "objection": N_("有异议")}
TONES = {"checked": "ok", "objection": "danger"}


@dataclass(frozen=True, slots=True)
class Row:
    """A drawn line as the page shows it: what moved, and what was found, the latest first."""

    line: SampleLine
    drawn: DrawnLine
    findings: list[Finding]

    @property
    def verdict(self) -> str:
        """The latest finding's, empty while nobody has looked."""
        return self.findings[0].verdict if self.findings else ""


@router.get("/inspection/samples")
def samples(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """All samples, the newest first."""
    need_inspection(visitor)
    with visitor.office.database.read() as connection:
        paging = Paging(count_samples(connection, visitor.district_id), page)
        rows = samples_page(connection, visitor.district_id, (paging.size, paging.offset))
    return show(
        request,
        "inspection/samples.html",
        fragment="rows",
        active="inspection",
        rows=rows,
        columns=COLUMNS,
        paging=paging,
        methods=METHODS,
        now=visitor.office.clock.now(),
    )


@router.get("/inspection/samples/new")
def new_sample(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Draw one: how, how many, which days, with which words."""
    need_inspection(visitor)
    visitor.need(DRAW)
    today = day_here(visitor, visitor.office.clock.now())
    values = {"method": "random", "how_many": str(USUAL_SIZE), "from_day": f"{today[:8]}01", "to_day": today}
    return _form(request, visitor, Form(values))


@router.post("/inspection/samples/new")
def draw(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Drawn, or why not."""
    need_inspection(visitor)
    values = {**form.values}
    if form.get("method") != "by_item":
        values["item_id"] = ""
    outcome = submit(visitor, DrawSample, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, form, outcome)
    number = outcome.answer["sample_id"]
    return done(
        request, f"/inspection/samples/{number}", _("已抽出 %(n)s 行") % {"n": outcome.answer["lines"]}, outcome
    )


def _form(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        items = [(item.item_id, item.name) for item in all_goods(connection, visitor.district_id)]
    return show(
        request,
        "inspection/draw.html",
        active="inspection",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        items=items,
        methods=METHODS,
    )


@router.get("/inspection/samples/{sample_id:int}.{kind}")
def sample_file(request: Request, visitor: SignedIn, sample_id: int, kind: str) -> Response:
    """A sample with what was found, as a sheet, a paper, or with the proofs of its entries."""
    need_inspection(visitor)
    found, rows = _read(visitor, sample_id)
    heads = (
        N_("序号"), N_("账目"), N_("时间"), N_("物资"), N_("批号"), N_("数量"), N_("从"), N_("到"), N_("事项"),
        N_("经手人"), N_("金额"), N_("结果"), N_("说明"), N_("核对人"),
    )  # fmt: skip
    facts = [
        (_("怎么抽"), f"{_(METHODS[found.method])} {found.item_name}".strip()),
        (_("从哪天到哪天"), f"{found.from_day} – {found.to_day}"),
        (_("抽的人"), f"{found.actor_name} {moment(found.drawn_at, with_year=True)}"),
        (_("种子的话"), found.seed_text),
        (_("种子"), found.seed),
    ]
    title, entries = _("样本 %(n)s") % {"n": sample_id}, [row.line.entry for row in rows]
    table = Table(title, facts, [_(head) for head in heads], [_flat(row) for row in rows], entries)
    return evidence_response(request, visitor, table, kind)


def _flat(row: Row) -> list[str | int]:
    drawn, latest = row.drawn, row.findings[0] if row.findings else None
    return [
        row.line.line_number, row.line.entry, moment(drawn.recorded_at, with_year=True), drawn.item_name,
        drawn.batch_number, _amount(drawn), *_ends(drawn), _(title_of(drawn.action)),
        drawn.actor_name, money(row.line.value_fen) if row.line.value_fen else "",
        _(VERDICTS[latest.verdict]) if latest else "", latest.note if latest else "",
        latest.actor_name if latest else "",
    ]  # fmt: skip


def _ends(drawn: DrawnLine) -> tuple[str, str]:
    """Where the line came from and where it went."""
    return (
        place_words(drawn.source_name, drawn.source_kind),
        place_words(drawn.destination_name, drawn.destination_kind),
    )


def _amount(drawn: DrawnLine) -> str:
    return money(drawn.quantity) if drawn.is_money else quantity(drawn.quantity, drawn.base_unit)


@router.get("/inspection/samples/{sample_id:int}")
def sample(request: Request, visitor: SignedIn, sample_id: int, state: str = "", page: PageNumber = 1) -> HTMLResponse:
    """A sample: how it was drawn, how far it has been looked at, each line."""
    need_inspection(visitor)
    found, rows = _read(visitor, sample_id)
    state = state if state in VIEWS else ""
    wanted = [row for row in rows if state in ("", row.verdict or "open")]
    paging = Paging(len(wanted), page, LINES_A_PAGE)
    return show(
        request,
        "inspection/sample.html",
        fragment="rows",
        active="inspection",
        sample=found,
        rows=wanted[paging.offset : paging.offset + LINES_A_PAGE],
        columns=LINE_COLUMNS,
        paging=paging,
        state=state,
        views=[(key, _(label), f"/inspection/samples/{sample_id}?state={key}") for key, label in VIEWS.items()],
        methods=METHODS,
        verdicts=VERDICTS,
        tones=TONES,
        amount=_amount,
        ends=_ends,
        title_of=title_of,
        now=visitor.office.clock.now(),
    )


@router.get("/inspection/samples/{sample_id:int}/again")
def again(request: Request, visitor: SignedIn, sample_id: int) -> HTMLResponse:
    """Drawn again out of the journal as it was: the same lines, or which differ."""
    need_inspection(visitor)
    with visitor.office.database.read() as connection:
        found = sample_by_id(connection, visitor.district_id, sample_id)
        result: DrawnAgain = draw_again(connection, visitor.district_id, found)
    return show(request, "inspection/again.html", active="inspection", sample=found, result=result, methods=METHODS)


@router.get("/inspection/samples/{sample_id:int}/lines/{line_number:int}")
def sample_line(request: Request, visitor: SignedIn, sample_id: int, line_number: int) -> HTMLResponse:
    """One drawn line, with the form for what was found."""
    need_inspection(visitor)
    return _line(request, visitor, (sample_id, line_number), Form({}))


@router.post("/inspection/samples/{sample_id:int}/lines/{line_number:int}")
def note_finding(request: Request, visitor: SignedIn, sample_id: int, line_number: int, form: Posted) -> Response:
    """On record; then on to the next line nobody has looked at."""
    need_inspection(visitor)
    return _note(request, visitor, (sample_id, line_number), form)


@router.post("/inspection/samples/{sample_id:int}/check")
def check_line(request: Request, visitor: SignedIn, sample_id: int, form: Posted) -> Response:
    """The one tap in the list: this line is in order. One form serves all lines, and each is a command of its own."""
    need_inspection(visitor)
    line_number = row_number(form.get("line_number"))
    own = command_id_of(form.command_id, line_number)
    tick = Form({"verdict": "checked", "command_id": own})
    return _note(request, visitor, (sample_id, line_number), tick)


def command_id_of(form_id: str, line_number: int) -> str:
    """The id of the command for one line of a form that serves many; empty when the form's is none."""
    try:
        return str(uuid.uuid5(uuid.UUID(form_id), str(line_number)))
    except ValueError:
        return ""


def _note(request: Request, visitor: Visitor, which: tuple[int, int], form: Form) -> Response:
    sample_id, line_number = which
    values = {**form.values, "sample_id": sample_id, "line_number": line_number}
    outcome = submit(visitor, NoteFinding, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _line(request, visitor, which, form, outcome)
    _found, rows = _read(visitor, sample_id)
    following = [row.line.line_number for row in rows if not row.verdict]
    after = next((number for number in following if number > line_number), following[0] if following else 0)
    onward = f"/inspection/samples/{sample_id}" + (f"/lines/{after}" if after else "")
    return done(request, onward, _("第 %(n)s 行已记下") % {"n": line_number}, outcome)


def _line(
    request: Request, visitor: Visitor, which: tuple[int, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    found, rows = _read(visitor, which[0])
    row = next((each for each in rows if each.line.line_number == which[1]), None)
    if row is None:
        raise refused("unknown_document", name=f"{which[0]}-{which[1]}")
    return show(
        request,
        "inspection/line.html",
        active="inspection",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        sample=found,
        row=row,
        verdicts=VERDICTS,
        tones=TONES,
        amount=_amount(row.drawn),
        ends=_ends(row.drawn),
        deed=_(title_of(row.drawn.action)),
        may_note=visitor.may(NOTE),
        now=visitor.office.clock.now(),
    )


def _read(visitor: Visitor, sample_id: int) -> tuple[Sample, list[Row]]:
    with visitor.office.database.read() as connection:
        found = sample_by_id(connection, visitor.district_id, sample_id)
        lines = sample_lines(connection, visitor.district_id, sample_id)
        drawn = drawn_lines(connection, visitor.district_id, [(each.entry, each.ordinal) for each in lines])
        findings = findings_of(connection, visitor.district_id, sample_id)
    rows = [Row(each, drawn[each.entry, each.ordinal], findings.get(each.line_number, [])) for each in lines]
    return found, rows
