"""Tiles of the log, cosignatures of its heads, changes of its key."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0005"
down_revision = "0004"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("cosignature", "key_change", "tile")


def upgrade() -> None:
    op.create_table(
        "key_change",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("verifier_key", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=False),
        sa.Column("is_lost", WHOLE, nullable=False),
        sa.CheckConstraint("is_lost IN (0, 1)", name=op.f("ck_key_change_is_lost")),
        sa.PrimaryKeyConstraint("district_id", "entry", name=op.f("pk_key_change")),
        sqlite_strict=True,
    )
    op.create_table(
        "tile",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("level", WHOLE, autoincrement=False, nullable=False),
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("edition", WHOLE, autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hashes) = 8192", name=op.f("ck_tile_hashes")),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_tile_root")),
        sa.PrimaryKeyConstraint("district_id", "level", "number", "edition", name=op.f("pk_tile")),
        sqlite_strict=True,
    )
    op.create_table(
        "cosignature",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("signed_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "size"],
            ["checkpoint.district_id", "checkpoint.size"],
            name=op.f("fk_cosignature_district_id_size"),
        ),
        sa.PrimaryKeyConstraint("district_id", "size", "witness", name=op.f("pk_cosignature")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_cosignature_district_id_witness_size"),
        "cosignature",
        ["district_id", "witness", "size"],
        unique=False,
    )
    guard_append_only(op.get_bind(), APPEND_ONLY)
