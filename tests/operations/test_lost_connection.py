"""When the connection breaks at COMMIT the answer is true: written or not is looked up, never guessed."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from harness.copies import Prepare
from liangcao.kernel.errors import Refused
from liangcao.operations.submission import Submission
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive

Commit = Callable[[Any], None]


@contextmanager
def commits(cast: Cast, instead: Callable[[Commit, Any], None], times: int = 1) -> Iterator[None]:
    """Let the next `times` commits be `instead(commit, connection)`."""
    dialect: Any = cast.database.writer.dialect
    left = [times]

    def do_commit(connection: Any) -> None:
        real: Commit = type(dialect).do_commit.__get__(dialect)
        if left[0]:
            left[0] -= 1
            instead(real, connection)
        else:
            real(connection)

    dialect.do_commit = do_commit
    yield
    del dialect.do_commit


def broken(cast: Cast) -> Exception:
    """What the driver says when the connection is gone."""
    if cast.database.is_sqlite:
        return sqlite3.OperationalError("disk I/O error")
    return psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")


def test_written_though_the_answer_was_lost(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    command, command_id = move(cast, lot_id, 10), str(uuid.uuid4())

    def answer_is_lost(commit: Commit, connection: Any) -> None:
        commit(connection)
        raise broken(cast)

    with commits(cast, answer_is_lost):
        outcome = cast.do("保管乙", command, command_id)
    assert cast.ask("SELECT number FROM journal WHERE command_id = ?", command_id) == [(outcome.entry,)]
    assert cast.do("保管乙", command, command_id).entry == outcome.entry
    with commits(cast, answer_is_lost):
        whole = cast.office.perform_all([Submission(command, cast.id_of("person", "保管乙"), str(uuid.uuid4()))])
    assert whole[0].entry == outcome.entry + 1


def test_not_written_because_the_connection_broke(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    command, command_id = move(cast, lot_id, 10), str(uuid.uuid4())
    before = cast.state_hash()

    def breaks_before(_commit: Commit, _connection: Any) -> None:
        raise broken(cast)

    with commits(cast, breaks_before), pytest.raises(Refused, match="books_unwritable"):
        cast.do("保管乙", command, command_id)
    with commits(cast, breaks_before), pytest.raises(Refused, match="books_unwritable"):
        cast.office.perform_all([Submission(command, cast.id_of("person", "保管乙"), command_id)])
    assert cast.state_hash() == before
    assert not cast.do("保管乙", command, command_id).is_repeat


def test_other_content_is_not_taken_for_the_lost_command(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    command_id = str(uuid.uuid4())
    cast.do("保管乙", move(cast, lot_id, 10), command_id)

    def breaks_before(_commit: Commit, _connection: Any) -> None:
        raise broken(cast)

    with commits(cast, breaks_before, times=0), pytest.raises(Refused, match="command_id_reused"):
        cast.do("保管乙", move(cast, lot_id, 11), command_id)


def test_nobody_knows_while_the_database_is_away(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    command, command_id = move(cast, lot_id, 10), str(uuid.uuid4())

    def breaks_for_good(_commit: Commit, _connection: Any) -> None:
        patch.setattr(cast.database.writer, "connect", lambda: _raise(OperationalError("", None, broken(cast))))
        raise broken(cast)

    with pytest.MonkeyPatch.context() as patch:
        with commits(cast, breaks_for_good), pytest.raises(Refused, match="books_unreachable"):
            cast.do("保管乙", command, command_id)
        with pytest.raises(Refused, match="books_unreachable"):
            cast.do("保管乙", command, command_id)
    assert cast.do("保管乙", command, command_id).answer == {}


def _raise(error: Exception) -> NoReturn:
    raise error


def test_the_server_throws_us_out_at_commit(postgres_copy: Callable[[Prepare], str]) -> None:
    cast = Cast(postgres_copy(found))
    lot_id, _ = receive(cast)
    command, command_id = move(cast, lot_id, 10), str(uuid.uuid4())
    address = cast.database.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def thrown_out(commit: Commit, connection: Any) -> None:
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (connection.driver_connection.info.backend_pid,))
        commit(connection)

    with commits(cast, thrown_out), pytest.raises(Refused, match="books_unwritable"):
        cast.do("保管乙", command, command_id)
    assert cast.ask("SELECT number FROM journal WHERE command_id = ?", command_id) == []
    assert not cast.do("保管乙", command, command_id).is_repeat
    cast.close()
