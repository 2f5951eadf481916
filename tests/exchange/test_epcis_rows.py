"""Every row of the mapping table of docs/exchange.md, each with the event it says: pure, without an office.

What other parts of the office write (returns, disposal, loans, recalls) is known by the names of deeds and tables only.
"""

from typing import Any

import pytest

from liangcao.exchange.epcis.facts import Facts, LotFact, PackageFact, PlaceFact, Posted, ShipmentFact
from liangcao.exchange.epcis.mapping import events_of
from liangcao.exchange.epcis.naming import CONTEXT, Names, document
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.recount import recount
from liangcao.exchange.epcis.schema import first_fault
from liangcao.exchange.epcis.steps import DISPOSITIONS, STEPS

NAMES = Names("liangcao/1/test")
PLACES = {
    1: ("store", 0), 2: ("shelf", 0), 3: ("packing", 0), 4: ("rejects", 0), 5: ("vehicle", 0), 6: ("returns", 0),
    7: ("loan", 92), 10: ("shipment", 91), 20: ("supplier", 90), 21: ("donor", 93), 22: ("recipient", 91),
    23: ("loss", 0), 24: ("disposed", 0), 25: ("count_difference", 0), 26: ("consumed", 91), 27: ("transformation", 0),
}  # fmt: skip
OUTSIDE = range(20, 28)
WHEN = 1_580_688_060_000  # 2020-02-03 08:01 in Shanghai
BOUGHT, GIVEN, LENT, LATE, KIT = 101, 102, 103, 104, 105
BTT = "https://ns.liangcao.example/epcis/btt"
PLAN = "plan:60:1"
SSCC = "069012345600000018"


def lot(number: int, source_kind: str, expires_on: str = "2022-01-31", gtin: str = "") -> LotFact:
    own = NAMES.batch(number)
    return LotFact(number, False, f"B{number}", "2020-01-15", expires_on, source_kind, 90, gtin or own, own)


class NoCodes:
    """Nothing here has a barcode but what the lots say themselves."""


def facts() -> Facts:
    known = Facts(NAMES, "Asia/Shanghai", NoCodes())  # type: ignore[arg-type]
    known.places = {n: PlaceFact(kind, f"/{n}/", party, n in OUTSIDE) for n, (kind, party) in PLACES.items()}
    known.lots = {
        BOUGHT: lot(BOUGHT, "purchase", gtin="https://id.gs1.org/01/06901234567892/10/20200115A"),
        GIVEN: lot(GIVEN, "donation"), LENT: lot(LENT, "mobilisation"), LATE: lot(LATE, "purchase", "2020-02-01"),
        KIT: lot(KIT, "transformation"),
    }  # fmt: skip
    known.units = {(60, 1): 91}
    known.papers = {30: ("purchase", 31), 32: ("donation", 33), 34: ("mobilisation", 35)}
    known.inspected = {BOUGHT: (1, 1000)}
    known.packages = {70: PackageFact(SSCC, 3, [(BOUGHT, 0, 0, 1000), (GIVEN, 0, 0, 40)])}
    known.shipments = {10: ShipmentFact(1, [(BOUGHT, 0, 0, 1000)])}
    known.lying = {(1, BOUGHT): [(1, 8000), (22, 300)]}
    return known


def entry(
    action: str, kind: str = "", lines: list[tuple[int, int, int, int]] | None = None, number: int = 1, **more: Any
) -> Posted:
    effects: dict[str, Any] = {"movements": [{"kind": kind, "lines": lines}] if lines else [], **more}
    return Posted(number, action, WHEN, WHEN + 500, effects)


def row(table: str, **values: Any) -> dict[str, Any]:
    return {"table": table, "values": values}


def short(event: dict[str, Any]) -> tuple[str, str, str, str]:
    """Type and action, business step, disposition, what lasts."""
    kind = event["type"].removesuffix("Event")
    return (
        f"{kind} {event.get('action', '')}".strip(), event["bizStep"].rpartition("/")[2],
        event.get("disposition", "").rpartition("/")[2], "".join(event.get("persistentDisposition", {}).get("set", ())),
    )  # fmt: skip


def receipt(arrival: int) -> dict[str, Any]:
    return {"rows": [row("receipt", receipt_id=40, arrival_id=arrival)], "answer": {"receipt_id": 40}}


