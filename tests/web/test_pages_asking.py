"""Asking without an account: the form, its link, what strangers may not see or do, and what staff make of it."""

import re
from typing import Any

import pytest
from deskwork import MASK, RESPIRATOR, add_checkpoint, page, post
from starlette.testclient import TestClient
from webtools import WebOffice, fresh, words

from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterParty
from liangcao.requests.commands import CloseDoor, OpenDoor, SetNorm, SetSubstitute
from liangcao.web.public import link_hash, new_link

HOTLINE = "0533-3580000"


def open_door(web: WebOffice) -> None:
    web.do("coordinator", OpenDoor(hotline=HOTLINE))


def ask(client: TestClient, status: int = 303, **fields: Any) -> Any:
    """Hand the form in, with a fresh command id unless one is given."""
    return post(client, "/ask", status, **{"link": new_link(), **fields})


def asked(web: WebOffice) -> list[tuple[Any, ...]]:
    sql = (
        "SELECT unit_id, unit_said, verification, channel, people_covered, cover_days FROM request ORDER BY request_id"
    )
    return web.ask(sql)


def for_masks(web: WebOffice, **more: Any) -> dict[str, Any]:
    return {"lines__0__item_id": web.ids[MASK], "lines__0__quantity": "300", **more}


def test_before_it_is_opened_and_after_it_is_closed_nobody_can_ask(web: WebOffice) -> None:
    stranger = web.client()
    assert "现在不接受网上申请" in words(page(stranger, "/ask", status=403))
    ask(stranger, 403, **for_masks(web, unit_id_text="示例医院"))
    open_door(web)
    assert "不用账号" in words(page(stranger, "/ask"))
    web.do("admin", CloseDoor(reason="物资到齐"))
    told = words(page(stranger, "/ask", status=403))
    assert HOTLINE in told
    ask(stranger, 403, **for_masks(web, unit_id_text="示例医院"))
    assert asked(web) == []


def test_a_stranger_asks_and_gets_a_number_and_a_link(web: WebOffice) -> None:
    open_door(web)
    stranger, link = web.client(), new_link()
    answer = ask(
        stranger,
        link=link,
        unit_id_text="示例医院",
        covered__0__heads="30",
        covered__0__role="medical",
        covered__1__heads="",
        covered__1__role="patient",
        cover_days="7",
        needed_by="2020-02-20",
        purpose="发热门诊",
        phone="13900002222",
        **for_masks(web, lines__0__stock_held="100", lines__0__accepts=web.ids[RESPIRATOR]),
    )
    assert answer.headers["location"] == f"/t/{link}?sent=now"
    told = words(page(stranger, f"/t/{link}?sent=now"))
    assert "已经交上" in told
    assert "先打电话核实" in told
    assert "优先类别：1 类 一线医疗" in told
    assert "300 只" in told
    assert RESPIRATOR in told
    assert "13900002222" not in told
    assert asked(web) == [(web.ids["示例医院"], "", "due", "public", 30, 7)]
    number = web.ask("SELECT request_id FROM request")[0][0]
    assert f"申请 {number}" in told


def test_the_link_is_in_no_table_of_the_books(web: WebOffice) -> None:
    open_door(web)
    link = new_link()
    ask(web.client(), link=link, unit_id_text="示例医院", phone="13900002222", **for_masks(web))
    assert web.ask("SELECT token_hash FROM request") == [(link_hash(link),)]
    body = bytes(web.ask("SELECT body FROM journal ORDER BY number DESC LIMIT 1")[0][0]).decode()
    assert link not in body
    assert "13900002222" not in body


def test_another_link_or_a_spoilt_one_shows_nothing(web: WebOffice) -> None:
    open_door(web)
    ask(web.client(), unit_id_text="示例医院", **for_masks(web))
    stranger = web.client()
    for link in (new_link(), "x", "A" * 21, "A" * 23, "%00" * 22, "９" * 22):
        page(stranger, f"/t/{link}", status=404)
        page(stranger, f"/t/{link}/change", status=404)
        post(stranger, f"/t/{link}/withdraw", 404)


