"""收货: take goods in. The form grows on the server: who brought it, what it is, how much; nothing typed is lost."""

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from liangcao.access.roles import SEE_PARTIES
from liangcao.catalog.queries import Item, items_by_id, names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.codes.reading import read_code
from liangcao.exchange.receipt_sheet import Known, read_pasted
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import N_, _
from liangcao.parties.commands import RegisterParty
from liangcao.receiving.arrival_queries import ArrivalHead, arrival_head, rows_of_arrivals
from liangcao.receiving.codes import OVER_CODES, QUARANTINE_CODES, REJECT_CODES
from liangcao.receiving.commands import ReceiveGoods
from liangcao.receiving.queries import SOURCE_KINDS, Source, receipt, received_lines, source, sources
from liangcao.reports.catalogue_pages import ItemFilter, find_items, recent_items
from liangcao.reports.lot_pages import find_parties
from liangcao.reports.places import OwnPlace, own_places
from liangcao.reports.plan_pages import areas_of_units
from liangcao.web.addresses import row_number
from liangcao.web.class_names import class_name, known_classes
from liangcao.web.forms import Form, Posted
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.page import done, show, with_camera
from liangcao.web.pages.deeds import may_everywhere
from liangcao.web.pages.receive_form import Draft, command_data_of, draft_of, for_arrival, item_ids_of, like_receipt
from liangcao.web.pages.receive_scan import items_scanned, scanned_into
from liangcao.web.saying import sentence
from liangcao.web.sending import let_page_tell
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

DEED = "receiving.receive_goods"
KINDS = ("purchase", "donation", "mobilisation", "opening")
NEW_PARTY_KIND = {"purchase": "supplier", "donation": "donor", "mobilisation": "reserve", "opening": "reserve"}
MOST_PASTED, MOST_SAID = 100_000, 5
DEFECTS = (N_("受潮"), N_("破损"), N_("过期"), N_("短少"), N_("型号不符"))


def _doors(visitor: Visitor, connection: Any) -> list[OwnPlace]:
    """Where this person may take goods in."""
    kinds = ("store", "dock")
    found = own_places(connection, visitor.district_id, visitor.scope(DEED), kinds=kinds)
    return [place for place in found if place.is_open]


def _page(
    request: Request,
    visitor: Visitor,
    draft: Draft,
    *,
    errors: Mapping[str, str] | None = None,
    focus: str = "",
) -> Response:
    """The form as `draft` stands; `focus` names the field to go to."""
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        doors = _doors(visitor, connection)
        chosen = _chosen_source(visitor, draft, connection)
        kind = draft.get("source_kind", "purchase")
        words = normalise_query(draft.get("party_q"))
        offered = sources(connection, district, search=words, source_kind=kind)
        wanted = draft.get("goods_q").strip()
        goods = _goods(visitor, connection, wanted)
        expected = _expected(visitor, draft, connection)
        areas = areas_of_units(connection, district)
        labels = {place.location_id: place.label for place in own_places(connection, district, visitor.scope(DEED))}
    here = row_number(draft.get("location_id"))
    if here and here not in {place.location_id for place in doors} and here in labels:
        doors = [*doors, OwnPlace(here, 0, here, 1, "shelf", labels[here], labels[here], True, 0)]
    answer = show(
        request,
        "receive/form.html",
        fragment="form",
        active="receive",
        status_code=422 if errors else 200,
        draft=draft if draft.get("location_id") or not doors else draft.having(location_id=str(doors[0].location_id)),
        source=chosen,
        offered=offered,
        goods=goods,
        doors=[(str(place.location_id), place.label) for place in doors],
        kinds=[(kind, _(SOURCE_KINDS[kind])) for kind in KINDS],
        arrival=expected,
        reject_codes=[(key, _(word)) for key, word in REJECT_CODES.items()],
        quarantine_codes=[(key, _(word)) for key, word in QUARANTINE_CODES.items()],
        over_codes=[(key, _(word)) for key, word in OVER_CODES.items()],
        meant=(
            [(str(each.number), class_name(each.number)) for each in known_classes().table.active],
            [(area, area) for area in areas],
        ),
        defects=[_(word) for word in DEFECTS],
        party_kinds=PARTY_KINDS,
        may_register=may_everywhere(visitor, "parties.register_party"),
        errors=errors or {},
        focus=focus,
    )
    return with_camera(request, answer)


def _expected(visitor: Visitor, draft: Draft, connection: Any) -> ArrivalHead | None:
    """The arrival that the draft is for, None for none."""
    number = row_number(draft.get("arrival_id"))
    return arrival_head(connection, visitor.district_id, visitor.scope(DEED), number) if number else None


def _chosen_source(visitor: Visitor, draft: Draft, connection: Any) -> Source | None:
    text = draft.get("source_party_id")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        return None
    return source(connection, visitor.district_id, int(text))


