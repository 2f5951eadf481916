"""The supplier register (licences, blacklist), whose money budget lines hold, what payments take up, phases."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0018"
down_revision = "0017"

BEFORE = "'receipt', 'shipment', 'request', 'payment'"
MORE = f"{BEFORE}, 'licence', 'purchase'"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _of_party(table: str) -> sa.ForeignKeyConstraint:
    columns, others = ["district_id", "party_id"], ["party.district_id", "party.party_id"]
    return sa.ForeignKeyConstraint(columns, others, name=op.f(f"fk_{table}_district_id_party_id"))


def _index(table: str, *columns: str) -> None:
    names = ["district_id", *columns]
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, unique=False)


def _widen_check() -> None:
    """Papers may stand behind licences and purchases (on SQLite as 0013 does it, whose docstring says why)."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_paper_kind"), "paper")
        op.create_check_constraint(op.f("ck_paper_kind"), "paper", f"kind IN ({MORE})")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'paper'", (BEFORE, MORE)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def upgrade() -> None:
    _widen_check()
    op.add_column("location", _words("funding", ""))
    op.add_column("signing_rule", _words("phase", ""))
    for name in ("purchase_id", "invoice_id", "is_advance"):
        op.add_column("payment", _whole(name, "0"))
    _index("payment", "purchase_id")
    op.create_table(
        "licence",
        *map(_key, ("district_id", "licence_id")),
        _whole("party_id"),
        *map(_words, ("kind", "number")),
        *(_words(name, "") for name in ("issued_by", "issued_on", "expires_on", "note")),
        *map(_whole, ("actor_id", "recorded_at", "entry")),
        _whole("withdrawn_entry", "0"),
        _words("withdrawn_reason", ""),
        _of_party("licence"),
        sa.PrimaryKeyConstraint("district_id", "licence_id", name=op.f("pk_licence")),
        sqlite_strict=True,
    )
    _index("licence", "party_id", "kind")
    _index("licence", "expires_on")
    op.create_table(
        "blacklisting",
        *map(_key, ("district_id", "listing_id")),
        _whole("party_id"),
        _words("reason"),
        *map(_whole, ("actor_id", "listed_at", "entry")),
        _whole("cleared_entry", "0"),
        _words("cleared_reason", ""),
        _of_party("blacklisting"),
        sa.PrimaryKeyConstraint("district_id", "listing_id", name=op.f("pk_blacklisting")),
        sqlite_strict=True,
    )
    _index("blacklisting", "party_id")
    op.create_table(
        "phase_change",
        *map(_key, ("district_id", "change_id")),
        *map(_words, ("phase", "reason")),
        *map(_whole, ("actor_id", "changed_at", "entry")),
        sa.CheckConstraint("phase IN ('ordinary', 'surge')", name=op.f("ck_phase_change_phase")),
        sa.PrimaryKeyConstraint("district_id", "change_id", name=op.f("pk_phase_change")),
        sqlite_strict=True,
    )
    guard_append_only(op.get_bind(), ("phase_change",))
