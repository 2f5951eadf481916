"""Roles for one place or unit, rules of signing by amount and scarcity: what the database's owner writes past them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liangcao.access.commands import GrantRole
from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.catalog.commands import CorrectItem
from liangcao.funds.commands import AppropriateFunds, PayParty
from liangcao.kernel.errors import Refused
from liangcao.operations.signing import EndSigningRule, SetSigningRule
from liangcao.receiving.commands import QuarantineLot, ReleaseLot
from liangcao.reports.evidence import Period
from liangcao.requests.commands import (
    ApproveRequest,
    AskLine,
    Decision,
    MakePoster,
    OpenDoor,
    SubmitRequest,
    WithdrawRequest,
)
from liangcao.shipping.commands import DeliveredLine, DispatchShipment, RecordDelivery, UndoDelivery
from liangcao.storing.commands import WriteOff
from scenarios.cast import KEY, Cast, found
from scenarios.deeds import move, receive
from verifier.evidences import check, export
from verifier.tampering import data_of, forge, number, rewrite, sign_anew


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    opened = Cast(copy_of(found))
    yield opened
    opened.close()


@pytest.fixture
def wrong(cast: Cast, tmp_path: Path) -> Callable[[], dict[str, set[int]]]:
    """What the verifier finds in evidence of the books as they are, signed with the office's own key."""

    def checked() -> dict[str, set[int]]:
        sign_anew(cast.database, KEY, cast.clock.now())
        return check(export(cast.database, tmp_path / "evidence.zip"))

    return checked


Wrong = Callable[[], dict[str, set[int]]]


def as_if_by(cast: Cast, who: str, *entries: int) -> None:
    """Write somebody else's name under entries."""
    actor = cast.id_of("person", who)
    rewrite(cast.database, {entry: {**data_of(cast.database, entry), "actor": actor} for entry in entries})


def ask_for(cast: Cast, who: str, unit: str = "中心医院", quantity: int = 40) -> tuple[int, int]:
    """A request for masks: its number, its entry."""
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=quantity),)
    made = cast.do(who, SubmitRequest(unit_id=cast.id_of("party", unit), lines=lines))
    return made.answer["request_id"], made.entry


def plan_for(cast: Cast, quantity: int) -> AdoptPlan:
    """The adoption of a plan that promises `quantity` masks."""
    request_id, _ = ask_for(cast, "值班甲", quantity=quantity)
    cast.do("审批丙", ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=quantity),)))
    plan = cast.do("值班甲", ProposePlan(location_id=cast.id_of("place", "主库")))
    return AdoptPlan(plan_id=plan.answer["plan_id"])


def dispatch(cast: Cast) -> int:
    """What was approved for the hospital, promised and on its way."""
    plan = cast.do("值班甲", ProposePlan(location_id=cast.id_of("place", "主库")))
    plan_id = plan.answer["plan_id"]
    cast.do("审批丙", AdoptPlan(plan_id=plan_id))
    unit_id = cast.id_of("party", "中心医院")
    return int(cast.do("保管乙", DispatchShipment(plan_id=plan_id, unit_id=unit_id)).answer["shipment_id"])


def test_honest_deeds_within_reach_are_no_fault(cast: Cast, wrong: Wrong) -> None:
    """Who keeps one store in that store, who asks for one unit for that unit; also when goods go back on their way."""
    lot_id, _ = receive(cast, 100)
    cast.do("保管乙", move(cast, lot_id, 50, to="分库"))
    cast.do("分库卯", QuarantineLot(lot_id=lot_id, reason="盒子破了"))
    cast.do("审批丙", ReleaseLot(lot_id=lot_id, evidence="只是外盒"))
    cast.do_signed("分库卯", move(cast, lot_id, 10, source="分库"))  # to where the role does not reach
    request_id, _ = ask_for(cast, "医院庚")
    cast.do("审批丙", ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=40),)))
    shipment_id = dispatch(cast)
    part = DeliveredLine(line_number=1, received=30, returned=10, difference="多送了")
    cast.do("医院庚", RecordDelivery(shipment_id=shipment_id, lines=(part,), receiver="庚"))
    cast.do_signed("医院庚", UndoDelivery(shipment_id=shipment_id, reason="点错了"))
    assert wrong() == {}


