"""What is missing at a delivery is settled later, and a delivery can be undone.

Columns are added as each database can: SQLite takes a CHECK only together with a new column.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WITHIN_MISSING = "found >= 0 AND lost >= 0 AND found + lost <= quantity - COALESCE(received, 0) - returned"


def upgrade() -> None:
    op.add_column("shipment", sa.Column("signed_entry", WHOLE, server_default="0", nullable=False))
    op.add_column("shipment", sa.Column("open_lines", WHOLE, server_default="0", nullable=False))
    op.create_index(
        "ix_shipment_open",
        "shipment",
        ["district_id", "shipment_id"],
        sqlite_where=sa.text("open_lines > 0"),
        postgresql_where=sa.text("open_lines > 0"),
    )
    op.add_column("shipment_line", sa.Column("found", WHOLE, server_default="0", nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE shipment_line ADD COLUMN lost INTEGER DEFAULT '0' NOT NULL "
            f"CONSTRAINT ck_shipment_line_within_missing CHECK ({WITHIN_MISSING})"
        )
    else:
        op.add_column("shipment_line", sa.Column("lost", WHOLE, server_default="0", nullable=False))
        op.create_check_constraint(op.f("ck_shipment_line_within_missing"), "shipment_line", WITHIN_MISSING)
    op.create_table(
        "settlement",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("shipment_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("found", WHOLE, server_default="0", nullable=False),
        sa.Column("lost", WHOLE, server_default="0", nullable=False),
        sa.Column("undone_by", WHOLE, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "shipment_id", "line_number"],
            ["shipment_line.district_id", "shipment_line.shipment_id", "shipment_line.line_number"],
            name=op.f("fk_settlement_district_id_shipment_id_line_number"),
        ),
        sa.PrimaryKeyConstraint("district_id", "shipment_id", "entry", "line_number", name=op.f("pk_settlement")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_settlement_district_id_entry"), "settlement", ["district_id", "entry"])
    op.create_table(
        "undone_delivery",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("shipment_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("undone_by", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "shipment_id"],
            ["shipment.district_id", "shipment.shipment_id"],
            name=op.f("fk_undone_delivery_district_id_shipment_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "shipment_id", "entry", name=op.f("pk_undone_delivery")),
        sqlite_strict=True,
    )
