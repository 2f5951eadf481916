"""The database's own refusal to change or delete what is written: triggers on append-only tables."""

from collections.abc import Sequence

from sqlalchemy import Connection

_FUNCTION = """
CREATE OR REPLACE FUNCTION liangcao_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def guard_append_only(connection: Connection, tables: Sequence[str]) -> None:
    """Make UPDATE and DELETE (on PostgreSQL also TRUNCATE) on `tables` fail from now on."""
    if connection.dialect.name == "sqlite":
        for table in tables:
            for deed in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    connection.exec_driver_sql(_FUNCTION.replace("%", "%%"))
    for table in tables:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION liangcao_append_only()"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION liangcao_append_only()"
        )
