"""The inbox of approvals: what is asked, what is left after it, who else waits, who signed, who cannot and why."""

from typing import Any

import pytest
from accounting import EVENING, browser, delegate, give, held_last, own_role, page, send, set_rule, signed
from deskwork import MASK, RESPIRATOR, add_checkpoint, approve, ask_for, propose
from webtools import WebOffice, fresh, hashed, words

from liangcao.access.commands import BreakGlass, DelegateRole, DisableActor, EnableActor, GrantRole, SetPassword
from liangcao.access.queries import load_actor
from liangcao.access.roles import ROLES
from liangcao.allocation.commands import AdoptPlan, DropLines
from liangcao.funds.commands import PayParty
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.signing import EndSigningRule
from liangcao.operations.submission import Submission
from liangcao.parties.commands import RegisterLocation
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods, ReturnRejected
from liangcao.reports.held import held_page
from liangcao.reports.obstacles import obstacles, waiting_for
from liangcao.shipping.commands import (
    DeliveredLine,
    DispatchShipment,
    RecordDelivery,
    SettleDifference,
    SettledLine,
    UndoDelivery,
)
from liangcao.storing.commands import MoveStock, ReverseEntry, WriteOff


def lot_of(web: WebOffice) -> int:
    """The masks in the store."""
    sql = "SELECT lot_id FROM lot JOIN item USING (district_id, item_id) WHERE kind = 'goods' ORDER BY lot_id"
    return int(web.ask(sql)[0][0])


def hold(web: WebOffice, who: str, command: Command) -> int:
    """Hand in what needs others; the number it waits under."""
    outcome = web.do(who, command)
    assert outcome.is_held
    return int(outcome.answer["held_id"])


def write_off(web: WebOffice, quantity: int = 500) -> WriteOff:
    return WriteOff(lot_id=lot_of(web), location_id=web.ids["主库"], quantity=quantity, reason="雨淋")


def test_a_large_request_takes_two_signatures_and_says_so_before_each_tap(web: WebOffice) -> None:
    set_rule(web, "requests.approve_request", item_id=web.ids[MASK], at_least=1_000)
    give(web, "buyer", "approver")
    give(web, "inspector", "approver")
    add_checkpoint(web)
    ask_for(web, None, unit="四宝山卡口", who="coordinator")
    number = ask_for(web, 3_000)
    toast = browser(web, "approver")
    assert "全部同意（还要另外 2 人）" in words(toast.get(f"/requests/{number}").text)
    answer = toast.post(
        f"/requests/{number}/approve",
        data={"command_id": fresh(), "lines.0.line_number": "1", "lines.0.approved": "2500", "lines.0.note": "先给"},
    )
    assert answer.status_code == 303, words(answer.text)
    assert "已提交，等另外 2 个人批准" in toast.get("/").text
    held = held_last(web)
    for path in (f"/requests/{number}", "/approvals"):
        assert "已经有人批了" in page(web, "buyer", path) or "批准 示例医院 的申请" in page(web, "buyer", path)

    first = page(web, "buyer", f"/approvals/{held}")
    assert f"批准 示例医院 的申请 {number}" in first
    assert "医用外科口罩 2,500 只（申请 3,000 只）" in first
    assert "在库 12,000 只 12,000 只" in first
    assert "12,000 只 9,500 只" in first
    assert "四宝山卡口 2 类 卡口、公安、消杀 · 待审批" in first
    assert "要 2 人批准，已有 0 人，还差 2 人" in first
    assert "批准（还差 1 人）" in first
    send(web, "buyer", f"/approvals/{held}/approve", note="库存够")

    again = page(web, "buyer", f"/approvals/{held}")
    assert "示例·buyer" in again
    assert "库存够" in again
    assert "您已经批准过这件事：还要别人批准" in again
    assert "批准并生效" not in again
    second = browser(web, "inspector")
    assert "批准并生效" in words(second.get(f"/approvals/{held}").text)
    assert second.post(f"/approvals/{held}/approve", data={"command_id": fresh()}).status_code == 303
    assert "已批准并生效" in second.get("/approvals").text
    assert web.ask("SELECT state FROM request WHERE request_id = ?", number) == [("approved",)]
    assert "要 2 人批准，已有 2 人" in page(web, "approver", f"/approvals/{held}")


