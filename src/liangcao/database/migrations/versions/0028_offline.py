"""Forms filled in without signal: those that were refused when they came, and what came from each device."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0028"
down_revision = "0027"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _refused_forms()
    _files()
    _came()
    guard_append_only(op.get_bind(), ("refused_file", "sent_form"))


def _key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, WHOLE, autoincrement=False, nullable=False) for name in ("district_id", *names)]


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _default(name: str, kind: Any, value: str) -> sa.Column[Any]:
    return sa.Column(name, kind, server_default=value, nullable=False)


def _refers(table: str, name: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["district_id", name],
        [f"{other}.district_id", f"{other}.{name}"],
        name=op.f(f"fk_{table}_district_id_{name}"),
    )


def _refused_forms() -> None:
    op.create_table(
        "refused_form",
        *_key("form_id"),
        _whole("actor_id"),
        _words("path"),
        _default("page", sa.Text(), ""),
        *map(_words, ("form_command_id", "code", "device")),
        *map(_whole, ("counter", "device_at")),
        _default("clock_off", WHOLE, "0"),
        _words("fields"),
        *map(_whole, ("kept_at", "entry")),
        _default("state", sa.Text(), "waiting"),
        _default("settled_by", WHOLE, "0"),
        _default("settled_at", WHOLE, "0"),
        _default("reason", sa.Text(), ""),
        sa.CheckConstraint("state IN ('waiting', 'dropped')", name=op.f("ck_refused_form_state")),
        _refers("refused_form", "actor_id", "actor"),
        sa.PrimaryKeyConstraint("district_id", "form_id", name=op.f("pk_refused_form")),
        sqlite_strict=True,
    )
    for columns, unique in ((["form_command_id"], True), (["state", "form_id"], False)):
        named = "_".join(("ix_refused_form_district_id", *columns))
        op.create_index(op.f(named), "refused_form", ["district_id", *columns], unique=unique)


def _files() -> None:
    op.create_table(
        "refused_file",
        *_key("form_id", "ordinal"),
        *map(_words, ("field", "sha256")),
        _refers("refused_file", "form_id", "refused_form"),
        sa.PrimaryKeyConstraint("district_id", "form_id", "ordinal", name=op.f("pk_refused_file")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_refused_file_district_id_sha256"), "refused_file", ["district_id", "sha256"], unique=False)


def _came() -> None:
    op.create_table(
        "sent_form",
        *_key(),
        _words("device"),
        sa.Column("counter", WHOLE, autoincrement=False, nullable=False),
        _words("command_id"),
        *map(_whole, ("actor_id", "device_at")),
        _default("clock_off", WHOLE, "0"),
        _whole("received_at"),
        _default("entry", WHOLE, "0"),
        sa.PrimaryKeyConstraint("district_id", "device", "counter", name=op.f("pk_sent_form")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sent_form_district_id_received_at"), "sent_form", ["district_id", "received_at"])
