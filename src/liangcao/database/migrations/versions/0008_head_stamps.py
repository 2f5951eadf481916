"""Time stamps of heads."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0008"
down_revision = "0007"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "head_stamp",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("stamped_at", WHOLE, autoincrement=False, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "size"],
            ["checkpoint.district_id", "checkpoint.size"],
            name=op.f("fk_head_stamp_district_id_size"),
        ),
        sa.PrimaryKeyConstraint("district_id", "size", "stamped_at", name=op.f("pk_head_stamp")),
        sqlite_strict=True,
    )
    guard_append_only(op.get_bind(), ("head_stamp",))
