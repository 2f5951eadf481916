"""The pages of what follows a signature: what is missing is settled by others, what was signed wrongly is undone."""

from deskwork import Sent, page, post, propose, send
from webtools import WebOffice, words

from liangcao.access.commands import GrantRole
from liangcao.allocation.commands import AdoptPlan
from liangcao.database.bulk import tell
from liangcao.exchange.sheets import read_sheet
from liangcao.operations.approvals import ApproveHeld
from liangcao.receiving.commands import QuarantineLot
from liangcao.shipping.commands import DeliveredLine, RecordDelivery, SettleDifference, SettledLine, UndoDelivery
from liangcao.storing.commands import MoveStock

A_DAY = 24 * 3_600_000


def sign(web: WebOffice, sent: Sent, received: int, returned: int = 0) -> None:
    """The hospital signs for its one line."""
    line = DeliveredLine(
        line_number=1, received=received, returned=returned, difference="" if received == 3_000 else "少了"
    )
    web.do("unit", RecordDelivery(shipment_id=sent.shipment, lines=(line,), receiver="李示例"))


def agree(web: WebOffice, who: str = "approver") -> None:
    """Somebody signs all that waits."""
    for (held_id,) in web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'"):
        web.do(who, ApproveHeld(held_id=held_id))


def undo(web: WebOffice, sent: Sent, who: str = "unit") -> None:
    """A signature is taken back with the approver's agreement."""
    web.do(who, UndoDelivery(shipment_id=sent.shipment, reason="签错了"))
    agree(web)


def state(web: WebOffice, sent: Sent) -> tuple[object, ...]:
    """State, open lines, and what is found and lost of the one line."""
    sql = "SELECT state, open_lines, found, lost FROM shipment JOIN shipment_line USING (shipment_id) "
    return web.ask(f"{sql} WHERE shipment_id = ?", sent.shipment)[0]


def test_a_difference_waits_in_the_to_do_of_those_who_may_settle_it(web: WebOffice) -> None:
    sent = send(web)
    coordinator = web.signed_in("coordinator")
    assert "在途差异待查 0" in words(page(coordinator, "/"))
    sign(web, sent, 2_950)
    web.clock.advance(3 * A_DAY)
    coordinator = web.signed_in("coordinator")
    told = words(page(coordinator, "/"))
    assert "在途差异待查 1 最早的等了 3 天" in told
    assert "在途差异待查 1" in words(page(web.signed_in("keeper"), "/"))
    assert "在途差异" not in words(page(web.signed_in("unit"), "/"))
    listed = words(page(coordinator, "/shipments?state=differing"))
    assert "示例医院" in listed
    assert "差异待查 已 3 天" in listed
    assert "差异待查 已 3 天" not in words(page(coordinator, "/shipments?state=dispatched"))
    rows = read_sheet(coordinator.get("/shipments.csv?state=differing").content, "s.csv").rows
    assert [str(cell) for cell in rows[1]][-2:] == ["1", "1"]
    one = words(page(coordinator, f"/shipments/{sent.shipment}"))
    for said in ("差异待查：1 行", "从签收到现在：3 天", "待查 50 只", "没有报损"):
        assert said in one


def test_found_goods_go_to_a_shelf_at_once_and_the_rest_stays_open(web: WebOffice) -> None:
    sent = send(web)
    sign(web, sent, 2_950)
    coordinator, path = web.signed_in("coordinator"), f"/shipments/{sent.shipment}/difference"
    form = page(coordinator, path)
    assert "主库 · A-01" in form
    line = {
        "lines__0__line_number": "1",
        "lines__0__found": "20",
        "lines__0__location_id": web.ids["A-01"],
        "lines__0__lost": "",
    }
    answer = post(coordinator, path, **line, reason="在车上找到")
    assert answer.headers["location"] == f"/shipments/{sent.shipment}"
    assert state(web, sent) == ("delivered", 1, 20, 0)
    shown = page(coordinator, f"/shipments/{sent.shipment}")
    told = words(shown)
    for said in ("待查 30 只", "找回 20 只", "处理在途差异：医用外科口罩 找回 20 只，放到 主库 · A-01；在车上找到"):
        assert said in told
    assert 'action="/undo"' not in shown, "a coordinator may not reverse, so nobody offers it"


def test_a_loss_waits_for_a_second_person_who_neither_sent_nor_signed(web: WebOffice) -> None:
    sent = send(web)
    sign(web, sent, 2_950)
    for role, who in (("approver", "unit"), ("approver", "keeper")):
        held = web.do("admin", GrantRole(actor_id=web.ids[who], role=role)).answer["held_id"]
        web.do("admin2", ApproveHeld(held_id=held))
    coordinator, path = web.signed_in("coordinator"), f"/shipments/{sent.shipment}/difference"
    line = {"lines__0__line_number": "1", "lines__0__found": "", "lines__0__lost": "50"}
    told = words(post(coordinator, path, **line, reason="路上淋湿").text) + words(
        page(coordinator, f"/shipments/{sent.shipment}")
    )
    assert "等第二个人批准" in told
    assert state(web, sent) == ("delivered", 1, 0, 0)
    held = web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    for who in ("unit", "keeper"):
        waiting = words(page(web.signed_in(who), f"/approvals/{held}"))
        assert "所以不能由您处理在途差异。" in waiting
        refused = post(web.signed_in(who), f"/approvals/{held}/approve", 422)
        assert "不相容岗位" in words(refused.text)
    seen = words(page(web.signed_in("approver"), f"/approvals/{held}"))
    for said in ("报损数量 50", "路上淋湿", f"看发货单 {sent.shipment}"):
        assert said in seen
    post(web.signed_in("approver"), f"/approvals/{held}/approve")
    assert state(web, sent) == ("delivered", 0, 0, 50)
    assert "示例·coordinator，示例·approver 同意" in words(page(coordinator, f"/shipments/{sent.shipment}"))


