"""verify and reconcile find what was done behind the road's back, by entry, on both databases."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from cli.conftest import Run
from demo.told_story import tell_small
from liangcao.database.engine import Database
from liangcao.journal.note import generate_key
from liangcao.journal.tree import leaf_hash

GUARDED = ("journal", "line", "hold", "duty_done", "checkpoint")


@pytest.fixture
def story(copy_of: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The told story, named in the environment; its database's URL."""
    url = copy_of(tell_small)
    monkeypatch.setenv("LIANGCAO_DB_URL", url)
    return url


def tamper(url: str, *statements: str) -> None:
    """Do what only somebody with the database in hands can: switch the guards off and write."""
    database = Database(url)
    with database.write() as connection:
        for table in GUARDED:
            if database.is_sqlite:
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
            else:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount > 0, statement
    database.dispose()


def found(liangcao: Run) -> dict[str, set[int]]:
    """What verify finds: code -> entries; the exit code says so too."""
    answer = liangcao("verify", "--json")
    assert answer.code == 1
    assert answer.data["ok"] is False
    assert all(problem["what"] for problem in answer.data["problems"])
    codes: dict[str, set[int]] = {}
    for problem in answer.data["problems"]:
        codes.setdefault(problem["code"], set()).add(problem["entry"])
    return codes


SOME_LINE = "SELECT MIN(entry) FROM line WHERE kind = 'issue'"


def number(url: str, sql: str) -> int:
    database = Database(url)
    with database.read() as connection:
        value = int(connection.exec_driver_sql(sql).scalar_one())
    database.dispose()
    return value


def test_untouched_books_verify(liangcao: Run, story: str) -> None:
    answer = liangcao("verify", "--json")
    assert (answer.code, answer.data["ok"], answer.data["problems"]) == (0, True, [])
    assert answer.data["checkpoint"]["size"] == answer.data["entries"]
    assert liangcao("reconcile", "--json").data["ok"] is True


def test_a_quantity_changed_in_a_line(liangcao: Run, story: str) -> None:
    entry = number(story, SOME_LINE)
    tamper(story, f"UPDATE line SET quantity = quantity + 1 WHERE entry = {entry} AND ordinal = 0")
    assert found(liangcao)["line_altered"] == {entry}
    assert liangcao("reconcile", "--json").code == 1


def test_a_line_forged_with_matching_balances(liangcao: Run, story: str) -> None:
    """Goods booked that never came, and the balances made to fit: only the journal still knows."""
    entry = number(story, "SELECT MIN(entry) FROM line WHERE kind = 'receipt'")
    cell = f"(lot_id, location_id) IN (SELECT lot_id, {{}} FROM line WHERE entry = {entry} AND ordinal = 0)"
    tamper(
        story,
        f"UPDATE line SET quantity = quantity + 1 WHERE entry = {entry} AND ordinal = 0",
        f"UPDATE balance SET on_hand = on_hand + 1 WHERE {cell.format('destination_id')}",
        f"UPDATE balance SET on_hand = on_hand - 1 WHERE {cell.format('source_id')}",
    )
    assert liangcao("reconcile", "--json").data["ok"] is True
    codes = found(liangcao)
    assert codes["line_altered"] == {entry}
    assert "balance_differs" in codes


def test_the_tail_cut_off(liangcao: Run, story: str) -> None:
    last = number(story, "SELECT MAX(number) FROM journal")
    tables = ("line", "hold", "duty_done", "personal_data")
    removals = [f"DELETE FROM {table} WHERE entry > {last - 3}" for table in tables]
    database = Database(story)
    with database.read() as connection:
        rows = {
            table: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table} WHERE entry > {last - 3}").scalar_one()
            for table in tables
        }
    database.dispose()
    wanted = [statement for statement, table in zip(removals, tables, strict=True) if rows[table]]
    tamper(
        story,
        *wanted,
        f"DELETE FROM journal WHERE number > {last - 3}",
        f"UPDATE journal_head SET size = {last - 3}",
    )
    assert last - 2 in found(liangcao)["tail_cut_off"]


def test_the_head_alone_set_back(liangcao: Run, story: str) -> None:
    last = number(story, "SELECT MAX(number) FROM journal")
    tamper(story, f"UPDATE journal_head SET size = {last + 4}")
    assert found(liangcao) == {"tail_cut_off": {last + 1}}


def test_an_entry_rewritten_with_its_hash(liangcao: Run, story: str) -> None:
    database = Database(story)
    with database.read() as connection:
        sql = "SELECT number, body FROM journal WHERE action = 'requests.approve_request' ORDER BY number LIMIT 1"
        entry, body = connection.exec_driver_sql(sql).one()
    forged = bytes(body).replace(b'"approved":300', b'"approved":900')
    assert forged != bytes(body)
    database.dispose()
    sets = {True: f"X'{forged.hex()}'", False: f"'\\x{forged.hex()}'::bytea"}[story.startswith("sqlite")]
    leaf = leaf_hash(forged).hex()
    leaf_text = {True: f"X'{leaf}'", False: f"'\\x{leaf}'::bytea"}[story.startswith("sqlite")]
    tamper(story, f"UPDATE journal SET body = {sets}, leaf_hash = {leaf_text} WHERE number = {entry}")
    codes = found(liangcao)
    assert min(codes["checkpoint_root_differs"]) >= entry
    assert len(codes["checkpoint_root_differs"]) > 10


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("actor_id = actor_id + 1", "actor_id"),
        ("action = 'receiving.receive_goods'", "action"),
        ("command_id = 'another'", "command_id"),
        ("occurred_at = occurred_at - 1", "occurred_at"),
        ("recorded_at = 4611686018427387904", "recorded_at"),
    ],
)
def test_what_lies_beside_an_entry_changed(liangcao: Run, story: str, change: str, column: str) -> None:
    tamper(story, f"UPDATE journal SET {change} WHERE number = 150")
    assert found(liangcao) == {"column_differs": {150}}
    assert column in liangcao("verify", "--json").data["problems"][0]["what"]