def test_handed_in_twice_it_counts_once_and_changed_it_is_led_to_its_page(web: WebOffice) -> None:
    open_door(web)
    stranger = web.client()
    fields = {"link": new_link(), "command_id": fresh(), "unit_id_text": "示例医院", **for_masks(web)}
    first, again = ask(stranger, **fields), ask(stranger, **fields)
    assert first.headers["location"] == again.headers["location"]
    other = ask(stranger, **{**fields, "lines__0__quantity": "500"})
    assert other.headers["location"] == f"/t/{fields['link']}?sent=before"
    assert web.ask("SELECT asked FROM request_line") == [(300,)]


def test_a_unit_is_found_by_name_pinyin_initials_or_code(web: WebOffice) -> None:
    web.do(
        "admin", RegisterParty(kind="enterprise", name="四宝山机械厂", area="四宝山", credit_code="91370303MA3C000017")
    )
    open_door(web)
    stranger = web.client()
    for typed in ("四宝山机", "sibaoshan", "sbsjxc", "91370303ma3c"):
        found = stranger.get("/ask/units", params={"q": typed}).json()
        assert [each[1] for each in found] == ["四宝山机械厂"], typed
    for typed in ("", "s", "，，"):
        assert stranger.get("/ask/units", params={"q": typed}).json() == []
    assert [each[1] for each in stranger.get("/ask/items", params={"q": "wkkz"}).json()] == [MASK]
    assert stranger.get("/ask/units", params={"q": "示例供应商"}).json() == []
    ask(stranger, unit_id_text="91370303ma3c000017", **for_masks(web))
    assert web.ask("SELECT name FROM request JOIN party ON party_id = unit_id") == [("四宝山机械厂",)]


def test_alike_names_are_offered_and_none_of_them_is_an_answer(web: WebOffice) -> None:
    open_door(web)
    stranger = web.client()
    offered = ask(stranger, 422, unit_id_text="示例", **for_masks(web))
    assert "名字相近" in words(offered.text)
    assert 'name="unit_choice"' in offered.text
    ask(stranger, unit_id_text="示例", unit_choice="none", **for_masks(web))
    ask(stranger, unit_id_text="示例", unit_choice=web.ids["示例医院"], **for_masks(web))
    assert [row[1] for row in asked(web)] == ["示例", ""]


def test_a_text_that_was_changed_without_a_script_is_believed_not_the_number_beside_it(web: WebOffice) -> None:
    open_door(web)
    ask(web.client(), unit_id=web.ids["示例医院"], unit_id_text="四宝山养老院", **for_masks(web))
    assert asked(web)[0][1] == "四宝山养老院"


def test_the_phone_remembers_the_unit(web: WebOffice) -> None:
    open_door(web)
    stranger = web.client()
    ask(stranger, unit_id_text="示例医院", **for_masks(web))
    assert 'value="示例医院"' in page(stranger, "/ask")
    stranger.cookies.set("liangcao_unit", "[-1")
    page(stranger, "/ask")


def test_goods_are_called_what_the_language_calls_them(sqlite_web: WebOffice) -> None:
    open_door(sqlite_web)
    stranger, link = sqlite_web.client(), new_link()
    stranger.cookies.set("language", "en")
    assert stranger.get("/ask/items", params={"q": "wkkz"}).json()[0][1] == "Surgical mask"
    ask(stranger, link=link, unit_id_text="示例医院", lines__0__item_id_text="surgical mask", lines__0__quantity="5")
    told = words(page(stranger, f"/t/{link}"))
    assert "Surgical mask" in told
    assert "Received." in told