def test_who_else_waits_and_what_is_left_of_a_plan(web: WebOffice) -> None:
    set_rule(web, "allocation.adopt_plan", share_permille=100, signers=1)
    give(web, "buyer", "approver")
    add_checkpoint(web)
    approve(web, ask_for(web, 3_000))
    plan = propose(web)
    late = ask_for(web, 800, unit="四宝山卡口", who="coordinator")
    approve(web, late, 800)
    assert "批准方案（还要另外 1 人）" in page(web, "approver", f"/plans/{plan}")
    held = hold(web, "approver", AdoptPlan(plan_id=plan))
    told = page(web, "buyer", f"/approvals/{held}")
    assert f"批准分配方案 {plan}：从 主库 发给 1 个单位" in told
    assert "12,000 只 9,000 只" in told
    waiting = told.split("还有谁在等")[1]
    assert "四宝山卡口" in waiting
    assert "已批在等" in waiting
    assert "示例医院" not in waiting.split("谁提交")[0]
    assert "已经有人批了" in page(web, "buyer", f"/plans/{plan}")


def elsewhere(web: WebOffice) -> int:
    """A store that others keep."""
    return int(web.do("admin", RegisterLocation(kind="store", name="外库")).answer["location_id"])


def everything(web: WebOffice) -> dict[str, tuple[str, Command]]:
    """One of each kind that waits: who hands it in, and what its page must say."""
    store = web.ids["主库"]
    signed(web, "admin", GrantRole(actor_id=web.ids["driver"], role="admin"))
    web.do("admin", DisableActor(actor_id=web.ids["unit"], reason="调走"))
    rule = set_rule(web, "storing.write_off", at_least=10_000)
    entry = web.ask("SELECT entry FROM receipt")[0][0]
    pay = PayParty(
        budget_line_id=web.ids["应急专款"], party_id=web.ids["示例供应商"], amount_fen=123_450, note="定金",
        document_number="F1",
    )  # fmt: skip
    return {
        "主库 的 医用外科口罩 A1 报损 500 只": ("keeper", write_off(web)),
        "从 应急专款 付给 示例供应商 ¥1,234.50": ("treasurer", pay),
        "授予 示例·buyer 保管岗位，主库，没有期限": (
            "admin",
            GrantRole(actor_id=web.ids["buyer"], role="keeper", location_id=store),
        ),
        "重置 示例·buyer 的密码": ("admin", SetPassword(actor_id=web.ids["buyer"], password_hash=hashed())),
        "恢复 示例·unit，可以再登录": ("admin", EnableActor(actor_id=web.ids["unit"], reason="回来了")),
        "示例·coordinator 应急取得保管岗位，主库，4 小时": (
            "coordinator",
            BreakGlass(role="keeper", location_id=store, reason="夜里"),
        ),
        "示例·treasurer 请 示例·buyer 代理财务岗位（全区），从 批准之时 到 2 月 10 日 18:00": (
            "treasurer",
            DelegateRole(grant_id=own_role(web, "treasurer"), actor_id=web.ids["buyer"], until=EVENING, reason="开会"),
        ),
        "停用规定：报损：任何物资一次 10,000 个最小单位以上，另要 2 人批准": (
            "approver",
            EndSigningRule(rule_id=rule, reason="够了"),
        ),
        f"{MASK} A1 100 只 从 主库 移到 外库": (
            "keeper",
            MoveStock(lot_id=lot_of(web), source_id=store, destination_id=elsewhere(web), quantity=100),
        ),
        f"冲正第 {entry} 笔": ("keeper", ReverseEntry(entry=entry, reason="记错")),
    }


def test_everything_that_waits_is_said_in_words(web: WebOffice) -> None:
    for sentence, (who, command) in everything(web).items():
        held = hold(web, who, command)
        shown = page(web, "admin2", f"/approvals/{held}")
        assert sentence in shown, shown
        assert sentence in page(web, "admin2", "/approvals"), sentence
        assert "提交时填的全部内容" in shown


