"""Bringing a database to the schema of this version, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from liangcao.database.engine import Database
from liangcao.kernel.errors import refused

_LOCK = 0x6C69616E
_MIGRATIONS = Path(__file__).parent / "migrations"


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file; `connection` is the one to work on."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The schema revision this version of the program works with."""
    return str(ScriptDirectory.from_config(migration_config()).get_current_head())


def revision_of(database: Database) -> str:
    """The schema revision a database is at, empty when it has none yet; raises Refused ``books_unopened``."""
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""
    except DBAPIError as error:
        raise refused("books_unopened", detail=str(error.orig).strip().splitlines()[0]) from error


def is_known(revision: str) -> bool:
    """True when this version of the program knows the way from `revision` to its own."""
    return any(step.revision == revision for step in ScriptDirectory.from_config(migration_config()).walk_revisions())


def is_current(database: Database) -> bool:
    """True when the database has exactly the schema of this version."""
    return revision_of(database) == newest_revision()


def upgrade(database: Database) -> None:
    """Run all missing steps in one transaction; of several programs that start together one does it."""
    with database.write() as connection:
        if not database.is_sqlite:  # there the writing transaction is the lock
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        command.upgrade(migration_config(connection), "head")
