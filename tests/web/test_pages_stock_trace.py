"""The pages of lots and their ways, of receipts, money, the catalogue and places."""

from webtools import WebOffice, fresh, words

from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.exchange.sheets import read_sheet
from liangcao.operations.approvals import ApproveHeld
from liangcao.requests.commands import ApproveRequest, AskLine, Decision, SubmitRequest
from liangcao.shipping.commands import DeliveredLine, DispatchShipment, RecordDelivery
from liangcao.storing.commands import MoveStock, ReverseEntry


def lot_of(web: WebOffice) -> int:
    """The lot that is there from the beginning."""
    return int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])


def deliver(web: WebOffice, quantity: int = 3_000) -> None:
    """Masks all the way to the hospital, fifty of them lost."""
    hospital, store, mask = web.ids["示例医院"], web.ids["主库"], web.ids["医用外科口罩"]
    asked = web.do("unit", SubmitRequest(unit_id=hospital, lines=(AskLine(item_id=mask, quantity=quantity),)))
    decision = Decision(line_number=1, approved=quantity)
    web.do("approver", ApproveRequest(request_id=asked.answer["request_id"], lines=(decision,)))
    plan = web.do("coordinator", ProposePlan(location_id=store)).answer["plan_id"]
    web.do("approver", AdoptPlan(plan_id=plan))
    sent = web.do("keeper", DispatchShipment(plan_id=plan, unit_id=hospital, vehicle="鲁C", driver="示例·孙"))
    line = DeliveredLine(line_number=1, received=quantity - 50, difference="少一盒")
    web.do("unit", RecordDelivery(shipment_id=sent.answer["shipment_id"], receiver="示例·李", lines=(line,)))


def test_a_lot_says_where_it_came_from_and_went(web: WebOffice) -> None:
    deliver(web)
    place = {"source_id": web.ids["主库"], "destination_id": web.ids["A-01"]}
    moved = web.do("keeper", MoveStock(lot_id=lot_of(web), quantity=1_000, **place))
    web.do("keeper", ReverseEntry(entry=moved.entry, reason="放错了"))
    page = web.signed_in("inspector").get(f"/lots/{lot_of(web)}")
    said = words(page.text)
    assert "<svg" in page.text
    assert "已经出去的： 示例医院 2,950 只" in said
    assert "在途差异：示例医院 50 只" in said
    for step in ("入库", "拣货发出", "签收"):
        assert step in said
    assert "<s>移库</s>" in page.text.replace("\n", "")
    assert "冲正第" in said
    tree = page.text.split('<ul class="tree">', 1)[1]
    assert tree.index("示例供应商") < tree.index("主库") < tree.index("示例医院")
    assert f"/trace/of/party/{web.ids['示例医院']}" in page.text


def test_the_steps_of_a_lot_as_a_file(web: WebOffice) -> None:
    deliver(web)
    answer = web.signed_in("inspector").get(f"/lots/{lot_of(web)}/steps.csv")
    rows = read_sheet(answer.content, "steps.csv").rows
    assert [str(cell) for cell in rows[0]][:5] == ["账目", "时间", "做了什么", "从", "到"]
    assert len(rows) == 4


def test_one_box_finds_lots_units_and_suppliers(web: WebOffice) -> None:
    deliver(web)
    inspector = web.signed_in("inspector")
    straight = {"A1": f"/lots/{lot_of(web)}", "示例医院": f"/trace/of/party/{web.ids['示例医院']}"}
    straight |= {str(lot_of(web)): f"/lots/{lot_of(web)}", "slyy": f"/trace/of/party/{web.ids['示例医院']}"}
    for typed, address in straight.items():
        assert inspector.get("/trace", params={"q": typed}).headers.get("location") == address, typed
    several = inspector.get("/trace", params={"q": "示例"})
    assert "示例医院" in words(several.text)
    assert "示例供应商" in words(several.text)
    assert "没有找到" in words(inspector.get("/trace", params={"q": "没有这东西"}).text)
    assert inspector.get("/trace", params={"q": "%"}).status_code == 200


