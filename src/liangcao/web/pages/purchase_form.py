"""提出采购: the form for a purchase by the green channel, from nothing, from an offer, or to put one right."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import SEE_PURCHASES
from liangcao.catalog.queries import Item, items_by_id, names_of_items
from liangcao.catalog.search import normalise_query
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.language import _
from liangcao.language.formats import money
from liangcao.language.things import thing
from liangcao.procurement.commands import ProposePurchase
from liangcao.procurement.dossier import later
from liangcao.procurement.queries import BoughtLine, Purchase, lines_of, purchase, recent_prices
from liangcao.procurement.rules import GROUNDS, PRICE_BASES
from liangcao.receiving.queries import sources
from liangcao.reports.funds_pages import budget_lines
from liangcao.reports.lot_pages import find_parties
from liangcao.reports.places import own_places
from liangcao.reports.plan_pages import areas_of_units
from liangcao.reports.request_pages import names_of_parties
from liangcao.sourcing.queries import Offer, offer
from liangcao.web.addresses import row_number
from liangcao.web.class_names import class_options
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.purchases import today_of
from liangcao.web.pages.receive_form import CommandData, pieces
from liangcao.web.pages.task_links import filled_from, link_to_task
from liangcao.web.pages.yuan import fen_of
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PROPOSE = "procurement.propose_purchase"
MOST_LINES = 40
QUOTES = 3
PLAIN = (
    "ground", "ground_words", "price_basis", "price_words", "no_quotes_reason", "decided_by", "expected_on",
    "contract_number", "currency", "rate", "rate_source", "price_reason", "licence_reason", "note",
)  # fmt: skip
PURPOSE = ("purpose_party_id", "purpose_class", "purpose_area")
"""Whom all that is bought is for."""
CHOSEN = ("budget_line_id", "location_id", "replaces_id", "offer_id")
_LINE = re.compile(r"lines\.([0-9]{1,3})\.(?:item_id|item_id_text|quantity|price)")


@router.get("/purchases/new")
def new_purchase(request: Request, visitor: SignedIn) -> HTMLResponse:
    """An empty form; ``replaces`` fills it with a purchase to be put right, ``supplier`` and ``item`` say for whom."""
    visitor.need(PROPOSE)
    asked = request.query_params
    values: dict[str, Any] = {"price_basis": "market"}
    with visitor.office.database.read() as connection:
        if number := row_number(asked.get("replaces", "")):
            found = purchase(connection, visitor.district_id, number)
            values = _like(found, lines_of(connection, visitor.district_id, number))
        if number := row_number(asked.get("offer", "")):
            values |= _like_offer(offer(connection, visitor.district_id, number), today_of(visitor))
        if number := row_number(asked.get("supplier", "")):
            values |= {"supplier_id": str(number)}
        if number := row_number(asked.get("item", "")):
            values |= {"lines.0.item_id": str(number), "lines.0.quantity": asked.get("quantity", "")[:20]}
    values |= filled_from(visitor, row_number(asked.get("task", "")))
    return _form(request, visitor, Form(values))


def _like(found: Purchase, lines: Sequence[BoughtLine]) -> dict[str, Any]:
    """The fields of a form that says what `found` says."""
    values: dict[str, Any] = {name: getattr(found, name) for name in PLAIN if name not in ("price_reason",)}
    values |= {name: str(getattr(found, name) or "") for name in ("supplier_id", "budget_line_id", "location_id")}
    values |= {"department_id": str(found.department_id or ""), "replaces_id": str(found.purchase_id)}
    if found.advance_fen:
        values["advance"] = _yuan(found.advance_fen)
    for number, line in enumerate(lines):
        values |= {
            f"lines.{number}.item_id": str(line.item_id),
            f"lines.{number}.quantity": str(line.quantity),
            f"lines.{number}.price": _yuan(line.price.fen),
            f"lines.{number}.price_units": str(line.price.units),
            f"lines.{number}.specification": line.specification,
            f"lines.{number}.standard": line.standard,
        }
    if lines:
        first = lines[0]
        values |= {"purpose_party_id": str(first.purpose_party_id or ""), "purpose_area": first.purpose_area}
        values["purpose_class"] = str(first.purpose_class or "")
    return values


def _like_offer(found: Offer, today: str) -> dict[str, Any]:
    """The fields of a form that takes up `found`: what comes on top of its price (freight) is said in words."""
    values: dict[str, Any] = {
        "offer_id": str(found.offer_id),
        "supplier_id": str(found.supplier_id or ""),
        "supplier_id_text": found.shown_name,
        "lines.0.item_id": str(found.item_id),
        "lines.0.quantity": str(found.quantity or ""),
        "lines.0.price": _yuan(found.price_fen),
        "lines.0.price_units": str(found.price_units),
        "lines.0.standard": found.standard,
        "price_basis": "quotes",
        "quotes.0.supplier": found.shown_name,
        "quotes.0.price": _yuan(found.price_fen),
        "note": _("另有 %(amount)s 运费等") % {"amount": money(found.extra_fen)} if found.extra_fen else "",
    }
    if found.currency != "CNY":
        values |= {"currency": found.currency, "rate": found.rate, "rate_source": found.rate_source}
        values["lines.0.foreign"] = _yuan(found.foreign_price)
    if found.delivery_days is not None:
        values["expected_on"] = later(today, found.delivery_days)
    return values


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


@router.post("/purchases/new")
def propose(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Hand the purchase in, to be decided by somebody else; ``more`` only gives the form one more line."""
    visitor.need(PROPOSE)
    if form.get("more"):
        return _form(request, visitor, form, more=1)
    data = _command_data(visitor, form)
    if data.faults:
        return _form(request, visitor, form, errors_of(visitor, Refused(*data.faults)))
    outcome = submit(visitor, ProposePurchase, data.values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _form(request, visitor, form, outcome)
    number = outcome.answer["purchase_id"]
    link_to_task(visitor, form, outcome, ("purchase", number))
    return done(request, f"/purchases/{number}", _("采购 %(n)s 已提出，等批准") % {"n": number}, outcome)


def _numbers(form: Form) -> list[int]:
    """The numbers of the lines in which anything was written."""
    found = {int(match[1]) for name in form.values if (match := _LINE.fullmatch(name)) and form.get(name).strip()}
    return sorted(found)[:MOST_LINES]


def _command_data(visitor: Visitor, form: Form) -> CommandData:
    """What the form says, in base units and fen."""
    data = CommandData({name: form.get(name).strip() for name in PLAIN if form.get(name).strip()})
    data.values |= {name: form.get(name) for name in CHOSEN if form.get(name)}
    data.read("advance_fen", lambda: fen_of(form.get("advance")))
    for name in ("supplier_id", "department_id"):
        data.read(name, lambda name=name: _party(visitor, form, name))  # type: ignore[misc]
    with visitor.office.database.read() as connection:
        by_name = {
            normalise_query(key): value for key, value in names_of_items(connection, visitor.district_id).items()
        }
        chosen = {number: _item_id(form, number, by_name) for number in _numbers(form)}
        items = items_by_id(connection, visitor.district_id, [item_id for item_id in chosen.values() if item_id])
    for number, item_id in chosen.items():
        _read_line(data, form, number, items.get(item_id))
    _read_quotes(data, form, next(iter(chosen.values()), 0))
    return data


def _party(visitor: Visitor, form: Form, name: str) -> int | None:
    """The party chosen, or the one of exactly the name typed; raises Refused ``unknown_party``."""
    chosen, typed = row_number(form.get(name)), form.get(f"{name}_text").strip()
    if chosen or not typed:
        return chosen or None
    with visitor.office.database.read() as connection:
        found = find_parties(connection, visitor.district_id, normalise_query(typed), most=12)
    for each in found:
        if each.name == typed:
            return each.party_id
    raise refused("unknown_party", name=typed[:40])


def _item_id(form: Form, number: int, by_name: Mapping[str, int]) -> int:
    chosen = row_number(form.get(f"lines.{number}.item_id"))
    return chosen or by_name.get(normalise_query(form.get(f"lines.{number}.item_id_text").strip()), 0)


def _read_line(data: CommandData, form: Form, number: int, item: Item | None) -> None:
    where = f"lines.{number}"
    if item is None:
        typed = form.get(f"{where}.item_id_text").strip()[:40]
        reason = Reason("unknown_item", {"name": typed}, f"{where}.item_id") if typed else None
        data.faults.append(reason or Reason("field_missing", {}, f"{where}.item_id"))
        return
    data.values[f"{where}.item_id"] = item.item_id
    data.read(f"{where}.quantity", lambda: pieces(form.get(f"{where}.quantity"), "", item))
    data.read(f"{where}.price_fen", lambda: fen_of(form.get(f"{where}.price")))
    data.values[f"{where}.price_units"] = form.get(f"{where}.price_units").strip() or "1"
    data.values |= {f"{where}.{name}": form.get(f"{where}.{name}") for name in ("specification", "standard")}
    data.values |= {f"{where}.{name}": form.get(name) for name in PURPOSE if form.get(name)}
    if (foreign := form.get(f"{where}.foreign").strip()) and form.get("currency", "CNY") != "CNY":
        data.read(f"{where}.foreign_price", lambda: fen_of(foreign))
    quantity = data.values.get(f"{where}.quantity", 0)
    whole = [pack.size for pack in item.packs if quantity and quantity % pack.size == 0]
    data.values[f"{where}.pack_size"] = min(whole, default=1)


def _read_quotes(data: CommandData, form: Form, item_id: int) -> None:
    """The quotes: each of the item of the first line, for as many as its price is."""
    units = form.get("lines.0.price_units").strip() or "1"
    for number in range(QUOTES):
        where = f"quotes.{number}"
        if form.get(f"{where}.supplier").strip():
            data.values[f"{where}.supplier"] = form.get(f"{where}.supplier").strip()
            data.values[f"{where}.item_id"] = item_id
            data.values[f"{where}.price_units"] = units
            data.read(f"{where}.price_fen", lambda where=where: fen_of(form.get(f"{where}.price")))  # type: ignore[misc]


_AS_POSTED = {"advance_fen": "advance"}


def _errors(refusal: FormErrors | None) -> dict[str, str]:
    """Sentences by the names of the form: yuan where the command has fen."""
    found: dict[str, str] = {}
    for name, text in (refusal.errors if refusal else {}).items():
        found[_AS_POSTED.get(name, name.replace(".price_fen", ".price").replace(".foreign_price", ".foreign"))] = text
    return found


def _form(
    request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None, *, more: int = 0
) -> HTMLResponse:
    numbers = _numbers(form) or [0]
    numbers += list(range(max(numbers) + 1, max(numbers) + 1 + more))
    with visitor.office.database.read() as connection:
        district = visitor.district_id
        ids = [row_number(form.get(f"lines.{number}.item_id")) for number in numbers]
        items = items_by_id(connection, district, [item_id for item_id in ids if item_id])
        lines = [line for line in budget_lines(connection, district) if line.is_open]
        places = own_places(connection, district, EVERYTHING, kinds=("store", "dock"))
        prices = recent_prices(connection, district, list(items))
        parties = _party_names(connection, district, form)
        areas = areas_of_units(connection, district)
        offered = sources(connection, district, source_kind="purchase", most=8)
    errors = _errors(refusal)
    return show(
        request,
        "purchases/form.html",
        active="purchases",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=errors,
        numbers=numbers,
        names={
            number: thing(items[item_id].name) if item_id in items else form.get(f"lines.{number}.item_id_text")
            for number, item_id in zip(numbers, ids, strict=True)
        },
        party_names=parties,
        recent=[(items[item_id], found) for item_id, found in prices.items() if found],
        offered=[(str(each.party_id), each.name) for each in offered],
        classes=class_options(),
        areas=[(area, area) for area in areas],
        quotes=range(QUOTES),
        grounds=[(key, _(word)) for key, word in GROUNDS.items()],
        bases=[(key, _(word)) for key, word in PRICE_BASES.items()],
        line_options=[(str(line.location_id), f"{line.name}　{money(line.free_fen)}") for line in lines],
        places=[(str(place.location_id), place.label) for place in places if place.is_open],
        asks_reason=bool(form.get("price_reason")) or "price_reason" in errors,
        asks_licence=bool(form.get("licence_reason")) or "licence_reason" in errors,
    )


def _party_names(connection: Any, district_id: int, form: Form) -> dict[str, str]:
    """What the parties already chosen are called."""
    ids = {name: row_number(form.get(name)) for name in ("supplier_id", "department_id", "purpose_party_id")}
    known = names_of_parties(connection, district_id, [number for number in ids.values() if number])
    return {name: known.get(number, "") or form.get(f"{name}_text") for name, number in ids.items()}


@router.get("/find/suppliers")
def found_suppliers(visitor: SignedIn, q: str = "") -> JSONResponse:
    """Suppliers one may mean, for the box that finds one."""
    visitor.need(SEE_PURCHASES)
    with visitor.office.database.read() as connection:
        found = find_parties(connection, visitor.district_id, normalise_query(q), most=20) if q.strip() else []
    return JSONResponse(
        [[each.party_id, each.name] for each in found if each.kind in ("supplier", "reserve", "enterprise")]
    )
