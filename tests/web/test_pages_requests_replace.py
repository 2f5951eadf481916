"""合并、拆分、更正 on the pages: looked at first, nothing lost, and what took the place is one tap away."""

import re

from deskwork import MASK, RESPIRATOR, add_checkpoint, approve, ask_for, page, post
from webtools import WebOffice, words

from liangcao.requests.commands import AskLine, Covered, LogCall, OpenDoor, SubmitRequest
from liangcao.web.public import new_link


def number_in(answer: object) -> int:
    """The number of the request that a form leads to."""
    return int(re.search(r"/requests/(\d+)", answer.headers["location"])[1])  # type: ignore[attr-defined, index]


def lines_of(web: WebOffice, number: int) -> list[tuple[object, ...]]:
    sql = "SELECT item_id, asked, stock_held FROM request_line WHERE request_id = ? ORDER BY line_number"
    return web.ask(sql, number)


def test_two_requests_of_a_unit_are_looked_at_and_made_one(web: WebOffice) -> None:
    first, second = ask_for(web, 3_000), ask_for(web, 500)
    other = ask_for(web, 40, RESPIRATOR)
    desk = web.signed_in("coordinator")
    html = page(desk, f"/requests/{first}")
    assert f'name="id" value="{second}" checked' in html, "the same goods: ticked"
    assert f'name="id" value="{other}">' in html, "other goods: to be ticked"
    looked = words(post(desk, "/requests/merge", 200, id=[first, second, other]).text)
    assert "还没有合并" in looked
    assert "3,500 只" in looked
    assert web.ask("SELECT COUNT(*) FROM request WHERE state = 'withdrawn'") == [(0,)], "looking changes nothing"
    number = number_in(post(desk, "/requests/merge/apply", id=[first, second, other], reason="同一批人"))
    assert [row[1] for row in lines_of(web, number)] == [3_500, 40]
    merged = words(page(desk, f"/requests/{number}"))
    assert "由这些申请而来" in merged
    assert f"申请 {first}" in merged
    assert "由几份申请合并成这一份" in merged
    old = words(page(web.signed_in("unit"), f"/requests/{first}"))
    assert "另一份申请代替了这一份" in old
    assert f"申请 {number}" in old
    assert "已由别的申请代替" in old


