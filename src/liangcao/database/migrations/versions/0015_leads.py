"""Leads: who might have goods, what they offer, every call about it, and what became of it."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0015"
down_revision = "0014"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _make_leads()
    _make_offers()
    _make_calls()
    _make_turns()
    guard_append_only(op.get_bind(), ("lead_call", "lead_turn"))


def _make_leads() -> None:
    op.create_table(
        "lead",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lead_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("supplier_id", WHOLE, nullable=True),
        sa.Column("company", sa.Text(), server_default="", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("item_id", WHOLE, nullable=True),
        sa.Column("quantity", WHOLE, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("died", sa.Text(), server_default="", nullable=False),
        sa.Column("into_id", WHOLE, server_default="0", nullable=False),
        sa.Column("calls", WHOLE, server_default="0", nullable=False),
        sa.Column("last_outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("last_call_at", WHOLE, server_default="0", nullable=False),
        sa.Column("call_at", WHOLE, server_default="0", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("made_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint(
            "channel IN ('local', 'other_city', 'other_province', 'abroad', 'cross_border', 'bonded_park', "
            "'reserve_unit', 'donation_appeal')",
            name=op.f("ck_lead_channel"),
        ),
        sa.CheckConstraint("state IN ('open', 'offer', 'bought', 'dead', 'merged')", name=op.f("ck_lead_state")),
        sa.ForeignKeyConstraint(
            ["district_id", "supplier_id"],
            ["party.district_id", "party.party_id"],
            name=op.f("fk_lead_district_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"], ["item.district_id", "item.item_id"], name=op.f("fk_lead_district_id_item_id")
        ),
        sa.PrimaryKeyConstraint("district_id", "lead_id", name=op.f("pk_lead")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_lead_district_id_item_id_lead_id"), "lead", ["district_id", "item_id", "lead_id"], unique=False
    )
    op.create_index(
        op.f("ix_lead_district_id_state_lead_id"), "lead", ["district_id", "state", "lead_id"], unique=False
    )
    op.create_index(
        op.f("ix_lead_district_id_supplier_id_lead_id"), "lead", ["district_id", "supplier_id", "lead_id"], unique=False
    )


def _make_offers() -> None:
    op.create_table(
        "offer",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("offer_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lead_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=True),
        sa.Column("price_fen", WHOLE, nullable=False),
        sa.Column("price_units", WHOLE, server_default="1", nullable=False),
        sa.Column("extra_fen", WHOLE, server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("foreign_price", WHOLE, nullable=True),
        sa.Column("rate", sa.Text(), server_default="", nullable=False),
        sa.Column("rate_source", sa.Text(), server_default="", nullable=False),
        sa.Column("certificate", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("standard", sa.Text(), server_default="", nullable=False),
        sa.Column("availability", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("delivery_days", WHOLE, nullable=True),
        sa.Column("valid_until", sa.Text(), server_default="", nullable=False),
        sa.Column("minimum", WHOLE, server_default="0", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), server_default="", nullable=False),
        sa.Column("replaced_by", WHOLE, server_default="0", nullable=False),
        sa.Column("purchase_id", WHOLE, server_default="0", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("made_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("price_fen > 0 AND price_units > 0 AND extra_fen >= 0", name=op.f("ck_offer_price")),
        sa.CheckConstraint("state IN ('live', 'ended', 'bought')", name=op.f("ck_offer_state")),
        sa.ForeignKeyConstraint(
            ["district_id", "lead_id"], ["lead.district_id", "lead.lead_id"], name=op.f("fk_offer_district_id_lead_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"], ["item.district_id", "item.item_id"], name=op.f("fk_offer_district_id_item_id")
        ),
        sa.PrimaryKeyConstraint("district_id", "offer_id", name=op.f("pk_offer")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_offer_district_id_item_id_offer_id"), "offer", ["district_id", "item_id", "offer_id"], unique=False
    )
    op.create_index(
        op.f("ix_offer_district_id_lead_id_offer_id"), "offer", ["district_id", "lead_id", "offer_id"], unique=False
    )
    op.create_index(
        op.f("ix_offer_district_id_state_item_id"), "offer", ["district_id", "state", "item_id"], unique=False
    )


def _make_calls() -> None:
    op.create_table(
        "lead_call",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("call_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lead_id", WHOLE, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("call_at", WHOLE, server_default="0", nullable=False),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("called_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('reached', 'promised', 'no_answer', 'call_back', 'refused')", name=op.f("ck_lead_call_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "lead_id"],
            ["lead.district_id", "lead.lead_id"],
            name=op.f("fk_lead_call_district_id_lead_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "call_id", name=op.f("pk_lead_call")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_lead_call_district_id_called_at"), "lead_call", ["district_id", "called_at"], unique=False)
    op.create_index(
        op.f("ix_lead_call_district_id_lead_id_call_id"),
        "lead_call",
        ["district_id", "lead_id", "call_id"],
        unique=False,
    )


def _make_turns() -> None:
    op.create_table(
        "lead_turn",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("turn_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("lead_id", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("other_id", WHOLE, server_default="0", nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("turned_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "lead_id"],
            ["lead.district_id", "lead.lead_id"],
            name=op.f("fk_lead_turn_district_id_lead_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "turn_id", name=op.f("pk_lead_turn")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_lead_turn_district_id_lead_id_turn_id"),
        "lead_turn",
        ["district_id", "lead_id", "turn_id"],
        unique=False,
    )
