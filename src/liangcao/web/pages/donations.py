"""捐赠: the donations there are; one with what came of it, what it is for, what was made out for the donor."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from liangcao.access.permissions import EVERYTHING
from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_DONATIONS, SEE_PERSONAL_DATA
from liangcao.catalog.search import normalise_query
from liangcao.donations.certificates import certificates
from liangcao.donations.queries import (
    Donation,
    DonationFilter,
    count_donations,
    donation,
    donations_page,
    gift_lines,
    hand_overs,
    offered_lines,
    routed,
)
from liangcao.donations.rules import BASES, CERTIFICATES, DONOR_KINDS, REFUSE_CODES, ROUTES, STATES, value_of
from liangcao.language import N_, _
from liangcao.language.formats import moment, quantity
from liangcao.language.things import thing
from liangcao.papers.queries import papers_of
from liangcao.reports.donation_pages import deeds_of, donor_name, followed
from liangcao.reports.funds_pages import budget_lines
from liangcao.reports.places import own_places
from liangcao.reports.same_gifts import LikeGift, like_gifts
from liangcao.web.class_names import class_name
from liangcao.web.forms import Form
from liangcao.web.page import PageNumber, show
from liangcao.web.pages.asked_link import qr_code
from liangcao.web.pages.papers import papers_card
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.pages.why_words import why_not
from liangcao.web.submit import FormErrors
from liangcao.web.tables import PAGE_SIZE, Column, Paging
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
MOST_EXPORTED = 50_000
STAGES: dict[str, tuple[str, str]] = {
    "offered": (N_("待受理"), "wait"),
    "announced": (N_("等着到"), "info"),
    "partly": (N_("收了一部分"), "warn"),
    "booked": (N_("已入账"), "ok"),
    "refused": (N_("没有接收"), "off"),
    "merged": (N_("已并入另一份"), "off"),
}
"""How far a donation has come: (word, tone)."""
WHY_ALIKE: dict[str, str] = {
    "supplier": N_("同一个捐赠人，同样多的东西"),
    "phone": N_("同一个电话，同样的东西"),
    "company": N_("单位名称很像，同样的东西"),
    "contact": N_("名字听起来一样，同样的东西"),
    "anonymous": N_("都没有留名，同样多的东西"),
    "goods": N_("同一天，同样多的东西"),
}
"""Why another donation may be the same gift."""
HAS: dict[str, str] = {"goods": N_("物资"), "money": N_("捐款"), "directed": N_("定向的")}
COLUMNS = (
    Column("donor", N_("捐赠人"), primary=True),
    Column("what", N_("捐什么")),
    Column("purpose", N_("给谁")),
    Column("when", N_("登记时间")),
    Column("both", N_("双方确认")),
    Column("stage", N_("到了哪一步")),
)
HEADS = (
    N_("捐赠"), N_("登记时间"), N_("捐赠人"), N_("捐赠人类别"), N_("物资"), N_("单位"), N_("数量"), N_("捐款（元）"),
    N_("已入账（元）"), N_("定向"), N_("捐赠人的话"), N_("状态"),
)  # fmt: skip
LINE_COLUMNS = (
    Column("item", N_("物资"), primary=True),
    Column("quantity", N_("登记"), numeric=True),
    Column("handed", N_("捐赠人说交了"), numeric=True),
    Column("came", N_("我们收了"), numeric=True),
    Column("value", N_("价值"), numeric=True),
    Column("now", N_("现在在哪里")),
)


def _filter(request: Request) -> DonationFilter:
    asked = request.query_params
    return DonationFilter(
        state=asked.get("state", "") if asked.get("state") in STATES else "",
        donor_kind=asked.get("kind", "") if asked.get("kind") in DONOR_KINDS else "",
        has=asked.get("has", "") if asked.get("has") in HAS else "",
        search=normalise_query(asked.get("q", "")[:100]),
    )


def purpose_words(head: Donation) -> str:
    """For whom the donor meant it, in one word; empty where they left it open."""
    return head.purpose_name or head.purpose_area or (class_name(head.purpose_class) if head.purpose_class else "")


@router.get("/donations")
def donation_list(request: Request, visitor: SignedIn, page: PageNumber = 1) -> Response:
    """Donations, the newest first."""
    visitor.need(SEE_DONATIONS)
    wanted = _filter(request)
    with visitor.office.database.read() as connection:
        total = count_donations(connection, visitor.district_id, wanted)
        rows = donations_page(connection, visitor.district_id, wanted, page=(PAGE_SIZE, (page - 1) * PAGE_SIZE))
        lines = gift_lines(connection, visitor.district_id, [row.donation_id for row in rows])
        names = _names(visitor, connection, rows)
    asked = request.query_params
    return show(
        request,
        "donations/list.html",
        fragment="rows",
        active="donations",
        rows=rows,
        lines=lines,
        names=names,
        columns=COLUMNS,
        paging=Paging(total, page),
        stages=STAGES,
        purpose_words=purpose_words,
        states=[(key, _(word)) for key, word in STATES.items()],
        kinds=[(key, _(word)) for key, word in DONOR_KINDS.items()],
        has=[(key, _(word)) for key, word in HAS.items()],
        asked={name: asked.get(name, "")[:100] for name in ("q", "state", "kind", "has")},
        query="?" + request.url.query if request.url.query else "",
    )


def _names(visitor: Visitor, connection: Any, heads: list[Donation]) -> dict[int, str]:
    """What donors are called, by donation: persons by their names only for who may see them."""
    known: dict[str, str] = {}
    if visitor.may(SEE_PERSONAL_DATA):
        sealed = [head.donor_name for head in heads if head.donor_kind == "person"]
        known = reveal(connection, visitor.district_id, sealed)
    return {head.donation_id: donor_name(head, known.get(head.donor_name, "")) for head in heads}


@router.get("/donations.{kind}")
def donation_file(request: Request, visitor: SignedIn, kind: str) -> Response:
    """The same list, whole, as a sheet: a row for each line, and for money."""
    visitor.need(SEE_DONATIONS)
    with visitor.office.database.read() as connection:
        rows = donations_page(connection, visitor.district_id, _filter(request), page=(MOST_EXPORTED, 0))
        lines = gift_lines(connection, visitor.district_id, [row.donation_id for row in rows])
        names = _names(visitor, connection, rows)
    table = [cells for row in rows for cells in _cells(row, names[row.donation_id], lines[row.donation_id])]
    return sheet_response(HEADS, table, kind=kind, name=_("捐赠"))


def _cells(head: Donation, name: str, lines: Any) -> list[list[Any]]:
    before = [head.donation_id, moment(head.announced_at, with_year=True), name, _(DONOR_KINDS[head.donor_kind])]
    after = [purpose_words(head), head.wish, _(STAGES[head.stage][0])]
    cells = [[*before, thing(line.item_name), line.base_unit, line.quantity, "", "", *after] for line in lines]
    if head.amount_fen or not cells:
        cells.append([*before, "", "", "", _yuan(head.amount_fen), _yuan(head.booked_fen), *after])
    return cells


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}" if fen else ""


@router.get("/donations/{donation_id:int}")
def donation_page(request: Request, visitor: SignedIn, donation_id: int) -> Response:
    """One donation."""
    return show_donation(request, visitor, donation_id)


def show_donation(
    request: Request, visitor: Visitor, donation_id: int, form: Form | None = None, refused: FormErrors | None = None
) -> Response:
    """The page of a donation; with what was refused of a deed tried on it."""
    visitor.need(SEE_DONATIONS)
    return show(
        request,
        "donations/one.html",
        active="donations",
        status_code=refused.status if refused else 200,
        form=form or Form({}),
        errors=refused.errors if refused else {},
        columns=LINE_COLUMNS,
        **_one(request, visitor, donation_id),
    )


def _one(request: Request, visitor: Visitor, donation_id: int) -> dict[str, Any]:
    district = visitor.district_id
    with visitor.office.database.read() as connection:
        head = donation(connection, district, donation_id)
        lines = followed(connection, district, donation_id)
        alike = _alike(connection, district, head)
        sealed = [head.donor_name, head.contact, head.phone, head.link]
        known = reveal(connection, district, sealed) if visitor.may(SEE_PERSONAL_DATA) else {}
        found: dict[str, Any] = {
            "head": head,
            "lines": lines,
            "offered": offered_lines(connection, district, donation_id),
            "hand_overs": hand_overs(connection, district, donation_id),
            "certificates": certificates(connection, district, donation_id),
            "routed": routed(connection, district, donation_id),
            "deeds": deeds_of(connection, district, head),
            "alike": alike,
            "alike_names": _names(visitor, connection, [each.head for each in alike]),
            "papers": papers_card(visitor, connection, "donation", donation_id),
            "options": _options(connection, district, donation_id),
            "why_not_value": _kept_from(visitor, connection, donation_id),
        }
    link = known.get(head.link, "")
    address = f"{str(request.base_url).rstrip('/')}/d/{link}" if link else ""
    return {
        **found,
        "name": donor_name(head, known.get(head.donor_name, "")),
        "known": known,
        "address": address,
        "code": qr_code(address) if address else "",
        "purpose": purpose_words(head),
        "stage": STAGES[head.stage],
        "values": {each.line.line_number: line_value(each) for each in lines},
        "codes": REFUSE_CODES,
        "routes": ROUTES,
        "bases": BASES,
        "paper_kinds": CERTIFICATES,
        "why_alike": WHY_ALIKE,
        "donor_kinds": DONOR_KINDS,
        "quantity_words": quantity,
    }


def _alike(connection: Any, district_id: int, head: Donation) -> list[LikeGift]:
    """Other donations that may be the same gift, with why; of one that has ended nobody asks."""
    if head.state not in ("offered", "announced"):
        return []
    return like_gifts(connection, district_id, head.donation_id)


def _options(connection: Any, district_id: int, donation_id: int) -> dict[str, list[tuple[Any, str]]]:
    """What the forms on the page choose from."""
    rejects = [each for each in own_places(connection, district_id, EVERYTHING) if each.kind == "rejects"]
    papers = papers_of(connection, district_id, "donation", donation_id)
    lines = [each for each in budget_lines(connection, district_id) if each.is_open]
    return {
        "budget_lines": [(each.location_id, each.name) for each in lines],
        "rejects": [(each.location_id, each.label) for each in rejects],
        "papers": [(each.paper_id, each.name) for each in papers],
        "bases": [(key, _(word)) for key, word in BASES.items()],
        "codes": [(key, _(word)) for key, word in REFUSE_CODES.items()],
    }


def _kept_from(visitor: Visitor, connection: Any, donation_id: int) -> str:
    name = "donations.value_donation"
    command = {"donation_id": donation_id, "lines": ()}
    return why_not(visitor, connection, name, command) if visitor.may(name) else ""


def line_value(each: Any) -> int | None:
    """What the accepted goods of a line are worth (of the announced, while nothing came), in fen; None: not valued."""
    amount = each.accepted + each.quarantined or each.line.quantity
    return value_of(amount, each.line.price_fen, each.line.price_units)
