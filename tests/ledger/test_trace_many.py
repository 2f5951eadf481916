"""The way of many lots at once: the same as lot by lot; what was made of what is followed both ways, and ends."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine

from harness.copies import Prepare
from liangcao.ledger.trace import flows_of_lot, steps_of_lot
from liangcao.ledger.trace_many import count_steps, flows_of_lots, related, steps_of_lots
from liangcao.storing.commands import ReverseEntry
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive


@pytest.fixture
def cast(sqlite_copy: Callable[[Prepare], str]) -> Iterator[Cast]:
    office = Cast(sqlite_copy(found))
    yield office
    office.close()


def test_many_lots_are_told_as_each_alone(cast: Cast) -> None:
    lots = [receive(cast, 100 + number, f"A{number}")[0] for number in range(3)]
    cast.do("保管乙", move(cast, lots[0], 30))
    wrong = cast.do("保管乙", move(cast, lots[1], 40))
    cast.do("保管乙", ReverseEntry(entry=wrong.entry, reason="放错了"))
    with cast.database.read() as connection:
        alone = [step for lot_id in lots for step in steps_of_lot(connection, 1, lot_id)]
        together = steps_of_lots(connection, 1, lots, page=(100, 0))
        assert together == sorted(alone, key=lambda step: (step.entry, step.ordinal))
        assert [step.reversed_by for step in together if step.entry == wrong.entry] == [wrong.entry + 1]
        assert steps_of_lots(connection, 1, lots, page=(2, 1)) == together[1:3]
        assert count_steps(connection, 1, lots) == len(together) == 6
        flows = flows_of_lots(connection, 1, lots)
        for lot_id in lots:
            mine = [(each.source_id, each.destination_id, each.quantity) for each in flows if each.lot_id == lot_id]
            assert mine == [
                (each.source_id, each.destination_id, each.quantity) for each in flows_of_lot(connection, 1, lot_id)
            ]
        assert steps_of_lots(connection, 1, []) == []
        assert count_steps(connection, 1, []) == 0


def test_what_became_what_is_followed_both_ways_and_a_circle_ends() -> None:
    """In a table by itself: the books would not take up lots that were made of one another in a circle."""
    links = ((1, 5, 11, 13, 100), (1, 5, 12, 13, 200), (1, 6, 13, 14, 50), (1, 7, 14, 13, 1), (2, 5, 11, 99, 7))
    with create_engine("sqlite://").connect() as connection:
        columns = "district_id, entry, from_lot_id, to_lot_id, quantity"
        connection.exec_driver_sql(f"CREATE TABLE transformation ({columns})")
        for link in links:
            connection.exec_driver_sql(f"INSERT INTO transformation VALUES {link}")
        onward = related(connection, 1, [11], forward=True, most=50)
        assert [(each.from_lot_id, each.to_lot_id) for each in onward] == [(11, 13), (13, 14), (14, 13)]
        back = related(connection, 1, [14], forward=False, most=50)
        assert {(each.from_lot_id, each.to_lot_id) for each in back} == {(13, 14), (11, 13), (12, 13), (14, 13)}
        assert len(related(connection, 1, [14], forward=False, most=2)) == 2
    connection.engine.dispose()
