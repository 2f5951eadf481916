"""The warehouse's deeds by form: receiving, moving, writing off, stopping, reversing; refusals in place, input kept."""

import re
from typing import Any

from webtools import TestClient, WebOffice, fresh, words

from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterLocation
from liangcao.storing.commands import MoveStock


def balances(web: WebOffice, batch: str) -> dict[str, int]:
    """What each place has of a batch."""
    rows = web.ask(
        "SELECT location.name, on_hand FROM balance JOIN lot ON lot.lot_id = balance.lot_id "
        "JOIN location ON location.location_id = balance.location_id WHERE batch_number = ? AND on_hand <> 0",
        batch,
    )
    return dict(rows)


def receipt_form(web: WebOffice, **changes: Any) -> dict[str, Any]:
    """Ten boxes of masks, two of them wet, as a keeper writes them down."""
    form = {
        "command_id": fresh(),
        "source_kind": "purchase",
        "source_party_id": web.ids["示例供应商"],
        "location_id": web.ids["主库"],
        "document_number": "SH-0131",
        "lines.0.item_id": web.ids["医用外科口罩"],
        "lines.0.accepted": "８",
        "lines.0.unit": "2000",
        "lines.0.batch_number": "B-1",
        "lines.0.expires_on": "2021-06-30",
        "lines.0.price": "3.20",
        "lines.4.item_id": web.ids["医用外科口罩"],
        "lines.4.accepted": "3,600",
        "lines.4.unit": "1",
        "lines.4.rejected": "2箱",
        "lines.4.rejected_unit": "1",
        "lines.4.reject_reason": "受潮",
        "lines.4.batch_number": "B-2",
    }
    return {**form, **changes}


def with_rejects(web: WebOffice) -> TestClient:
    """A keeper in a store that has a place for rejects."""
    web.do("admin", RegisterLocation(kind="rejects", name="退货区", parent_id=web.ids["主库"]))
    return web.signed_in("keeper")


def test_boxes_become_pieces_and_yuan_become_fen(web: WebOffice) -> None:
    keeper = with_rejects(web)
    answer = keeper.post("/receive", data=receipt_form(web))
    assert answer.status_code == 303, words(answer.text)
    page = keeper.get(answer.headers["location"])
    assert "16,000 只" in words(page.text)
    assert "4,000 只 受潮" in words(page.text)
    assert balances(web, "B-1") == {"主库": 16_000, "示例供应商": -16_000}
    assert balances(web, "B-2") == {"主库": 3_600, "退货区": 4_000, "示例供应商": -7_600}
    assert web.ask("SELECT unit_cost_fen, pack_size FROM lot WHERE batch_number = 'B-1'") == [(320, 50)]


def test_sent_twice_is_received_once(web: WebOffice) -> None:
    keeper, form = with_rejects(web), receipt_form(web)
    first, second = keeper.post("/receive", data=form), keeper.post("/receive", data=form)
    assert first.headers["location"] == second.headers["location"]
    assert web.ask("SELECT COUNT(*) FROM receipt WHERE document_number = 'SH-0131'") == [(1,)]
    changed = keeper.post("/receive", data={**form, "document_number": "SH-0132"})
    assert changed.status_code == 422
    assert "内容不同" in words(changed.text)


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(web: WebOffice) -> None:
    keeper = with_rejects(web)
    wrong = {"lines.4.reject_reason": "", "lines.0.expires_on": "2020-01-01"}
    answer = keeper.post("/receive", data=receipt_form(web, **wrong))
    assert answer.status_code == 422
    assert 'href="#f-lines.4.reject_reason"' in answer.text
    assert 'href="#f-lines.0.expires_on"' in answer.text
    assert re.search(r'name="lines\.4\.rejected" value="2箱"', answer.text)
    assert 'value="SH-0131"' in answer.text
    for field, text in (
        ("accepted", "十来箱"),
        ("accepted", "1.5"),
        ("accepted", "-3"),
        ("price", "三块二"),
        ("accepted", "5捆"),
    ):
        answer = keeper.post("/receive", data=receipt_form(web, **{f"lines.0.{field}": text}))
        assert answer.status_code == 422, (field, text)
        assert f'value="{text}"' in answer.text
    assert web.ask("SELECT COUNT(*) FROM receipt") == [(1,)]


