"""What the database answers when somebody else holds the books, or they are not what the road saw."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

import psycopg
import pytest

from harness.copies import Prepare
from liangcao.database import engine
from liangcao.database.engine import Database
from liangcao.database.migrate import revision_of
from liangcao.kernel.command import Command
from liangcao.kernel.effects import Change, Effects
from liangcao.kernel.errors import Refused
from liangcao.operations.submission import Submission
from liangcao.operations.write import write_documents
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive


@contextmanager
def held_by_another(cast: Cast) -> Iterator[None]:
    """Another process is in the middle of writing."""
    if cast.database.is_sqlite:
        other = sqlite3.connect(str(cast.database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    address = cast.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute("SELECT size FROM journal_head FOR UPDATE")
        yield
        connection.rollback()


def test_books_held_too_long(copy_of: Callable[[Prepare], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 20)
    cast = Cast(copy_of(found))
    lot_id, _ = receive(cast)
    command, command_id = move(cast, lot_id, 1), str(uuid.uuid4())
    with held_by_another(cast):
        with pytest.raises(Refused, match="books_busy"):
            cast.do("保管乙", command, command_id)
        with pytest.raises(Refused, match="books_busy"):
            cast.office.perform_all([Submission(command, cast.id_of("person", "保管乙"), command_id)])
    assert not cast.do("保管乙", command, command_id).is_repeat
    cast.close()


def test_a_row_that_is_no_longer_as_it_was_seen(cast: Cast) -> None:
    """All of it is refused: the change before the stale one is not made either."""
    lot_id, _ = receive(cast)
    other_id, _ = receive(cast)
    before = cast.state_hash()
    fresh = Change("lot", {"lot_id": lot_id}, {"status": "quarantined"}, {"status": "released"})
    stale = Change("lot", {"lot_id": other_id}, {"status": "released"}, {"status": "quarantined"})
    with pytest.raises(Refused, match="changed_meanwhile"), cast.database.write() as connection:
        write_documents(connection, 1, [Effects(changes=(fresh, stale))])
    assert cast.state_hash() == before


def test_a_command_that_no_action_knows(cast: Cast) -> None:
    class Vanish(Command):
        action: ClassVar[str] = "storing.vanish"

    before = cast.state_hash()
    with pytest.raises(Refused, match="unknown_action"):
        cast.do("保管乙", Vanish())
    assert cast.state_hash() == before


def test_what_is_no_database(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("broken") / "liangcao.db"
    path.write_bytes(b"this is not a database " * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(Refused, match="books_unopened"):
        revision_of(database)
    database.dispose()
