"""The story, and the documents it has no occasion for: what is held against its entries row by row."""

from typing import Any

from demo.told_story import tell_small
from liangcao.allocation.commands import AdoptPlan, ProposePlan, SetCarryingCost, SetFloor
from liangcao.catalog.commands import AddCode, CorrectItem, SetRequiredPapers
from liangcao.codes.commands import BindSerial, PrintLabels, PrintRoll
from liangcao.journal.note import SigningKey
from liangcao.keys.commands import RotateKey
from liangcao.operations.phases import DeclarePhase
from liangcao.parties.class_table import FOUNDING
from liangcao.parties.commands import BlacklistParty, RegisterParty
from liangcao.procurement.commands import (
    AcceptedLine,
    AcceptPurchase,
    ApprovePurchase,
    ProposePurchase,
    PurchaseLine,
)
from liangcao.receiving.capturing import keep_document
from liangcao.receiving.commands import (
    AnnounceArrival,
    AnswerClaim,
    CaptureEvents,
    InspectLots,
    OpenClaim,
    ReceiveGoods,
    SetAcceptanceRule,
    SettleClaim,
)
from liangcao.requests.commands import (
    ApproveRequest,
    ChangeClass,
    ClassLine,
    Decision,
    LogCall,
    MakePoster,
    MergeRequests,
    OpenDoor,
    SetClasses,
    SetNorm,
    SetSubstitute,
    SubmitRequest,
)
from liangcao.shipping.commands import DeliveredLine, DispatchShipment, RecordDelivery
from liangcao.sourcing.commands import CaptureLead
from scenarios.cast import Cast
from scenarios.coming_back import People, come_back
from scenarios.counted import counted_books
from scenarios.driven import trip_driven, trips_prepared
from scenarios.given import Names, given_books
from scenarios.handed import handed_over
from scenarios.organised import Organisers, organised
from scenarios.packed import Packers, packed_books
from scenarios.refunded import Buying, refunded
from scenarios.rung import rung_in

NOW = 1_700_000_000_000


def tell_and_change_the_key(url: str) -> None:
    """The story, and the documents it has no occasion for."""
    tell_small(url)
    cast = Cast(url, NOW)
    name = cast.ask("SELECT name FROM signing_key")[0][0]
    new = SigningKey(name, b"n" * 32).verifier_key.text
    admin, other = (row[0] for row in cast.ask("SELECT name FROM actor WHERE login LIKE ? ORDER BY login", "admin%"))
    cast.do_signed(admin, RotateKey(verifier_key=new, reason="例行更换"), other)
    ask_by_the_public_door(cast)
    keep_a_reserve(cast)
    set_classes(cast)
    receive_what_was_expected(cast)
    find_a_source(cast)
    buy_for_a_department(cast)
    blacklist_and_declare(cast)
    take_a_donation(cast)
    count_a_shelf(cast)
    keep_the_catalogue(cast)
    drive(cast)
    sign_by_a_link(cast)
    pick_and_pack(cast)
    pay_back(cast)
    take_something_back(cast)
    ring_in(cast)
    set_the_office_up(cast)
    cast.close()


def sign_by_a_link(cast: Cast) -> None:
    """A shipment on its way is handed over."""
    coordinator, driver = (
        cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0] for login in ("coordinator", "driver")
    )
    handed_over(cast, coordinator, driver)


