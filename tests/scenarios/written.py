"""Books in which every table of the ledger and the journal has rows, and what an inspector looks at."""

import pytest

from liangcao.allocation.commands import AdoptPlan, ProposePlan, SetFloor
from liangcao.catalog.commands import CorrectItem, SetRequiredPapers
from liangcao.codes.commands import BindSerial, PrintLabels, PrintRoll
from liangcao.favours.commands import RecordFavour
from liangcao.inspection.commands import DrawSample, NoteFinding
from liangcao.journal.seal import seal
from liangcao.kernel.errors import Refused
from liangcao.papers.commands import AttachPaper
from liangcao.papers.files import keep_file
from liangcao.parties.class_table import FOUNDING
from liangcao.receiving.capturing import keep_document
from liangcao.receiving.commands import CaptureEvents, InspectLots, OpenClaim, ReceiveGoods, SetAcceptanceRule
from liangcao.requests.commands import (
    ApproveRequest,
    AskLine,
    ChangeClass,
    ClassLine,
    Decision,
    LogCall,
    MakePoster,
    OpenDoor,
    SetClasses,
    SetNorm,
    SetSubstitute,
    SubmitRequest,
)
from liangcao.sourcing.commands import CaptureLead
from scenarios.cast import KEY, MORNING, Cast
from scenarios.deeds import move, receive
from scenarios.organised import Organisers, organised
from scenarios.purchases import bought, straight_to_a_department
from scenarios.rung import rung_in


def written_books(cast: Cast) -> int:
    """A receipt, a move, a request on its way to the shelf, a signed head; returns the lot."""
    lot_id, _ = receive(cast, 100)
    cast.do("保管乙", move(cast, lot_id, 30))
    lines = (AskLine(item_id=cast.id_of("item", "外科口罩"), quantity=40),)
    request = cast.do("值班甲", SubmitRequest(unit_id=cast.id_of("party", "中心医院"), lines=lines))
    request_id = request.answer["request_id"]
    _rung_up(cast, request_id)
    _sourced(cast)
    cast.do("审批丙", ApproveRequest(request_id=request_id, lines=(Decision(line_number=1, approved=40),)))
    plan = cast.do("值班甲", ProposePlan(location_id=cast.id_of("place", "主库")))
    cast.do("审批丙", AdoptPlan(plan_id=plan.answer["plan_id"]))
    bought(cast)
    straight_to_a_department(cast)
    _inspected(cast, lot_id)
    _taken_in_and_claimed(cast)
    people = ("值班甲", "保管乙", "审批丙")
    rung_in(cast, people, cast.id_of("party", "中心医院"), cast.id_of("item", "外科口罩"))
    organised(cast, Organisers("值班甲", "保管乙", "采购壬", "审批丙"))
    seal(cast.database, 1, KEY, MORNING)
    return lot_id


def _taken_in_and_claimed(cast: Cast) -> None:
    """Gifts that wait by a rule, fail, and are claimed; a label."""
    cast.do("审批丙", SetAcceptanceRule(source_kind="donation", reason="来路不一"))
    line = {"item_id": cast.id_of("item", "护目镜"), "accepted": 20, "batch_number": "Y1"}
    gift = {"source_kind": "donation", "source_party_id": cast.id_of("party", "慈善总会")}
    gift |= {"location_id": cast.id_of("place", "主库"), "lines": (line,)}
    taken = cast.do("保管乙", ReceiveGoods.model_validate(gift)).answer
    lot_id, receipt = taken["lot_ids"][0], taken["receipt_id"]
    verdict = {"lot_id": lot_id, "verdict": "failed", "reason_code": "quality", "evidence": "看过"}
    cast.do("审批丙", InspectLots.model_validate({"receipt_id": receipt, "lines": (verdict,)}))
    claimed = {"lot_id": lot_id, "quantity": 20, "cause": "quality"}
    cast.do("采购壬", OpenClaim.model_validate({"receipt_id": receipt, "demand": "refund", "lines": (claimed,)}))
    cast.do("保管乙", PrintLabels(thing_id=lot_id, kind="lot"))
    cast.do("保管乙", PrintRoll(copies=24, size="a4-3x8"))
    cast.do("保管乙", BindSerial(serial=1, kind="L", thing_id=lot_id))
    with cast.database.write() as connection:
        digest = keep_document(connection, 1, b"{}", MORNING)
    name = f"ni:///sha-256;{digest}?ver=CBV2.0"
    event = {"event_hash": name, "event_type": "ObjectEvent", "event_time": MORNING}
    meaning = {"kind": "item", "uri": "urn:x:1", "target_id": line["item_id"]}
    package = {"code": "069012345600000015", "epc_class": "urn:other:tape", "quantity": 2}
    told = {"sha256": digest, "events": (event,), "names": (meaning,), "packages": (package,)}
    cast.do("保管乙", CaptureEvents.model_validate(told))


