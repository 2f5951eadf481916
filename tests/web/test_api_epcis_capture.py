"""Events of a supplier taken in by the API: all or nothing, once each; what is unknown is named."""

import copy
import json
import re
from pathlib import Path
from typing import Any

from webtools import WebOffice, problem, words

from liangcao.catalog.commands import AddCode
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.reading import events_in
from liangcao.packing.rules import sscc_of

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "epcis"
CAPTURE = "/api/v1/epcis/capture"
GTIN = "06901234567892"
DOCUMENT: dict[str, Any] = {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "creationDate": "2020-02-09T08:00:00Z",
    "epcisHeader": {
        "epcisMasterData": {
            "vocabularyList": [
                {
                    "type": "urn:epcglobal:epcis:vtype:Party",
                    "vocabularyElementList": [
                        {
                            "id": "https://id.gs1.org/417/6900000000014",
                            "attributes": [{"id": "urn:epcglobal:cbv:mda#name", "attribute": "示例供应"}],
                        }
                    ],
                }
            ]
        }
    },
    "epcisBody": {
        "eventList": [
            {
                "type": "AggregationEvent",
                "eventTime": "2020-02-09T07:00:00.000+08:00",
                "eventTimeZoneOffset": "+08:00",
                "action": "ADD",
                "bizStep": "packing",
                "parentID": "https://id.gs1.org/00/069012345600000015",
                "childQuantityList": [{"epcClass": "urn:epc:class:lgtin:6901234.056789.B7", "quantity": 400}],
            },
            {
                "type": "ObjectEvent",
                "eventTime": "2020-02-09T08:00:00.000+08:00",
                "eventTimeZoneOffset": "+08:00",
                "action": "OBSERVE",
                "bizStep": "shipping",
                "disposition": "in_transit",
                "epcList": ["urn:epc:id:sscc:6901234.0560000001"],
                "quantityList": [{"epcClass": f"https://id.gs1.org/01/{GTIN}/10/B8", "quantity": 600}],
                "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:6900000.00001"}],
            },
        ]
    },
}


def supplier(web: WebOffice) -> str:
    """A document whose sender is our supplier by the name in its master data."""
    name = web.ask("SELECT name FROM party WHERE kind = 'supplier'")[0][0]
    return json.dumps(DOCUMENT).replace(json.dumps("示例供应"), json.dumps(name))


def items(web: WebOffice) -> int:
    return int(web.ask("SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id")[0][0])


def count(web: WebOffice) -> tuple[int, ...]:
    return tuple(int(web.ask(f"SELECT COUNT(*) FROM {name}")[0][0]) for name in ("arrival", "capture", "captured_file"))


