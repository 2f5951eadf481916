"""What was recorded later than it happened is found without reading the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

LATE = sa.text("occurred_at <> recorded_at")


def upgrade() -> None:
    for name, columns in (
        ("ix_journal_late", ["district_id", "occurred_at", "number"]),
        ("ix_journal_late_number", ["district_id", "number"]),
    ):
        op.create_index(name, "journal", columns, sqlite_where=LATE, postgresql_where=LATE)
