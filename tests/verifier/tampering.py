"""The ways of somebody who owns the database: triggers off, rows changed, hashes and signatures made to fit."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import last_seal, seal
from liangcao.journal.signed_heads import GivenHead
from liangcao.journal.tree import entry_leaf
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.moment import moment_of


def number(database: Database, sql: str) -> int:
    with database.read() as connection:
        return int(ask(connection, sql)[0][0])


def head_of(database: Database) -> GivenHead:
    """The last signed head, as somebody would copy it."""
    with database.read() as connection:
        found = last_seal(connection, 1)
    assert found is not None
    return GivenHead(found.size, found.root)


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """A connection for which nothing holds that the database has against changes: no trigger, no foreign key."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            for (name,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield connection
        connection.commit()
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = ON")


def forge(database: Database, *statements: str) -> None:
    """Change rows; every statement must have found some."""
    with unguarded(database) as connection:
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount > 0, statement


def rewrite(database: Database, entries: dict[int, dict[str, Any]]) -> None:
    """Write other data into entries, with hashes that fit."""
    with unguarded(database) as connection:
        for entry, data in entries.items():
            body = canonical_bytes(data)
            sql = "UPDATE journal SET body = {0}, leaf_hash = {0} WHERE number = {0}"
            mark = "?" if database.is_sqlite else "%s"
            connection.exec_driver_sql(sql.format(mark), (body, entry_leaf(body, entry), entry))


def data_of(database: Database, entry: int) -> dict[str, Any]:
    with database.read() as connection:
        body = bytes(ask(connection, "SELECT body FROM journal WHERE number = ?", (entry,))[0][0])
    data: dict[str, Any] = json.loads(body)
    return data


def append(database: Database, **told: Any) -> int:
    """One more entry after the last, as the road would have written it; returns its number."""
    last = number(database, "SELECT size FROM journal_head")
    before = data_of(database, last)
    kept = {name: before[name] for name in ("format", "district", "recorded_at")}
    data = {**kept, "number": last + 1, "command_id": f"forged{last}", "occurred_at": before["recorded_at"], **told}
    body, moment = canonical_bytes(data), moment_of(data["recorded_at"])
    row = (
        *(1, last + 1, data["command_id"], data["action"], data["actor"], moment, moment),
        *(body, entry_leaf(body, last + 1)),
    )
    columns = "district_id, number, command_id, action, actor_id, occurred_at, recorded_at, body, leaf_hash"
    with unguarded(database) as connection:
        marks = ", ".join(["?" if database.is_sqlite else "%s"] * len(row))
        connection.exec_driver_sql(f"INSERT INTO journal ({columns}) VALUES ({marks})", row)
        connection.exec_driver_sql(f"UPDATE journal_head SET size = {last + 1}, recorded_at = {moment}")
        for chain, duty in data.get("effects", {}).get("duties", ()):
            values = f"(1, '{chain}', '{duty}', {data['actor']}, {last + 1})"
            connection.exec_driver_sql(
                f"INSERT INTO duty_done (district_id, chain, duty, actor_id, entry) VALUES {values}"
            )
    return last + 1


def sign_anew(database: Database, key: SigningKey, now: int) -> None:
    """Throw all heads away and sign what is there, with the office's own key."""
    with unguarded(database) as connection:
        for table in ("checkpoint", "tile"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    seal(database, 1, key, now)
