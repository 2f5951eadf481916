"""31 January in full: 20,000 masks bought urgently in Shanghai, with the whole dossier of the purchase."""

from liangcao.demo import goods
from liangcao.demo.cast import APPROVER, BUYER, COORDINATOR, INSPECTOR, KEEPER, TREASURER, Player
from liangcao.demo.telling import DOCK, Telling
from liangcao.demo.world import BUDGET, SHANGHAI, World
from liangcao.language.formats import money
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.parties.commands import RecordLicence, SetCreditCode
from liangcao.parties.credit_code import check_digit
from liangcao.procurement.commands import (
    ApprovePurchase,
    ClosePurchase,
    FileInDossier,
    PayPurchase,
    ProposePurchase,
    PurchaseLine,
    Quote,
    RecordInvoice,
    ReviewPurchase,
)
from liangcao.receiving.accepting import lots_of_receipt
from liangcao.receiving.commands import AcceptedLot, InspectLots, ReceiptLine, ReceiveGoods
from liangcao.receiving.expecting import came_by
from liangcao.reports.printed_table import Table, TakenOut, table_pdf

ORDERED = 20_000
PRICE_FEN = 320
ADVANCE_FEN = 1_920_000
CODE = "91310000MA1FL08B0"
"""The first 17 characters of a made-up credit code."""
BATCHES = goods.FROM_SHANGHAI.batches
DOCUMENT = goods.FROM_SHANGHAI.document_number


def buy_in_shanghai(telling: Telling, _world: World) -> None:
    """In the morning: a good lead must be bought within the hour. The advance is paid, the van leaves."""
    telling.at("2020-01-31", "09:40")
    supplier = telling.parties[SHANGHAI]
    telling.do(BUYER, SetCreditCode(party_id=supplier, credit_code=CODE + check_digit(CODE)))
    licences = (("business", "示例执照-0131", ""), ("device_sale", "示例械备-0131", "2024-05-31"))
    for kind, licence_number, until in licences:
        licence = RecordLicence.model_validate(
            {"party_id": supplier, "kind": kind, "number": licence_number, "expires_on": until}
        )
        telling.do(BUYER, licence)
    item_id = telling.items[goods.SURGICAL]
    line = PurchaseLine(item_id=item_id, quantity=ORDERED, pack_size=goods.PACK[goods.SURGICAL], price_fen=PRICE_FEN)
    quotes = tuple(
        Quote(supplier=name, item_id=item_id, price_fen=price)
        for name, price in ((SHANGHAI, 320), ("示例（杭州）医疗公司", 360), ("示例跨境电商", 385))
    )
    wanted = ProposePurchase(
        supplier_id=supplier,
        lines=(line,),
        ground="front_line",
        ground_words="发热门诊和卡口的口罩只够今天，本地药房断货",
        price_basis="quotes",
        price_words="问了三家，上海这家最低，今晚到",
        quotes=quotes,
        decided_by="保障组电话办公会",
        budget_line_id=telling.places[BUDGET],
        location_id=telling.places[DOCK],
        expected_on="2020-01-31",
        advance_fen=ADVANCE_FEN,
        offer_id=telling.offers["上海"],
    )
    number = int(telling.do(BUYER, wanted).answer["purchase_id"])
    telling.do(APPROVER, ApprovePurchase(purchase_id=number, note="电话请示过，同意"))
    telling.do_with(TREASURER, APPROVER, PayPurchase(purchase_id=number, amount_fen=ADVANCE_FEN, note="约定预付三成"))
    telling.purchase = number


