"""The told story as EPCIS events: valid, the same every time, and enough to compute the books from."""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from demo.told_story import tell_small
from exchange.event_books import ZONE, books_until, mapped_of
from liangcao.access.permissions import EVERYTHING, Scope
from liangcao.catalog.commands import AddCode
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.exchange.epcis.asking import Question, question_of
from liangcao.exchange.epcis.export import Stretch, document_of
from liangcao.exchange.epcis.naming import CONTEXT
from liangcao.exchange.epcis.pages import Asked, EventIndex, Token, page_of_events
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.reading import events_in, read_json
from liangcao.exchange.epcis.recount import recount
from liangcao.exchange.epcis.schema import first_fault
from liangcao.exchange.epcis.steps import DISPOSITIONS, STEPS
from liangcao.kernel.clock import FixedClock
from liangcao.kernel.errors import Refused
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission

OBJECT = "ObjectEvent"
Copy = Callable[[Callable[[str], None]], str]


@pytest.fixture
def story(copy_of: Copy) -> Iterator[Database]:
    database = Database(copy_of(tell_small))
    yield database
    database.dispose()


def exported(database: Database) -> bytes:
    with database.read() as connection:
        return b"".join(document_of(connection, 1, ZONE, Stretch()))


def test_the_exported_document_alone_gives_the_books(story: Database) -> None:
    raw = exported(story)
    assert raw == exported(story)
    value = read_json(raw)
    assert first_fault(value) is None
    events = [each.event for each in events_in(value)]
    assert len(events) > 200
    assert recount(events) == books_until(story, 2**53 - 1)
    assert all(event_hash(event, CONTEXT) == event["eventID"] for event in events)
    assert {event["bizStep"] for event in events} <= set(STEPS)
    words = {event.get("disposition") for event in events} - {None}
    words |= {word for event in events for word in event.get("persistentDisposition", {}).get("set", ())}
    assert words <= set(DISPOSITIONS)


def test_at_any_moment_the_events_until_then_give_the_books_of_then(story: Database) -> None:
    mapped = mapped_of(story)
    last = mapped[-1].entry
    for entry in random.Random(7).sample(range(1, last), 6):
        then = [each.event for each in mapped if each.entry <= entry]
        assert recount(then) == books_until(story, entry), entry


def test_every_entry_that_moves_goods_has_events(story: Database) -> None:
    moved = {each.entry for each in mapped_of(story)}
    with story.read() as connection:
        sql = (
            "SELECT DISTINCT line.entry FROM line JOIN lot ON lot.lot_id = line.lot_id "
            "JOIN item ON item.item_id = lot.item_id WHERE item.kind = 'goods'"
        )
        assert {row[0] for row in ask(connection, sql, ())} <= moved


def test_what_was_undone_is_told_again_with_the_same_hash(story: Database) -> None:
    events = [each.event for each in mapped_of(story)]
    wrong = [event for event in events if "errorDeclaration" in event]
    assert wrong
    for event in wrong:
        first = next(each for each in events if each["eventID"] == event["eventID"])
        assert "errorDeclaration" not in first
        assert event["errorDeclaration"]["reason"] == "did_not_occur"
        assert event["recordTime"] > first["recordTime"]
        assert event_hash(event, CONTEXT) == event["eventID"]


def test_nobody_is_named(story: Database) -> None:
    text = exported(story).decode()
    with story.read() as connection:
        names = [row[0] for row in ask(connection, "SELECT name FROM actor UNION SELECT name FROM party", ())]
    assert len(names) > 20
    assert [name for name in names if name in text] == []
    assert "actor" not in text


def test_a_barcode_registered_later_changes_nothing_of_the_past(story: Database) -> None:
    before = [each.event for each in mapped_of(story)]
    with story.read() as connection:
        item = ask(
            connection,
            "SELECT lot.item_id FROM lot WHERE batch_number <> '' AND item_id NOT IN "
            "(SELECT item_id FROM item_code WHERE system = 'gtin') LIMIT 1",
            (),
        )[0][0]
        actor = ask(connection, "SELECT actor_id FROM role_grant WHERE role = 'admin' LIMIT 1", ())[0][0]
        now = ask(connection, "SELECT recorded_at FROM journal_head", ())[0][0]
    office = Office(story, FixedClock(now))
    office.perform(Submission(AddCode(item_id=item, system="gtin", code="6901234567892"), actor, str(uuid.uuid4())))
    assert [each.event for each in mapped_of(story)] == before


def pages(database: Database, asked: dict[str, str], scope: Scope = EVERYTHING, most: int = 7) -> list[dict[str, Any]]:
    """All events asked for, page by page."""
    found: list[dict[str, Any]] = []
    token: Token | None = Token()
    with database.read() as connection:
        while token is not None:
            more, token = page_of_events(connection, Asked(1, ZONE, scope, question_of(asked)), token, most)
            found += more
            assert token is None or Token.read(str(token)) == token
    return found


@pytest.mark.parametrize("most", [2, 500])
def test_pages_together_are_the_whole(story: Database, most: int) -> None:
    assert pages(story, {}, most=most) == [each.event for each in mapped_of(story)]


