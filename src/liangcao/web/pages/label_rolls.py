"""空白标签: rolls of labels printed before anybody knows what they will be stuck to; bound at the first scan."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.codes.commands import PrintRoll
from liangcao.codes.printings import roll, rolls
from liangcao.codes.rules import code_of
from liangcao.codes.sizes import PAPERS
from liangcao.language import N_, _
from liangcao.reports.labels import sheet_of_roll
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.labels import base_of, sheet_file
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("codes", N_("短码"), primary=True),
    Column("copies", N_("张数"), numeric=True),
    Column("bound", N_("已贴"), numeric=True),
    Column("size", N_("大小")),
    Column("who", N_("谁打的")),
    Column("file", N_("文件")),
)


@router.get("/labels/rolls")
def rolls_page(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The rolls so far, and one more."""
    return _page(request, visitor, Form({"copies": "24", "size": "a4-3x8"}))


def _page(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    visitor.need(PrintRoll.action)
    with visitor.office.database.read() as connection:
        made = rolls(connection, visitor.district_id)
    return show(
        request,
        "codes/rolls.html",
        active="rolls",
        status_code=refusal.status if refusal else 200,
        rolls=made,
        columns=COLUMNS,
        code_of=code_of,
        papers=PAPERS,
        sizes=[(size, _(paper.name)) for size, paper in PAPERS.items()],
        form=form,
        errors=refusal.errors if refusal else {},
    )


@router.post("/labels/rolls")
def print_roll(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Number the labels of another roll; its file is on the page then."""
    outcome = submit(visitor, PrintRoll, form)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/labels/rolls", _("空白标签编好号了，打开文件打印"), outcome)


@router.get("/labels/rolls/{roll_id:int}.{ending}")
def roll_file(request: Request, visitor: SignedIn, roll_id: int, ending: str, dpi: int = 203) -> Response:
    """The labels of a roll."""
    visitor.need(PrintRoll.action)
    with visitor.office.database.read() as connection:
        made = roll(connection, visitor.district_id, roll_id)
    sheet = sheet_of_roll(made, base_of(request))
    name = f"{_('空白标签')}-{code_of('S', made.first_serial)}"
    return sheet_file(sheet, ending, name, dots_per_inch=300 if dpi == 300 else 203)
