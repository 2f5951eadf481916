"""Tables of tracking. Hours are minutes of the local day; a site is a unit (a party) or a store (a location)."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from liangcao.database.schema import district_table, key, refers, whole, words

vehicle = district_table(
    "vehicle",
    key("vehicle_id"),
    words("plate"),
    whole("store_id"),
    whole("boxes"),
    whole("kilograms", default=0),
    whole("litres", default=0),
    whole("starts"),
    whole("ends"),
    whole("driver_id", default=0),  # who usually drives it; 0: nobody
    whole("in_service", default=1),
    words("note", default=""),
    whole("actor_id"),
    whole("registered_at"),
    whole("entry"),
    refers(["store_id"], "location", ["location_id"]),
    UniqueConstraint("district_id", "plate"),
    CheckConstraint("boxes > 0 AND kilograms >= 0 AND litres >= 0", name="room"),
    CheckConstraint("starts >= 0 AND starts < ends AND ends <= 1440", name="hours"),
)

site = district_table(
    "site",
    key("site_id"),
    words("kind"),
    whole("is_placed", default=0),
    whole("north", default=0),  # WGS-84, whole microdegrees; mean nothing while it is not placed
    whole("east", default=0),
    whole("opens", default=0),
    whole("closes", default=1440),
    whole("service", default=0),  # minutes to hand over; 0: as the rule says
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    CheckConstraint("kind IN ('party', 'store')", name="kind"),
    CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name="hours"),
)

item_size = district_table(
    "item_size",
    key("item_id"),
    whole("pack", default=0),
    whole("grams", default=0),
    whole("millilitres", default=0),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    CheckConstraint("pack >= 0 AND grams >= 0 AND millilitres >= 0", name="size"),
)

distance = district_table(
    "distance",
    key("from_id"),
    key("to_id"),
    whole("metres"),
    whole("minutes"),
    whole("entry"),
    CheckConstraint("metres >= 0 AND minutes >= 0 AND from_id <> to_id", name="way"),
)

trip_rule = district_table(
    "trip_rule",
    key("rule_id"),
    whole("detour_percent"),
    whole("speed_kmh"),
    whole("loading"),
    whole("service"),
    whole("most_runs"),
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    append_only=True,
)

trip = district_table(
    "trip",
    key("trip_id"),
    words("day"),
    whole("vehicle_id"),
    whole("store_id"),
    whole("driver_id", default=0),
    words("state"),
    whole("leaves"),
    whole("back"),
    whole("metres"),
    whole("boxes"),
    whole("version", default=1),  # grows with each change of its stops
    words("note", default=""),
    whole("actor_id"),
    whole("adopted_at"),
    whole("started_at", default=0),
    whole("ended_at", default=0),
    whole("entry"),
    refers(["vehicle_id"], "vehicle"),
    refers(["store_id"], "location", ["location_id"]),
    CheckConstraint("state IN ('planned', 'away', 'done', 'cancelled')", name="state"),
)
Index(None, trip.c.district_id, trip.c.day, trip.c.state)
Index(None, trip.c.district_id, trip.c.driver_id, trip.c.state)

trip_stop = district_table(
    "trip_stop",
    key("trip_id"),
    key("shipment_id"),
    whole("position"),  # 0: taken off the trip again
    whole("arrives"),
    whole("metres"),
    whole("boxes"),
    whole("is_active", default=1),  # 0: taken off, or the trip is over
    words("outcome", default=""),
    refers(["trip_id"], "trip"),
    refers(["shipment_id"], "shipment"),
    CheckConstraint("outcome IN ('', 'delivered', 'undelivered', 'recalled')", name="outcome"),
    CheckConstraint("position >= 0 AND (position > 0 OR is_active = 0)", name="position"),
)
_ACTIVE = text("is_active = 1")
Index(
    "ix_trip_stop_active",
    trip_stop.c.district_id,
    trip_stop.c.shipment_id,
    sqlite_where=_ACTIVE,
    postgresql_where=_ACTIVE,
)