def take_something_back(cast: Cast) -> None:
    """Fresh masks are delivered; some come back, are destroyed, lent and recalled."""
    logins = ("coordinator", "keeper", "approver")
    people = People(*(cast.ask("SELECT name FROM actor WHERE login = ?", each)[0][0] for each in logins))
    item_id, source, store = cast.ask(
        "SELECT item_id, lot.source_party_id, location_id FROM receipt JOIN lot USING (receipt_id) "
        "JOIN actor ON actor.actor_id = receipt.actor_id WHERE login = 'keeper' AND receipt.source_kind = 'purchase' "
        "ORDER BY receipt_id LIMIT 1"
    )[0]
    unit_id = cast.do(people.coordinator, RegisterParty(kind="hospital", name="新院区")).answer["party_id"]
    comes = {"source_kind": "purchase", "source_party_id": source, "location_id": store}
    cast.do(people.keeper, ReceiveGoods.model_validate({**comes, "lines": ({"item_id": item_id, "accepted": 90},)}))
    asked = SubmitRequest.model_validate({"unit_id": unit_id, "lines": ({"item_id": item_id, "quantity": 30},)})
    number = cast.do(people.coordinator, asked).answer["request_id"]
    decided = ApproveRequest(request_id=number, lines=(Decision(line_number=1, approved=30),))
    cast.do(people.approver, decided)
    plan_id = cast.do(people.coordinator, ProposePlan(location_id=store)).answer["plan_id"]
    cast.do(people.approver, AdoptPlan(plan_id=plan_id))
    sent = cast.do(people.keeper, DispatchShipment(plan_id=plan_id, unit_id=unit_id)).answer["shipment_id"]
    rows = cast.ask("SELECT line_number, quantity FROM shipment_line WHERE shipment_id = ?", sent)
    lines = tuple(DeliveredLine(line_number=line, received=quantity) for line, quantity in rows)
    driver = cast.ask("SELECT name FROM actor WHERE login = 'driver'")[0][0]
    cast.do(driver, RecordDelivery(shipment_id=sent, lines=lines, receiver="李主任"))
    come_back(cast, people, shipment_id=sent)


def set_the_office_up(cast: Cast) -> None:
    """Groups, a roster, a swap, an absence."""
    logins = ("coordinator", "keeper", "buyer", "approver")
    names = (str(cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0]) for login in logins)
    organised(cast, Organisers(*names))


def pay_back(cast: Cast) -> None:
    """A supplier pays back what was paid for bad goods."""

    def one(sql: str) -> int:
        return int(cast.ask(sql)[0][0])

    people = (
        str(cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0])
        for login in ("keeper", "buyer", "treasurer", "approver")
    )
    numbers = (
        one("SELECT item_id FROM item WHERE name = '医用外科口罩'"),
        one("SELECT MIN(party_id) FROM party WHERE kind = 'supplier'"),
        one("SELECT parent_id FROM location WHERE kind = 'rejects' ORDER BY location_id LIMIT 1"),
        one("SELECT location_id FROM location WHERE kind = 'budget_line' ORDER BY location_id LIMIT 1"),
    )
    refunded(cast, Buying(*people, *numbers))


def ring_in(cast: Cast) -> None:
    """A task from its call to its end, its clocks, and a shift handed over."""
    people = [
        cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0]
        for login in ("coordinator", "driver", "approver")
    ]
    unit_id, item_id = cast.ask("SELECT unit_id, item_id FROM shipment NATURAL JOIN shipment_line LIMIT 1")[0]
    rung_in(cast, (people[0], people[1], people[2]), unit_id, item_id)


def drive(cast: Cast) -> None:
    """A vehicle, places, a way, a rule and a trip; what the story sent was signed for, so that one is sent again."""
    coordinator, driver = (
        cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0] for login in ("coordinator", "driver")
    )
    trip_driven(cast, trips_prepared(cast, coordinator, driver), (coordinator, driver))


def keep_the_catalogue(cast: Cast) -> None:
    """An item gets a code and a better standard; what may serve for it, and its papers, are settled by two."""
    buyer, coordinator, approver = (
        cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0]
        for login in ("buyer", "coordinator", "approver")
    )
    item_id, other_id, category = cast.ask(
        "SELECT one.item_id, other.item_id, one.category FROM item AS one JOIN item AS other "
        "ON other.category = one.category AND other.base_unit = one.base_unit AND other.item_id > one.item_id "
        "WHERE one.kind = 'goods' AND other.kind = 'goods' ORDER BY one.item_id, other.item_id LIMIT 1"
    )[0]
    cast.do(buyer, AddCode(item_id=item_id, system="gtin", code="6901234567892", valid_from="2020-01-01"))
    cast.do(buyer, CorrectItem(item_id=item_id, standard="GB 00000-2020", reason="出了国家标准"))
    serves = SetSubstitute(item_id=item_id, other_id=other_id, effective_on="2020-01-31", reason="专家组定")
    cast.do_signed(coordinator, serves, approver)
    papers = SetRequiredPapers(category=category, papers=("product_certificate",), reason="货源紧")
    cast.do_signed(coordinator, papers, approver)


