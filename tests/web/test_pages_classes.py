"""The table of priority classes on its page, and the class of a request on the request's page."""

import json
from typing import Any

from deskwork import MASK, add_checkpoint, approve, ask_for, page, post, propose
from webtools import WebOffice, fresh, words

from liangcao.parties.class_table import FOUNDING
from liangcao.requests.commands import ChangeClass


def filled(**changes: Any) -> dict[str, Any]:
    """The form as the page fills it for the founding table, some of it changed (``lines__1__name``)."""
    data: dict[str, Any] = {"based_on": "0", "reason": "开学前调整", "command_id": fresh()}
    for index, each in enumerate(FOUNDING.classes):
        data |= {f"lines.{index}.number": str(each.number), f"lines.{index}.name": each.name}
        data |= {f"lines.{index}.kinds": list(each.kinds), f"lines.{index}.exposures": list(each.exposures)}
        data |= {f"lines.{index}.lift_days": "", f"lines.{index}.moves_to": ""}
    return data | {name.replace("__", "."): value for name, value in changes.items()}


def sign(web: WebOffice) -> None:
    """The approver signs what waits."""
    held = web.ask("SELECT MAX(held_id) FROM held_command WHERE status = 'waiting'")[0][0]
    post(web.signed_in("approver"), f"/approvals/{held}/approve")


def test_the_founding_table_is_shown_and_a_new_version_takes_two(web: WebOffice) -> None:
    coordinator = web.signed_in("coordinator")
    before = words(page(coordinator, "/classes"))
    assert "1 类 一线医疗 医院 医护人员、病人" in before
    assert "开始时就有的，没有人改过" in before
    answer = coordinator.post("/classes", data=filled(lines__2__name="机关、高校", lines__2__lift_days="2"))
    assert answer.status_code == 303, answer.text
    assert "机关、高校" not in words(page(coordinator, "/parties"))
    sign(web)
    after = words(page(coordinator, "/classes"))
    assert "第 1 版 · 开学前调整 · 示例·coordinator（示例·approver 批准）" in after
    assert "3 类 机关、高校" in words(page(coordinator, "/parties/new")), "names everywhere follow the table in force"
    assert "3 类 机关、园区、街道" in after, "the earlier version stays to be read"


