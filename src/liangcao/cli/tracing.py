"""trace: where a lot came from and went, what a party brought and received."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from liangcao.access.permissions import EVERYTHING
from liangcao.catalog.search import normalise_query
from liangcao.cli.books import open_office
from liangcao.cli.frame import OfficeCommand
from liangcao.cli.program import program
from liangcao.cli.terminal import Terminal, table
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.ledger.trace import (
    Origin,
    Step,
    arrivals_at,
    find_lots,
    flows_of_lot,
    lots_from,
    origins,
    steps_of_lot,
)
from liangcao.ledger.trace_many import related
from liangcao.operations.actions import ACTIONS
from liangcao.reports.lot_pages import PartyFound, find_parties, party_found
from liangcao.reports.trace_answers import SEES_ALL, answer
from liangcao.reports.trace_parts import Answer
from liangcao.reports.trace_subjects import KINDS, MOST_LOTS, documents_meant
from liangcao.reports.typed_codes import check_code, code_in

MOST_STEPS = 10_000


@program.command(cls=OfficeCommand, help=N_("溯源：一个批次从哪里来，到哪里去；一家单位给了什么、收到什么"))
def trace(
    context: typer.Context,
    wanted: Annotated[
        str, typer.Argument(help=N_("系统编号（12 或 #12）、厂家批号、物资、供应单位、捐赠人或收货单位（名称、拼音）"))
    ],
) -> None:
    """Say where a lot came from and where it went, or what a party brought and received."""
    terminal = Terminal.of(context)
    words = wanted.strip().removeprefix("#")
    coded = code_in(words)
    if coded and coded[0] == "L":
        words = str(coded[1])
    search = normalise_query(words)
    if not words:
        raise refused("field_missing", "wanted")
    with open_office(terminal) as office, office.database.read() as connection:
        district = office.district_id
        lot_ids = find_lots(connection, district, EVERYTHING, words)
        parties = find_parties(connection, district, search) if search and not lot_ids else []
        if not lot_ids and search and not any(party.name == words for party in parties):
            lot_ids = find_lots(connection, district, EVERYTHING, search)
        documents = documents_meant(connection, district, SEES_ALL, words)
        parties += [party_found(connection, district, each.number) for each in documents if each.kind == "party"]
        answers = [
            answer(connection, district, SEES_ALL, each) for each in documents if each.kind not in ("lot", "party")
        ]
        if not lot_ids and not parties and not answers:
            check_code(words, "wanted")
            raise refused("unknown_lot", "wanted", name=wanted)
        made = [
            link
            for forward in (False, True)
            for link in related(connection, district, lot_ids, forward=forward, most=MOST_LOTS)
        ]
        known = origins(connection, district, lot_ids)
        ways = {each: steps_of_lot(connection, district, each, most=MOST_STEPS) for each in lot_ids}
        flows = {each: flows_of_lot(connection, district, each) for each in lot_ids}
        told = [_party(connection, district, party) for party in parties]
    lots = [
        {
            **asdict(known[each]),
            "steps": [asdict(step) for step in ways[each]],
            "flows": [asdict(f) for f in flows[each]],
        }
        for each in lot_ids
    ]
    shown = [_lot_table(known[each], ways[each]) for each in lot_ids]
    shown += [each for party in told for each in _party_tables(party)]
    shown += [each for found in answers for each in _document_tables(found)]
    document = [
        {"kind": each.subject.kind, "number": each.subject.number, "name": each.subject.label,
         "lots": [asdict(lot) for lot in each.lots.values()], "ways": [asdict(way) for way in each.ways]}
        for each in answers
    ]  # fmt: skip
    told_in_full = {"lots": lots, "parties": told, "documents": document, "made": [asdict(link) for link in made]}
    terminal.answer({"ok": True, **told_in_full}, *shown)


def _party(connection: Any, district_id: int, party: PartyFound) -> dict[str, Any]:
    """What a party brought (its lots) and what came to it."""
    brought = lots_from(connection, district_id, party.party_id, EVERYTHING, most=MOST_STEPS)
    known = origins(connection, district_id, brought)
    arrived = arrivals_at(connection, district_id, party.location_id, EVERYTHING, page=(MOST_STEPS, 0))
    return {
        "party_id": party.party_id,
        "name": party.name,
        "kind": party.kind,
        "brought": [asdict(known[each]) for each in brought],
        "received": [asdict(each) for each in arrived],
    }


def _document_tables(found: Answer) -> list[Any]:
    subject = found.subject
    title = f"{_(KINDS[subject.kind])} #{subject.key} {subject.label}"
    shown = []
    for way in found.ways:
        names = {stop.key: stop.name for stop in way.stops}
        rows = [(names[link.source], names[link.destination], link.quantity) for link in way.links]
        headings = (_("从"), _("到"), _("数量"))
        shown.append(table(headings, rows, numbers=1, title=f"{title} · {way.item_name}"))
    return shown or [_("{party}：没有给过什么，也没有收到什么").format(party=title)]


def _party_tables(party: dict[str, Any]) -> list[Any]:
    lots = [
        (each["item_name"], f"#{each['lot_id']}", each["batch_number"], each["expires_on"], each["document_number"])
        for each in party["brought"]
    ]
    arrivals = [
        (
            moment(each["occurred_at"], with_year=True),
            str(each["entry"]),
            each["item_name"],
            f"#{each['lot_id']}",
            each["batch_number"],
            each["source_name"],
            each["quantity"],
        )
        for each in party["received"]
    ]
    shown: list[Any] = []
    if lots:
        of_lots = (_("物资"), _("批次"), _("批号"), _("有效期至"), _("单据号"))
        shown.append(table(of_lots, lots, title=_("{party} 给的").format(party=party["name"])))
    if arrivals:
        of_arrivals = (_("时间"), _("第几笔"), _("物资"), _("批次"), _("批号"), _("最初来自"), _("数量"))
        shown.append(table(of_arrivals, arrivals, numbers=1, title=_("{party} 收到的").format(party=party["name"])))
    return shown or [_("{party}：没有给过什么，也没有收到什么").format(party=party["name"])]


def _lot_table(origin: Origin, steps: list[Step]) -> Any:
    title = _("{item} 批次 #{lot} {batch}，来自 {source}").format(
        item=origin.item_name, lot=origin.lot_id, batch=origin.batch_number, source=origin.source_name
    )
    headings = (_("时间"), _("第几笔"), _("做了什么"), _("谁"), _("从"), _("到"), _("备注"), _("数量"))
    rows = (
        (
            moment(step.occurred_at, with_year=True),
            str(step.entry),
            _(ACTIONS[step.action].title),
            step.actor_name,
            step.source_name,
            step.destination_name,
            _remark(step),
            step.quantity,
        )
        for step in steps
    )
    return table(headings, rows, title=title, numbers=1)


def _remark(step: Step) -> str:
    if step.reverses:
        return _("冲正第 {entry} 笔").format(entry=step.reverses)
    return _("已被第 {entry} 笔冲正").format(entry=step.reversed_by) if step.reversed_by else ""
