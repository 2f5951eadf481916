"""Sealing: new leaves are signed, once; a head that would deny the last one is not; keys do not change unseen."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from demo.told_story import key_named, tell_small
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.journal import seal as sealing
from liangcao.journal.keys import verifier_keys
from liangcao.journal.note import SigningKey, generate_key, verify_checkpoint
from liangcao.journal.seal import last_seal, log_name, seal
from liangcao.journal.tree import Frontier
from liangcao.kernel.errors import Refused
from liangcao.operations.office import Office
from liangcao.operations.submission import Submission
from liangcao.parties.commands import RegisterParty

NOW = 1_700_000_000_000


@pytest.fixture
def story(copy_of: Callable[..., str]) -> Iterator[Database]:
    database = Database(copy_of(tell_small))
    yield database
    database.dispose()


@pytest.fixture
def key(story: Database) -> SigningKey:
    with story.read() as connection:
        return key_named(log_name(connection, 1))


class Now:
    def now(self) -> int:
        return NOW


def write_something(database: Database, name: str = "示例新单位") -> None:
    office = Office(database, Now())
    with database.read() as connection:
        admin = int(ask(connection, "SELECT actor_id FROM actor WHERE login = 'admin'")[0][0])
    office.perform(Submission(RegisterParty(kind="department", name=name), admin, str(uuid.uuid4())))


def unguarded(database: Database, table: str, statement: str) -> None:
    with database.write() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert connection.exec_driver_sql(statement).rowcount


def test_nothing_new_nothing_signed(story: Database, key: SigningKey) -> None:
    assert seal(story, 1, key, NOW) is None


def test_what_is_new_is_signed_and_stored(story: Database, key: SigningKey) -> None:
    with story.read() as connection:
        before = last_seal(connection, 1)
    write_something(story)
    made = seal(story, 1, key, NOW)
    assert made is not None
    assert before is not None
    assert made.size == before.size + 1
    head = verify_checkpoint(made.note, key.verifier_key.text)
    assert (head.origin, head.size, head.root) == (key.name, made.size, made.root)
    with story.read() as connection:
        assert last_seal(connection, 1) == made
        assert verifier_keys(connection, 1) == [key.verifier_key.text]


def test_many_leaves_are_folded_in_steps(story: Database, key: SigningKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_LEAVES", 2)
    for number in range(3):
        write_something(story, f"示例新单位{number}")
    sizes = [made.size for made in iter(lambda: seal(story, 1, key, NOW), None)]
    assert [later - sizes[0] for later in sizes] == [0, 1]


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("journal", "UPDATE journal SET leaf_hash = {zeros} WHERE number = (SELECT MAX(size) FROM checkpoint)"),
        ("journal", "UPDATE journal SET leaf_hash = {zeros} WHERE number = (SELECT MAX(number) FROM journal)"),
        ("checkpoint", "UPDATE checkpoint SET root = {zeros} WHERE size = (SELECT MAX(size) FROM checkpoint)"),
        ("checkpoint", "UPDATE checkpoint SET note = 'x' WHERE size = (SELECT MAX(size) FROM checkpoint)"),
    ],
)
def test_a_journal_that_denies_its_last_head_is_not_signed(
    story: Database, key: SigningKey, table: str, statement: str
) -> None:
    write_something(story)
    zeros = f"X'{'00' * 32}'" if story.is_sqlite else f"'\\x{'00' * 32}'::bytea"
    unguarded(story, table, statement.format(zeros=zeros))
    with pytest.raises(Refused, match="head_not_continued"):
        seal(story, 1, key, NOW)


def test_a_cut_journal_is_not_signed(story: Database, key: SigningKey) -> None:
    write_something(story)
    assert seal(story, 1, key, NOW)
    unguarded(story, "journal", "DELETE FROM journal WHERE number = (SELECT MAX(size) FROM checkpoint)")
    with pytest.raises(Refused, match="head_not_continued"):
        seal(story, 1, key, NOW)


def test_another_key_does_not_sign(story: Database, key: SigningKey) -> None:
    write_something(story)
    with pytest.raises(Refused, match="signing_key_other"):
        seal(story, 1, generate_key(key.name), NOW)
    with pytest.raises(Refused, match="signing_key_other"):
        seal(story, 1, generate_key("liangcao/other"), NOW)


def test_a_head_sealed_by_another_process_meanwhile_stands(
    story: Database, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_something(story)
    fold = sealing._fold

    def meanwhile(*given: Any) -> Frontier:
        monkeypatch.undo()
        folded = fold(*given)
        assert seal(story, 1, key, NOW) is not None
        return folded

    monkeypatch.setattr(sealing, "_fold", meanwhile)
    assert seal(story, 1, key, NOW) is None