def test_corrections_of_a_delivery_are_said_in_words(web: WebOffice) -> None:
    request = ask_for(web, 3_000)
    approve(web, request)
    plan = propose(web)
    web.do("approver", AdoptPlan(plan_id=plan))
    load = DispatchShipment(plan_id=plan, unit_id=web.ids["示例医院"])
    number = int(web.do("keeper", load).answer["shipment_id"])
    missing = DeliveredLine(line_number=1, received=2_900, difference="少两盒")
    web.do("unit", RecordDelivery(shipment_id=number, lines=(missing,), receiver="李示例"))
    became = SettledLine(line_number=1, found=50, location_id=web.ids["A-01"], lost=50)
    held = hold(web, "coordinator", SettleDifference(shipment_id=number, lines=(became,), reason="淋湿一盒"))
    told = page(web, "approver", f"/approvals/{held}")
    assert f"处理 示例医院 发货单 {number} 的在途差异" in told
    assert "医用外科口罩 找回 50 只，报损 50 只" in told
    held = hold(web, "unit", UndoDelivery(shipment_id=number, reason="签错"))
    assert f"撤销 示例医院 对发货单 {number} 的签收" in page(web, "approver", f"/approvals/{held}")
    listed = page(web, "approver", "/approvals")
    assert "的在途差异" in listed
    assert f"对发货单 {number} 的签收" in listed


def test_a_plan_is_asked_for_without_the_lines_that_were_dropped(web: WebOffice) -> None:
    set_rule(web, "allocation.adopt_plan", share_permille=100, signers=1)
    give(web, "buyer", "approver")
    add_checkpoint(web)
    approve(web, ask_for(web, 3_000))
    approve(web, ask_for(web, 800, unit="四宝山卡口", who="coordinator"), 800)
    plan = propose(web)
    held = hold(web, "approver", AdoptPlan(plan_id=plan))
    assert "发给 2 个单位 医用外科口罩 3,800 只" in page(web, "buyer", f"/approvals/{held}")
    line = web.ask("SELECT line_number FROM plan_line WHERE plan_id = ? AND quantity = 800", plan)[0][0]
    web.do("coordinator", DropLines(plan_id=plan, line_numbers=(line,), reason="卡口撤了"))
    assert "发给 1 个单位 医用外科口罩 3,000 只" in page(web, "buyer", f"/approvals/{held}")


def test_stock_and_money_are_shown_to_whom_they_may_be(web: WebOffice) -> None:
    held = hold(web, "keeper", write_off(web))
    told = page(web, "approver", f"/approvals/{held}")
    assert "在库 12,000 只 11,500 只" in told
    assert "12,000 只 11,500 只" in page(web, "keeper", f"/approvals/{held}"), "their own store"
    assert "批准以后还剩多少" not in page(web, "admin2", f"/approvals/{held}"), "an administrator sees no stock"
    pay = PayParty(
        budget_line_id=web.ids["应急专款"], party_id=web.ids["示例供应商"], amount_fen=123_450, note="定金",
        document_number="F1",
    )  # fmt: skip
    told = page(web, "approver", f"/approvals/{hold(web, 'treasurer', pay)}")
    assert "余额 ¥100,000.00 ¥98,765.50" in told


def rejected_goods(web: WebOffice) -> ReturnRejected:
    """Wet masks at the rejects place, on their way back."""
    rejects = web.do("admin", RegisterLocation(kind="rejects", name="退货区", parent_id=web.ids["主库"])).answer
    line = ReceiptLine(item_id=web.ids[RESPIRATOR], accepted=0, rejected=20, reject_reason="受潮")
    party = web.ids["示例供应商"]
    taken = web.do(
        "keeper",
        ReceiveGoods(source_kind="purchase", source_party_id=party, location_id=web.ids["主库"], lines=(line,)),
    )
    return ReturnRejected(lot_id=taken.answer["lot_ids"][0], location_id=int(rejects["location_id"]), quantity=20)


