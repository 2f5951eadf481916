"""溯源: one box that takes anything — a lot, a batch number, an item, a unit, a supplier — and leads to its way."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_STOCK, SEE_TRACE
from liangcao.catalog.search import normalise_query
from liangcao.codes.reading import read_code
from liangcao.language import N_, _
from liangcao.ledger.trace import Origin, find_lots, origins
from liangcao.reports.lot_pages import (
    find_parties,
    holdings,
    party_found,
)
from liangcao.reports.trace_subjects import KINDS, Subject, documents_meant, lots_of
from liangcao.reports.typed_codes import code_in
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import go, show
from liangcao.web.pages.scan import hosts_of
from liangcao.web.pages.stock_look import today_and_near
from liangcao.web.pages.trace_answer import ours_and_gone, viewer_of
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

LOT_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("batch", N_("批号")),
    Column("source", N_("来自")),
    Column("expires_on", N_("到期")),
    Column("ours", N_("还在我们这里"), numeric=True),
    Column("gone", N_("已到别处"), numeric=True),
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
            sums = ours_and_gone(holdings(connection, district, lots))
    if len(documents) == 1 and not lots and not parties:
        return go(request, request.scope.get("root_path", "") + _address(documents[0]))
    if len(lots) + len(parties) == 1 and not documents:
        address = f"/lots/{lots[0]}" if lots else f"/trace/of/party/{parties[0].party_id}"
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


@router.get("/trace/parties/{party_id}")
def party_trace(request: Request, visitor: SignedIn, party_id: int) -> Response:
    """Where the answer of a party was once: links to it stand in papers."""
    visitor.need(SEE_TRACE)
    return go(request, request.scope.get("root_path", "") + _address(Subject("party", str(party_id), "")))