def test_a_unit_shows_what_came_and_from_whom_it_was(web: WebOffice) -> None:
    deliver(web)
    inspector = web.signed_in("inspector")
    page = inspector.get(f"/trace/of/party/{web.ids['示例医院']}")
    assert "2,950 只" in words(page.text)
    assert f"/trace/of/party/{web.ids['示例供应商']}" in page.text
    rows = read_sheet(inspector.get(f"/trace/of/party/{web.ids['示例医院']}.xlsx").content, "a.xlsx").rows
    assert len(rows) == 2
    assert inspector.get("/trace/of/party/99999").status_code == 404
    old = inspector.get(f"/trace/parties/{web.ids['示例医院']}")
    assert old.headers["location"] == f"/trace/of/party/{web.ids['示例医院']}"


def test_a_supplier_shows_what_it_brought_and_where_that_is(web: WebOffice) -> None:
    deliver(web)
    page = web.signed_in("inspector").get(f"/trace/of/party/{web.ids['示例供应商']}")
    said = words(page.text)
    assert "还在我们这里 9,050 只" in said
    assert "9,050 只 2,950 只" in said
    assert "<svg" in page.text


def test_a_role_without_trace_sees_the_lot_but_not_its_way(web: WebOffice) -> None:
    assert web.signed_in("driver").get("/trace").status_code == 403
    assert web.signed_in("unit").get(f"/trace/of/party/{web.ids['示例医院']}").status_code == 403
    assert web.signed_in("admin").get(f"/lots/{lot_of(web)}").status_code == 403


