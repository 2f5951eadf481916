"""溯源: one box that takes anything — a lot, a batch number, an item, a unit, a supplier — and leads to its way."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from liangcao.access.roles import SEE_STOCK, SEE_TRACE
from liangcao.catalog.search import normalise_query
from liangcao.codes.reading import read_code
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.language.things import thing
from liangcao.ledger.trace import Arrival, Origin, arrivals_at, count_arrivals, find_lots, lots_from, origins
from liangcao.reports.lot_pages import (
    Holding,
    find_parties,
    holdings,
    parties_of_lots,
    party_found,
)
from liangcao.reports.places import place_labels
from liangcao.reports.trace_subjects import KINDS, Subject, documents_meant, lots_of
from liangcao.reports.typed_codes import code_in
from liangcao.web.drawing import FlowLink, FlowNode, flow_drawing
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import PageNumber, go, show
from liangcao.web.pages.deeds import LINE_KINDS
from liangcao.web.pages.scan import hosts_of
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.stock_look import today_and_near
from liangcao.web.pages.trace_answer import viewer_of
from liangcao.web.pages.trace_flow import DRAWN_AS
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

MOST_LOTS = 5_000
HEADS = (
    N_("账目"), N_("时间"), N_("物资"), N_("数量"), N_("单位"), N_("批号"), N_("最初来自"), N_("怎么来的"),
)  # fmt: skip
LOT_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("batch", N_("批号")),
    Column("source", N_("来自")),
    Column("expires_on", N_("到期")),
    Column("ours", N_("还在我们这里"), numeric=True),
    Column("gone", N_("已到别处"), numeric=True),
)
ARRIVAL_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("when", N_("时间")),
    Column("quantity", N_("数量"), numeric=True),
    Column("batch", N_("批号")),
    Column("source", N_("最初来自")),
    Column("kind", N_("怎么来的")),
)


@router.get("/trace")
def trace(request: Request, visitor: SignedIn, q: str = "") -> Response:
    """The box, and what it finds; when only one thing is meant, straight to it."""
    visitor.need(SEE_TRACE)
    words = q.strip()[:100]
    wanted = normalise_query(words)
    lots, parties = [], []
    documents: list[Subject] = []
    found: dict[int, Origin] = {}
    sums: dict[int, tuple[int, int]] = {}
    if wanted:
        with visitor.office.database.read() as connection:
            district, scope = visitor.district_id, visitor.scope(SEE_STOCK)
            lots = find_lots(connection, district, scope, words)
            lots += [lot_id for lot_id in find_lots(connection, district, scope, wanted) if lot_id not in lots]
            documents = documents_meant(connection, district, viewer_of(visitor), words)
            lots = _with_coded(visitor, connection, words, lots)
            parties = find_parties(connection, district, wanted)
            parties += [party_found(connection, district, each.number) for each in documents if each.kind == "party"]
            documents = [each for each in documents if each.kind not in ("lot", "party")]
            found = origins(connection, district, lots)
            sums = _sums(holdings(connection, district, lots))
    if len(documents) == 1 and not lots and not parties:
        return go(request, request.scope.get("root_path", "") + _address(documents[0]))
    if len(lots) + len(parties) == 1 and not documents:
        address = f"/lots/{lots[0]}" if lots else f"/trace/parties/{parties[0].party_id}"
        return go(request, request.scope.get("root_path", "") + address)
    if wanted and not (lots or parties or documents) and read_code(q, hosts_of(request)).kind != "words":
        return _scanned(request, q)
    today, near = today_and_near(visitor)
    return show(
        request,
        "lot/trace.html",
        active="trace",
        q=words,
        rows=[found[lot_id] for lot_id in lots],
        sums=sums,
        parties=parties,
        documents=[(_(KINDS[each.kind]), each, _address(each)) for each in documents],
        batch=_common_batch(words, [found[lot_id] for lot_id in lots]),
        party_kinds=PARTY_KINDS,
        columns=LOT_COLUMNS,
        today=today,
        near=near,
    )


def _scanned(request: Request, text: str) -> Response:
    """On to the page that knows every code, with what a gun typed into this box."""
    return go(request, f"{request.scope.get('root_path', '')}/scan?{urlencode({'q': text})}")


def _address(subject: Subject) -> str:
    return f"/trace/of/{subject.kind}/{subject.key}"


def _with_coded(visitor: Visitor, connection: Any, words: str, lots: list[int]) -> list[int]:
    """The lots found by words, and the one that a code of ours names."""
    kind, number = code_in(words) or ("", 0)
    if kind != "L":
        return lots
    subject = Subject("lot", str(number), "")
    coded, _more = lots_of(connection, visitor.district_id, visitor.scope(SEE_STOCK), subject)
    return list(dict.fromkeys([*coded, *lots]))


def _common_batch(words: str, lots: list[Origin]) -> str:
    """The batch number, when it is what was asked for and several lots bear it: they are traced together, too."""
    bearing = [lot for lot in lots if lot.batch_number == words]
    return words if len(bearing) > 1 else ""


def _sums(held: list[Holding]) -> dict[int, tuple[int, int]]:
    """What of each lot is still ours and what is elsewhere."""
    sums: dict[int, tuple[int, int]] = {}
    for holding in held:
        ours, gone = sums.get(holding.lot_id, (0, 0))
        sums[holding.lot_id] = (ours, gone + holding.on_hand) if holding.is_outside else (ours + holding.on_hand, gone)
    return sums


@router.get("/trace/parties/{party_id}")
def party_trace(request: Request, visitor: SignedIn, party_id: int, page: PageNumber = 1) -> Response:
    """What came to a unit and from whom it was; what a supplier or donor brought and to whom it went."""
    visitor.need(SEE_TRACE)
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        party = party_found(connection, district, party_id)
        first = (page - 1) * PAGE_SIZE
        scope = visitor.scope(SEE_STOCK)
        arrivals = arrivals_at(connection, district, party.location_id, scope, page=(PAGE_SIZE, first))
        total = count_arrivals(connection, district, party.location_id, scope)
        every_lot = lots_from(connection, district, party_id, scope, most=MOST_LOTS)
        lots = every_lot[first : first + PAGE_SIZE]
        brought = origins(connection, district, lots)
        held = holdings(connection, district, lots)
        labels = place_labels(connection, district)
        suppliers = parties_of_lots(connection, district, [each.lot_id for each in arrivals])
    today, near = today_and_near(visitor)
    return show(
        request,
        "lot/party.html",
        fragment="rows",
        active="trace",
        party=party,
        party_kinds=PARTY_KINDS,
        line_kinds=LINE_KINDS,
        arrivals=arrivals,
        arrival_columns=ARRIVAL_COLUMNS,
        suppliers=suppliers,
        paging=Paging(total, page),
        lots_paging=Paging(len(every_lot), page),
        lots=[brought[lot_id] for lot_id in lots],
        lot_columns=LOT_COLUMNS,
        sums=_sums(held),
        flows=_drawn(party.name, brought, held, labels),
        today=today,
        near=near,
    )


def _drawn(
    name: str, brought: dict[int, Origin], held: list[Holding], labels: dict[int, str]
) -> list[tuple[str, Markup]]:
    """For each item a source brought, (item, drawing) of where it is now; the first four items."""
    by_item: dict[str, dict[tuple[str, str, int], int]] = {}
    units: dict[str, str] = {}
    for holding in held:
        lot = brought[holding.lot_id]
        kind = "unit" if holding.is_outside else DRAWN_AS.get(holding.kind, "store")
        places = by_item.setdefault(thing(lot.item_name), {})
        label = labels.get(holding.location_id, holding.name)
        if holding.kind == "difference":
            label = _("在途差异：%(unit)s") % {"unit": holding.name}
        key = (label, kind, holding.party_id)
        places[key] = places.get(key, 0) + holding.on_hand
        units[thing(lot.item_name)] = lot.base_unit
    drawings = []
    for number, (item, places) in enumerate(list(by_item.items())[:4]):
        nodes = [FlowNode("source", name, "source")]
        links = []
        for (label, kind, party_id), quantity in places.items():
            node = f"{kind}:{label}:{party_id}"
            nodes.append(FlowNode(node, label, kind, f"/trace/parties/{party_id}" if party_id else ""))
            links.append(FlowLink("source", node, quantity))
        title = _("%(name)s 的 %(item)s 在哪里") % {"name": name, "item": item}
        drawings.append((item, flow_drawing(nodes, links, unit=units[item], title=title, name=f"flow{number}")))
    return drawings


@router.get("/trace/parties/{party_id}/arrivals.{kind}")
def arrivals_file(visitor: SignedIn, party_id: int, kind: str) -> Response:
    """What came to a unit, as a sheet."""
    visitor.need(SEE_TRACE)
    with visitor.office.database.read() as connection:
        party = party_found(connection, visitor.district_id, party_id)
        where = (visitor.district_id, party.location_id, visitor.scope(SEE_STOCK))
        rows: list[Arrival] = arrivals_at(connection, *where, page=(50_000, 0))
    if not rows:
        raise refused("unknown_document", name=party.name)
    table: list[list[Any]] = [
        [row.entry, moment(row.occurred_at, with_year=True), row.item_name, row.quantity, row.base_unit,
         row.batch_number, row.source_name, _(LINE_KINDS[row.kind])]
        for row in rows
    ]  # fmt: skip
    return sheet_response(HEADS, table, kind=kind, name=party.name)
