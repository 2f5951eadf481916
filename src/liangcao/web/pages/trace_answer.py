"""The answer to a trace of anything: map, tree both ways, table, what it was made of, papers; with proofs to take."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import (
    SEE_DONATIONS,
    SEE_PEOPLE,
    SEE_PURCHASES,
    SEE_REQUESTS,
    SEE_SHIPMENTS,
    SEE_STOCK,
    SEE_TRACE,
)
from liangcao.language import N_, _
from liangcao.language.formats import moment, number
from liangcao.language.things import thing
from liangcao.ledger.trace import Step
from liangcao.reports.evidence_pack import MOST_PROVEN
from liangcao.reports.lot_pages import Holding, holdings
from liangcao.reports.printed_table import Table
from liangcao.reports.trace_answers import answer
from liangcao.reports.trace_parts import OURS, REST, Answer, ItemWay, Stop
from liangcao.reports.trace_subjects import KINDS, Subject, Viewer, subject_of
from liangcao.web.drawing import FlowLink, FlowNode, flow_drawing
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.deeds import LINE_KINDS, deed_title
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.trace_flow import DRAWN_AS, Branch, tree_of_links
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

MOST_EXPORTED = 20_000
MOST_HELD = 100
"""Of so many lots it is said how much is still ours."""
MOST_LINKS = 60
"""So many flows of an item are listed one by one; the rest is counted."""
PAGES = {
    "lot": "/lots/{key}", "receipt": "/receipts/{key}", "purchase": "/purchases/{key}", "donation": "/donations/{key}",
    "shipment": "/shipments/{key}", "request": "/requests/{key}",
}  # fmt: skip
STEPS = (
    Column("deed", N_("做了什么"), primary=True),
    Column("when", N_("时间")),
    Column("lot", N_("批次")),
    Column("source", N_("从")),
    Column("destination", N_("到")),
    Column("quantity", N_("数量"), numeric=True),
    Column("entry", N_("账目")),
)
LINKS = (
    Column("source", N_("从"), primary=True),
    Column("destination", N_("到")),
    Column("quantity", N_("数量"), numeric=True),
)
LOTS = (
    Column("item", N_("物资"), primary=True),
    Column("batch", N_("批号")),
    Column("source", N_("来自")),
    Column("expires_on", N_("到期")),
    Column("ours", N_("还在我们这里"), numeric=True),
    Column("gone", N_("已到别处"), numeric=True),
)


def ours_and_gone(held: list[Holding]) -> dict[int, tuple[int, int]]:
    """What of each lot is still ours and what is elsewhere."""
    sums: dict[int, tuple[int, int]] = {}
    for holding in held:
        ours, gone = sums.get(holding.lot_id, (0, 0))
        sums[holding.lot_id] = (ours, gone + holding.on_hand) if holding.is_outside else (ours + holding.on_hand, gone)
    return sums


def viewer_of(visitor: Visitor) -> Viewer:
    """What this visitor may see of a trace."""
    return Viewer(
        visitor.scope(SEE_STOCK),
        visitor.scope(SEE_SHIPMENTS) if visitor.may(SEE_SHIPMENTS) else None,
        visitor.scope(SEE_REQUESTS) if visitor.may(SEE_REQUESTS) else None,
        purchases=visitor.may(SEE_PURCHASES),
        donations=visitor.may(SEE_DONATIONS),
        people=visitor.may(SEE_PEOPLE),
    )


@router.get("/trace/of/{kind}/{key}.{ending}")
def answer_file(request: Request, visitor: SignedIn, kind: str, key: str, ending: str) -> Response:
    """The lines of the answer as a sheet, a paper, or with the proofs of their entries."""
    visitor.need(SEE_TRACE)
    found = _found(visitor, kind, key, (MOST_EXPORTED, 0))
    table = _table(visitor, found, _is_for_proof(ending))
    return evidence_response(request, visitor, table, ending)


@router.get("/trace/of/{kind}/{key}")
def answer_page(request: Request, visitor: SignedIn, kind: str, key: str, page: PageNumber = 1) -> Response:
    """The answer on one screen."""
    visitor.need(SEE_TRACE)
    found = _found(visitor, kind, key, (PAGE_SIZE, (page - 1) * PAGE_SIZE))
    with visitor.office.database.read() as connection:
        sums = ours_and_gone(holdings(connection, visitor.district_id, list(found.lots)[:MOST_HELD]))
    return show(
        request,
        "lot/answer.html",
        fragment="rows",
        active="trace",
        found=found,
        subject=found.subject,
        kind_word=_(KINDS[found.subject.kind]),
        base=f"/trace/of/{found.subject.kind}/{found.subject.key}",
        document=PAGES.get(found.subject.kind, "").format(key=found.subject.key),
        maps=[_map(way, index) for index, way in enumerate(found.ways)],
        columns=STEPS,
        link_columns=LINKS,
        lot_columns=LOTS,
        sums=sums,
        deed_title=_deed,
        end_name=_end_name,
        paging=Paging(found.total, page),
        sees_people=visitor.may(SEE_PEOPLE),
    )


def _found(visitor: Visitor, kind: str, key: str, page: tuple[int, int]) -> Answer:
    viewer = viewer_of(visitor)
    with visitor.office.database.read() as connection:
        subject: Subject = subject_of(connection, visitor.district_id, viewer, kind, key)
        return answer(connection, visitor.district_id, viewer, subject, page=page)


def stop_name(stop: Stop) -> str:
    """What a stop is called on the screen."""
    if stop.kind == OURS:
        return _("还在我们这里")
    if stop.kind == REST:
        return _("其余 %(n)s 个") % {"n": number(int(stop.name))}
    if stop.kind == "loss":
        return stop.name or _("损耗")
    if stop.kind == "shipment":
        return _("在途：%(unit)s") % {"unit": stop.name}
    return _("退回：%(place)s") % {"place": stop.name} if stop.kind == "returned" else stop.name


def _map(way: ItemWay, index: int) -> dict[str, Any]:
    """One item: drawing, tree from the sources on and from the receivers back, and the same as a table."""
    names = {stop.key: stop_name(stop) for stop in way.stops}
    kinds = {stop.key: stop.kind for stop in way.stops}
    nodes = [
        FlowNode(
            stop.key,
            names[stop.key],
            "store" if stop.kind in (OURS, "returned") else DRAWN_AS.get(stop.kind, "other"),
            f"/trace/of/party/{stop.party_id}" if stop.party_id else "",
        )
        for stop in way.stops
    ]
    links = [FlowLink(link.source, link.destination, link.quantity) for link in way.links]
    title = _("%(item)s 从哪里来、到哪里去") % {"item": thing(way.item_name)}
    ordered = sorted(way.links, key=lambda link: -link.quantity)
    onward = [(link.source, link.destination, link.quantity) for link in ordered[:MOST_LINKS]]
    back = [(destination, source, quantity) for source, destination, quantity in onward]
    return {
        "item": way.item_name,
        "unit": way.base_unit,
        "svg": flow_drawing(nodes, links, unit=way.base_unit, title=title, name=f"flow{index}"),
        "forward": _tree(onward, names, kinds),
        "backward": _tree(back, names, kinds),
        "rows": [{"source": names[one], "destination": names[to], "quantity": count} for one, to, count in onward],
        "more": len(ordered) - len(onward),
        "rest": sum(link.quantity for link in ordered[MOST_LINKS:]),
    }  # fmt: skip


def _tree(links: Sequence[tuple[str, str, int]], names: dict[str, str], kinds: dict[str, str]) -> list[Branch]:
    return tree_of_links(links, lambda key: (names[key], kinds[key]))


def _deed(step: Step) -> str:
    return deed_title(step.action) if step.action else _(LINE_KINDS[step.kind])


def _end_name(name: str, kind: str) -> str:
    """A place of a line as people know it: a waybill's bears the name of the unit it goes to."""
    return _("在途：%(unit)s") % {"unit": name} if kind == "shipment" else name


