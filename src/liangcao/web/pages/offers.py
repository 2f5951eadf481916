"""比报价: the offers of one item side by side, as a page and as a file; leads that may be the same people."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.access.roles import SEE_LEADS, SEE_PERSONAL_DATA
from liangcao.catalog.queries import items_by_id
from liangcao.language import N_, _
from liangcao.language.things import thing
from liangcao.reports.lead_pages import doubled_leads, shown_names
from liangcao.reports.offers_compared import Compared, Reliability, compare_offers
from liangcao.sourcing.queries import items_offered, leads_by_id
from liangcao.sourcing.rules import AVAILABILITIES, CERTIFICATES, CHANNELS, in_yuan
from liangcao.web.page import show
from liangcao.web.pages.lead_capture import today_of
from liangcao.web.pages.lead_words import ALIKE, OFFER_TONES, STATE_TONES, code_word, judged_words
from liangcao.web.pages.sheet import sheet_response
from liangcao.web.tables import Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("who", N_("谁"), primary=True),
    Column("landed", N_("到货价（元）"), numeric=True),
    Column("quantity", N_("数量"), numeric=True),
    Column("lead", N_("几天到"), whole=True),
    Column("certificate", N_("证件"), whole=True),
    Column("reliability", N_("一向怎样")),
    Column("alarm", N_("价格比一比")),
    Column("state", N_("进度"), whole=True),
)


@router.get("/offers")
def offers(request: Request, visitor: SignedIn, item: int = 0) -> HTMLResponse:
    """The offers of an item; without one, the items somebody offers today."""
    visitor.need(SEE_LEADS)
    today = today_of(visitor)
    number = max(0, min(item, 2**53 - 1))
    with visitor.office.database.read() as connection:
        offered = items_offered(connection, visitor.district_id, today)
        chosen = items_by_id(connection, visitor.district_id, [number]).get(number) if number else None
        rows = _compared(visitor, connection, number) if chosen else []
        leads = leads_by_id(connection, visitor.district_id, [each.offer.lead_id for each in rows]).values()
        names = shown_names(connection, visitor.district_id, leads, may_know=visitor.may(SEE_PERSONAL_DATA))
    return show(
        request,
        "leads/offers.html",
        active="leads",
        offered=offered,
        chosen=chosen,
        rows=rows,
        names=names,
        columns=COLUMNS,
        states=OFFER_TONES,
        channel_words=CHANNELS,
        code_word=code_word,
        in_yuan=in_yuan,
        judged_words=judged_words,
        reliability_words=reliability_words,
    )


def _compared(visitor: Visitor, connection: object, item_id: int) -> list[Compared]:
    return compare_offers(
        connection,  # type: ignore[arg-type]  # pages know connections only by handing them on
        visitor.district_id,
        item_id,
        today=today_of(visitor),
        timezone=visitor.office.timezone,
    )


def reliability_words(known: Reliability, supplier_id: int) -> str:
    """What a seller has delivered so far, in words."""
    if not supplier_id:
        return _("没登记，没有交过货的记录")
    if not known.is_known:
        return _("还没有交过货")
    parts = []
    if known.arrivals:
        promised = {"came": f"{known.came:,}", "promised": f"{known.promised:,}"}
        parts.append(_("说好 %(promised)s，到了 %(came)s") % promised)
        parts.append(_("%(arrivals)s 次里迟了 %(late)s 次") % {"arrivals": known.arrivals, "late": known.late})
    permille = known.rejected_permille
    parts.append(_("拒收 %(share)s%%") % {"share": f"{permille // 10}.{permille % 10}"})
    return "，".join(parts)


@router.get("/offers.{kind}")
def offers_file(visitor: SignedIn, kind: str, item: int = 0) -> Response:
    """The same as a sheet."""
    visitor.need(SEE_LEADS)
    number = max(0, min(item, 2**53 - 1))
    with visitor.office.database.read() as connection:
        rows = _compared(visitor, connection, number)
    lines = [
        [
            each.offer.offer_id, each.offer.lead_id, each.offer.shown_name, _(CHANNELS[each.offer.channel]),
            each.offer.place, each.offer.item_name, in_yuan(each.landed), in_yuan(each.offer.price.exact),
            each.offer.quantity or None, each.offer.base_unit, each.offer.delivery_days,
            _(AVAILABILITIES[each.offer.availability]), _(CERTIFICATES[each.offer.certificate]), each.offer.standard,
            each.offer.valid_until, reliability_words(each.reliability, each.offer.supplier_id),
            judged_words(each.by_history, is_history=True), judged_words(each.by_others, is_history=False),
            _(OFFER_TONES[each.standing][0]),
        ]
        for each in rows
    ]  # fmt: skip
    heads = (
        N_("报价"), N_("线索"), N_("单位"), N_("渠道"), N_("地方"), N_("物资"), N_("到货价（元）"), N_("价格（元）"),
        N_("数量"), N_("计量单位"), N_("几天到"), N_("现货"), N_("证件"), N_("标准"), N_("有效期到"), N_("一向怎样"),
        N_("和以前比"), N_("和今天别的报价比"), N_("进度"),
    )  # fmt: skip
    return sheet_response([_(head) for head in heads], lines, kind=kind, name=_("比报价"))


@router.get("/leads/doubles")
def doubles(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Pairs of leads that may be the same people, each with one tap to make one of them."""
    visitor.need("sourcing.merge_leads")
    with visitor.office.database.read() as connection:
        pairs = doubled_leads(connection, visitor.district_id, now=visitor.office.clock.now())[:50]
        leads = [each for lead, other in pairs for each in (lead, other.lead)]
        names = shown_names(connection, visitor.district_id, leads, may_know=visitor.may(SEE_PERSONAL_DATA))
    return show(
        request,
        "leads/doubles.html",
        active="leads",
        pairs=pairs,
        names=names,
        why_alike=ALIKE,
        states=STATE_TONES,
        thing=thing,
    )
