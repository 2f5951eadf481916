"""紧急采购 by its pages: from the form to the closed dossier, what is asked back, suppliers and their papers."""

from io import BytesIO
from typing import Any

from deskwork import page, post
from pypdf import PdfReader
from webtools import WebOffice, fresh, words

from liangcao.operations.approvals import ApproveHeld
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods

PDF = b"%PDF-1.7 contract %%EOF"


def proposal(web: WebOffice, **more: Any) -> dict[str, Any]:
    """The form as a buyer fills it in: 2,000 masks at 3.20 yuan."""
    return {
        "supplier_id": str(web.ids["示例供应商"]),
        "ground": "front_line",
        "ground_words": "发热门诊今晚断",
        "price_basis": "market",
        "budget_line_id": str(web.ids["应急专款"]),
        "location_id": str(web.ids["主库"]),
        "expected_on": "2020-02-11",
        "lines.0.item_id": str(web.ids["医用外科口罩"]),
        "lines.0.quantity": "2000",
        "lines.0.price": "3.20",
        "lines.0.price_units": "1",
        **more,
    }


def sign(web: WebOffice, who: str = "approver") -> None:
    """Sign what was held last."""
    held_id = web.ask("SELECT MAX(held_id) FROM held_command WHERE status = 'waiting'")[0][0]
    web.do(who, ApproveHeld(held_id=held_id))


def inspect(web: WebOffice, who: Any, receipt_id: int) -> None:
    """Pass the first lot of a receipt, on its page."""
    lot_id = web.ask("SELECT lot_id FROM receipt_line WHERE receipt_id = ?", receipt_id)[0][0]
    seen = ["product_certificate", "quality_report", "registration"]
    line = {"lot_id": str(lot_id), "verdict": "passed", "evidence": "抽检合格", "papers": seen}
    post(who, f"/receipts/{receipt_id}/inspect", **{f"lines.0.{name}": value for name, value in line.items()})


def come_and_be_inspected(web: WebOffice, number: int) -> None:
    """1,900 masks come, 100 short; two pass them on the receipt, and the page says at each step who is next."""
    where, approver, treasurer = f"/purchases/{number}", web.signed_in("approver"), web.signed_in("treasurer")
    arrival = web.ask("SELECT arrival_id FROM arrival WHERE document_id = ?", number)[0][0]
    line = ReceiptLine(
        item_id=web.ids["医用外科口罩"], accepted=1_900, rejected=100, reject_reason="受潮", arrival_line=1
    )
    goods = ReceiveGoods(
        source_kind="purchase",
        source_party_id=web.ids["示例供应商"],
        location_id=web.ids["主库"],
        lines=(line.model_copy(update={"rejected": 0, "reject_reason": ""}),),
        arrival_id=arrival,
    )
    receipt = web.do("keeper", goods).answer["receipt_id"]
    coordinator = web.signed_in("coordinator")
    shown = page(coordinator, where)
    assert "还差 100" in words(shown)
    assert "1 批等两个人验收" in words(shown)
    assert f'href="/receipts/{receipt}/inspect"' in shown
    assert 'id="accept"' not in shown
    taken = {"lines.0.line_number": "1", "lines.0.quantity": "1900", "finding": "抽检合格"}
    refused = post(coordinator, f"{where}/accept", 422, **taken)
    assert f"采购 {number} 的货收进我们的库：请在它的收货单上验收" in words(refused.text)
    inspect(web, coordinator, receipt)
    held = web.ask("SELECT MAX(held_id) FROM held_command")[0][0]
    assert f'href="/approvals/{held}"' in page(approver, where)
    sign(web)
    assert "验收完" in words(page(coordinator, where))
    assert "等财务付 ¥6,080.00" in words(page(treasurer, where))


