"""Roles with an end, delegated or taken in an emergency; several signers for what waits, and the rules of how many."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0002"
down_revision = "0001"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name, default in (
        ("since", "0"),
        ("until", "0"),
        ("given_by", "0"),
        ("from_grant", "0"),
        ("is_handed_over", "0"),
    ):
        op.add_column("role_grant", sa.Column(name, WHOLE, server_default=default, nullable=False))
    op.add_column("role_grant", sa.Column("origin", sa.Text(), server_default="granted", nullable=False))
    op.create_index(op.f("ix_role_grant_district_id_given_by"), "role_grant", ["district_id", "given_by"])
    op.add_column("held_command", sa.Column("signers", WHOLE, server_default="1", nullable=False))
    op.create_table(
        "held_signature",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("held_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("actor_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("signed_at", WHOLE, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "held_id"],
            ["held_command.district_id", "held_command.held_id"],
            name=op.f("fk_held_signature_district_id_held_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "held_id", "actor_id", name=op.f("pk_held_signature")),
        sqlite_strict=True,
    )
    op.create_table(
        "signing_rule",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("rule_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("item_id", WHOLE, server_default="0", nullable=False),
        sa.Column("at_least", WHOLE, server_default="0", nullable=False),
        sa.Column("share_permille", WHOLE, server_default="0", nullable=False),
        sa.Column("signers", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("is_active", WHOLE, server_default="1", nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.CheckConstraint("signers BETWEEN 1 AND 3", name=op.f("ck_signing_rule_signers")),
        sa.CheckConstraint("share_permille BETWEEN 0 AND 1000", name=op.f("ck_signing_rule_share_permille")),
        sa.PrimaryKeyConstraint("district_id", "rule_id", name=op.f("pk_signing_rule")),
        sqlite_strict=True,
    )
    op.create_table(
        "emergency",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("grant_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("actor_id", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("reviewed_by", WHOLE, server_default="0", nullable=False),
        sa.Column("reviewed_at", WHOLE, server_default="0", nullable=False),
        sa.Column("is_justified", WHOLE, server_default="0", nullable=False),
        sa.Column("finding", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "grant_id"],
            ["role_grant.district_id", "role_grant.grant_id"],
            name=op.f("fk_emergency_district_id_grant_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "grant_id", name=op.f("pk_emergency")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_emergency_district_id_reviewed_at"), "emergency", ["district_id", "reviewed_at"])
    guard_append_only(op.get_bind(), ("held_signature",))
