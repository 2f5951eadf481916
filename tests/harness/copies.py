"""Databases prepared once and copied for each test: a schema or a whole story costs its price once in a run."""

import shutil
from collections.abc import Callable
from pathlib import Path

from harness.postgresql import PostgresServer

Prepare = Callable[[str], None]
"""Fills the empty database at the URL it is given and closes every connection to it."""


class SqliteCopies:
    """Copies of prepared SQLite files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prepared: dict[Prepare, Path] = {}

    def copy(self, prepare: Prepare, target: Path) -> str:
        """Write what `prepare` makes to `target`; returns its SQLAlchemy URL."""
        if prepare not in self._prepared:
            original = self._folder / f"{len(self._prepared)}.db"
            prepare(f"sqlite:///{original}")
            self._prepared[prepare] = original
        original = self._prepared[prepare]
        for ending in ("", "-wal"):  # the log is empty or gone once the last connection closed, but it costs nothing
            if original.with_name(original.name + ending).exists():
                shutil.copy(original.with_name(original.name + ending), target.with_name(target.name + ending))
        return f"sqlite:///{target}"


class PostgresCopies:
    """Copies of prepared PostgreSQL databases."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._prepared: dict[Prepare, str] = {}

    def copy(self, prepare: Prepare) -> str:
        """Make a database like the one that `prepare` makes; returns its name."""
        if prepare not in self._prepared:
            name = self._server.create_database()
            prepare(self._server.sqlalchemy_url(name))
            self._prepared[prepare] = name
        return self._server.create_database(self._prepared[prepare])
