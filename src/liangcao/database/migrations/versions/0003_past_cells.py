"""Marks in the past: which cells were live at some entries, so that stock as of any moment starts from near by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "past_cell",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lot_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("location_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "entry", "lot_id", "location_id", name=op.f("pk_past_cell")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_past_cell_district_id_entry_item_id"), "past_cell", ["district_id", "entry", "item_id"])
