"""Stock as of any past entry is the same whether it starts from a mark near by or looks at every cell."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest

from liangcao.access.permissions import EVERYTHING
from liangcao.kernel.errors import Refused
from liangcao.ledger import past
from liangcao.ledger.queries import StockFilter, stock_rows_as_of
from scenarios.cast import Cast
from scenarios.deeds import move, receive


@pytest.fixture
def marks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """An office that lived through sixty random moves, marked every seven entries."""
    monkeypatch.setattr(past, "MARK_EVERY", 7)
    chance = Random(7)
    lots = [receive(cast, 100, batch)[0] for batch in ("A", "B", "C")]
    places = ("主库", "货架一", "分库")
    for _ in range(60):
        source, to = chance.sample(places, 2)
        try:
            cast.do("全能丑", move(cast, chance.choice(lots), chance.choice((1, 50, 100)), source=source, to=to))
        except Refused:
            continue
        past.mark_stock(cast.database, 1)
    return [row[0] for row in cast.ask("SELECT DISTINCT entry FROM past_cell ORDER BY entry")]


def as_of(cast: Cast, entry: int, wanted: StockFilter) -> list[tuple[int, int, int]]:
    """(lot, place, on hand) after `entry`."""
    with cast.database.read() as connection:
        rows = stock_rows_as_of(connection, 1, EVERYTHING, wanted, entry=entry)
    return sorted((row.lot_id, row.location_id, row.on_hand) for row in rows)


def test_from_a_mark_as_from_every_cell(cast: Cast, marks: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    size = int(cast.ask("SELECT size FROM journal_head")[0][0])
    assert len(marks) > 3
    filters = (StockFilter(), StockFilter(item_id=cast.id_of("item", "外科口罩")))
    for entry in range(1, size + 1):
        for wanted in filters:
            monkeypatch.setattr(past, "NEAR", 4)  # a mark, an end of the books, or nothing near
            near = as_of(cast, entry, wanted)
            monkeypatch.setattr(past, "NEAR", -1)  # every cell
            assert near == as_of(cast, entry, wanted), entry


def test_a_mark_is_due_only_after_so_many_entries(cast: Cast, marks: list[int]) -> None:
    assert all(later - earlier >= 7 for earlier, later in pairwise(marks))
    assert not past.mark_stock(cast.database, 1)
