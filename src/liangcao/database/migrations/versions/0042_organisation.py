"""The office's own organisation: sub-groups and who is in them."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0034"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    target = [f"{other}.district_id", f"{other}.{column}"]
    return sa.ForeignKeyConstraint(["district_id", column], target, name=op.f(f"fk_{table}_district_id_{column}"))


def upgrade() -> None:
    op.create_table(
        "sub_group",
        _key("district_id"),
        _key("group_id"),
        _words("name"),
        _words("purpose", ""),
        *(_whole(name, "0") for name in ("leader_id", "is_retired")),
        _whole("entry"),
        sa.PrimaryKeyConstraint("district_id", "group_id", name=op.f("pk_sub_group")),
        sqlite_strict=True,
    )
    op.create_table(
        "group_member",
        _key("district_id"),
        _key("member_id"),
        *(_whole(name) for name in ("group_id", "actor_id")),
        _words("since"),
        _words("until", ""),
        _whole("entry"),
        _refers("group_member", "group_id", "sub_group"),
        _refers("group_member", "actor_id", "actor"),
        sa.CheckConstraint("until = '' OR until >= since", name=op.f("ck_group_member_term")),
        sa.PrimaryKeyConstraint("district_id", "member_id", name=op.f("pk_group_member")),
        sqlite_strict=True,
    )
    for column in ("group_id", "actor_id"):
        op.create_index(op.f(f"ix_group_member_district_id_{column}"), "group_member", ["district_id", column])