def test_a_shipping_event_becomes_an_expected_arrival_once(web: WebOffice) -> None:
    web.do("buyer", AddCode(item_id=items(web), system="gtin", code=GTIN))
    program, body = web.program("keeper"), supplier(web)
    answer = program.post(CAPTURE, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 202, answer.text
    where = answer.headers["Location"]
    job = program.get(where).json()
    assert (job["running"], job["success"], job["captureErrorBehaviour"]) == (False, True, "rollback")
    assert (job["liangcao:events"], job["liangcao:arrivals"]) == (2, 1)
    lines = web.ask("SELECT item_id, quantity FROM arrival_line")
    assert lines == [(items(web), 1_000)]
    before = count(web)
    assert program.post(CAPTURE, content=body).headers["Location"] == where
    assert program.post(CAPTURE, content=json.dumps(json.loads(body), indent=3)).headers["Location"] == where
    assert count(web) == before
    assert [each["captureID"] for each in program.get(CAPTURE).json()] == [job["captureID"]]
    told = [each.event for each in events_in(web.program("inspector").get("/api/v1/epcis/events").json())]
    assert [event["bizStep"] for event in told][-2:] == ["packing", "shipping"]
    assert program.options(CAPTURE).headers["GS1-EPCIS-Capture-Limit"] == "500"


def test_what_is_wrong_or_unknown_stores_nothing(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    program, before = web.program("keeper"), count(web)
    body = json.loads(supplier(web))
    answer = problem(program.post(CAPTURE, content=json.dumps(body)), 409, "epcis_name_unknown")
    assert {error["field"].partition(".")[2].partition(".")[0] for error in answer["errors"]} == {"item"}
    cases: list[tuple[str, int, Any]] = [
        ("epcis_invalid", 400, lambda doc: doc["epcisBody"]["eventList"][1].update(bizStep="flying")),
        ("epcis_no_events", 400, lambda doc: doc["epcisBody"].update(eventList=[])),
        ("too_many_lines", 400, lambda doc: doc["epcisBody"].update(eventList=doc["epcisBody"]["eventList"] * 251)),
        ("epcis_package_closed", 400, lambda doc: doc["epcisBody"]["eventList"].pop(0)),
        ("epcis_source_missing", 400, lambda doc: doc["epcisBody"]["eventList"][1].pop("sourceList")),
        ("epcis_quantity_unusable", 400, lambda doc: quantity(doc).update(uom="KGM")),
        ("epcis_quantity_unusable", 400, lambda doc: quantity(doc).update(quantity=1.5)),
        ("epcis_quantity_unusable", 400, lambda doc: quantity(doc).pop("quantity")),
    ]
    for code, status, spoil in cases:
        spoilt = copy.deepcopy(body)
        spoil(spoilt)
        problem(program.post(CAPTURE, content=json.dumps(spoilt)), status, code)
    problem(program.post(CAPTURE, content="{"), 400, "json_unreadable")
    proceed = {"GS1-Capture-Error-Behaviour": "proceed"}
    problem(program.post(CAPTURE, content="{}", headers=proceed), 400, "epcis_behaviour_unavailable")
    problem(web.program("inspector").post(CAPTURE, content=json.dumps(body)), 403, "not_permitted")
    assert count(web) == before


def quantity(document: Any) -> Any:
    return document["epcisBody"]["eventList"][1]["quantityList"][0]


def test_our_own_events_do_not_come_back_as_arrivals(sqlite_web: WebOffice) -> None:
    told = sqlite_web.program("inspector").get("/api/v1/epcis/events").content
    problem(sqlite_web.program("keeper").post(CAPTURE, content=told), 409, "epcis_own_events")


def test_the_page_shows_what_would_come_asks_for_names_and_takes_in(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    keeper = web.signed_in("keeper")
    assert keeper.get("/arrivals/events").status_code == 200
    before = count(web)
    first = keeper.post("/arrivals/events", data={"text": supplier(web), "source_kind": "purchase"})
    assert first.status_code == 200
    named = re.findall(r'name="(meaning\.item\.[^"]+)"', first.text)
    assert len(named) == 2
    meant = {"text": supplier(web), **{name: str(items(web)) for name in named}}
    assert "1,000" not in keeper.post("/arrivals/events", data={"text": "{"}).text
    assert count(web) == before
    done = keeper.post("/arrivals/events", data={**meant, "take": "1"})
    assert (done.status_code, done.headers["location"]) == (303, "/arrivals")
    assert count(web) == tuple(number + 1 for number in before)
    assert web.ask("SELECT COUNT(*) FROM foreign_name")[0][0] == 2
    again = keeper.post("/arrivals/events", data={"text": supplier(web)})
    assert 'name="take"' not in again.text


def another_pallet(web: WebOffice) -> tuple[dict[str, Any], str]:
    """The same document of another day, with another pallet; and its SSCC."""
    code = sscc_of("6901234", 77)
    told = supplier(web).replace("2020-02-09T", "2020-02-11T").replace("069012345600000015", code)
    return json.loads(told.replace("urn:epc:id:sscc:6901234.0560000001", f"https://id.gs1.org/00/{code}")), code


def only(body: dict[str, Any], step: str) -> str:
    """The document with the events of one business step."""
    events = [each for each in body["epcisBody"]["eventList"] if each["bizStep"] == step]
    return json.dumps({**body, "epcisBody": {"eventList": events}})


def test_a_pallet_scanned_at_the_door_says_what_it_brings(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    if not web.ask("SELECT 1 FROM item_code WHERE code LIKE ?", f"%{GTIN[1:]}"):
        web.do("buyer", AddCode(item_id=items(web), system="gtin", code=GTIN))
    program, keeper = web.program("keeper"), web.signed_in("keeper")
    body, code = another_pallet(web)
    before = count(web)[0]
    scanned = {"q": f"(00){code}"}
    assert "本系统没有登记过这一件" in keeper.get("/scan", params=scanned).text
    assert program.post(CAPTURE, content=only(body, "packing")).status_code == 202
    page = words(keeper.get("/scan", params=scanned).text)
    assert "400" in page
    assert "批号 B7" in page
    assert "还没有说发出来" in page
    assert count(web)[0] == before
    assert program.post(CAPTURE, content=only(body, "shipping")).status_code == 202  # what is in it was said before
    newest = web.ask("SELECT MAX(arrival_id) FROM arrival")[0][0]
    told = web.ask("SELECT SUM(quantity) FROM arrival_line WHERE arrival_id = ?", newest)
    assert (count(web)[0], told) == (before + 1, [(1_000,)])
    page = keeper.get("/scan", params=scanned).text
    assert f"/receive?arrival={newest}" in page
    assert f"/arrivals/{newest}" in page


def test_what_is_not_about_arrivals_is_kept_and_given_back_hash_for_hash(sqlite_web: WebOffice) -> None:
    """A transformation, and events of every other kind of the standard."""
    web, program = sqlite_web, sqlite_web.program("keeper")
    for name in ("TransformationEvent", "AggregationEvent", "AssociationEvent", "TransactionEvent"):
        event = json.loads((VECTORS / "events" / f"{name}.json").read_text())
        answer = program.post(CAPTURE, content=json.dumps(event))
        assert answer.status_code == 202, answer.text
        asked = {"eventType": name}
        found = list(events_in(web.program("inspector").get("/api/v1/epcis/events", params=asked).json()))
        assert event_hash(event, event.get("@context")) in [event_hash(each.event, each.context) for each in found]