def test_who_can_sign_is_known_before_and_is_what_the_road_says(web: WebOffice) -> None:
    """Everybody before everything that waits: the page's answer and the road's are one."""
    give(web, "coordinator", "approver")
    give(web, "keeper", "approver")
    give(web, "inspector", "approver")
    delegate(web, "keeper", "driver")
    delegate(web, "coordinator", "inspector")
    set_rule(web, "requests.approve_request", at_least=1)
    number = ask_for(web, 3_000, who="coordinator")
    approve(web, number)
    hold(web, "treasurer", PayParty(
        budget_line_id=web.ids["应急专款"], party_id=web.ids["示例供应商"], amount_fen=100, note="x",
        receipt_id=int(web.ask("SELECT receipt_id FROM receipt")[0][0]), document_number="F1",
    ))  # fmt: skip
    hold(web, "keeper", write_off(web, 5))
    hold(web, "keeper", rejected_goods(web))
    hold(web, "driver", BreakGlass(role="keeper", reason="夜里"))
    hold(web, "admin", GrantRole(actor_id=web.ids["buyer"], role="keeper"))
    seen: set[str] = set()
    with web.database.read() as connection:
        rows = held_page(connection, 1, status="waiting")
    for who in (*ROLES, "admin2"):
        with web.database.read() as connection:
            actor = load_actor(connection, 1, web.ids[who], web.clock.now())
            assert actor is not None
            found = obstacles(connection, 1, actor, rows, web.clock.now())
            could = {row.held_id for row in waiting_for(connection, 1, actor, web.clock.now())}
        assert could == {row.held_id for row in rows} - set(found)
        for row in rows:
            code = road_says(web, who, row.held_id)
            told = found[row.held_id].reason.code if row.held_id in found else ""
            if told == "own_submission":
                assert code in {"own_submission", "not_permitted"}
            else:
                assert told == code, (who, row.action)
            seen.add(told)
    assert seen >= {"", "own_submission", "signer_linked", "not_permitted", "duty_conflict", "duty_conflict_linked"}


def road_says(web: WebOffice, who: str, held_id: int) -> str:
    """The code the road refuses this signature with now; empty when it would take it."""
    try:
        web.office.preview(Submission(ApproveHeld(held_id=held_id), web.ids[who], fresh()))
    except Refused as refusal:
        return refusal.code
    return ""


def test_home_and_list_count_only_what_one_can_sign(web: WebOffice) -> None:
    hold(web, "keeper", write_off(web))
    hold(web, "admin", GrantRole(actor_id=web.ids["buyer"], role="keeper"))
    assert "待批事项 2" in page(web, "approver", "/")
    assert "待批事项 0" in page(web, "admin", "/"), "one is their own, the other is not for administrators"
    assert "待批事项 1" in page(web, "admin2", "/")
    shown = page(web, "admin2", "/approvals")
    assert shown.count("等您批准") == 1
    held = hold(web, "keeper", write_off(web, 7))
    web.clock.advance(73 * 3_600_000)
    assert "待批事项 0" in page(web, "approver", "/")
    assert "这件待批事项已过期" in page(web, "approver", f"/approvals/{held}")
    send(web, "approver", f"/approvals/{held}/reject", reason="过期了")


def test_a_refusal_says_which_deed_of_yours_stands_in_the_way(web: WebOffice) -> None:
    set_rule(web, "requests.approve_request", at_least=1, signers=1)
    give(web, "coordinator", "approver")
    number = ask_for(web, 100, who="coordinator")
    approve(web, number, 100)
    held = held_last(web)
    assert "您提交了这份申请，所以不能由您批准。" in page(web, "coordinator", f"/approvals/{held}")
    send(web, "coordinator", f"/approvals/{held}/reject", reason="不同意")
    assert web.ask("SELECT status FROM held_command WHERE held_id = ?", held) == [("rejected",)]


def test_of_many_approved_at_once_the_large_ones_wait(web: WebOffice) -> None:
    set_rule(web, "requests.approve_request", at_least=1_000, signers=1)
    numbers = [ask_for(web, quantity) for quantity in (100, 200, 1_000)]
    approver = browser(web, "approver")
    sent: dict[str, Any] = {"command_id": fresh(), "id": [str(number) for number in numbers]}
    looked = words(approver.post("/requests/approve-many", data=sent).text)
    assert looked.count("还要另外 1 人批准才生效") == 1
    for _ in range(2):
        assert approver.post("/requests/approve-many/apply", data=sent).status_code == 303
        assert "已批准 2 份申请，另有 1 份还要别人批准" in approver.get("/").text
    states = web.ask("SELECT state FROM request ORDER BY request_id")
    assert states == [("approved",), ("approved",), ("submitted",)]


@pytest.mark.parametrize("path", ["/approvals", "/approvals?state=all"])
def test_the_inbox_in_english(sqlite_web: WebOffice, path: str) -> None:
    for who, command in everything(sqlite_web).values():
        held = hold(sqlite_web, who, command)
        english: Any = browser(sqlite_web, "admin2", "en").get(f"/approvals/{held}")
        assert english.status_code == 200
    told = words(browser(sqlite_web, "admin2", "en").get(path).text)
    for phrase in ("Write off 500 pieces of Surgical mask A1 at 主库", "act as Treasurer", "takes the role of Keeper"):
        assert phrase in told
