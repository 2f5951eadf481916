"""The pages of sending and signing: picked shelf by shelf, signed in one tap, every difference with its reason."""

import re

from deskwork import Sent, add_checkpoint, approve, ask_for, page, post, propose, send
from webtools import WebOffice, words

from liangcao.allocation.commands import AdoptPlan
from liangcao.storing.commands import MoveStock


def adopted(web: WebOffice) -> int:
    """An adopted plan for the hospital (3,000) and the checkpoint (500), masks in the store and on a shelf."""
    add_checkpoint(web)
    lot = int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    web.do("keeper", MoveStock(lot_id=lot, source_id=web.ids["主库"], destination_id=web.ids["A-01"], quantity=10_000))
    for quantity, unit in ((3_000, "示例医院"), (500, "四宝山卡口")):
        approve(web, ask_for(web, quantity, unit=unit, who="coordinator"), quantity)
    plan = propose(web)
    web.do("approver", AdoptPlan(plan_id=plan))
    return plan


def lines_of(web: WebOffice, shipment: int) -> list[tuple[object, ...]]:
    sql = "SELECT quantity, received, returned, difference FROM shipment_line WHERE shipment_id = ?"
    return web.ask(sql + " ORDER BY line_number", shipment)


def test_picked_shelf_by_shelf_and_sent(web: WebOffice) -> None:
    plan = adopted(web)
    keeper = web.signed_in("keeper")
    work = page(keeper, "/picking")
    assert [name in work for name in ("示例医院", "四宝山卡口")] == [True, True]
    both = words(page(keeper, f"/picking/{plan}"))
    amounts = [int(each.replace(",", "")) for each in re.findall(r"示例医院 ([\d,]+) 只", both)]
    assert (sum(amounts), len(amounts)) == (3_000, 2)
    assert "四宝山卡口 500 只" in both
    one = page(keeper, f"/picking/{plan}?unit={web.ids['示例医院']}")
    places = re.findall(r'<h2 class="class-head">([^<]+)</h2>', one)
    assert places == sorted(places)
    answer = post(keeper, f"/picking/{plan}", unit_id=web.ids["示例医院"], vehicle="鲁C 00001", driver="王示例")
    shipment = answer.headers["location"]
    assert "在途" in words(page(keeper, shipment))
    again = post(keeper, f"/picking/{plan}", 422, unit_id=web.ids["示例医院"])
    assert "没有待发的物资" in words(again.text)
    assert "示例医院" not in words(page(keeper, "/picking"))
    assert page(keeper, f"/picking/{plan}?unit=999999", status=404)


def test_the_waybill_opens_the_page_to_sign_on(sqlite_web: WebOffice) -> None:
    sent = send(sqlite_web)
    for who in ("keeper", "coordinator", "unit"):
        bill = page(sqlite_web.signed_in(who), f"/shipments/{sent.shipment}/waybill")
        assert "<svg" in bill.split("sheet-code")[1][:200]
        assert "style=" not in bill
        assert ("王示例" in bill) is (who == "coordinator"), "a driver's name is personal"


def test_signed_untouched_everything_arrived(web: WebOffice) -> None:
    sent = send(web)
    unit = web.signed_in("unit")
    assert "全部收到" in words(page(unit, f"/shipments/{sent.shipment}"))
    fields = {
        "lines__0__line_number": "1",
        "lines__0__received": "3000",
        "lines__0__returned": "",
        "receiver": "李示例",
    }
    post(unit, f"/shipments/{sent.shipment}/sign", **fields)
    assert lines_of(web, sent.shipment) == [(3_000, 3_000, 0, "")]
    told = words(page(unit, f"/requests/{sent.request}"))
    assert "已签收" in told
    late = post(unit, f"/shipments/{sent.shipment}/sign", 422, **fields)
    assert "不能签收" in words(late.text)
    assert "李示例" in page(web.signed_in("coordinator"), f"/shipments/{sent.shipment}")
    assert "李示例" not in page(unit, f"/shipments/{sent.shipment}")


def test_a_difference_needs_its_reason(web: WebOffice) -> None:
    sent = send(web)
    unit, path = web.signed_in("unit"), f"/shipments/{sent.shipment}/sign"
    line = {"lines__0__line_number": "1", "lines__0__received": "2900", "lines__0__returned": "50"}
    refused = post(unit, path, 422, **line, receiver="李示例")
    assert 'id="f-lines.0.difference-error"' in refused.text
    assert 'value="2900"' in refused.text
    nobody = post(unit, path, 422, **line, lines__0__difference="受潮", receiver="")
    assert 'id="f-receiver-error"' in nobody.text
    too_much = post(unit, path, 422, lines__0__line_number="1", lines__0__received="3001", receiver="李示例")
    assert "超过发出数量" in words(too_much.text)
    post(unit, path, **line, lines__0__difference="受潮", lines__0__more="一盒", receiver="李示例")
    assert lines_of(web, sent.shipment) == [(3_000, 2_900, 50, "受潮：一盒")]
    told = words(page(unit, f"/shipments/{sent.shipment}"))
    for words_shown in ("收到 2,900 只", "退回 50 只", "缺 50 只", "受潮：一盒"):
        assert words_shown in told
    assert "差异待查：1 行" in told
    assert "差异待查" in words(page(unit, "/shipments?state=delivered"))


def sign_whole(web: WebOffice, who: str, sent: Sent, status: int = 303) -> str:
    """Sign for the 3,000 masks that were sent."""
    fields = {"lines__0__line_number": "1", "lines__0__received": "3000", "receiver": "赵示例"}
    return words(post(web.signed_in(who), f"/shipments/{sent.shipment}/sign", status, **fields).text)


def test_the_driver_of_the_store_may_take_the_signature_the_picker_not(web: WebOffice) -> None:
    sent = send(web)
    assert "您的岗位不能做这件事" in sign_whole(web, "keeper", sent, 422)
    assert "签收" in words(page(web.signed_in("driver"), f"/shipments/{sent.shipment}"))
    sign_whole(web, "driver", sent)
    assert lines_of(web, sent.shipment) == [(3_000, 3_000, 0, "")]


def test_called_back_before_it_is_signed_for(web: WebOffice) -> None:
    sent = send(web)
    keeper = web.signed_in("keeper")
    post(keeper, f"/shipments/{sent.shipment}/cancel", 422, reason="")
    post(keeper, f"/shipments/{sent.shipment}/cancel", reason="车坏了")
    assert "已召回" in words(page(keeper, f"/shipments/{sent.shipment}"))
    assert "示例医院" in words(page(keeper, "/picking")), "still promised to the unit"


def test_each_sees_the_shipments_that_are_theirs(sqlite_web: WebOffice) -> None:
    plan = adopted(sqlite_web)
    keeper = sqlite_web.signed_in("keeper")
    other = post(keeper, f"/picking/{plan}", unit_id=sqlite_web.ids["四宝山卡口"]).headers["location"]
    page(sqlite_web.signed_in("unit"), other, status=404)
    assert "还没有发过货" in words(page(sqlite_web.signed_in("unit"), "/shipments"))
    assert "四宝山卡口" in words(page(keeper, "/shipments?q=sbs&sort=age"))
    assert "没有符合条件" in words(page(keeper, "/shipments?q=nobody"))
    assert "四宝山卡口" in keeper.get("/shipments.csv").content.decode("utf-8-sig")
    assert sqlite_web.signed_in("treasurer").get("/shipments").status_code == 403