def test_who_sent_it_is_told_that_others_settle(web: WebOffice) -> None:
    sent = send(web)
    sign(web, sent, 2_950)
    keeper = web.signed_in("keeper")
    assert "物资是您拣货发出的，所以不能由您处理在途差异。" in words(page(keeper, f"/shipments/{sent.shipment}"))
    assert "不能由您处理在途差异" in words(page(keeper, f"/shipments/{sent.shipment}/difference"))
    line = {"lines__0__line_number": "1", "lines__0__found": "50", "lines__0__location_id": web.ids["A-01"]}
    refused = post(keeper, f"/shipments/{sent.shipment}/difference", 422, **line, reason="找到")
    assert "不相容岗位" in words(refused.text)
    assert web.signed_in("driver").get(f"/shipments/{sent.shipment}/difference").status_code == 403


def test_what_is_wrong_with_a_settlement_is_said_at_its_field(sqlite_web: WebOffice) -> None:
    sent = send(sqlite_web)
    sign(sqlite_web, sent, 2_950)
    coordinator, path = sqlite_web.signed_in("coordinator"), f"/shipments/{sent.shipment}/difference"
    line = {"lines__0__line_number": "1", "lines__0__location_id": sqlite_web.ids["A-01"]}
    nothing = post(coordinator, path, 422, **line, reason="不知道")
    assert "没有内容" in words(nothing.text)
    much = post(coordinator, path, 422, **line, lines__0__found="51", reason="找到")
    assert 'id="f-lines.0.found-error"' in much.text
    assert "还差 50，要处理 51" in words(much.text)
    silent = post(coordinator, path, 422, **line, lines__0__lost="50", reason="")
    assert 'id="f-reason-error"' in silent.text
    assert 'value="50"' in silent.text
    post(coordinator, path, **line, lines__0__found="50", reason="找到")
    assert "没有待查的差异" in words(page(coordinator, path))


