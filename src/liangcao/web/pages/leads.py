"""货源: the board of leads, what is short beside it, and the list as a file."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_LEADS, SEE_PERSONAL_DATA
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import normalise_query
from liangcao.language import N_, _
from liangcao.language.things import thing
from liangcao.reports.lead_pages import gaps, leads_named, shown_names
from liangcao.reports.lead_tables import HEADINGS, lead_lines
from liangcao.sourcing.board import BoardColumn, lead_board
from liangcao.sourcing.queries import Lead, LeadFilter, best_offer, count_leads, leads_page, offers_of
from liangcao.sourcing.rules import CHANNELS, DEATHS, OUTCOMES, in_yuan
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.lead_capture import today_of
from liangcao.web.pages.lead_words import STATE_TONES, channel_options
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 20_000
MOST_COUNTED = 10_000
ON_BOARD = 12
"""How many leads a column of the board shows; the rest are a link away."""
SHAPES: dict[str, str] = {"": N_("看板"), "list": N_("列表")}
STALE_MS = 24 * 3_600_000
"""A lead nobody has looked after for so long is old: by then the goods are mostly sold."""
VIEWS: dict[str, str] = {
    "": N_("跟进中"),
    "due": N_("该打电话了"),
    "offer": N_("有报价"),
    "bought": N_("已采购"),
    "dead": N_("没成"),
    "all": N_("全部"),
}
COLUMNS = (
    Column("who", N_("谁"), primary=True),
    Column("goods", N_("物资")),
    Column("offer", N_("报价"), whole=True),
    Column("channel", N_("渠道"), whole=True),
    Column("calls", N_("通话")),
    Column("age", N_("记下"), sort="age"),
    Column("state", N_("进度")),
)
SORTS = {"": "newest", "-age": "newest", "age": "oldest"}


@dataclass(frozen=True, slots=True)
class Look:
    """What of the leads is looked at; every field as it stands in the address."""

    state: str = ""
    q: str = ""
    channel: str = ""
    item: str = ""
    sort: str = ""
    shape: str = ""

    @property
    def is_board(self) -> bool:
        """Whether the channels stand side by side: what is alive, of more than one channel, in no other order."""
        return not (self.shape or self.channel or self.sort) and self.state in ("", "due", "offer")

    def filter(self, now: int, named: tuple[int, ...] = ()) -> LeadFilter:
        """The same as the books understand it; who is to be rung stands with the longest overdue first."""
        return LeadFilter(
            state=self.state if self.state in ("offer", "bought", "dead") else "",
            is_living=self.state == "",
            due_by=now if self.state == "due" else 0,
            channel=self.channel,
            item_id=int(self.item or 0),
            search=normalise_query(self.q),
            lead_ids=named,
            order="due" if self.state == "due" else SORTS[self.sort],
        )

    def address(self, **changes: str) -> str:
        """The path of the list that looks so, some of it changed."""
        changed = replace(self, **changes)
        kept = [(each.name, getattr(changed, each.name)) for each in fields(changed) if getattr(changed, each.name)]
        return "/leads" + ("?" + urlencode(kept) if kept else "")


def look_of(request: Request) -> Look:
    """The look an address asks for; what makes no sense is passed over."""
    asked = {each.name: request.query_params.get(each.name, "").strip()[:100] for each in fields(Look)}
    if not (asked["item"].isascii() and asked["item"].isdigit() and len(asked["item"]) < 16):
        asked["item"] = ""
    if asked["state"] not in VIEWS:
        asked["state"] = ""
    if asked["channel"] not in CHANNELS:
        asked["channel"] = ""
    if asked["sort"] not in SORTS:
        asked["sort"] = ""
    if asked["shape"] not in SHAPES:
        asked["shape"] = ""
    return Look(**asked)


def _filter_of(visitor: Visitor, connection: Any, look: Look) -> LeadFilter:
    now = visitor.office.clock.now()
    may_know = bool(look.q) and visitor.may(SEE_PERSONAL_DATA)
    named = leads_named(connection, visitor.district_id, look.q, now=now) if may_know else ()
    return look.filter(now, named)


@router.get("/leads")
def leads(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """The leads, and what is short."""
    visitor.need(SEE_LEADS)
    look, district = look_of(request), visitor.district_id
    now, today = visitor.office.clock.now(), today_of(visitor)
    with visitor.office.database.read() as connection:
        wanted = _filter_of(visitor, connection, look)
        columns, rows, paging = _looked_up(connection, district, look, wanted, page)
        offers = offers_of(connection, district, [each.lead_id for each in rows])
        names = shown_names(connection, district, rows, may_know=visitor.may(SEE_PERSONAL_DATA))
        item = items_by_id(connection, district, [wanted.item_id]).get(wanted.item_id)
        short = gaps(connection, district, today)
    item_name = thing(item.name) if item else ""
    return show(
        request,
        "leads/list.html",
        fragment="rows",
        active="leads",
        look=look,
        views=[(key, _(word), look.address(state=key, sort="")) for key, word in VIEWS.items()],
        shapes=[(key, _(word), look.address(shape=key, sort="", channel="")) for key, word in SHAPES.items()],
        chips=_chips_of(look, item_name),
        channels=channel_options(),
        channel_words=CHANNELS,
        outcomes=OUTCOMES,
        deaths=DEATHS,
        item_name=item_name,
        rows=rows,
        board=columns,
        best={number: best_offer(found, today) for number, found in offers.items()},
        names=names,
        states=STATE_TONES,
        columns=COLUMNS,
        paging=paging,
        now=now,
        stale_ms=STALE_MS,
        gaps=short,
        in_yuan=in_yuan,
    )


def _looked_up(
    connection: Any, district: int, look: Look, wanted: LeadFilter, page: int
) -> tuple[list[BoardColumn], list[Lead], Paging]:
    """The columns of the board and the leads on them, or no columns and a page of the list."""
    if look.is_board:
        board = lead_board(connection, district, wanted, most=ON_BOARD)
        return board, [each for column in board for each in column.leads], Paging(0, 1)
    paging = Paging(count_leads(connection, district, wanted, most=MOST_COUNTED), page, most=MOST_COUNTED)
    return [], leads_page(connection, district, wanted, page=(paging.size, paging.offset)), paging


def _chips_of(look: Look, item_name: str) -> list[tuple[str, str]]:
    chips = []
    if look.q:
        chips.append((_("查找：%(words)s") % {"words": look.q}, look.address(q="")))
    if look.channel:
        chips.append((_("渠道：%(name)s") % {"name": _(CHANNELS[look.channel])}, look.address(channel="")))
    if look.item:
        chips.append((_("物资：%(name)s") % {"name": item_name or look.item}, look.address(item="")))
    return chips


@router.get("/leads.{kind}")
def leads_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list as a sheet: a line for each offer, one for a lead without any."""
    visitor.need(SEE_LEADS)
    with visitor.office.database.read() as connection:
        wanted = _filter_of(visitor, connection, look_of(request))
        lines = list(lead_lines(connection, visitor.district_id, wanted, most=MOST_EXPORTED))
    return sheet_response(HEADINGS, lines, kind=kind, name=_("货源"))
