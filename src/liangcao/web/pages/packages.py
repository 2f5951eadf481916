"""装箱: packages with their numbers: what is in each, packed for a unit or to stand in the store, opened, labelled."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import SEE_STOCK
from liangcao.codes.rules import code_of
from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.packing.commands import PackGoods, SetPrefix, Unpack
from liangcao.packing.queries import (
    PackageHead,
    free_to_pack,
    package_head,
    package_lines,
    package_of_code,
    packages_page,
    planned_to_pack,
    prefix_now,
)
from liangcao.packing.rules import STATES, bare_code, uri_of
from liangcao.reports.package_labels import PackageLabel, package_labels_pdf
from liangcao.reports.places import own_places, place_labels
from liangcao.reports.request_pages import names_of_parties, names_of_people
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.code_link import code_address
from liangcao.web.pages.sheet import as_download
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
PACK = "packing.pack_goods"
TONES = {"packed": "ok", "unpacked": "off"}
MOST_LABELS = 200
COLUMNS = (
    Column("code", N_("包装件"), primary=True),
    Column("for", N_("给")),
    Column("place", N_("在哪里")),
    Column("state", N_("状态")),
    Column("packed", N_("装箱")),
)


def base_of(request: Request) -> str:
    """The address of this server, as codes on paper begin."""
    return str(request.base_url).rstrip("/")


@router.get("/packages")
def packages(request: Request, visitor: SignedIn, page: PageNumber = 1, state: str = "", q: str = "") -> Response:
    """Packages of one's stores, the newest first; a number that is typed or scanned leads to its package."""
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        found = package_of_code(connection, visitor.district_id, bare_code(q)) if q else 0
        wanted = state if state in STATES else ""
        span = (PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
        rows = packages_page(connection, visitor.district_id, visitor.scope(SEE_STOCK), state=wanted, page=span)
        prefix = prefix_now(connection, visitor.district_id)
        labels = place_labels(connection, visitor.district_id)
    if found:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/packages/{found}", 303)
    views = [("", _("全部"), "/packages")]
    views += [(key, _(word), f"/packages?state={key}") for key, word in STATES.items()]
    return show(
        request,
        "packing/list.html",
        fragment="rows",
        active="packages",
        rows=rows[:PAGE_SIZE],
        columns=COLUMNS,
        state=wanted,
        states={key: (_(word), TONES[key]) for key, word in STATES.items()},
        views=views,
        q=q.strip()[:60],
        prefix=prefix,
        labels=labels,
        paging=Paging((page - 1) * PAGE_SIZE + len(rows), page),
    )


@router.get("/packages/new")
def new(request: Request, visitor: SignedIn, plan: int = 0, unit: int = 0, place: int = 0) -> HTMLResponse:
    """What can be packed: a unit's goods by a plan, or what stands free at a place."""
    visitor.need(PACK)
    return _new(request, visitor, (plan, unit, place), Form({}))


def _new(
    request: Request, visitor: Visitor, about: tuple[int, int, int], form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    plan_id, unit_id, place = about
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        if plan_id:
            goods = planned_to_pack(connection, district, plan_id, unit_id)
            place = place or next((each.location_id for each in goods if each.room), 0)
            goods = [each for each in goods if each.location_id == place]
        else:
            goods = free_to_pack(connection, district, place) if place else []
        units = names_of_parties(connection, district, [unit_id] if unit_id else [])
        places = own_places(connection, district, visitor.scope(PACK), kinds=("store", "shelf", "dock", "packing"))
        labels = place_labels(connection, district)
    return show(
        request,
        "packing/new.html",
        active="packages",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        goods=[each for each in goods if each.room > 0],
        packed_all=bool(goods) and not any(each.room > 0 for each in goods),
        plan_id=plan_id,
        unit_id=unit_id,
        place=place,
        unit_name=units.get(unit_id, ""),
        place_name=labels.get(place, ""),
        places=[(each.location_id, each.label) for each in places],
    )


@router.post("/packages")
def pack(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Pack what the form says: a line without a quantity is not in it."""
    outcome = submit(visitor, PackGoods, _filled(form.values), form.command_id)
    if isinstance(outcome, FormErrors):
        about = (row_number(form.get("plan_id")), row_number(form.get("unit_id")), row_number(form.get("location_id")))
        return _new(request, visitor, about, form, outcome)
    made = list(outcome.answer["package_ids"])
    text = _("装好了 %(n)s 件") % {"n": len(made)}
    return done(request, f"/packages/{made[0]}", text, outcome)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    empty = {
        name.removesuffix(".quantity")
        for name, value in values.items()
        if name.startswith("lines.") and name.endswith(".quantity") and not str(value).strip()
    }
    return {name: value for name, value in values.items() if name.rpartition(".")[0] not in empty}


@router.get("/packages/prefix")
def prefix_form(request: Request, visitor: SignedIn) -> HTMLResponse:
    """With which GS1 company prefix packages are numbered."""
    visitor.need("packing.set_prefix")
    return _prefix(request, visitor, Form({}))


def _prefix(request: Request, visitor: Visitor, form: Form, refusal: FormErrors | None = None) -> HTMLResponse:
    with visitor.office.database.read() as connection:
        now = prefix_now(connection, visitor.district_id)
    return show(
        request,
        "packing/prefix.html",
        active="prefix",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        now=now,
    )


@router.post("/packages/prefix")
def set_prefix(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Number with this prefix from now on."""
    outcome = submit(visitor, SetPrefix, form)
    if isinstance(outcome, FormErrors):
        return _prefix(request, visitor, form, outcome)
    return done(request, "/packages/prefix", _("以后的包装件按这个编号"), outcome)


@router.get("/packages/number/{code}")
def by_number(request: Request, visitor: SignedIn, code: str) -> Response:
    """The package that bears a number."""
    visitor.need(SEE_STOCK)
    with visitor.office.database.read() as connection:
        found = package_of_code(connection, visitor.district_id, bare_code(code))
    if not found:
        raise refused("unknown_package", name=code[:40])
    return RedirectResponse(f"{request.scope.get('root_path', '')}/packages/{found}", 303)


@router.get("/packages/labels.pdf")
def labels_file(request: Request, visitor: SignedIn, ids: str = "") -> Response:
    """Labels of several packages, a page each."""
    visitor.need(SEE_STOCK)
    numbers = [int(each) for each in ids.split(",") if each.isdecimal() and len(each) < 16][:MOST_LABELS]
    with visitor.office.database.read() as connection:
        heads = [package_head(connection, visitor.district_id, visitor.scope(SEE_STOCK), each) for each in numbers]
        lines = package_lines(connection, visitor.district_id, numbers)
    if not heads:
        raise refused("field_missing", "ids")
    labels = [
        PackageLabel(
            head,
            [line for line in lines if line.package_id == head.package_id],
            code_address(request, "B", head.package_id),
        )
        for head in heads
    ]
    content = package_labels_pdf(labels, made_at=visitor.office.clock.now())
    return as_download(content, kind="pdf", name=f"{_('箱标')}-{heads[0].code}")


@router.get("/packages/{package_id:int}")
def one(request: Request, visitor: SignedIn, package_id: int) -> HTMLResponse:
    """A package: what is in it, where it is, its number."""
    visitor.need(SEE_STOCK)
    return _one(request, visitor, package_id, Form({}))


def _one(
    request: Request, visitor: Visitor, package_id: int, form: Form, refusal: FormErrors | None = None
) -> HTMLResponse:
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = package_head(connection, district, visitor.scope(SEE_STOCK), package_id)
        lines = package_lines(connection, district, [package_id])
        people = names_of_people(connection, district, [head.actor_id])
        alike = _made_with(visitor, connection, head)
        labels = place_labels(connection, district)
    return show(
        request,
        "packing/one.html",
        active="packages",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        head=head,
        lines=lines,
        people=people,
        alike=alike,
        state=(_(STATES[head.state]), TONES[head.state]),
        place=labels.get(head.location_id, head.location_name),
        uri=uri_of(head.code, head.prefix, base_of(request)),
        short=code_of("B", head.package_id),
    )


def _made_with(visitor: Visitor, connection: Any, head: PackageHead) -> str:
    """The packages numbered by the same deed, as the address of their labels names them."""
    span = (MOST_LABELS, 0)
    rows = packages_page(connection, visitor.district_id, EVERYTHING, page=span)
    numbers = sorted(each.package_id for each in rows if each.entry == head.entry) or [head.package_id]
    return ",".join(str(number) for number in numbers)


@router.post("/packages/{package_id:int}/unpack")
def unpack(request: Request, visitor: SignedIn, package_id: int, form: Posted) -> Response:
    """Open it."""
    outcome = submit(visitor, Unpack, {**form.values, "package_id": package_id}, form.command_id)
    if isinstance(outcome, FormErrors):
        return _one(request, visitor, package_id, form, outcome)
    return done(request, f"/packages/{package_id}", _("拆开了，货还在原处"), outcome, tone="warn")
