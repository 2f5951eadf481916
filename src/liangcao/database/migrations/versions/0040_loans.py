"""Loans of what comes back after use."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0040"
down_revision = "0039"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, columns: list[str], other: str, others: list[str] | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_district_id_{'_'.join(columns)}")
    target = [f"{other}.{column}" for column in ("district_id", *(others or columns))]
    return sa.ForeignKeyConstraint(["district_id", *columns], target, name=name)


def upgrade() -> None:
    _reusable_item()
    _loan()
    _loan_line()
    _loan_end()
    _loan_extension()
    guard_append_only(op.get_bind(), ("reusable_item", "loan_end", "loan_extension"))


def _reusable_item() -> None:
    op.create_table(
        "reusable_item",
        _key("district_id"),
        _key("setting_id"),
        _whole("item_id"),
        _whole("is_reusable"),
        _whole("is_serial"),
        _words("reason"),
        _whole("actor_id"),
        _whole("set_at"),
        _whole("entry"),
        _refers("reusable_item", ["item_id"], "item"),
        sa.PrimaryKeyConstraint("district_id", "setting_id", name=op.f("pk_reusable_item")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_reusable_item_district_id_item_id_setting_id"),
        "reusable_item",
        ["district_id", "item_id", "setting_id"],
        unique=False,
    )


def _loan() -> None:
    op.create_table(
        "loan",
        _key("district_id"),
        _key("loan_id"),
        _whole("party_id"),
        _whole("store_id"),
        _words("state"),
        _words("borrower", ""),
        _words("purpose"),
        _words("due_on"),
        _whole("actor_id"),
        _whole("lent_at"),
        _whole("ended_at", "0"),
        _whole("entry"),
        sa.CheckConstraint(
            "state IN ('out', 'ended')",
            name=op.f("ck_loan_state"),
        ),
        _refers("loan", ["loan_id"], "location", ["location_id"]),
        _refers("loan", ["party_id"], "party"),
        _refers("loan", ["store_id"], "location", ["location_id"]),
        sa.PrimaryKeyConstraint("district_id", "loan_id", name=op.f("pk_loan")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_loan_district_id_party_id_loan_id"), "loan", ["district_id", "party_id", "loan_id"], unique=False
    )
    op.create_index(
        op.f("ix_loan_district_id_state_due_on_loan_id"),
        "loan",
        ["district_id", "state", "due_on", "loan_id"],
        unique=False,
    )


def _loan_line() -> None:
    op.create_table(
        "loan_line",
        _key("district_id"),
        _key("loan_id"),
        _key("line_number"),
        _whole("item_id"),
        _whole("lot_id"),
        _whole("source_id"),
        _words("serial", ""),
        _whole("quantity"),
        _whole("whole_back", "0"),
        _whole("damaged", "0"),
        _whole("lost", "0"),
        sa.CheckConstraint(
            "quantity > 0 AND whole_back >= 0 AND damaged >= 0 AND lost >= 0 "
            "AND whole_back + damaged + lost <= quantity",
            name=op.f("ck_loan_line_within_lent"),
        ),
        _refers("loan_line", ["loan_id"], "loan"),
        _refers("loan_line", ["lot_id"], "lot"),
        sa.PrimaryKeyConstraint("district_id", "loan_id", "line_number", name=op.f("pk_loan_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_loan_line_district_id_item_id_serial"), "loan_line", ["district_id", "item_id", "serial"], unique=False
    )


def _loan_end() -> None:
    op.create_table(
        "loan_end",
        _key("district_id"),
        _key("loan_id"),
        _key("entry"),
        _key("line_number"),
        _whole("whole_back", "0"),
        _whole("damaged", "0"),
        _whole("lost", "0"),
        _whole("location_id", "0"),
        _whole("owed_fen", "0"),
        _words("note", ""),
        _whole("actor_id"),
        _whole("ended_at"),
        _refers("loan_end", ["loan_id", "line_number"], "loan_line"),
        sa.PrimaryKeyConstraint("district_id", "loan_id", "entry", "line_number", name=op.f("pk_loan_end")),
        sqlite_strict=True,
    )


def _loan_extension() -> None:
    op.create_table(
        "loan_extension",
        _key("district_id"),
        _key("loan_id"),
        _key("entry"),
        _words("due_before"),
        _words("due_on"),
        _words("reason"),
        _whole("actor_id"),
        _whole("extended_at"),
        _refers("loan_extension", ["loan_id"], "loan"),
        sa.PrimaryKeyConstraint("district_id", "loan_id", "entry", name=op.f("pk_loan_extension")),
        sqlite_strict=True,
    )
