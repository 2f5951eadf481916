"""位置: where units and stores lie and when they take goods in; typed, pasted or from a sheet; the datum is asked."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_TRIPS
from liangcao.exchange.trip_sheets import RowFault, by_name, read_clock, read_sites
from liangcao.kernel.errors import Refused
from liangcao.language import N_, _, translate_reason
from liangcao.tracking.commands import SetSites
from liangcao.tracking.geography import DATUMS, degrees, microdegrees
from liangcao.tracking.proposing import SiteRow, site_rows
from liangcao.tracking.rules import clock
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.trip_words import hours
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SET = "tracking.set_sites"
COLUMNS = (
    Column("name", N_("单位或仓库"), primary=True),
    Column("area", N_("片区")),
    Column("where", N_("纬度，经度（WGS-84）")),
    Column("hours", N_("收货时间")),
    Column("service", N_("交接"), numeric=True),
)
MOST_FAULTS = 50


@router.get("/trips/places")
def places(request: Request, visitor: SignedIn, site: int = 0) -> HTMLResponse:
    """All stores and units with their places; those that nobody has placed come first."""
    visitor.need(SEE_TRIPS)
    return _page(request, visitor, _filled(visitor, site))


@router.get("/trips/places.{kind}")
def places_file(visitor: SignedIn, kind: str) -> Response:
    """The same as a sheet: fill it in and bring it back."""
    visitor.need(SEE_TRIPS)
    with visitor.office.database.read() as connection:
        found = site_rows(connection, visitor.district_id)
    rows = [[each.name, *_degrees(each), clock(each.opens), clock(each.closes), each.service or ""] for each in found]
    heads = [_("单位"), _("纬度"), _("经度"), _("收货开始"), _("收货结束"), _("交接分钟")]
    return sheet_response(heads, rows, kind=kind, name=_("位置和收货时间"))


def _degrees(each: SiteRow) -> tuple[str, str]:
    return ("", "") if each.north is None or each.east is None else (degrees(each.north), degrees(each.east))


@router.post("/trips/places")
def set_one(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """One unit or store, typed."""
    visitor.need(SET)
    values: dict[str, Any] = {"datum": form.get("datum"), "lines.0.site_id": form.get("site_id")}
    try:
        for name in ("north", "east"):
            if form.get(name).strip():
                values[f"lines.0.{name}"] = microdegrees(form.get(name), name)
        for name in ("opens", "closes"):
            if form.get(name).strip():
                values[f"lines.0.{name}"] = read_clock(form.get(name), name)
    except Refused as refusal:
        return _page(request, visitor, form, errors_of(visitor, refusal))
    if form.get("service"):
        values["lines.0.service"] = form.get("service")
    outcome = submit(visitor, SetSites, values, form.command_id)
    if isinstance(outcome, FormErrors):
        plain = {name.removeprefix("lines.0."): said for name, said in outcome.errors.items()}
        return _page(request, visitor, form, FormErrors(outcome.reasons, plain, outcome.status))
    return done(request, "/trips/places", _("位置和收货时间已记下"), outcome)


@router.post("/trips/places/sheet")
def set_many(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """A sheet or pasted rows, all of them or none."""
    visitor.need(SET)
    with visitor.office.database.read() as connection:
        known = by_name({each.name: each.site_id for each in site_rows(connection, visitor.district_id)})
    try:
        found = read_sites(sheet_of(form), known)
    except Refused as refusal:
        return _page(request, visitor, form, errors_of(visitor, refusal))
    if found.faults:
        return _page(request, visitor, form, faults=found.faults)
    values = {"datum": form.get("datum")} | {
        f"lines.{index}.{name}": value
        for index, line in enumerate(found.lines)
        for name, value in line.model_dump(exclude_none=True).items()
    }
    outcome = submit(visitor, SetSites, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _page(request, visitor, form, outcome)
    return done(request, "/trips/places", _("记下了 %(n)s 处的位置和收货时间") % {"n": len(found.lines)}, outcome)


def sheet_of(form: Form) -> tuple[str, bytes]:
    """The file that was sent, else what was pasted, as a name and its content."""
    file = form.files.get("file")
    return (file.name, file.content) if file and file.content else (_("粘贴的表"), form.get("pasted").encode())


def faults_said(faults: tuple[RowFault, ...], language: str) -> list[tuple[int, str]]:
    """Faults of a sheet's rows in words, the first of them."""
    return [(each.row, translate_reason(each.reason, language)) for each in faults[:MOST_FAULTS]]


def _filled(visitor: Visitor, site_id: int) -> Form:
    """The form for a site as it is now."""
    with visitor.office.database.read() as connection:
        rows = {each.site_id: each for each in site_rows(connection, visitor.district_id)}
    each: SiteRow | None = rows.get(site_id)
    values = {"datum": "wgs84", "site_id": str(site_id or "")}
    if each:
        values |= {"opens": clock(each.opens), "closes": clock(each.closes), "service": str(each.service or "")}
        if each.north is not None and each.east is not None:
            values |= {"north": degrees(each.north), "east": degrees(each.east)}
    return Form(values)


def _page(
    request: Request,
    visitor: Visitor,
    form: Form,
    refusal: FormErrors | None = None,
    *,
    faults: tuple[RowFault, ...] = (),
) -> HTMLResponse:
    page = min(100_000, max(1, row_number(request.query_params.get("page", "1"))))
    with visitor.office.database.read() as connection:
        rows = site_rows(connection, visitor.district_id)
    return show(
        request,
        "trips/places.html",
        fragment="rows",
        active="trips",
        status_code=422 if refusal or faults else 200,
        form=form,
        errors=refusal.errors if refusal else {},
        faults=faults_said(faults, visitor.language),
        rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        unplaced=sum(each.north is None for each in rows),
        sites=[(str(each.site_id), each.name) for each in rows],
        datums=[(key, _(word)) for key, word in DATUMS.items()],
        columns=COLUMNS,
        degrees=degrees,
        hours=hours,
        may_set=visitor.may(SET),
        paging=Paging(len(rows), page),
    )
