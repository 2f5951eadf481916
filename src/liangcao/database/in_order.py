"""Statements that name their keys first and go from there into an index, joined in the order they are written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.database.driver import Query, is_sqlite, run

_SETTINGS = (
    "join_collapse_limit = 1", "enable_hashjoin = off", "enable_mergejoin = off", "enable_seqscan = off", "jit = off",
)  # fmt: skip

_ALONE = "max_parallel_workers_per_gather = 0"
"""Helpers take longer to come than some hundred steps into an index."""


_KNOWN = "liangcao_plan_settings"


def join_in_order(connection: Connection) -> None:
    """Until the end of the transaction PostgreSQL joins as written, row by row, and spends no time on other plans.

    What is young and small today is not tomorrow: a plan that reads a whole table because it is small would grow with
    it. SQLite is left alone: it does so by itself.
    """
    if not is_sqlite(connection):
        for setting in _SETTINGS:
            run(connection, f"SET LOCAL {setting}")


@contextmanager
def joined_in_order(connection: Connection) -> Iterator[None]:
    """The same for the statements within, in the midst of a transaction whose others go as they did before.

    For what leads by a partial index whose rows PostgreSQL cannot count: it takes ``approved > allocated`` for a third
    of all rows there are, and then rather reads every request that was ever approved. Not with an ORDER BY, which an
    index of all rows would serve.
    """
    if is_sqlite(connection):
        yield
        return
    settings = [tuple(setting.split(" = ")) for setting in (*_SETTINGS, _ALONE)]
    names = [name for name, _ in settings]
    shown = ", ".join(f"current_setting('{name}')" for name in names)
    before = ask(connection, f"SELECT {shown}", ())[0]
    _set(connection, settings)
    yield  # after a failure the transaction is over, and the settings with it
    _set(connection, list(zip(names, before, strict=True)))


def in_order_around(connection: Connection) -> tuple[list[Query], list[Query]]:
    """What to ask before and after queries that are asked together, for `joined_in_order` to hold among them.

    What the settings were is read once for each connection: an office sets them when it connects, and not again.
    """
    if is_sqlite(connection):
        return [], []
    settings = [tuple(setting.split(" = ")) for setting in (*_SETTINGS, _ALONE)]
    names = [name for name, _ in settings]
    before = connection.info.get(_KNOWN)
    if before is None:
        shown = ", ".join(f"current_setting('{name}')" for name in names)
        before = connection.info[_KNOWN] = ask(connection, f"SELECT {shown}", ())[0]
    return [_setting(settings)], [_setting(list(zip(names, before, strict=True)))]


def _setting(values: Sequence[tuple[str, ...]]) -> Query:
    return "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in values), ()


def _set(connection: Connection, values: Sequence[tuple[str, ...]]) -> None:
    ask(connection, *_setting(values))
