"""The small story, told once for each engine and copied for each test."""

from functools import cache

from liangcao.database.engine import Database
from liangcao.database.migrate import upgrade
from liangcao.demo.story import live
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import log_name, seal
from liangcao.operations import schema

TABLES = schema.metadata
SECRET = bytes(range(32))
SAID: list[tuple[str, str]] = []


@cache
def key_named(name: str) -> SigningKey:
    """The key that signs this story's heads."""
    return SigningKey(name, SECRET)


def tell_small(url: str) -> None:
    """Tell the small story into the empty database at `url`."""
    database = Database(url)
    upgrade(database)
    SAID.clear()
    live(database, "small", say=lambda day, title: SAID.append((day, title)), seal_day=lambda now: _seal(database, now))
    database.dispose()


def _seal(database: Database, now: int) -> None:
    with database.read() as connection:
        name = log_name(connection, 1)
    seal(database, 1, key_named(name), now)
