"""Counts: sessions, what the books held, what was counted, what came of it, what was posted. Sums of flows."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0032"
down_revision = "0029"

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
    _count_session()
    _count_expected()
    _count_tally()
    _count_again()
    _count_result()
    _count_posting()
    _party_flow()
    op.create_index(op.f("ix_shipment_line_district_id_request_id"), "shipment_line", ["district_id", "request_id"])
    # SQLite searches a partial index by its own condition where that is a range: "> 0" read every reversal there is
    op.drop_index(op.f("ix_line_district_id_reverses"), "line")
    op.create_index(
        op.f("ix_line_district_id_reverses"),
        "line",
        ["district_id", "reverses"],
        sqlite_where=sa.text("reverses <> 0"),
        postgresql_where=sa.text("reverses <> 0"),
    )
    op.drop_index(op.f("ix_lot_district_id_source_party_id"), "lot")
    op.create_index(
        op.f("ix_lot_district_id_source_party_id_lot_id"), "lot", ["district_id", "source_party_id", "lot_id"]
    )
    op.create_index(op.f("ix_receipt_district_id_document_number"), "receipt", ["district_id", "document_number"])
    guard_append_only(op.get_bind(), ("count_expected", "count_tally", "count_again", "count_result", "count_posting"))


def _count_session() -> None:
    op.create_table(
        "count_session",
        _key("district_id"),
        _key("count_id"),
        _whole("location_id"),
        _whole("item_id", "0"),
        _words("note", ""),
        _words("state"),
        _whole("round_number", "1"),
        _whole("actor_id"),
        _whole("started_at"),
        _whole("cells"),
        _whole("counted_at", "0"),
        _whole("differing", "0"),
        _whole("ended_by", "0"),
        _whole("ended_at", "0"),
        _words("end_note", ""),
        _whole("entry"),
        sa.CheckConstraint(
            "state IN ('counting', 'review', 'closed', 'cancelled')", name=op.f("ck_count_session_state")
        ),
        _refers("count_session", "location_id", "location"),
        sa.PrimaryKeyConstraint("district_id", "count_id", name=op.f("pk_count_session")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_count_session_district_id_location_id_counted_at"),
        "count_session",
        ["district_id", "location_id", "counted_at"],
    )
    op.create_index(
        op.f("ix_count_session_district_id_state_count_id"), "count_session", ["district_id", "state", "count_id"]
    )


def _count_expected() -> None:
    op.create_table(
        "count_expected",
        _key("district_id"),
        _key("count_id"),
        _key("lot_id"),
        _key("location_id"),
        _whole("on_hand"),
        _refers("count_expected", "lot_id", "lot"),
        _refers("count_expected", "count_id", "count_session"),
        _refers("count_expected", "location_id", "location"),
        sa.PrimaryKeyConstraint("district_id", "count_id", "lot_id", "location_id", name=op.f("pk_count_expected")),
        sqlite_strict=True,
    )


def _count_tally() -> None:
    op.create_table(
        "count_tally",
        _key("district_id"),
        _key("count_id"),
        _key("entry"),
        _key("ordinal"),
        _whole("round_number"),
        _whole("lot_id"),
        _whole("location_id"),
        _whole("quantity"),
        _whole("is_total"),
        _whole("book"),
        _whole("book_entry"),
        _whole("actor_id"),
        _whole("counted_at"),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_count_tally_quantity")),
        _refers("count_tally", "location_id", "location"),
        _refers("count_tally", "lot_id", "lot"),
        _refers("count_tally", "count_id", "count_session"),
        sa.PrimaryKeyConstraint("district_id", "count_id", "entry", "ordinal", name=op.f("pk_count_tally")),
        sqlite_strict=True,
    )


def _count_again() -> None:
    op.create_table(
        "count_again",
        _key("district_id"),
        _key("count_id"),
        _key("round_number"),
        _key("lot_id"),
        _key("location_id"),
        _whole("actor_id"),
        _whole("entry"),
        _refers("count_again", "count_id", "count_session"),
        sa.PrimaryKeyConstraint(
            "district_id", "count_id", "round_number", "lot_id", "location_id", name=op.f("pk_count_again")
        ),
        sqlite_strict=True,
    )


def _count_result() -> None:
    op.create_table(
        "count_result",
        _key("district_id"),
        _key("count_id"),
        _key("round_number"),
        _key("lot_id"),
        _key("location_id"),
        _whole("expected"),
        _whole("found"),
        _words("outcome"),
        _whole("is_moved"),
        _whole("counted_at"),
        _whole("entry"),
        sa.CheckConstraint(
            "outcome IN ('same', 'short', 'over', 'missing', 'unexpected')", name=op.f("ck_count_result_outcome")
        ),
        _refers("count_result", "count_id", "count_session"),
        _refers("count_result", "location_id", "location"),
        _refers("count_result", "lot_id", "lot"),
        sa.PrimaryKeyConstraint(
            "district_id", "count_id", "round_number", "lot_id", "location_id", name=op.f("pk_count_result")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_count_result_district_id_location_id_lot_id"), "count_result", ["district_id", "location_id", "lot_id"]
    )


def _count_posting() -> None:
    op.create_table(
        "count_posting",
        _key("district_id"),
        _key("count_id"),
        _key("lot_id"),
        _key("location_id"),
        _whole("difference"),
        _words("reason"),
        _words("note", ""),
        _whole("entry"),
        sa.CheckConstraint("difference <> 0", name=op.f("ck_count_posting_difference")),
        _refers("count_posting", "lot_id", "lot"),
        _refers("count_posting", "count_id", "count_session"),
        _refers("count_posting", "location_id", "location"),
        sa.PrimaryKeyConstraint("district_id", "count_id", "lot_id", "location_id", name=op.f("pk_count_posting")),
        sqlite_strict=True,
    )


def _party_flow() -> None:
    op.create_table(
        "party_flow",
        _key("district_id"),
        _key("location_id"),
        _key("item_id"),
        _key("party_id"),
        _whole("quantity"),
        _whole("lines"),
        sa.PrimaryKeyConstraint("district_id", "location_id", "item_id", "party_id", name=op.f("pk_party_flow")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_party_flow_district_id_party_id_location_id"), "party_flow", ["district_id", "party_id", "location_id"]
    )
    op.create_table(
        "party_flow_head",
        _key("district_id"),
        _whole("entry"),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_party_flow_head")),
        sqlite_strict=True,
    )
