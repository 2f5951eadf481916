"""What others said is in their packages, by the number on them."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0037"
down_revision = "0034"


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "captured_package",
        sa.Column("district_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("capture_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("line_number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("epc_class", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, server_default="0", nullable=False),
        sa.Column("batch_number", sa.Text(), server_default="", nullable=False),
        sa.Column("arrival_id", WHOLE, server_default="0", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_captured_package_quantity")),
        sa.ForeignKeyConstraint(
            ["district_id", "capture_id"],
            ["capture.district_id", "capture.capture_id"],
            name=op.f("fk_captured_package_district_id_capture_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "capture_id", "line_number", name=op.f("pk_captured_package")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_captured_package_district_id_code"), "captured_package", ["district_id", "code"])
    guard_append_only(op.get_bind(), ("captured_package",))
