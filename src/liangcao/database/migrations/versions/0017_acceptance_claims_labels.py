"""Inspection before release, coded reasons, claims, labels; grade and registration number of a lot."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0017"
down_revision = "0016"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("acceptance", "acceptance_line", "acceptance_rule", "claim_line", "label_print")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_district_id_{column}")
    return sa.ForeignKeyConstraint(["district_id", column], [f"{target}.district_id", f"{target}.{column}"], name=name)


def _index(table: str, *columns: str) -> None:
    names = ["district_id", *columns]
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, unique=False)


def upgrade() -> None:
    for name in ("grade", "registration_number", "acceptance"):
        op.add_column("lot", _words(name, ""))
    for name in ("reject_code", "quarantine_code", "doubts"):
        op.add_column("receipt_line", _words(name, ""))
    op.add_column("arrival", _whole("needs_acceptance", "0"))
    op.add_column("arrival", _words("ended_note", ""))
    due = sa.text("acceptance = 'due'")
    columns = ["district_id", "receipt_id"]
    op.create_index("ix_lot_due", "lot", columns, sqlite_where=due, postgresql_where=due)
    _acceptances()
    _claims()
    _labels()
    guard_append_only(op.get_bind(), APPEND_ONLY)


def _acceptances() -> None:
    op.create_table(
        "acceptance_rule",
        *map(_key, ("district_id", "rule_id")),
        _whole("item_id", "0"),
        _words("source_kind", ""),
        _whole("is_needed"),
        _words("reason"),
        *map(_whole, ("actor_id", "set_at", "entry")),
        sa.PrimaryKeyConstraint("district_id", "rule_id", name=op.f("pk_acceptance_rule")),
        sqlite_strict=True,
    )
    _index("acceptance_rule", "item_id", "source_kind")
    op.create_table(
        "acceptance",
        *map(_key, ("district_id", "acceptance_id")),
        _whole("receipt_id"),
        _words("note", ""),
        *map(_whole, ("actor_id", "accepted_at", "entry")),
        _refers("acceptance", "receipt_id", "receipt"),
        sa.PrimaryKeyConstraint("district_id", "acceptance_id", name=op.f("pk_acceptance")),
        sqlite_strict=True,
    )
    _index("acceptance", "receipt_id")
    op.create_table(
        "acceptance_line",
        *map(_key, ("district_id", "acceptance_id", "lot_id")),
        _words("verdict"),
        *(_whole(name, "0") for name in ("sample_size", "bad", "rejected")),
        _words("reason_code", ""),
        _words("evidence"),
        _words("papers", ""),
        sa.CheckConstraint("verdict IN ('passed', 'failed')", name=op.f("ck_acceptance_line_verdict")),
        _refers("acceptance_line", "acceptance_id", "acceptance"),
        _refers("acceptance_line", "lot_id", "lot"),
        sa.PrimaryKeyConstraint("district_id", "acceptance_id", "lot_id", name=op.f("pk_acceptance_line")),
        sqlite_strict=True,
    )
    _index("acceptance_line", "lot_id")


def _claims() -> None:
    op.create_table(
        "claim",
        *map(_key, ("district_id", "claim_id")),
        _whole("party_id"),
        *(_whole(name, "0") for name in ("receipt_id", "arrival_id")),
        *map(_words, ("state", "demand")),
        *(_words(name, "") for name in ("note", "answer", "settlement")),
        _whole("refund_fen", "0"),
        _words("settled_note", ""),
        _whole("new_arrival_id", "0"),
        *map(_whole, ("actor_id", "opened_at")),
        *(_whole(name, "0") for name in ("answered_at", "settled_at")),
        _whole("entry"),
        sa.CheckConstraint("state IN ('open', 'answered', 'settled')", name=op.f("ck_claim_state")),
        sa.CheckConstraint(
            "settlement IN ('', 'replacement', 'refund', 'written_off')", name=op.f("ck_claim_settlement")
        ),
        _refers("claim", "party_id", "party"),
        sa.PrimaryKeyConstraint("district_id", "claim_id", name=op.f("pk_claim")),
        sqlite_strict=True,
    )
    _index("claim", "state", "claim_id")
    _index("claim", "receipt_id")
    _index("claim", "arrival_id")
    op.create_table(
        "claim_line",
        *map(_key, ("district_id", "claim_id", "line_number")),
        _whole("item_id"),
        *(_whole(name, "0") for name in ("lot_id", "arrival_line")),
        _whole("quantity"),
        _words("cause"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_claim_line_quantity")),
        _refers("claim_line", "claim_id", "claim"),
        _refers("claim_line", "item_id", "item"),
        sa.PrimaryKeyConstraint("district_id", "claim_id", "line_number", name=op.f("pk_claim_line")),
        sqlite_strict=True,
    )


def _labels() -> None:
    op.create_table(
        "label_print",
        *map(_key, ("district_id", "label_print_id")),
        _whole("lot_id"),
        _words("kind"),
        *map(_whole, ("copies", "first_number", "actor_id", "printed_at", "entry")),
        sa.CheckConstraint("kind IN ('lot', 'box') AND copies > 0", name=op.f("ck_label_print_kind")),
        _refers("label_print", "lot_id", "lot"),
        sa.PrimaryKeyConstraint("district_id", "label_print_id", name=op.f("pk_label_print")),
        sqlite_strict=True,
    )
    _index("label_print", "lot_id", "kind")
