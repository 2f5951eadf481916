"""结账: the days that are over and not closed, with what happened on each; whether the books tie; the days closed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.roles import SEE_MONEY
from liangcao.journal.sealed import SealCheck, check_seal
from liangcao.kernel.moment import day_of
from liangcao.language import N_, _, ngettext
from liangcao.language.formats import day_long, moment
from liangcao.ledger.reconcile import Reconciliation, reconcile_moved
from liangcao.reports.days import DayFigures, figures_of, open_days
from liangcao.reports.entries import EntryFilter, count_entries
from liangcao.storing.commands import CloseDay
from liangcao.storing.queries import ClosedDay, closed_days, closings, last_closing
from liangcao.web.api_journal import need_whole_journal
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.deeds import may_everywhere
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)

DAYS_SHOWN = 14
MOST_AT_ONCE = 62
"""So many days are closed by one press; the rest by another."""
MOST_EXPORTED = 400
MOST_CHECKED = 100_000
"""Books of so many entries are checked while the page is waited for; longer ones when asked."""
_IDS = uuid.UUID("2b1d6c34-7a53-4d0a-9a4e-2020013100a1")
FIGURES = (
    Column("entries", N_("记账（笔）"), numeric=True),
    Column("receipts", N_("收货（张）"), numeric=True),
    Column("issues", N_("发货（次）"), numeric=True),
)
MONEY = (Column("came", N_("资金进"), numeric=True), Column("went", N_("资金出"), numeric=True))
DAY = (Column("day", N_("日期"), primary=True),)
CLOSED = (Column("who", N_("谁结的")), Column("when", N_("什么时候")), Column("entry", N_("账目")))


@dataclass(frozen=True, slots=True)
class Look:
    """How the books stand: the days still open and those closed, and, when it was looked at, whether all ties."""

    open: list[str]
    shown: list[DayFigures]
    closed: list[tuple[ClosedDay, DayFigures]]
    closed_count: int
    ties: Reconciliation | None
    seal: SealCheck | None


def _today(visitor: Visitor) -> str:
    return day_of(visitor.office.clock.now(), visitor.office.timezone)


def _open_days(connection: Any, visitor: Visitor) -> list[str]:
    zone = visitor.office.timezone
    return open_days(connection, visitor.district_id, timezone=zone, today=_today(visitor))


def _figures(connection: Any, visitor: Visitor, day: str) -> DayFigures:
    return figures_of(connection, visitor.district_id, day, timezone=visitor.office.timezone)


def _look(visitor: Visitor, paging: Paging, *, is_asked: bool) -> Look:
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        found = _open_days(connection, visitor)
        rows = closings(connection, district, page=(paging.size, paging.offset))
        since = last_closing(connection, district)
        is_short = count_entries(connection, district, EntryFilter()) <= MOST_CHECKED
        ties = reconcile_moved(connection, district, since) if is_short or is_asked else None
        return Look(
            open=found,
            shown=[_figures(connection, visitor, day) for day in found[:DAYS_SHOWN]],
            closed=[(row, _figures(connection, visitor, row.day)) for row in rows],
            closed_count=len(closed_days(connection, district)),
            ties=ties,
            seal=check_seal(connection, district, since, most=MOST_CHECKED),
        )


@router.get("/days")
def days(request: Request, visitor: SignedIn, page: PageNumber = 1, check: str = "") -> Response:
    """The open days and the closed ones, the latest first."""
    return _page(request, visitor, page, is_asked=check == "1")


def _page(
    request: Request,
    visitor: Visitor,
    page: int = 1,
    *,
    is_asked: bool = False,
    errors: Mapping[str, str] | None = None,
) -> Response:
    need_whole_journal(visitor)
    look = _look(visitor, Paging(0, page, DAYS_SHOWN), is_asked=is_asked)
    figures = (*FIGURES, *(MONEY if visitor.may(SEE_MONEY) else ()))
    may_close = may_everywhere(visitor, CloseDay.action)
    return show(
        request,
        "days/index.html",
        fragment="rows",
        active="days",
        status_code=422 if errors else 200,
        look=look,
        columns=(*DAY, *figures, *((Column("do", N_("结账")),) if may_close else ())),
        closed_columns=(*DAY, *figures, *CLOSED),
        paging=Paging(look.closed_count, page, DAYS_SHOWN),
        may_close=may_close,
        choices=[(day, day_long(day)) for day in look.open],
        today=_today(visitor),
        errors=errors or {},
    )


@router.post("/days/close")
def close(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Close one day, or with ``upto`` every open day until it, each by a command of its own."""
    visitor.need(CloseDay.action)
    wanted = _wanted(visitor, form)
    closed = 0
    for day in wanted[:MOST_AT_ONCE]:
        outcome = submit(visitor, CloseDay, {"day": day}, str(uuid.uuid5(_IDS, f"{form.command_id} {day}")))
        if isinstance(outcome, FormErrors):
            return _stopped(request, visitor, closed, day, outcome)
        closed += 1
    text = ngettext("结了 %(n)s 天的账", "结了 %(n)s 天的账", closed) % {"n": closed}
    left = len(wanted) - closed
    if left:
        text += _("；还有 %(n)s 天，请再按一次") % {"n": left}
    return done(request, "/days", text)


def _wanted(visitor: Visitor, form: Form) -> list[str]:
    """The day named, or all open ones until it; a day that is not open stands alone, for the road to say why not."""
    day = form.get("day")
    if form.get("upto") != "1":
        return [day]
    with visitor.office.database.read() as connection:
        found = _open_days(connection, visitor)
    return [each for each in found if each <= day] if day in found else [day]


def _stopped(request: Request, visitor: Visitor, closed: int, day: str, refused: FormErrors) -> Response:
    """A day was refused: alone it is said on the page, after others with how far it came."""
    sentence = next(iter(refused.errors.values()))
    if not closed:
        return _page(request, visitor, errors={"": sentence})
    text = _("结了 %(n)s 天的账，%(day)s 没有结：%(why)s") % {"n": closed, "day": day, "why": sentence}
    return done(request, "/days", text, tone="danger")


@router.get("/days.{kind}")
def days_file(visitor: SignedIn, kind: str) -> Response:
    """All days, open and closed, as a sheet, the latest first; amounts in yuan."""
    need_whole_journal(visitor)
    sees_money = visitor.may(SEE_MONEY)
    with visitor.office.database.read() as connection:
        rows = {row.day: row for row in closings(connection, visitor.district_id, page=(MOST_EXPORTED, 0))}
        every = sorted({*rows, *_open_days(connection, visitor)}, reverse=True)[:MOST_EXPORTED]
        figures = [_figures(connection, visitor, day) for day in every]
    heads = [each.label for each in (*DAY, *FIGURES)]
    heads += [N_("资金进（元）"), N_("资金出（元）")] if sees_money else []
    table = [[*_cells(each, sees_money=sees_money), *_closing(rows.get(each.day))] for each in figures]
    return sheet_response([*heads, *(each.label for each in CLOSED)], table, kind=kind, name=_("结账"))


def _cells(figures: DayFigures, *, sees_money: bool) -> Sequence[Any]:
    money = [f"{fen // 100}.{fen % 100:02d}" for fen in (figures.came_fen, figures.went_fen)] if sees_money else []
    return [figures.day, figures.entries, figures.receipts, figures.issues, *money]


def _closing(row: ClosedDay | None) -> Sequence[Any]:
    if row is None:
        return [_("还没有结"), "", ""]
    return [row.actor_name, moment(row.closed_at, with_year=True), row.entry]
