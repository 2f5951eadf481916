"""Purchases with their lines, quotes and all that their dossiers gather."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0019"
down_revision = "0018"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("purchase_acceptance_line", "purchase_filing", "purchase_line", "purchase_quote", "purchase_review")
STATES = "state IN ('proposed', 'approved', 'rejected', 'cancelled', 'closed')"


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _maybe(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=True)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, column: str, other: str, key: str = "") -> sa.ForeignKeyConstraint:
    columns, others = ["district_id", column], [f"{other}.district_id", f"{other}.{key or column}"]
    return sa.ForeignKeyConstraint(columns, others, name=op.f(f"fk_{table}_district_id_{column}"))


def _create(table: str, keys: tuple[str, ...], *items: sa.schema.SchemaItem) -> None:
    names = ("district_id", *keys)
    primary = sa.PrimaryKeyConstraint(*names, name=op.f(f"pk_{table}"))
    op.create_table(table, *map(_key, names), *items, primary, sqlite_strict=True)


def _index(table: str, *columns: str) -> None:
    names = ["district_id", *columns]
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, unique=False)


def upgrade() -> None:
    _purchases()
    _papers()
    guard_append_only(op.get_bind(), APPEND_ONLY)


def _purchases() -> None:
    _create(
        "purchase",
        ("purchase_id",),
        _whole("supplier_id"),
        *map(_maybe, ("department_id", "location_id", "budget_line_id")),
        *map(_words, ("ground", "ground_words", "price_basis")),
        *(_words(name, "") for name in ("price_words", "no_quotes_reason", "decided_by", "contract_number")),
        _words("expected_on", ""),
        _whole("amount_fen"),
        _whole("advance_fen", "0"),
        _words("currency", "CNY"),
        *(_words(name, "") for name in ("rate", "rate_source", "price_reason", "licence_reason", "flags")),
        *(_whole(name, "0") for name in ("offer_id", "replaces_id")),
        _words("note", ""),
        _words("state"),
        *map(_whole, ("actor_id", "proposed_at")),
        *(_whole(name, "0") for name in ("decided_at", "ended_at")),
        _words("end_reason", ""),
        _whole("entry"),
        *(_whole(name, "0") for name in ("decided_entry", "ended_entry")),
        _refers("purchase", "supplier_id", "party", "party_id"),
        _refers("purchase", "department_id", "party", "party_id"),
        _refers("purchase", "location_id", "location"),
        _refers("purchase", "budget_line_id", "location", "location_id"),
        sa.CheckConstraint(STATES, name=op.f("ck_purchase_state")),
    )
    for column in ("state", "supplier_id", "budget_line_id"):
        _index("purchase", column, "purchase_id")
    _create(
        "purchase_line",
        ("purchase_id", "line_number"),
        *map(_whole, ("item_id", "quantity")),
        _whole("pack_size", "1"),
        _whole("price_fen"),
        _whole("price_units", "1"),
        _whole("amount_fen"),
        _whole("foreign_price", "0"),
        _words("specification", ""),
        _maybe("purpose_party_id"),
        *(_whole(name, default) for name, default in (("purpose_class", "0"), ("last_fen", "0"), ("last_units", "1"))),
        _whole("is_far", "0"),
        _refers("purchase_line", "purchase_id", "purchase"),
        _refers("purchase_line", "item_id", "item"),
        _refers("purchase_line", "purpose_party_id", "party", "party_id"),
    )
    _index("purchase_line", "item_id", "purchase_id")
    _create(
        "purchase_quote",
        ("purchase_id", "number"),
        _words("supplier"),
        *map(_whole, ("item_id", "price_fen")),
        _whole("price_units", "1"),
        _words("note", ""),
        _whole("entry"),
        _refers("purchase_quote", "purchase_id", "purchase"),
        _refers("purchase_quote", "item_id", "item"),
    )


def _papers() -> None:
    _create(
        "purchase_filing",
        ("filing_id",),
        _whole("purchase_id"),
        _words("kind"),
        *(_words(name, "") for name in ("number", "on_day", "words")),
        *map(_whole, ("actor_id", "filed_at", "entry")),
        _refers("purchase_filing", "purchase_id", "purchase"),
    )
    _create(
        "purchase_acceptance",
        ("acceptance_id",),
        _whole("purchase_id"),
        _words("finding"),
        *map(_whole, ("actor_id", "accepted_at", "entry")),
        _whole("annulled_entry", "0"),
        _words("annul_reason", ""),
        _refers("purchase_acceptance", "purchase_id", "purchase"),
    )
    _create(
        "purchase_acceptance_line",
        ("acceptance_id", "line_number"),
        _whole("quantity"),
        _whole("lot_id", "0"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_acceptance_line_quantity")),
        _refers("purchase_acceptance_line", "acceptance_id", "purchase_acceptance"),
    )
    _create(
        "invoice",
        ("invoice_id",),
        _whole("purchase_id"),
        _words("number"),
        _words("code", ""),
        _whole("amount_fen"),
        _words("issued_on", ""),
        *map(_whole, ("actor_id", "recorded_at", "entry")),
        _whole("annulled_entry", "0"),
        _words("annul_reason", ""),
        _refers("invoice", "purchase_id", "purchase"),
    )
    _create(
        "purchase_review",
        ("review_id",),
        _whole("purchase_id"),
        *map(_words, ("verdict", "finding")),
        *map(_whole, ("actor_id", "reviewed_at", "entry")),
        sa.CheckConstraint("verdict IN ('sound', 'flawed')", name=op.f("ck_purchase_review_verdict")),
        _refers("purchase_review", "purchase_id", "purchase"),
    )
    for table in ("purchase_filing", "purchase_acceptance", "invoice", "purchase_review"):
        _index(table, "purchase_id")
    _index("purchase_acceptance", "entry")
    _index("invoice", "number")