def test_receipts_are_found_and_filtered(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    assert "医用外科口罩" in words(keeper.get("/receipts", params={"q": "slgys"}).text)
    assert "医用外科口罩" in words(keeper.get("/receipts", params={"kind": "purchase", "show": "booked"}).text)
    for asked in ({"kind": "donation"}, {"show": "reversed"}, {"show": "rejected"}, {"q": "没有这东西"}):
        assert "没有符合条件" in words(keeper.get("/receipts", params=asked).text), asked
    rows = read_sheet(keeper.get("/receipts.csv").content, "r.csv").rows
    assert len(rows) == 2
    receipt_id = web.ask("SELECT receipt_id FROM receipt")[0][0]
    sheet = words(keeper.get(f"/receipts/{receipt_id}/sheet").text)
    assert "应急物资入库单" in sheet
    assert "保管人" in sheet
    assert keeper.get("/receipts/99999").status_code == 404


def test_money_comes_in_and_goes_out_by_two_people(web: WebOffice) -> None:
    treasurer = web.signed_in("treasurer")
    line = web.ids["应急专款"]
    form = {"budget_line_id": line, "amount": "1,234.5", "document_number": "财〔2020〕2号", "command_id": fresh()}
    for amount in ("", "一千", "1.234", "-5", "0"):
        answer = treasurer.post("/funds/appropriate", data={**form, "amount": amount, "command_id": fresh()})
        assert answer.status_code == 422, amount
        assert "没有提交" in words(answer.text)
    assert treasurer.post("/funds/appropriate", data=form).status_code == 303
    assert "¥101,234.50" in words(treasurer.get("/funds").text)
    receipt_id = web.ask("SELECT receipt_id FROM receipt")[0][0]
    page = treasurer.get("/funds/pay", params={"receipt": receipt_id})
    assert "付给 示例供应商" in words(page.text)
    paying = {"receipt_id": receipt_id, "party_id": web.ids["示例供应商"], "budget_line_id": line, "note": "货款"}
    answer = treasurer.post("/funds/pay", data={**paying, "amount": "1000", "command_id": fresh()})
    assert answer.status_code == 303
    assert "¥101,234.50" in words(treasurer.get("/funds").text)
    held = web.ask("SELECT held_id FROM held_command WHERE status = 'waiting'")[0][0]
    web.do("approver", ApproveHeld(held_id=held))
    said = words(treasurer.get("/funds", params={"line": line}).text)
    assert "¥100,234.50" in said
    assert "已付 ¥1,000.00" in said
    assert "¥1,000.00" in words(treasurer.get(f"/receipts/{receipt_id}").text)
    rows = read_sheet(treasurer.get("/funds.csv").content, "f.csv").rows
    assert {str(row[5]) for row in rows[1:]} >= {"-1000.00", "1234.50"}


def test_a_reversed_appropriation_counts_for_nothing(web: WebOffice) -> None:
    treasurer = web.signed_in("treasurer")
    form = {"budget_line_id": web.ids["应急专款"], "amount": "500", "command_id": fresh()}
    treasurer.post("/funds/appropriate", data=form)
    entry = web.ask("SELECT MAX(number) FROM journal")[0][0]
    held = web.do("treasurer", ReverseEntry(entry=entry, reason="记错")).answer["held_id"]
    web.do("approver", ApproveHeld(held_id=held))
    said = words(treasurer.get("/funds").text)
    assert "拨入 ¥100,000.00，已付 ¥0.00" in said
    assert "已冲正" in said


def test_the_catalogue_grows_by_items_packs_and_names(web: WebOffice) -> None:
    buyer = web.signed_in("buyer")
    assert "医用外科口罩" in words(buyer.get("/items", params={"q": "ywkkz"}).text)
    form = {"name": "示例酒精棉片", "base_unit": "片", "category": "消毒用品", "aliases": "酒精棉、棉片",
            "packs.0.name": "盒", "packs.0.size": "100", "command_id": fresh()}  # fmt: skip
    answer = buyer.post("/items/new", data=form)
    assert answer.status_code == 303, words(answer.text)
    address = answer.headers["location"]
    assert "1 盒 = 100 片" in words(buyer.get(address).text)
    assert buyer.post("/items/new", data={**form, "command_id": fresh()}).status_code == 422
    assert (
        buyer.post(f"{address}/packs", data={"name": "箱", "size": "4,000", "command_id": fresh()}).status_code == 303
    )
    assert buyer.post(f"{address}/packs", data={"name": "捆", "size": "1", "command_id": fresh()}).status_code == 422
    assert buyer.post(f"{address}/aliases", data={"alias": "示例片片", "command_id": fresh()}).status_code == 303
    said = words(buyer.get(address).text)
    assert "1 箱 = 40 盒" in said
    assert "示例片片" in said
    assert "示例酒精棉片" in words(buyer.get("/items", params={"q": "slpp"}).text)
    assert web.signed_in("keeper").get("/items/new").status_code == 403
    assert web.signed_in("unit").get(address).status_code == 200
    assert len(read_sheet(buyer.get("/items.csv").content, "i.csv").rows) > 50


def test_places_are_made_and_taken_out_of_use(web: WebOffice) -> None:
    admin = web.signed_in("admin")
    form = {"kind": "shelf", "name": "B-01", "parent_id": web.ids["主库"], "command_id": fresh()}
    assert admin.post("/places/new", data=form).status_code == 303
    assert "B-01" in words(admin.get("/places").text)
    alone = {"kind": "shelf", "name": "B-02", "parent_id": "", "command_id": fresh()}
    assert admin.post("/places/new", data=alone).status_code == 422
    line = {"kind": "budget_line", "name": "捐赠专户", "parent_id": web.ids["主库"], "command_id": fresh()}
    assert admin.post("/places/new", data=line).status_code == 303
    full = admin.post(f"/places/{web.ids['主库']}/close", data={"command_id": fresh()})
    assert full.status_code == 422
    assert "有存货" in words(full.text)
    shelf = web.ask("SELECT location_id FROM location WHERE name = 'B-01'")[0][0]
    assert admin.post(f"/places/{shelf}/close", data={"command_id": fresh()}).status_code == 303
    assert "已停用" in words(admin.get("/places").text)
    assert web.signed_in("keeper").get("/places").status_code == 200
    assert web.signed_in("keeper").get("/places/new").status_code == 403
