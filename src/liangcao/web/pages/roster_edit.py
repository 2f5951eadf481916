"""排班、班次: the forms that say who is on the shifts of a day, and what shifts a day has."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.kernel.errors import Refused
from liangcao.kernel.errors import refused as refused_because
from liangcao.kernel.moment import day_span
from liangcao.language import _
from liangcao.organisation.commands import SetRoster, SetShifts
from liangcao.organisation.queries import people_by_name
from liangcao.organisation.roster_queries import roster_between, shifts
from liangcao.organisation.rules import find_people, hours_of, read_hours, split_names
from liangcao.web.forms import Form, Posted
from liangcao.web.page import done, show
from liangcao.web.pages.inspecting import is_day
from liangcao.web.submit import FormErrors, errors_of, submit
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@router.get("/roster/shifts")
def shifts_form(request: Request, visitor: SignedIn) -> HTMLResponse:
    """The shifts of a day, one to a line."""
    return _shifts(request, visitor)


@router.post("/roster/shifts")
def set_shifts(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """From now on a day has these shifts."""
    visitor.need(SetShifts.action)
    lines = list[dict[str, Any]]()
    try:
        for text in filter(None, map(str.strip, form.get("shifts").splitlines())):
            name, _space, hours = text.replace("　", " ").partition(" ")
            begins, ends = read_hours(hours)
            lines.append({"name": name, "begins": begins, "ends": ends})
    except Refused as refusal:
        return _shifts(request, visitor, form, errors_of(visitor, refusal))
    values = {f"lines.{index}.{name}": value for index, line in enumerate(lines) for name, value in line.items()}
    outcome = submit(visitor, SetShifts, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _shifts(request, visitor, form, outcome)
    return done(request, "/roster", _("班次已定"), outcome)


def _shifts(
    request: Request, visitor: Visitor, form: Form | None = None, refused: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SetShifts.action)
    with visitor.office.database.read() as connection:
        known = shifts(connection, visitor.district_id)
    text = "\n".join(f"{each.name} {hours_of(each.begins, each.ends)}" for each in known)
    return show(
        request,
        "roster/shifts.html",
        active="roster",
        status_code=refused.status if refused else 200,
        text=form.get("shifts") if form else text or _("早班 08:00-16:00\n晚班 16:00-24:00\n夜班 00:00-08:00"),
        form=form or Form({}),
        errors=refused.errors if refused else {},
    )


@router.get("/roster/{day}/edit")
def day_form(request: Request, visitor: SignedIn, day: str) -> Response:
    """Who is to be on the shifts of one day."""
    return _day(request, visitor, day)


@router.post("/roster/{day}/edit")
def set_day(request: Request, visitor: SignedIn, day: str, form: Posted) -> Response:
    """The shifts of the day as they were typed: names, the first one leads."""
    visitor.need(SetRoster.action)
    with visitor.office.database.read() as connection:
        known = shifts(connection, visitor.district_id)
        people = people_by_name(connection, visitor.district_id)
        there = roster_between(connection, visitor.district_id, *day_span(day, visitor.office.timezone))
    values: dict[str, Any] = {}
    try:
        for index, each in enumerate(known):
            names = split_names(form.get(f"shift_{each.shift_id}"))
            if names != [duty.name for duty in there if (duty.day, duty.shift_id) == (day, each.shift_id)]:
                values |= _line(index, (day, each.shift_id), find_people(names, people, f"shift_{each.shift_id}"))
    except Refused as refusal:
        return _day(request, visitor, day, form, errors_of(visitor, refusal))
    if not values:
        return done(request, f"/roster?day={day}", _("没有改动"), tone="ok")
    outcome = submit(visitor, SetRoster, values, form.command_id)
    if isinstance(outcome, FormErrors):
        return _day(request, visitor, day, form, outcome)
    return done(request, f"/roster?day={day}", _("已排好"), outcome)


def _line(index: int, where: tuple[str, int], ids: list[int]) -> dict[str, Any]:
    """A line of the roster in the flat names of a form; the first of them leads."""
    line: dict[str, Any] = {f"lines.{index}.day": where[0], f"lines.{index}.shift_id": where[1]}
    line |= {f"lines.{index}.actor_ids.{place}": actor_id for place, actor_id in enumerate(ids)}
    return line | ({f"lines.{index}.leader_id": ids[0]} if ids else {})


def _day(
    request: Request, visitor: Visitor, day: str, form: Form | None = None, refused: FormErrors | None = None
) -> HTMLResponse:
    visitor.need(SetRoster.action)
    if not is_day(day):
        raise refused_because("unknown_page")
    with visitor.office.database.read() as connection:
        known = shifts(connection, visitor.district_id)
        there = roster_between(connection, visitor.district_id, *day_span(day, visitor.office.timezone))
        names = sorted(people_by_name(connection, visitor.district_id))
    on = dict.fromkeys((each.shift_id for each in known), "")
    for duty in there:
        if duty.day == day and duty.shift_id in on:
            on[duty.shift_id] += f"、{duty.name}" if on[duty.shift_id] else duty.name
    return show(
        request,
        "roster/day.html",
        active="roster",
        status_code=refused.status if refused else 200,
        day=day,
        shifts=known,
        hours=hours_of,
        on=on,
        names=names,
        form=form or Form({}),
        errors=refused.errors if refused else {},
    )
