"""A plain office, founded once for each engine."""

from liangcao.cli.founding import found_plain_office
from liangcao.database.engine import Database
from liangcao.database.migrate import upgrade
from liangcao.operations import schema

TABLES = schema.metadata


def found_plain(url: str) -> None:
    """Found a plain office in the empty database at `url`."""
    database = Database(url)
    upgrade(database)
    found_plain_office(database, 1)
    database.dispose()
