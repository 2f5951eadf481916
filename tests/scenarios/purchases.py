"""A purchase from its proposal to its review, by the people of the cast; for tests that need rows in every table."""

from typing import Any

from liangcao.catalog.papers import PaperCode
from liangcao.funds.commands import AppropriateFunds
from liangcao.operations.phases import DeclarePhase
from liangcao.parties.commands import BlacklistParty, RecordLicence
from liangcao.procurement.commands import (
    AcceptedLine,
    AcceptPurchase,
    ApprovePurchase,
    FileInDossier,
    PayPurchase,
    ProposePurchase,
    PurchaseLine,
    Quote,
    RecordInvoice,
    ReviewPurchase,
)
from liangcao.receiving.commands import AcceptedLot, InspectLots, ReceiptLine, ReceiveGoods
from scenarios.cast import Cast

PAPERS: tuple[PaperCode, ...] = ("product_certificate", "quality_report", "registration")
"""What masks must have to pass."""


def propose(cast: Cast, quantity: int = 100, price_fen: int = 300, **more: Any) -> int:
    """A purchase of masks for the main store, paid from 专款."""
    item_id = cast.id_of("item", "外科口罩")
    line = PurchaseLine(item_id=item_id, quantity=quantity, price_fen=price_fen)
    values: dict[str, Any] = {
        "supplier_id": cast.id_of("party", "上海供应"),
        "lines": (line,),
        "ground": "front_line",
        "ground_words": "断供",
        "price_basis": "market",
        "quotes": (Quote(supplier="另一家", item_id=item_id, price_fen=price_fen + 10),),
        "budget_line_id": cast.id_of("place", "专款"),
        "location_id": cast.id_of("place", "主库"),
        **more,
    }
    return int(cast.do("采购壬", ProposePurchase(**values)).answer["purchase_id"])


def straight_to_a_department(cast: Cast) -> int:
    """Three masks that a checkpoint bought and paid for itself, accepted on the purchase."""
    number = propose(cast, 3, location_id=None, budget_line_id=None, department_id=cast.id_of("party", "东卡口"))
    cast.do("审批丙", ApprovePurchase(purchase_id=number, has_seen_flags=True))
    line = AcceptedLine(line_number=1, quantity=3)
    cast.do_signed("值班甲", AcceptPurchase(purchase_id=number, lines=(line,), finding="合格"))
    return number


def bought(cast: Cast) -> int:
    """A whole purchase, a licence, somebody on the blacklist, a phase."""
    cast.do("财务丁", AppropriateFunds(budget_line_id=cast.id_of("place", "专款"), amount_fen=1_000_000))
    supplier = cast.id_of("party", "上海供应")
    cast.do("采购壬", RecordLicence(party_id=supplier, kind="business", number="执照一"))
    number = propose(cast)
    arrival = cast.do("审批丙", ApprovePurchase(purchase_id=number, has_seen_flags=True)).answer["arrival_id"]
    line = ReceiptLine(item_id=cast.id_of("item", "外科口罩"), accepted=100, arrival_line=1)
    goods = ReceiveGoods(
        source_kind="purchase",
        source_party_id=supplier,
        location_id=cast.id_of("place", "主库"),
        lines=(line,),
        arrival_id=arrival,
    )
    came = cast.do("保管乙", goods).answer
    good = AcceptedLot(lot_id=came["lot_ids"][0], verdict="passed", evidence="合格", papers=PAPERS)
    cast.do_signed("值班甲", InspectLots(receipt_id=came["receipt_id"], lines=(good,)))
    cast.do("采购壬", RecordInvoice(purchase_id=number, number="12345678", amount_fen=30_000))
    cast.do_signed("财务丁", PayPurchase(purchase_id=number, amount_fen=30_000))
    cast.do("采购壬", FileInDossier(purchase_id=number, kind="no_contract", words="当场付清"))
    cast.do("检查子", ReviewPurchase(purchase_id=number, verdict="sound", finding="看过"))
    cast.do_signed("采购壬", BlacklistParty(party_id=cast.id_of("party", "慈善总会"), reason="不供货"))
    cast.do_signed("值班甲", DeclarePhase(phase="surge", reason="一级响应"))
    return number