@pytest.mark.parametrize(
    "change", ["on_hand = on_hand + 1", "on_hand = on_hand + 1, held = held + 1"], ids=["on_hand", "both"]
)
def test_a_changed_balance(liangcao: Run, story: str, change: str) -> None:
    tamper(
        story,
        f"UPDATE balance SET {change} WHERE is_outside = 0 AND on_hand = (SELECT MAX(on_hand) FROM balance "
        "WHERE is_outside = 0 AND lot_id IN (SELECT lot_id FROM lot WHERE source_kind = 'purchase')) "
        "AND lot_id IN (SELECT lot_id FROM lot WHERE source_kind = 'purchase')",
    )
    assert "balance_differs" in found(liangcao)
    answer = liangcao("reconcile", "--json")
    assert answer.code == 1
    difference = answer.data["differences"][0]
    assert difference["on_hand"] == difference["counted_on_hand"] + 1
    assert liangcao("reconcile").code == 1


def test_a_checkpoint_by_another_key(liangcao: Run, story: str) -> None:
    other = generate_key("liangcao/other").verifier_key.text
    assert liangcao("verify", "--key", other, "--json").code == 1


def test_the_list_of_problems_can_be_kept_short(liangcao: Run, story: str) -> None:
    tamper(story, "UPDATE line SET quantity = quantity + 1")
    answer = liangcao("verify", "--most", "5", "--json")
    assert len(answer.data["problems"]) == 5
    assert answer.data["found"] > 100


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE party SET name = {} WHERE party_id = (SELECT MIN(party_id) FROM party)", "document_altered"),
        ("UPDATE line SET kind = {} WHERE entry = (SELECT MAX(entry) FROM line)", "line_altered"),
        ("UPDATE hold SET document = {} WHERE entry = (SELECT MAX(entry) FROM hold)", "hold_altered"),
        ("UPDATE journal SET action = {} WHERE number = 100", "column_differs"),
        ("UPDATE personal_data SET value = {}", "personal_altered"),
        ("UPDATE checkpoint SET note = {}", "note_unreadable"),
        ("UPDATE district SET name = {}", "books_unopened"),
        ("DROP TABLE plan_share", "books_unopened"),
    ],
)
def test_what_cannot_be_read_is_found_too(
    liangcao: Run, sqlite_copy: Callable[..., str], monkeypatch: pytest.MonkeyPatch, change: str, code: str
) -> None:
    """Texts that are none can be written into SQLite, and tables can be dropped from it."""
    url = sqlite_copy(tell_small)
    monkeypatch.setenv("LIANGCAO_DB_URL", url)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change.format("CAST(x'ff41' AS TEXT)"))
    assert code in found(liangcao)


def test_a_head_that_says_less_than_there_is(liangcao: Run, story: str) -> None:
    tamper(story, "UPDATE journal_head SET size = size - 1")
    assert set(found(liangcao)) == {"head_altered"}


def test_guards_that_were_taken_away_are_missed_and_put_back(liangcao: Run, story: str) -> None:
    (before,) = [check for check in liangcao("doctor", "--json").data["checks"] if check["check"] == "只增不改"]
    assert before["state"] == "good"
    assert liangcao("migrate", "--check", "--json").data["guards"] == []
    tamper(story, "UPDATE line SET quantity = quantity + 1")
    (found_bad,) = [check for check in liangcao("doctor", "--json").data["checks"] if check["check"] == "只增不改"]
    assert found_bad["state"] == "bad"
    assert "liangcao migrate" in found_bad["mend"]
    asked = liangcao("migrate", "--check", "--json")
    assert (asked.code, asked.data["ok"]) == (1, False)
    assert {name.partition("_no_")[0].removesuffix("_append_only") for name in asked.data["guards"]} == set(GUARDED)
    mended = liangcao("migrate", "--json")
    assert (mended.code, mended.data["guards"]) == (0, asked.data["guards"])
    assert liangcao("migrate", "--check", "--json").data["guards"] == []
    database = Database(story)
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.exec_driver_sql("UPDATE line SET quantity = quantity + 1")
    database.dispose()


def test_a_guard_that_does_nothing_is_none(liangcao: Run, story: str) -> None:
    database = Database(story)
    with database.write() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER line_no_update")
            connection.exec_driver_sql("CREATE TRIGGER line_no_update BEFORE UPDATE ON line BEGIN SELECT 1; END")
        else:
            connection.exec_driver_sql(
                "CREATE OR REPLACE FUNCTION liangcao_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN NEW; END $$"
            )
    database.dispose()
    assert liangcao("migrate", "--check", "--json").code == 1
    assert liangcao("migrate", "--json").code == 0
    assert liangcao("migrate", "--check", "--json").code == 0