def receive_from_shanghai(telling: Telling, _world: World) -> None:
    """By night: ten cartons, two of them wet; counted in against what was expected, shelved, accepted by two."""
    telling.at("2020-01-31", "20:30")
    with telling.office.database.read() as connection:
        arrival_id = came_by(connection, telling.office.district_id, "purchase", telling.purchase)[0].arrival_id
    lines = tuple(
        ReceiptLine(
            item_id=telling.items[batch.item],
            accepted=batch.accepted,
            rejected=batch.rejected,
            reject_reason=batch.reject_reason,
            batch_number=batch.batch_number,
            produced_on=batch.produced_on,
            expires_on=batch.expires_on,
            pack_size=goods.PACK[batch.item],
            arrival_line=1,
        )
        for batch in BATCHES
    )
    command = ReceiveGoods(
        source_kind="purchase",
        source_party_id=telling.parties[SHANGHAI],
        location_id=telling.places[DOCK],
        lines=lines,
        document_number=DOCUMENT,
        note=goods.FROM_SHANGHAI.note,
        arrival_id=arrival_id,
    )
    done = telling.do(KEEPER, command)
    _attach(telling, KEEPER, ("receipt", int(done.answer["receipt_id"])), "送货单")
    for batch, lot_id in zip(BATCHES, done.answer["lot_ids"], strict=True):
        telling.lots[batch.batch_number] = lot_id
        telling.move(lot_id, (DOCK, batch.shelf), batch.accepted)
    with telling.office.database.read() as connection:
        lots = lots_of_receipt(connection, telling.office.district_id, int(done.answer["receipt_id"]))
    seen = "开箱抽检 20 盒：外观、尺寸、密封完好，有出厂检验报告；两箱外箱受潮，箱内 400 只拒收"
    passed = tuple(
        AcceptedLot.model_validate(
            {
                "lot_id": lot.lot_id,
                "verdict": "passed",
                "sample_size": 20,
                "evidence": seen,
                "papers": lot.papers_needed,
            }
        )
        for lot in lots.values()
        if lot.acceptance == "due"
    )
    telling.do_with(COORDINATOR, APPROVER, InspectLots(receipt_id=int(done.answer["receipt_id"]), lines=passed))


def complete_the_dossier(telling: Telling, _world: World) -> None:
    """Three days later the papers are in: contract, invoice, the rest of the money; the purchase is finished."""
    telling.at("2020-02-03", "09:10")
    number, good = telling.purchase, sum(batch.accepted for batch in BATCHES)
    to_pay = good * PRICE_FEN
    contract = FileInDossier(purchase_id=number, kind="contract", number="示例沪采〔2020〕0131号", on_day="2020-01-31")
    telling.do(BUYER, contract)
    invoice = RecordInvoice(
        purchase_id=number, code="031001900104", number="20200131", amount_fen=to_pay, issued_on="2020-02-02"
    )
    invoice_id = int(telling.do(BUYER, invoice).answer["invoice_id"])
    for name in ("合同", "发票", "验收单"):
        _attach(telling, BUYER, ("purchase", number), name)
    rest = PayPurchase(
        purchase_id=number, amount_fen=to_pay - ADVANCE_FEN, invoice_id=invoice_id, document_number=DOCUMENT,
        note="验收合格部分的余款",
    )  # fmt: skip
    telling.do_with(TREASURER, APPROVER, rest)
    telling.do(BUYER, ClosePurchase(purchase_id=number, reason="受潮的 400 只已退回，供货方按索赔另补"))


def review_the_purchase(telling: Telling, _world: World) -> None:
    """Somebody who had no part in it looks at it afterwards."""
    finding = "当天定、当晚到，三家里价最低，两人验收，付款不超过验收合格的；档案齐全"
    telling.do(INSPECTOR, ReviewPurchase(purchase_id=telling.purchase, verdict="sound", finding=finding))


def _attach(telling: Telling, who: Player, document: tuple[str, int], name: str) -> None:
    """A made-up original behind a document."""
    kind, number = document
    rows = [(goods.SURGICAL, ORDERED, money(PRICE_FEN), money(ORDERED * PRICE_FEN))]
    facts = [("供应单位", SHANGHAI), ("单号", DOCUMENT), ("说明", "演示用，内容是编的")]
    table = Table(f"{name} {DOCUMENT}", facts, ("物资", "数量", "单价", "金额"), rows)
    content = table_pdf(table, TakenOut(SHANGHAI, telling.clock.now_ms))
    with telling.office.database.write() as connection:
        digest = keep_file(connection, telling.office.district_id, content, telling.clock.now_ms)
    paper = {"kind": kind, "document_id": number, "sha256": digest, "name": f"{name} {DOCUMENT}.pdf"}
    telling.do(who, AttachPaper.model_validate(paper))
