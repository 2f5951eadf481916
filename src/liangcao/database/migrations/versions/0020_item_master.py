"""The item master: codes, grades, scarce and retired items, what changed, papers asked for, what may serve for what."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0020"
down_revision = "0019"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("item_change", "item_substitute", "paper_rule")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _of_item(table: str, column: str = "item_id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_district_id_{column}")
    return sa.ForeignKeyConstraint(["district_id", column], ["item.district_id", "item.item_id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_district_id_{'_'.join(columns)}"), table, ["district_id", *columns], unique=False)


def upgrade() -> None:
    for column in (_words("grade", ""), _whole("is_scarce", "0"), _words("state", "active"), _whole("instead_id", "0")):
        op.add_column("item", column)
    _index("item", "category", "name")
    op.add_column("signing_rule", _whole("scarce_only", "0"))
    op.create_table(
        "item_code",
        *map(_key, ("district_id", "code_id")),
        _whole("item_id"),
        *map(_words, ("system", "code")),
        *(_words(name, "") for name in ("valid_from", "valid_until")),
        *map(_whole, ("actor_id", "added_at", "entry")),
        _of_item("item_code"),
        sa.PrimaryKeyConstraint("district_id", "code_id", name=op.f("pk_item_code")),
        sqlite_strict=True,
    )
    _index("item_code", "item_id")
    _index("item_code", "code")
    op.create_table(
        "item_change",
        *map(_key, ("district_id", "change_id")),
        _whole("item_id"),
        _words("field"),
        *(_words(name, "") for name in ("old", "new", "reason")),
        *map(_whole, ("actor_id", "changed_at", "entry")),
        _of_item("item_change"),
        sa.PrimaryKeyConstraint("district_id", "change_id", name=op.f("pk_item_change")),
        sqlite_strict=True,
    )
    _index("item_change", "item_id", "change_id")
    op.create_table(
        "paper_rule",
        *map(_key, ("district_id", "rule_id")),
        _words("category"),
        *(_words(name, "") for name in ("papers", "reason")),
        *map(_whole, ("actor_id", "set_at", "entry")),
        sa.PrimaryKeyConstraint("district_id", "rule_id", name=op.f("pk_paper_rule")),
        sqlite_strict=True,
    )
    op.create_table(
        "item_substitute",
        *map(_key, ("district_id", "rule_id")),
        *map(_whole, ("item_id", "other_id", "is_allowed")),
        *(_words(name, "") for name in ("kinds", "classes")),
        _whole("rank"),
        _words("effective_on"),
        _words("reason", ""),
        *map(_whole, ("actor_id", "set_at", "entry")),
        sa.CheckConstraint("item_id <> other_id", name=op.f("ck_item_substitute_another")),
        _of_item("item_substitute"),
        _of_item("item_substitute", "other_id"),
        sa.PrimaryKeyConstraint("district_id", "rule_id", name=op.f("pk_item_substitute")),
        sqlite_strict=True,
    )
    _index("item_substitute", "item_id")
    guard_append_only(op.get_bind(), APPEND_ONLY)