def test_goods_moved_where_a_role_does_not_reach(cast: Cast, wrong: Wrong) -> None:
    lot_id, received = receive(cast, 100)
    with pytest.raises(Refused, match="not_permitted_here"):
        cast.do("分库卯", move(cast, lot_id, 30))
    moved = cast.do("保管乙", move(cast, lot_id, 30)).entry
    as_if_by(cast, "分库卯", received, moved)
    assert wrong()["not_permitted_there"] == {received, moved}


def test_a_request_for_another_unit(cast: Cast, wrong: Wrong) -> None:
    with pytest.raises(Refused, match="not_permitted_here"):
        ask_for(cast, "卡口辛")
    _, own = ask_for(cast, "卡口辛", "东卡口")
    _, entry = ask_for(cast, "医院庚")
    as_if_by(cast, "卡口辛", own, entry)
    assert wrong()["not_permitted_for_unit"] == {entry}


def test_a_request_of_another_unit_withdrawn(cast: Cast, wrong: Wrong) -> None:
    """Nothing moves, and yet it is not theirs to take back."""
    own, _ = ask_for(cast, "卡口辛", "东卡口")
    cast.do("卡口辛", WithdrawRequest(request_id=own, reason="又有了"))
    request_id, _ = ask_for(cast, "医院庚")
    withdrawal = WithdrawRequest(request_id=request_id, reason="又有了")
    with pytest.raises(Refused, match="not_permitted_here"):
        cast.do("卡口辛", withdrawal)
    entry = cast.do("值班甲", withdrawal).entry
    assert wrong() == {}
    as_if_by(cast, "卡口辛", entry)
    assert wrong() == {"not_permitted_for_unit": {entry}}


def test_what_concerns_the_whole_district_by_a_role_for_one_place(cast: Cast, wrong: Wrong) -> None:
    limited = GrantRole(
        actor_id=cast.id_of("person", "闲人寅"), role="coordinator", location_id=cast.id_of("place", "分库")
    )
    cast.do_signed("管理戊", limited, "管理己")
    with pytest.raises(Refused, match="not_permitted_here"):
        cast.do("闲人寅", MakePoster(place="服务大厅"))
    cast.do("值班甲", OpenDoor())
    entry = cast.do("值班甲", MakePoster(place="服务大厅")).entry
    as_if_by(cast, "闲人寅", entry)
    assert wrong()["not_permitted_everywhere"] == {entry}


def test_goods_promised_by_fewer_than_the_amount_asks_for(cast: Cast, wrong: Wrong) -> None:
    """The rule said 41 and is made to say 40, which is what was promised by one person."""
    receive(cast, 100)
    rule = set_rule(cast, "allocation.adopt_plan", at_least=41)
    adopted = cast.do("审批丙", plan_for(cast, 40)).entry
    assert wrong() == {}
    lower_rule(cast, rule, 40)
    assert wrong() == {"signers_by_rule": {adopted}}


def test_money_paid_and_goods_lost_by_fewer_than_the_amount_asks_for(cast: Cast, wrong: Wrong) -> None:
    lot_id, _ = receive(cast, 100)
    cast.do("财务丁", AppropriateFunds(budget_line_id=cast.id_of("place", "专款"), amount_fen=900))
    of_money = set_rule(cast, "funds.pay_party", at_least=901, signers=2)
    of_goods = set_rule(cast, "storing.write_off", at_least=21, signers=2)
    payment = PayParty(
        budget_line_id=cast.id_of("place", "专款"),
        party_id=cast.id_of("party", "上海供应"),
        amount_fen=900,
        note="货款",
    )
    paid = cast.do_signed("财务丁", payment).answer["released_entry"]
    broken = WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=20, reason="进水")
    lost = cast.do_signed("保管乙", broken).answer["released_entry"]
    assert wrong() == {}
    lower_rule(cast, of_money, 900)
    lower_rule(cast, of_goods, 20)
    assert wrong() == {"signers_by_rule": {paid, lost}}