SIGNED: dict[str, Any] = {"changes": [{"table": "shipment", "key": {"shipment_id": 10}, "values": {"open_lines": 0}}]}
SHORT: dict[str, Any] = {"changes": [{"table": "shipment", "key": {"shipment_id": 10}, "values": {"open_lines": 1}}]}
Expected = list[tuple[str, str, str, str]]
ROWS: list[tuple[str, Posted, Expected]] = [
    ("purchase receipt", entry("receiving.receive_goods", "receipt", [(BOUGHT, 20, 1, 1000)], **receipt(30)),
     [("Object OBSERVE", "receiving", "", "")]),
    ("donation hand-over", entry("receiving.receive_goods", "receipt", [(GIVEN, 21, 1, 40)], **receipt(32)),
     [("Object OBSERVE", "accepting", "", "")]),
    ("mobilised reserve in", entry("receiving.receive_goods", "receipt", [(LENT, 20, 1, 40)], **receipt(34)),
     [("Object OBSERVE", "receiving", "", "")]),
    ("found good", entry("receiving.inspect_lots", rows=[
        row("acceptance_line", lot_id=BOUGHT, verdict="passed", rejected=0)]),
     [("Object OBSERVE", "inspecting", "conformant", "")]),
    ("found bad", entry("receiving.inspect_lots", "transfer", [(BOUGHT, 1, 4, 12)]),
     [("Object OBSERVE", "inspecting", "non_conformant", "")]),
    ("put away", entry("storing.move_stock", "transfer", [(BOUGHT, 1, 2, 40)]),
     [("Object OBSERVE", "storing", "", "")]),
    ("promised", entry("allocation.adopt_plan", holds=[(BOUGHT, 1, 1200, PLAN)]),
     [("Transaction ADD", "allocating", "", "")]),
    ("free again", entry("allocation.drop_lines", holds=[(BOUGHT, 1, -1200, PLAN)]),
     [("Transaction DELETE", "allocating", "", "")]),
    ("picked", entry("picking.confirm_line", "transfer", [(BOUGHT, 2, 3, 40)]),
     [("Object OBSERVE", "picking", "", "")]),
    ("put back", entry("picking.put_back", "transfer", [(BOUGHT, 3, 2, 40)]), [("Object OBSERVE", "storing", "", "")]),
    ("packed", entry("packing.pack_goods", rows=[
        row("package", package_id=70, code=SSCC, prefix="6901234", location_id=3, plan_id=60),
        row("package_line", package_id=70, lot_id=BOUGHT, quantity=1000)]), [("Aggregation ADD", "packing", "", "")]),
    ("unpacked", entry("packing.unpack_package", changes=[
        {"table": "package", "key": {"package_id": 70}, "values": {"state": "unpacked"}}]),
     [("Aggregation DELETE", "unpacking", "", "")]),
    ("kit", entry("packing.assemble_kits", "transformation", [
        (BOUGHT, 1, 27, 50), (GIVEN, 1, 27, 10), (KIT, 27, 1, 10)]),
     [("Transformation", "repackaging", "", "")]),
    ("taken apart", entry("packing.take_apart", "transformation", [(KIT, 1, 27, 2), (BOUGHT, 27, 1, 10)]),
     [("Transformation", "repackaging", "", "")]),
    ("shipped", entry("shipping.dispatch_shipment", "transfer", [(BOUGHT, 3, 10, 40)], answer={"shipment_id": 10}),
     [("Object OBSERVE", "shipping", "in_transit", "")]),
    ("called back", entry("shipping.cancel_shipment", "transfer", [(BOUGHT, 10, 3, 40)], answer={"shipment_id": 10}),
     [("Object OBSERVE", "void_shipping", "", "")]),
    ("taken over by the driver", entry("shipping.take_over", answer={"shipment_id": 10}, rows=[
        row("shipment_taken", shipment_id=10, packages=3)]), [("Object OBSERVE", "loading", "in_transit", "")]),
    ("onto a vehicle", entry("storing.move_stock", "transfer", [(BOUGHT, 1, 5, 40)]),
     [("Object OBSERVE", "loading", "in_transit", "")]),
    ("off a vehicle", entry("storing.move_stock", "transfer", [(BOUGHT, 5, 1, 40)]),
     [("Object OBSERVE", "unloading", "", "")]),
    ("signed for", entry("shipping.record_delivery", "issue", [(BOUGHT, 10, 22, 40)], **SIGNED),
     [("Object OBSERVE", "receiving", "", "completeness_verified")]),
    ("signed for by link, some missing", entry("delivering.sign_publicly", "issue", [(BOUGHT, 10, 22, 39)], **SHORT),
     [("Object OBSERVE", "receiving", "", "mismatch_quantity")]),
    ("back with the driver", entry("delivering.take_signature", "return", [(BOUGHT, 10, 2, 1)]),
     [("Object OBSERVE", "receiving", "returned", "")]),
    ("handed out", entry("storing.hand_out", "consumption", [(BOUGHT, 1, 26, 3)]),
     [("Object DELETE", "dispensing", "dispensed", "")]),
    ("destroyed", entry("storing.write_off", "loss", [(BOUGHT, 1, 23, 3)]),
     [("Object DELETE", "destroying", "destroyed", "")]),
    ("expired and disposed of", entry("disposal.carry_out_disposal", "loss", [(LATE, 1, 24, 60)],
                                      answer={"disposal_id": 80}),
     [("Object OBSERVE", "holding", "expired", ""), ("Object DELETE", "destroying", "destroyed", "")]),
    ("recalled", entry("recall.open_recall", rows=[row("recall_lot", recall_id=81, lot_id=BOUGHT)],
                       answer={"recall_id": 81}),
     [("Object OBSERVE", "holding", "recalled", "")] * 2),
    ("returned by a unit", entry("returns.receive_return", "return", [(BOUGHT, 22, 6, 200)], answer={"return_id": 82}),
     [("Object OBSERVE", "shipping", "returned", ""), ("Object OBSERVE", "receiving", "returned", "")]),
    ("returned, found good", entry("returns.examine_return", "transfer", [(BOUGHT, 6, 2, 150)],
                                   answer={"return_id": 82}), [("Object OBSERVE", "inspecting", "conformant", "")]),
    ("returned, found bad", entry("returns.examine_return", "transfer", [(BOUGHT, 6, 4, 50)], answer={"return_id": 82}),
     [("Object OBSERVE", "inspecting", "non_conformant", "")]),
    ("given back to the supplier", entry("receiving.return_rejected", "return", [(BOUGHT, 4, 20, 12)]),
     [("Object OBSERVE", "shipping", "returned", "")]),
    ("lent", entry("loans.lend_goods", "transfer", [(BOUGHT, 1, 7, 2)], answer={"loan_id": 7}),
     [("Object OBSERVE", "shipping", "on-loan", "")]),
    ("back from loan", entry("loans.take_back", "return", [(BOUGHT, 7, 1, 2)], answer={"loan_id": 7}),
     [("Object OBSERVE", "shipping", "returned", ""), ("Object OBSERVE", "receiving", "returned", "")]),
    ("lost on loan", entry("loans.lose_lent", "loss", [(BOUGHT, 7, 23, 1)], answer={"loan_id": 7}),
     [("Object DELETE", "lost", "unknown", "")]),
    ("counted", entry("counting.finish_count", answer={"count_id": 83}, rows=[
        row("count_result", count_id=83, lot_id=BOUGHT, location_id=1, expected=900, found=895, outcome="short"),
        row("count_result", count_id=83, lot_id=GIVEN, location_id=1, expected=40, found=40, outcome="same"),
        row("count_result", count_id=83, lot_id=LENT, location_id=1, expected=5, found=0, outcome="missing")]),
     [("Object OBSERVE", "stock_taking", "", "mismatch_quantity"), ("Object OBSERVE", "stock_taking", "", "")]),
    ("difference posted", entry("counting.post_differences", "adjustment", [(BOUGHT, 1, 25, 5)]),
     [("Object OBSERVE", "stock_taking", "", "mismatch_quantity")]),
    ("found elsewhere", entry("counting.post_differences", "transfer", [(BOUGHT, 1, 2, 5)]),
     [("Object OBSERVE", "stock_taking", "", "mismatch_quantity")]),
    ("found more", entry("counting.post_differences", "adjustment", [(BOUGHT, 25, 1, 5)]),
     [("Object OBSERVE", "stock_taking", "", "mismatch_quantity")]),
]  # fmt: skip


