"""The pages of asking: who sees what, what a form says back, what is sent twice, what is asked again."""

import re

import pytest
from deskwork import MASK, RESPIRATOR, add_checkpoint, approve, ask_for, page, post
from webtools import WebOffice, fresh, words


def submitted(web: WebOffice) -> int:
    return int(web.ask("SELECT COUNT(*) FROM request")[0][0])


def line_of(web: WebOffice, request_id: int) -> tuple[object, ...]:
    sql = "SELECT asked, approved, allocated, delivered FROM request_line WHERE request_id = ? ORDER BY line_number"
    return tuple(web.ask(sql, request_id)[0])


def test_a_unit_asks_and_sees_only_its_own(web: WebOffice) -> None:
    add_checkpoint(web)
    other = ask_for(web, unit="四宝山卡口", who="coordinator")
    unit = web.signed_in("unit")
    answer = post(
        unit,
        "/requests/new",
        unit_id=web.ids["示例医院"],
        channel="form",
        lines__0__item_id=web.ids[MASK],
        lines__0__quantity="１.2万",
        lines__3__item_id_text=RESPIRATOR,
        lines__3__unknown="1",
        people_covered="1,200",
        contact="李示例",
    )
    mine = answer.headers["location"]
    assert re.fullmatch(r"/requests/\d+", mine)
    told = words(page(unit, mine))
    assert "12,000 只" in told
    assert "数量不清" in told
    assert "1,200" in told
    assert words(page(unit, "/requests")).count("示例医院") == 1
    assert "四宝山卡口" not in page(unit, "/requests")
    page(unit, f"/requests/{other}", status=404)
    refused = post(unit, "/requests/new", 422, unit_id=web.ids["四宝山卡口"], lines__0__item_id=web.ids[MASK],
                   lines__0__quantity="5")  # fmt: skip
    assert "requests.submit_request" in words(refused.text) or "您的岗位" in words(refused.text)


def test_whom_to_call_is_told_only_to_those_who_may_know(sqlite_web: WebOffice) -> None:
    number = ask_for(sqlite_web)
    for who, knows in (("coordinator", True), ("approver", True), ("inspector", True), ("unit", False)):
        told = page(sqlite_web.signed_in(who), f"/requests/{number}")
        assert ("13900002222" in told) is knows, who
        assert ("李示例" in told) is knows, who


