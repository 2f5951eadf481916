"""What was promised at a past moment is told with what was there."""

from liangcao.access.permissions import EVERYTHING
from liangcao.ledger.queries import StockFilter, stock_rows_as_of
from scenarios.cast import Cast
from scenarios.written import written_books


def test_a_promise_shows_from_its_entry_on(cast: Cast) -> None:
    lot_id = written_books(cast)
    size = cast.ask("SELECT size FROM journal_head")[0][0]
    promised = cast.ask("SELECT MIN(entry) FROM hold")[0][0]
    with cast.database.read() as connection:
        held = {
            entry: sum(
                row.held for row in stock_rows_as_of(connection, 1, EVERYTHING, StockFilter(lot_id=lot_id), entry=entry)
            )
            for entry in (promised - 1, promised, size)
        }
    assert held == {promised - 1: 0, promised: 40, size: 40}
