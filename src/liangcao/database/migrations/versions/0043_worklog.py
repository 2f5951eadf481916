"""The work log: lines, the weather, which events stand on a page, what became of what was to be done."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0043"
down_revision = "0042"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _table(name: str, key: str, *items: sa.schema.SchemaItem) -> None:
    names = ("district_id", key)
    primary = sa.PrimaryKeyConstraint(*names, name=op.f(f"pk_{name}"))
    op.create_table(name, *map(_key, names), *items, primary, sqlite_strict=True)


def upgrade() -> None:
    _table(
        "log_line",
        "line_id",
        *(_words(name) for name in ("day", "part", "kind", "text", "search")),
        _whole("strikes", "0"),
        *(_whole(name) for name in ("actor_id", "written_at", "entry")),
        sa.CheckConstraint("part IN ('morning', 'afternoon', 'evening')", name=op.f("ck_log_line_part")),
        sa.CheckConstraint("kind IN ('note', 'todo', 'praise', 'complaint')", name=op.f("ck_log_line_kind")),
    )
    op.create_index(op.f("ix_log_line_district_id_day"), "log_line", ["district_id", "day"])
    op.create_index(op.f("ix_log_line_district_id_kind_line_id"), "log_line", ["district_id", "kind", "line_id"])
    _table("log_weather", "weather_id", _words("day"), _words("weather"), _whole("entry"))
    op.create_index(op.f("ix_log_weather_district_id_day"), "log_weather", ["district_id", "day"])
    _table("log_mark", "mark_id", _words("day"), _words("action"), _whole("is_hidden"), _whole("entry"))
    op.create_index(op.f("ix_log_mark_district_id_day"), "log_mark", ["district_id", "day"])
    _table(
        "log_ended",
        "line_id",
        _words("outcome"),
        *(_whole(name) for name in ("actor_id", "ended_at", "entry")),
        sa.ForeignKeyConstraint(
            ["district_id", "line_id"],
            ["log_line.district_id", "log_line.line_id"],
            name=op.f("fk_log_ended_district_id_line_id"),
        ),
        sa.CheckConstraint("outcome IN ('done', 'dropped')", name=op.f("ck_log_ended_outcome")),
    )
    guard_append_only(op.get_bind(), ("log_line", "log_weather", "log_mark", "log_ended"))
