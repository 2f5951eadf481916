"""What comes back, is lent, destroyed, called back: each by its pages, from the form to the end, on one office."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from liangcao.kernel.moment import day_of
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.requests.commands import OpenDoor
from web.deskwork import page, post, send
from web.webtools import WebOffice, fresh, opened


@pytest.fixture
def web(copy_of: Callable[..., str]) -> Iterator[WebOffice]:
    with opened(copy_of) as office:
        yield office


def deliver(web: WebOffice) -> int:
    """3,000 masks, sent and signed for by the hospital; the shipment."""
    shipment = send(web).shipment
    post(web.signed_in("unit"), f"/shipments/{shipment}/sign", **{
        "lines.0.line_number": "1", "lines.0.received": "3000", "receiver": "示例·李",
    })  # fmt: skip
    return shipment


def one(web: WebOffice, sql: str) -> Any:
    return web.ask(sql)[0][0]


def sign(web: WebOffice) -> None:
    """The approver signs what waits."""
    held = one(web, "SELECT MAX(held_id) FROM held_command WHERE status = 'waiting'")
    post(web.signed_in("approver"), f"/approvals/{held}/approve")


def test_a_return_from_the_delivery_to_the_shelf(web: WebOffice) -> None:
    shipment = deliver(web)
    unit, keeper, approver = (web.signed_in(who) for who in ("unit", "keeper", "approver"))
    assert "登记退回" in page(unit, f"/shipments/{shipment}")
    line = {"lines.0.line_number": "1", "lines.0.reason": "faulty", "shipment_id": str(shipment), "way": "brought"}
    told = post(unit, "/returns/new", 422, **line, **{"lines.0.quantity": "3,001"}).text
    assert "最多还能退 3000" in told.replace(",", "")
    post(unit, "/returns/new", **line, **{"lines.0.quantity": "120"})
    number = one(web, "SELECT MAX(return_id) FROM goods_return")
    assert "收下，放退回区" in page(keeper, f"/returns/{number}")
    assert "收下，放退回区" not in page(unit, f"/returns/{number}")
    post(keeper, f"/returns/{number}/receive", **{"lines.0.line_number": "1", "lines.0.received": "120"})
    assert "退回的货是您收的，所以不能由您查验。" in page(keeper, f"/returns/{number}")
    where = str(web.ids["A-01"])
    judged = {"lines.0.line_number": "1", "lines.0.restocked": "100", "lines.0.unusable": "20", "finding": "潮"}
    post(approver, f"/returns/{number}/examine", **judged, **{"lines.0.location_id": where})
    assert "已查验" in page(approver, f"/returns/{number}")
    assert one(web, "SELECT delivered FROM request_line") == 2_880
    assert f"/returns/{number}" in page(approver, "/returns?state=examined&q=医院")
    assert f"/returns/{number}" in page(approver, "/returns?q=slyy")
    assert b"120" in approver.get("/returns.csv").content
    assert "20" in page(keeper, "/disposals/new")  # what was judged unusable proposes itself, no more


def test_what_expired_is_destroyed_before_a_witness(web: WebOffice) -> None:
    soon = day_of(web.clock.now() + 86_400_000, "Asia/Shanghai")
    line = ReceiptLine(item_id=web.ids["医用外科口罩"], accepted=60, batch_number="OLD", expires_on=soon)
    supplier, store = web.ids["示例供应商"], web.ids["主库"]
    goods = ReceiveGoods(source_kind="purchase", source_party_id=supplier, location_id=store, lines=(line,))
    web.do("keeper", goods)
    web.clock.advance(3 * 86_400_000)
    keeper, approver, coordinator = (web.signed_in(who) for who in ("keeper", "approver", "coordinator"))
    assert "OLD" in page(keeper, "/disposals/new")
    lot = one(web, "SELECT lot_id FROM lot WHERE batch_number = 'OLD'")
    row = {"lines.0.lot_id": str(lot), "lines.0.location_id": str(store), "lines.0.reason": "expired"}
    post(keeper, "/disposals/new", **row, **{"lines.0.quantity": "60"})
    number = one(web, "SELECT MAX(disposal_id) FROM disposal")
    post(approver, f"/disposals/{number}/approve")
    post(keeper, f"/disposals/{number}/carry", method="incinerated", note="焚烧厂")
    told = post(coordinator, f"/disposals/{number}/witness", 422, seen="入炉").text
    assert "先附上现场照片" in told
    paper = {"file": ("现场.pdf", b"%PDF-1.7 now %%EOF", "application/pdf")}
    answer = coordinator.post(f"/papers/disposal/{number}", data={"name": "现场", "command_id": fresh()}, files=paper)
    assert answer.status_code == 303
    assert "这批报废是您批的，所以不能由您见证。" in page(approver, f"/disposals/{number}")
    post(coordinator, f"/disposals/{number}/witness", seen="看着入炉")
    assert one(web, f"SELECT SUM(on_hand) FROM balance WHERE lot_id = {lot} AND is_outside = 0") == 0
    answer = coordinator.get(f"/disposals/{number}.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert "已报废" in page(coordinator, "/disposals?q=ywkkz")


def test_goods_are_lent_lost_and_come_back(web: WebOffice) -> None:
    line = ReceiptLine(item_id=web.ids["红外额温计"], accepted=20, batch_number="T1")
    supplier, store = web.ids["示例供应商"], web.ids["主库"]
    goods = ReceiveGoods(source_kind="purchase", source_party_id=supplier, location_id=store, lines=(line,))
    web.do("keeper", goods)
    keeper, coordinator = web.signed_in("keeper"), web.signed_in("coordinator")
    lot = one(web, "SELECT lot_id FROM lot WHERE batch_number = 'T1'")
    row = {"lines.0.lot_id": str(lot), "lines.0.location_id": str(store), "lines.0.quantity": "17"}
    wanted = {"party_id": str(web.ids["示例医院"]), "purpose": "测温", "due_on": "2020-02-17", "borrower": "示例·李"}
    assert "T1" in page(keeper, "/loans/new")
    post(keeper, "/loans/new", **wanted, **row)
    sign(web)
    number = one(web, "SELECT MAX(loan_id) FROM loan")
    assert "示例·李" in page(coordinator, f"/loans/{number}")
    assert "借出" in page(coordinator, f"/stock/items/{web.ids['红外额温计']}")
    web.clock.advance(10 * 86_400_000)
    keeper, coordinator = web.signed_in("keeper"), web.signed_in("coordinator")
    assert f"/loans/{number}" in page(coordinator, "/loans?state=overdue&q=slyy")
    back = {"lines.0.line_number": "1", "lines.0.whole_back": "15", "lines.0.location_id": str(store)}
    post(keeper, f"/loans/{number}/back", **back)
    lost = {"lines.0.line_number": "1", "lines.0.lost": "2", "lines.0.owed": "640", "reason": "丢了"}
    post(coordinator, f"/loans/{number}/lost", **lost)
    sign(web)
    told = page(coordinator, f"/loans/{number}")
    assert "已了结" in told
    assert "该赔 ¥640.00" in told
    assert "/loans/items" in page(coordinator, "/loans")
    assert b"17" in coordinator.get("/loans.csv").content


def test_a_recall_is_answered_by_link_and_closed(web: WebOffice) -> None:
    shipment = deliver(web)
    web.do("coordinator", OpenDoor(hotline="0533-3580000"))
    coordinator, stranger = web.signed_in("coordinator"), web.client()
    post(coordinator, "/recalls/new", batch_number="A1", ground="通报", advice="停用封存", public_text="请停用 A1")
    number = one(web, "SELECT recall_id FROM recall")
    hospital = web.ids["示例医院"]
    assert "没有答复" in page(coordinator, f"/recalls/{number}")
    for asked in ("a1", "ywkkz"):
        assert f"/recalls/{number}" in page(coordinator, f"/recalls?q={asked}")
    link = re.findall(r'name="link" value="([A-Za-z0-9_-]{22})"', page(coordinator, f"/recalls/{number}"))[0]
    told = {"party_id": str(hospital), "way": "link", "link": link}
    assert f"/r/{link}" in post(coordinator, f"/recalls/{number}/notice", 200, **told).text
    assert link not in page(coordinator, f"/recalls/{number}")
    assert link.encode() not in b"".join(row[0] for row in web.ask("SELECT body FROM journal"))
    assert "停用封存" in page(stranger, f"/r/{link}")
    page(stranger, "/r/" + "x" * 22, 404)
    lot = one(web, "SELECT lot_id FROM recall_lot")
    said = {"lines.0.lot_id": str(lot), "lines.0.left_over": "2500", "lines.0.used": "499"}
    assert "加起来是 2,999" in post(stranger, f"/r/{link}", 422, **said).text
    post(stranger, f"/r/{link}", **{**said, "lines.0.used": "500"})
    assert "已答复" in page(coordinator, f"/recalls/{number}")
    back = {"lines.0.line_number": "1", "lines.0.reason": "recalled", "lines.0.quantity": "2500", "way": "fetched"}
    post(web.signed_in("unit"), "/returns/new", shipment_id=str(shipment), **back)
    returned = one(web, "SELECT MAX(return_id) FROM goods_return")
    received = {"lines.0.line_number": "1", "lines.0.received": "2500"}
    post(web.signed_in("keeper"), f"/returns/{returned}/receive", **received)
    post(stranger, f"/r/{link}", **{"lines.0.lot_id": str(lot), "lines.0.used": "500"})
    post(coordinator, f"/recalls/{number}/close", finding="都交代清楚了")
    sign(web)
    assert "已了结" in page(coordinator, f"/recalls/{number}")
    assert "不用再答复" in page(stranger, f"/r/{link}")
    assert "请停用 A1" in page(coordinator, f"/recalls/{number}/public")
    assert b"2500" in coordinator.get("/recalls.csv").content
    phone = {"party_id": str(hospital), **said}
    assert "召回现在是“已了结”" in post(coordinator, f"/recalls/{number}/answer", 422, **phone).text
