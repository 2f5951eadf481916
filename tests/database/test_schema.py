"""The schema: migrations and tables agree, the district leads every key, and a province can spread it by district."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, Table, UniqueConstraint, create_engine
from sqlalchemy.schema import CreateTable

from liangcao.database.engine import Database
from liangcao.database.migrate import is_current, newest_revision, revision_of, upgrade
from liangcao.operations.schema import metadata
from scenarios.cast import Cast, empty

TABLES = list(metadata.sorted_tables)


def test_the_migrated_schema_is_the_declared_one(database_url: str) -> None:
    empty(database_url)
    database = Database(database_url)
    with database.engine.connect() as connection:
        # SQLite hands defaults back in another spelling than it was given; PostgreSQL compares them for both
        options = {"compare_type": True, "compare_server_default": not database.is_sqlite}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    database.dispose()


def test_upgrading_twice_changes_nothing(cast: Cast) -> None:
    before = cast.state_hash()
    assert is_current(cast.database)
    upgrade(cast.database)
    assert revision_of(cast.database) == newest_revision()
    assert cast.state_hash() == before


UPGRADE = """
import sys
from liangcao.database.engine import Database
from liangcao.database.migrate import is_current, upgrade
database = Database(sys.argv[1])
upgrade(database)
sys.exit(not is_current(database))
"""


@pytest.mark.slow
def test_programs_that_start_together_make_the_schema_once(database_url: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, database_url], stderr=subprocess.PIPE) for _ in range(3)
    ]
    assert [(program.communicate()[1].decode(), program.returncode) for program in started] == [("", 0)] * 3


def test_an_empty_database_has_no_revision(database_url: str) -> None:
    database = Database(database_url)
    assert revision_of(database) == ""
    assert not is_current(database)
    database.dispose()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_district_leads_every_key(table: Table) -> None:
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            assert constraint.columns[0].name == "district_id", constraint.name
        elif isinstance(constraint, ForeignKeyConstraint):
            assert constraint.column_keys[0] == "district_id", constraint.name
            assert constraint.elements[0].column.name == "district_id", constraint.name
    for index in table.indexes:
        assert index.columns[0].name == "district_id", index.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_whole_numbers_texts_and_bytes_only(table: Table) -> None:
    """The three kinds that mean the same on both databases; no float can get into the books."""
    kinds = {type(column.type).__name__ for column in table.columns}
    assert kinds <= {"BigInteger", "Integer", "Text", "LargeBinary"}
    assert table.dialect_options["sqlite"]["strict"]


def test_the_same_tables_spread_by_district(postgres_url: str) -> None:
    """PostgreSQL takes every table with its keys and foreign keys, hash-partitioned by district."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        for table in TABLES:
            statement = str(CreateTable(table).compile(engine)).rstrip()
            connection.exec_driver_sql(f"{statement} PARTITION BY HASH (district_id)")
            for part in range(2):
                connection.exec_driver_sql(
                    f"CREATE TABLE {table.name}_{part} PARTITION OF {table.name} "
                    f"FOR VALUES WITH (MODULUS 2, REMAINDER {part})"
                )
            for index in table.indexes:
                index.create(connection)
    engine.dispose()
