"""热线·交办 on the web: a call taken down, handed over, followed to its end; what came of it; a shift handed over."""

import re
from typing import Any

from deskwork import page, post
from webtools import WebOffice, fresh, words

from liangcao.operations.approvals import ApproveHeld
from liangcao.requests.commands import AskLine, SubmitRequest
from liangcao.tasks.commands import HandOver, RecordTask
from liangcao.tasks.queries import Raised, TaskFilter, tasks_page
from liangcao.tasks.rules import Clocks, level_of

LINE = "slyy 赵 13900000000 外科口罩 500 明早 送到北门"


def read(client: Any, said: str) -> dict[str, str]:
    """The fields of the form a line becomes."""
    text = client.post("/tasks/read", data={"said": said}).text
    form = text[text.index('action="/tasks/new"') :]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and value and "radio" not in tag:
            fields[name[1]] = value[1]
    fields |= dict(re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>([^<]*)<', form))
    for name, options in re.findall(r'<select[^>]*? name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return {name: value for name, value in fields.items() if name not in ("said", "command_id")}


def test_a_call_from_its_line_to_its_end(sqlite_web: WebOffice) -> None:
    coordinator, driver = sqlite_web.signed_in("coordinator"), sqlite_web.signed_in("driver")
    shown = words(coordinator.post("/tasks/read", data={"said": LINE}).text)
    assert "“赵”：像是人名，请核对" in shown
    assert "“明早”：从今天推出来的日子" in shown
    fields = read(coordinator, LINE)
    assert fields["matter"].strip() == "送到北门"
    post(coordinator, "/tasks/new", **fields)
    number, state = sqlite_web.ask("SELECT task_id, state FROM task")[0]
    assert state == "taken"
    assert sqlite_web.ask("SELECT quantity, haste FROM task") == [(500, "usual")]
    again = words(coordinator.post("/tasks/read", data={"said": LINE}).text)
    assert "一天内记过，先看看是不是同一件" in again
    assert "热线待交办" in words(page(coordinator, "/"))
    assert "等我办的交办" not in words(page(driver, "/"))
    assert "赵" in words(page(coordinator, f"/tasks/{number}"))
    assert "已留，您的岗位看不到" in words(page(driver, f"/tasks/{number}"))
    post(driver, f"/tasks/{number}/hand", 422, actor_id=sqlite_web.ids["driver"])
    post(coordinator, f"/tasks/{number}/hand", actor_id=sqlite_web.ids["driver"], note="顺路")
    assert "等我办的交办" in words(page(driver, "/"))
    assert "赵" in words(page(driver, f"/tasks/{number}"))  # whoever has it must ring back
    post(driver, f"/tasks/{number}/acknowledge")
    photo = {"file": ("装车.pdf", b"%PDF-1.7 loaded %%EOF", "application/pdf")}
    sent = driver.post(f"/tasks/{number}/comment", data={"note": "装车了", "command_id": fresh()}, files=photo)
    assert sent.status_code == 303
    turn = sqlite_web.ask("SELECT turn_id FROM task_turn WHERE sha256 <> ''")[0][0]
    assert driver.get(f"/tasks/{number}/files/{turn}").content == b"%PDF-1.7 loaded %%EOF"
    assert driver.get(f"/tasks/{number}/files/{turn + 99}").status_code == 404
    refused = post(driver, f"/tasks/{number}/close", 422, done="送到", call_back="told")
    assert 'id="f-told-error"' in refused.text
    post(driver, f"/tasks/{number}/close", done="送到", call_back="told", told="赵", said="放在北门")
    assert "已回电 赵" in words(page(driver, f"/tasks/{number}"))
    assert not any("放在北门" in bytes(row[0]).decode() for row in sqlite_web.ask("SELECT body FROM journal"))
    assert "示例医院" in words(page(coordinator, "/tasks?view=ended&q=slyy"))
    assert "示例医院" in words(page(coordinator, "/tasks?view=all&q=13900000000"))
    assert "没有这样的交办" in words(page(coordinator, "/tasks?q=nobody"))
    assert "示例医院" in words(page(coordinator, "/tasks/board"))
    assert "示例医院" in coordinator.get("/tasks.csv?view=all").content.decode("utf-8-sig")
    assert sqlite_web.signed_in("unit").get("/tasks").status_code == 403


def test_goods_and_units_nobody_knows_for_certain_stay_as_words(sqlite_web: WebOffice) -> None:
    coordinator = sqlite_web.signed_in("coordinator")
    fields = read(coordinator, "柳泉卡口 要手套 300 尽快")
    assert not fields.get("item_id")
    post(coordinator, "/tasks/new", **{**fields, "holder_id": sqlite_web.ids["buyer"]})
    found = sqlite_web.ask("SELECT unit_said, matter, haste, state, item_id FROM task ORDER BY task_id DESC LIMIT 1")[0]
    assert found[2:] == ("soon", "handed", None)
    assert "300" in found[1]
    assert "手套" in found[1]
    post(coordinator, "/tasks/new", 422, item_id=sqlite_web.ids["医用外科口罩"], quantity="许多")
    post(coordinator, "/tasks/new", 422, matter="问一件事", due_at="明天")


def test_a_task_becomes_a_request_and_both_say_so(sqlite_web: WebOffice) -> None:
    coordinator = sqlite_web.signed_in("coordinator")
    post(coordinator, "/tasks/new", **read(coordinator, LINE))
    number = sqlite_web.ask("SELECT MAX(task_id) FROM task")[0][0]
    text = page(coordinator, f"/requests/new?task={number}")
    filled = {}
    for tag in re.findall(r"<input[^>]*>", text):
        name, value = (re.search(rf' {each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and value and re.fullmatch(r"lines\.0\.(item_id|quantity)|unit_id|from_task|contact|phone", name[1]):
            filled[name[1]] = value[1]
    assert filled["from_task"] == str(number)
    assert filled["lines.0.quantity"] == "500"
    assert filled["contact"] == "赵"
    post(coordinator, "/requests/new", **filled, channel="call")
    asked = sqlite_web.ask("SELECT MAX(request_id) FROM request")[0][0]
    assert sqlite_web.ask("SELECT kind, document_id FROM task_link WHERE task_id = ?", number) == [("request", asked)]
    assert f"交办 {number}" in words(page(coordinator, f"/requests/{asked}"))
    assert f"申请 {asked}" in words(page(coordinator, f"/tasks/{number}"))
    assert 'name="from_task"' in page(sqlite_web.signed_in("buyer"), f"/purchases/new?task={number}")
    assert 'name="from_task"' in page(coordinator, f"/leads/new?task={number}")


def test_what_nobody_takes_on_goes_to_those_who_lead(sqlite_web: WebOffice) -> None:
    coordinator, approver = sqlite_web.signed_in("coordinator"), sqlite_web.signed_in("approver")
    post(coordinator, "/tasks/new", **read(coordinator, "第一小学 洗手液 300瓶 马上"))
    number = sqlite_web.ask("SELECT MAX(task_id) FROM task")[0][0]
    assert "报副组长" not in words(page(coordinator, f"/tasks/{number}"))
    assert "等我办的交办" not in words(page(approver, "/"))
    sqlite_web.clock.advance(11 * 60_000)
    assert "报副组长" in words(page(coordinator, f"/tasks/{number}"))
    assert "示例·approver" in words(page(coordinator, f"/tasks/{number}"))
    assert "等我办的交办" in words(page(approver, "/"))
    sqlite_web.clock.advance(20 * 60_000)
    assert "报组长" in words(page(coordinator, f"/tasks/{number}"))
    assert "报组长" in words(page(coordinator, "/tasks?view=raised"))
    post(coordinator, f"/tasks/{number}/cancel", reason="对方说不要了")
    assert "报组长" not in words(page(coordinator, f"/tasks/{number}"))
    values = {"now": 5, "soon": 20, "usual": 60, "grace": 10, "deputy_id": sqlite_web.ids["buyer"], "reason": "太多"}
    post(coordinator, "/tasks/clocks", **values)
    held = sqlite_web.ask("SELECT MAX(held_id) FROM held_command")[0][0]
    sqlite_web.do("approver", ApproveHeld(held_id=held))
    assert "马上 5、尽快 20、平常 60 分钟" in words(page(coordinator, "/tasks/clocks"))
    post(coordinator, "/tasks/clocks", 422, **{**values, "now": 0})


def test_a_shift_is_handed_from_one_to_the_next(sqlite_web: WebOffice) -> None:
    coordinator, buyer = sqlite_web.signed_in("coordinator"), sqlite_web.signed_in("buyer")
    post(coordinator, "/tasks/new", **read(coordinator, LINE))
    ids = sqlite_web.ids
    lines = (AskLine(item_id=ids["医用外科口罩"], quantity=40),)
    sqlite_web.do("coordinator", SubmitRequest(unit_id=ids["示例医院"], lines=lines))
    assert "没人应" in words(page(coordinator, "/shifts/new"))
    post(coordinator, "/shifts/new", note="示例医院的最急")
    number = sqlite_web.ask("SELECT MAX(note_id) FROM shift_note")[0][0]
    shown = words(page(coordinator, f"/shifts/{number}"))
    assert "交接班要两个人：等接班的人来确认" in shown
    assert "示例医院 · 医用外科口罩" in shown
    post(coordinator, f"/shifts/{number}/take", 422)
    assert "等接班确认" in words(page(buyer, "/"))
    post(buyer, f"/shifts/{number}/take", note="知道了")
    assert "接班了" in words(page(buyer, f"/shifts/{number}"))
    assert "等接班" not in words(page(buyer, "/shifts"))


def test_lists_and_the_rule_agree_on_what_has_gone_to_whom(sqlite_web: WebOffice) -> None:
    now, minute = sqlite_web.clock.now(), 60_000
    clocks = Clocks(now=5, soon=20, usual=60, grace=10)
    for haste in ("now", "soon", "usual"):
        for due in (None, now + 12 * minute):
            said = {"matter": "问一件事", "haste": haste, "due_at": due}
            number = sqlite_web.do("coordinator", RecordTask.model_validate(said)).answer["task_id"]
            if haste == "soon":
                sqlite_web.do("coordinator", HandOver(task_id=number, actor_id=sqlite_web.ids["coordinator"]))
    for minutes in (0, 4, 5, 19, 20, 21, 22, 59, 60, 61, 600):
        at = now + minutes * minute
        with sqlite_web.database.read() as connection:
            known = tasks_page(connection, 1, TaskFilter())
            for level in ("deputy", "head"):
                listed = tasks_page(connection, 1, TaskFilter(raised=Raised(clocks, at, (level,))))
                assert {each.task_id for each in listed} == {
                    each.task_id for each in known if level_of(each.standing, clocks, at) == level
                }, (minutes, level)
