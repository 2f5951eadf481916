"""What goes out in one round trip goes out whole, however narrow the line: nobody waits for answers to half a question.

The kernel is told to take little at a time from us. The driver's own pipeline leaves off when its last write was taken
in part, and then both sides would wait for each other for ever.
"""

import socket
import threading
from collections.abc import Callable

from sqlalchemy import Connection

from liangcao.database.driver import ask_together, raw_of, run, send_without_waiting
from liangcao.database.engine import Database

LARGE = "粮" * 1_000_000


def narrow(connection: Connection) -> None:
    """Let the kernel hold only a little of what is sent."""
    with socket.socket(fileno=socket.dup(raw_of(connection).pgconn.socket)) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)


def ends(deed: Callable[[], None]) -> bool:
    """Whether `deed` comes to an end."""
    thread = threading.Thread(target=deed, daemon=True)
    thread.start()
    thread.join(20)
    return not thread.is_alive()


def test_a_commit_with_all_that_was_sent_before_it(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.write() as connection:
        run(connection, "CREATE TABLE large (text TEXT)")

    def write() -> None:
        with database.write() as connection:
            narrow(connection)
            send_without_waiting(connection)
            run(connection, "INSERT INTO large VALUES (%s)", (LARGE,))

    assert ends(write)
    with database.read() as connection:
        found = run(connection, "SELECT length(text) FROM large").fetchall()
    database.dispose()
    assert found == [(len(LARGE),)]


def test_several_questions_at_once(postgres_url: str) -> None:
    database, answers = Database(postgres_url), []

    def read() -> None:
        with database.read() as connection:
            narrow(connection)
            answers.extend(ask_together(connection, [("SELECT 1", ()), ("SELECT length(%s::text)", (LARGE,))]))

    assert ends(read)
    database.dispose()
    assert answers == [[(1,)], [(len(LARGE),)]]