def test_a_rule_that_ended_asks_for_nothing(cast: Cast, wrong: Wrong) -> None:
    receive(cast, 100)
    rule = set_rule(cast, "allocation.adopt_plan", at_least=40)
    cast.do_signed("审批丙", EndSigningRule(rule_id=rule, reason="恢复平时"), "管理己")
    cast.do("审批丙", plan_for(cast, 40))
    assert wrong() == {}


def test_more_approved_than_one_person_may(cast: Cast, wrong: Wrong) -> None:
    """Nothing is promised by an approval: what it decides on is in the lines of the request."""
    rule = set_rule(cast, "requests.approve_request", at_least=41)
    request_id, _ = ask_for(cast, "值班甲", quantity=90)
    decided = ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=40, note="先紧着急的"),))
    approved = cast.do("审批丙", decided).entry
    assert wrong() == {}
    lower_rule(cast, rule, 40)
    assert wrong() == {"signers_by_rule": {approved}}


def test_a_share_of_what_was_available_at_that_moment(cast: Cast, wrong: Wrong, tmp_path: Path) -> None:
    """100 lie there: the plan takes 40 of 100, then 30 of the other 60 are written off, and 500 more come in.

    Evidence of the last part alone says the same: the office tells what was available before.
    """
    lot_id, _ = receive(cast, 100)
    of_plans = set_rule(cast, "allocation.adopt_plan", share_permille=401, signers=2)
    of_losses = set_rule(cast, "storing.write_off", share_permille=501, signers=2)
    adopted = cast.do("审批丙", plan_for(cast, 40)).entry
    cast.clock.advance(1_000)
    later = cast.clock.now()
    broken = WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=30, reason="进水")
    lost = cast.do_signed("保管乙", broken).answer["released_entry"]
    receive(cast, 500)
    cast.do("保管乙", move(cast, lot_id, 10, to="分库"))
    assert wrong() == {}
    lower_rule(cast, of_plans, 400, "share_permille")
    lower_rule(cast, of_losses, 500, "share_permille")
    assert wrong() == {"signers_by_rule": {adopted, lost}}
    since = Period(("2020-01-31", "2020-01-31"), later, later + 1)
    assert check(export(cast.database, tmp_path / "period.zip", since)) == {"signers_by_rule": {lost}}


def test_only_what_was_scarce_by_then(cast: Cast, wrong: Wrong) -> None:
    """The rule is for scarce items alone, and masks become scarce between two losses."""
    lot_id, _ = receive(cast, 100)
    rule = set_rule(cast, "storing.write_off", at_least=21, signers=2, scarce_only=True)
    broken = WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=20, reason="进水")
    cast.do_signed("保管乙", broken)
    cast.do("采购壬", CorrectItem(item_id=cast.id_of("item", "外科口罩"), is_scarce=True, reason="到处都缺"))
    lost = cast.do_signed("保管乙", broken).answer["released_entry"]
    assert wrong() == {}
    lower_rule(cast, rule, 20)
    assert wrong() == {"signers_by_rule": {lost}}


def set_rule(cast: Cast, action: str, *, signers: int = 1, **bounds: int) -> int:
    rule = SetSigningRule(of_action=action, signers=signers, reason="管得紧", **bounds)  # type: ignore[arg-type]
    return int(cast.do_signed("审批丙", rule, "管理己").answer["rule_id"])


def lower_rule(cast: Cast, rule_id: int, bound: int, what: str = "at_least") -> None:
    """Make a rule ask for more than it did, in what its entry wrote and in its table."""
    entry = number(cast.database, f"SELECT entry FROM signing_rule WHERE rule_id = {rule_id}")
    data = data_of(cast.database, entry)
    data["effects"]["rows"][0]["values"][what] = bound
    rewrite(cast.database, {entry: data})
    forge(cast.database, f"UPDATE signing_rule SET {what} = {bound} WHERE rule_id = {rule_id}")
