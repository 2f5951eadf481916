"""A real PostgreSQL server for the tests: own temporary directory, free port, gone with the process that started it."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from harness.binaries import choose_runner, find_programs, usable_by
from harness.memory import ON_DISK

OWNER = "liangcao"
_FAST: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
_ALWAYS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_PORT_TRIES = 5
_RESTART_SECONDS = 20.0
# Waits until the process that started it is gone (its end of the pipe closes), then stops the server and clears up.
_GUARD = """
read -r _
lock="$1/data/postmaster.pid"
if [ -s "$lock" ]; then
    pid=$(head -n 1 "$lock")
    kill -INT "$pid" 2>/dev/null
    tries=0
    while [ -s "$lock" ] && kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 500 ]; do
        sleep 0.02
        tries=$((tries + 1))
    done
fi
rm -rf -- "$1"
"""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresServer:
    """One server. `durable` keeps fsync on, for tests that kill it; else it forgets what a power cut would take."""

    def __init__(self, *, durable: bool = False) -> None:
        programs = find_programs()
        self._runner = choose_runner()
        self._settings = dict(_ALWAYS if durable else {**_ALWAYS, **_FAST})
        self._password = secrets.token_urlsafe(12)
        self._directory = Path(tempfile.mkdtemp(prefix="liangcao-postgresql-", dir=ON_DISK if durable else None))
        self._runner.own(self._directory)
        self._guard = self._start_guard()
        self._programs = usable_by(self._runner, programs, self._directory)
        self._made = 0
        self.port = 0

    def _start_guard(self) -> "subprocess.Popen[bytes]":
        command = ["sh", "-c", _GUARD, "guard", str(self._directory)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, cwd="/")

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        # A file, not a pipe, for the output: the server inherits it and would keep a pipe open for ever.
        runner = self._runner
        extra_groups: list[int] | None = None if runner.uid is None else []
        with (self._directory / "programs.log").open("ab") as output:
            return subprocess.run(
                [str(self._programs / program), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                user=runner.uid,
                group=runner.gid,
                extra_groups=extra_groups,
                cwd=self._directory,
            )

    @property
    def log(self) -> str:
        """All that the server and its programs have said, for a failing test to show."""
        files = ("programs.log", "server.log")
        return "\n".join((self._directory / name).read_text() for name in files if (self._directory / name).exists())

    def create(self) -> None:
        """Make the empty cluster and start it on a free port. Raises RuntimeError with the log when it cannot."""
        password_file = self._directory / "password"
        password_file.write_text(self._password)
        self._runner.own(password_file)
        made = self._run(
            # md5, for a loopback server that lives for minutes: SCRAM hashes 4,096 times for each connection
            *("initdb", "-D", "data", "-U", OWNER, "--pwfile", "password", "--auth", "md5"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{self.log}")
        for _ in range(_PORT_TRIES):  # another process may take the port between our look and the start
            self.port = free_port()
            if self._start():
                return
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log}")

    def _start(self) -> bool:
        settings = {**self._settings, "port": str(self.port)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        return self._run("pg_ctl", "start", "-w", "-D", "data", "-l", "server.log", "-o", options).returncode == 0

    def stop(self) -> None:
        """Shut down cleanly; `start_again` brings it back."""
        if self._run("pg_ctl", "stop", "-w", "-D", "data", "-m", "fast").returncode:
            raise RuntimeError(f"PostgreSQL did not stop:\n{self.log}")

    def kill(self) -> None:
        """SIGKILL the server as a crash would; committed work must be there after `start_again`."""
        pid = int((self._directory / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGKILL)

    def start_again(self) -> None:
        """Start on the same port after `stop` or `kill`, recovering as needed."""
        until = time.monotonic() + _RESTART_SECONDS
        while not self._start():  # after a kill the old server's children need a moment to notice and go
            if time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start again:\n{self.log}")

    def close(self) -> None:
        """Stop the server and remove its directory."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()
        shutil.rmtree(self._directory, ignore_errors=True)

    def dsn(self, database: str = "postgres") -> str:
        """The libpq URL of `database`."""
        return f"postgresql://{OWNER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def sqlalchemy_url(self, database: str) -> str:
        """The SQLAlchemy URL of `database`, by psycopg 3."""
        return self.dsn(database).replace("postgresql://", "postgresql+psycopg://", 1)

    def create_database(self, template: str = "template0") -> str:
        """Make a database as a copy of `template` (empty by default) in some 20 ms; returns its name."""
        self._made += 1
        name = f"test_{self._made}"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._administer(command.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Remove the database `name`, throwing out whoever is still connected."""
        self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _administer(self, command: sql.Composed) -> None:
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(command)
