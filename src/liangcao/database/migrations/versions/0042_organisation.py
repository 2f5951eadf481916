"""The office's own organisation: sub-groups, people lent, the roster with its swaps, absences."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0042"
down_revision = "0041"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, column: str, other: str, key: str = "") -> sa.ForeignKeyConstraint:
    target = [f"{other}.district_id", f"{other}.{key or column}"]
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
    _people()
    _roster()
    _swap()
    _absence()
    guard_append_only(op.get_bind(), ("lending", "absence_grant"))


def _table(name: str, *items: sa.schema.SchemaItem, keys: tuple[str, ...]) -> None:
    names = ("district_id", *keys)
    primary = sa.PrimaryKeyConstraint(*names, name=op.f(f"pk_{name}"))
    op.create_table(name, *map(_key, names), *items, primary, sqlite_strict=True)


def _people() -> None:
    _table(
        "lending",
        _whole("actor_id"),
        _whole("party_id", "0"),
        _words("department", ""),
        _words("since"),
        _words("until", ""),
        _whole("entry"),
        _refers("lending", "actor_id", "actor"),
        keys=("lending_id",),
    )
    op.create_index(op.f("ix_lending_district_id_actor_id"), "lending", ["district_id", "actor_id"])
    _table(
        "member_contact",
        _words("phone"),
        _whole("entry"),
        _refers("member_contact", "actor_id", "actor"),
        keys=("actor_id",),
    )


def _roster() -> None:
    _table(
        "shift",
        _words("name"),
        *(_whole(name) for name in ("begins", "ends")),
        _whole("is_retired", "0"),
        _whole("entry"),
        sa.CheckConstraint(
            "begins >= 0 AND begins < 1440 AND ends >= 0 AND ends <= 1440", name=op.f("ck_shift_minutes")
        ),
        keys=("shift_id",),
    )
    _table(
        "roster",
        _words("day"),
        *(_whole(name) for name in ("shift_id", "actor_id")),
        _whole("is_leader", "0"),
        *(_whole(name) for name in ("begins_at", "ends_at")),
        _whole("is_off", "0"),
        _whole("entry"),
        _refers("roster", "shift_id", "shift"),
        _refers("roster", "actor_id", "actor"),
        keys=("roster_id",),
    )
    op.create_index(op.f("ix_roster_district_id_ends_at"), "roster", ["district_id", "ends_at"])


def _swap() -> None:
    _table(
        "swap",
        *(_whole(name) for name in ("roster_id", "to_actor_id")),
        _whole("back_id", "0"),
        _words("note", ""),
        _words("state", "asked"),
        *(_whole(name) for name in ("actor_id", "asked_at")),
        _whole("answered_at", "0"),
        _whole("entry"),
        _refers("swap", "roster_id", "roster"),
        _refers("swap", "to_actor_id", "actor", "actor_id"),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'declined', 'withdrawn')", name=op.f("ck_swap_state")),
        keys=("swap_id",),
    )
    columns = ["district_id", "state", "to_actor_id"]
    op.create_index(op.f("ix_swap_district_id_state_to_actor_id"), "swap", columns)


def _absence() -> None:
    _table(
        "absence",
        *(_whole(name) for name in ("actor_id", "since", "until")),
        _words("reason"),
        *(_whole(name, "0") for name in ("deputy_id", "is_over")),
        _whole("entry"),
        _refers("absence", "actor_id", "actor"),
        sa.CheckConstraint("until >= since", name=op.f("ck_absence_term")),
        keys=("absence_id",),
    )
    op.create_index(op.f("ix_absence_district_id_until"), "absence", ["district_id", "until"])
    _table(
        "absence_grant",
        _refers("absence_grant", "absence_id", "absence"),
        _refers("absence_grant", "grant_id", "role_grant"),
        keys=("absence_id", "grant_id"),
    )
