"""Tables of shipments. A shipment is also a place: `shipment_id` is its location."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

shipment = district_table(
    "shipment",
    key("shipment_id"),
    whole("plan_id"),
    whole("unit_id"),
    whole("store_id"),
    words("state"),
    words("vehicle", default=""),
    words("driver", default=""),
    words("receiver", default=""),
    words("note", default=""),
    whole("actor_id"),
    whole("dispatched_at"),
    whole("delivered_at", default=0),
    whole("entry"),
    refers(["shipment_id"], "location", ["location_id"]),
    refers(["plan_id"], "plan"),
    refers(["unit_id"], "party", ["party_id"]),
    refers(["store_id"], "location", ["location_id"]),
    CheckConstraint("state IN ('dispatched', 'delivered', 'cancelled')", name="state"),
)
Index(None, shipment.c.district_id, shipment.c.state, shipment.c.shipment_id)
Index(None, shipment.c.district_id, shipment.c.unit_id, shipment.c.shipment_id)

shipment_line = district_table(
    "shipment_line",
    key("shipment_id"),
    key("line_number"),
    whole("plan_id"),
    whole("plan_line"),
    whole("request_id"),
    whole("request_line"),
    whole("item_id"),
    whole("lot_id"),
    whole("source_id"),
    whole("quantity"),
    whole("received", optional=True),  # none until signed
    whole("returned", default=0),
    words("difference", default=""),
    refers(["shipment_id"], "shipment"),
    refers(["plan_id", "plan_line"], "plan_line", ["plan_id", "line_number"]),
    refers(["lot_id"], "lot"),
    CheckConstraint("received >= 0 AND returned >= 0 AND received + returned <= quantity", name="within_shipped"),
)
Index(None, shipment_line.c.district_id, shipment_line.c.lot_id, shipment_line.c.shipment_id)