def test_of_two_units_nothing_is_merged(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    add_checkpoint(web)
    numbers = [ask_for(web, 10), ask_for(web, 20, unit="四宝山卡口", who="coordinator")]
    refused = post(web.signed_in("coordinator"), "/requests/merge", 422, id=numbers)
    assert "只能合并同一个单位的申请" in words(refused.text)
    assert "合并成一份</" not in refused.text
    post(web.signed_in("approver"), "/requests/merge", 403, id=numbers)
    post(web.signed_in("coordinator"), "/requests/merge", 422, id=numbers[:1])


def test_the_urgent_part_goes_apart(web: WebOffice) -> None:
    number = ask_for(web, 3_000)
    unit = web.signed_in("unit")
    assert "整行拆出" in page(unit, f"/requests/{number}/split")
    path = f"/requests/{number}/split"
    nothing = post(unit, path, 422, lines__0__line_number="1", lines__0__quantity="")
    assert 'role="alert"' in nothing.text
    too_much = post(unit, path, 422, lines__0__line_number="1", lines__0__quantity="3001")
    assert "申请的只有 3,000" in words(too_much.text)
    assert 'value="3001"' in too_much.text, "what was typed stays"
    sent = {"lines__0__line_number": "1", "lines__0__quantity": "1,000", "urgency": "今晚断档"}
    part = number_in(post(unit, path, **sent))
    rest = part + 1
    assert [lines_of(web, each)[0][1] for each in (part, rest)] == [1_000, 2_000]
    assert "从一份申请里拆出来" in words(page(unit, f"/requests/{rest}"))
    old = words(page(unit, f"/requests/{number}"))
    assert f"申请 {part} 申请 {rest}" in old
    approve(web, part, 1_000)
    assert "拆分申请" not in page(unit, f"/requests/{part}"), "decided: nothing to split"


def test_a_whole_line_goes_apart(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    lines = tuple(AskLine(item_id=web.ids[item], quantity=count) for item, count in ((MASK, 50), (RESPIRATOR, None)))
    number = int(web.do("unit", SubmitRequest(unit_id=web.ids["示例医院"], lines=lines)).answer["request_id"])
    sent = {"lines__0__line_number": "1", "lines__1__line_number": "2", "lines__1__whole": "1"}
    part = number_in(post(web.signed_in("coordinator"), f"/requests/{number}/split", **sent))
    assert [(row[0], row[1]) for row in lines_of(web, part)] == [(web.ids[RESPIRATOR], None)]
    assert [(row[0], row[1]) for row in lines_of(web, part + 1)] == [(web.ids[MASK], 50)]


def test_what_was_wrong_is_put_right_and_nothing_else_is_lost(web: WebOffice) -> None:
    """Substitutes, stock, all kinds of people and whom to call come along, though the form shows not all of them."""
    items = [row[0] for row in web.ask("SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id")]
    accepts = tuple(item for item in items if item != web.ids[MASK])[:3]
    roles = ("medical", "patient", "cleaner", "frontline", "worker", "student")
    command = SubmitRequest(
        unit_id=web.ids["示例医院"], phone="13900002222", contact="李示例", cover_days=7, purpose="发热门诊",
        needed_by="2020-02-20", covered=tuple(Covered(role=role, heads=30) for role in roles),
        lines=(AskLine(item_id=web.ids[MASK], quantity=3_000, stock_held=0, accepts=accepts),),
    )  # fmt: skip
    number = int(web.do("unit", command).answer["request_id"])
    unit = web.signed_in("unit")
    html = page(unit, f"/requests/{number}/correct")
    assert "13900002222" not in html
    new = number_in(post(unit, f"/requests/{number}/correct", **{**sent_by(html), "lines.0.quantity": "300"}))
    assert lines_of(web, new) == [(web.ids[MASK], 300, 0)]
    told = "SELECT item_id FROM request_substitute WHERE request_id = ? ORDER BY rank"
    assert [row[0] for row in web.ask(told, new)] == list(accepts)
    for columns, table in (("role, heads", "request_people"), ("cover_days, purpose, needed_by, phone", "request")):
        sql = f"SELECT {columns} FROM {table} WHERE request_id = ? ORDER BY 1"
        assert web.ask(sql, new) == web.ask(sql, number)
    assert web.ask("SELECT state, into_id FROM request WHERE request_id = ?", number) == [("withdrawn", new)]
    post(unit, f"/requests/{number}/correct", 422, **{**sent_by(html), "lines.0.quantity": "30"})


def sent_by(html: str) -> dict[str, object]:
    """What the form of a request would send untouched."""
    form = re.split(r'action="[^"]*/correct"', html)[1].split("</form>")[0]
    form = re.sub(r"<template data-row>.*</template>", "", form, flags=re.DOTALL)
    found: dict[str, list[str]] = {}
    for each in re.findall(r"<(?:input|option)[^>]*>|<select[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each)
        if each.startswith("<select"):
            selected = name[1] if name else ""
        elif each.startswith("<option"):
            if " selected" in each and value:
                found[selected] = [value[1]]
        elif name and (" checked" in each or 'type="checkbox"' not in each):
            found.setdefault(name[1], []).append(value[1] if value else "")
    return {name: texts if len(texts) > 1 else texts[0] for name, texts in found.items()}


def test_more_lines_and_what_is_wrong_in_a_correction(sqlite_web: WebOffice) -> None:
    number = ask_for(sqlite_web, 30)
    unit, path = sqlite_web.signed_in("unit"), f"/requests/{number}/correct"
    more = post(unit, path, 200, more="1", lines__0__item_id=str(sqlite_web.ids[MASK]), lines__0__quantity="5")
    assert f'action="{path}"' in more.text
    wrong = post(unit, path, 422, lines__0__item_id=str(sqlite_web.ids[MASK]), lines__0__quantity="-1")
    assert f'action="{path}"' in wrong.text
    assert 'value="-1"' in wrong.text
    page(sqlite_web.signed_in("approver"), path, 403)


def test_the_link_of_a_stranger_follows_a_merge_and_shows_no_more_than_was_asked(web: WebOffice) -> None:
    web.do("coordinator", OpenDoor())
    stranger, link = web.client(), new_link()
    line = {"lines__0__item_id": web.ids[MASK], "lines__0__quantity": "200"}
    post(stranger, "/ask", link=link, unit_id_text="示例医院", **line)
    number = web.ask("SELECT request_id FROM request WHERE channel = 'public'")[0][0]
    web.do("coordinator", LogCall(request_id=number, outcome="confirmed"))
    others = [ask_for(web, 3_000), ask_for(web, 77, RESPIRATOR)]
    merged = number_in(post(web.signed_in("coordinator"), "/requests/merge/apply", id=[number, *others]))
    told = words(stranger.get(f"/t/{link}").text)
    assert "已经由另一份申请代替" in told
    assert f"代替它的申请 {merged}" in told
    assert "已经核实，等审批" in told
    assert "3,200 只" in told
    assert "77" not in told, "what others asked besides is theirs"
    post(stranger, f"/t/{link}/withdraw", 422)
