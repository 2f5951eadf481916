"""Taking a plan along: on paper, as a workbook with its question, as a PDF, as a pack with proofs."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_PLANS
from liangcao.allocation.kept import kept_plan
from liangcao.allocation.queries import plan_head, plan_lines, plan_needs, plan_shares, question_of_plan
from liangcao.exchange.plan_results import results_of
from liangcao.exchange.plan_sheets import plan_workbook
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _, current_language
from liangcao.language.things import thing
from liangcao.reports.places import place_labels
from liangcao.reports.printed_table import Table
from liangcao.reports.request_pages import names_of_people
from liangcao.web.class_names import class_words
from liangcao.web.page import show
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.plan_words import shown_needs
from liangcao.web.pages.request_words import LINE_STATES, PLAN_STATES
from liangcao.web.pages.sheet import as_download, sheet_response
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
HEADINGS = (N_("类别"), N_("单位"), N_("物资"), N_("要"), N_("先前已给"), N_("给"), N_("为什么"))


@router.get("/plans/{plan_id:int}/sheet")
def plan_sheet(request: Request, visitor: SignedIn, plan_id: int) -> HTMLResponse:
    """The plan on paper: who gets what out of which lot."""
    visitor.need(SEE_PLANS)
    with visitor.office.database.read() as connection:
        head = plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        lines = plan_lines(connection, visitor.district_id, plan_id)
        labels = place_labels(connection, visitor.district_id)
        people = names_of_people(connection, visitor.district_id, [head.actor_id, head.decided_by])
    now = visitor.office.clock.now()
    return show(
        request,
        "plans/sheet.html",
        active="plans",
        head=head,
        state=PLAN_STATES[head.state],
        lines=sorted(
            (line for line in lines if line.state != "dropped" or head.state == "discarded"),
            key=lambda line: (line.unit_name, line.item_name, line.line_number),
        ),
        labels=labels,
        people=people,
        day=day_of(head.decided_at or head.proposed_at, visitor.office.timezone),
        now=now,
    )


@router.get("/plans/{plan_id:int}/question.json")
def plan_question(visitor: SignedIn, plan_id: int) -> Response:
    """The frozen question of the plan, to be recomputed by anybody with `liangcao plan`."""
    visitor.need(SEE_PLANS)
    with visitor.office.database.read() as connection:
        plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        text = question_of_plan(connection, visitor.district_id, plan_id)
    if not text:
        raise refused("unknown_document", "plan_id", name=plan_id)
    headers = {"Content-Disposition": f'attachment; filename="plan-{plan_id}.json"'}
    return Response(text, media_type="application/json", headers=headers)


@router.get("/plans/{plan_id:int}.{kind}")
def plan_file(request: Request, visitor: SignedIn, plan_id: int, kind: str) -> Response:
    """The plan as a file: ``csv`` lines, ``xlsx`` a workbook with the question, ``pdf`` and ``zip`` who gets what."""
    visitor.need(SEE_PLANS)
    if kind == "xlsx":
        return _workbook(visitor, plan_id)
    if kind == "csv":
        return _lines(visitor, plan_id)
    return evidence_response(request, visitor, _table(visitor, plan_id), kind)


def _workbook(visitor: Visitor, plan_id: int) -> Response:
    """Results and question as `liangcao plan --xlsx` writes them; of plans whose question was not kept the lines."""
    with visitor.office.database.read() as connection:
        head = plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        if not question_of_plan(connection, visitor.district_id, plan_id):
            return _lines(visitor, plan_id, "xlsx")
        question, document = kept_plan(connection, visitor.district_id, plan_id, head.entry)
    content = plan_workbook(question, results_of(question, document, ()), in_chinese=current_language() != "en")
    return as_download(content, kind="xlsx", name=_("分配方案 %(n)s") % {"n": plan_id})


def _lines(visitor: Visitor, plan_id: int, kind: str = "csv") -> Response:
    """The lines as they are now: also those that were dropped, and what has left."""
    with visitor.office.database.read() as connection:
        plan_head(connection, visitor.district_id, visitor.scope(SEE_PLANS), plan_id)
        lines = plan_lines(connection, visitor.district_id, plan_id)
        labels = place_labels(connection, visitor.district_id)
    rows = [
        [line.unit_name, line.item_name, line.quantity, line.base_unit, line.batch_number, line.expires_on,
         labels.get(line.location_id, line.location_name), line.request_id, _(LINE_STATES[line.state][0])]
        for line in lines
    ]  # fmt: skip
    names = (
        N_("单位"), N_("物资"), N_("数量"), N_("计量单位"), N_("批号"), N_("到期"), N_("地点"), N_("申请"), N_("状态"),
    )  # fmt: skip
    return sheet_response([_(name) for name in names], rows, kind=kind, name=_("分配方案"))


def _table(visitor: Visitor, plan_id: int) -> Table:
    """Who gets how much of what, and why, with the entry that proposed it."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = plan_head(connection, district, visitor.scope(SEE_PLANS), plan_id)
        needs = plan_needs(connection, district, plan_id)
        shares = plan_shares(connection, district, plan_id)
    state = PLAN_STATES[head.state][0]
    return Table(
        title=_("分配方案 %(n)s") % {"n": plan_id},
        facts=[(_("仓库"), head.location_name), (_("状态"), _(state)), (_("方案的哈希"), head.plan_hash)],
        headings=[
            _(name) for name in (N_("类别"), N_("单位"), N_("物资"), N_("要"), N_("先前已给"), N_("给"), N_("为什么"))
        ],
        rows=[
            [
                class_words(need.row.priority_class),
                need.row.unit_name,
                thing(need.row.item_name),
                need.row.asked,
                need.row.already,
                need.row.given,
                need.why,
            ]
            for need in shown_needs(needs, shares)
        ],
        entries=[head.entry],
    )
