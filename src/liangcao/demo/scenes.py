"""The scenes with many people in them: asking, approving, sharing out, signing."""

from collections.abc import Sequence

from liangcao.demo import goods
from liangcao.demo.cast import APPROVER, DRIVER, ENTERPRISE, HOSPITAL, KEEPER
from liangcao.demo.telling import Asked, Telling
from liangcao.demo.world import SECOND_HOSPITAL, TEAM, World
from liangcao.shipping.commands import UndoDelivery
from liangcao.storing.commands import WriteOff


def _ask_and_approve(telling: Telling, units: Sequence[str], asked: Asked, *, unknown: int = 0) -> None:
    requests = [telling.ask(unit, asked) for unit in units]
    for request_id in requests:
        telling.approve(request_id, asked, unknown=unknown)


def ask_on_the_first_days(telling: Telling, world: World) -> None:
    """The front line first; a hospital that does not know how much gets an amount when it is approved."""
    telling.at(telling.day, "10:00")
    front = [(goods.N95, 300), (goods.SUIT, 60), (goods.GOGGLES, 40), (goods.SURGICAL, 1_000)]
    telling.approve(telling.ask(HOSPITAL, front, urgency="发热门诊今天就用完", people=120), front)
    _ask_and_approve(telling, [SECOND_HOSPITAL], [(goods.N95, None)], unknown=160)
    _ask_and_approve(telling, world.names("checkpoint"), [(goods.SURGICAL, 200), (goods.THERMOMETER, 2)])
    _ask_and_approve(telling, world.names("subdistrict")[:3], [(goods.SURGICAL, 200), (goods.ALCOHOL, 12)])
    telling.at(telling.day, "14:00")
    for sent in telling.share_out(note="第一批，先急后缓"):
        telling.sign(sent)


def ask_before_the_night_van(telling: Telling, world: World) -> None:
    """More is approved than is there: it stays on record until goods come."""
    telling.at(telling.day, "16:00")
    _ask_and_approve(telling, [HOSPITAL], [(goods.SURGICAL, 8_000)])
    _ask_and_approve(telling, [SECOND_HOSPITAL], [(goods.SURGICAL, 4_000), (goods.SUIT, 40)])
    _ask_and_approve(telling, world.names("checkpoint"), [(goods.SURGICAL, 500), (goods.GLOVES, 100)])
    _ask_and_approve(telling, world.names("department"), [(goods.SURGICAL, 300)])


def share_what_came_from_shanghai(telling: Telling, _world: World) -> None:
    """All that was waiting leaves in one morning; the first hospital finds a box missing and says so."""
    telling.at(telling.day, "09:30")
    for sent in telling.share_out(note="上海到货，先发一线"):
        if sent.unit == HOSPITAL:
            telling.sign(sent, short=50, why="清点少一盒（50 只）")
        else:
            telling.sign(sent)


def give_up_the_missing_box(telling: Telling, _world: World) -> None:
    """Neither on the van nor in the store: two who had nothing to do with it agree that the box is lost."""
    telling.at(telling.day, "16:30")
    for sent in telling.with_differences():
        telling.give_up(sent, "查了车、库和签收现场，没有找到")


def arm_the_team(telling: Telling, _world: World) -> None:
    """Fifty people, fifty suits and goggles, twenty sprayers, forty-two drums."""
    telling.at(telling.day, "08:30")
    kit = [(goods.SUIT, 50), (goods.GOGGLES, 50), (goods.SPRAYER, 20), (goods.BLEACH_DRUM, 42)]
    telling.approve(telling.ask(TEAM, kit, people=50), kit)
    items = [item for item, _ in kit]
    for sent in telling.share_out(items, "消杀队装备"):
        telling.sign(sent)
        undone = UndoDelivery(shipment_id=sent.shipment_id, reason="签在了别人的单上，撤销重签")
        telling.do_with(DRIVER, APPROVER, undone)
        telling.sign(sent)


def reopen_enterprises(telling: Telling, world: World) -> None:
    """Each enterprise asks by its head-count; one plan for all; every shipment is signed for the same day."""
    telling.at(telling.day, "07:30")
    asked = {each: [(goods.MEDICAL, each.masks)] for each in world.enterprises}
    requests = {each: telling.ask(each.name, lines, people=each.people) for each, lines in asked.items()}
    for each, request_id in requests.items():
        telling.approve(request_id, asked[each])
    for sent in telling.share_out([goods.MEDICAL], "复工企业，按在岗人数"):
        telling.sign(sent)


def leave_work_waiting(telling: Telling, world: World) -> None:
    """For whoever enters the demonstration: something to approve, decide, pick and sign, a loss to agree to, a
    difference to settle."""
    telling.at(telling.day, "11:00")
    _ask_and_approve(telling, [SECOND_HOSPITAL], [(goods.THERMOMETER, 6)])
    for sent in telling.share_out([goods.THERMOMETER], "第二医院补充"):
        telling.sign(sent, short=1, why="清点少一支")
    telling.at(telling.day, "14:00")
    _ask_and_approve(telling, [HOSPITAL], [(goods.SURGICAL, 2_000), (goods.GLOVES, 200)])
    telling.share_out([goods.SURGICAL, goods.GLOVES], "医院补充")
    _ask_and_approve(telling, world.names("checkpoint"), [(goods.SANITIZER, 24)])
    telling.propose([goods.SANITIZER], "卡口消毒用品")
    telling.ask(ENTERPRISE, [(goods.MEDICAL, 800)], urgency="二期车间明天开工", people=80)
    telling.ask(world.names("school")[0], [(goods.THERMOMETER, None), (goods.BLEACH, 24)], urgency="开学前要备齐")
    telling.ask(SECOND_HOSPITAL, [(goods.N95, 100)])
    lot_id = telling.lots["JJ-2001"]
    telling.leave_waiting(
        KEEPER,
        WriteOff(lot_id=lot_id, location_id=telling.places["C-01"], quantity=4, reason="搬运时摔碎 4 瓶"),
    )