def take_a_donation(cast: Cast) -> None:
    """All that can be written of a donation, and of what is called up from a reserve unit."""

    def one(sql: str) -> str:
        return str(cast.ask(sql)[0][0])

    people = {
        role: one(f"SELECT name FROM actor WHERE login = '{role}'")
        for role in ("coordinator", "keeper", "treasurer", "approver")
    }
    places = {
        "store": one(
            "SELECT name FROM location WHERE location_id = (SELECT parent_id FROM location "
            "WHERE kind = 'rejects' ORDER BY location_id LIMIT 1)"
        ),
        "rejects": one("SELECT name FROM location WHERE kind = 'rejects' ORDER BY location_id"),
        "budget_line": one("SELECT name FROM location WHERE kind = 'budget_line' ORDER BY location_id"),
    }
    donor = one("SELECT name FROM party WHERE kind = 'donor' ORDER BY party_id")
    given_books(cast, Names(item="医用外科口罩", donor=donor, **people, **places))


def count_a_shelf(cast: Cast) -> None:
    """A place is counted: one lot is short, twice."""
    logins = ("coordinator", "buyer", "treasurer", "approver")
    people = [str(cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0]) for login in logins]
    sql = (
        "SELECT balance.location_id FROM balance JOIN location USING (district_id, location_id) "
        "WHERE is_here = 1 AND on_hand - held > 1 AND kind IN ('store', 'shelf') GROUP BY balance.location_id "
        "ORDER BY COUNT(*), balance.location_id LIMIT 1"
    )
    counted_books(cast, cast.ask(sql)[0][0], (people[0], people[1], people[2], people[3]))


def blacklist_and_declare(cast: Cast) -> None:
    """A supplier comes on the blacklist, and the office goes into a surge, each by two people."""
    who, other = (cast.ask("SELECT name FROM actor WHERE login = ?", login)[0][0] for login in ("buyer", "approver"))
    supplier = cast.ask("SELECT MAX(party_id) FROM party WHERE kind = 'supplier'")[0][0]
    cast.do_signed(who, BlacklistParty(party_id=supplier, reason="以次充好"), other)
    coordinator = cast.ask("SELECT name FROM actor WHERE login = 'coordinator'")[0][0]
    cast.do_signed(coordinator, DeclarePhase(phase="surge", reason="一级响应"), other)


def buy_for_a_department(cast: Cast) -> None:
    """A hospital buys for itself; what went straight to it is accepted on the purchase."""

    def one(sql: str) -> Any:
        return cast.ask(sql)[0][0]

    line = PurchaseLine(item_id=one("SELECT MIN(item_id) FROM item WHERE kind = 'goods'"), quantity=3, price_fen=300)
    wanted = ProposePurchase(
        supplier_id=one("SELECT MIN(party_id) FROM party WHERE kind = 'supplier'"),
        department_id=one("SELECT MIN(party_id) FROM party WHERE kind = 'hospital'"),
        lines=(line,), ground="running_out", ground_words="自己买", price_basis="market", price_reason="急",
        licence_reason="换证中",
    )  # fmt: skip
    number = cast.do("采购员", wanted).answer["purchase_id"]
    cast.do("审批人", ApprovePurchase(purchase_id=number, has_seen_flags=True))
    good = (AcceptedLine(line_number=1, quantity=3),)
    cast.do_signed("值班协调员", AcceptPurchase(purchase_id=number, lines=good, finding="点过"), "审批人")


