"""The first schema."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0001"
down_revision = None


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("checkpoint", "duty_done", "hold", "journal", "line", "signing_key")


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("actor_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_by", WHOLE, server_default="0", nullable=False),
        sa.Column("language", sa.Text(), server_default="zh_CN", nullable=False),
        sa.Column("is_active", WHOLE, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("district_id", "actor_id", name=op.f("pk_actor")),
        sa.UniqueConstraint("district_id", "login", name=op.f("uq_actor_district_id_login")),
        sqlite_strict=True,
    )
    op.create_table(
        "checkpoint",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sealed_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "size", name=op.f("pk_checkpoint")),
        sqlite_strict=True,
    )
    op.create_table(
        "closed_day",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "entry", name=op.f("pk_closed_day")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_closed_day_district_id_day"), "closed_day", ["district_id", "day"], unique=True)
    op.create_table(
        "district",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), server_default="Asia/Shanghai", nullable=False),
        sa.Column("clock_offset_ms", WHOLE, server_default="0", nullable=False),
        sa.Column("is_demo", WHOLE, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_district")),
        sqlite_strict=True,
    )
    op.create_table(
        "duty_done",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("actor_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "chain", "duty", "actor_id", name=op.f("pk_duty_done")),
        sqlite_strict=True,
    )
    op.create_table(
        "held_command",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("held_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("occurred_at", WHOLE, nullable=False),
        sa.Column("submitted_at", WHOLE, nullable=False),
        sa.Column("expires_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'approved', 'rejected')", name=op.f("ck_held_command_status")),
        sa.PrimaryKeyConstraint("district_id", "held_id", name=op.f("pk_held_command")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_held_command_district_id_status_held_id"),
        "held_command",
        ["district_id", "status", "held_id"],
        unique=False,
    )
    op.create_table(
        "item",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default="", nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("base_unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), server_default="", nullable=False),
        sa.Column("shelf_life_days", WHOLE, server_default="0", nullable=False),
        sa.Column("search", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("kind IN ('goods', 'money')", name=op.f("ck_item_kind")),
        sa.PrimaryKeyConstraint("district_id", "item_id", name=op.f("pk_item")),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_item_district_id_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("occurred_at", WHOLE, nullable=False),
        sa.Column("recorded_at", WHOLE, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(leaf_hash) = 32", name=op.f("ck_journal_leaf_hash")),
        sa.CheckConstraint("number > 0", name=op.f("ck_journal_number")),
        sa.PrimaryKeyConstraint("district_id", "number", name=op.f("pk_journal")),
        sa.UniqueConstraint("district_id", "command_id", name=op.f("uq_journal_district_id_command_id")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_journal_district_id_action_number"), "journal", ["district_id", "action", "number"], unique=False
    )
    op.create_index(
        op.f("ix_journal_district_id_actor_id_number"), "journal", ["district_id", "actor_id", "number"], unique=False
    )
    op.create_index(
        op.f("ix_journal_district_id_recorded_at_number"),
        "journal",
        ["district_id", "recorded_at", "number"],
        unique=False,
    )
    op.create_table(
        "journal_head",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("size", WHOLE, server_default="0", nullable=False),
        sa.Column("next_id", WHOLE, server_default="1", nullable=False),
        sa.Column("recorded_at", WHOLE, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_journal_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "party",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("party_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), server_default="", nullable=False),
        sa.Column("credit_code", sa.Text(), server_default="", nullable=False),
        sa.Column("priority_class", WHOLE, server_default="3", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("search", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("priority_class BETWEEN 1 AND 6", name=op.f("ck_party_priority_class")),
        sa.PrimaryKeyConstraint("district_id", "party_id", name=op.f("pk_party")),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_party_district_id_name")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_district_id_kind_name"), "party", ["district_id", "kind", "name"], unique=False)
    op.create_table(
        "personal_data",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("length(commitment) = 64", name=op.f("ck_personal_data_commitment")),
        sa.PrimaryKeyConstraint("district_id", "commitment", name=op.f("pk_personal_data")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("last_at", WHOLE, nullable=False),
        sa.Column("succeeded_at", WHOLE, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("district_id", "login", "address", name=op.f("pk_sign_in_failure")),
        sqlite_strict=True,
    )
    op.create_table(
        "signing_key",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("verifier_key", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("district_id", "name", name=op.f("pk_signing_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "item_alias",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"],
            ["item.district_id", "item.item_id"],
            name=op.f("fk_item_alias_district_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "alias", name=op.f("pk_item_alias")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_item_alias_district_id_item_id"), "item_alias", ["district_id", "item_id"], unique=False)
    op.create_table(
        "item_pack",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.CheckConstraint("size > 1", name=op.f("ck_item_pack_size")),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"],
            ["item.district_id", "item.item_id"],
            name=op.f("fk_item_pack_district_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "item_id", "name", name=op.f("pk_item_pack")),
        sqlite_strict=True,
    )
    op.create_table(
        "location",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("location_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("parent_id", WHOLE, nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("party_id", WHOLE, nullable=True),
        sa.Column("is_outside", WHOLE, nullable=False),
        sa.Column("is_open", WHOLE, server_default="1", nullable=False),
        sa.CheckConstraint("is_outside IN (0, 1)", name=op.f("ck_location_is_outside")),
        sa.ForeignKeyConstraint(
            ["district_id", "parent_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_location_district_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "party_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_location_district_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "location_id", name=op.f("pk_location")),
        sa.UniqueConstraint(
            "district_id", "location_id", "is_outside", name=op.f("uq_location_district_id_location_id_is_outside")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_location_district_id_kind_name"), "location", ["district_id", "kind", "name"], unique=False
    )
    op.create_index(op.f("ix_location_district_id_party_id"), "location", ["district_id", "party_id"], unique=False)
    op.create_table(
        "lot",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lot_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("batch_number", sa.Text(), server_default="", nullable=False),
        sa.Column("produced_on", sa.Text(), server_default="", nullable=False),
        sa.Column("expires_on", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), server_default="", nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_party_id", WHOLE, nullable=True),
        sa.Column("receipt_id", WHOLE, nullable=True),
        sa.Column("unit_cost_fen", WHOLE, nullable=True),
        sa.Column("purpose_party_id", WHOLE, nullable=True),
        sa.Column("purpose_class", WHOLE, server_default="0", nullable=False),
        sa.Column("pack_size", WHOLE, server_default="1", nullable=False),
        sa.Column("origin_entry", WHOLE, nullable=False),
        sa.CheckConstraint(
            "source_kind IN ('purchase', 'donation', 'mobilisation', 'opening', 'funds')",
            name=op.f("ck_lot_source_kind"),
        ),
        sa.CheckConstraint("status IN ('released', 'quarantined')", name=op.f("ck_lot_status")),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"], ["item.district_id", "item.item_id"], name=op.f("fk_lot_district_id_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "purpose_party_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_lot_district_id_purpose_party_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "source_party_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_lot_district_id_source_party_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "lot_id", name=op.f("pk_lot")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_lot_district_id_batch_number"), "lot", ["district_id", "batch_number"], unique=False)
    op.create_index(
        op.f("ix_lot_district_id_item_id_expires_on"), "lot", ["district_id", "item_id", "expires_on"], unique=False
    )
    op.create_index(
        op.f("ix_lot_district_id_item_id_lot_id"), "lot", ["district_id", "item_id", "lot_id"], unique=False
    )
    op.create_index(op.f("ix_lot_district_id_source_party_id"), "lot", ["district_id", "source_party_id"], unique=False)
    op.create_table(
        "request",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("request_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("unit_id", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("priority_class", WHOLE, nullable=False),
        sa.Column("urgency", sa.Text(), server_default="", nullable=False),
        sa.Column("people_covered", WHOLE, server_default="0", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("decision_note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("decided_by", WHOLE, server_default="0", nullable=False),
        sa.Column("submitted_at", WHOLE, nullable=False),
        sa.Column("decided_at", WHOLE, server_default="0", nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint(
            "state IN ('submitted', 'approved', 'rejected', 'withdrawn', 'closed')", name=op.f("ck_request_state")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "unit_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_request_district_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "request_id", name=op.f("pk_request")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_request_district_id_state_priority_class_request_id"),
        "request",
        ["district_id", "state", "priority_class", "request_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_request_district_id_unit_id_request_id"),
        "request",
        ["district_id", "unit_id", "request_id"],
        unique=False,
    )
    op.create_table(
        "session",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("signed_in_at", WHOLE, nullable=False),
        sa.Column("seen_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "actor_id"],
            ["actor.district_id", "actor.actor_id"],
            name=op.f("fk_session_district_id_actor_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "token_hash", name=op.f("pk_session")),
        sqlite_strict=True,
    )
    op.create_table(
        "upload",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "actor_id"],
            ["actor.district_id", "actor.actor_id"],
            name=op.f("fk_upload_district_id_actor_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "token", name=op.f("pk_upload")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_upload_district_id_actor_id"), "upload", ["district_id", "actor_id"], unique=False)
    op.create_table(
        "balance",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lot_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("location_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("is_outside", WHOLE, nullable=False),
        sa.Column("on_hand", WHOLE, server_default="0", nullable=False),
        sa.Column("held", WHOLE, server_default="0", nullable=False),
        sa.Column(
            "is_here",
            WHOLE,
            sa.Computed("CASE WHEN on_hand <> 0 AND is_outside = 0 THEN 1 ELSE 0 END", persisted=True),
            nullable=True,
        ),
        sa.CheckConstraint("held >= 0 AND (is_outside = 1 OR held <= on_hand)", name=op.f("ck_balance_held_is_there")),
        sa.CheckConstraint("is_outside = 1 OR on_hand >= 0", name=op.f("ck_balance_never_below_zero")),
        sa.ForeignKeyConstraint(
            ["district_id", "location_id", "is_outside"],
            ["location.district_id", "location.location_id", "location.is_outside"],
            name=op.f("fk_balance_district_id_location_id_is_outside"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "lot_id"], ["lot.district_id", "lot.lot_id"], name=op.f("fk_balance_district_id_lot_id")
        ),
        sa.PrimaryKeyConstraint("district_id", "lot_id", "location_id", name=op.f("pk_balance")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_balance_item",
        "balance",
        ["district_id", "item_id", "location_id"],
        unique=False,
        sqlite_where=sa.text("is_here = 1"),
        postgresql_where=sa.text("is_here = 1"),
    )
    op.create_index(
        "ix_balance_place",
        "balance",
        ["district_id", "location_id", "item_id"],
        unique=False,
        sqlite_where=sa.text("is_here = 1"),
        postgresql_where=sa.text("is_here = 1"),
    )
    op.create_table(
        "line",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("ordinal", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("source_id", WHOLE, nullable=False),
        sa.Column("destination_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("source_after", WHOLE, nullable=False),
        sa.Column("destination_after", WHOLE, nullable=False),
        sa.Column("reverses", WHOLE, server_default="0", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_line_quantity")),
        sa.CheckConstraint("source_id <> destination_id", name=op.f("ck_line_two_ends")),
        sa.ForeignKeyConstraint(
            ["district_id", "destination_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_line_district_id_destination_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "entry"], ["journal.district_id", "journal.number"], name=op.f("fk_line_district_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "lot_id"], ["lot.district_id", "lot.lot_id"], name=op.f("fk_line_district_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "source_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_line_district_id_source_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "entry", "ordinal", name=op.f("pk_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_line_district_id_destination_id_entry_ordinal"),
        "line",
        ["district_id", "destination_id", "entry", "ordinal"],
        unique=False,
    )
    op.create_index(
        op.f("ix_line_district_id_lot_id_destination_id_entry_ordinal"),
        "line",
        ["district_id", "lot_id", "destination_id", "entry", "ordinal"],
        unique=False,
    )
    op.create_index(
        op.f("ix_line_district_id_lot_id_source_id_entry_ordinal"),
        "line",
        ["district_id", "lot_id", "source_id", "entry", "ordinal"],
        unique=False,
    )
    op.create_index(
        op.f("ix_line_district_id_reverses"),
        "line",
        ["district_id", "reverses"],
        unique=False,
        sqlite_where=sa.text("reverses > 0"),
        postgresql_where=sa.text("reverses > 0"),
    )
    op.create_table(
        "payment",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("payment_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("budget_line_id", WHOLE, nullable=False),
        sa.Column("party_id", WHOLE, nullable=False),
        sa.Column("receipt_id", WHOLE, server_default="0", nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.Column("document_number", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("paid_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "budget_line_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_payment_district_id_budget_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "party_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_payment_district_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "payment_id", name=op.f("pk_payment")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_payment_district_id_budget_line_id_payment_id"),
        "payment",
        ["district_id", "budget_line_id", "payment_id"],
        unique=False,
    )
    op.create_index(op.f("ix_payment_district_id_receipt_id"), "payment", ["district_id", "receipt_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("plan_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("plan_hash", sa.Text(), nullable=False),
        sa.Column("minimum_life_days", WHOLE, server_default="0", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("decided_by", WHOLE, server_default="0", nullable=False),
        sa.Column("proposed_at", WHOLE, nullable=False),
        sa.Column("decided_at", WHOLE, server_default="0", nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'adopted', 'discarded')", name=op.f("ck_plan_state")),
        sa.ForeignKeyConstraint(
            ["district_id", "location_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_plan_district_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "plan_id", name=op.f("pk_plan")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_plan_district_id_state_plan_id"), "plan", ["district_id", "state", "plan_id"], unique=False
    )
    op.create_table(
        "receipt",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("receipt_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_party_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("document_number", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("occurred_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("state IN ('booked', 'reversed')", name=op.f("ck_receipt_state")),
        sa.ForeignKeyConstraint(
            ["district_id", "location_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_receipt_district_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "source_party_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_receipt_district_id_source_party_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "receipt_id", name=op.f("pk_receipt")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_receipt_district_id_entry"), "receipt", ["district_id", "entry"], unique=False)
    op.create_index(
        op.f("ix_receipt_district_id_source_party_id"), "receipt", ["district_id", "source_party_id"], unique=False
    )
    op.create_table(
        "request_line",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("request_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("asked", WHOLE, nullable=True),
        sa.Column("specification", sa.Text(), server_default="", nullable=False),
        sa.Column("approved", WHOLE, nullable=True),
        sa.Column("approve_note", sa.Text(), server_default="", nullable=False),
        sa.Column("allocated", WHOLE, server_default="0", nullable=False),
        sa.Column("shipped", WHOLE, server_default="0", nullable=False),
        sa.Column("delivered", WHOLE, server_default="0", nullable=False),
        sa.Column("source_hash", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "allocated >= 0 AND (allocated = 0 OR allocated <= approved)",
            name=op.f("ck_request_line_allocated_within_approved"),
        ),
        sa.CheckConstraint(
            "delivered >= 0 AND delivered <= shipped", name=op.f("ck_request_line_delivered_within_shipped")
        ),
        sa.CheckConstraint(
            "shipped >= 0 AND shipped <= allocated", name=op.f("ck_request_line_shipped_within_allocated")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"],
            ["item.district_id", "item.item_id"],
            name=op.f("fk_request_line_district_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "request_id"],
            ["request.district_id", "request.request_id"],
            name=op.f("fk_request_line_district_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "request_id", "line_number", name=op.f("pk_request_line")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_request_line_open",
        "request_line",
        ["district_id", "item_id"],
        unique=False,
        sqlite_where=sa.text("approved > allocated"),
        postgresql_where=sa.text("approved > allocated"),
    )
    op.create_index(
        "ix_request_line_source",
        "request_line",
        ["district_id", "source_hash"],
        unique=True,
        sqlite_where=sa.text("source_hash <> ''"),
        postgresql_where=sa.text("source_hash <> ''"),
    )
    op.create_table(
        "role_grant",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("grant_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("location_id", WHOLE, nullable=True),
        sa.Column("party_id", WHOLE, nullable=True),
        sa.Column("is_active", WHOLE, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "actor_id"],
            ["actor.district_id", "actor.actor_id"],
            name=op.f("fk_role_grant_district_id_actor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "location_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_role_grant_district_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "party_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_role_grant_district_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "grant_id", name=op.f("pk_role_grant")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_role_grant_district_id_actor_id"), "role_grant", ["district_id", "actor_id"], unique=False)
    op.create_table(
        "hold",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("ordinal", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("delta", WHOLE, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("delta <> 0", name=op.f("ck_hold_delta")),
        sa.ForeignKeyConstraint(
            ["district_id", "entry"], ["journal.district_id", "journal.number"], name=op.f("fk_hold_district_id_entry")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "lot_id", "location_id"],
            ["balance.district_id", "balance.lot_id", "balance.location_id"],
            name=op.f("fk_hold_district_id_lot_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "entry", "ordinal", name=op.f("pk_hold")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_hold_district_id_document"), "hold", ["district_id", "document"], unique=False)
    op.create_index(
        op.f("ix_hold_district_id_lot_id_location_id"), "hold", ["district_id", "lot_id", "location_id"], unique=False
    )
    op.create_table(
        "plan_line",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("plan_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("request_id", WHOLE, nullable=False),
        sa.Column("request_line", WHOLE, nullable=False),
        sa.Column("unit_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shipment_id", WHOLE, server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'held', 'shipped', 'dropped')", name=op.f("ck_plan_line_state")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_plan_line_quantity")),
        sa.ForeignKeyConstraint(
            ["district_id", "location_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_plan_line_district_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "lot_id"], ["lot.district_id", "lot.lot_id"], name=op.f("fk_plan_line_district_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "plan_id"],
            ["plan.district_id", "plan.plan_id"],
            name=op.f("fk_plan_line_district_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "request_id", "request_line"],
            ["request_line.district_id", "request_line.request_id", "request_line.line_number"],
            name=op.f("fk_plan_line_district_id_request_id_request_line"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "unit_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_plan_line_district_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "plan_id", "line_number", name=op.f("pk_plan_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_plan_line_district_id_request_id_request_line"),
        "plan_line",
        ["district_id", "request_id", "request_line"],
        unique=False,
    )
    op.create_index(
        op.f("ix_plan_line_district_id_state_unit_id"), "plan_line", ["district_id", "state", "unit_id"], unique=False
    )
    op.create_table(
        "plan_share",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("plan_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("request_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("request_line", WHOLE, autoincrement=False, nullable=False),
        sa.Column("priority_class", WHOLE, nullable=False),
        sa.Column("asked", WHOLE, nullable=False),
        sa.Column("given", WHOLE, nullable=False),
        sa.Column("level", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "plan_id"],
            ["plan.district_id", "plan.plan_id"],
            name=op.f("fk_plan_share_district_id_plan_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "plan_id", "request_id", "request_line", name=op.f("pk_plan_share")),
        sqlite_strict=True,
    )
    op.create_table(
        "receipt_line",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("receipt_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("accepted", WHOLE, nullable=False),
        sa.Column("rejected", WHOLE, server_default="0", nullable=False),
        sa.Column("reject_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"],
            ["item.district_id", "item.item_id"],
            name=op.f("fk_receipt_line_district_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "lot_id"],
            ["lot.district_id", "lot.lot_id"],
            name=op.f("fk_receipt_line_district_id_lot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "receipt_id"],
            ["receipt.district_id", "receipt.receipt_id"],
            name=op.f("fk_receipt_line_district_id_receipt_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "receipt_id", "line_number", name=op.f("pk_receipt_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "shipment",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("shipment_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("plan_id", WHOLE, nullable=False),
        sa.Column("unit_id", WHOLE, nullable=False),
        sa.Column("store_id", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("vehicle", sa.Text(), server_default="", nullable=False),
        sa.Column("driver", sa.Text(), server_default="", nullable=False),
        sa.Column("receiver", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("dispatched_at", WHOLE, nullable=False),
        sa.Column("delivered_at", WHOLE, server_default="0", nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("state IN ('dispatched', 'delivered', 'cancelled')", name=op.f("ck_shipment_state")),
        sa.ForeignKeyConstraint(
            ["district_id", "plan_id"],
            ["plan.district_id", "plan.plan_id"],
            name=op.f("fk_shipment_district_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "shipment_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_shipment_district_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "store_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_shipment_district_id_store_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "unit_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_shipment_district_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "shipment_id", name=op.f("pk_shipment")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_shipment_district_id_state_shipment_id"),
        "shipment",
        ["district_id", "state", "shipment_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_shipment_district_id_unit_id_shipment_id"),
        "shipment",
        ["district_id", "unit_id", "shipment_id"],
        unique=False,
    )
    op.create_table(
        "shipment_line",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("shipment_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("plan_id", WHOLE, nullable=False),
        sa.Column("plan_line", WHOLE, nullable=False),
        sa.Column("request_id", WHOLE, nullable=False),
        sa.Column("request_line", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("source_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("received", WHOLE, nullable=True),
        sa.Column("returned", WHOLE, server_default="0", nullable=False),
        sa.Column("difference", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "received >= 0 AND returned >= 0 AND received + returned <= quantity",
            name=op.f("ck_shipment_line_within_shipped"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "lot_id"],
            ["lot.district_id", "lot.lot_id"],
            name=op.f("fk_shipment_line_district_id_lot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "plan_id", "plan_line"],
            ["plan_line.district_id", "plan_line.plan_id", "plan_line.line_number"],
            name=op.f("fk_shipment_line_district_id_plan_id_plan_line"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "shipment_id"],
            ["shipment.district_id", "shipment.shipment_id"],
            name=op.f("fk_shipment_line_district_id_shipment_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "shipment_id", "line_number", name=op.f("pk_shipment_line")),
        sqlite_strict=True,
    )
    guard_append_only(op.get_bind(), APPEND_ONLY)
