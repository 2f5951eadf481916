"""Papers behind documents, and their files by hash."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0010"
down_revision = "0009"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("paper_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document_id", WHOLE, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("recorded_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("kind IN ('receipt', 'shipment', 'request', 'payment')", name=op.f("ck_paper_kind")),
        sa.PrimaryKeyConstraint("district_id", "paper_id", name=op.f("pk_paper")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_paper_district_id_kind_document_id"), "paper", ["district_id", "kind", "document_id"], unique=False
    )
    op.create_index(op.f("ix_paper_district_id_sha256"), "paper", ["district_id", "sha256"], unique=False)
    op.create_table(
        "paper_file",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "sha256", name=op.f("pk_paper_file")),
        sqlite_strict=True,
    )
    guard_append_only(op.get_bind(), ("paper",))
