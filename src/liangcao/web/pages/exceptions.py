"""例外: the list behind each card of the inspection room, filtered, turned, taken along, printed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.kernel.errors import refused
from liangcao.language import N_, _
from liangcao.language.formats import moment
from liangcao.reports.entries import actors_of_entries
from liangcao.reports.exceptions.catalogue import EXCEPTIONS, Asked, search_of, usual_since
from liangcao.reports.exceptions.shape import Case, ExceptionRule
from liangcao.reports.printed_table import Table
from liangcao.web.addresses import row_number
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.evidence import evidence_response
from liangcao.web.pages.inspecting import (
    Cell,
    Stretch,
    day_here,
    need_inspection,
    personal_texts,
    shown_cells,
    stretch_of,
)
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_COUNTED = 10_000
"""Nobody turns two hundred pages: where there are more, the list says so and asks for a shorter stretch of time."""


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at a rule: the days, the person, the limit, as they stand in the address."""

    rule: ExceptionRule
    days: Stretch
    actor_id: int
    limit: int

    @property
    def query(self) -> str:
        """The query of an address that looks so, with its ``?``."""
        named = {"from": self.days.from_day, "to": self.days.to_day, "actor": self.actor_id or ""}
        named |= {"limit": self.limit} if self.rule.limit else {}
        kept = {name: value for name, value in named.items() if value != ""}
        return "?" + urlencode(kept) if kept else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the table shows it."""

    case: Case
    cells: list[Cell]


@router.get("/inspection/exceptions/{key}.{kind}")
def exceptions_file(request: Request, visitor: SignedIn, key: str, kind: str) -> Response:
    """The same list as a sheet, a paper, or with the proofs of its entries."""
    need_inspection(visitor)
    look = _look(request, visitor, key)
    with visitor.office.database.read() as connection:
        search = search_of(connection, visitor.district_id, look.rule, _asked(visitor, look))
        found = look.rule.find(connection, visitor.district_id, search, (MOST_COUNTED, 0))
        personal = personal_texts(visitor, connection, look.rule.fields, found)
    rows: list[list[str | int]] = []
    for case in found:
        cells = [cell.plain for cell in shown_cells(visitor, look.rule.fields, case, personal)]
        rows.append([moment(case.at, with_year=True), *cells, case.actor_name, case.entry or ""])
    heads = [_(head) for head in (N_("时间"), *(field.label for field in look.rule.fields), N_("经手人"), N_("账目"))]
    facts = [
        (_("怎么算"), _(look.rule.rule).format(n=search.limit)),
        (_("从哪天到哪天"), f"{look.days.from_day or '…'} – {look.days.to_day or '…'}"),
    ]
    table = Table(_(look.rule.title), facts, heads, rows, [case.entry for case in found])
    return evidence_response(request, visitor, table, kind)


@router.get("/inspection/exceptions/{key}")
def exceptions(request: Request, visitor: SignedIn, key: str, page: PageNumber = 1) -> HTMLResponse:
    """The cases of one rule."""
    need_inspection(visitor)
    look = _look(request, visitor, key)
    with visitor.office.database.read() as connection:
        search = search_of(connection, visitor.district_id, look.rule, _asked(visitor, look))
        total = look.rule.count(connection, visitor.district_id, search, MOST_COUNTED)
        paging = Paging(total, page)
        found = look.rule.find(connection, visitor.district_id, search, (paging.size, paging.offset))
        personal = personal_texts(visitor, connection, look.rule.fields, found)
        people = actors_of_entries(connection, visitor.district_id)
    return show(
        request,
        "inspection/exceptions.html",
        fragment="rows",
        active="inspection",
        look=look,
        rule=look.rule,
        sentence=_(look.rule.rule).format(n=search.limit),
        rows=[Row(case, shown_cells(visitor, look.rule.fields, case, personal)) for case in found],
        columns=columns_of(look.rule),
        paging=paging,
        is_cut=total == MOST_COUNTED,
        people=people,
        now=visitor.office.clock.now(),
    )


def columns_of(rule: ExceptionRule) -> tuple[Column, ...]:
    """The columns of a rule's list: its own, when, who, by which entry."""
    own = [
        Column(str(place), field.label, primary=field.is_primary, numeric=field.kind in {"number", "money"})
        for place, field in enumerate(rule.fields)
    ]
    return (*own, Column("at", N_("时间")), Column("who", N_("经手人")), Column("entry", N_("账目")))


def _look(request: Request, visitor: Visitor, key: str) -> Look:
    rule = EXCEPTIONS.get(key)
    if rule is None:
        raise refused("unknown_page")
    asked = request.query_params
    days = stretch_of(asked.get("from", ""), asked.get("to", ""))
    if "from" not in asked and not rule.is_open:
        since = usual_since(rule, visitor.office.clock.now())
        days = Stretch(day_here(visitor, max(0, since)), days.to_day)
    limit = rule.limit.default if rule.limit else 0
    if rule.limit and asked.get("limit", "").strip():
        limit = max(rule.limit.least, min(row_number(asked["limit"]), rule.limit.most))
    return Look(rule, days, row_number(asked.get("actor", "")), limit)


def _asked(visitor: Visitor, look: Look) -> Asked:
    now = visitor.office.clock.now()
    since, until = look.days.moments(visitor.office.timezone, now)
    return Asked(since, until, now, look.actor_id, look.limit)
