"""Mobilisation: what reserve units hold, orders to them, and what was given back or paid for."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0022"
down_revision = "0021"

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
    _reserve_stock()
    _mobilisation()
    _mobilisation_line()
    _given_back()
    guard_append_only(op.get_bind(), ("reserve_stock", "mobilisation_line", "given_back"))


def _reserve_stock() -> None:
    op.create_table(
        "reserve_stock",
        _key("district_id"),
        _key("declaration_id"),
        _key("item_id"),
        _whole("party_id"),
        _whole("quantity"),
        _words("as_of"),
        _words("note", ""),
        _whole("actor_id"),
        _whole("declared_at"),
        _whole("entry"),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_reserve_stock_quantity")),
        _refers("reserve_stock", "item_id", "item"),
        _refers("reserve_stock", "party_id", "party"),
        sa.PrimaryKeyConstraint("district_id", "declaration_id", "item_id", name=op.f("pk_reserve_stock")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_reserve_stock_district_id_party_id_item_id"),
        "reserve_stock",
        ["district_id", "party_id", "item_id"],
        unique=False,
    )


def _mobilisation() -> None:
    op.create_table(
        "mobilisation",
        _key("district_id"),
        _key("order_id"),
        _whole("party_id"),
        _words("state"),
        _words("document_number"),
        _words("ground"),
        _whole("location_id", "0"),
        _words("expected_on", ""),
        _words("note", ""),
        _words("end_note", ""),
        _whole("actor_id"),
        _whole("ordered_at"),
        _whole("ended_by", "0"),
        _whole("ended_at", "0"),
        _whole("entry"),
        sa.CheckConstraint("state IN ('ordered', 'cancelled', 'settled')", name=op.f("ck_mobilisation_state")),
        _refers("mobilisation", "party_id", "party"),
        sa.PrimaryKeyConstraint("district_id", "order_id", name=op.f("pk_mobilisation")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_mobilisation_district_id_party_id"), "mobilisation", ["district_id", "party_id"], unique=False
    )
    op.create_index(
        op.f("ix_mobilisation_district_id_state_order_id"),
        "mobilisation",
        ["district_id", "state", "order_id"],
        unique=False,
    )


def _mobilisation_line() -> None:
    op.create_table(
        "mobilisation_line",
        _key("district_id"),
        _key("order_id"),
        _key("line_number"),
        _whole("item_id"),
        _whole("quantity"),
        _whole("pack_size", "1"),
        sa.Column("price_fen", WHOLE, nullable=True),
        _whole("price_units", "1"),
        sa.CheckConstraint(
            "quantity > 0 AND pack_size > 0 AND price_units > 0", name=op.f("ck_mobilisation_line_quantity")
        ),
        _refers("mobilisation_line", "item_id", "item"),
        _refers("mobilisation_line", "order_id", "mobilisation"),
        sa.PrimaryKeyConstraint("district_id", "order_id", "line_number", name=op.f("pk_mobilisation_line")),
        sqlite_strict=True,
    )


def _given_back() -> None:
    op.create_table(
        "given_back",
        _key("district_id"),
        _key("order_id"),
        _key("entry"),
        _key("ordinal"),
        _whole("line_number"),
        _words("way"),
        _whole("lot_id", "0"),
        _whole("quantity"),
        _whole("amount_fen", "0"),
        _words("note", ""),
        _whole("actor_id"),
        _whole("given_at"),
        sa.CheckConstraint("way IN ('goods', 'money')", name=op.f("ck_given_back_way")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_given_back_quantity")),
        sa.ForeignKeyConstraint(
            ["district_id", "order_id", "line_number"],
            ["mobilisation_line.district_id", "mobilisation_line.order_id", "mobilisation_line.line_number"],
            name=op.f("fk_given_back_district_id_order_id_line_number"),
        ),
        sa.PrimaryKeyConstraint("district_id", "order_id", "entry", "ordinal", name=op.f("pk_given_back")),
        sqlite_strict=True,
    )
