"""What an inspector looks at: refused attempts, favours asked, samples drawn, and the indexes of the exceptions."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0006"
down_revision = "0005"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("favour", "refused_attempt", "sample", "sample_finding", "sample_line")


def upgrade() -> None:
    op.create_table(
        "refused_attempt",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("attempt_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("command_hash", sa.Text(), nullable=False),
        sa.Column("times", WHOLE, server_default="1", nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_refused_attempt_times")),
        sa.PrimaryKeyConstraint("district_id", "attempt_id", name=op.f("pk_refused_attempt")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_refused_attempt_district_id_at_attempt_id"),
        "refused_attempt",
        ["district_id", "at", "attempt_id"],
        unique=False,
    )
    op.create_table(
        "favour",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("favour_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("item_id", WHOLE, nullable=True),
        sa.Column("quantity", WHOLE, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("occurred_at", WHOLE, nullable=False),
        sa.Column("recorded_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("answer IN ('declined', 'sent_to_request', 'reported')", name=op.f("ck_favour_answer")),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"], ["item.district_id", "item.item_id"], name=op.f("fk_favour_district_id_item_id")
        ),
        sa.PrimaryKeyConstraint("district_id", "favour_id", name=op.f("pk_favour")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_favour_district_id_recorded_at_favour_id"),
        "favour",
        ["district_id", "recorded_at", "favour_id"],
        unique=False,
    )
    op.create_table(
        "sample",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("sample_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("how_many", WHOLE, nullable=False),
        sa.Column("from_day", sa.Text(), nullable=False),
        sa.Column("to_day", sa.Text(), nullable=False),
        sa.Column("item_id", WHOLE, nullable=True),
        sa.Column("seed_text", sa.Text(), nullable=False),
        sa.Column("journal_size", WHOLE, nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("population", WHOLE, nullable=False),
        sa.Column("without_value", WHOLE, server_default="0", nullable=False),
        sa.Column("total_fen", WHOLE, server_default="0", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("drawn_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("method IN ('random', 'by_value', 'by_item')", name=op.f("ck_sample_method")),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"], ["item.district_id", "item.item_id"], name=op.f("fk_sample_district_id_item_id")
        ),
        sa.PrimaryKeyConstraint("district_id", "sample_id", name=op.f("pk_sample")),
        sqlite_strict=True,
    )
    op.create_table(
        "sample_line",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("sample_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_entry", WHOLE, nullable=False),
        sa.Column("line_ordinal", WHOLE, nullable=False),
        sa.Column("value_fen", WHOLE, nullable=False),
        sa.Column("hits", WHOLE, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "line_entry", "line_ordinal"],
            ["line.district_id", "line.entry", "line.ordinal"],
            name=op.f("fk_sample_line_district_id_line_entry_line_ordinal"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "sample_id"],
            ["sample.district_id", "sample.sample_id"],
            name=op.f("fk_sample_line_district_id_sample_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "sample_id", "line_number", name=op.f("pk_sample_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "sample_finding",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("finding_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("sample_id", WHOLE, nullable=False),
        sa.Column("line_number", WHOLE, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("found_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("verdict IN ('checked', 'objection')", name=op.f("ck_sample_finding_verdict")),
        sa.ForeignKeyConstraint(
            ["district_id", "sample_id", "line_number"],
            ["sample_line.district_id", "sample_line.sample_id", "sample_line.line_number"],
            name=op.f("fk_sample_finding_district_id_sample_id_line_number"),
        ),
        sa.PrimaryKeyConstraint("district_id", "finding_id", name=op.f("pk_sample_finding")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_sample_finding_district_id_sample_id_line_number"),
        "sample_finding",
        ["district_id", "sample_id", "line_number"],
        unique=False,
    )
    op.create_index(
        op.f("ix_checkpoint_district_id_sealed_at"), "checkpoint", ["district_id", "sealed_at"], unique=False
    )
    op.create_index(
        "ix_line_lost",
        "line",
        ["district_id", "entry"],
        unique=False,
        sqlite_where=sa.text("kind IN ('loss', 'adjustment')"),
        postgresql_where=sa.text("kind IN ('loss', 'adjustment')"),
    )
    op.create_index(op.f("ix_request_district_id_entry"), "request", ["district_id", "entry"], unique=False)
    op.create_index(
        op.f("ix_shipment_line_district_id_lot_id_shipment_id"),
        "shipment_line",
        ["district_id", "lot_id", "shipment_id"],
        unique=False,
    )
    guard_append_only(op.get_bind(), APPEND_ONLY)
