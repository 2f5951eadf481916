"""What somebody changes behind the road's back is found by verify or reconcile; clocks that go wrong are noticed."""

import pytest
from sqlalchemy import Connection

from liangcao.kernel.errors import Refused
from liangcao.ledger.reconcile import reconcile
from liangcao.receiving.commands import QuarantineLot, ReleaseLot
from liangcao.reports.verify import verify_books
from scenarios.cast import MORNING, Cast
from scenarios.deeds import move, receive
from scenarios.written import written_books

HOUR = 3_600_000
FIRST_MOVE = (
    "(entry, ordinal) = (SELECT entry, ordinal FROM line WHERE kind = 'transfer' ORDER BY entry, ordinal LIMIT 1)"
)
FORGERIES = {
    "a line's quantity": "UPDATE line SET quantity = quantity + 1 WHERE entry = (SELECT MAX(entry) FROM line)",
    "a line gone": "DELETE FROM line WHERE entry = (SELECT MAX(entry) FROM line)",
    "a hold's document": "UPDATE hold SET document = 'plan:1:1'",
    "a hold gone": "DELETE FROM hold",
    "an entry's body": "UPDATE journal SET body = leaf_hash WHERE number = 3",
    "an entry's hash": "UPDATE journal SET leaf_hash = (SELECT leaf_hash FROM journal WHERE number = 1) "
    "WHERE number = 2",
    "an entry in the middle gone": "DELETE FROM journal WHERE number = 5",
    "the last entry gone": "DELETE FROM journal WHERE number = (SELECT size FROM journal_head)",
    "who an entry says did it": "UPDATE journal SET actor_id = actor_id + 1 WHERE number = 9",
    "a balance": "UPDATE balance SET on_hand = on_hand + 1 WHERE is_outside = 0",
    "a balance and its promise": "UPDATE balance SET held = held - 1 WHERE held > 0",
    "a balance gone": "DELETE FROM balance WHERE held = 0",
    "line and both balances": "UPDATE line SET quantity = quantity + 1, source_after = source_after - 1, "
    f"destination_after = destination_after + 1 WHERE kind = 'transfer' AND {FIRST_MOVE};"
    "UPDATE balance SET on_hand = on_hand - 1 WHERE (lot_id, location_id) = (SELECT lot_id, source_id FROM line "
    f"WHERE kind = 'transfer' AND {FIRST_MOVE});"
    "UPDATE balance SET on_hand = on_hand + 1 WHERE (lot_id, location_id) = (SELECT lot_id, destination_id FROM line "
    f"WHERE kind = 'transfer' AND {FIRST_MOVE})",
}


def forge(connection: Connection, statements: str) -> None:
    """Change rows as somebody could who owns the database: triggers and foreign keys out of the way."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    else:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for statement in statements.split(";"):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_is_found(what: str, cast: Cast) -> None:
    written_books(cast)
    assert verify_books(cast.database, 1).ok
    if cast.database.is_sqlite:  # its foreign keys cannot be set aside within a transaction
        cast.database.dispose()
        with cast.database.engine.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            forge(connection, FORGERIES[what])
            connection.commit()
    else:
        with cast.database.write() as connection:
            forge(connection, FORGERIES[what])
    assert verify_books(cast.database, 1).problems != ()


@pytest.mark.parametrize("what", ["a balance", "a balance and its promise", "a line gone", "a hold gone"])
def test_reconcile_finds_what_does_not_add_up(what: str, cast: Cast) -> None:
    written_books(cast)
    with cast.database.read() as connection:
        assert reconcile(connection, 1).ok
    with cast.database.write() as connection:
        forge(connection, FORGERIES[what])
    with cast.database.read() as connection:
        assert not reconcile(connection, 1).ok


def test_who_cleared_a_lot_may_stop_it_again_and_the_books_hold(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    cast.do("保管乙", QuarantineLot(lot_id=lot_id, reason="等检验"))
    cast.do("审批丙", ReleaseLot(lot_id=lot_id, evidence="检验报告一号"))
    cast.do("审批丙", QuarantineLot(lot_id=lot_id, reason="有人投诉"))
    assert verify_books(cast.database, 1).problems == ()


def test_a_clock_an_hour_back_stops_the_books_and_says_by_how_much(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    before = cast.state_hash()
    cast.clock.advance(-HOUR)
    with pytest.raises(Refused) as refusal:
        cast.do("保管乙", move(cast, lot_id, 1))
    assert (refusal.value.code, refusal.value.reasons[0].params) == ("clock_behind", {"seconds": 3600})
    assert cast.state_hash() == before


def test_a_clock_a_little_back_does_not_stop_and_does_not_turn_back(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    cast.clock.advance(-4 * 60_000)
    assert cast.do("保管乙", move(cast, lot_id, 1)).recorded_at == MORNING
    assert verify_books(cast.database, 1).ok


def test_a_clock_ahead_goes_on_and_then_stops_when_it_is_set_right(cast: Cast) -> None:
    """Nobody can tell a clock that runs ahead; set right again, the books wait rather than write backwards."""
    lot_id, _ = receive(cast)
    cast.clock.advance(HOUR)
    cast.do("保管乙", move(cast, lot_id, 1))
    cast.clock.advance(-HOUR)
    with pytest.raises(Refused, match="clock_behind"):
        cast.do("保管乙", move(cast, lot_id, 1))
    cast.clock.advance(HOUR)
    cast.do("保管乙", move(cast, lot_id, 1))
    assert verify_books(cast.database, 1).ok
