"""Sums of flows: whatever is summed already and whatever is not, they say what the lines say."""

from collections.abc import Callable, Iterator

import pytest

from harness.copies import Prepare
from liangcao.ledger import party_flows
from liangcao.ledger.party_flows import brought_by, received_by, sum_flows
from liangcao.storing.commands import ReverseEntry
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive
from scenarios.given import given_books


@pytest.fixture
def cast(copy_of: Callable[[Prepare], str]) -> Iterator[Cast]:
    office = Cast(copy_of(found))
    yield office
    office.close()


def told(cast: Cast) -> dict[tuple[int, int, int], int]:
    """The same by summing every line."""
    rows = cast.ask(
        "SELECT location.location_id, lot.item_id, COALESCE(lot.source_party_id, 0), "
        "SUM(CASE WHEN line.destination_id = location.location_id THEN quantity ELSE -quantity END) "
        "FROM location JOIN line ON location.location_id IN (line.source_id, line.destination_id) "
        "JOIN lot ON lot.lot_id = line.lot_id JOIN item ON item.item_id = lot.item_id AND item.kind = 'goods' "
        "WHERE location.is_outside = 1 GROUP BY location.location_id, lot.item_id, COALESCE(lot.source_party_id, 0)"
    )
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows if row[3]}


def read(cast: Cast) -> dict[tuple[int, int, int], int]:
    """All sums, place by place, and the same party by party."""
    with cast.database.read() as connection:
        places = [row[0] for row in cast.ask("SELECT location_id FROM location WHERE is_outside = 1")]
        parties = [row[0] for row in cast.ask("SELECT party_id FROM party")]
        by_place = [each for place in places for each in received_by(connection, 1, place)]
        by_party = [each for party in parties for each in brought_by(connection, 1, party)]
    assert sorted(map(repr, by_party)) == sorted(repr(each) for each in by_place if each.party_id)
    return {(each.location_id, each.item_id, each.party_id): each.quantity for each in by_place if each.quantity}


def test_summed_or_not_the_sums_are_the_lines(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lot_id, entry = receive(cast, 100)
    given_books(cast)
    assert read(cast) == told(cast) != {}
    monkeypatch.setattr(party_flows, "SUM_EVERY", 1)
    monkeypatch.setattr(party_flows, "MOST_AT_ONCE", 7)
    while sum_flows(cast.database, 1):
        assert read(cast) == told(cast)
    assert not sum_flows(cast.database, 1)
    assert read(cast) == told(cast)
    cast.do("保管乙", move(cast, lot_id, 30))
    receive(cast, 7, "B7")
    cast.do_signed("保管乙", ReverseEntry(entry=receive(cast, 9, "B9")[1], reason="记错"))
    assert read(cast) == told(cast), "what came since is added"
    sum_flows(cast.database, 1)
    assert read(cast) == told(cast)
    assert entry
