"""标签: labels of anything that has a code, as PDF or as pictures for thermal printers; every printing is counted."""

import io
from zipfile import ZipFile

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.codes.commands import PrintLabels
from liangcao.codes.printings import printing, printings_of
from liangcao.codes.rules import code_of
from liangcao.codes.sizes import LETTERS, PAPERS, WORDS
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.reports.label_words import labelled
from liangcao.reports.labels import MOST_PICTURES, Sheet, sheet_of
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.code_link import page_of
from liangcao.web.pages.sheet import as_download
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("when", N_("打印"), primary=True),
    Column("kind", N_("哪种")),
    Column("copies", N_("张数"), numeric=True),
    Column("who", N_("谁打的")),
    Column("file", N_("文件")),
)


def _page(
    request: Request, visitor: Visitor, thing: tuple[str, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    letter, thing_id = thing
    kinds = [kind for kind, each in LETTERS.items() if each == letter]
    if not kinds:
        raise refused("unknown_document", name=letter)
    with visitor.office.database.read() as connection:
        told = labelled(connection, visitor.district_id, visitor.scope, letter, thing_id)
        made = printings_of(connection, visitor.district_id, letter, thing_id)
    return show(
        request,
        "codes/labels.html",
        active="stock" if letter in "LPI" else "",
        status_code=refusal.status if refusal else 200,
        told=told,
        code=code_of(letter, thing_id),
        letter=letter,
        thing_id=thing_id,
        back=page_of(letter, thing_id),
        printings=made,
        columns=COLUMNS,
        kinds=[(kind, _(WORDS[kind])) for kind in kinds],
        kind_words=WORDS,
        sizes=[(size, _(paper.name)) for size, paper in PAPERS.items()],
        papers=PAPERS,
        form=form,
        errors=refusal.errors if refusal else {},
        may_print=visitor.may(PrintLabels.action),
    )


@router.get("/labels/{letter}/{thing_id:int}")
def labels_page(request: Request, visitor: SignedIn, letter: str, thing_id: int) -> HTMLResponse:
    """The printings so far, and one more."""
    kind = next((kind for kind, each in LETTERS.items() if each == letter), "")
    return _page(request, visitor, (letter, thing_id), Form({"kind": kind, "copies": "1"}))


@router.post("/labels/{letter}/{thing_id:int}")
def print_labels(request: Request, visitor: SignedIn, letter: str, thing_id: int, form: Posted) -> Response:
    """Count the printing; its file is on the page then."""
    data = {**form.values, "thing_id": thing_id, "kind": form.get("kind")}
    outcome = submit(visitor, PrintLabels, data, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, (letter, thing_id), form, outcome)
    return done(request, f"/labels/{letter}/{thing_id}", _("标签做好了，打开文件打印"), outcome)


@router.get("/labels/{label_print_id:int}.{ending}")
def labels_file(request: Request, visitor: SignedIn, label_print_id: int, ending: str, dpi: int = 203) -> Response:
    """The labels of one printing: PDF, or PNG (one, or a zip of them) at 203 or 300 dots to the inch."""
    with visitor.office.database.read() as connection:
        made = printing(connection, visitor.district_id, label_print_id)
        letter = LETTERS[made.kind]
        told = labelled(connection, visitor.district_id, visitor.scope, letter, made.thing_id)
    sheet = sheet_of(made, told, base_of(request))
    name = f"{_('标签')}-{code_of(letter, made.thing_id)}-{made.times}"
    return sheet_file(sheet, ending, name, dots_per_inch=300 if dpi == 300 else 203)


def base_of(request: Request) -> str:
    """This server's address: what the codes on labels begin with; as it is set, else as the browser calls it."""
    return str(request.app.state.base_url or request.base_url).rstrip("/")


def sheet_file(sheet: Sheet, ending: str, name: str, *, dots_per_inch: int) -> Response:
    """Labels as a download; raises Refused ``unknown_document`` for another ending, ``too_many_lines`` for pictures."""
    if ending == "pdf":
        return as_download(sheet.pdf(), kind="pdf", name=name)
    if ending != "png":
        raise refused("unknown_document", name=ending)
    if len(sheet.labels) > MOST_PICTURES and not sheet.paper.is_sheet:
        raise refused("too_many_lines", most=MOST_PICTURES, length=len(sheet.labels))
    pictures = sheet.pictures(dots_per_inch)
    if len(pictures) == 1:
        return as_download(pictures[0], kind="png", name=name)
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for number, picture in enumerate(pictures, 1):
            archive.writestr(f"{number:03d}.png", picture)
    return as_download(packed.getvalue(), kind="zip", name=name)