def test_a_double_click_asks_once(web: WebOffice) -> None:
    unit, command_id = web.signed_in("unit"), fresh()
    fields = {"unit_id": web.ids["示例医院"], "lines__0__item_id": web.ids[MASK], "lines__0__quantity": "300"}
    first = post(unit, "/requests/new", command_id=command_id, **fields)
    again = post(unit, "/requests/new", command_id=command_id, **fields)
    assert first.headers["location"] == again.headers["location"]
    assert submitted(web) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lines__0__item_id_text": "外科口照", "lines__0__quantity": "5"}, "是不是"),
        ({"lines__0__item_id_text": "zzzz", "lines__0__quantity": "5"}, "换个说法"),
        ({"lines__0__item_id_text": MASK}, "说不清就勾"),
        ({"lines__0__item_id_text": MASK, "lines__0__quantity": "1.5"}, "不是整数"),
        ({"lines__0__item_id_text": MASK, "lines__0__quantity": "0"}, "大于零"),
        ({"lines__0__item_id_text": MASK, "lines__0__quantity": "-3"}, "大于零"),
        ({"lines__0__item_id_text": MASK, "lines__0__quantity": "99999999999999"}, "太大"),
        ({}, "至少要有一行"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_nothing_is_lost(
    sqlite_web: WebOffice, fields: dict[str, str], said: str
) -> None:
    unit = sqlite_web.signed_in("unit")
    answer = post(unit, "/requests/new", 422, unit_id=sqlite_web.ids["示例医院"], urgency="今晚就没有了", **fields)
    assert said in words(answer.text)
    assert "今晚就没有了" in answer.text
    assert submitted(sqlite_web) == 0


def test_one_more_line_without_a_script(sqlite_web: WebOffice) -> None:
    unit = sqlite_web.signed_in("unit")
    answer = post(unit, "/requests/new", 200, more="1", lines__0__item_id_text=MASK, lines__0__quantity="7")
    assert 'name="lines.1.quantity"' in answer.text
    assert 'value="7"' in answer.text
    assert submitted(sqlite_web) == 0


def test_a_new_unit_and_its_request_come_together_or_not_at_all(web: WebOffice) -> None:
    coordinator, command_id = web.signed_in("coordinator"), fresh()
    unit = {"new_unit_name": "四宝山卡口", "new_unit_kind": "checkpoint", "channel": "call"}
    good = {"lines__0__item_id": web.ids[MASK], "lines__0__quantity": "9000"}
    post(coordinator, "/requests/new", 422, **unit, **{**good, "lines__0__quantity": "0"})
    assert web.ask("SELECT COUNT(*) FROM party WHERE name = ?", "四宝山卡口") == [(0,)]
    first = post(coordinator, "/requests/new", command_id=command_id, **unit, **good)
    again = post(coordinator, "/requests/new", command_id=command_id, **unit, **good)
    assert first.headers["location"] == again.headers["location"]
    assert (submitted(web), web.ask("SELECT COUNT(*) FROM party WHERE name = ?", "四宝山卡口")) == (1, [(1,)])
    taken = post(coordinator, "/requests/new", 422, **unit, **good)
    assert "已经有了" in words(taken.text)


def test_asked_again_it_keeps_whom_to_call_without_showing_it(web: WebOffice) -> None:
    number = ask_for(web, 500)
    unit = web.signed_in("unit")
    form = page(unit, f"/requests/new?again={number}")
    assert 'value="500"' in form
    assert "13900002222" not in form
    fields = {"unit_id": web.ids["示例医院"], "again": number, "contact": "", "phone": ""}
    answer = post(unit, "/requests/new", **fields, lines__0__item_id=web.ids[MASK], lines__0__quantity="500")
    assert "13900002222" in page(web.signed_in("coordinator"), answer.headers["location"])


def test_goods_and_units_are_found_by_what_people_call_them(sqlite_web: WebOffice) -> None:
    coordinator = sqlite_web.signed_in("coordinator")
    for typed in ("外科口罩", "yiyongwaike", "ＷＫＫＺ", "waike kouzhao"):
        found = coordinator.get("/find/items", params={"q": typed}).json()
        assert MASK in [each[1] for each in found], typed
    assert [each[1] for each in coordinator.get("/find/units", params={"q": "slyy"}).json()] == ["示例医院"]
    assert sqlite_web.signed_in("unit").get("/find/units", params={"q": "s"}).status_code == 403
    assert coordinator.get("/find/units", params={"q": "gys"}).json() == [], "suppliers do not ask"


def test_a_list_is_looked_at_by_state_class_goods_and_name(sqlite_web: WebOffice) -> None:
    add_checkpoint(sqlite_web)
    one = ask_for(sqlite_web)
    ask_for(sqlite_web, 40, RESPIRATOR, unit="四宝山卡口", who="coordinator")
    approve(sqlite_web, one)
    approver = sqlite_web.signed_in("approver")
    for query, hospital, checkpoint in (
        ("", True, True),
        ("?state=submitted", False, True),
        ("?state=open", True, False),
        ("?state=rejected", False, False),
        ("?q=sbs", False, True),
        ("?priority_class=1", True, False),
        (f"?item={sqlite_web.ids[RESPIRATOR]}", False, True),
        ("?state=nonsense&priority_class=x&item=-1&sort=drop&page=1", True, True),
    ):
        rows = approver.get(f"/requests{query}", headers={"hx-request": "true"}).text
        assert "<html" not in rows
        assert (">示例医院</a>" in rows, ">四宝山卡口</a>" in rows) == (hospital, checkpoint), query
    assert "没有符合条件" in page(approver, "/requests?q=nobody")


def test_the_list_goes_along_as_a_file_that_can_be_read_again(sqlite_web: WebOffice) -> None:
    ask_for(sqlite_web, None)
    coordinator = sqlite_web.signed_in("coordinator")
    text = coordinator.get("/requests.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("申请,单位,物资,数量")
    assert "示例医院" in text
    assert coordinator.get("/requests.xlsx").content[:2] == b"PK"
    assert coordinator.get("/requests.exe").status_code == 404


def test_what_happened_stands_on_the_page(sqlite_web: WebOffice) -> None:
    number = ask_for(sqlite_web)
    ask_for(sqlite_web, 70)
    approve(sqlite_web, number)
    told = words(page(sqlite_web.signed_in("approver"), f"/requests/{number}"))
    assert told.index("提交申请 示例·unit") < told.index("批准申请 示例·approver")
    assert "70 只" in told, "the unit's other request of the week"


def test_those_who_asked_take_it_back(web: WebOffice) -> None:
    number = ask_for(web)
    unit = web.signed_in("unit")
    post(unit, f"/requests/{number}/withdraw", reason="不需要了")
    assert "已撤回" in words(page(unit, f"/requests/{number}"))
    refused = post(unit, f"/requests/{number}/withdraw", 422, reason="再来一次")
    assert "不能撤回" in words(refused.text)


def test_what_is_left_is_not_owed_any_more(web: WebOffice) -> None:
    number = ask_for(web)
    approve(web, number)
    coordinator = web.signed_in("coordinator")
    post(coordinator, f"/requests/{number}/close", 422, reason="")
    post(coordinator, f"/requests/{number}/close", reason="单位说够用了")
    assert "已了结" in words(page(coordinator, f"/requests/{number}"))
    assert "单位说够用了" in page(coordinator, "/requests/" + str(number))
    assert "示例医院" in words(page(coordinator, "/requests?state=closed"))
    assert "没有等待分配" in words(page(coordinator, "/plans/new"))