def test_a_purchase_from_the_form_to_the_end(web: WebOffice) -> None:
    buyer, approver, treasurer = (web.signed_in(who) for who in ("buyer", "approver", "treasurer"))
    answer = post(buyer, "/purchases/new", **proposal(web))
    where = answer.headers["location"]
    number = int(where.rpartition("/")[2])
    shown = words(page(approver, where))
    assert "待批" in shown
    assert "没有比价" in shown
    assert "缺 谁批准的" in shown
    post(approver, f"{where}/approve", 422)
    post(approver, f"{where}/approve", has_seen_flags="1")
    assert "占用 ¥6,400.00" in words(page(treasurer, "/funds"))
    come_and_be_inspected(web, number)
    post(buyer, f"{where}/invoice", number="12345678", invoice_amount="6080")
    again = post(buyer, f"{where}/invoice", 422, number="1234 5678", invoice_amount="6080")
    assert f"发票 12345678 已经用过：在采购 {number} 上" in words(again.text)
    too_much = post(treasurer, f"{where}/pay", 422, amount="6080.01")
    assert 'id="f-amount-error"' in too_much.text
    post(treasurer, f"{where}/pay", amount="6080")
    sign(web)
    post(buyer, f"{where}/file", kind="no_contract", words="当场付清，没有合同")
    attached = buyer.post(
        f"/papers/purchase/{number}", data={"name": "发票", "command_id": fresh()}, files={"file": ("a.pdf", PDF)}
    )
    assert attached.headers["location"] == where
    post(buyer, f"{where}/close")
    inspector = web.signed_in("inspector")
    post(inspector, f"{where}/review", verdict="sound", finding="快、值、好")
    shown = words(page(inspector, where))
    assert "已了结" in shown
    assert "缺 供应单位的证件" in shown
    assert "这笔采购是您复核的" not in shown
    pdf = inspector.get(f"{where}.pdf")
    paper = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf.content)).pages)
    for told in ("一线断供", "12345678", "6,080.00", "当场付清，没有合同", "快、值、好", "供应单位的证件"):
        assert told in paper, told
    row = words(page(buyer, "/purchases?view=open"))
    assert "缺 2 项" in row
    assert "对得上" in words(page(treasurer, "/funds/ties"))
    assert "¥6,080.00" in words(page(treasurer, "/stock/value"))
    lot = web.ask("SELECT lot_id FROM lot WHERE source_kind = 'funds'")[0][0]
    assert f"采购 {number}" in words(page(treasurer, f"/funds/money/{lot}"))
    assert "收货 2 次 · 已付 ¥6,080.00" in words(page(buyer, f"/suppliers/{web.ids['示例供应商']}"))
    assert "6400.00,2,6080.00" in buyer.get("/suppliers.csv").text


def test_what_is_asked_back_stays_typed(web: WebOffice) -> None:
    buyer, approver = web.signed_in("buyer"), web.signed_in("approver")
    where = post(buyer, "/purchases/new", **proposal(web)).headers["location"]
    post(approver, f"{where}/approve", has_seen_flags="1")
    far = post(buyer, "/purchases/new", 422, **proposal(web, **{"lines.0.price": "320", "lines.0.quantity": "10"}))
    assert "单价离近期买价太远" in words(far.text)
    assert 'name="price_reason"' in far.text
    assert 'value="320"' in far.text
    more = post(buyer, "/purchases/new", 200, **proposal(web, more="1"))
    assert 'name="lines.1.item_id"' in more.text
    dear = post(buyer, "/purchases/new", 422, **proposal(web, **{"lines.0.quantity": "100万"}))
    assert "差" in words(dear.text)


def test_a_supplier_with_its_papers_and_the_blacklist(web: WebOffice) -> None:
    buyer = web.signed_in("buyer")
    where = f"/suppliers/{web.ids['示例供应商']}"
    assert "没有证件" in words(page(buyer, "/suppliers"))
    wrong = post(buyer, f"{where}/code", 422, credit_code="91310000MA1FL00001")
    assert "最后一位应为 N" in words(wrong.text)
    post(buyer, f"{where}/code", credit_code="91310000ma1fl0000n")
    made = post(buyer, f"{where}/licences", kind="device_sale", number="沪械备1号", expires_on="2020-02-01")
    assert made.headers["location"].startswith("/papers/licence/")
    assert "已到期" in words(page(buyer, where))
    assert "证件到期" in words(page(buyer, "/suppliers?view=expired"))
    post(buyer, f"{where}/blacklist", reason="以次充好")
    sign(web)
    assert "不能向它采购：以次充好" in words(page(buyer, where))
    refused = post(buyer, "/purchases/new", 422, **proposal(web, licence_reason="换证中"))
    assert "在黑名单上" in words(refused.text)
    sheet = buyer.get("/suppliers.csv").text
    assert "91310000MA1FL0000N" in sheet
