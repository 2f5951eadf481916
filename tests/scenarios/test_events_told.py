"""Worked examples told as events: what really was packed, made, counted, signed for and undone adds up to the books.

How each row of the table must look is in tests/exchange/test_epcis_rows.py; here the rows are as handlers write them.
"""

import pytest

from exchange.event_books import books_until, mapped_of
from liangcao.exchange.epcis.export import Stretch, document_of
from liangcao.exchange.epcis.naming import CONTEXT
from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.reading import read_json
from liangcao.exchange.epcis.recount import recount
from liangcao.exchange.epcis.schema import first_fault
from scenarios.scenes import SqliteScenes
from scenarios.script import FOLDER, Stage, read_scenarios

TOLD = {
    "packing.assemble_kits": (0, {("TransformationEvent", "repackaging")}),
    "packing.repack_lot": (0, {("TransformationEvent", "repackaging")}),
    "packing.take_apart": (0, {("TransformationEvent", "repackaging")}),
    "packing.set_prefix": (0, {("AggregationEvent", "packing")}),
    "packing.unpack_package": (0, {("AggregationEvent", "packing"), ("AggregationEvent", "unpacking")}),
    "picking.put_back": (0, {("ObjectEvent", "picking"), ("ObjectEvent", "storing")}),
    "shipping.take_over": (0, {("ObjectEvent", "loading"), ("ObjectEvent", "shipping")}),
    "delivering.sign_publicly": (1, {("ObjectEvent", "receiving")}),
    "shipping.undo_delivery": (1, {("ObjectEvent", "receiving")}),
    "counting.post_differences": (0, {("ObjectEvent", "stock_taking")}),
    "returns.examine_return": (0, {("ObjectEvent", "receiving"), ("ObjectEvent", "inspecting")}),
    "disposal.witness_disposal": (0, {("ObjectEvent", "destroying")}),
    "loans.take_back": (0, {("ObjectEvent", "receiving")}),
    "recall.open_recall": (0, {("ObjectEvent", "holding")}),
}
"""Of each file which example, and what it must tell among the rest."""


@pytest.mark.parametrize("name", [name for name in TOLD if (FOLDER / f"{name}.txt").exists()])
def test_what_was_done_is_told_and_adds_up(name: str, sqlite_scenes: SqliteScenes) -> None:
    which, expected = TOLD[name]
    scenario = read_scenarios(FOLDER / f"{name}.txt")[which]
    cast, names = sqlite_scenes.begin(scenario.begins)
    try:
        Stage(cast, names).play(scenario)
        with cast.database.read() as connection:
            raw = b"".join(document_of(connection, 1, "Asia/Shanghai", Stretch()))
        events = [each.event for each in mapped_of(cast.database)]
        books = books_until(cast.database, 2**53 - 1)
    finally:
        cast.close()
    assert first_fault(read_json(raw)) is None
    assert expected <= {(event["type"], event["bizStep"]) for event in events}
    assert all(event_hash(event, CONTEXT) == event["eventID"] for event in events)
    assert recount(events) == books
