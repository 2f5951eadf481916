"""Tables of shipments. A shipment is also a place: `shipment_id` is its location.

What was signed for stands in the lines while the shipment is ``delivered``. `open_lines` counts the lines of which
something is missing and not settled; that lies at the shipment's place until it is found or written off. It is 0 for
what was signed before there were differences to settle: then what was missing was written off at once.
"""

from sqlalchemy import CheckConstraint, Index, text

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
    whole("signed_entry", default=0),  # the entry by which it was signed for; 0 while it is not
    whole("open_lines", default=0),
    refers(["shipment_id"], "location", ["location_id"]),
    refers(["plan_id"], "plan"),
    refers(["unit_id"], "party", ["party_id"]),
    refers(["store_id"], "location", ["location_id"]),
    CheckConstraint("state IN ('dispatched', 'delivered', 'cancelled')", name="state"),
)
Index(None, shipment.c.district_id, shipment.c.state, shipment.c.shipment_id)
Index(None, shipment.c.district_id, shipment.c.unit_id, shipment.c.shipment_id)
_OPEN = text("open_lines > 0")
Index(
    "ix_shipment_open",
    shipment.c.district_id,
    shipment.c.shipment_id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

shipment_taken = district_table(
    "shipment_taken",
    key("shipment_id"),
    whole("packages"),
    whole("expected"),  # packages packed for it then
    words("vehicle", default=""),
    words("difference", default=""),
    whole("actor_id"),
    whole("taken_at"),
    whole("entry"),
    refers(["shipment_id"], "shipment"),
    CheckConstraint("packages >= 0 AND expected >= 0", name="packages"),
    append_only=True,
)
"""What drivers confirmed having taken, once for each shipment."""

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
    whole("received", optional=True),  # none until signed for the first time
    whole("returned", default=0),
    words("difference", default=""),
    whole("found", default=0),
    whole("lost", default=0),
    whole("brought_back", default=0),  # of what was received: on its way back, or back
    refers(["shipment_id"], "shipment"),
    refers(["plan_id", "plan_line"], "plan_line", ["plan_id", "line_number"]),
    refers(["lot_id"], "lot"),
    CheckConstraint("received >= 0 AND returned >= 0 AND received + returned <= quantity", name="within_shipped"),
    CheckConstraint(
        "found >= 0 AND lost >= 0 AND found + lost <= quantity - COALESCE(received, 0) - returned",
        name="within_missing",
    ),
    CheckConstraint("brought_back >= 0 AND brought_back <= COALESCE(received, 0)", name="back_within_received"),
)
Index(None, shipment_line.c.district_id, shipment_line.c.lot_id, shipment_line.c.shipment_id)
Index(None, shipment_line.c.district_id, shipment_line.c.request_id)

settlement = district_table(
    "settlement",
    key("shipment_id"),
    key("entry"),
    key("line_number"),
    whole("found", default=0),
    whole("lost", default=0),
    whole("undone_by", default=0),  # the entry that reversed it; 0 while it stands
    refers(["shipment_id", "line_number"], "shipment_line"),
)
Index(None, settlement.c.district_id, settlement.c.entry)

undone_delivery = district_table(
    "undone_delivery",
    key("shipment_id"),
    key("entry"),
    whole("undone_by"),
    refers(["shipment_id"], "shipment"),
)
"""Signatures that were undone: the entry that signed, the entry that undid it. What they said is in the journal."""
