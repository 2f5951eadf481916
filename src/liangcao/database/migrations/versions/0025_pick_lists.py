"""Pick lists: what is fetched for a shipment, line by line."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _refers(table: str, columns: dict[str, str], other: str) -> sa.ForeignKeyConstraint:
    target = [f"{other}.district_id", *(f"{other}.{column}" for column in columns.values())]
    name = "_".join(["fk", table, "district_id", *columns])
    return sa.ForeignKeyConstraint(["district_id", *columns], target, name=op.f(name))


def _index(table: str, *columns: str) -> None:
    names = ["district_id", *columns]
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names, unique=False)


def upgrade() -> None:
    _pick_list()
    _pick_line()


def _pick_list() -> None:
    op.create_table(
        "pick_list",
        _key("district_id"),
        _key("pick_id"),
        _whole("plan_id"),
        _whole("store_id"),
        _whole("packing_id"),
        _words("state"),
        _words("note", ""),
        _whole("actor_id"),
        _whole("made_at"),
        _whole("picker_id", "0"),
        _whole("started_at", "0"),
        _whole("ended_at", "0"),
        _words("end_note", ""),
        _whole("entry"),
        sa.CheckConstraint("state IN ('open', 'started', 'done', 'cancelled')", name=op.f("ck_pick_list_state")),
        _refers("pick_list", {"plan_id": "plan_id"}, "plan"),
        _refers("pick_list", {"store_id": "location_id"}, "location"),
        _refers("pick_list", {"packing_id": "location_id"}, "location"),
        sa.PrimaryKeyConstraint("district_id", "pick_id", name=op.f("pk_pick_list")),
        sqlite_strict=True,
    )
    _index("pick_list", "state", "pick_id")
    _index("pick_list", "plan_id")


def _pick_line() -> None:
    op.create_table(
        "pick_line",
        *(_key(name) for name in ("district_id", "pick_id", "line_number")),
        *(_whole(name) for name in ("plan_id", "plan_line", "request_id", "request_line", "unit_id", "item_id")),
        *(_whole(name) for name in ("lot_id", "location_id", "quantity")),
        _whole("picked", "0"),
        _words("state"),
        *(_words(name, "") for name in ("reason", "change_reason", "scanned")),
        _whole("confirmed_by", "0"),
        _whole("confirmed_at", "0"),
        sa.CheckConstraint("state IN ('waiting', 'picked', 'none', 'cancelled')", name=op.f("ck_pick_line_state")),
        sa.CheckConstraint(
            "picked >= 0 AND picked <= quantity AND quantity > 0", name=op.f("ck_pick_line_within_asked")
        ),
        _refers("pick_line", {"pick_id": "pick_id"}, "pick_list"),
        _refers("pick_line", {"plan_id": "plan_id", "plan_line": "line_number"}, "plan_line"),
        _refers("pick_line", {"unit_id": "party_id"}, "party"),
        _refers("pick_line", {"lot_id": "lot_id"}, "lot"),
        _refers("pick_line", {"location_id": "location_id"}, "location"),
        sa.PrimaryKeyConstraint("district_id", "pick_id", "line_number", name=op.f("pk_pick_line")),
        sqlite_strict=True,
    )
    live = sa.text("state <> 'cancelled'")
    op.create_index(
        "ix_pick_line_live",
        "pick_line",
        ["district_id", "plan_id", "plan_line"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    _index("pick_line", "lot_id")