def _is_for_proof(ending: str) -> bool:
    return ending == "zip"


def _table(visitor: Visitor, found: Answer, is_for_proof: bool) -> Table:
    """Every line in words; of a pack no more lines than it can prove entries."""
    subject = found.subject
    steps = found.steps[:MOST_PROVEN] if is_for_proof else found.steps
    heads = [
        _("账目"),
        _("时间"),
        _("做了什么"),
        _("物资"),
        _("批次"),
        _("从"),
        _("到"),
        _("数量"),
        _("单位"),
        _("冲正"),
    ]
    if visitor.may(SEE_PEOPLE):
        heads.append(_("经办"))
    rows: list[list[str | int]] = []
    for step in steps:
        lot = found.lots.get(step.lot_id)
        row: list[str | int] = [
            str(step.entry), moment(step.occurred_at, with_year=True), _deed(step),
            thing(lot.item_name if lot else step.item_name),
            f"{lot.batch_number if lot else step.batch_number} #{step.lot_id}".strip(),
            _end_name(step.source_name, step.source_kind), _end_name(step.destination_name, step.destination_kind),
            step.quantity, _(lot.base_unit if lot else step.base_unit), _undone(step),
        ]  # fmt: skip
        rows.append([*row, step.actor_name] if visitor.may(SEE_PEOPLE) else row)
    facts = [
        (_("查的是"), f"{_(KINDS[subject.kind])} {subject.label} #{subject.key}"),
        (_("共几行"), _("%(all)s 行，这里 %(n)s 行") % {"all": number(found.total), "n": number(len(steps))}),
    ]
    for way in found.ways:
        names = {stop.key: stop_name(stop) for stop in way.stops}
        told = "；".join(
            f"{names[link.source]} → {names[link.destination]} {number(link.quantity)}" for link in way.links[:30]
        )
        facts.append((thing(way.item_name), told))
    title = _("溯源 %(what)s") % {"what": f"{subject.label} #{subject.key}"}
    return Table(title, facts, heads, rows, [step.entry for step in steps])


def _undone(step: Step) -> str:
    if step.reverses:
        return _("冲正第 %(entry)s 笔") % {"entry": step.reverses}
    return _("被第 %(entry)s 笔冲正") % {"entry": step.reversed_by} if step.reversed_by else ""