def test_without_a_script_lines_and_common_goods_come_by_the_buttons(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    open_door(web)
    stranger = web.client()
    more = ask(stranger, 200, more="1", **for_masks(web))
    assert 'name="lines.1.item_id"' in more.text
    picked = ask(stranger, 200, pick=web.ids[RESPIRATOR], **for_masks(web))
    assert re.search(rf'name="lines.1.item_id" value="{web.ids[RESPIRATOR]}"', picked.text)
    assert asked(web) == []


def test_what_may_serve_is_proposed_to_whom_a_rule_lets_have_it(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    open_door(web)
    add_checkpoint(web)
    item, other = web.ids[MASK], web.ids[RESPIRATOR]
    rule = SetSubstitute(
        item_id=item, other_id=other, kinds=("checkpoint",), effective_on="2020-01-31", reason="卡口可以"
    )
    held = web.do("coordinator", rule).answer["held_id"]
    web.do("approver", ApproveHeld(held_id=held))
    stranger = web.client()
    for unit, is_proposed in (("四宝山卡口", True), ("示例医院", False)):
        unit_id = web.ask("SELECT party_id FROM party WHERE name = ?", unit)[0][0]
        found = stranger.get(f"/ask/substitutes?item={item}&unit={unit_id}").json()
        assert found == ([[other, RESPIRATOR]] if is_proposed else [])
        fields = for_masks(web, unit_id=unit_id, unit_id_text=unit, more="1")
        form = ask(stranger, 200, **fields).text
        assert (f'name="lines.0.accepts" value="{other}"' in form) is is_proposed
        wrong = {**fields, "more": "", "lines__0__accepts": other, "lines__0__quantity": "很多"}
        refused = ask(stranger, 422, **wrong).text
        kept = (
            f'name="lines.0.accepts" value="{other}" checked'
            if is_proposed
            else f'name="lines.0.other" value="{other}"'
        )
        assert kept in refused
    refused = ask(stranger, 422, **{**wrong, "lines__0__other_text": "84消毒液"}).text  # one beside, by its name
    assert f'name="lines.0.other" value="{web.ids["84消毒液"]}"' in refused
    assert f'name="lines.0.accepts" value="{other}" checked' in refused
    assert stranger.get(f"/ask/substitutes?item={item}&unit=999999").json() == []
    web.do("admin", CloseDoor(reason="物资到齐"))
    assert stranger.get(f"/ask/substitutes?item={item}&unit=1").status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unit_id_text": ""}, "请填哪个单位要"),
        ({"lines__0__quantity": "100000000000000"}, "太大"),
        ({"lines__0__quantity": "-1"}, "大于零"),
        ({"lines__0__quantity": "1.5"}, "不是整数"),
        ({"lines__0__quantity": "很多"}, "看不懂"),
        ({"lines__0__quantity": ""}, "说不清就勾"),
        ({"lines__0__item_id": "99999"}, "没有这种物资"),
        ({"lines__0__stock_held": "-5"}, "不能小于"),
        ({"purpose": "有\x07铃"}, "控制字符"),
        ({"urgency": "找王主任13812345678"}, "手机号"),
        ({"needed_by": "2020-02-31"}, "看不懂的日期"),
        ({"cover_days": "366"}, ""),
        ({"covered__0__heads": "0", "covered__0__role": "worker"}, "大于零"),
        ({"covered__0__heads": "5", "covered__0__role": "emperor"}, ""),
        ({"note": "啊" * 5_000}, "太长"),
    ],
)
def test_bad_input_is_said_in_place_and_nothing_is_kept(
    sqlite_web: WebOffice, fields: dict[str, str], said: str
) -> None:
    web = sqlite_web
    open_door(web)
    answer = ask(web.client(), 422, **{**for_masks(web, unit_id_text="示例医院", phone="0533-1"), **fields})
    assert said in words(answer.text)
    assert 'value="0533-1"' in answer.text
    assert asked(web) == []