def test_questions_find_what_they_ask_for(story: Database) -> None:
    every = [each.event for each in mapped_of(story)]
    shipped = [event for event in every if event["bizStep"] == "shipping" and event.get("disposition") == "in_transit"]
    some = shipped[0]
    with story.read() as connection:
        store, path = ask(connection, "SELECT location_id, path FROM location WHERE kind = 'store' LIMIT 1", ())[0]
        sql = "SELECT location_id FROM location WHERE path LIKE ?"
        below = {_place(each, some) for (each,) in ask(connection, sql, (f"{path}%",))}
    above = _place(store, some)
    assert len(below) > 1
    lot, paper = some["quantityList"][0]["epcClass"], some["bizTransactionList"][0]
    cases: list[tuple[dict[str, str], Callable[[dict[str, Any]], bool]]] = [
        ({"EQ_bizStep": "shipping|accepting"}, lambda e: e["bizStep"] in ("shipping", "accepting")),
        ({"EQ_bizStep": "https://ref.gs1.org/cbv/BizStep-shipping"}, lambda e: e["bizStep"] == "shipping"),
        ({"EQ_disposition": "in_transit"}, lambda e: e.get("disposition") == "in_transit"),
        ({"EQ_action": "DELETE", "eventType": OBJECT}, lambda e: (e.get("action"), e["type"]) == ("DELETE", OBJECT)),
        ({"MATCH_anyEPC": lot}, lambda e: lot in json.dumps(_amounts(e))),
        ({"EQ_readPoint": some["readPoint"]["id"]}, lambda e: e["readPoint"] == some["readPoint"]),
        ({"GE_eventTime": some["eventTime"]}, lambda e: e["eventTime"] >= some["eventTime"]),
        ({"LT_recordTime": some["recordTime"]}, lambda e: e["recordTime"] < some["recordTime"]),
        ({"GE_recordTime": some["recordTime"]}, lambda e: e["recordTime"] >= some["recordTime"]),
        ({"EXISTS_errorDeclaration": "true"}, lambda e: "errorDeclaration" in e),
        ({"GE_quantity": "10000"}, lambda e: any(q["quantity"] >= 10_000 for q in _amounts(e))),
        ({"WD_bizLocation": above}, lambda e: e.get("bizLocation", {}).get("id") in below),
        ({"WD_readPoint": f"urn:nowhere|{above}"}, lambda e: e["readPoint"]["id"] in below),
        ({"WD_readPoint": "urn:nowhere"}, lambda e: False),
        ({"EQ_bizTransaction_desadv": paper["bizTransaction"]}, lambda e: paper in e.get("bizTransactionList", [])),
        ({"EQ_eventID": some["eventID"]}, lambda e: e["eventID"] == some["eventID"]),
        ({"MATCH_epc": "urn:epc:id:sgtin:4012345.011111.987"}, lambda e: False),
    ]  # fmt: skip
    for asked, wanted in cases:
        assert pages(story, asked) == [event for event in every if wanted(event)], asked


def _place(number: int, event: dict[str, Any]) -> str:
    return f"{event['readPoint']['id'].rpartition('/')[0]}/{number}"


def _amounts(event: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
    return [each for name in names for each in event.get(name, ())]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"EQ_colour": "red"}, "epcis_parameter_unknown"),
        ({"orderBy": "eventTime"}, "epcis_parameter_unanswered"),
        ({"GE_eventTime": "yesterday"}, "epcis_parameter_invalid"),
        ({"GE_eventTime": "2020-02-03T08:00:00"}, "epcis_parameter_invalid"),
        ({"EQ_action": "WATCH"}, "epcis_parameter_invalid"),
        ({"EQ_bizStep": ""}, "epcis_parameter_invalid"),
        ({"GT_quantity": "NaN"}, "epcis_parameter_invalid"),
        ({"EXISTS_errorDeclaration": "perhaps"}, "epcis_parameter_invalid"),
        ({"MATCH_epc": "|".join("x" * 200)}, "epcis_parameter_invalid"),
    ],
)
def test_questions_that_make_no_sense_are_refused(asked: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        question_of(asked)
    assert refusal.value.code == code


def test_who_sees_one_place_sees_what_touches_it(story: Database) -> None:
    with story.read() as connection:
        path, number = ask(connection, "SELECT path, location_id FROM location WHERE kind = 'shelf' LIMIT 1", ())[0]
    seen = pages(story, {}, Scope((path,), ()))
    assert 0 < len(seen) < len(pages(story, {}, most=500))
    assert all(f"/place/{number}" in json.dumps(event) for event in seen)
    assert pages(story, {}, Scope((), ())) == []


def test_an_event_is_found_by_its_id(story: Database) -> None:
    mapped = mapped_of(story)
    index = EventIndex()
    everything = Asked(1, ZONE, EVERYTHING, Question())
    with story.read() as connection:
        for each in (mapped[0], mapped[len(mapped) // 2], mapped[-1]):
            found = index.find(connection, everything, each.event["eventID"])
            assert each.event in found
        wrong = next(each.event for each in mapped if "errorDeclaration" in each.event)
        assert len(index.find(connection, everything, wrong["eventID"])) == 2
        assert index.find(connection, everything, "ni:///sha-256;00?ver=CBV2.0") == []
        nobody = Asked(1, ZONE, Scope((), ()), Question())
        assert index.find(connection, nobody, mapped[0].event["eventID"]) == []
