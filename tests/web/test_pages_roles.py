"""Roles as their holders and the administrators see them: how long, by whom, handed over to whom; emergencies."""

import re

import pytest
from accounting import (
    DAY,
    EVENING,
    HOUR,
    browser,
    delegate,
    emergency,
    give,
    held_last,
    own_role,
    page,
    send,
    signed,
)
from webtools import NOON, WebOffice, words

from liangcao.access.commands import ReviewEmergency


def test_a_role_is_granted_until_a_time_on_the_office_clock(web: WebOffice) -> None:
    path = f"/people/{web.ids['buyer']}"
    faulty = send(web, "admin", path + "/grant", 422, role="keeper", until="明天晚上")
    assert "看不懂的时间“明天晚上”" in faulty
    assert "起止时间不对" in send(web, "admin", path + "/grant", 422, role="keeper", until="2020-02-09T18:00")
    send(web, "admin", path + "/grant", role="keeper", until="2020-02-11T18:00")
    held = held_last(web)
    assert "授予 示例·buyer 保管岗位，全区，到 2 月 11 日 18:00 为止" in page(web, "admin2", f"/approvals/{held}")
    send(web, "admin2", f"/approvals/{held}/approve")
    assert web.ask("SELECT until FROM role_grant WHERE role = 'keeper' ORDER BY grant_id")[-1] == (EVENING + DAY,)
    for shown in (page(web, "admin", path), page(web, "admin", "/people"), page(web, "buyer", "/me")):
        assert "到 2 月 11 日 18:00 为止" in shown
    web.clock.now_ms = EVENING + DAY
    assert "2 月 11 日" not in page(web, "admin", path)


def test_somebody_away_lets_another_act_for_them(web: WebOffice) -> None:
    values = {"grant_id": str(own_role(web, "treasurer")), "actor_id": str(web.ids["buyer"]), "reason": "出差"}
    faulty = send(web, "treasurer", "/me/delegate", 422, **values, since="x", until="y")
    assert "看不懂的时间“x”" in faulty
    assert "看不懂的时间“y”" in faulty
    assert "这一项要填" in send(web, "treasurer", "/me/delegate", 422, **values)
    send(
        web, "treasurer", "/me/delegate", **values, since="2020-02-10T13:00", until="2020-02-10T18:00",
        is_handed_over="1",
    )  # fmt: skip
    held = held_last(web)
    asked = "示例·treasurer 请 示例·buyer 代理财务岗位（全区），从 2 月 10 日 13:00 到 2 月 10 日 18:00，期间本人不用"
    assert asked in page(web, "approver", f"/approvals/{held}")
    assert "这是您自己提交的" in page(web, "treasurer", f"/approvals/{held}")
    send(web, "approver", f"/approvals/{held}/approve")

    waiting = page(web, "buyer", "/me")
    assert "代理 示例·treasurer" in waiting
    assert "还没有开始" in waiting
    assert "2 月 10 日 13:00 起，到 2 月 10 日 18:00 为止" in waiting
    assert page(web, "buyer", "/funds/pay", 403)
    web.clock.now_ms = NOON + HOUR
    for client in ("buyer", "treasurer"):
        assert "已交给 示例·buyer，到 2 月 10 日 18:00 本人不用" in page(web, "treasurer", "/me"), client
    assert page(web, "buyer", "/funds/pay")
    assert page(web, "treasurer", "/funds/pay", 403)

    assert "交给 示例·buyer" in page(web, "treasurer", "/me")
    grant = web.ask("SELECT MAX(grant_id) FROM role_grant")[0][0]
    assert "代理" in send(web, "treasurer", f"/me/delegations/{grant}/end", 422, reason="")
    send(web, "treasurer", f"/me/delegations/{grant}/end", reason="提前回来了")
    assert page(web, "treasurer", "/funds/pay")
    assert page(web, "buyer", "/funds/pay", 403)
    assert "结束代理" not in page(web, "treasurer", "/me")


def test_only_own_granted_roles_can_be_handed_over(web: WebOffice) -> None:
    delegate(web, "treasurer", "buyer")
    mine = page(web, "buyer", "/me")
    form = mine.split("哪个岗位")[1].split("交给谁")[0]
    assert "采购" in form
    assert "财务" not in form
    grant = web.ask("SELECT MAX(grant_id) FROM role_grant")[0][0]
    values = {"grant_id": str(grant), "actor_id": str(web.ids["keeper"]), "until": "2020-02-10 17:00", "reason": "忙"}
    assert "不能再交给别人" in send(web, "buyer", "/me/delegate", 422, **values)