@pytest.mark.parametrize(("posted", "expected"), [each[1:] for each in ROWS], ids=[each[0] for each in ROWS])
def test_a_row_of_the_table(posted: Posted, expected: Expected) -> None:
    events = [each.event for each in events_of(posted, facts())]
    assert [short(event) for event in events] == expected
    assert first_fault(document(list(events), "2020-02-03T08:00:00.000+08:00", "urn:uuid:test")) is None
    for event in events:
        assert event_hash(event, CONTEXT) == event["eventID"]
        assert event["bizStep"] in STEPS
        assert {event.get("disposition"), *event.get("persistentDisposition", {}).get("set", ())} - {None} <= set(
            DISPOSITIONS
        )


def test_what_moved_is_what_a_recount_finds() -> None:
    for _name, posted, _expected in ROWS:
        known = facts()
        there: dict[tuple[str, str], int] = {}
        for movement in posted.effects["movements"]:
            for number, source, destination, quantity in movement["lines"]:
                for place, signed in ((source, -quantity), (destination, quantity)):
                    if place != 27:
                        cell = (known.lots[number].epc_class, NAMES.place(place))
                        there[cell] = there.get(cell, 0) + signed
        on_hand, _promised = recount(each.event for each in events_of(posted, known))
        assert on_hand == {cell: n for cell, n in there.items() if n}, _name


def of(name: str) -> dict[str, Any]:
    return events_of(next(each[1] for each in ROWS if each[0] == name), facts())[0].event


