"""The first days of the office, scene by scene, from its founding on 26 January to a mistake undone on 12 February."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from liangcao.database.engine import Database
from liangcao.demo import awaiting, counting_up, filing, goods, handing_over
from liangcao.demo.answering import answer_the_phone
from liangcao.demo.buying import buy_in_shanghai, complete_the_dossier, receive_from_shanghai, review_the_purchase
from liangcao.demo.cast import APPROVER, KEEPER, TREASURER
from liangcao.demo.cataloguing import describe_the_goods
from liangcao.demo.giving import take_directed_gift, take_money_without_a_name, thank_the_charity
from liangcao.demo.governing import keep_the_store_at_night, lift_who_runs_out, review_the_night, rule_on_losses
from liangcao.demo.inspecting import draw_and_look, refuse_favours
from liangcao.demo.labelling import label_the_shelves
from liangcao.demo.mobilising import call_up, give_some_back
from liangcao.demo.opening import DISTRICT, FIRST_DAY, meet_neighbours, open_books, set_up_places
from liangcao.demo.organising import form_groups, keep_the_notebook
from liangcao.demo.returning import call_back_masks, destroy_wet_gloves, lend_thermometers
from liangcao.demo.scenes import (
    arm_the_team,
    ask_before_the_night_van,
    ask_on_the_first_days,
    give_up_the_missing_box,
    leave_work_waiting,
    reopen_enterprises,
    share_what_came_from_shanghai,
)
from liangcao.demo.sourcing import find_shanghai, leave_leads, ring_round
from liangcao.demo.telling import REJECTS, Telling, moment_at
from liangcao.demo.world import BUDGET, Scale, World, build_world
from liangcao.funds.commands import AppropriateFunds
from liangcao.journal.seal import last_seal
from liangcao.kernel.clock import SystemClock
from liangcao.language import N_
from liangcao.receiving.commands import ReturnRejected
from liangcao.storing.commands import CloseDay, ReverseEntry

Say = Callable[[str, str], None]
"""Told of each scene: the day and a sentence (a gettext message)."""
SealDay = Callable[[int], None]
"""Told when a day ends, by the story's clock: the head of its journal is to be signed."""
LAST_DAY = "2020-02-12"
LAST_MOMENT = moment_at(LAST_DAY, "09:30")
YUAN = 100


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that happens."""

    day: str
    title: str
    act: Callable[[Telling, World], None]


def _found(telling: Telling, world: World) -> None:
    telling.at(FIRST_DAY, "09:00")
    set_up_places(telling)
    meet_neighbours(telling, world)


def _appropriate(telling: Telling, _world: World) -> None:
    command = AppropriateFunds(
        budget_line_id=telling.places[BUDGET], amount_fen=1_500_000 * YUAN, document_number="财〔2020〕应急1号"
    )
    telling.do(TREASURER, command)


def _mobilise(telling: Telling, _world: World) -> None:
    telling.at(FIRST_DAY, "14:00")
    call_up(telling)


def _buy_a_little(telling: Telling, _world: World) -> None:
    filing.receive(telling, goods.SMALL_PURCHASES[telling.day])


def _return_the_wet(telling: Telling, _world: World) -> None:
    telling.at("2020-02-01", "08:30")
    batch = goods.FROM_SHANGHAI.batches[1]
    lot_id = telling.lots[batch.batch_number]
    command = ReturnRejected(
        lot_id=lot_id, location_id=telling.places[REJECTS], quantity=batch.rejected, note="随回程车退回，已向供货方索赔"
    )
    telling.do_with(KEEPER, APPROVER, command)
    awaiting.claim_the_wet(telling)


def _equip(telling: Telling, _world: World) -> None:
    filing.receive(telling, goods.FOR_THE_TEAM)


def _quarantine(telling: Telling, _world: World) -> None:
    filing.receive(telling, goods.WITHOUT_CERTIFICATE)
    awaiting.inspect_gifts(telling)


def _buy_ahead(telling: Telling, _world: World) -> None:
    filing.receive(telling, goods.BOUGHT_AHEAD[telling.day])


def _undo_a_mistake(telling: Telling, _world: World) -> None:
    telling.at(LAST_DAY, "09:10")
    wrong = telling.receive(goods.WRONG, is_settled=False)
    mistake = ReverseEntry(entry=wrong.entry, reason="多打了一个 0：实收 20 个，不是 200 个")
    telling.do_with(KEEPER, APPROVER, mistake)
    telling.receive(goods.RIGHT)
    awaiting.announce_what_is_on_its_way(telling)
    awaiting.leave_to_inspect_and_to_decide(telling)


SCENES: tuple[Scene, ...] = (
    Scene(FIRST_DAY, N_("保障组成立：两名管理员、各岗位分工、主库与货架、往来单位"), _found),
    Scene(FIRST_DAY, N_("分三个小组，记下谁从哪里借调，排好三班"), form_groups),
    Scene(FIRST_DAY, N_("货架贴上标签，先印一张空白标签备用"), label_the_shelves),
    Scene(FIRST_DAY, N_("财政拨入应急专款 150 万元"), _appropriate),
    Scene(FIRST_DAY, N_("立下规矩：大额报损另要两个人批准"), rule_on_losses),
    Scene(
        FIRST_DAY,
        N_("物资目录：记上编码（示例），外科口罩列为紧缺；卡口可用 KN95 代替，发热门诊不行"),
        describe_the_goods,
    ),
    Scene(FIRST_DAY, N_("调拨储备单位的口罩、防护服、护目镜、手套、额温枪"), _mobilise),
    Scene(FIRST_DAY, N_("打电话找货：一句话记一条线索，多数没成"), ring_round),
    Scene("2020-01-27", N_("就近小批采购：口罩、酒精"), _buy_a_little),
    Scene("2020-01-27", N_("打电话找货：一句话记一条线索，多数没成"), ring_round),
    Scene("2020-01-27", N_("医院、卡口、街道申请，当天批准、分配、送到"), ask_on_the_first_days),
    Scene("2020-01-28", N_("打电话找货：一句话记一条线索，多数没成"), ring_round),
    Scene("2020-01-28", N_("就近小批采购：手套、消毒液"), _buy_a_little),
    Scene("2020-01-29", N_("打电话找货：一句话记一条线索，多数没成"), ring_round),
    Scene("2020-01-29", N_("就近小批采购：防护服、额温枪"), _buy_a_little),
    Scene("2020-01-30", N_("打电话找货：一句话记一条线索，多数没成"), ring_round),
    Scene("2020-01-30", N_("就近小批采购：口罩，价格又涨了"), _buy_a_little),
    Scene("2020-01-30", N_("医院要 8,000 只，库里不够：批准在册，等货"), ask_before_the_night_van),
    Scene("2020-01-31", N_("先急后缓的表改一版：现有不足两天的，建议提一级"), lift_who_runs_out),
    Scene("2020-01-31", N_("上海李经理有两万只现货，3.2 元，今晚装车：比过报价，就买这家"), find_shanghai),
    Scene("2020-01-31", N_("绿色通道：上海紧急采购 20,000 只口罩，问了三家，两个人定，付三成预付款"), buy_in_shanghai),
    Scene(
        "2020-01-31",
        N_("上海紧急采购 20,000 只口罩到货：两箱受潮，拒收 400，入库 19,600"),
        receive_from_shanghai,
    ),
    Scene("2020-02-01", N_("受潮的 400 只退回供货方，索赔：答应补 400 只"), _return_the_wet),
    Scene("2020-02-01", N_("分配方案通过，逐家送达；一家少一盒，记录在案，待查"), share_what_came_from_shanghai),
    Scene("2020-02-01", N_("晚上记工作日志：天气、受潮的货、医院来电道谢"), keep_the_notebook),
    Scene("2020-02-02", N_("为消杀队采购喷雾器、大桶消毒液、防护服"), _equip),
    Scene(
        "2020-02-02", N_("少的一盒查不到：没发也没签的两个人，一个提出、一个同意，报损 50 只"), give_up_the_missing_box
    ),
    Scene("2020-02-03", N_("上海采购的合同、发票、余款办齐，了结"), complete_the_dossier),
    Scene("2020-02-03", N_("消杀队 50 人领齐装备"), arm_the_team),
    Scene("2020-02-03", N_("借给医院 3 支额温枪，10 日还"), lend_thermometers),
    Scene("2020-02-03", N_("有人托人来要口罩：谢绝，登记在案"), refuse_favours),
    Scene("2020-02-03", N_("热线三个电话：一件当晚办结回了话，两件交给下一班"), answer_the_phone),
    Scene("2020-02-04", N_("夜里保管员联系不上：值班协调员应急取得保管岗位两小时，两个人办"), keep_the_store_at_night),
    Scene("2020-02-05", N_("第二天一早，检查员复核昨夜的应急岗位"), review_the_night),
    Scene("2020-02-05", N_("一批没有合格证的口罩：先隔离；从此捐来的要验收再发"), _quarantine),
    Scene("2020-02-06", N_("慈善总会捐来物资和 20 万元"), thank_the_charity),
    Scene("2020-02-06", N_("记工作日志：慈善总会的车，一家企业的投诉"), keep_the_notebook),
    Scene("2020-02-07", N_("提前采购 40,000 只，为复工准备"), _buy_ahead),
    Scene("2020-02-08", N_("定向捐赠 5,000 只：只给医院，分配时守住"), take_directed_gift),
    Scene("2020-02-08", N_("把捐来的方便面、水、洗手液组成家庭生活包，一户一包"), handing_over.make_kits),
    Scene("2020-02-09", N_("两辆车、各单位的位置、箱规：出车可以排了"), handing_over.know_the_ways),
    Scene("2020-02-09", N_("家庭生活包拣货、装箱、出车，街道扫码签收"), handing_over.hand_over_by_code),
    Scene("2020-02-09", N_("再采购 22,000 只"), _buy_ahead),
    Scene("2020-02-09", N_("有人留下 1,000 元，没有留名：记作匿名"), take_money_without_a_name),
    Scene("2020-02-09", N_("向储备单位归还 1,000 副手套，其余还欠着"), give_some_back),
    Scene("2020-02-09", N_("一批口罩被通报：当场召回，领过的两家说清用完，两个人了结"), call_back_masks),
    Scene("2020-02-10", N_("20 副手套浸湿：提出、批准、销毁、见证，三个人办"), destroy_wet_gloves),
    Scene("2020-02-10", N_("企业集中复工：60,000 只口罩按人数分到每一家"), reopen_enterprises),
    Scene("2020-02-10", N_("夜里送到卡口的水，没有人签收"), handing_over.forget_to_sign),
    Scene("2020-02-11", N_("检查员复核上海那笔采购：快、值、好，档案齐"), review_the_purchase),
    Scene("2020-02-11", N_("检查员按金额抽样，抽到哪几行谁也没法挑"), draw_and_look),
    Scene("2020-02-11", N_("检查员盘点一个货架：少一副护目镜，说明原因，两个人办"), counting_up.count_a_shelf),
    Scene("2020-02-11", N_("新的申请、在途、待批：留给您接着做"), leave_work_waiting),
    Scene("2020-02-11", N_("记工作日志：上海补的货要催"), keep_the_notebook),
    Scene("2020-02-11", N_("又问了几家：留着报价给您比，电话给您打"), leave_leads),
    Scene(LAST_DAY, N_("一趟车在路上，一张拣货单拣了一半"), handing_over.leave_on_the_road),
    Scene(LAST_DAY, N_("一个货架正在盘点"), counting_up.leave_a_count),
    Scene(LAST_DAY, N_("错录一笔，当场冲正，改对；一批捐来的等验收，一笔采购等批准"), _undo_a_mistake),
)


def clock_offset_ms() -> int:
    """How far beside the machine's clock the demonstration lives, so that it goes on from its last moment."""
    return LAST_MOMENT - SystemClock().now()


def live(database: Database, scale: Scale, *, say: Say, seal_day: SealDay) -> Telling:
    """Live the whole story through the road of an empty database; raises Refused ``already_exists``."""
    world = build_world(scale)
    telling = open_books(database, clock_offset_ms=clock_offset_ms())
    for scene in SCENES:
        while telling.day < scene.day:
            _end_day(telling, seal_day)
        say(scene.day, scene.title)
        scene.act(telling, world)
    telling.at(LAST_DAY, "09:30")
    seal_day(telling.clock.now())
    return telling


def is_told(database: Database) -> bool:
    """True when the whole story is in the books: its last seal is the last thing that happens."""
    with database.read() as connection:
        last = last_seal(connection, DISTRICT)
    return last is not None and last.sealed_at >= LAST_MOMENT


def _end_day(telling: Telling, seal_day: SealDay) -> None:
    """Seal the journal late at night; next morning the treasurer closes the day."""
    over = telling.day
    telling.at(over, "23:00")
    seal_day(telling.clock.now())
    telling.at(_next(over), "08:00")
    telling.do(TREASURER, CloseDay(day=over))


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
