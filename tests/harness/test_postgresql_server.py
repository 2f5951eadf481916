"""The tests' own PostgreSQL keeps what it promises."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from harness.binaries import choose_runner
from harness.postgresql import PostgresServer

_START_AND_WAIT = """
import sys
from harness.postgresql import PostgresServer
server = PostgresServer()
server.create()
print(server._directory, flush=True)
sys.stdin.read()
"""


def libpq(url: str) -> str:
    """`url` as psycopg itself reads it."""
    return url.replace("+psycopg", "", 1)


def test_each_test_has_an_empty_database_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(libpq(postgres_url)) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_a_template_is_copied_with_its_rows(postgres_cluster: PostgresServer) -> None:
    template = postgres_cluster.create_database()
    with psycopg.connect(postgres_cluster.dsn(template)) as connection:
        connection.execute("CREATE TABLE mask AS SELECT 20000 AS pieces")
    copy = postgres_cluster.create_database(template)
    with psycopg.connect(postgres_cluster.dsn(copy)) as connection:
        assert connection.execute("SELECT pieces FROM mask").fetchone() == (20_000,)
    for name in (copy, template):
        postgres_cluster.drop_database(name)


def test_text_sorts_by_code_point(postgres_url: str) -> None:
    with psycopg.connect(libpq(postgres_url)) as connection:
        rows = connection.execute(
            "SELECT word FROM (VALUES ('b'), ('A'), ('口'), ('a'), ('B')) AS w(word) ORDER BY word"
        )
        assert [word for (word,) in rows] == ["A", "B", "a", "b", "口"]


@pytest.mark.slow
def test_what_was_committed_outlives_a_kill(durable_postgres: PostgresServer) -> None:
    with psycopg.connect(durable_postgres.dsn()) as connection:
        connection.execute("CREATE TABLE mask AS SELECT 20000 AS pieces")
    durable_postgres.kill()
    durable_postgres.start_again()
    with psycopg.connect(durable_postgres.dsn()) as connection:
        assert connection.execute("SELECT pieces FROM mask").fetchone() == (20_000,)


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_server_goes_when_its_tests_are_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", _START_AND_WAIT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=environment,
        text=True,
    ) as tests:
        assert tests.stdout is not None
        directory = Path(tests.stdout.readline().strip())
        assert (directory / "data" / "postmaster.pid").exists()
        tests.send_signal(signal.SIGKILL)
        # The guard inherited our pipe's writing end; it closes when server and guard are gone.
        tests.stdout.read()
    assert not directory.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_runs_it_as_somebody_else() -> None:
    assert choose_runner().uid not in {None, 0}
