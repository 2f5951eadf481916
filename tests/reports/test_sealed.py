"""The quick look at the last signed head sees what was changed since an earlier one, and reads no more than that."""

from collections.abc import Callable, Iterator

import pytest

from demo.told_story import key_named, tell_small
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.journal.seal import log_name, seal
from liangcao.journal.sealed import SealCheck, check_seal
from liangcao.storing.queries import last_closing
from reports.test_seal import NOW, unguarded, write_something


@pytest.fixture
def story(copy_of: Callable[..., str]) -> Iterator[Database]:
    database = Database(copy_of(tell_small))
    yield database
    database.dispose()


def check(database: Database, since: int | None = None, most: int = 100_000) -> SealCheck | None:
    """The quick look, from the last closing unless said otherwise."""
    with database.read() as connection:
        start = last_closing(connection, 1) if since is None else since
        return check_seal(connection, 1, start, most=most)


def heads(database: Database) -> list[int]:
    """How many entries each signed head covers."""
    with database.read() as connection:
        return [row[0] for row in ask(connection, "SELECT size FROM checkpoint ORDER BY size")]


def test_from_the_head_before_the_last_closing_all_is_as_signed(story: Database) -> None:
    *_, before, last = heads(story)
    found = check(story)
    assert found is not None
    assert (found.start, found.size, found.is_whole) == (before, last, True)
    assert check(story, 0) == SealCheck(0, last, found.sealed_at, True)


def test_too_many_are_left_to_the_verifier(story: Database) -> None:
    *_, before, last = heads(story)
    found = check(story, most=last - before - 1)
    assert found is not None
    assert found.is_whole is None


def test_a_changed_entry_is_seen_from_where_it_is_looked_for(story: Database) -> None:
    first, *_, before, _last = heads(story)
    number = before + 1
    unguarded(
        story,
        "journal",
        f"UPDATE journal SET body = (SELECT body FROM journal WHERE number = 1) WHERE number = {number}",
    )
    for since in (0, first, before):
        found = check(story, since)
        assert found is not None
        assert found.is_whole is False, since


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoint SET note = 'x' WHERE size = {last}",
        "UPDATE checkpoint SET root = (SELECT root FROM checkpoint WHERE size = {before}) WHERE size = {last}",
        "UPDATE checkpoint SET note = 'x' WHERE size = {before}",
        "UPDATE checkpoint SET frontier = (SELECT frontier FROM checkpoint WHERE size = {last}) WHERE size = {before}",
    ],
)
def test_a_head_that_nobody_signed_is_seen(story: Database, statement: str) -> None:
    *_, before, last = heads(story)
    unguarded(story, "checkpoint", statement.format(before=before, last=last))
    found = check(story, before)
    assert found is not None
    assert found.is_whole is False


def test_a_missing_entry_is_seen(story: Database) -> None:
    write_something(story)
    with story.read() as connection:
        key = key_named(log_name(connection, 1))
    assert seal(story, 1, key, NOW) is not None
    *_, before, last = heads(story)
    unguarded(story, "journal", f"DELETE FROM journal WHERE number = {last}")
    found = check(story, before)
    assert found is not None
    assert found.is_whole is False


def test_books_without_a_head_have_none_to_check(story: Database) -> None:
    unguarded(story, "checkpoint", "DELETE FROM checkpoint")
    assert check(story) is None