def _rung_up(cast: Cast, request_id: int) -> None:
    """A poster, a norm, and a call about the request that nobody answered."""
    cast.do("值班甲", OpenDoor())
    cast.do("值班甲", MakePoster(place="服务大厅"))
    item_id = cast.id_of("item", "外科口罩")
    norm = {"item_id": item_id, "role": "worker", "milli_per_day": 1_000, "source": "本地定额"}
    cast.do("值班甲", SetNorm.model_validate({**norm, "effective_on": "2020-01-31"}))
    cast.do("值班甲", LogCall(request_id=request_id, outcome="no_answer"))
    _ranked(cast, request_id)
    _described(cast, item_id)
    floor = SetFloor(item_id=item_id, priority_class=3, quantity=10, reason="一线随时要用")
    cast.do_signed("值班甲", floor)


def _described(cast: Cast, item_id: int) -> None:
    """An item that was put right, the papers of its class, and what may serve for it."""
    cast.do("采购壬", CorrectItem(item_id=item_id, grade="一级", reason="按合格证"))
    papers = SetRequiredPapers(category="口罩", papers=("quality_report",), reason="货源紧")
    cast.do_signed("值班甲", papers)
    other_id = cast.id_of("item", "医用防护口罩")
    rule = SetSubstitute(item_id=item_id, other_id=other_id, effective_on="2020-01-31", reason="专家组定")
    cast.do_signed("值班甲", rule)


def _sourced(cast: Cast) -> None:
    """A lead with an offer and a call."""
    terms = {"item_id": cast.id_of("item", "外科口罩"), "quantity": 500, "price_fen": 280}
    said = {"channel": "local", "contact": "李", "offers": (terms,), "calls": ({"outcome": "reached"},)}
    cast.do("采购壬", CaptureLead.model_validate(said))


def _ranked(cast: Cast, request_id: int) -> None:
    """A second version of the table of classes, and a request that goes to another class and back."""
    lines = tuple(
        ClassLine(number=each.number, name=each.name, kinds=each.kinds, lift_days=2) for each in FOUNDING.classes
    )
    cast.do_signed("值班甲", SetClasses(based_on=0, lines=lines, reason="按天数提一级"))
    for number in (2, 1):
        cast.do_signed("值班甲", ChangeClass(request_id=request_id, priority_class=number, reason="专家组定"))


def _put_a_paper(cast: Cast) -> None:
    """A paper behind the receipt."""
    with cast.database.write() as connection:
        digest = keep_file(connection, 1, b"%PDF-1.7 delivery note %%EOF", MORNING)
    receipt_id = cast.ask("SELECT MAX(receipt_id) FROM receipt")[0][0]
    paper = AttachPaper(kind="receipt", document_id=receipt_id, sha256=digest, name="送货单.pdf")
    cast.do("保管乙", paper)


def _inspected(cast: Cast, lot_id: int) -> None:
    """A favour asked, an attempt refused, a sample with a finding."""
    cast.do("保管乙", RecordFavour(asker="某人", answer="declined"))
    with pytest.raises(Refused):
        cast.do("保管乙", move(cast, lot_id, 999))
    days = {"from_day": "2020-01-31", "to_day": "2020-01-31"}
    drawn = cast.do("检查子", DrawSample(method="random", how_many=1, seed_text="甲子", **days))
    _put_a_paper(cast)
    cast.do("检查子", NoteFinding(sample_id=drawn.answer["sample_id"], line_number=1, verdict="checked"))