def receive_what_was_expected(cast: Cast) -> None:
    """A delivery is announced with its driver, and half of it comes."""
    who = cast.ask("SELECT name FROM actor WHERE login = 'keeper'")[0][0]
    item_id = cast.ask("SELECT MIN(item_id) FROM item WHERE kind = 'goods'")[0][0]
    source = cast.ask("SELECT MIN(party_id) FROM party WHERE kind = 'supplier'")[0][0]
    store = cast.ask("SELECT receipt.location_id FROM receipt JOIN actor USING (actor_id) WHERE login = 'keeper'")[0][0]
    comes = {"source_kind": "purchase", "source_party_id": source, "location_id": store}
    line = {"item_id": item_id, "quantity": 40, "pack_size": 20}
    told = {**comes, "expected_on": "2023-11-16", "driver": "王师傅", "vehicle": "沪A12345", "lines": (line,)}
    number = cast.do(who, AnnounceArrival.model_validate(told)).answer["arrival_id"]
    counted = {"item_id": item_id, "accepted": 20, "arrival_line": 1}
    cast.do(who, ReceiveGoods.model_validate({**comes, "arrival_id": number, "lines": (counted,)}))
    inspect_and_claim(cast, who, {**comes, "source_kind": "donation"}, item_id)


def inspect_and_claim(cast: Cast, keeper: str, comes: dict[str, Any], item_id: int) -> None:
    """Gifts wait by a rule, fail their inspection, are claimed; labels are printed."""
    approver = cast.ask("SELECT name FROM actor WHERE login = 'approver'")[0][0]
    buyer = cast.ask("SELECT name FROM actor WHERE login = 'buyer'")[0][0]
    cast.do(approver, SetAcceptanceRule(source_kind="donation", reason="来路不一"))
    line = {"item_id": item_id, "accepted": 20}
    taken = cast.do(keeper, ReceiveGoods.model_validate({**comes, "lines": (line,)})).answer
    verdict = {"lot_id": taken["lot_ids"][0], "verdict": "failed", "reason_code": "quality", "evidence": "看过"}
    found = InspectLots.model_validate({"receipt_id": taken["receipt_id"], "lines": (verdict,)})
    cast.do(approver, found)
    claimed = {"lot_id": taken["lot_ids"][0], "quantity": 20, "cause": "quality"}
    asked = OpenClaim.model_validate({"receipt_id": taken["receipt_id"], "demand": "refund", "lines": (claimed,)})
    claim_id = cast.do(buyer, asked).answer["claim_id"]
    cast.do(buyer, AnswerClaim(claim_id=claim_id, answer="退款"))
    cast.do(buyer, SettleClaim(claim_id=claim_id, settlement="refund", refund_fen=100))
    cast.do(keeper, PrintLabels(thing_id=taken["lot_ids"][0], kind="lot"))
    cast.do(keeper, PrintRoll(copies=24, size="a4-3x8"))
    cast.do(keeper, BindSerial(serial=2, kind="L", thing_id=taken["lot_ids"][0]))
    with cast.database.write() as connection:
        digest = keep_document(connection, 1, b"{}", NOW)
    event = {"event_hash": f"ni:///sha-256;{digest}?ver=CBV2.0", "event_type": "ObjectEvent", "event_time": NOW}
    meaning = {"kind": "item", "uri": "urn:x:1", "target_id": line["item_id"]}
    package = {"code": "069012345600000015", "epc_class": "urn:other:tape", "quantity": 2}
    told = {"sha256": digest, "events": (event,), "names": (meaning,), "packages": (package,)}
    cast.do(keeper, CaptureEvents.model_validate(told))


def find_a_source(cast: Cast) -> None:
    """Somebody offers masks over the phone."""
    who = cast.ask("SELECT name FROM actor WHERE login = 'buyer'")[0][0]
    item_id = cast.ask("SELECT MIN(item_id) FROM item WHERE kind = 'goods'")[0][0]
    terms = {"item_id": item_id, "quantity": 500, "price_fen": 280, "is_checked": True}
    said = {"channel": "local", "contact": "李", "remark": "明早再打", "item_id": item_id, "quantity": 500}
    supplier = cast.ask("SELECT MIN(party_id) FROM party WHERE kind = 'supplier'")[0][0]
    calls = ({"outcome": "call_back", "call_at": NOW + 3_600_000},)
    cast.do(who, CaptureLead.model_validate({**said, "supplier_id": supplier, "offers": (terms,), "calls": calls}))


