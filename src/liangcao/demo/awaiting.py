"""What the story waits for at the gate: lorries announced, gifts inspected, the wet boxes claimed."""

from liangcao.database.bulk import ask
from liangcao.demo.cast import APPROVER, BUYER, COORDINATOR, STORE
from liangcao.demo.goods import FROM_SHANGHAI, GLOVES, MEDICAL, TO_INSPECT
from liangcao.demo.telling import Telling
from liangcao.demo.world import BUDGET, CHARITY, SAFETY
from liangcao.procurement.commands import ProposePurchase, PurchaseLine
from liangcao.receiving.accepting import lots_of_receipt
from liangcao.receiving.commands import (
    AcceptedLot,
    AnnounceArrival,
    AnnouncedLine,
    AnswerClaim,
    ClaimedLine,
    InspectLots,
    OpenClaim,
    SetAcceptanceRule,
    SettleClaim,
)


def inspect_gifts(telling: Telling) -> None:
    """After masks without papers it is a rule: what is given is inspected before it is given out."""
    command = SetAcceptanceRule(source_kind="donation", reason="来了一批没有合格证的：捐来的先验收再发")
    telling.do(APPROVER, command)


def accept_what_waits(telling: Telling, receipt_id: int) -> None:
    """The approver, who took nothing in, looks at what of a receipt waits, and passes it."""
    with telling.office.database.read() as connection:
        lots = lots_of_receipt(connection, telling.office.district_id, receipt_id)
    lines = tuple(
        AcceptedLot.model_validate(
            {
                "lot_id": lot.lot_id,
                "verdict": "passed",
                "sample_size": 20,
                "evidence": "抽二十件看过，包装完好，证件齐全",
                "papers": lot.papers_needed,
            }
        )
        for lot in lots.values()
        if lot.acceptance == "due"
    )
    if lines:
        telling.do(APPROVER, InspectLots(receipt_id=receipt_id, lines=lines))


def claim_the_wet(telling: Telling) -> None:
    """The buyer claims the wet boxes; the supplier will put the same number on a later van."""
    batch = FROM_SHANGHAI.batches[1]
    lot_id = telling.lots[batch.batch_number]
    with telling.office.database.read() as connection:
        sql = "SELECT receipt_id FROM lot WHERE district_id = ? AND lot_id = ?"
        receipt_id = int(ask(connection, sql, (telling.office.district_id, lot_id))[0][0])
    line = ClaimedLine(lot_id=lot_id, quantity=batch.rejected, cause="wet")
    opened = telling.do(BUYER, OpenClaim(receipt_id=receipt_id, demand="replacement", lines=(line,)))
    claim_id = int(opened.answer["claim_id"])
    telling.do(BUYER, AnswerClaim(claim_id=claim_id, answer="认两箱浸水，补 400 只，随 13 日的车"))
    telling.do(BUYER, SettleClaim(claim_id=claim_id, settlement="replacement", expected_on="2020-02-13"))


def announce_what_is_on_its_way(telling: Telling) -> None:
    """A gift that should come today, for whoever goes on with the office."""
    line = AnnouncedLine(item_id=telling.items[MEDICAL], quantity=4_000, pack_size=2_000)
    command = AnnounceArrival(
        source_kind="donation",
        source_party_id=telling.parties[CHARITY],
        location_id=telling.places[STORE],
        expected_on="2020-02-12",
        driver="示例·孙师傅",
        driver_phone="13900000212",
        vehicle="鲁C·示12",
        lines=(line,),
    )
    telling.do(COORDINATOR, command)


def leave_to_inspect_and_to_decide(telling: Telling) -> None:
    """Goggles that came this morning and nobody has inspected yet, and a purchase of gloves nobody has decided on."""
    telling.receive(TO_INSPECT, is_settled=False)
    gloves = PurchaseLine(item_id=telling.items[GLOVES], quantity=2_000, pack_size=50, price_fen=95)
    wanted = ProposePurchase(
        supplier_id=telling.parties[SAFETY],
        lines=(gloves,),
        ground="front_line",
        ground_words="发热门诊、消杀队的手套只够一周",
        price_basis="last_price",
        price_words="一月底同一家九角",
        no_quotes_reason="本地只有这家有现货",
        budget_line_id=telling.places[BUDGET],
        location_id=telling.places[STORE],
        expected_on="2020-02-14",
    )
    telling.do(BUYER, wanted)