def test_a_unit_is_not_told_who_works_in_the_office(web: WebOffice) -> None:
    mine = page(web, "unit", "/me")
    assert "示例·approver" not in mine
    assert "请人代理我的岗位" not in mine  # nobody else of the hospital is there
    give_unit = web.ids["driver"]

    from liangcao.access.commands import GrantRole

    signed(web, "admin", GrantRole(actor_id=give_unit, role="unit", party_id=web.ids["示例医院"]))
    mine = page(web, "unit", "/me")
    assert "示例·driver" in mine
    assert "示例·approver" not in mine


def test_a_role_taken_in_an_emergency_is_reviewed_by_somebody_else(web: WebOffice) -> None:
    assert "没有人应急取得过岗位" in page(web, "inspector", "/people/emergencies")
    answer = send(web, "coordinator", "/me/emergency", 422, role="keeper", hours="30", reason="夜里找不到保管")
    assert "24" in answer
    send(web, "coordinator", "/me/emergency", role="keeper", hours="2", reason="夜里找不到保管")
    held = held_last(web)
    assert "示例·coordinator 应急取得保管岗位，全区，2 小时" in page(web, "approver", f"/approvals/{held}")
    send(web, "approver", f"/approvals/{held}/approve")
    assert "应急" in page(web, "coordinator", "/me")
    lot, store, shelf = web.ask("SELECT lot_id FROM lot ORDER BY lot_id DESC")[0][0], web.ids["主库"], web.ids["A-01"]
    moved = {"source_id": str(store), "destination_id": str(shelf), "quantity": "50"}
    send(web, "coordinator", f"/lots/{lot}/move", **moved)

    grant = web.ask("SELECT grant_id FROM emergency")[0][0]
    case = page(web, "inspector", f"/people/emergencies/{grant}")
    assert "移库" in case.split("这段时间他办了什么")[1]
    assert "谁批准的 示例·approver" in case
    path = f"/people/emergencies/{grant}/review"
    for who in ("coordinator", "approver"):
        seen = browser(web, who).get(f"/people/emergencies/{grant}")
        assert "复核完毕" not in seen.text
    assert "要由别人来复核" in page(web, "approver", f"/people/emergencies/{grant}")
    assert "您的岗位不能做这件事：复核应急岗位" in page(web, "admin", f"/people/emergencies/{grant}")
    assert "不能审批自己提交的事项" in send(web, "approver", path, 422, is_justified="1", finding="属实")
    assert "这一项要填" in send(web, "inspector", path, 422, finding="属实")
    send(web, "inspector", path, is_justified="0", finding="保管当时在岗")
    shown = page(web, "inspector", f"/people/emergencies/{grant}")
    assert "用得不对" in shown
    assert "保管当时在岗" in shown
    assert "用得不对" in page(web, "admin", "/people/emergencies")
    assert page(web, "keeper", "/people/emergencies", 403)


def test_home_counts_what_this_very_person_has_to_see_to(web: WebOffice) -> None:
    assert "应急岗位待复核" not in page(web, "inspector", "/")
    emergency(web, "coordinator", signer="approver")
    delegate(web, "treasurer", "buyer", until=NOON + 30 * HOUR)
    assert "应急岗位待复核 1" in page(web, "inspector", "/")
    assert "应急岗位待复核" not in page(web, "approver", "/"), "who agreed to it does not review it"
    assert "代理快到期" not in page(web, "treasurer", "/")
    assert "todo-danger" not in browser(web, "inspector").get("/").text
    web.clock.now_ms = NOON + 25 * HOUR
    late = browser(web, "inspector").get("/").text
    assert "todo-danger" in late
    assert "最早的等了 1 天 1 小时" in words(late)
    for who in ("treasurer", "buyer"):
        assert "代理快到期 1" in page(web, who, "/")
    web.do("inspector", ReviewEmergency(grant_id=_case(web), is_justified=True, finding="属实"))
    assert "应急岗位待复核" not in page(web, "inspector", "/")


def _case(web: WebOffice) -> int:
    return int(web.ask("SELECT grant_id FROM emergency")[0][0])


@pytest.mark.parametrize("path", ["/me", "/people", "/duties"])
def test_in_english_too(sqlite_web: WebOffice, path: str) -> None:
    delegate(sqlite_web, "approver", "inspector", is_handed_over=True)
    give(sqlite_web, "inspector", "keeper", until=EVENING)
    told = words(browser(sqlite_web, "inspector", "en").get(path).text)
    for name in ("示例", "医院", "供应商", "主库", "应急专款", "去市里开会"):
        told = told.replace(name, "")
    assert re.findall("[一-鿿]+", told) == []
