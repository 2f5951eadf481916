"""Requests are merged, split and corrected: what took a request's place, which chains go on, and who asked lately."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0012"
down_revision = "0011"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("request", sa.Column("into_id", WHOLE, server_default="0", nullable=False))
    columns = ["district_id", "unit_id", "unit_said", "submitted_at"]
    op.create_index(op.f("ix_request_district_id_unit_id_unit_said_submitted_at"), "request", columns, unique=False)
    op.create_index(
        "ix_request_line_undecided",
        "request_line",
        ["district_id", "item_id"],
        sqlite_where=sa.text("approved IS NULL"),
        postgresql_where=sa.text("approved IS NULL"),
    )
    op.create_table(
        "chain_origin",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "chain", "origin", name=op.f("pk_chain_origin")),
        sqlite_strict=True,
    )
    columns = ["district_id", "origin"]
    op.create_index(op.f("ix_chain_origin_district_id_origin"), "chain_origin", columns, unique=False)
    guard_append_only(op.get_bind(), ("chain_origin",))