def keep_a_reserve(cast: Cast) -> None:
    """So many stay in store for the most urgent, by two people."""
    who = cast.ask("SELECT name FROM actor WHERE login = 'coordinator'")[0][0]
    other = cast.ask("SELECT name FROM actor WHERE login = 'approver'")[0][0]
    item_id = cast.ask("SELECT MIN(item_id) FROM item WHERE kind = 'goods'")[0][0]
    cast.do_signed(who, SetFloor(item_id=item_id, priority_class=3, quantity=10, reason="一线随时要用"), other)
    store = cast.ask("SELECT MIN(location_id) FROM location WHERE kind = 'store'")[0][0]
    cast.do(who, SetCarryingCost(location_id=store, area="城关", cost=30, reason="按路程"))


def set_classes(cast: Cast) -> None:
    """A version of the table of classes in which schools go with the departments, and a request that changes class."""
    who = cast.ask("SELECT name FROM actor WHERE login = 'coordinator'")[0][0]
    other = cast.ask("SELECT name FROM actor WHERE login = 'approver'")[0][0]
    number = cast.ask("SELECT MAX(request_id) FROM request WHERE state = 'submitted'")[0][0]
    cast.do_signed(who, ChangeClass(request_id=number, priority_class=5, reason="专家组定"), other)
    version = cast.ask("SELECT MAX(version) FROM class_version")[0][0]
    lines = [ClassLine(number=each.number, name=each.name, kinds=each.kinds) for each in FOUNDING.classes]
    lines[2] = lines[2].model_copy(update={"kinds": ("department", "subdistrict", "school"), "exposures": ("student",)})
    lines[2] = lines[2].model_copy(update={"name_en": "Offices and schools", "lift_days": 2})
    lines[4] = lines[4].model_copy(update={"kinds": (), "is_retired": True, "moves_to": 3})
    cast.do_signed(who, SetClasses(based_on=version, lines=tuple(lines), reason="开学"), other)


def ask_by_the_public_door(cast: Cast) -> None:
    """The door is opened, a poster hung, a norm set; a request says for whom and what would do, and is rung up."""
    who = cast.ask("SELECT name FROM actor WHERE login = 'coordinator'")[0][0]
    goods = [row[0] for row in cast.ask("SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id")]
    unit = cast.ask("SELECT MIN(party_id) FROM party WHERE kind = 'hospital'")[0][0]
    if not cast.ask("SELECT 1 FROM public_door WHERE is_open = 1"):
        cast.do(who, OpenDoor())
    cast.do(who, MakePoster(place="服务大厅"))
    norm = {"item_id": goods[0], "role": "worker", "milli_per_day": 1_000, "effective_on": "2020-02-12"}
    cast.do(who, SetNorm.model_validate({**norm, "source": "本地定额"}))
    line = {"item_id": goods[0], "quantity": 40, "accepts": (goods[1],), "standards": ("GB 19083",)}
    covered = ({"role": "worker", "heads": 20},)
    asked = SubmitRequest.model_validate({"unit_id": unit, "lines": (line,), "covered": covered})
    number = cast.do(who, asked).answer["request_id"]
    cast.do(who, LogCall(request_id=number, outcome="no_answer"))
    again = cast.do(who, SubmitRequest.model_validate({"unit_id": unit, "lines": (line,)})).answer["request_id"]
    cast.do(who, MergeRequests(request_ids=(number, again), reason="同一件事"))


def pick_and_pack(cast: Cast) -> None:
    """Goods are picked, packed and taken by a driver; kits are made and opened."""

    def one(sql: str, *values: str) -> str:
        return str(cast.ask(sql, *values)[0][0])

    roles = {
        role: one("SELECT name FROM actor WHERE login LIKE ? ORDER BY login", f"{role}%")
        for role in ("coordinator", "approver", "keeper", "driver", "admin")
    }
    kinds = {
        kind: one(f"SELECT name FROM party WHERE kind = '{of_kind}' ORDER BY party_id")
        for kind, of_kind in (("unit", "hospital"), ("supplier", "supplier"))
    }
    store = one(
        "SELECT name FROM location WHERE location_id = (SELECT parent_id FROM location "
        "WHERE kind = 'rejects' ORDER BY location_id LIMIT 1)"
    )
    packed_books(cast, Packers(item="医用外科口罩", store=store, **roles, **kinds))
