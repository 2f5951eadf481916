"""The days of the books: every entry belongs to one, the day it happened on; the sums tie with what there is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from demo.told_story import tell_small
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.funds.commands import AppropriateFunds
from liangcao.kernel.moment import day_of
from liangcao.ledger import queries
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.reports import days
from liangcao.reports.days import DayFigures, figures_of, open_days
from liangcao.storing.commands import ReverseEntry
from liangcao.storing.queries import closed_days, closings
from scenarios.cast import MORNING, Cast, found

ZONE = "Asia/Shanghai"
HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
def story(copy_of: Callable[..., str]) -> Iterator[Database]:
    database = Database(copy_of(tell_small))
    yield database
    database.dispose()


@pytest.fixture
def cast(copy_of: Callable[..., str]) -> Iterator[Cast]:
    cast = Cast(copy_of(found))
    yield cast
    cast.close()


def figures(cast: Cast, day: str) -> DayFigures:
    with cast.database.read() as connection:
        return figures_of(connection, 1, day, timezone=ZONE)


def still_open(cast: Cast, today: str) -> list[str]:
    with cast.database.read() as connection:
        return open_days(connection, 1, timezone=ZONE, today=today)


def test_every_entry_and_every_fen_belongs_to_one_day(story: Database) -> None:
    with story.read() as connection:
        first, last = ask(connection, "SELECT MIN(occurred_at), MAX(occurred_at) FROM journal")[0]
        begin, end = (date.fromisoformat(day_of(moment, ZONE)) for moment in (first, last))
        all_days = [(begin + timedelta(days=n)).isoformat() for n in range((end - begin).days + 1)]
        found = [figures_of(connection, 1, day, timezone=ZONE) for day in all_days]
        counted = {
            name: ask(connection, "SELECT COUNT(*) FROM journal WHERE action = ?", (name,))[0][0]
            for name in (days.RECEIPT, days.ISSUE)
        }
        size = ask(connection, "SELECT size FROM journal_head")[0][0]
        money = ask(
            connection,
            "SELECT SUM(on_hand) FROM balance JOIN location USING (location_id) WHERE kind = 'budget_line'",
        )
    assert sum(each.entries for each in found) == size
    assert sum(each.receipts for each in found) == counted[days.RECEIPT] > 0
    assert sum(each.issues for each in found) == counted[days.ISSUE] > 0
    assert sum(each.came_fen - each.went_fen for each in found) == int(money[0][0])
    assert all(each.came_fen >= 0 and each.went_fen >= 0 for each in found)


def test_the_days_that_are_over_are_open_until_they_are_closed(story: Database) -> None:
    with story.read() as connection:
        closed = closed_days(connection, 1)
        rows = closings(connection, 1)
        last = max(closed)
        after = [(date.fromisoformat(last) + timedelta(days=n)).isoformat() for n in range(1, 4)]
        assert open_days(connection, 1, timezone=ZONE, today=after[0]) == []
        assert open_days(connection, 1, timezone=ZONE, today=after[2]) == after[:2]
        entry = ask(connection, "SELECT MAX(number) FROM journal WHERE action = 'storing.close_day'")[0][0]
        treasurer = ask(connection, "SELECT name FROM actor WHERE login = 'treasurer'")[0][0]
    assert [row.day for row in rows] == sorted(closed, reverse=True)
    assert (rows[0].entry, rows[0].actor_name) == (entry, treasurer)
    assert day_of(rows[0].closed_at, ZONE) == after[0]


def receive_at(cast: Cast, occurred_at: int) -> None:
    """A receipt of five masks, as having happened then; 0: now."""
    command = ReceiveGoods(
        source_kind="purchase",
        source_party_id=cast.id_of("party", "上海供应"),
        location_id=cast.id_of("place", "主库"),
        lines=(ReceiptLine(item_id=cast.id_of("item", "外科口罩"), accepted=5),),
    )
    cast.do("保管乙", command, occurred_at=occurred_at)


def test_what_is_recorded_late_belongs_to_the_day_it_happened_on(cast: Cast) -> None:
    """Of today, at once and an hour late; of yesterday; of a day before the books were begun."""
    before = figures(cast, "2020-01-31")
    for ago in (0, HOUR, DAY, 40 * DAY):
        receive_at(cast, MORNING - ago)
    today, yesterday = figures(cast, "2020-01-31"), figures(cast, "2020-01-30")
    assert (today.entries - before.entries, today.receipts) == (2, 2)
    assert (yesterday.entries, yesterday.receipts, yesterday.issues) == (1, 1, 0)
    assert figures(cast, "2019-12-22").receipts == 1
    assert still_open(cast, "2020-01-31") == ["2019-12-22", "2020-01-30"], "the books were begun today"
    assert still_open(cast, "2020-02-02") == ["2019-12-22", "2020-01-30", "2020-01-31", "2020-02-01"]


def test_money_is_counted_on_its_day_in_and_out(cast: Cast) -> None:
    line = cast.id_of("place", "专款")
    cast.do("财务丁", AppropriateFunds(budget_line_id=line, amount_fen=500))
    late = cast.do("财务丁", AppropriateFunds(budget_line_id=line, amount_fen=70), occurred_at=MORNING - DAY)
    cast.do_signed("财务丁", ReverseEntry(entry=late.entry, reason="记重了"))
    today, yesterday = figures(cast, "2020-01-31"), figures(cast, "2020-01-30")
    assert (yesterday.came_fen, yesterday.went_fen) == (70, 0)
    assert (today.came_fen, today.went_fen) == (500, 70)


def test_a_day_is_told_by_the_clock_of_the_district(cast: Cast) -> None:
    receive_at(cast, MORNING - 10 * HOUR)  # midnight in Zibo
    receive_at(cast, MORNING - 10 * HOUR - 1)
    assert (figures(cast, "2020-01-31").receipts, figures(cast, "2020-01-30").receipts) == (1, 1)


def test_no_day_reads_the_journal_through(sqlite_copy: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question goes by an index, as SQLite's planner says (PostgreSQL's reads a small table through)."""
    cast = Cast(sqlite_copy(found))
    asked: list[tuple[str, Any]] = []
    with cast.database.read() as connection:
        for module in (days, queries):
            monkeypatch.setattr(module, "ask", lambda *call: asked.append(call[1:]) or ask(*call))
        figures_of(connection, 1, "2020-01-30", timezone=ZONE)
        open_days(connection, 1, timezone=ZONE, today="2020-02-02")
        plans = [
            " ".join(str(row[3]) for row in ask(connection, f"EXPLAIN QUERY PLAN {sql}", values))
            for sql, values in asked
        ]
    cast.close()
    assert len(plans) >= 8
    for plan in plans:
        assert "SCAN" not in plan.replace("SCAN done", ""), plan
    assert sum("ix_journal_late" in plan for plan in plans) == 5, plans
