"""The table of priority classes in versions, classes of requests as they changed; a class is a number from 1 to 99."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0013"
down_revision = "0012"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("class_change", "class_version", "priority_class")
SIX, MORE = "priority_class BETWEEN 1 AND 6", "priority_class BETWEEN 1 AND 99"


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def upgrade() -> None:
    _widen_check()
    op.create_table(
        "class_version",
        *map(_key, ("district_id", "version")),
        _words("reason"),
        *map(_whole, ("actor_id", "set_at", "entry")),
        sa.CheckConstraint("version > 0", name=op.f("ck_class_version_version")),
        sa.PrimaryKeyConstraint("district_id", "version", name=op.f("pk_class_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "priority_class",
        *map(_key, ("district_id", "version", "number")),
        _words("name"),
        *(_words(name, "") for name in ("name_en", "kinds", "exposures")),
        *(_whole(name, "0") for name in ("lift_days", "is_retired", "moves_to")),
        sa.CheckConstraint("number BETWEEN 1 AND 99", name=op.f("ck_priority_class_number")),
        sa.ForeignKeyConstraint(
            ["district_id", "version"],
            ["class_version.district_id", "class_version.version"],
            name=op.f("fk_priority_class_district_id_version"),
        ),
        sa.PrimaryKeyConstraint("district_id", "version", "number", name=op.f("pk_priority_class")),
        sqlite_strict=True,
    )
    op.create_table(
        "class_change",
        *map(_key, ("district_id", "change_id")),
        *map(_whole, ("request_id", "from_class", "to_class")),
        _words("reason", ""),
        _whole("version", "0"),
        *map(_whole, ("actor_id", "changed_at", "entry")),
        sa.CheckConstraint("from_class <> to_class", name=op.f("ck_class_change_changed")),
        sa.ForeignKeyConstraint(
            ["district_id", "request_id"],
            ["request.district_id", "request.request_id"],
            name=op.f("fk_class_change_district_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "change_id", name=op.f("pk_class_change")),
        sqlite_strict=True,
    )
    columns = ["district_id", "request_id", "change_id"]
    op.create_index(op.f("ix_class_change_district_id_request_id_change_id"), "class_change", columns, unique=False)
    op.create_index(op.f("ix_class_change_district_id_entry"), "class_change", ["district_id", "entry"], unique=False)
    guard_append_only(op.get_bind(), APPEND_ONLY)


def _widen_check() -> None:
    """Units may stand in more than six classes.

    SQLite has no statement for this; what it says to do when only a CHECK changes and no row can break the new one
    (lang_altertable.html, "schema changes that do not affect the on-disk content") is to mend the stored text.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_party_priority_class"), "party")
        op.create_check_constraint(op.f("ck_party_priority_class"), "party", MORE)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'party'", (SIX, MORE)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
