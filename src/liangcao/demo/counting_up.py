"""Counts in the story: a shelf counted by who does not keep it, one difference agreed to; one under way."""

from liangcao.access.permissions import EVERYTHING
from liangcao.counting.commands import CountedLine, CountGoods, ExplainedLine, FinishCount, PostDifferences, StartCount
from liangcao.demo import goods
from liangcao.demo.cast import APPROVER, COORDINATOR, INSPECTOR, TREASURER
from liangcao.demo.telling import Telling
from liangcao.demo.world import World
from liangcao.ledger.queries import StockFilter, StockRow, stock_rows


def _on(telling: Telling, shelf: str) -> list[StockRow]:
    with telling.office.database.read() as connection:
        rows = stock_rows(connection, telling.office.district_id, EVERYTHING, StockFilter())
    return [row for row in rows if row.location_id == telling.places[shelf]]


def _count_begun(telling: Telling, shelf: str) -> int:
    begun = telling.do(COORDINATOR, StartCount(location_id=telling.places[shelf]))
    return int(begun.answer["count_id"])


def _counted(row: StockRow, quantity: int) -> CountedLine:
    return CountedLine(lot_id=row.lot_id, location_id=row.location_id, quantity=quantity, is_total=True)


def count_a_shelf(telling: Telling, _world: World) -> None:
    """The inspector counts; one pair of goggles is not there. The treasurer says why, the approver agrees."""
    telling.at(telling.day, "15:30")
    count_id = _count_begun(telling, "B-02")
    goggles = telling.items[goods.GOGGLES]
    lines = tuple(_counted(row, row.on_hand - (row.item_id == goggles)) for row in _on(telling, "B-02"))
    telling.do(INSPECTOR, CountGoods(count_id=count_id, lines=lines))
    telling.do(INSPECTOR, FinishCount(count_id=count_id))
    (missing,) = (row for row in _on(telling, "B-02") if row.item_id == goggles)
    line = ExplainedLine(
        lot_id=missing.lot_id, location_id=missing.location_id, reason="damaged", note="镜片裂了，已扔"
    )
    command = PostDifferences(count_id=count_id, round_number=1, lines=(line,))
    telling.do_with(TREASURER, APPROVER, command)


def leave_a_count(telling: Telling, _world: World) -> None:
    """For whoever enters: a count of two shelves under way, half of it counted."""
    telling.at(telling.day, "09:00")
    count_id = _count_begun(telling, "C-01")
    rows = _on(telling, "C-01")
    lines = tuple(_counted(row, row.on_hand) for row in rows[: len(rows) // 2])
    telling.do(INSPECTOR, CountGoods(count_id=count_id, lines=lines))
