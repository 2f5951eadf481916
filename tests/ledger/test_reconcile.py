"""The quick check of a day's end finds what the whole count finds, wherever a single figure was changed."""

import pytest

from liangcao.kernel.errors import Refused
from liangcao.ledger.reconcile import Difference, reconcile, reconcile_moved
from liangcao.storing.commands import CloseDay
from scenarios.cast import Cast
from scenarios.deeds import move, receive


def quick(cast: Cast, since: int) -> tuple[int, tuple[Difference, ...]]:
    """How many places of lots moved since, and what differs."""
    with cast.database.read() as connection:
        found = reconcile_moved(connection, 1, since)
    return found.cells, found.differences


def whole(cast: Cast) -> tuple[Difference, ...]:
    """What the whole count finds."""
    with cast.database.read() as connection:
        return reconcile(connection, 1).differences


def change(cast: Cast, sql: str, *values: int) -> None:
    """Change a figure behind the road's back."""
    mark = "?" if cast.database.is_sqlite else "%s"
    with cast.database.write() as connection:
        assert connection.exec_driver_sql(sql.replace("?", mark), values).rowcount == 1


@pytest.fixture
def moved(cast: Cast) -> tuple[Cast, int, int]:
    """A lot received and put away, then another: the cast, the first lot, and the entry after which only it rested."""
    lot_id, _ = receive(cast, 1_000)
    entry = cast.do("保管乙", move(cast, lot_id, 400)).entry
    other, _ = receive(cast, 50, "B1")
    cast.do("保管乙", move(cast, other, 20))
    cast.do("保管乙", move(cast, other, 20, source="货架一", to="主库"))
    return cast, lot_id, entry


def test_what_moved_is_counted_from_what_was_there_before(moved: tuple[Cast, int, int]) -> None:
    cast, lot_id, entry = moved
    assert quick(cast, entry) == (3, ())
    cast.do("保管乙", move(cast, lot_id, 100, to="货架二"))
    assert quick(cast, entry) == (5, ()), "the store and the second shelf of the first lot, three of the other"
    assert quick(cast, 0) == (7, ()), "from the beginning: all there is"
    size = cast.ask("SELECT size FROM journal_head")[0][0]
    assert quick(cast, size) == (0, ())


@pytest.mark.parametrize("place", ["主库", "货架一"])
@pytest.mark.parametrize("is_idle", [True, False])
def test_a_changed_balance_is_found_though_nothing_moved_there(
    moved: tuple[Cast, int, int], place: str, is_idle: bool
) -> None:
    cast, lot_id, entry = moved
    if not is_idle:
        cast.do("保管乙", move(cast, lot_id, 100))
    where = cast.id_of("place", place)
    change(cast, "UPDATE balance SET on_hand = on_hand + 7 WHERE lot_id = ? AND location_id = ?", lot_id, where)
    _, (found,) = quick(cast, entry)
    assert (found.lot_id, found.location_name, found.item_name) == (lot_id, place, "医用外科口罩")
    assert found.on_hand == found.counted_on_hand + 7
    assert whole(cast) == (found,)


def test_a_balance_gone_is_found(moved: tuple[Cast, int, int]) -> None:
    cast, lot_id, entry = moved
    where = cast.id_of("place", "货架一")
    change(cast, "DELETE FROM balance WHERE lot_id = ? AND location_id = ?", lot_id, where)
    _, (found,) = quick(cast, entry)
    assert (found.on_hand, found.counted_on_hand) == (0, 400)


def test_two_changes_that_make_up_for_each_other_are_found_where_something_moved(moved: tuple[Cast, int, int]) -> None:
    cast, lot_id, _ = moved
    for place, more in (("主库", 9), ("货架一", -9)):
        where = cast.id_of("place", place)
        sql = "UPDATE balance SET on_hand = on_hand + ? WHERE lot_id = ? AND location_id = ?"
        change(cast, sql, more, lot_id, where)
    _, found = quick(cast, 0)
    assert [each.on_hand - each.counted_on_hand for each in found] == [9, -9]
    assert found == whole(cast)


def test_a_changed_promise_is_found_where_something_moved(moved: tuple[Cast, int, int]) -> None:
    cast, lot_id, _ = moved
    where = cast.id_of("place", "货架一")
    change(cast, "UPDATE balance SET held = held + 5 WHERE lot_id = ? AND location_id = ?", lot_id, where)
    _, (found,) = quick(cast, 0)
    assert (found.held, found.counted_held, found.on_hand) == (5, 0, found.counted_on_hand)


def test_a_day_is_not_closed_on_books_that_do_not_tie(moved: tuple[Cast, int, int]) -> None:
    cast, lot_id, _ = moved
    cast.do("财务丁", CloseDay(day="2020-01-29"))
    where = cast.id_of("place", "主库")
    sql = "UPDATE balance SET on_hand = on_hand + ? WHERE lot_id = ? AND location_id = ?"
    change(cast, sql, 1, lot_id, where)
    before = cast.state_hash()
    with pytest.raises(Refused, match="books_differ") as refusal:
        cast.do("财务丁", CloseDay(day="2020-01-30"))
    assert refusal.value.reasons[0].params == {"location": "主库", "lot": f"医用外科口罩 #{lot_id}", "differences": 1}
    assert cast.state_hash() == before
    change(cast, sql, -1, lot_id, where)
    cast.do("财务丁", CloseDay(day="2020-01-30"))
