"""Two who want the same money, a donor's money followed to the goods, a day that does not tie: on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.copies import Prepare
from liangcao.database.engine import Database
from liangcao.funds.commands import AppropriateFunds
from liangcao.kernel.clock import FixedClock
from liangcao.kernel.errors import Refused
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.procurement.commands import ApprovePurchase
from liangcao.reports.money_ties import money_and_goods, money_lots, spent_on, stock_value
from liangcao.storing.commands import CloseDay
from scenarios.cast import MORNING, Cast, found
from scenarios.purchases import bought, propose

DAY = 86_400_000


@pytest.fixture
def cast(copy_of: Callable[[Prepare], str]) -> Iterator[Cast]:
    """The founded office."""
    office = Cast(copy_of(found))
    yield office
    office.close()


def test_of_two_who_want_the_same_money_one_has_it(cast: Cast) -> None:
    """Two servers, two approvers, at once: 400 yuan are there, each purchase wants 300."""
    cast.do("财务丁", AppropriateFunds(budget_line_id=cast.id_of("place", "专款"), amount_fen=40_000))
    numbers = [propose(cast), propose(cast)]
    people = [cast.id_of("person", name) for name in ("审批丙", "全能丑")]

    def approve(which: int) -> str:
        database = Database(cast.database.url.render_as_string(hide_password=False))
        office = Office(database, FixedClock(MORNING))
        command = ApprovePurchase(purchase_id=numbers[which], has_seen_flags=True)
        try:
            office.perform(Submission(command, people[which], f"6a1c9c0e-0000-4000-8000-00000000000{which}"))
        except Refused as refusal:
            return f"{refusal.code} {refusal.reasons[0].params['missing_fen']}"
        finally:
            database.dispose()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, (0, 1))) == ["approved", "not_enough_money 20000"]
    assert cast.ask("SELECT SUM(held) FROM balance") == [(30_000,)]


def test_from_the_donor_to_the_goods(cast: Cast) -> None:
    number = bought(cast)
    with cast.database.read() as connection:
        money = money_lots(connection, 1)[0]
        spent = spent_on(connection, 1, money.lot_id)
        worth = stock_value(connection, 1)
        report = money_and_goods(connection, 1)
    assert [(each.purchase_id, each.paid_fen, each.committed_fen) for each in spent] == [(number, 30_000, 0)]
    assert [quantity for _, _, _, quantity in spent[0].goods] == [100]
    assert [(row.budget_line, row.on_hand, row.value_fen) for row in worth] == [("专款", 100, 30_000)]
    line = report.lines[0]
    assert report.ok
    assert line.ordered_fen == line.received_fen + line.outstanding_fen + line.dropped_fen == 30_000
    assert line.accepted_fen + line.prepaid_fen == line.paid_fen + line.owed_fen


def test_a_day_that_does_not_tie_stays_open(cast: Cast) -> None:
    """Somebody behind the road's back makes the goods dearer than they were bought."""
    number = bought(cast)
    cast.clock.advance(DAY)
    with cast.database.write() as connection:
        connection.exec_driver_sql("UPDATE lot SET unit_cost_fen = 310 WHERE unit_cost_fen = 300")
    with pytest.raises(Refused, match="untied") as refusal:
        cast.do("财务丁", CloseDay(day="2020-01-31"))
    params = refusal.value.reasons[0].params
    assert (params["purchase"], params["difference_fen"]) == (number, 1_000)
    with cast.database.write() as connection:
        connection.exec_driver_sql("UPDATE lot SET unit_cost_fen = 300 WHERE unit_cost_fen = 310")
    cast.do("财务丁", CloseDay(day="2020-01-31"))