def test_a_stopped_lot_is_settled_all_the_same(sqlite_web: WebOffice) -> None:
    sent = send(sqlite_web)
    sign(sqlite_web, sent, 2_950)
    lot = int(sqlite_web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    sqlite_web.do("approver", QuarantineLot(lot_id=lot, reason="有异味"))
    here = words(page(sqlite_web.signed_in("coordinator"), f"/lots/{lot}"))
    assert "在途差异：示例医院 50 只" in here
    stock = words(page(sqlite_web.signed_in("coordinator"), "/stock?view=lots"))
    assert "在途差异：示例医院" in stock
    assert "差异待查" in stock
    settled = SettledLine(line_number=1, found=50, location_id=sqlite_web.ids["A-01"])
    sqlite_web.do("coordinator", SettleDifference(shipment_id=sent.shipment, lines=(settled,), reason="找到"))
    assert state(sqlite_web, sent) == ("delivered", 0, 50, 0)


def test_a_wrong_signature_is_looked_at_undone_and_given_anew(web: WebOffice) -> None:
    sent = send(web)
    sign(web, sent, 2_900, 50)
    unit, path = web.signed_in("unit"), f"/shipments/{sent.shipment}/undo"
    assert "撤销签收" in words(page(unit, f"/shipments/{sent.shipment}"))
    look = words(page(unit, path))
    for said in ("主库 → 示例医院（在途），50 只", "示例医院 → 示例医院（在途），2,900 只", "要第二个人批准"):
        assert said in look
    assert 'id="f-reason-error"' in post(unit, path, 422, reason="").text
    post(unit, path, reason="少签了一盒")
    assert state(web, sent)[0] == "delivered", "nothing happens before the second person"
    held = web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    approval = words(page(web.signed_in("approver"), f"/approvals/{held}"))
    assert "示例医院 → 示例医院（在途），2,900 只" in approval
    post(web.signed_in("approver"), f"/approvals/{held}/approve")
    assert state(web, sent)[:2] == ("dispatched", 0)
    again = page(unit, f"/shipments/{sent.shipment}")
    assert "请核对后签收" in words(again)
    assert "在途" in words(page(unit, "/shipments"))
    sign(web, sent, 2_950)
    told = page(unit, f"/shipments/{sent.shipment}")
    assert told.count("<s>") == 1, "the first signature stays in sight, struck through"
    said = words(told)
    assert (
        said.index("收到 2,900 只，退回 50 只，缺 50 只，少了")
        < said.index("撤销签收：少签了一盒")
        < said.rindex("收到 2,950 只")
    )
    request = words(page(unit, f"/requests/{sent.request}"))
    for step in (f"签收，发货单 {sent.shipment}（后来撤销）", f"撤销签收，发货单 {sent.shipment}"):
        assert step in request


def test_what_was_undone_did_not_arrive_and_is_netted_out(web: WebOffice) -> None:
    sent = send(web)
    sign(web, sent, 3_000)
    undo(web, sent)
    inspector = web.signed_in("inspector")
    trace = f"/trace/of/party/{web.ids['示例医院']}"
    assert "3,000 只" not in words(page(inspector, trace))
    sign(web, sent, 2_950)
    told = words(page(inspector, trace))
    assert "第 1–1 条，共 1 条" in told
    assert "2,950 只" in told
    lot = int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    way = page(inspector, f"/lots/{lot}")
    assert "<s>签收</s>" in way.replace("\n", "")
    assert "<s>撤销签收</s>" in way.replace("\n", "")
    flows = web.program("inspector").get(f"/api/v1/lots/{lot}/trace").json()["flows"]
    place = web.ask("SELECT location_id FROM location WHERE party_id = ?", web.ids["示例医院"])[0][0]
    assert [flow["quantity"] for flow in flows if flow["destination_id"] == place] == [2_950]
    assert "2,950" in words(page(web.signed_in("coordinator"), f"/parties/{web.ids['示例医院']}"))


def test_what_stands_in_the_way_of_undoing_is_named(web: WebOffice) -> None:
    sent = send(web)
    sign(web, sent, 2_900, 50)
    unit, path = web.signed_in("unit"), f"/shipments/{sent.shipment}/undo"
    settled = SettledLine(line_number=1, found=50, location_id=web.ids["A-01"])
    done = web.do("coordinator", SettleDifference(shipment_id=sent.shipment, lines=(settled,), reason="找到"))
    look = page(unit, path)
    assert "现在不能撤销" in words(look)
    assert f"#{done.entry}" in words(look)
    keeper = web.signed_in("keeper")
    assert f"/entries/{done.entry}/reverse" not in look
    mirror = words(page(keeper, f"/entries/{done.entry}/reverse"))
    assert "冲正会记下这一笔" in mirror
    post(keeper, f"/entries/{done.entry}/reverse", reason="看错了")
    agree(web)
    assert state(web, sent) == ("delivered", 1, 0, 0)
    lot = int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    moved = MoveStock(lot_id=lot, source_id=web.ids["主库"], destination_id=web.ids["A-01"], quantity=9_050)
    entry = web.do("keeper", moved).entry
    assert f"后来又被动用（#{entry}）" in words(page(unit, path))
    assert f"第 {entry} 笔 移库" in words(page(unit, path))


def test_what_was_owed_again_and_allocated_again_goes_first(sqlite_web: WebOffice) -> None:
    sent = send(sqlite_web)
    sign(sqlite_web, sent, 2_900)
    plan = propose(sqlite_web)
    sqlite_web.do("approver", AdoptPlan(plan_id=plan))
    coordinator, path = sqlite_web.signed_in("coordinator"), f"/shipments/{sent.shipment}/undo"
    look = page(coordinator, path)
    assert f"又分在方案 #{plan} 里了" in words(look)
    assert f'href="/plans/{plan}/lines"' in look
    post(coordinator, f"/plans/{plan}/lines", line_numbers=["1"], reason="签收要改")
    assert "撤销会记下这一笔" in words(page(coordinator, path))


def test_a_delivery_of_books_before_is_undone_with_its_loss(sqlite_web: WebOffice) -> None:
    """Signatures that do not say their own entry are found by what they moved."""
    sent = send(sqlite_web)
    sign(sqlite_web, sent, 3_000)
    with sqlite_web.database.write() as connection:
        tell(connection, "UPDATE shipment SET signed_entry = 0 WHERE shipment_id = ?", (sent.shipment,))
    undo(sqlite_web, sent)
    assert state(sqlite_web, sent)[0] == "dispatched"
    assert sqlite_web.ask("SELECT on_hand FROM balance WHERE location_id = ?", sent.shipment) == [(3_000,)]


def test_programs_find_differences_and_the_lines_that_have_them(sqlite_web: WebOffice) -> None:
    sent = send(sqlite_web)
    program = sqlite_web.program("coordinator")
    assert program.get("/api/v1/shipments?state=differing").json()["rows"] == []
    sign(sqlite_web, sent, 2_950)
    rows = program.get("/api/v1/shipments?state=differing").json()["rows"]
    assert [(row["shipment_id"], row["open_lines"]) for row in rows] == [(sent.shipment, 1)]
    line = program.get(f"/api/v1/shipments/{sent.shipment}").json()["lines"][0]
    assert [line[name] for name in ("received", "returned", "found", "lost", "open")] == [2_950, 0, 0, 0, 50]
    undo(sqlite_web, sent)
    line = program.get(f"/api/v1/shipments/{sent.shipment}").json()["lines"][0]
    assert (line["received"], line["open"]) == (None, 0)
