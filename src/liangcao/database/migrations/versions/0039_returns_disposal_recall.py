"""Returns, disposals and recalls."""

import re

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0039"
down_revision = "0037"

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
    _brought_back()
    for kind in ("return", "disposal", "recall"):
        _paper_kind(kind)
    _goods_return()
    _return_line()
    _return_examination()
    _disposal()
    _disposal_line()
    _recall()
    _recall_lot()
    _recall_holder()
    _recall_notice()
    _recall_answer()
    guard_append_only(
        op.get_bind(), ("return_examination", "disposal_line", "recall_lot", "recall_notice", "recall_answer")
    )


BACK_WITHIN_RECEIVED = "brought_back >= 0 AND brought_back <= COALESCE(received, 0)"


def _brought_back() -> None:
    """Of what was received, what is back or to come; SQLite takes a CHECK only together with a new column."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE shipment_line ADD COLUMN brought_back INTEGER DEFAULT '0' NOT NULL "
            f"CONSTRAINT ck_shipment_line_back_within_received CHECK ({BACK_WITHIN_RECEIVED})"
        )
    else:
        op.add_column("shipment_line", sa.Column("brought_back", WHOLE, server_default="0", nullable=False))
        op.create_check_constraint(op.f("ck_shipment_line_back_within_received"), "shipment_line", BACK_WITHIN_RECEIVED)


def _paper_kind(kind: str) -> None:
    """Papers may stand behind one more kind of document, beside whatever kinds there are by now; see 0021."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        sql = (
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conname = 'ck_paper_kind' AND conrelid = 'paper'::regclass"
        )
        kinds = re.findall(r"'([a-z_]+)'", str(connection.exec_driver_sql(sql).scalar_one()))
        op.drop_constraint(op.f("ck_paper_kind"), "paper")
        allowed = ", ".join(f"'{each}'" for each in (*kinds, kind))
        op.create_check_constraint(op.f("ck_paper_kind"), "paper", f"kind IN ({allowed})")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, 'kind IN (', ?) WHERE type = 'table' AND name = 'paper'",
        (f"kind IN ('{kind}', ",),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _goods_return() -> None:
    op.create_table(
        "goods_return",
        _key("district_id"),
        _key("return_id"),
        _whole("shipment_id"),
        _whole("unit_id"),
        _whole("store_id"),
        _words("state"),
        _words("way"),
        _words("note", ""),
        _words("end_note", ""),
        _whole("actor_id"),
        _whole("announced_at"),
        _whole("received_by", "0"),
        _whole("received_at", "0"),
        _whole("entry"),
        sa.CheckConstraint(
            "state IN ('announced', 'received', 'examined', 'cancelled')", name=op.f("ck_goods_return_state")
        ),
        sa.CheckConstraint(
            "way IN ('brought', 'fetched')",
            name=op.f("ck_goods_return_way"),
        ),
        _refers("goods_return", ["shipment_id"], "shipment"),
        _refers("goods_return", ["store_id"], "location", ["location_id"]),
        _refers("goods_return", ["unit_id"], "party", ["party_id"]),
        sa.PrimaryKeyConstraint("district_id", "return_id", name=op.f("pk_goods_return")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_goods_return_district_id_shipment_id"), "goods_return", ["district_id", "shipment_id"], unique=False
    )
    op.create_index(
        op.f("ix_goods_return_district_id_state_return_id"),
        "goods_return",
        ["district_id", "state", "return_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_goods_return_district_id_unit_id_return_id"),
        "goods_return",
        ["district_id", "unit_id", "return_id"],
        unique=False,
    )


def _return_line() -> None:
    op.create_table(
        "return_line",
        _key("district_id"),
        _key("return_id"),
        _key("line_number"),
        _whole("shipment_id"),
        _whole("shipment_line"),
        _whole("request_id"),
        _whole("request_line"),
        _whole("item_id"),
        _whole("lot_id"),
        _whole("quantity"),
        _words("reason"),
        _whole("recall_id", "0"),
        _whole("received", "0"),
        _whole("restocked", "0"),
        _whole("unusable", "0"),
        sa.CheckConstraint(
            "quantity > 0 AND received >= 0 AND received <= quantity", name=op.f("ck_return_line_within_announced")
        ),
        sa.CheckConstraint(
            "restocked >= 0 AND unusable >= 0 AND restocked + unusable <= received",
            name=op.f("ck_return_line_within_received"),
        ),
        _refers("return_line", ["lot_id"], "lot"),
        _refers("return_line", ["return_id"], "goods_return"),
        _refers("return_line", ["shipment_id", "shipment_line"], "shipment_line", ["shipment_id", "line_number"]),
        sa.PrimaryKeyConstraint("district_id", "return_id", "line_number", name=op.f("pk_return_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_return_line_district_id_lot_id_return_id"),
        "return_line",
        ["district_id", "lot_id", "return_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_return_line_district_id_recall_id_return_id"),
        "return_line",
        ["district_id", "recall_id", "return_id"],
        unique=False,
    )


def _return_examination() -> None:
    op.create_table(
        "return_examination",
        _key("district_id"),
        _key("return_id"),
        _key("entry"),
        _key("line_number"),
        _whole("restocked", "0"),
        _whole("unusable", "0"),
        _whole("location_id", "0"),
        _words("finding"),
        _whole("actor_id"),
        _whole("examined_at"),
        _refers("return_examination", ["return_id", "line_number"], "return_line"),
        sa.PrimaryKeyConstraint("district_id", "return_id", "entry", "line_number", name=op.f("pk_return_examination")),
        sqlite_strict=True,
    )


def _disposal() -> None:
    op.create_table(
        "disposal",
        _key("district_id"),
        _key("disposal_id"),
        _words("state"),
        _words("note", ""),
        _words("decision", ""),
        _words("method", ""),
        _words("carried_note", ""),
        _words("seen", ""),
        _whole("actor_id"),
        _whole("proposed_at"),
        _whole("decided_by", "0"),
        _whole("decided_at", "0"),
        _whole("carried_by", "0"),
        _whole("carried_at", "0"),
        _whole("witness_id", "0"),
        _whole("witnessed_at", "0"),
        _whole("witnessed_entry", "0"),
        _whole("entry"),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn', 'carried', 'disposed')",
            name=op.f("ck_disposal_state"),
        ),
        sa.PrimaryKeyConstraint("district_id", "disposal_id", name=op.f("pk_disposal")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_disposal_district_id_state_disposal_id"),
        "disposal",
        ["district_id", "state", "disposal_id"],
        unique=False,
    )


def _disposal_line() -> None:
    op.create_table(
        "disposal_line",
        _key("district_id"),
        _key("disposal_id"),
        _key("line_number"),
        _whole("item_id"),
        _whole("lot_id"),
        _whole("location_id"),
        _whole("quantity"),
        _words("reason"),
        sa.CheckConstraint(
            "quantity > 0",
            name=op.f("ck_disposal_line_quantity"),
        ),
        _refers("disposal_line", ["disposal_id"], "disposal"),
        _refers("disposal_line", ["location_id"], "location"),
        _refers("disposal_line", ["lot_id"], "lot"),
        sa.PrimaryKeyConstraint("district_id", "disposal_id", "line_number", name=op.f("pk_disposal_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_disposal_line_district_id_lot_id"), "disposal_line", ["district_id", "lot_id"], unique=False
    )


def _recall() -> None:
    op.create_table(
        "recall",
        _key("district_id"),
        _key("recall_id"),
        _words("state"),
        _words("batch_number", ""),
        _whole("covers_batch", "0"),
        _whole("item_id", "0"),
        _words("ground"),
        _words("advice"),
        _words("public_text", ""),
        _words("end_note", ""),
        _whole("actor_id"),
        _whole("opened_at"),
        _whole("ended_by", "0"),
        _whole("ended_at", "0"),
        _whole("entry"),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'lifted')",
            name=op.f("ck_recall_state"),
        ),
        sa.PrimaryKeyConstraint("district_id", "recall_id", name=op.f("pk_recall")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_recall_district_id_state_recall_id"), "recall", ["district_id", "state", "recall_id"], unique=False
    )
    op.create_index(op.f("ix_recall_district_id_batch_number"), "recall", ["district_id", "batch_number"], unique=False)


def _recall_lot() -> None:
    op.create_table(
        "recall_lot",
        _key("district_id"),
        _key("recall_id"),
        _key("lot_id"),
        _words("status_before"),
        _whole("made_of", "0"),
        _refers("recall_lot", ["lot_id"], "lot"),
        _refers("recall_lot", ["recall_id"], "recall"),
        sa.PrimaryKeyConstraint("district_id", "recall_id", "lot_id", name=op.f("pk_recall_lot")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_recall_lot_district_id_lot_id"),
        "recall_lot",
        ["district_id", "lot_id"],
        unique=False,
    )


def _recall_holder() -> None:
    op.create_table(
        "recall_holder",
        _key("district_id"),
        _key("recall_id"),
        _key("party_id"),
        _key("lot_id"),
        _whole("quantity"),
        _whole("left_over", "0"),
        _whole("used", "0"),
        _whole("missing", "0"),
        _whole("handed_on", "0"),
        _whole("answers", "0"),
        _whole("answered_at", "0"),
        _whole("is_disputed", "0"),
        sa.CheckConstraint(
            "quantity > 0 AND left_over >= 0 AND handed_on >= 0", name=op.f("ck_recall_holder_quantity")
        ),
        sa.CheckConstraint(
            "used >= 0 AND missing >= 0 AND used + missing <= quantity", name=op.f("ck_recall_holder_within_held")
        ),
        _refers("recall_holder", ["party_id"], "party"),
        _refers("recall_holder", ["recall_id", "lot_id"], "recall_lot"),
        sa.PrimaryKeyConstraint("district_id", "recall_id", "party_id", "lot_id", name=op.f("pk_recall_holder")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_recall_holder_district_id_party_id"), "recall_holder", ["district_id", "party_id"], unique=False
    )


def _recall_notice() -> None:
    op.create_table(
        "recall_notice",
        _key("district_id"),
        _key("notice_id"),
        _whole("recall_id"),
        _whole("party_id"),
        _words("way"),
        _words("token_hash", ""),
        _whole("actor_id"),
        _whole("sent_at"),
        _whole("entry"),
        sa.CheckConstraint(
            "way IN ('link', 'phone', 'letter')",
            name=op.f("ck_recall_notice_way"),
        ),
        _refers("recall_notice", ["party_id"], "party"),
        _refers("recall_notice", ["recall_id"], "recall"),
        sa.PrimaryKeyConstraint("district_id", "notice_id", name=op.f("pk_recall_notice")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_recall_notice_district_id_recall_id_party_id"),
        "recall_notice",
        ["district_id", "recall_id", "party_id"],
        unique=False,
    )
    op.create_index(
        "ix_recall_notice_token",
        "recall_notice",
        ["district_id", "token_hash"],
        unique=True,
        sqlite_where=sa.text("token_hash <> ''"),
        postgresql_where=sa.text("token_hash <> ''"),
    )


def _recall_answer() -> None:
    op.create_table(
        "recall_answer",
        _key("district_id"),
        _key("answer_id"),
        _key("lot_id"),
        _whole("recall_id"),
        _whole("party_id"),
        _words("way"),
        _whole("left_over", "0"),
        _whole("used", "0"),
        _whole("missing", "0"),
        _whole("handed_on", "0"),
        _words("handed_to", ""),
        _words("said_by", ""),
        _words("note", ""),
        _whole("actor_id"),
        _whole("answered_at"),
        _whole("entry"),
        sa.CheckConstraint(
            "way IN ('link', 'phone')",
            name=op.f("ck_recall_answer_way"),
        ),
        _refers("recall_answer", ["recall_id", "party_id", "lot_id"], "recall_holder"),
        sa.PrimaryKeyConstraint("district_id", "answer_id", "lot_id", name=op.f("pk_recall_answer")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_recall_answer_district_id_recall_id_party_id"),
        "recall_answer",
        ["district_id", "recall_id", "party_id"],
        unique=False,
    )
