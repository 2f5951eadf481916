"""Event documents of others: what was captured, which arrivals came of it, what their names mean here."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0033"
down_revision = "0032"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "capture",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("capture_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("events", WHOLE, nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("recorded_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "capture_id", name=op.f("pk_capture")),
        sqlite_strict=True,
    )
    op.create_table(
        "captured_event",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("capture_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("ordinal", WHOLE, autoincrement=False, nullable=False),
        sa.Column("event_hash", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("biz_step", sa.Text(), server_default="", nullable=False),
        sa.Column("event_time", WHOLE, nullable=False),
        sa.Column("arrival_id", WHOLE, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "capture_id"],
            ["capture.district_id", "capture.capture_id"],
            name=op.f("fk_captured_event_district_id_capture_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "capture_id", "ordinal", name=op.f("pk_captured_event")),
        sa.UniqueConstraint("district_id", "event_hash", name=op.f("uq_captured_event_district_id_event_hash")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_captured_event_district_id_arrival_id"), "captured_event", ["district_id", "arrival_id"], unique=False
    )
    op.create_table(
        "foreign_name",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("target_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("kind IN ('item', 'party')", name=op.f("ck_foreign_name_kind")),
        sa.PrimaryKeyConstraint("district_id", "name_id", name=op.f("pk_foreign_name")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_foreign_name_district_id_uri"), "foreign_name", ["district_id", "uri"], unique=False)
    op.create_table(
        "captured_file",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "sha256", name=op.f("pk_captured_file")),
        sqlite_strict=True,
    )
    guard_append_only(op.get_bind(), ("capture", "captured_event", "foreign_name"))