def test_a_package_is_told_by_its_sscc() -> None:
    event = of("packed")
    assert event["parentID"] == f"https://id.gs1.org/00/{SSCC}"
    assert event["childQuantityList"] == [
        {"epcClass": "https://id.gs1.org/01/06901234567892/10/20200115A", "quantity": 1000}
    ]
    assert event["readPoint"] == event["bizLocation"] == {"id": NAMES.place(3)}
    assert event["bizTransactionList"] == [
        {"type": f"{BTT}/allocation-order", "bizTransaction": NAMES.paper("plan", 60)}
    ]
    assert of("unpacked")["parentID"] == event["parentID"]
    assert [each["quantity"] for each in of("unpacked")["childQuantityList"]] == [1000, 40]


def test_a_package_without_a_company_prefix_has_a_name_of_ours() -> None:
    rows = [row("package", package_id=71, code="LC-P-1", prefix="", location_id=10, plan_id=0)]
    rows.append(row("package_line", package_id=71, lot_id=GIVEN, quantity=4))
    [found] = events_of(entry("packing.pack_goods", rows=rows), facts())
    assert found.event["parentID"] == NAMES.package(71, "")
    assert "bizLocation" not in found.event  # packed on its way
    assert found.places == (10,)


def test_a_kit_says_what_went_in_and_what_came_of_it() -> None:
    made = [row("build", build_id=84, recipe_id=85)]
    lines = [(BOUGHT, 1, 27, 50), (GIVEN, 1, 27, 10), (KIT, 27, 1, 10)]
    answer = {"build_id": 84}
    [found] = events_of(entry("packing.assemble_kits", "transformation", lines, rows=made, answer=answer), facts())
    event = found.event
    assert "action" not in event
    assert event["transformationID"] == NAMES.paper("transformation", 1)
    assert [each["quantity"] for each in event["inputQuantityList"]] == [50, 10]
    assert event["outputQuantityList"] == [{"epcClass": NAMES.batch(KIT), "quantity": 10}]
    assert event["ilmd"] == {
        "cbvmda:lotNumber": f"B{KIT}",
        "cbvmda:itemExpirationDate": "2022-01-31",
        "liangcao:producedOn": "2020-01-15",
        "liangcao:kitRecipe": NAMES.paper("recipe", 85),
    }
    assert event["bizTransactionList"] == [{"type": f"{BTT}/making", "bizTransaction": NAMES.paper("making", 84)}]
    assert event_hash(event, CONTEXT) == event["eventID"]


def test_a_count_says_what_was_seen_and_what_the_books_had() -> None:
    event = of("counted")
    assert [each["quantity"] for each in event["quantityList"]] == [895, 0]
    assert [each["quantity"] for each in event["liangcao:expected"]] == [900, 5]
    count = {"type": f"{BTT}/stock-count", "bizTransaction": NAMES.paper("count", 83)}
    assert event["bizTransactionList"] == [count]


def test_a_recall_is_told_at_every_place_the_goods_lay() -> None:
    posted = next(each[1] for each in ROWS if each[0] == "recalled")
    found = events_of(posted, facts())
    assert [each.places for each in found] == [(1,), (22,)]
    assert [each.event["quantityList"][0]["quantity"] for each in found] == [8000, 300]
    assert found[0].event["bizTransactionList"] == [
        {"type": f"{BTT}/recall-notice", "bizTransaction": NAMES.paper("recall", 81)}
    ]


def test_a_kit_that_was_undone_is_told_again_with_an_error_declaration() -> None:
    first = entry("packing.repack_lot", "transformation", [(BOUGHT, 1, 27, 50), (KIT, 27, 1, 50)])
    known = facts()
    known.undone = {1: first}
    back = {"kind": "reversal", "reverses": 1, "lines": [(BOUGHT, 27, 1, 50), (KIT, 1, 27, 50)]}
    undone = Posted(2, "storing.reverse_entry", WHEN + 9_000, WHEN + 9_500, {"movements": [back]})
    [told], [again] = events_of(first, known), events_of(undone, known)
    assert again.event["eventID"] == told.event["eventID"]
    assert again.event["errorDeclaration"]["reason"] == "did_not_occur"
    assert recount([told.event, again.event]) == ({}, {})
    half = {**back, "lines": [(BOUGHT, 27, 1, 20), (KIT, 1, 27, 20)]}
    part = Posted(2, "storing.reverse_entry", WHEN + 9_000, WHEN + 9_500, {"movements": [half]})
    events = [told.event, *(each.event for each in events_of(part, known))]
    assert sorted(recount(events)[0].values()) == [-30, 30]


def test_a_deed_nobody_listed_is_an_event_by_its_ends() -> None:
    assert short(events_of(entry("later.thing", "transfer", [(BOUGHT, 1, 2, 1)]), facts())[0].event)[1] == "storing"
