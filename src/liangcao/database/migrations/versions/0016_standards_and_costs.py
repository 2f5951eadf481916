"""Standards that a line of a request accepts; what carrying a box costs, from where to which area."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0016"
down_revision = "0015"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def upgrade() -> None:
    op.add_column("request_line", sa.Column("standards", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "carrying_cost",
        *map(_key, ("district_id", "cost_id")),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *(sa.Column(name, WHOLE, nullable=False) for name in ("actor_id", "set_at", "entry")),
        sa.CheckConstraint("cost >= -1", name=op.f("ck_carrying_cost_cost")),
        sa.ForeignKeyConstraint(
            ["district_id", "location_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_carrying_cost_district_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "cost_id", name=op.f("pk_carrying_cost")),
        sqlite_strict=True,
    )
    columns = ["district_id", "location_id", "area"]
    op.create_index(op.f("ix_carrying_cost_district_id_location_id_area"), "carrying_cost", columns, unique=False)
    guard_append_only(op.get_bind(), ("carrying_cost",))
