"""Hand-overs: the links shown to sign by, and what proves each signature."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0027"
down_revision = "0026"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GUARDED = ("delivery_link", "delivery_proof", "proof_picture")


def upgrade() -> None:
    _links()
    _proofs()
    _pictures()
    guard_append_only(op.get_bind(), GUARDED)


def _key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, WHOLE, autoincrement=False, nullable=False) for name in ("district_id", *names)]


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=False)


def _default(name: str, kind: Any, value: str) -> sa.Column[Any]:
    return sa.Column(name, kind, server_default=value, nullable=False)


def _refers(table: str, names: tuple[str, ...], other: str) -> sa.ForeignKeyConstraint:
    named = "_".join(("district_id", *names))
    return sa.ForeignKeyConstraint(
        ["district_id", *names],
        [f"{other}.{name}" for name in ("district_id", *names)],
        name=op.f(f"fk_{table}_{named}"),
    )


def _links() -> None:
    op.create_table(
        "delivery_link",
        *_key("link_id"),
        _whole("shipment_id"),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        *map(_whole, ("issued_at", "expires_at", "actor_id", "entry")),
        _refers("delivery_link", ("shipment_id",), "shipment"),
        sa.PrimaryKeyConstraint("district_id", "link_id", name=op.f("pk_delivery_link")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_delivery_link_district_id_token_hash"), "delivery_link", ["district_id", "token_hash"], unique=True
    )
    op.create_index(
        op.f("ix_delivery_link_district_id_shipment_id_link_id"),
        "delivery_link",
        ["district_id", "shipment_id", "link_id"],
        unique=False,
    )


def _proofs() -> None:
    op.create_table(
        "delivery_proof",
        *_key("shipment_id", "entry"),
        sa.Column("way", sa.Text(), nullable=False),
        _default("link_id", WHOLE, "0"),
        _whole("carrier_id"),
        _default("receiver", sa.Text(), ""),
        _default("place", sa.Text(), ""),
        _default("device_at", WHOLE, "0"),
        _whole("recorded_at"),
        _default("clock_off", WHOLE, "0"),
        sa.CheckConstraint("way IN ('link', 'same_phone', 'carrier')", name=op.f("ck_delivery_proof_way")),
        _refers("delivery_proof", ("shipment_id",), "shipment"),
        sa.PrimaryKeyConstraint("district_id", "shipment_id", "entry", name=op.f("pk_delivery_proof")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_delivery_proof_district_id_entry"), "delivery_proof", ["district_id", "entry"], unique=False
    )


def _pictures() -> None:
    op.create_table(
        "proof_picture",
        *_key("shipment_id", "entry", "ordinal"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('signature', 'photo')", name=op.f("ck_proof_picture_kind")),
        _refers("proof_picture", ("shipment_id", "entry"), "delivery_proof"),
        sa.PrimaryKeyConstraint("district_id", "shipment_id", "entry", "ordinal", name=op.f("pk_proof_picture")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_proof_picture_district_id_sha256"), "proof_picture", ["district_id", "sha256"], unique=False
    )
