"""The database's own refusal to change or delete what is written: triggers on append-only tables."""

from collections.abc import Sequence

from sqlalchemy import Connection

_BODY = """
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END """
_FUNCTION = f"CREATE OR REPLACE FUNCTION liangcao_append_only() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"
_ON_POSTGRESQL = """
SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND relnamespace = current_schema()::regnamespace
AND proname = 'liangcao_append_only' AND prosrc = %s
"""


def guard_append_only(connection: Connection, tables: Sequence[str]) -> None:
    """Make UPDATE and DELETE (on PostgreSQL also TRUNCATE) on `tables` fail from now on."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_FUNCTION.replace("%", "%%"))
    for table in tables:
        for statement in _guards(connection, table).values():
            connection.exec_driver_sql(statement)


def missing_guards(connection: Connection, tables: Sequence[str]) -> list[str]:
    """The triggers on `tables` that are gone, switched off or not what they were, by name."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = {(name, sql) for name, sql in rows}
        return [guard[0] for table in tables for guard in _guards(connection, table).items() if guard not in there]
    standing = {row[0] for row in connection.exec_driver_sql(_ON_POSTGRESQL, (_BODY,))}
    return [name for table in tables for name in _guards(connection, table) if name not in standing]


def put_guards_back(connection: Connection, tables: Sequence[str]) -> list[str]:
    """Make the guards of `tables` that are missing anew; returns their names."""
    missing = missing_guards(connection, tables)
    for table in tables:
        names = _guards(connection, table).keys()
        if names & set(missing):
            on_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on_table}")
            guard_append_only(connection, [table])
    return missing


def _guards(connection: Connection, table: str) -> dict[str, str]:
    """The triggers of a table, each with the statement that makes it."""
    if connection.dialect.name == "sqlite":
        return {
            f"{table}_no_{deed.lower()}": f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for deed in ("UPDATE", "DELETE")
        }
    return {
        f"{table}_append_only": f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION liangcao_append_only()",
        f"{table}_no_truncate": f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION liangcao_append_only()",
    }