def _goods(visitor: Visitor, connection: Any, words: str) -> list[Item]:
    """What `words` find, or what was received last, or else the head of the catalogue."""
    district = visitor.district_id
    coded = items_scanned(visitor, connection, words)
    if coded:
        return list(items_by_id(connection, district, coded).values())
    if words:
        return find_items(connection, district, ItemFilter(words=words), page=(8, 0))
    recent = recent_items(connection, district)
    known = items_by_id(connection, district, recent)
    return [known[item_id] for item_id in recent] or find_items(connection, district, ItemFilter(), page=(8, 0))


@router.get("/receive")
def receive_form(request: Request, visitor: SignedIn) -> Response:
    """An empty form; filled in advance from an earlier receipt (``like``) or by what a printed code says."""
    visitor.need(DEED)
    asked = request.query_params
    kind = asked.get("source_kind", "")
    draft = Draft({"source_kind": kind if kind in KINDS else "purchase"})
    with visitor.office.database.read() as connection:
        if row_number(asked.get("like", "")):
            draft = _like(visitor, row_number(asked["like"]), connection)
        if row_number(asked.get("arrival", "")):
            draft = _for_arrival(visitor, row_number(asked["arrival"]), connection)
        if row_number(asked.get("party", "")):
            draft = draft.having(source_party_id=asked["party"])
        if asked.get("document"):
            draft = draft.having(document_number=asked["document"][:200])
        item_id = row_number(asked.get("item", ""))
        if item_id:
            known = items_by_id(connection, visitor.district_id, [item_id])
            names = {"quantity": "accepted", "unit": "unit", "batch": "batch_number", "expires": "expires_on"}
            values = {field: asked[name][:100] for name, field in names.items() if name in asked}
            draft = draft.add(known[item_id], values) if known else draft
    return _page(request, visitor, draft)


def _like(visitor: Visitor, receipt_id: int, connection: Any) -> Draft:
    earlier = receipt(connection, visitor.district_id, visitor.scope(DEED), receipt_id)
    lines = received_lines(connection, visitor.district_id, receipt_id)
    items = items_by_id(connection, visitor.district_id, [line.item_id for line in lines])
    head = {
        "source_kind": earlier.source_kind,
        "source_party_id": str(earlier.source_party_id),
        "location_id": str(earlier.location_id),
    }
    return like_receipt(head, lines, items)


def _for_arrival(visitor: Visitor, arrival_id: int, connection: Any) -> Draft:
    head = arrival_head(connection, visitor.district_id, visitor.scope(DEED), arrival_id)
    lines = rows_of_arrivals(connection, visitor.district_id, [arrival_id])[arrival_id]
    items = items_by_id(connection, visitor.district_id, [line.item_id for line in lines])
    return for_arrival(head, lines, items, str(head.location_id) if head.location_id else "")


def _shelf(visitor: Visitor, draft: Draft) -> tuple[Draft, dict[str, str]]:
    """The place whose code was scanned: its name, its number, or an address that ends with its number."""
    code = draft.get("shelf_code").strip()
    said = read_code(code)
    number = said.number if said.letter == "P" else row_number(code.rstrip("/").rsplit("/", 1)[-1])
    with visitor.office.database.read() as connection:
        known = own_places(connection, visitor.district_id, visitor.scope(DEED), kinds=("store", "dock", "shelf"))
    found = [place for place in known if place.is_open and (place.name.lower() == code.lower())]
    found = found or [place for place in known if place.is_open and number and place.location_id == number]
    if len(found) != 1:
        return draft, {"shelf_code": sentence(Reason("unknown_location", {"name": code[:40]}), visitor.language)}
    return draft.having(shelf_code="", location_id=str(found[0].location_id)), {}


@router.get("/receive/sources")
def found_sources(request: Request, visitor: SignedIn, party_q: str = "", source_kind: str = "purchase") -> Response:
    """The buttons of those one may mean, while typing."""
    visitor.need(DEED)
    with visitor.office.database.read() as connection:
        offered = sources(connection, visitor.district_id, search=normalise_query(party_q), source_kind=source_kind)
    return show(
        request,
        "receive/sources.html",
        offered=offered,
        draft=Draft({"party_q": party_q[:100], "source_kind": source_kind}),
        party_kinds=PARTY_KINDS,
        may_register=may_everywhere(visitor, "parties.register_party"),
    )


@router.get("/receive/goods")
def found_goods(request: Request, visitor: SignedIn, goods_q: str = "") -> Response:
    """The buttons of the goods one may mean, while typing."""
    visitor.need(DEED)
    with visitor.office.database.read() as connection:
        goods = _goods(visitor, connection, goods_q.strip()[:100])
    return show(request, "receive/goods.html", goods=goods, draft=Draft({"goods_q": goods_q[:100]}))


@router.get("/receive/units")
def found_units(visitor: SignedIn, q: str = "") -> JSONResponse:
    """Units a donor may have named, for the box that finds one."""
    visitor.need(SEE_PARTIES)
    wanted = normalise_query(q)
    with visitor.office.database.read() as connection:
        found = find_parties(connection, visitor.district_id, wanted, most=12) if wanted else []
    return JSONResponse([[party.party_id, party.name] for party in found if party.kind in _UNITS])


