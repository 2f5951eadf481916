"""A value beyond every column is refused by name, whichever way it reaches the database."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from liangcao.database.bulk import ask, query, select_by_keys, select_by_texts, tell
from liangcao.database.driver import ask_together, is_sqlite, run_many
from liangcao.database.engine import Database
from liangcao.kernel.errors import Refused

ONE = "SELECT CAST(? AS BIGINT)"
WAYS: dict[str, Callable[[Connection, Any], object]] = {
    "asked": lambda connection, value: ask(connection, ONE, (value,)),
    "told": lambda connection, value: tell(connection, ONE, (value,)),
    "together": lambda connection, value: ask_together(connection, [query(connection, ONE, (value,))]),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**30, "\ud800"])
def test_what_no_column_can_hold_is_refused(database_url: str, way: str, value: Any) -> None:
    database = Database(database_url)
    try:
        with pytest.raises(Refused, match="value_unstorable"), database.read() as connection:
            WAYS[way](connection, value)
        with database.read() as connection:  # the connection is none the worse
            assert ask(connection, ONE, (2**63 - 1,)) == [(2**63 - 1,)]
    finally:
        database.dispose()


def test_a_text_among_many_is_not_cut_at_its_nul(database_url: str) -> None:
    database = Database(database_url)
    sql = "SELECT k1 FROM {keys} JOIN (SELECT 'a' AS one) AS one ON one = k1 WHERE one = ?"
    with pytest.raises(Refused, match="value_unstorable"), database.read() as connection:
        select_by_texts(connection, sql, ["b", "a\0"], ("a",))
    database.dispose()


def test_a_key_among_many_finds_nothing_or_is_refused(database_url: str) -> None:
    database = Database(database_url)
    sql = "SELECT k1 FROM {keys} JOIN (SELECT 1 AS one) AS one ON one = k1 WHERE one = ?"
    with suppress(Refused), database.read() as connection:
        assert select_by_keys(connection, sql, [(10**30,)], (1,)) == []
    database.dispose()


def test_many_rows_are_held_to_the_same(sqlite_file_url: str) -> None:
    database = Database(sqlite_file_url)
    with database.write() as connection:
        tell(connection, "CREATE TABLE number (value INTEGER)")
    with pytest.raises(Refused, match="value_unstorable"), database.write() as connection:
        run_many(connection, "INSERT INTO number VALUES (?)", [(1,), (2**63,)])
    with database.read() as connection:
        assert ask(connection, "SELECT * FROM number") == []
    database.dispose()


def test_a_faulty_statement_stays_a_fault(database_url: str) -> None:
    database = Database(database_url)
    with database.read() as connection, pytest.raises(DBAPIError):
        ask(connection, "SELECT nothing FROM nowhere")
    with database.read() as connection:
        if not is_sqlite(connection):
            with pytest.raises(DBAPIError):
                ask(connection, "SELECT 1 / 0")
    database.dispose()
