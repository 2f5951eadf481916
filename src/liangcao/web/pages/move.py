"""移库、报损、退回: what is done with goods of one lot that lie at one place of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import SEE_STOCK
from liangcao.catalog.queries import Item, items_by_id
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _
from liangcao.language.formats import quantity
from liangcao.ledger.trace import Origin, origins
from liangcao.receiving.commands import ReturnRejected
from liangcao.reports.lot_pages import Holding, check_lot_seen, holdings
from liangcao.reports.places import LYING, OwnPlace, own_places
from liangcao.storing.commands import MoveStock, WriteOff
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, safe_path, show
from liangcao.web.pages.receive_form import pieces
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do with goods that lie somewhere: its command, the field that says where, its words."""

    key: str
    command: type[Command]
    place_field: str
    title: str
    done_text: str
    kinds: tuple[str, ...]
    is_held: bool = False


DEEDS = {
    "move": Deed("move", MoveStock, "source_id", N_("移库"), N_("已移库"), LYING),
    "write-off": Deed("write-off", WriteOff, "location_id", N_("报损"), N_("已报损"), LYING, is_held=True),
    "return": Deed("return", ReturnRejected, "location_id", N_("退回"), N_("已退回"), ("rejects",), is_held=True),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The lot, its item, where of it something free lies that this person may touch, and all places.

    `reached` are the places where this person may do the deed alone.
    """

    lot: Origin
    item: Item
    here: tuple[Holding, ...]
    places: tuple[OwnPlace, ...]
    reached: frozenset[int]

    def label(self, location_id: int) -> str:
        """The name of one of our places."""
        return next((place.label for place in self.places if place.location_id == location_id), str(location_id))

    def choice(self, holding: Holding) -> str:
        """A place to take from, with what may be taken there."""
        free = quantity(holding.on_hand - holding.held, self.item.base_unit)
        return f"{self.label(holding.location_id)}　{free}"

    def targets(self, chosen: Holding | None) -> list[tuple[int, str]]:
        """Where it may be put: every open place, one's own first, but for the only one it can come from."""
        only = chosen.location_id if chosen and len(self.here) == 1 else 0
        lying = [place for place in self.places if place.kind in LYING and place.is_open]
        own_first = sorted(lying, key=lambda place: place.location_id not in self.reached)
        return [(place.location_id, self._target(place)) for place in own_first if place.location_id != only]

    def _target(self, place: OwnPlace) -> str:
        """A place to put it to; one that others keep says what that takes."""
        if place.location_id in self.reached:
            return place.label
        return _("%(place)s（要第二个人批准）") % {"place": place.label}


def _standing(visitor: Visitor, lot_id: int, deed: Deed) -> Standing:
    """Raises Refused ``unknown_lot``."""
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        check_lot_seen(connection, district, visitor.scope(SEE_STOCK), lot_id)
        lot = origins(connection, district, [lot_id])[lot_id]
        item = items_by_id(connection, district, [lot.item_id])[lot.item_id]
        within = own_places(connection, district, visitor.scope(deed.command.action))
        reached = frozenset(place.location_id for place in within)
        held = [
            holding
            for holding in holdings(connection, district, [lot_id])
            if holding.location_id in reached and holding.kind in deed.kinds and holding.on_hand > holding.held
        ]
        places = own_places(connection, district, EVERYTHING)
    return Standing(lot, item, tuple(held), tuple(places), reached)


def _page(
    request: Request,
    visitor: Visitor,
    about: tuple[int, Deed],
    form: Form,
    errors: Mapping[str, str] | None = None,
) -> Response:
    """The form for what `about` says: a lot and the deed to be done with it."""
    lot_id, deed = about
    visitor.need(deed.command.action)
    standing = _standing(visitor, lot_id, deed)
    source = form.get(deed.place_field) or request.query_params.get("from", "")
    chosen = next((each for each in standing.here if str(each.location_id) == source), None)
    if chosen is None and standing.here:
        chosen = standing.here[0]
    return show(
        request,
        "move/form.html",
        active="stock",
        status_code=422 if errors else 200,
        deed=deed,
        standing=standing,
        chosen=chosen,
        free=chosen.on_hand - chosen.held if chosen else 0,
        sources=[(each.location_id, standing.choice(each)) for each in standing.here],
        targets=standing.targets(chosen),
        form=form,
        next=safe_path(form.get("next"), f"/lots/{lot_id}"),
        errors=errors or {},
    )


def _data(form: Form, lot_id: int, item: Item) -> dict[str, Any]:
    """The posted fields with the quantity in base units; raises Refused for one that cannot be read."""
    data = {**form.values, "lot_id": lot_id}
    try:
        count = pieces(form.get("quantity"), form.get("unit"), item)
    except Refused as refusal:
        raise refused(refusal.code, "quantity", **refusal.reasons[0].params) from None
    if count is None:
        return data | {"quantity": 0 if form.get("quantity") else ""}
    return data | {"quantity": count}


def _perform(request: Request, visitor: Visitor, lot_id: int, deed: Deed, form: Form) -> Response:
    standing = _standing(visitor, lot_id, deed)
    outcome: Any
    try:
        outcome = submit(visitor, deed.command, _data(form, lot_id, standing.item), form.command_id)
    except Refused as refusal:
        outcome = errors_of(visitor, refusal)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, (lot_id, deed), form, outcome.errors)
    text = _(deed.done_text)
    if deed.key == "move" and row_number(form.get("destination_id")):
        text = _("已放到 %(place)s") % {"place": standing.label(row_number(form.get("destination_id")))}
    return done(request, safe_path(form.get("next"), f"/lots/{lot_id}"), text, outcome)


def _known(key: str) -> Deed:
    """The deed of an address; raises Refused ``unknown_document``."""
    if key not in DEEDS:
        raise refused("unknown_document", name=key)
    return DEEDS[key]


@router.get("/lots/{lot_id}/{key}")
def deed_form(request: Request, visitor: SignedIn, lot_id: int, key: str) -> Response:
    """Asks from where, how much, and where to or why."""
    return _page(request, visitor, (lot_id, _known(key)), Form({}))


@router.post("/lots/{lot_id}/{key}")
def deed(request: Request, visitor: SignedIn, lot_id: int, key: str, form: Posted) -> Response:
    """Do it; what needs a second person is held and says so."""
    return _perform(request, visitor, lot_id, _known(key), form)
