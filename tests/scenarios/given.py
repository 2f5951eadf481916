"""Books with a donation in them: offered, announced, handed over, booked, valued, thanked for, some of it unusable."""

from dataclasses import dataclass

from liangcao.donations.commands import (
    AnnounceDonation,
    BookMoney,
    GiftLine,
    HandedLine,
    IssueCertificate,
    OfferedLine,
    OfferPublicly,
    RecordSlip,
    RouteUnusable,
    ValuedLine,
    ValueDonation,
)
from liangcao.funds.commands import AppropriateFunds
from liangcao.mobilisation.commands import (
    BackLine,
    DeclaredLine,
    DeclareStock,
    OrderGoods,
    OrderLine,
    PayCompensation,
    ReturnGoods,
)
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.parties.commands import RegisterParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.requests.commands import OpenDoor
from scenarios.cast import MORNING, Cast


@dataclass(frozen=True)
class Names:
    """Who and what of an office gives, takes in and books."""

    coordinator: str = "值班甲"
    keeper: str = "保管乙"
    treasurer: str = "财务丁"
    approver: str = "审批丙"
    item: str = "外科口罩"
    donor: str = "慈善总会"
    store: str = "主库"
    rejects: str = "退货区"
    budget_line: str = "专款"


OF_THE_CAST = Names()


def announced(cast: Cast, names: Names = OF_THE_CAST, **more: object) -> dict[str, int]:
    """The donor announces 500 masks for the first class, and money; `donation_id` and `arrival_id`."""
    line = GiftLine(item_id=cast.id_of("item", names.item), quantity=500)
    values = {"donor_kind": "body", "party_id": cast.id_of("party", names.donor), "purpose_class": 1}
    command = AnnounceDonation.model_validate({**values, "amount_fen": 900, "lines": (line,), **more})
    return dict(cast.do(names.coordinator, command).answer)


def taken_in(cast: Cast, arrival_id: int, names: Names = OF_THE_CAST, accepted: int = 480, rejected: int = 20) -> int:
    """They come, some of them wet; the lot."""
    counted = {"item_id": cast.id_of("item", names.item), "accepted": accepted, "rejected": rejected}
    line = ReceiptLine.model_validate({**counted, "reject_reason": "受潮" if rejected else "", "arrival_line": 1})
    command = ReceiveGoods(
        source_kind="donation",
        source_party_id=cast.id_of("party", names.donor),
        location_id=cast.id_of("place", names.store),
        arrival_id=arrival_id,
        lines=(line,),
    )
    return int(cast.do(names.keeper, command).answer["lot_ids"][0])


def given_books(cast: Cast, names: Names = OF_THE_CAST) -> int:
    """All that can be written of a donation; its number."""
    made = announced(cast, names)
    donation_id = made["donation_id"]
    with cast.database.write() as connection:
        digest = keep_file(connection, 1, b"%PDF-1.7 a signed slip %%EOF", MORNING)
    slip = AttachPaper(kind="donation", document_id=donation_id, sha256=digest, name="交接单.pdf")
    paper_id = cast.do(names.coordinator, slip).answer["paper_id"]
    handed = (HandedLine(line_number=1, quantity=500),)
    cast.do(names.coordinator, RecordSlip(donation_id=donation_id, paper_id=paper_id, lines=handed))
    lot_id = taken_in(cast, made["arrival_id"], names)
    budget_line = cast.id_of("place", names.budget_line)
    cast.do(names.treasurer, BookMoney(donation_id=donation_id, budget_line_id=budget_line, amount_fen=900))
    value = ValuedLine(line_number=1, basis="invoice", price_fen=3)
    cast.do(names.treasurer, ValueDonation(donation_id=donation_id, lines=(value,)))
    cast.do(names.coordinator, IssueCertificate(donation_id=donation_id, kind="receipt"))
    bad = {"lot_id": lot_id, "location_id": cast.id_of("place", names.rejects), "quantity": 5, "reason_code": "damaged"}
    route = RouteUnusable.model_validate({"donation_id": donation_id, "route": "disposal", **bad})
    cast.do_signed(names.keeper, route, names.approver)
    if not cast.ask("SELECT 1 FROM public_door WHERE is_open = 1"):
        cast.do(names.coordinator, OpenDoor())
    offer = {"donor_kind": "anonymous", "link": "某个链接", "token_hash": "0" * 64}
    cast.do("公众", OfferPublicly.model_validate({**offer, "lines": (OfferedLine(item_said="自制口罩", quantity=3),)}))
    call_up(cast, names)
    return donation_id


def call_up(cast: Cast, names: Names = OF_THE_CAST) -> int:
    """A reserve unit declares, masks are called up from it and come; some go back, some are paid for; the order."""
    item_id, store = cast.id_of("item", names.item), cast.id_of("place", names.store)
    party_id = cast.ask("SELECT MIN(party_id) FROM party WHERE kind = 'reserve'")[0][0]
    if party_id is None:
        answer = cast.do(names.coordinator, RegisterParty(kind="reserve", name="储备库")).answer
        party_id = answer["party_id"]
    declared = DeclaredLine(item_id=item_id, quantity=900)
    cast.do(names.coordinator, DeclareStock(party_id=party_id, as_of="2020-01-26", lines=(declared,)))
    wanted = OrderLine(item_id=item_id, quantity=60, price_fen=3)
    order = OrderGoods(party_id=party_id, document_number="调1号", ground="指挥部批示", lines=(wanted,))
    made = cast.do_signed(names.coordinator, order, names.approver).answer
    comes = {"source_kind": "mobilisation", "source_party_id": party_id, "location_id": store}
    line = {"item_id": item_id, "accepted": 60, "arrival_line": 1}
    received = ReceiveGoods.model_validate({**comes, "arrival_id": made["arrival_id"], "lines": (line,)})
    lot_id = cast.do(names.keeper, received).answer["lot_ids"][0]
    back = BackLine(line_number=1, lot_id=lot_id, location_id=store, quantity=10)
    cast.do_signed(names.keeper, ReturnGoods(order_id=made["order_id"], lines=(back,)), names.approver)
    budget_line_id = cast.id_of("place", names.budget_line)
    cast.do(names.treasurer, AppropriateFunds(budget_line_id=budget_line_id, amount_fen=100))
    paid = {"order_id": made["order_id"], "line_number": 1, "quantity": 5, "price_fen": 3}
    compensation = PayCompensation.model_validate({**paid, "budget_line_id": budget_line_id, "note": "按单定价"})
    cast.do_signed(names.treasurer, compensation, names.approver)
    return int(made["order_id"])
