"""Goods for an area, standards of what is expected, papers of one line, and money that suppliers pay back."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0034"
down_revision = "0033"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _refers(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    columns, others = ["district_id", column], [f"{other}.district_id", f"{other}.{key}"]
    return sa.ForeignKeyConstraint(columns, others, name=op.f(f"fk_{table}_district_id_{column}"))


def upgrade() -> None:
    for table in ("lot", "arrival_line", "donation", "purchase_line"):
        op.add_column(table, _words("purpose_area"))
    for table in ("arrival_line", "donation_line", "purchase_line"):
        op.add_column(table, _words("standard"))
        op.add_column(table, _words("grade"))
    op.add_column("paper", _whole("line_number", "0"))
    op.create_table(
        "refund",
        _key("district_id"),
        _key("refund_id"),
        *(_whole(name) for name in ("claim_id", "budget_line_id", "party_id")),
        *(_whole(name, "0") for name in ("purchase_id", "receipt_id")),
        _whole("amount_fen"),
        *(_words(name) for name in ("document_number", "note")),
        *(_whole(name) for name in ("actor_id", "refunded_at", "entry")),
        _refers("refund", "claim_id", "claim", "claim_id"),
        _refers("refund", "budget_line_id", "location", "location_id"),
        _refers("refund", "party_id", "party", "party_id"),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refund_amount_fen")),
        sa.PrimaryKeyConstraint("district_id", "refund_id", name=op.f("pk_refund")),
        sqlite_strict=True,
    )
    for column in ("claim_id", "purchase_id", "receipt_id"):
        op.create_index(op.f(f"ix_refund_district_id_{column}"), "refund", ["district_id", column], unique=False)
    guard_append_only(op.get_bind(), ["refund"])