def test_ten_megabytes_are_not_read(sqlite_web: WebOffice) -> None:
    open_door(sqlite_web)
    ask(sqlite_web.client(), 413, unit_id_text="示例医院", note="a" * 10_000_000)


def test_a_machine_that_asks_on_and_on_is_held_up_and_comes_in_later(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    open_door(web)
    machine = web.client()
    answers = [machine.post("/ask", data={"link": new_link(), "unit_id_text": ""}).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]
    web.clock.advance(10 * 60_000)
    ask(machine, unit_id_text="示例医院", **for_masks(web))
    looks = [machine.get("/ask/units", params={"q": "示例"}).status_code for _ in range(241)]
    assert looks[-1] == 429
    assert set(looks[:-1]) == {200}


def test_it_is_changed_by_taking_back_and_asking_anew(web: WebOffice) -> None:
    open_door(web)
    stranger, link, newer = web.client(), new_link(), new_link()
    ask(stranger, link=link, unit_id_text="示例医院", phone="13900002222", cover_days="7", **for_masks(web))
    form = page(stranger, f"/t/{link}/change")
    assert 'value="300"' in form
    assert "13900002222" not in form
    ask(
        stranger, link=newer, replaces_link=link, reason="写错了", unit_id_text="示例医院",
        **for_masks(web, lines__0__quantity="200"),
    )  # fmt: skip
    assert web.ask("SELECT state FROM request ORDER BY request_id") == [("withdrawn",), ("submitted",)]
    told = words(page(stranger, f"/t/{link}"))
    assert "已经由另一份申请代替" in told
    assert "代替" in told
    assert "13900002222" in page(web.signed_in("coordinator"), f"/requests/{_last(web)}")
    again = ask(stranger, 422, replaces_link=link, unit_id_text="示例医院", **for_masks(web))
    assert "已撤回" in words(again.text)
    assert "改申请" not in words(page(stranger, f"/t/{link}/change"))


def _last(web: WebOffice) -> int:
    return int(web.ask("SELECT MAX(request_id) FROM request")[0][0])


def test_it_is_taken_back_by_the_link(web: WebOffice) -> None:
    open_door(web)
    stranger, link = web.client(), new_link()
    ask(stranger, link=link, unit_id_text="示例医院", **for_masks(web))
    post(stranger, f"/t/{link}/withdraw", reason="买到了")
    assert "已经撤回" in words(page(stranger, f"/t/{link}"))
    assert "已撤回" in words(post(stranger, f"/t/{link}/withdraw", 422).text)


def test_a_form_cannot_say_what_only_the_program_says(web: WebOffice) -> None:
    """Neither whose request it replaces by its hash, nor its channel, nor the poster of nobody."""
    open_door(web)
    stranger, link = web.client(), new_link()
    ask(stranger, link=link, unit_id_text="示例医院", **for_masks(web))
    ask(
        stranger, replaces=link_hash(link), token_hash="0" * 64, poster_id="77", poster="77", channel="form",
        unit_id_text="示例医院", **for_masks(web),
    )  # fmt: skip
    assert web.ask("SELECT state, channel, poster_id FROM request") == [("submitted", "public", 0)] * 2
    assert web.ask("SELECT COUNT(*) FROM request WHERE token_hash = ?", "0" * 64) == [(0,)]


def test_staff_vouch_by_phone_and_somebody_else_approves(web: WebOffice) -> None:
    open_door(web)
    ask(web.client(), unit_id_text="四宝山养老院", phone="13900002222", **for_masks(web))
    number = _last(web)
    coordinator, approver = web.signed_in("coordinator"), web.signed_in("approver")
    told = words(page(coordinator, f"/requests/{number}"))
    assert "四宝山养老院" in told
    assert "待核实" in told
    assert "待核实" in words(page(coordinator, "/requests"))
    lines = {"lines__0__line_number": "1", "lines__0__approved": "300"}
    assert "先打电话核实" in words(post(approver, f"/requests/{number}/approve", 422, **lines).text)
    post(coordinator, f"/requests/{number}/call", outcome="no_answer")
    refused = post(coordinator, f"/requests/{number}/call", 422, outcome="confirmed", whom="李院长")
    assert 'value="李院长"' in refused.text
    post(
        coordinator, f"/requests/{number}/call", outcome="confirmed", whom="李院长", rung="13900002222",
        said="确有其事", new_unit_name="四宝山养老院", new_unit_kind="public",
    )  # fmt: skip
    told = words(page(coordinator, f"/requests/{number}"))
    assert "打通了，情况属实" in told
    assert "李院长" in told
    assert "没有打通" in told
    post(approver, f"/requests/{number}/approve", **lines)
    assert web.ask("SELECT name, verification FROM request JOIN party ON party_id = unit_id") == [
        ("四宝山养老院", "confirmed")
    ]
    journal = b"".join(bytes(row[0]) for row in web.ask("SELECT body FROM journal")).decode()
    assert "李院长" not in journal


def test_a_quantity_nobody_knew_is_proposed_by_norms_with_its_sum(web: WebOffice) -> None:
    open_door(web)
    norm = SetNorm(
        item_id=web.ids[MASK], role="medical", milli_per_day=4_000, effective_on="2020-01-31", source="WHO ESFT"
    )
    web.do("coordinator", norm)
    ask(
        web.client(), unit_id_text="示例医院", lines__0__item_id=web.ids[MASK], lines__0__unknown="1",
        lines__0__stock_held="50", covered__0__heads="10", covered__0__role="medical", cover_days="7",
    )  # fmt: skip
    post(web.signed_in("coordinator"), f"/requests/{_last(web)}/call", outcome="confirmed")
    told = page(web.signed_in("approver"), f"/requests/{_last(web)}")
    assert "按本地定额推算 250 只" in words(told)
    assert "每人每天 4 × 10 人" in words(told)
    assert "减去现有 50 只" in words(told)
    assert 'value="250"' in told
    assert "请核对后再批" in words(told)


def test_posters_are_made_and_counted(web: WebOffice) -> None:
    coordinator = web.signed_in("coordinator")
    refused = post(coordinator, "/posters/open", 422, hotline="13812345678")
    assert "手机号" in words(refused.text)
    post(coordinator, "/posters/open", hotline=HOTLINE)
    made = post(coordinator, "/posters/new", place="四宝山街道办").headers["location"]
    sheet = page(coordinator, made)
    number = int(made.rsplit("/", 1)[1])
    assert f"/ask/{number}" in sheet
    assert HOTLINE in sheet
    assert "<svg" in sheet
    stranger = web.client()
    assert f'name="poster" value="{number}"' in page(stranger, f"/ask/{number}")
    ask(stranger, poster=str(number), unit_id_text="示例医院", **for_masks(web))
    assert web.ask("SELECT poster_id FROM request") == [(number,)]
    assert "来过 1 份申请" in words(page(coordinator, "/posters"))
    page(web.signed_in("keeper"), "/posters", status=403)
    page(web.signed_in("admin"), "/posters")
    post(web.signed_in("admin"), "/posters/close", reason="停一停")
    page(stranger, "/ask", status=403)


def test_nobody_can_be_signed_in_as_the_public(web: WebOffice) -> None:
    open_door(web)
    stranger = web.client()
    assert stranger.post("/sign-in", data={"login": "公众", "password": ""}).status_code == 401
    actor_id = web.ask("SELECT actor_id FROM actor WHERE is_person = 0")[0][0]
    with pytest.raises(Exception, match="unknown_actor"):
        web.app.state.sessions.sign_in_as(actor_id)
    assert "公众" not in words(page(web.signed_in("admin"), "/people"))
    page(web.signed_in("admin"), f"/people/{actor_id}", status=404)
