"""凭证链: everything a movement belongs to, from the first paper to the last signature, and who did what."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.language import N_, _
from liangcao.language.formats import moment, money, quantity
from liangcao.reports.lot_pages import MovedLine
from liangcao.reports.printed_table import Table
from liangcao.reports.voucher_chain import ChainStep, DutyChain, VoucherChain, voucher_chain
from liangcao.web.page import show
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.inspecting import document_link, need_inspection
from liangcao.web.saying import title_of
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_LINES = 50
COLUMNS = (
    Column("deed", N_("事项"), primary=True),
    Column("document", N_("单据")),
    Column("who", N_("经手人")),
    Column("signers", N_("批准人")),
    Column("when", N_("时间")),
    Column("entry", N_("账目")),
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the table shows it."""

    step: ChainStep
    title: str
    document: tuple[str, str]


@dataclass(frozen=True, slots=True)
class DutyRow:
    """The duties on one document as the page shows them."""

    chain: DutyChain
    document: tuple[str, str]


@router.get("/inspection/chain/{number:int}.{kind}")
def chain_file(request: Request, visitor: SignedIn, number: int, kind: str, line: int = -1) -> Response:
    """The same as a sheet, a paper, or with the proofs of its entries."""
    need_inspection(visitor)
    found = _chain(visitor, number, line)
    heads = [_(column.label) for column in COLUMNS]
    rows = [
        (
            _(title_of(step.action)), document_link(step.document)[0], step.actor_name or _("建账"),
            "、".join(step.signers), moment(step.recorded_at, with_year=True), step.entry,
        )
        for step in found.steps
    ]  # fmt: skip
    facts = [
        (_("这一笔"), f"{_(title_of(found.head.action))} {moment(found.head.recorded_at, with_year=True)}"),
        *(("", f"{each.item_name} {each.batch_number}：{_way(each)}，{_amount(each)}") for each in found.lines[:10]),
        *((_("凭据"), f"{each.name} {each.sha256[:16]}") for each in found.papers[:10]),
        (_("职责分开了没有"), _("分开了") if all(each.is_apart for each in found.duties) else _("没有分开")),
    ]
    entries = [step.entry for step in found.steps] + [each.entry for each in found.papers]
    title = _("凭证链") + " " + _("第 %(n)s 笔") % {"n": number}
    return evidence_response(request, visitor, Table(title, facts, heads, rows, entries), kind)


def _chain(visitor: Visitor, number: int, line: int) -> VoucherChain:
    with visitor.office.database.read() as connection:
        ordinal = line if line >= 0 else None
        return voucher_chain(connection, visitor.district_id, max(0, min(number, 2**53 - 1)), ordinal)


def _way(line: MovedLine) -> str:
    return f"{line.source_name} → {line.destination_name}"


@router.get("/inspection/chain/{number:int}")
def chain(request: Request, visitor: SignedIn, number: int, line: int = -1) -> HTMLResponse:
    """The chain of an entry, or of one line of it (``line``: its ordinal)."""
    need_inspection(visitor)
    found = _chain(visitor, number, line)
    return show(
        request,
        "inspection/chain.html",
        active="inspection",
        found=found,
        title=_(title_of(found.head.action)),
        line=line,
        lines=[(each, _amount(each)) for each in found.lines[:MOST_LINES]],
        more_lines=max(0, len(found.lines) - MOST_LINES),
        steps=[StepRow(step, _(title_of(step.action)), document_link(step.document)) for step in found.steps],
        papers=[(each, document_link((each.kind, each.document_id))) for each in found.papers],
        duties=[DutyRow(each, document_link(each.document)) for each in found.duties],
        is_apart=all(each.is_apart for each in found.duties),
        left_off=sum(found.documents.left_off.values()),
        columns=COLUMNS,
        now=visitor.office.clock.now(),
    )


def _amount(line: MovedLine) -> str:
    return money(line.quantity) if line.is_money else quantity(line.quantity, line.base_unit)
