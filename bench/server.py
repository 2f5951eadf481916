"""A private PostgreSQL with everything durable: made for the run, on a free port, gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from harness.binaries import OVERRIDE
from harness.postgresql import OWNER, PostgresServer

_SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "max_connections": "300",
}
"""As an operator would set them; the same for both sides of every ratio."""


def programs() -> Path:
    """Debian's PostgreSQL programs (pgbench must be among them); raises RuntimeError naming the package."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("no pgbench in /usr/lib/postgresql: apt-get install postgresql postgresql-contrib")
    return found[-1].parent


class BenchServer(PostgresServer):
    """The durable server of the tests with the settings of an office."""

    def __init__(self) -> None:
        os.environ[OVERRIDE] = str(programs())
        super().__init__(durable=True)
        self._settings |= _SETTINGS
        self.create()
        self._sign_in_cheaply()

    def _sign_in_cheaply(self) -> None:
        """128 clients that prove themselves by SCRAM take seconds of this machine before the first transaction."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            rules = Path(connection.execute("SHOW hba_file").fetchone()[0])
            connection.execute("SET password_encryption = 'md5'")
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(OWNER), self._password))
            rules.write_text(rules.read_text().replace("scram-sha-256", "md5"))
            connection.execute("SELECT pg_reload_conf()")

    def make_database(self, name: str) -> str:
        """Create the empty database `name`; returns its libpq URL."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.dsn(name)

    def checkpoint(self) -> None:
        """Write everything out, so that neither side of a comparison pays for the other."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def pgbench(self, database: str, script: str, *, clients: int, seconds: int) -> float:
        """Transactions a second of a pgbench `script`, prepared statements, one thread a core."""
        file = Path(self._directory) / "script.sql"
        file.write_text(script)
        file.chmod(0o644)
        arguments = ["-n", "-M", "prepared", "-f", file, "-c", clients, "-j", min(clients, os.cpu_count() or 1)]
        command = [programs() / "pgbench", *arguments, "-T", seconds, self.dsn(database)]
        said = subprocess.run([str(each) for each in command], capture_output=True, text=True)
        rates = [line.split("=")[1].split()[0] for line in said.stdout.splitlines() if line.startswith("tps =")]
        if said.returncode or not rates:
            raise RuntimeError(f"pgbench ended with {said.returncode}:\n{said.stdout}{said.stderr}")
        return float(rates[-1])
