"""EPCIS by the API: discovery, paging by Link, one event by its id, only what one may see."""

from urllib.parse import quote

from webtools import WebOffice, problem

from liangcao.exchange.epcis.reading import events_in, read_json
from liangcao.exchange.epcis.schema import first_fault
from liangcao.storing.commands import MoveStock

EVENTS = "/api/v1/epcis/events"


def move(web: WebOffice, quantity: int) -> None:
    lot = web.ask("SELECT lot_id FROM lot WHERE district_id = 1 AND batch_number = 'A1'")[0][0]
    command = MoveStock(lot_id=lot, source_id=web.ids["主库"], destination_id=web.ids["A-01"], quantity=quantity)
    web.do("keeper", command)


def test_events_are_read_page_by_page_and_one_by_one(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    for quantity in (10, 20, 30):
        move(web, quantity)
    program = web.program("inspector")
    answer = program.get(EVENTS, params={"EQ_bizStep": "storing", "perPage": 2})
    assert answer.status_code == 200
    assert answer.headers["GS1-EPCIS-Version"] == "2.0.0"
    assert first_fault(read_json(answer.content)) is None
    first = [each.event for each in events_in(answer.json())]
    following, _semicolon, rel = answer.headers["Link"].partition("; ")
    assert rel == 'rel="next"'
    rest = program.get(following.strip("<>"))
    assert "Link" not in rest.headers
    found = first + [each.event for each in events_in(rest.json())]
    assert [event["quantityList"][0]["quantity"] for event in found] == [10, 20, 30]
    for spelled in (quote(found[1]["eventID"], safe=""), found[1]["eventID"]):
        one = program.get(f"{EVENTS}/{spelled}")
        assert [each.event for each in events_in(one.json())] == [found[1]]
    problem(program.get(f"{EVENTS}/ni:///sha-256;0000?ver=CBV2.0"), 404, "unknown_event")
    place = found[0]["bizLocation"]["id"]
    of_place = program.get(f"/api/v1/epcis/bizLocations/{quote(place, safe='')}/events")
    assert found[0] in [each.event for each in events_in(of_place.json())]
    assert place in program.get("/api/v1/epcis/bizLocations").json()["member"]
    assert found[0]["quantityList"][0]["epcClass"] in program.get("/api/v1/epcis/epcs").json()["member"]
    assert "storing" in program.get("/api/v1/epcis/bizSteps").json()["member"]


def test_discovery_and_what_makes_no_sense(sqlite_web: WebOffice) -> None:
    program = sqlite_web.program("inspector")
    answer = program.options(EVENTS)
    assert (answer.status_code, answer.headers["GS1-CBV-Max"]) == (204, "2.0.0")
    assert "GET" in answer.headers["Allow"]
    problem(program.get(EVENTS, params={"EQ_colour": "red"}), 400, "epcis_parameter_unknown")
    problem(program.get(EVENTS, params={"nextPageToken": "x"}), 400, "epcis_parameter_invalid")
    problem(program.get(EVENTS, headers={"GS1-EPC-Format": "Always_EPC_URN"}), 406, "epcis_format_unavailable")
    problem(program.get("/api/v1/epcis/colours"), 404, "unknown_page")


def test_a_keeper_sees_what_touches_the_own_store(sqlite_web: WebOffice) -> None:
    move(sqlite_web, 10)
    keeper = sqlite_web.program("keeper")
    found = [each.event["bizStep"] for each in events_in(keeper.get(EVENTS).json())]
    assert "storing" in found
    unit = sqlite_web.program("unit")
    told = unit.get(EVENTS)
    assert told.status_code == 403 or "storing" not in told.text
