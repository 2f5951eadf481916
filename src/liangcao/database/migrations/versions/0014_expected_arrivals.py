"""Expected arrivals, receipts against them, what a lot cost for how many units and what pays for it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AGAINST = sa.text("arrival_id > 0")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=optional)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, columns: list[str], target: str, others: list[str]) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{'_'.join(['district_id', *columns])}")
    return sa.ForeignKeyConstraint(
        ["district_id", *columns], [f"{target}.{column}" for column in ("district_id", *others)], name=name
    )


def upgrade() -> None:
    op.add_column("lot", _whole("cost_units", "1"))
    op.add_column("lot", _whole("budget_line_id", "0"))
    op.add_column("receipt", _whole("arrival_id", "0"))
    op.create_index(
        "ix_receipt_arrival",
        "receipt",
        ["district_id", "arrival_id"],
        sqlite_where=AGAINST,
        postgresql_where=AGAINST,
    )
    op.add_column("receipt_line", _whole("arrival_line", "0"))
    op.add_column("receipt_line", _words("over_code", ""))
    _arrivals()
    _arrival_lines()


def _arrivals() -> None:
    op.create_table(
        "arrival",
        *map(_key, ("district_id", "arrival_id")),
        _words("source_kind"),
        _whole("source_party_id"),
        *(_whole(name, "0") for name in ("document_id", "location_id")),
        *(_words(name, "") for name in ("expected_on", "driver", "driver_phone", "vehicle")),
        _words("state"),
        _words("note", ""),
        *map(_whole, ("actor_id", "made_at", "entry")),
        sa.CheckConstraint("state IN ('expected', 'partly', 'received', 'cancelled')", name=op.f("ck_arrival_state")),
        sa.CheckConstraint(
            "source_kind IN ('purchase', 'donation', 'mobilisation', 'opening')", name=op.f("ck_arrival_source_kind")
        ),
        _refers("arrival", ["source_party_id"], "party", ["party_id"]),
        sa.PrimaryKeyConstraint("district_id", "arrival_id", name=op.f("pk_arrival")),
        sqlite_strict=True,
    )
    for columns in (["district_id", "state", "expected_on"], ["district_id", "source_kind", "document_id"]):
        op.create_index(op.f(f"ix_arrival_{'_'.join(columns)}"), "arrival", columns, unique=False)


def _arrival_lines() -> None:
    op.create_table(
        "arrival_line",
        *map(_key, ("district_id", "arrival_id", "line_number")),
        _whole("item_id"),
        _whole("document_line", "0"),
        _whole("quantity"),
        _whole("pack_size", "1"),
        _whole("unit_cost_fen", optional=True),
        _whole("cost_units", "1"),
        _whole("budget_line_id", "0"),
        _whole("purpose_party_id", optional=True),
        *(_whole(name, "0") for name in ("purpose_class", "received", "rejected")),
        sa.CheckConstraint("quantity > 0 AND pack_size > 0 AND cost_units > 0", name=op.f("ck_arrival_line_quantity")),
        sa.CheckConstraint("received >= 0 AND rejected >= 0", name=op.f("ck_arrival_line_received")),
        _refers("arrival_line", ["arrival_id"], "arrival", ["arrival_id"]),
        _refers("arrival_line", ["item_id"], "item", ["item_id"]),
        _refers("arrival_line", ["purpose_party_id"], "party", ["party_id"]),
        sa.PrimaryKeyConstraint("district_id", "arrival_id", "line_number", name=op.f("pk_arrival_line")),
        sqlite_strict=True,
    )
    columns = ["district_id", "item_id"]
    op.create_index(op.f("ix_arrival_line_district_id_item_id"), "arrival_line", columns, unique=False)