def test_looking_keeps_nothing_and_says_what_would_change(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    add_checkpoint(web)
    number = ask_for(web, 500, unit="四宝山卡口", who="coordinator")
    coordinator, size = web.signed_in("coordinator"), web.ask("SELECT size FROM journal_head")
    merged = filled(
        lines__0__kinds=["hospital", "checkpoint", "team"], lines__1__is_retired="1", lines__1__kinds=[],
        lines__1__moves_to="1", lines__1__exposures=[],
    )  # fmt: skip
    told = words(coordinator.post("/classes/look", data=merged).text)
    assert "2 类 卡口、公安、消杀 → 1 类 一线医疗 （1） 四宝山卡口" in told
    assert "没办完的申请转到另一类" in told
    assert web.ask("SELECT size FROM journal_head") == size
    gone = {name: value for name, value in merged.items() if not name.startswith("lines.1.")}
    refused = coordinator.post("/classes/look", data=gone)
    assert refused.status_code == 422
    assert f"没办完的申请 1 份（先看：四宝山卡口 #{number}）" in words(refused.text)
    assert coordinator.post("/classes", data=merged).status_code == 303
    held = web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    approver = web.signed_in("approver")
    assert "定优先类别表第 1 版" in words(page(approver, f"/approvals/{held}"))
    assert "没办完的申请转到另一类" in words(page(approver, f"/classes?held={held}")), "whoever signs sees it too"
    sign(web)
    desk = words(page(approver, f"/requests/{number}"))
    assert "现在 1 类 一线医疗" in desk
    assert "优先类别表第 1 版停用了原来的类别" in desk


def test_a_suggestion_is_shown_with_its_reasons_and_changes_nothing(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    coordinator = web.signed_in("coordinator")
    made = post(
        coordinator, "/requests/new", unit_id=str(add_checkpoint(web)), urgency="特急",
        lines__0__item_id=str(web.ids[MASK]), lines__0__quantity="100",
        covered__0__role="medical", covered__0__heads="30",
    )  # fmt: skip
    number = int(made.headers["location"].rsplit("/", 1)[1])
    approver = web.signed_in("approver")
    desk = words(page(approver, f"/requests/{number}"))
    assert "现在 2 类 卡口、公安、消杀 表上建议 1 类 一线医疗" in desk
    assert "卡口按表归 2 类 卡口、公安、消杀" in desk
    assert "管的 30 人里一半以上（30 人）是医护人员，归 1 类 一线医疗" in desk
    line = {"lines__0__line_number": "1", "lines__0__approved": "100"}
    refused = post(approver, f"/requests/{number}/approve", 422, **line, priority_class="2")
    assert "优先类别表建议第 1 类，要按第 2 类批：请写明原因" in words(refused.text)
    post(approver, f"/requests/{number}/approve", **line, priority_class="2", note="医护另有来源")
    assert web.ask("SELECT state, priority_class FROM request WHERE request_id = ?", number) == [("approved", 2)]


def test_another_class_is_asked_for_on_the_page_and_kept_on_record(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    number = ask_for(web)
    coordinator = web.signed_in("coordinator")
    post(coordinator, f"/requests/{number}/class", 422, priority_class="2", reason="")
    post(coordinator, f"/requests/{number}/class", priority_class="2", reason="门诊已停")
    assert "有人提出改类别" in words(page(coordinator, f"/requests/{number}"))
    sign(web)
    told = words(page(web.signed_in("unit"), f"/requests/{number}"))
    assert "现在 2 类 卡口、公安、消杀" in told
    assert "1 类 一线医疗 → 2 类 卡口、公安、消杀 门诊已停" in told
    assert web.ask("SELECT from_class, to_class, reason FROM class_change") == [(1, 2, "门诊已停")]
    approve(web, number)
    assert web.ask("SELECT state, priority_class FROM request WHERE request_id = ?", number) == [("approved", 2)]


def test_rows_that_are_no_rows_are_passed_over(sqlite_web: WebOffice) -> None:
    odd = {"lines.².name": "甲", f"lines.{'9' * 5_000}.name": "乙", "lines.name": "丙", "lines.-1.name": "丁"}
    answer = sqlite_web.signed_in("coordinator").post("/classes/look", data={**filled(), **odd})
    assert answer.status_code == 200, answer.text
    assert "现在的单位和没办完的申请都不受影响" in words(answer.text)


def test_who_may_only_read_gets_no_form(sqlite_web: WebOffice) -> None:
    for who in ("inspector", "unit", "buyer"):
        client = sqlite_web.signed_in(who)
        assert 'action="/classes"' not in page(client, "/classes")
        assert "您的岗位不能做这件事" in words(client.post("/classes", data=filled()).text)
    page(sqlite_web.signed_in("driver"), "/classes", 403)
    number = ask_for(sqlite_web)
    assert "改优先类别" not in words(page(sqlite_web.signed_in("unit"), f"/requests/{number}"))
    change = ChangeClass(request_id=number, priority_class=2, reason="试")
    assert sqlite_web.do("approver", change).is_held


def test_a_plans_question_says_what_its_classes_are_called(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    coordinator = web.signed_in("coordinator")
    assert coordinator.post("/classes", data=filled(lines__0__name="重症与一线")).status_code == 303
    sign(web)
    approve(web, ask_for(web))
    plan = propose(web)
    question = json.loads(web.ask("SELECT question FROM plan_question WHERE plan_id = ?", plan)[0][0])
    assert question["classes"][0] == {"class": 1, "name": "重症与一线"}
    assert "1 类 重症与一线" in words(page(coordinator, f"/plans/{plan}"))
