"""Donations: what was offered and announced, handed over, booked, valued, thanked for and found unusable."""

import re

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0021"
down_revision = "0020"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = (
    "donation_offer_line", "donation_money", "donation_hand_over", "donation_valuation", "donation_certificate",
    "donation_certificate_line", "donation_certificate_copy", "donation_routing",
)  # fmt: skip


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _maybe(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=True)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, column: str, other: str, its: str = "") -> sa.ForeignKeyConstraint:
    target = [f"{other}.district_id", f"{other}.{its or column}"]
    return sa.ForeignKeyConstraint(["district_id", column], target, name=op.f(f"fk_{table}_district_id_{column}"))


def upgrade() -> None:
    _paper_kind("donation")
    _donation()
    _donation_offer_line()
    _donation_line()
    _donation_money()
    _donation_hand_over()
    _donation_valuation()
    _donation_certificate()
    _donation_certificate_line()
    _donation_certificate_copy()
    _donation_routing()
    guard_append_only(op.get_bind(), APPEND_ONLY)


def _donation() -> None:
    op.create_table(
        "donation",
        *map(_key, ("district_id", "donation_id")),
        *map(_words, ("state", "donor_kind")),
        _whole("party_id", "0"),
        _words("donor_said", ""),
        _words("donor_name", ""),
        _words("contact", ""),
        _words("phone", ""),
        _words("link", ""),
        _words("token_hash", ""),
        _words("channel"),
        _whole("amount_fen", "0"),
        _whole("booked_fen", "0"),
        _maybe("purpose_party_id"),
        _whole("purpose_class", "0"),
        _words("wish", ""),
        _whole("location_id", "0"),
        _words("expected_on", ""),
        _words("note", ""),
        _words("refuse_code", ""),
        _words("refuse_route", ""),
        _words("refuse_note", ""),
        _whole("into_id", "0"),
        *map(_whole, ("actor_id", "announced_at")),
        _whole("decided_by", "0"),
        _whole("decided_at", "0"),
        _whole("entry"),
        sa.CheckConstraint("donor_kind IN ('body', 'person', 'anonymous')", name=op.f("ck_donation_donor_kind")),
        sa.CheckConstraint("state IN ('offered', 'announced', 'refused', 'merged')", name=op.f("ck_donation_state")),
        sa.CheckConstraint("booked_fen >= 0", name=op.f("ck_donation_booked_fen")),
        _refers("donation", "purpose_party_id", "party", "party_id"),
        sa.PrimaryKeyConstraint("district_id", "donation_id", name=op.f("pk_donation")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_donation_district_id_party_id_announced_at"),
        "donation",
        ["district_id", "party_id", "announced_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_donation_district_id_state_donation_id"),
        "donation",
        ["district_id", "state", "donation_id"],
        unique=False,
    )
    op.create_index(
        "ix_donation_token",
        "donation",
        ["district_id", "token_hash"],
        unique=True,
        sqlite_where=sa.text("token_hash <> ''"),
        postgresql_where=sa.text("token_hash <> ''"),
    )


def _donation_offer_line() -> None:
    op.create_table(
        "donation_offer_line",
        *map(_key, ("district_id", "donation_id", "line_number")),
        _maybe("item_id"),
        _words("item_said", ""),
        _whole("quantity"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_donation_offer_line_quantity")),
        _refers("donation_offer_line", "donation_id", "donation"),
        _refers("donation_offer_line", "item_id", "item"),
        sa.PrimaryKeyConstraint("district_id", "donation_id", "line_number", name=op.f("pk_donation_offer_line")),
        sqlite_strict=True,
    )


def _donation_line() -> None:
    op.create_table(
        "donation_line",
        *map(_key, ("district_id", "donation_id", "line_number")),
        *map(_whole, ("item_id", "quantity")),
        _whole("pack_size", "1"),
        _maybe("handed"),
        _words("value_basis", ""),
        _maybe("price_fen"),
        _whole("price_units", "1"),
        _words("value_source", ""),
        sa.CheckConstraint(
            "value_basis IN ('', 'invoice', 'market', 'unvalued')", name=op.f("ck_donation_line_value_basis")
        ),
        sa.CheckConstraint(
            "quantity > 0 AND pack_size > 0 AND price_units > 0", name=op.f("ck_donation_line_quantity")
        ),
        _refers("donation_line", "donation_id", "donation"),
        _refers("donation_line", "item_id", "item"),
        sa.PrimaryKeyConstraint("district_id", "donation_id", "line_number", name=op.f("pk_donation_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_donation_line_district_id_item_id_donation_id"),
        "donation_line",
        ["district_id", "item_id", "donation_id"],
        unique=False,
    )


def _donation_money() -> None:
    op.create_table(
        "donation_money",
        *map(_key, ("district_id", "lot_id")),
        *map(_whole, ("donation_id", "budget_line_id", "amount_fen")),
        _words("note", ""),
        *map(_whole, ("actor_id", "booked_at", "entry")),
        _refers("donation_money", "donation_id", "donation"),
        _refers("donation_money", "lot_id", "lot"),
        sa.PrimaryKeyConstraint("district_id", "lot_id", name=op.f("pk_donation_money")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_donation_money_district_id_donation_id"),
        "donation_money",
        ["district_id", "donation_id"],
        unique=False,
    )


def _donation_hand_over() -> None:
    op.create_table(
        "donation_hand_over",
        *map(_key, ("district_id", "hand_over_id")),
        _whole("donation_id"),
        _words("way"),
        _whole("paper_id", "0"),
        _words("giver", ""),
        _words("note", ""),
        *map(_whole, ("actor_id", "confirmed_at", "entry")),
        sa.CheckConstraint("way IN ('link', 'slip')", name=op.f("ck_donation_hand_over_way")),
        _refers("donation_hand_over", "donation_id", "donation"),
        sa.PrimaryKeyConstraint("district_id", "hand_over_id", name=op.f("pk_donation_hand_over")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_donation_hand_over_district_id_donation_id"),
        "donation_hand_over",
        ["district_id", "donation_id"],
        unique=False,
    )


def _donation_valuation() -> None:
    op.create_table(
        "donation_valuation",
        *map(_key, ("district_id", "valuation_id", "line_number")),
        _whole("donation_id"),
        _words("basis"),
        _maybe("price_fen"),
        _whole("price_units", "1"),
        _words("source", ""),
        *map(_whole, ("actor_id", "valued_at", "entry")),
        _refers("donation_valuation", "donation_id", "donation"),
        sa.PrimaryKeyConstraint("district_id", "valuation_id", "line_number", name=op.f("pk_donation_valuation")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_donation_valuation_district_id_donation_id"),
        "donation_valuation",
        ["district_id", "donation_id"],
        unique=False,
    )


def _donation_certificate() -> None:
    op.create_table(
        "donation_certificate",
        *map(_key, ("district_id", "certificate_id")),
        _whole("donation_id"),
        _words("kind"),
        _whole("number"),
        _whole("amount_fen", "0"),
        *map(_whole, ("actor_id", "issued_at", "entry")),
        sa.CheckConstraint("kind IN ('receipt', 'thanks')", name=op.f("ck_donation_certificate_kind")),
        _refers("donation_certificate", "donation_id", "donation"),
        sa.PrimaryKeyConstraint("district_id", "certificate_id", name=op.f("pk_donation_certificate")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_donation_certificate_district_id_donation_id"),
        "donation_certificate",
        ["district_id", "donation_id"],
        unique=False,
    )
    op.create_index(
        "ix_donation_certificate_number", "donation_certificate", ["district_id", "kind", "number"], unique=True
    )


def _donation_certificate_line() -> None:
    op.create_table(
        "donation_certificate_line",
        *map(_key, ("district_id", "certificate_id", "line_number")),
        *map(_whole, ("item_id", "quantity")),
        _maybe("value_fen"),
        _words("value_basis", ""),
        _refers("donation_certificate_line", "certificate_id", "donation_certificate"),
        _refers("donation_certificate_line", "item_id", "item"),
        sa.PrimaryKeyConstraint(
            "district_id", "certificate_id", "line_number", name=op.f("pk_donation_certificate_line")
        ),
        sqlite_strict=True,
    )


def _donation_certificate_copy() -> None:
    op.create_table(
        "donation_certificate_copy",
        *map(_key, ("district_id", "certificate_id", "copy_number")),
        _words("reason", ""),
        *map(_whole, ("actor_id", "printed_at", "entry")),
        sa.CheckConstraint("copy_number > 0", name=op.f("ck_donation_certificate_copy_copy_number")),
        _refers("donation_certificate_copy", "certificate_id", "donation_certificate"),
        sa.PrimaryKeyConstraint(
            "district_id", "certificate_id", "copy_number", name=op.f("pk_donation_certificate_copy")
        ),
        sqlite_strict=True,
    )


def _donation_routing() -> None:
    op.create_table(
        "donation_routing",
        *map(_key, ("district_id", "routing_id")),
        *map(_whole, ("donation_id", "lot_id", "location_id", "quantity")),
        *map(_words, ("reason_code", "route")),
        _whole("party_id", "0"),
        _words("note", ""),
        *map(_whole, ("actor_id", "routed_at", "entry")),
        sa.CheckConstraint("route IN ('returned', 'federation', 'disposal')", name=op.f("ck_donation_routing_route")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_donation_routing_quantity")),
        _refers("donation_routing", "donation_id", "donation"),
        _refers("donation_routing", "lot_id", "lot"),
        sa.PrimaryKeyConstraint("district_id", "routing_id", name=op.f("pk_donation_routing")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_donation_routing_district_id_donation_id"),
        "donation_routing",
        ["district_id", "donation_id"],
        unique=False,
    )


def _paper_kind(kind: str) -> None:
    """Papers may stand behind one more kind of document, beside whatever kinds there are by now.

    On SQLite the stored text is mended: see 0013.
    """
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
