"""What a plan answers, kept whole: its question, what each need got and why; reserves in versions."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0011"
down_revision = "0010"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("plan_need", "plan_question", "reserve_floor")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _refers(table: str, column: str, other: str, others: str = "") -> sa.ForeignKeyConstraint:
    target = [f"{other}.district_id", f"{other}.{others or column}"]
    return sa.ForeignKeyConstraint(["district_id", column], target, name=op.f(f"fk_{table}_district_id_{column}"))


def upgrade() -> None:
    op.add_column("plan", sa.Column("packing", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "plan_need",
        *map(_key, ("district_id", "plan_id", "unit_id", "item_id", "priority_class")),
        _whole("asked"),
        _whole("already", "0"),
        _whole("given"),
        _whole("promised", "0"),
        _whole("debt", "0"),
        _words("why"),
        _refers("plan_need", "plan_id", "plan"),
        _refers("plan_need", "unit_id", "party", "party_id"),
        _refers("plan_need", "item_id", "item"),
        sa.PrimaryKeyConstraint(
            "district_id", "plan_id", "unit_id", "item_id", "priority_class", name=op.f("pk_plan_need")
        ),
        sqlite_strict=True,
    )
    columns = ["district_id", "item_id", "unit_id"]
    op.create_index(op.f("ix_plan_need_district_id_item_id_unit_id"), "plan_need", columns, unique=False)
    op.create_table(
        "plan_question",
        *map(_key, ("district_id", "plan_id")),
        *map(_words, ("question", "proof")),
        _refers("plan_question", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("district_id", "plan_id", name=op.f("pk_plan_question")),
        sqlite_strict=True,
    )
    op.create_table(
        "reserve_floor",
        *map(_key, ("district_id", "floor_id")),
        *map(_whole, ("item_id", "priority_class", "quantity")),
        _words("reason"),
        *map(_whole, ("actor_id", "set_at", "entry")),
        _refers("reserve_floor", "item_id", "item"),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_reserve_floor_quantity")),
        sa.PrimaryKeyConstraint("district_id", "floor_id", name=op.f("pk_reserve_floor")),
        sqlite_strict=True,
    )
    columns = ["district_id", "item_id", "priority_class"]
    op.create_index(op.f("ix_reserve_floor_district_id_item_id_priority_class"), "reserve_floor", columns, unique=False)
    guard_append_only(op.get_bind(), APPEND_ONLY)