_UNITS = frozenset({"hospital", "checkpoint", "department", "subdistrict", "enterprise", "school", "team", "public"})


def _draft(visitor: Visitor, form: Form) -> Draft:
    with visitor.office.database.read() as connection:
        items = items_by_id(connection, visitor.district_id, list(item_ids_of(form).values()))
    return draft_of(form, {number: item for number, item in items.items() if item.kind == "goods"})


@router.post("/receive/draft")
def change_draft(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One button of the form that books nothing: choose who brought it, add, copy or drop a batch, look up."""
    visitor.need(DEED)
    draft, focus = _draft(visitor, form), ""
    errors: dict[str, str] = {}
    if form.get("choose_party"):
        draft = draft.having(source_party_id=form.get("choose_party"), party_q="")
    elif form.get("clear_party"):
        draft = draft.having(source_party_id="", party_q="")
    elif form.get("register_party"):
        draft, errors = _register(visitor, draft)
    elif form.get("read_pasted"):
        draft, errors = _pasted(visitor, draft)
    elif draft.get("shelf_code").strip():
        draft, errors = _shelf(visitor, draft)
        focus = "shelf_code" if errors else "book"
    elif form.get("drop_line").isdecimal():
        draft = draft.drop(row_number(form.get("drop_line")))
    elif form.get("copy_line").isdecimal():
        draft = draft.copy(row_number(form.get("copy_line")))
        focus = draft.lines[-1].name("accepted") if draft.lines else ""
    else:
        draft, focus = _add_item(visitor, draft, form.get("add_item"))
    return _page(request, visitor, draft, errors=errors, focus=focus)


def _pasted(visitor: Visitor, draft: Draft) -> tuple[Draft, dict[str, str]]:
    """The lines of a list as batches; those that cannot be read stay in the box, each with what is wrong of it."""
    with visitor.office.database.read() as connection:
        names = names_of_items(connection, visitor.district_id)
        items = items_by_id(connection, visitor.district_id, list(names.values()))
    known = {
        normalise_query(name): Known(number, items[number].base_unit, items[number].packs)
        for name, number in names.items()
        if number in items
    }
    try:
        told = read_pasted(draft.get("pasted")[:MOST_PASTED], known)
    except Refused as refusal:
        return draft, {"pasted": sentence(refusal.reasons[0], visitor.language)}
    for row in told.rows:
        draft = draft.add(items[row.item_id], row.values)
    draft = draft.having(pasted="\n".join(line for line, _reason in told.left))
    said = dict.fromkeys(sentence(reason, visitor.language) for _line, reason in told.left)
    return draft, {"pasted": " ".join(list(said)[:MOST_SAID])} if said else {}


def _add_item(visitor: Visitor, draft: Draft, text: str) -> tuple[Draft, str]:
    """The chosen item as a new line; Enter in the search field takes the one item it finds."""
    with visitor.office.database.read() as connection:
        scanned = None if text else scanned_into(visitor, connection, draft)
        if scanned:
            return scanned
        if text.isascii() and text.isdecimal() and len(text) < 16:
            found = list(items_by_id(connection, visitor.district_id, [int(text)]).values())
        else:
            words = draft.get("goods_q").strip()
            found = find_items(connection, visitor.district_id, ItemFilter(words=words), page=(2, 0)) if words else []
    if len(found) != 1 or found[0].kind != "goods":
        return draft, ""
    draft = draft.having(goods_q="").add(found[0])
    return draft, draft.lines[-1].name("accepted")


def _register(visitor: Visitor, draft: Draft) -> tuple[Draft, dict[str, str]]:
    """Register the name in the search field as a new party of the kind that this way of receiving means."""
    kind = NEW_PARTY_KIND.get(draft.get("source_kind"), "supplier")
    data = {"kind": kind, "name": draft.get("party_q")}
    command_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{draft.command_id} {kind} {draft.get('party_q')}"))
    outcome = submit(visitor, RegisterParty, data, command_id)
    if isinstance(outcome, FormErrors):
        return draft, {"party_q": next(iter(outcome.errors.values()))}
    return draft.having(source_party_id=str(outcome.answer["party_id"]), party_q=""), {}


@router.post("/receive")
def receive(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Book the receipt."""
    visitor.need(DEED)
    draft = _draft(visitor, form)
    data = command_data_of(draft)
    outcome: Any
    if data.faults:
        outcome = errors_of(visitor, Refused(*data.faults))
    else:
        outcome = submit(visitor, ReceiveGoods, data.values, draft.command_id)
    if isinstance(outcome, FormErrors):
        let_page_tell()
        return _page(request, visitor, draft, errors=outcome.errors)
    total = len(draft.lines)
    return done(request, f"/receipts/{outcome.answer['receipt_id']}", _("已入库，共 %(n)s 批") % {"n": total}, outcome)