def test_a_receipt_of_nothing_and_from_nobody_is_refused(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    empty = {"command_id": fresh(), "source_kind": "purchase", "location_id": web.ids["主库"]}
    answer = keeper.post("/receive", data=empty)
    assert answer.status_code == 422
    assert "请选是谁送来的" in words(answer.text)
    assert "还没有写收到什么" in words(answer.text)


def test_the_form_grows_without_booking_anything(web: WebOffice) -> None:
    keeper = with_rejects(web)
    page = keeper.get("/receive")
    assert "示例供应商" in words(page.text)
    found = keeper.get("/receive/goods", params={"goods_q": "wkkz"})
    assert "医用外科口罩" in found.text
    assert "<main" not in found.text
    sources = keeper.get("/receive/sources", params={"party_q": "slgys", "source_kind": "donation"})
    assert "示例供应商" in sources.text
    draft = {key: value for key, value in receipt_form(web).items() if key != "source_party_id"}
    chosen = keeper.post("/receive/draft", data={**draft, "choose_party": web.ids["示例供应商"]})
    assert f'name="source_party_id" value="{web.ids["示例供应商"]}"' in chosen.text
    added = keeper.post("/receive/draft", data={**draft, "add_item": web.ids["84消毒液"]})
    assert 'name="lines.5.accepted"' in added.text
    assert 'name="lines.4.rejected" value="2箱"' in added.text
    copied = keeper.post("/receive/draft", data={**draft, "copy_line": "0"})
    assert 'name="lines.5.accepted"' in copied.text
    dropped = keeper.post("/receive/draft", data={**draft, "drop_line": "4"})
    assert 'name="lines.4.accepted"' not in dropped.text
    by_enter = keeper.post("/receive/draft", data={**draft, "look_up": "1", "goods_q": "84消毒液（大桶）"})
    assert by_enter.status_code == 200
    assert web.ask("SELECT COUNT(*) FROM receipt") == [(1,)]


def test_a_new_supplier_is_registered_on_the_way_by_who_may(web: WebOffice) -> None:
    data = {"command_id": fresh(), "source_kind": "donation", "party_q": "示例慈善总会", "register_party": "1"}
    refused = web.signed_in("keeper").post("/receive/draft", data=data)
    assert refused.status_code == 422
    assert web.ask("SELECT COUNT(*) FROM party WHERE kind = 'donor'") == [(0,)]
    offered = web.signed_in("keeper").get("/receive/sources", params={"party_q": "示例慈善总会"})
    assert "先登记这个单位" in words(offered.text)


def test_a_new_receipt_begins_like_an_earlier_one(web: WebOffice) -> None:
    receipt_id = web.ask("SELECT receipt_id FROM receipt")[0][0]
    page = web.signed_in("keeper").get("/receive", params={"like": receipt_id})
    assert 'name="lines.0.accepted" value="6"' in page.text
    assert '<option value="2000" selected>' in page.text
    asked = {"party": web.ids["示例供应商"], "item": web.ids["医用外科口罩"], "quantity": "10", "unit": "2000"}
    page = web.signed_in("keeper").get("/receive", params=asked)
    assert 'name="lines.0.accepted" value="10"' in page.text
    assert web.signed_in("keeper").get("/receive", params={"like": "999"}).status_code == 404


def test_a_whole_lot_is_put_on_its_shelf_from_the_receipt(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    receipt_id = web.ask("SELECT receipt_id FROM receipt")[0][0]
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    page = keeper.get(f"/receipts/{receipt_id}")
    assert f'name="destination_id" value="{web.ids["A-01"]}"' in page.text
    data = {"command_id": fresh(), "source_id": web.ids["主库"], "quantity": "12000", "destination_id": web.ids["A-01"]}
    answer = keeper.post(f"/lots/{lot}/move", data={**data, "next": f"/receipts/{receipt_id}"})
    assert answer.headers["location"] == f"/receipts/{receipt_id}"
    assert balances(web, "A1") == {"A-01": 12_000, "示例供应商": -12_000}
    after = keeper.get(f"/receipts/{receipt_id}")
    assert "已上架" in words(after.text)
    assert "已放到 主库 · A-01" in after.text
    assert 'action="/undo"' in after.text


def test_moving_too_much_or_nowhere_is_refused_by_name(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    data = {"source_id": web.ids["主库"], "destination_id": web.ids["A-01"], "quantity": "13000"}
    for changes, said in (
        ({}, "可用数量只有 12,000"),
        ({"destination_id": ""}, "这一项要填"),
        ({"quantity": "0"}, "必须大于零"),
        ({"quantity": ""}, "这一项要填"),
        ({"quantity": "1e9"}, "科学记数法"),
        ({"destination_id": web.ids["主库"], "quantity": "5"}, "不能是同一个地点"),
        ({"destination_id": "999999", "quantity": "5"}, "没有这个地点"),
    ):
        answer = keeper.post(f"/lots/{lot}/move", data={**data, **changes, "command_id": fresh()})
        assert answer.status_code == 422, changes
        assert said in words(answer.text), (changes, words(answer.text))
    assert balances(web, "A1")["主库"] == 12_000


def test_the_wrong_person_moves_nothing(web: WebOffice) -> None:
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    data = {"source_id": web.ids["主库"], "destination_id": web.ids["A-01"], "quantity": "5", "command_id": fresh()}
    for who in ("treasurer", "coordinator", "inspector"):
        answer = web.signed_in(who).post(f"/lots/{lot}/move", data=data)
        assert answer.status_code == 403, who
        assert "/move" not in web.signed_in(who).get(f"/lots/{lot}").text
    assert balances(web, "A1")["主库"] == 12_000


def test_a_move_into_a_store_that_others_keep_says_that_it_waits_and_waits(web: WebOffice) -> None:
    other = web.do("admin", RegisterLocation(kind="store", name="分库")).answer["location_id"]
    keeper = web.signed_in("keeper")
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    form = words(keeper.get(f"/lots/{lot}/move").text)
    assert "主库 · A-01 分库（要第二个人批准）" in form, form
    data = {"command_id": fresh(), "source_id": web.ids["主库"], "destination_id": other, "quantity": "500"}
    answer = keeper.post(f"/lots/{lot}/move", data=data)
    assert answer.status_code == 303
    assert "等第二个人批准：移到自己不管的库" in keeper.get(answer.headers["location"]).text
    assert balances(web, "A1")["主库"] == 12_000
    held = web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    assert "分库" in words(web.signed_in("approver").get(f"/approvals/{held}").text)
    web.do("approver", ApproveHeld(held_id=held))
    assert balances(web, "A1") == {"主库": 11_500, "分库": 500, "示例供应商": -12_000}


def test_a_write_off_waits_for_a_second_person(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    assert "第二个人批准" in words(keeper.get(f"/lots/{lot}/write-off").text)
    data = {"location_id": web.ids["主库"], "quantity": "2", "unit": "50", "reason": "鼠咬", "command_id": fresh()}
    answer = keeper.post(f"/lots/{lot}/write-off", data={**data, "reason": ""})
    assert answer.status_code == 422
    answer = keeper.post(f"/lots/{lot}/write-off", data=data)
    assert answer.status_code == 303
    assert balances(web, "A1")["主库"] == 12_000
    assert "等第二个人批准" in keeper.get(answer.headers["location"]).text
    held = web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    web.do("approver", ApproveHeld(held_id=held))
    assert balances(web, "A1") == {"主库": 11_900, "损耗": 100, "示例供应商": -12_000}


def test_who_stopped_a_lot_cannot_let_it_go(web: WebOffice) -> None:
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    approver = web.signed_in("approver")
    assert approver.post(f"/lots/{lot}/quarantine", data={"command_id": fresh()}).status_code == 422
    stopped = approver.post(f"/lots/{lot}/quarantine", data={"command_id": fresh(), "reason": "没有合格证"})
    assert stopped.status_code == 303
    assert "在隔离待检" in words(approver.get(f"/lots/{lot}").text)
    own = approver.post(f"/lots/{lot}/release", data={"command_id": fresh(), "evidence": "检验报告 7 号"})
    assert own.status_code == 422
    assert "不相容岗位" in words(own.text)


def test_a_reversal_shows_its_mirror_first_and_asks_why(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    entry = web.ask("SELECT MAX(entry) FROM line")[0][0]
    page = keeper.get(f"/entries/{entry}/reverse")
    said = words(page.text)
    assert said.index("原来的一笔 入库") < said.index("冲正会记下这一笔")
    assert balances(web, "A1")["主库"] == 12_000
    assert keeper.post(f"/entries/{entry}/reverse", data={"command_id": fresh()}).status_code == 422
    form = {"command_id": fresh(), "reason": "数量录错", "next": "/receipts"}
    answer = keeper.post(f"/entries/{entry}/reverse", data=form)
    assert answer.headers["location"] == "/receipts"
    assert balances(web, "A1")["主库"] == 12_000  # goods leave by it: nobody does that alone
    held = web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    web.do("approver", ApproveHeld(held_id=held))
    assert balances(web, "A1") == {}
    assert "已冲正" in words(keeper.get("/receipts").text)
    again = keeper.get(f"/entries/{entry}/reverse")
    assert "已经冲正过" in words(again.text)


def test_a_reversal_that_is_blocked_names_what_stands_in_the_way(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    entry = web.ask("SELECT MAX(entry) FROM line")[0][0]
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    place = {"source_id": web.ids["主库"], "destination_id": web.ids["A-01"]}
    moved = web.do("keeper", MoveStock(lot_id=lot, quantity=12_000, **place))
    page = keeper.get(f"/entries/{entry}/reverse")
    assert "现在不能冲正" in words(page.text)
    assert f'href="/entries/{moved.entry}/reverse"' in page.text
    assert "为什么冲正" not in words(page.text)


def test_another_persons_posting_is_reversed_by_two(web: WebOffice) -> None:
    entry = web.ask("SELECT MAX(entry) FROM line")[0][0]
    web.clock.advance(3_600_000)
    keeper = web.signed_in("keeper")
    assert "第二个人批准" in words(keeper.get(f"/entries/{entry}/reverse").text)
    form = {"command_id": fresh(), "reason": "数量录错"}
    assert keeper.post(f"/entries/{entry}/reverse", data=form).status_code == 303
    assert balances(web, "A1")["主库"] == 12_000
    assert web.ask("SELECT COUNT(*) FROM held_command WHERE status = 'waiting'") == [(1,)]
    assert keeper.get("/entries/999999/reverse").status_code == 404
    assert web.signed_in("coordinator").get(f"/entries/{entry}/reverse").status_code == 403
