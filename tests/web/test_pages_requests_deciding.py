"""The desk of whoever approves: in one tap, in part with a reason, many at once after a look."""

import re

from deskwork import MASK, RESPIRATOR, add_checkpoint, approve, ask_for, page, post
from webtools import WebOffice, fresh, words

from liangcao.access.commands import GrantRole
from liangcao.operations.approvals import ApproveHeld
from liangcao.requests.commands import SetNorm, SubmitRequest


def state_of(web: WebOffice, number: int) -> tuple[object, ...]:
    return tuple(web.ask("SELECT state, priority_class FROM request WHERE request_id = ?", number)[0])


def fields_of(html: str, path: str) -> dict[str, str]:
    """What the form that posts to `path` would send untouched."""
    form = html.split(f'action="{path}"')[1].split("</form>")[0]
    inputs = re.findall(r"<input[^>]*>", form)
    found = {}
    for each in inputs:
        name, value = re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each)
        if name and value:
            found[name[1]] = value[1]
    return found


def test_untouched_the_form_approves_everything(web: WebOffice) -> None:
    add_checkpoint(web)
    number = ask_for(web, 3_000)
    approve(web, ask_for(web, 500, unit="四宝山卡口", who="coordinator"), 500)
    approver = web.signed_in("approver")
    desk = page(approver, f"/requests/{number}")
    assert "可用 12,000 只" in words(desk)
    assert "另有 1 家已批在等 500 只" in words(desk)
    path = f"/requests/{number}/approve"
    sent = fields_of(desk, path)
    answers = [approver.post(path, data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303], "sent twice it is approved once"
    assert state_of(web, number) == ("approved", 1)
    assert web.ask("SELECT approved FROM request_line WHERE request_id = ?", number) == [(3_000,)]


def test_less_than_asked_and_another_class_need_a_reason(web: WebOffice) -> None:
    number = ask_for(web, 3_000)
    approver, path = web.signed_in("approver"), f"/requests/{number}/approve"
    line = {"lines__0__line_number": "1", "lines__0__approved": "1000"}
    refused = post(approver, path, 422, **line)
    assert 'id="f-lines.0.note-error"' in refused.text
    assert 'value="1000"' in refused.text
    more = post(approver, path, 422, lines__0__line_number="1", lines__0__approved="3001")
    assert "超过申请数量" in words(more.text)
    changed = post(approver, path, 422, **line, lines__0__note="先给一部分", priority_class="2")
    assert 'id="f-note-error"' in changed.text
    post(approver, path, **line, lines__0__note="先给一部分", priority_class="2", note="已有库存")
    assert state_of(web, number) == ("approved", 2)


def test_an_unknown_amount_is_decided_by_whoever_approves(sqlite_web: WebOffice) -> None:
    number = ask_for(sqlite_web, None, RESPIRATOR)
    approver, path = sqlite_web.signed_in("approver"), f"/requests/{number}/approve"
    desk = page(approver, f"/requests/{number}")
    assert "全部同意" not in words(desk)
    post(approver, path, 422, lines__0__line_number="1", lines__0__approved="")
    post(approver, path, lines__0__line_number="1", lines__0__approved="200")
    assert state_of(sqlite_web, number) == ("approved", 1)


def test_refused_with_a_reason_that_the_unit_reads(web: WebOffice) -> None:
    number = ask_for(web)
    approver = web.signed_in("approver")
    post(approver, f"/requests/{number}/reject", 422, reason="")
    post(approver, f"/requests/{number}/reject", reason="请写清人数")
    assert "请写清人数" in page(web.signed_in("unit"), f"/requests/{number}")


def test_who_may_not_sees_no_desk_and_is_refused(sqlite_web: WebOffice) -> None:
    number = ask_for(sqlite_web)
    for who in ("coordinator", "unit", "inspector"):
        client = sqlite_web.signed_in(who)
        assert "全部同意" not in page(client, f"/requests/{number}")
        refused = post(client, f"/requests/{number}/approve", 422, lines__0__line_number="1", lines__0__approved="3000")
        assert "您的岗位不能做这件事" in words(refused.text)
    assert state_of(sqlite_web, number) == ("submitted", 1)


def test_many_are_looked_at_first_and_approved_together(web: WebOffice) -> None:
    numbers = [ask_for(web, 100 + index) for index in range(3)]
    unknown = ask_for(web, None)
    decided = ask_for(web, 60)
    approve(web, decided, 60)
    approver = web.signed_in("approver")
    looked = post(approver, "/requests/approve-many", 200, id=[*numbers, unknown, decided])
    told = words(looked.text)
    assert "这 2 份不能一起批" in told
    assert "会改变的 3 份申请" in told
    assert "303 只" in told, "what it adds up to"
    assert {state_of(web, number)[0] for number in numbers} == {"submitted"}, "looking changes nothing"
    sent = {"command_id": fresh(), "id": numbers}
    for _ in range(2):
        assert approver.post("/requests/approve-many/apply", data=sent).status_code == 303
    assert {state_of(web, number)[0] for number in numbers} == {"approved"}
    assert state_of(web, unknown)[0] == "submitted"


def test_all_or_none_of_many(sqlite_web: WebOffice) -> None:
    good, gone = ask_for(sqlite_web, 10), ask_for(sqlite_web, 20)
    approver = sqlite_web.signed_in("approver")
    approve(sqlite_web, gone, 20)
    post(approver, "/requests/approve-many/apply", 422, id=[good, gone])
    assert state_of(sqlite_web, good)[0] == "submitted"
    assert "没有选中" in words(post(approver, "/requests/approve-many", 200).text)


def test_all_that_a_filter_finds(sqlite_web: WebOffice) -> None:
    add_checkpoint(sqlite_web)
    ask_for(sqlite_web, 10)
    ask_for(sqlite_web, 20, MASK, unit="四宝山卡口", who="coordinator")
    approver = sqlite_web.signed_in("approver")
    looked = post(approver, "/requests/approve-many?state=submitted&priority_class=2", 200, all_matching="1")
    assert "会改变的 1 份申请" in words(looked.text)
    assert "四宝山卡口" in looked.text


def amount(request_id: int, line: int = 1) -> str:
    return f"approved.{request_id}.{line}"


def test_amounts_are_changed_before_all_is_approved(web: WebOffice) -> None:
    first, second, unknown = ask_for(web, 300), ask_for(web, 40), ask_for(web, None)
    approver = web.signed_in("approver")
    less = {amount(first): "200", amount(unknown): "60"}
    looked = words(post(approver, "/requests/approve-many", 200, id=[first, second, unknown], **less).text)
    assert "会改变的 2 份申请" in looked, "less than asked needs a reason"
    again = post(approver, "/requests/approve-many", 200, id=[first, second, unknown], reason="先保三天", **less)
    told = words(again.text)
    assert "会改变的 3 份申请" in told
    assert "要 300 只 批准 200 只" in told
    assert "可用 12,000 只" in told
    assert "七天内要过" in told
    sent = {"command_id": fresh(), "id": [first, second, unknown], "reason": "先保三天", **less}
    answers = [approver.post("/requests/approve-many/apply", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    sql = "SELECT request_id, approved, approve_note FROM request_line ORDER BY request_id"
    assert web.ask(sql) == [(first, 200, "先保三天"), (second, 40, ""), (unknown, 60, "")]
    result = words(page(approver, answers[0].headers["location"]))
    assert "一份一份的结果" in result
    assert "要 300 只，获批 200 只 先保三天" in result


def test_an_unknown_amount_is_filled_by_norms_and_marked(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    norm = {"item_id": web.ids[MASK], "role": "medical", "milli_per_day": 2_000, "source": "本地定额"}
    web.do("coordinator", SetNorm.model_validate({**norm, "effective_on": "2020-02-01"}))
    asked = {"unit_id": web.ids["示例医院"], "lines": [{"item_id": web.ids[MASK]}], "cover_days": 5}
    command = SubmitRequest.model_validate({**asked, "covered": [{"role": "medical", "heads": 10}]})
    number = int(web.do("unit", command).answer["request_id"])
    told = words(post(web.signed_in("approver"), "/requests/approve-many", 200, id=[number]).text)
    assert "数量不清 批准 100 只" in told
    assert "按本地定额推算 100 只" in told


def test_what_cannot_be_read_or_is_absurd_is_said_row_by_row(sqlite_web: WebOffice) -> None:
    number = ask_for(sqlite_web, 30)
    approver = sqlite_web.signed_in("approver")
    for text in ("-1", "2.5", "很多", str(10**14), str(10**20), ""):
        looked = words(post(approver, "/requests/approve-many", 200, id=[number], **{amount(number): text}).text)
        assert "这 1 份不能一起批" in looked, text
        post(approver, "/requests/approve-many/apply", 422, id=[number], **{amount(number): text})
    assert state_of(sqlite_web, number)[0] == "submitted"


def test_many_are_refused_with_one_reason_or_none_of_them(web: WebOffice) -> None:
    numbers, gone = [ask_for(web, 10), ask_for(web, 20)], ask_for(web, 30)
    approve(web, gone, 30)
    approver = web.signed_in("approver")
    assert "都退回" in post(approver, "/requests/approve-many", 200, id=numbers).text
    missing = post(approver, "/requests/reject-many/apply", 422, id=numbers, reject_reason="")
    assert "一份也没有办成" in words(missing.text)
    mixed = words(post(approver, "/requests/reject-many/apply", 422, id=[*numbers, gone], reject_reason="重复").text)
    assert "一份也没有办成" in mixed
    assert "已批准" in mixed, "why not that one"
    assert {state_of(web, number)[0] for number in numbers} == {"submitted"}
    sent = {"command_id": fresh(), "id": numbers, "reject_reason": "重复"}
    answers = [approver.post("/requests/reject-many/apply", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {state_of(web, number)[0] for number in numbers} == {"rejected"}
    assert "已退回" in words(page(approver, answers[0].headers["location"]))
    post(web.signed_in("coordinator"), "/requests/reject-many/apply", 403, id=numbers, reject_reason="重复")


def test_what_one_may_not_approve_is_named_with_why(sqlite_web: WebOffice) -> None:
    """Whoever asked, or vouched, sees in the preview that they cannot approve it."""
    web = sqlite_web
    held = web.do("admin", GrantRole(actor_id=web.ids["coordinator"], role="approver")).answer["held_id"]
    web.do("admin2", ApproveHeld(held_id=held))
    own, others = ask_for(web, 10, who="coordinator"), ask_for(web, 20)
    both = web.signed_in("coordinator")
    told = words(post(both, "/requests/approve-many", 200, id=[own, others]).text)
    assert "这 1 份不能一起批" in told
    assert "提交申请" in told.split("不能一起批")[1].split("合起来")[0]
    html = page(both, "/requests?state=submitted")
    assert "先看再批" in html
    assert "先看再合并" in html


def test_a_class_unlike_the_suggested_one_needs_a_word_for_all(sqlite_web: WebOffice) -> None:
    """A checkpoint that asks for patients: the class suggested is another, and whoever keeps the old one says why."""
    web = sqlite_web
    unit_id = add_checkpoint(web)
    asked = {"unit_id": unit_id, "lines": [{"item_id": web.ids[MASK], "quantity": 30}]}
    command = SubmitRequest.model_validate({**asked, "covered": [{"role": "patient", "heads": 10}]})
    number = int(web.do("coordinator", command).answer["request_id"])
    approver = web.signed_in("approver")
    assert "这 1 份不能一起批" in words(post(approver, "/requests/approve-many", 200, id=[number]).text)
    assert "会改变的 1 份申请" in words(post(approver, "/requests/approve-many", 200, id=[number], note="照旧").text)
    post(approver, "/requests/approve-many/apply", id=[number], note="照旧")
    assert state_of(web, number) == ("approved", 2)
