"""What only passes through a place within one transaction was there all the same."""

import uuid

from liangcao.access.permissions import EVERYTHING
from liangcao.ledger.queries import StockFilter, stock_rows_as_of
from liangcao.operations.submission import Submission
from scenarios.cast import Cast
from scenarios.deeds import move, receive


def test_a_past_moment_between_two_moves_of_one_transaction(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    actor_id = cast.id_of("person", "保管乙")
    commands = [move(cast, lot_id, 30), move(cast, lot_id, 30, source="货架一", to="货架二")]
    first, second = cast.office.perform_all([Submission(each, actor_id, str(uuid.uuid4())) for each in commands])
    with cast.database.read() as connection:
        between = stock_rows_as_of(connection, 1, EVERYTHING, StockFilter(), entry=first.entry)
        after = stock_rows_as_of(connection, 1, EVERYTHING, StockFilter(), entry=second.entry)
    assert {(row.location_name, row.on_hand) for row in between} == {("主库", 70), ("货架一", 30)}
    assert {(row.location_name, row.on_hand) for row in after} == {("主库", 70), ("货架二", 30)}
