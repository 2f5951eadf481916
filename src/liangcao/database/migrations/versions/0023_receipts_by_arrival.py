"""Receipts by arrival: the index holds all of them, for SQLite searches a partial one by its condition, not its key."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.drop_index("ix_receipt_arrival", "receipt")
    op.create_index("ix_receipt_arrival", "receipt", ["district_id", "arrival_id"])
