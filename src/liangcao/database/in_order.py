"""Statements that name their keys first and go from there into an index, joined in the order they are written."""

from sqlalchemy import Connection

from liangcao.database.driver import is_sqlite, run

_SETTINGS = (
    "join_collapse_limit = 1", "enable_hashjoin = off", "enable_mergejoin = off", "enable_seqscan = off", "jit = off",
)  # fmt: skip


def join_in_order(connection: Connection) -> None:
    """Until the end of the transaction PostgreSQL joins as written, row by row, and spends no time on other plans.

    What is young and small today is not tomorrow: a plan that reads a whole table because it is small would grow with
    it. SQLite is left alone: it does so by itself.
    """
    if not is_sqlite(connection):
        for setting in _SETTINGS:
            run(connection, f"SET LOCAL {setting}")
