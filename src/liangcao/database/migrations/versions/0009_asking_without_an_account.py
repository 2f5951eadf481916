"""Asking without an account: the public door, posters, links; what a request says of people, stock and days; norms."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0009"
down_revision = "0008"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("norm", "poster", "request_call")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, columns: list[str], other: str, others: list[str] | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(['district_id', *columns])}")
    target = [f"{other}.{each}" for each in ("district_id", *(others or columns))]
    return sa.ForeignKeyConstraint(["district_id", *columns], target, name=name)


def upgrade() -> None:
    op.add_column("actor", sa.Column("is_person", WHOLE, server_default="1", nullable=False))
    for name in ("unit_said", "area_said", "verification", "purpose", "needed_by", "token_hash"):
        op.add_column("request", sa.Column(name, sa.Text(), server_default="", nullable=False))
    for name in ("cover_days", "poster_id", "replaces_id"):
        op.add_column("request", sa.Column(name, WHOLE, server_default="0", nullable=False))
    op.create_index(
        "ix_request_token",
        "request",
        ["district_id", "token_hash"],
        unique=True,
        sqlite_where=sa.text("token_hash <> ''"),
        postgresql_where=sa.text("token_hash <> ''"),
    )
    op.add_column("request_line", sa.Column("stock_held", WHOLE, nullable=True))
    _make_parts_of_requests()
    _make_door()
    op.create_table(
        "norm",
        _key("district_id"),
        _key("norm_id"),
        _whole("item_id"),
        _words("role"),
        _whole("milli_per_day"),
        _words("effective_on"),
        _words("source"),
        _whole("actor_id"),
        _whole("set_at"),
        _whole("entry"),
        sa.CheckConstraint("milli_per_day >= 0", name=op.f("ck_norm_milli_per_day")),
        _refers("norm", ["item_id"], "item"),
        sa.PrimaryKeyConstraint("district_id", "norm_id", name=op.f("pk_norm")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_norm_district_id_item_id_role"), "norm", ["district_id", "item_id", "role"])
    guard_append_only(op.get_bind(), APPEND_ONLY)


def _make_parts_of_requests() -> None:
    op.create_table(
        "request_people",
        _key("district_id"),
        _key("request_id"),
        sa.Column("role", sa.Text(), nullable=False),
        _whole("heads"),
        sa.CheckConstraint("heads > 0", name=op.f("ck_request_people_heads")),
        _refers("request_people", ["request_id"], "request"),
        sa.PrimaryKeyConstraint("district_id", "request_id", "role", name=op.f("pk_request_people")),
        sqlite_strict=True,
    )
    op.create_table(
        "request_substitute",
        _key("district_id"),
        _key("request_id"),
        _key("line_number"),
        _key("item_id"),
        _whole("rank"),
        _refers("request_substitute", ["request_id", "line_number"], "request_line"),
        _refers("request_substitute", ["item_id"], "item"),
        sa.PrimaryKeyConstraint(
            "district_id", "request_id", "line_number", "item_id", name=op.f("pk_request_substitute")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "request_call",
        _key("district_id"),
        _key("call_id"),
        _whole("request_id"),
        _words("outcome"),
        _words("whom", ""),
        _words("rung", ""),
        _words("said", ""),
        _whole("actor_id"),
        _whole("called_at"),
        _whole("entry"),
        sa.CheckConstraint("outcome IN ('confirmed', 'no_answer', 'doubtful')", name=op.f("ck_request_call_outcome")),
        _refers("request_call", ["request_id"], "request"),
        sa.PrimaryKeyConstraint("district_id", "call_id", name=op.f("pk_request_call")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_request_call_district_id_request_id_call_id"),
        "request_call",
        ["district_id", "request_id", "call_id"],
    )


def _make_door() -> None:
    op.create_table(
        "public_door",
        _key("district_id"),
        _key("door_id"),
        _whole("actor_id"),
        _whole("party_id"),
        _whole("grant_id"),
        _words("hotline", ""),
        _whole("is_open"),
        _whole("changed_by"),
        _whole("changed_at"),
        _refers("public_door", ["actor_id"], "actor"),
        _refers("public_door", ["party_id"], "party"),
        sa.PrimaryKeyConstraint("district_id", "door_id", name=op.f("pk_public_door")),
        sqlite_strict=True,
    )
    op.create_table(
        "poster",
        _key("district_id"),
        _key("poster_id"),
        _words("place"),
        _whole("actor_id"),
        _whole("made_at"),
        _whole("entry"),
        sa.PrimaryKeyConstraint("district_id", "poster_id", name=op.f("pk_poster")),
        sqlite_strict=True,
    )
