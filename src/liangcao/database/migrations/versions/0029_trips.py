"""Vehicles, where units and stores lie, sizes of boxes, ways by road, the rule of trips, trips and their stops."""

import sqlalchemy as sa
from alembic import op

from liangcao.database.append_only import guard_append_only

revision = "0029"
down_revision = "0028"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, WHOLE, autoincrement=False, nullable=False)


def _whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, server_default=default, nullable=False)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def upgrade() -> None:
    _vehicle()
    _site()
    _item_size()
    _distance()
    _trip_rule()
    _trip()
    _trip_stop()
    guard_append_only(op.get_bind(), ("trip_rule",))


def _vehicle() -> None:
    op.create_table(
        "vehicle",
        _key("district_id"),
        _key("vehicle_id"),
        _words("plate"),
        _whole("store_id"),
        _whole("boxes"),
        _whole("kilograms", "0"),
        _whole("litres", "0"),
        _whole("starts"),
        _whole("ends"),
        _whole("driver_id", "0"),
        _whole("in_service", "1"),
        _words("note", ""),
        _whole("actor_id"),
        _whole("registered_at"),
        _whole("entry"),
        sa.CheckConstraint("boxes > 0 AND kilograms >= 0 AND litres >= 0", name=op.f("ck_vehicle_room")),
        sa.CheckConstraint("starts >= 0 AND starts < ends AND ends <= 1440", name=op.f("ck_vehicle_hours")),
        sa.ForeignKeyConstraint(
            ["district_id", "store_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_vehicle_district_id_store_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "vehicle_id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("district_id", "plate", name=op.f("uq_vehicle_district_id_plate")),
        sqlite_strict=True,
    )


def _site() -> None:
    op.create_table(
        "site",
        _key("district_id"),
        _key("site_id"),
        _words("kind"),
        _whole("is_placed", "0"),
        _whole("north", "0"),
        _whole("east", "0"),
        _whole("opens", "0"),
        _whole("closes", "1440"),
        _whole("service", "0"),
        _whole("actor_id"),
        _whole("set_at"),
        _whole("entry"),
        sa.CheckConstraint("kind IN ('party', 'store')", name=op.f("ck_site_kind")),
        sa.CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name=op.f("ck_site_hours")),
        sa.PrimaryKeyConstraint("district_id", "site_id", name=op.f("pk_site")),
        sqlite_strict=True,
    )


def _item_size() -> None:
    op.create_table(
        "item_size",
        _key("district_id"),
        _key("item_id"),
        _whole("pack", "0"),
        _whole("grams", "0"),
        _whole("millilitres", "0"),
        _whole("actor_id"),
        _whole("set_at"),
        _whole("entry"),
        sa.CheckConstraint("pack >= 0 AND grams >= 0 AND millilitres >= 0", name=op.f("ck_item_size_size")),
        sa.ForeignKeyConstraint(
            ["district_id", "item_id"],
            ["item.district_id", "item.item_id"],
            name=op.f("fk_item_size_district_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "item_id", name=op.f("pk_item_size")),
        sqlite_strict=True,
    )


def _distance() -> None:
    op.create_table(
        "distance",
        _key("district_id"),
        _key("from_id"),
        _key("to_id"),
        _whole("metres"),
        _whole("minutes"),
        _whole("entry"),
        sa.CheckConstraint("metres >= 0 AND minutes >= 0 AND from_id <> to_id", name=op.f("ck_distance_way")),
        sa.PrimaryKeyConstraint("district_id", "from_id", "to_id", name=op.f("pk_distance")),
        sqlite_strict=True,
    )


def _trip_rule() -> None:
    op.create_table(
        "trip_rule",
        _key("district_id"),
        _key("rule_id"),
        _whole("detour_percent"),
        _whole("speed_kmh"),
        _whole("loading"),
        _whole("service"),
        _whole("most_runs"),
        _words("reason"),
        _whole("actor_id"),
        _whole("set_at"),
        _whole("entry"),
        sa.PrimaryKeyConstraint("district_id", "rule_id", name=op.f("pk_trip_rule")),
        sqlite_strict=True,
    )


def _trip() -> None:
    op.create_table(
        "trip",
        _key("district_id"),
        _key("trip_id"),
        _words("day"),
        _whole("vehicle_id"),
        _whole("store_id"),
        _whole("driver_id", "0"),
        _words("state"),
        _whole("leaves"),
        _whole("back"),
        _whole("metres"),
        _whole("boxes"),
        _whole("version", "1"),
        _words("note", ""),
        _whole("actor_id"),
        _whole("adopted_at"),
        _whole("started_at", "0"),
        _whole("ended_at", "0"),
        _whole("entry"),
        sa.CheckConstraint("state IN ('planned', 'away', 'done', 'cancelled')", name=op.f("ck_trip_state")),
        sa.ForeignKeyConstraint(
            ["district_id", "store_id"],
            ["location.district_id", "location.location_id"],
            name=op.f("fk_trip_district_id_store_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "vehicle_id"],
            ["vehicle.district_id", "vehicle.vehicle_id"],
            name=op.f("fk_trip_district_id_vehicle_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "trip_id", name=op.f("pk_trip")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_trip_district_id_day_state"), "trip", ["district_id", "day", "state"], unique=False)
    op.create_index(
        op.f("ix_trip_district_id_driver_id_state"), "trip", ["district_id", "driver_id", "state"], unique=False
    )


def _trip_stop() -> None:
    op.create_table(
        "trip_stop",
        _key("district_id"),
        _key("trip_id"),
        _key("shipment_id"),
        _whole("position"),
        _whole("arrives"),
        _whole("metres"),
        _whole("boxes"),
        _whole("is_active", "1"),
        _words("outcome", ""),
        sa.CheckConstraint(
            "outcome IN ('', 'delivered', 'undelivered', 'recalled')", name=op.f("ck_trip_stop_outcome")
        ),
        sa.CheckConstraint("position >= 0 AND (position > 0 OR is_active = 0)", name=op.f("ck_trip_stop_position")),
        sa.ForeignKeyConstraint(
            ["district_id", "shipment_id"],
            ["shipment.district_id", "shipment.shipment_id"],
            name=op.f("fk_trip_stop_district_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "trip_id"],
            ["trip.district_id", "trip.trip_id"],
            name=op.f("fk_trip_stop_district_id_trip_id"),
        ),
        sa.PrimaryKeyConstraint("district_id", "trip_id", "shipment_id", name=op.f("pk_trip_stop")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_trip_stop_active",
        "trip_stop",
        ["district_id", "shipment_id"],
        unique=False,
        sqlite_where=sa.text("is_active = 1"),
        postgresql_where=sa.text("is_active = 1"),
    )
