"""Killed in the middle of it: what was acknowledged is there, nothing is there by half, the books verify."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from harness.copies import Prepare
from harness.postgresql import PostgresServer
from harness.repository import ROOT
from liangcao.reports.verify import verify_books
from scenarios.cast import Cast, found
from scenarios.deeds import receive
from simulation.invariants import check_invariants

ROUNDS = 3


@contextmanager
def busy(url: str, lot_id: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that posts into the database at `url`; killed at the end, if it still lives."""
    command = [sys.executable, str(Path(__file__).with_name("busy.py")), url, str(lot_id)]
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", "PATH": ""}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def acknowledged(process: "subprocess.Popen[bytes]", at_least: int) -> list[str]:
    """Wait for so many acknowledgements, then kill; all that came in whole lines."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(at_least)]
    process.kill()
    lines += process.stdout.readlines()
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]


def check(cast: Cast, promised: list[str]) -> None:
    """Every acknowledged command has its entry, and everything else holds."""
    assert len(promised) > 3
    written = {row[0] for row in cast.ask("SELECT command_id FROM journal")}
    assert set(promised) <= written
    with cast.database.read() as connection:
        assert check_invariants(connection) == []
    assert verify_books(cast.database, 1).problems == ()


def test_killed_while_posting(copy_of: Callable[[Prepare], str]) -> None:
    url = copy_of(found)
    cast = Cast(url)
    lot_id, _ = receive(cast, 10_000)
    chance = Random(5)
    promised: list[str] = []
    for _ in range(ROUNDS):
        with busy(url, lot_id) as process:
            promised += acknowledged(process, chance.randint(4, 40))
        check(cast, promised)
    cast.close()


@pytest.mark.slow
def test_the_server_is_killed_while_posting(durable_postgres: PostgresServer) -> None:
    """PostgreSQL itself dies as in a power cut; after its recovery every acknowledged command is there."""
    url = durable_postgres.sqlalchemy_url(durable_postgres.create_database())
    found(url)
    cast = Cast(url)
    lot_id, _ = receive(cast, 10_000)
    with busy(url, lot_id) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(60)]
        durable_postgres.kill()
        lines += process.stdout.readlines()  # the process ends by itself: its books are unreachable
    cast.close()
    durable_postgres.start_again()
    cast = Cast(url)
    check(cast, [line.decode().strip() for line in lines])
    cast.close()
