"""Where examples begin: the state at the end of each background, made once and brought back for each example.

A PostgreSQL database is not copied (a hundred and fifty files each time) but put back row by row.
"""

import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from liangcao.database.engine import Database
from liangcao.database.migrate import upgrade
from liangcao.operations.schema import metadata
from scenarios.cast import MORNING, Cast, found
from scenarios.script import Stage, backgrounds

FOUNDED = ""


class Scenes(ABC):
    """The states that examples begin from, on one engine."""

    def __init__(self) -> None:
        self._reached: dict[str, tuple[dict[str, Any], int]] = {}

    def begin(self, background: str) -> tuple[Cast, dict[str, Any]]:
        """A cast at the end of `background` (the founded office for none), and the names remembered on the way."""
        if background not in self._reached:
            self._make(background)
        names, now = self._reached[background]
        return self.cast_at(background, now), dict(names)

    def cast_at(self, background: str, now: int) -> Cast:
        """A cast in the state `background`, with the clock at `now`."""
        return Cast(self.bring_back(background), now)

    def _make(self, background: str) -> None:
        if background == FOUNDED:
            found(self.empty())
            self._reached[background] = {}, MORNING
        else:
            scene = backgrounds()[background]
            cast, names = self.begin(scene.begins)
            Stage(cast, names).play(scene)
            self._reached[background] = names, cast.clock.now()
            cast.close()
        self.keep(background)

    @abstractmethod
    def empty(self) -> str:
        """The URL of a database with nothing in it."""

    @abstractmethod
    def keep(self, name: str) -> None:
        """Remember the state the database is in as `name`."""

    @abstractmethod
    def bring_back(self, name: str) -> str:
        """The URL of a database in the state `name`."""


class SqliteScenes(Scenes):
    """States as files."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file = folder / "now.db"
        self._folder = folder

    def empty(self) -> str:
        return f"sqlite:///{self._file}"

    def _kept(self, name: str) -> Path:
        return self._folder / f"{name or 'founded'}.db"

    def keep(self, name: str) -> None:
        shutil.copy(self._file, self._kept(name))

    def bring_back(self, name: str) -> str:
        shutil.copy(self._kept(name), self._file)
        return self.empty()


class PostgresScenes(Scenes):
    """States as schemas beside the one in use."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._connection = psycopg.connect(
            make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        )

    def close(self) -> None:
        """Close the connection that puts states back."""
        self._connection.close()

    def empty(self) -> str:
        database = Database(self._url)
        upgrade(database)
        database.dispose()
        return self._url

    def keep(self, name: str) -> None:
        schema = sql.Identifier(f"kept_{name}")
        self._connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        empty = set[str]()
        for table in metadata.tables:
            statement = "CREATE TABLE {0}.{1} AS SELECT * FROM public.{1}"
            kept = self._connection.execute(sql.SQL(statement).format(schema, sql.Identifier(table)))
            if not kept.rowcount:
                empty.add(table)
        self._connection.execute(self._way_back(schema, empty))

    def _way_back(self, schema: sql.Identifier, empty: set[str]) -> sql.Composable:
        """A function that puts every table back: the server plans its statements once, not each time.

        Neither triggers nor foreign keys take part; of a table that was `empty` everything goes.
        """
        statements: list[sql.Composable] = []
        for name, table in metadata.tables.items():
            if name in empty:
                statements.append(sql.SQL("DELETE FROM public.{};").format(sql.Identifier(name)))
                continue
            given = [column.name for column in table.columns if column.computed is None]
            columns = sql.SQL(", ").join(map(sql.Identifier, given))
            gone = "DELETE FROM public.{1} AS now WHERE now::text NOT IN (SELECT kept::text FROM {0}.{1} AS kept);"
            back = "INSERT INTO public.{1} ({2}) SELECT {2} FROM {0}.{1} EXCEPT SELECT {2} FROM public.{1};"
            statements += [sql.SQL(each).format(schema, sql.Identifier(name), columns) for each in (gone, back)]
        head = "CREATE FUNCTION {}.back() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS "
        body = (
            sql.SQL("\n")
            .join([sql.SQL("#variable_conflict use_column"), sql.SQL("BEGIN"), *statements, sql.SQL("END")])
            .as_string(self._connection)
        )
        return sql.SQL(head).format(schema) + sql.Literal(body)

    def bring_back(self, name: str) -> str:
        self._connection.execute(sql.SQL("SELECT {}.back()").format(sql.Identifier(f"kept_{name}")))
        return self._url
