"""Groups, lent members, the roster with its swaps and absences, who is on duty at the foot of every page."""

import re
from typing import Any

from deskwork import page, post
from webtools import WebOffice, words

from liangcao.operations.approvals import ApproveHeld


def foot_of(text: str) -> str:
    """What the foot of a page says of who is on duty, without its markup."""
    foot = text.partition('<p class="on-duty">')[2].partition("</p>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", foot).split())


def test_an_office_is_set_up_and_says_who_is_on_duty(web: WebOffice) -> None:
    duty, keeper = web.signed_in("coordinator"), web.signed_in("keeper")
    assert "还没有小组" in page(duty, "/organisation")
    post(duty, "/organisation/group", name="采购组", purpose="找货源", leader_id=web.ids["buyer"])
    group_id = web.ask("SELECT group_id FROM sub_group")[0][0]
    post(duty, "/organisation/member", group_id=group_id, actor_id=web.ids["keeper"])
    post(duty, "/organisation/lend", actor_id=web.ids["keeper"], department="区财政局", since="2020-01-26")
    post(duty, "/organisation/contact", actor_id=web.ids["keeper"], phone="13900000001")
    text = words(page(duty, "/organisation"))
    assert "找货源" in text
    assert "借调自 区财政局" in text
    assert "13900000001" in text
    post(duty, "/roster/shifts", shifts="早班 8:00-16:00\n夜班 16:00-8:00")
    early, late = (row[0] for row in web.ask("SELECT shift_id FROM shift ORDER BY begins"))
    names = {f"shift_{early}": "示例·keeper、示例·driver", f"shift_{late}": "没有这个人"}
    assert "没有这个人" in post(duty, "/roster/2020-02-10/edit", status=422, **names).text
    post(duty, "/roster/2020-02-10/edit", **{**names, f"shift_{late}": "示例·buyer"})
    foot = foot_of(page(keeper, "/stock"))
    assert "正在值班" in foot
    assert "示例·keeper 带班 13900000001" in foot
    assert "13900000001" not in page(web.signed_in("inspector"), "/roster")
    assert "正在值班" not in page(web.signed_in("unit"), "/requests")
    web.clock.advance(5 * 3_600_000)
    foot = foot_of(page(keeper, "/stock"))
    assert "示例·buyer 带班" in foot
    assert "示例·keeper 带班" not in foot
    page(web.signed_in("unit"), "/roster", 403)


PEOPLE = """姓名\t小组\t分工\t组长\t原单位\t电话
示例·buyer\t采购组\t找货源\t是\t区商务局\t13900000002
示例·keeper\t库房组\t收发货\t是\t区供销社\t
示例·driver\t库房组\t\t\t\t"""
ROSTER = """日期\t星期\t早班\t夜班
2020-02-10\t一\t示例·keeper、示例·driver\t示例·buyer
2020-02-11\t二\t示例·buyer\t"""


def pasted(client: Any, text: str) -> str:
    """Paste a sheet, look at it, carry it out; what the look said."""
    where = post(client, "/organisation/set-up", pasted=text).headers["location"]
    seen = words(page(client, where))
    post(client, where)
    return seen


def test_groups_and_a_week_are_set_up_by_paste(web: WebOffice) -> None:
    duty = web.signed_in("coordinator")
    seen = pasted(duty, PEOPLE)
    assert "新小组 2" in seen
    assert "加入小组 3" in seen
    assert web.ask("SELECT name FROM sub_group ORDER BY group_id") == [("采购组",), ("库房组",)]
    post(duty, "/roster/shifts", shifts="早班 8:00-16:00\n夜班 16:00-8:00")
    assert "要排的班 3" in pasted(duty, ROSTER)
    assert web.ask("SELECT COUNT(*) FROM roster WHERE is_off = 0") == [(4,)]
    assert "已经有的 2" in pasted(duty, ROSTER)
    assert "已经有的 3" in pasted(duty, PEOPLE)
    wrong = ROSTER.replace("早班", "中班").replace("示例·driver", "没有这个人")
    where = post(duty, "/organisation/set-up", pasted=wrong).headers["location"]
    text = words(page(duty, where))
    assert "没有这个班次，或已停用：中班" in text
    assert "没有这个人：没有这个人" in text
    assert post(duty, where, status=200).status_code == 200
    assert web.ask("SELECT COUNT(*) FROM roster WHERE is_off = 0") == [(4,)]
    page(web.signed_in("keeper"), "/organisation/set-up", 403)


def test_a_duty_is_swapped_and_an_absence_hands_over(web: WebOffice) -> None:
    duty, buyer, keeper = (web.signed_in(who) for who in ("coordinator", "buyer", "keeper"))
    post(duty, "/roster/shifts", shifts="全天 0:00-24:00")
    pasted(duty, "日期\t全天\n2020-02-10\t示例·buyer\n2020-02-11\t示例·keeper")
    first, second = (row[0] for row in web.ask("SELECT roster_id FROM roster ORDER BY roster_id"))
    post(buyer, "/roster/swap", roster_id=first, to_actor_id=web.ids["keeper"], back_id=second, note="家里有事")
    assert "家里有事" in page(keeper, "/roster")
    swap_id = web.ask("SELECT swap_id FROM swap")[0][0]
    assert post(duty, "/roster/swap/answer", status=422, swap_id=swap_id, is_agreed="1").status_code == 422
    post(keeper, "/roster/swap/answer", swap_id=swap_id, is_agreed="1")
    assert "示例·keeper 带班" in foot_of(page(duty, "/requests"))
    post(keeper, "/roster/absence", until="2020-02-10 20:00", reason="开会", deputy_id=web.ids["buyer"])
    held_id = web.ask("SELECT MAX(held_id) FROM held_command")[0][0]
    web.do("admin", ApproveHeld(held_id=held_id))
    assert "示例·buyer（代 示例·keeper） 带班" in foot_of(page(duty, "/requests"))
    assert "销假" in page(keeper, "/me")
    absence_id = web.ask("SELECT absence_id FROM absence")[0][0]
    post(keeper, "/roster/absence/end", absence_id=absence_id)
    assert "示例·keeper 带班" in foot_of(page(duty, "/requests"))
