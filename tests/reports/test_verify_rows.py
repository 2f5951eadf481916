"""Every cell of every document can be edited behind the road's back, and each edit is found where it was made."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection

from liangcao.database.engine import Database
from liangcao.journal.documents import DocumentTable
from liangcao.journal.problems import Problem
from liangcao.reports.verify import verify_books
from liangcao.reports.verify_rows import document_tables, verify_rows
from reports.occasions import tell_and_change_the_key


@pytest.fixture
def books(copy_of: Callable[..., str]) -> Iterator[Database]:
    database = Database(copy_of(tell_and_change_the_key))
    yield database
    database.dispose()


def unguarded(connection: Connection, statement: str) -> None:
    """Write as somebody could who owns the database: keys, checks and triggers out of the way."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        tables = connection.exec_driver_sql(
            "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND connamespace = "
            "'public'::regnamespace"
        ).fetchall()
        for table, name in tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    else:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    assert connection.exec_driver_sql(statement).rowcount > 0, statement


def found(books: Database, *statements: str) -> tuple[Problem, ...]:
    """What the rows' verification finds after the statements, all of it rolled back again."""
    with books.engine.connect() as connection:
        if books.is_sqlite:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys = OFF")
            driver.execute("PRAGMA ignore_check_constraints = ON")
        with connection.begin() as transaction:
            for statement in statements:
                unguarded(connection, statement)
            problems = verify_rows(connection, 1, most=1000).in_order()
            transaction.rollback()
        if books.is_sqlite:
            driver.execute("PRAGMA foreign_keys = ON")
            driver.execute("PRAGMA ignore_check_constraints = OFF")
    return problems


def test_the_story_as_it_was_told_is_right(books: Database) -> None:
    assert found(books) == ()


@pytest.mark.parametrize("table", document_tables(), ids=lambda table: table.name)
def test_every_cell_of_a_document_is_held_against_its_entry(books: Database, table: DocumentTable) -> None:
    with books.read() as connection:
        columns = ", ".join(table.columns)
        order = ", ".join(table.key) or "1"
        row = connection.exec_driver_sql(f"SELECT {columns} FROM {table.name} ORDER BY {order} DESC LIMIT 1").one()
    kept = dict(zip(table.columns, row, strict=True))
    where = " AND ".join(f"{name} = {literal(kept[name])}" for name in table.key) or "district_id = 1"
    cells = table.columns[len(table.key) :]
    problems = found(
        books, *(f"UPDATE {table.name} SET {name} = {literal(other_than(kept[name]))} WHERE {where}" for name in cells)
    )
    assert {(each.code, each.params["table"]) for each in problems} <= {("document_altered", table.name)}
    assert sorted(each.params["column"] for each in problems) == sorted(cells)
    for problem in problems:
        assert problem.params["key"] == table.shown(table.key_in(tuple(row)))
        assert problem.entry == problem.params["writer"] > 0
    assert "document_missing" in {each.code for each in found(books, f"DELETE FROM {table.name} WHERE {where}")}


def other_than(value: object) -> object:
    if isinstance(value, int):
        return value + 1
    return f"{value}x" if isinstance(value, str) else 7


def literal(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


FORGERIES = {
    "a role nobody granted": (
        "INSERT INTO role_grant (district_id, grant_id, actor_id, role) SELECT 1, 999999, MIN(actor_id), 'admin' "
        "FROM actor",
        "document_extra",
    ),
    "a duty forgotten": ("DELETE FROM duty_done WHERE duty = 'ask'", "duty_missing"),
    "a duty made up": (
        "INSERT INTO duty_done (district_id, chain, duty, actor_id, entry) VALUES (1, 'request:1', 'ask', 999, 3)",
        "duty_extra",
    ),
    "a duty moved": ("UPDATE duty_done SET entry = entry + 1 WHERE duty = 'ask'", "duty_altered"),
    "another password behind the same commitment": (
        "UPDATE personal_data SET value = 'x' WHERE SUBSTR(value, 1, 7) = '$argon2'",
        "personal_altered",
    ),
    "a text laid at another entry": ("UPDATE personal_data SET entry = 1", "personal_misplaced"),
    "what lies beside a signed head": ("UPDATE checkpoint SET root = frontier", "checkpoint_altered"),
    "numbers that would be given out twice": ("UPDATE journal_head SET next_id = 5", "head_altered"),
    "the moment the books stand at": ("UPDATE journal_head SET recorded_at = 5", "head_altered"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_what_else_lies_beside_the_ledger(books: Database, what: str) -> None:
    statement, code = FORGERIES[what]
    assert {problem.code for problem in found(books, statement)} == {code}


def test_an_erased_text_is_no_forgery(books: Database) -> None:
    assert found(books, "DELETE FROM personal_data") == ()


def test_it_is_part_of_verifying_the_books(books: Database) -> None:
    assert verify_books(books, 1).ok
    with books.write() as connection:
        connection.exec_driver_sql("UPDATE request_line SET approved = approved + 1 WHERE approved > 0")
    report = verify_books(books, 1, most=3)
    assert not report.ok
    assert len(report.problems) == 3
    assert {problem.code for problem in report.problems} == {"document_altered"}
