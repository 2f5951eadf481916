"""The calls of the first days: whom the buyer and the coordinator rang, as one line each; most came to nothing."""

from datetime import date

from liangcao.demo.cast import BUYER, COORDINATOR
from liangcao.demo.telling import Telling
from liangcao.demo.world import PHARMACY, SAFETY, SHANGHAI, World
from liangcao.exchange.lead_line import read_lead_line
from liangcao.exchange.leads_import import command_values
from liangcao.reports.lead_pages import known_to_lines
from liangcao.sourcing.commands import AddOffer, CaptureLead, CloseLead, DeathReason, LogLeadCall, OfferTerms
from liangcao.sourcing.queries import LeadFilter, leads_page

FIRST_CALLS: dict[str, tuple[str, ...]] = {
    "2020-01-26": (
        f"{PHARMACY} 外科口罩 2000只 2.8元 现货 本地 淄博 证齐",
        "淄博 孙经理 医用防护口罩 没货 本地",
        "淄博 某某劳保店 护目镜 50副 28元 本地 现货",
        "济南 王经理 防护服 没货 外市",
        "济南 省药材公司 额温枪 没货",
        "青岛 赵主任 外科口罩 没人接",
    ),
    "2020-01-27": (
        f"{SAFETY} 丁腈手套 2000双 0.9元 现货 本地 淄博",
        "潍坊 郑总 外科口罩 没货",
        "临沂 陈老板 一次性医用口罩 没货",
        "河南长垣 某某卫材厂 外科口罩 不卖",
        "江苏 周经理 医用防护口罩 不卖",
        "浙江义乌 楼老板 日常防护型口罩 3万只 1.8元 无证 现货",
        "北京 某某医药公司 防护服 没人接",
        "储备单位 刘主任 医用外科口罩 1500只 淄博",
    ),
    "2020-01-28": (
        "韩国 金先生 外科口罩 没人接",
        "日本 某某商贸 N95 没货",
        "跨境电商 FFP2 没货 德国旗舰店",
        "广州某某医疗器械有限公司 张总 防护服 500件 158元 要等10天 有证",
        "深圳 周经理 额温枪 200个 420元 要等7天 有证",
        f"{SAFETY} 防护服 100件 115元 现货 证齐 本地 淄博",
        "示例侨商会 愿捐 外科口罩",
    ),
    "2020-01-29": (
        "泰国 林先生 外科口罩 没货",
        "保税物流园 周科长 KN95防颗粒物口罩 没货 青岛",
        "河北 石家庄 马师傅 隔离衣 没货",
        "湖北仙桃 某某无纺布厂 防护服 不卖",
        "上海某某贸易公司 外科口罩 2万只 4.6元 现货 有证",
        "杭州 沈经理 外科口罩 1万只 3.9元 要等5天 有证",
    ),
    "2020-01-30": (
        f"{PHARMACY} 外科口罩 1000只 3.1元 现货 本地 淄博 证齐",
        "上海 陆经理 外科口罩 没人接",
        "苏州 沈总 外科口罩 8000只 4.2元 无证 现货",
    ),
}
"""What was noted on each day; places, prices and names are made up."""
HALF_AN_HOUR_MS = 30 * 60_000
FROM_SHANGHAI = f"{SHANGHAI} 上海 李经理 外科口罩 2万只 3.2元 现货 有证 1月31日前有效 今晚发货"


def ring_round(telling: Telling, _world: World) -> None:
    """The calls of a day, one line each; whoever made the call writes it down."""
    telling.at(telling.day, "10:00")
    for number, said in enumerate(FIRST_CALLS[telling.day]):
        note(telling, said, by_coordinator=number % 3 == 2)


def note(telling: Telling, said: str, *, by_coordinator: bool = False) -> tuple[int, list[int]]:
    """A line as it is read and saved: the number of the lead, and those of its offers."""
    with telling.office.database.read() as connection:
        known = known_to_lines(connection, telling.office.district_id)
    values = {"channel": "other_province", **command_values(read_lead_line(said, known, _day(telling)), known)}
    done = telling.do(COORDINATOR if by_coordinator else BUYER, CaptureLead.model_validate(values))
    return int(done.answer["lead_id"]), [int(each) for each in done.answer["offer_ids"]]


def _day(telling: Telling) -> date:
    return date.fromisoformat(telling.day)


def find_shanghai(telling: Telling, _world: World) -> None:
    """Dear offers are given up one by one; then Shanghai has twenty thousand, in stock, with papers, until tonight."""
    telling.at("2020-01-31", "09:10")
    lead_id, _offers = note(telling, "上海 吴经理 外科口罩 没人接")
    again = telling.clock.now() + HALF_AN_HOUR_MS
    telling.do(BUYER, LogLeadCall(lead_id=lead_id, outcome="call_back", call_at=again, said="半小时后再打"))
    telling.clock.advance(HALF_AN_HOUR_MS)
    telling.do(BUYER, LogLeadCall(lead_id=lead_id, outcome="reached", said="他没有，说李经理那里有两万"))
    _give_up(telling, lead_id, "sold_to_others")
    number, offers = note(telling, FROM_SHANGHAI)
    telling.do(BUYER, LogLeadCall(lead_id=number, outcome="promised", said="两万都留给我们，今晚装车"))
    telling.offers["上海"] = offers[0]
    _give_up(telling, _lead_of(telling, "上海某某贸易公司"), "price_too_high")
    _give_up(telling, _lead_of(telling, "广州某某医疗器械有限公司"), "too_late")
    for silent in _silent(telling):
        _give_up(telling, silent, "never_reached")


def _give_up(telling: Telling, lead_id: int, reason: DeathReason) -> None:
    telling.do(BUYER, CloseLead(lead_id=lead_id, reason=reason))


def _lead_of(telling: Telling, company: str) -> int:
    """The lead of a company, as the buyer finds it on the list."""
    with telling.office.database.read() as connection:
        found = leads_page(connection, telling.office.district_id, LeadFilter(), page=(200, 0))
    return next(each.lead_id for each in found if each.company == company)


def _silent(telling: Telling) -> list[int]:
    """The leads nobody ever answered at."""
    with telling.office.database.read() as connection:
        found = leads_page(connection, telling.office.district_id, LeadFilter(is_living=True), page=(200, 0))
    return [each.lead_id for each in found if each.last_outcome == "no_answer"]


def leave_leads(telling: Telling, _world: World) -> None:
    """For whoever enters the demonstration: offers to compare and calls to make, one of them due."""
    telling.at(telling.day, "15:00")
    note(telling, "济南 某某医药公司 医用防护口罩 500只 18元 现货 有证 报价3天有效")
    note(telling, "青岛 高总 医用防护口罩 2000只 16.5元 运费600元 要等3天 有证 起订1000只")
    note(telling, "保税物流园 周科长 青岛 医用防护口罩 5000只 15.8元 要等6天 有证")
    lead_id, _offers = note(telling, "烟台 王师傅 护目镜")
    soon = telling.clock.now() + 60_000
    telling.do(BUYER, LogLeadCall(lead_id=lead_id, outcome="call_back", call_at=soon, said="查了库再回话"))
    terms = OfferTerms(item_id=telling.items["医用隔离眼罩"], quantity=300, price_fen=3_200, delivery_days=2)
    telling.do(BUYER, AddOffer(lead_id=lead_id, offers=(terms,)))
