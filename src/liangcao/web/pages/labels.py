"""标签: labels of a lot and of its boxes, as PDF in the sizes of label printers; every printing is counted."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_STOCK
from liangcao.language import N_, _
from liangcao.ledger.trace import origins
from liangcao.receiving.commands import PrintLabels
from liangcao.receiving.labelling import printing, printings_of
from liangcao.reports.labels import Labels, labels_pdf
from liangcao.reports.lot_pages import check_lot_seen
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.sheet import as_download
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PRINT = "receiving.print_labels"
KINDS: dict[str, str] = {"box": N_("箱贴（100×70 毫米）"), "lot": N_("批次签（70×50 毫米）")}
COLUMNS = (
    Column("when", N_("打印"), primary=True),
    Column("kind", N_("哪种")),
    Column("copies", N_("张数"), numeric=True),
    Column("who", N_("谁打的")),
    Column("file", N_("文件")),
)


def _page(
    request: Request, visitor: Visitor, lot_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SEE_STOCK)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        check_lot_seen(connection, district, visitor.scope(SEE_STOCK), lot_id)
        lot = origins(connection, district, [lot_id])[lot_id]
        made = printings_of(connection, district, lot_id)
    return show(
        request,
        "lot/labels.html",
        active="stock",
        status_code=refusal.status if refusal else 200,
        lot=lot,
        printings=made,
        columns=COLUMNS,
        kinds=[(key, _(word)) for key, word in KINDS.items()],
        kind_words=KINDS,
        form=form,
        errors=refusal.errors if refusal else {},
        may_print=visitor.may(PRINT),
    )


@router.get("/lots/{lot_id:int}/labels")
def labels_page(request: Request, visitor: SignedIn, lot_id: int) -> HTMLResponse:
    """The printings so far, and one more."""
    return _page(request, visitor, lot_id, Form({"kind": "box", "copies": "1"}))


@router.post("/lots/{lot_id:int}/labels")
def print_labels(request: Request, visitor: SignedIn, lot_id: int, form: Posted) -> Response:
    """Count the printing; its file is on the page then."""
    outcome = submit(visitor, PrintLabels, {**form.values, "lot_id": lot_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, lot_id, form, outcome)
    return done(request, f"/lots/{lot_id}/labels", _("标签做好了，打开文件打印"), outcome)


@router.get("/lots/{lot_id:int}/labels/{label_print_id:int}.pdf")
def labels_file(request: Request, visitor: SignedIn, lot_id: int, label_print_id: int) -> Response:
    """The labels of one printing, a page each."""
    visitor.need(SEE_STOCK)
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        check_lot_seen(connection, district, visitor.scope(SEE_STOCK), lot_id)
        lot = origins(connection, district, [lot_id])[lot_id]
        made = printing(connection, district, lot_id, label_print_id)
    address = f"{str(request.base_url).rstrip('/')}/lots/{lot_id}"
    return as_download(labels_pdf(Labels(lot, made, address)), kind="pdf", name=f"{_('标签')}-{lot_id}-{made.times}")
