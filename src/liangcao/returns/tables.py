"""Tables of returns: what comes back of a delivery, and what was found when it was looked at."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

goods_return = district_table(
    "goods_return",
    key("return_id"),
    whole("shipment_id"),
    whole("unit_id"),
    whole("store_id"),
    words("state"),
    words("way"),
    words("note", default=""),
    words("end_note", default=""),
    whole("actor_id"),
    whole("announced_at"),
    whole("received_by", default=0),
    whole("received_at", default=0),
    whole("entry"),
    refers(["shipment_id"], "shipment"),
    refers(["unit_id"], "party", ["party_id"]),
    refers(["store_id"], "location", ["location_id"]),
    CheckConstraint("state IN ('announced', 'received', 'examined', 'cancelled')", name="state"),
    CheckConstraint("way IN ('brought', 'fetched')", name="way"),
)
Index(None, goods_return.c.district_id, goods_return.c.state, goods_return.c.return_id)
Index(None, goods_return.c.district_id, goods_return.c.shipment_id)
Index(None, goods_return.c.district_id, goods_return.c.unit_id, goods_return.c.return_id)

return_line = district_table(
    "return_line",
    key("return_id"),
    key("line_number"),
    whole("shipment_id"),
    whole("shipment_line"),
    whole("request_id"),
    whole("request_line"),
    whole("item_id"),
    whole("lot_id"),
    whole("quantity"),
    words("reason"),
    whole("recall_id", default=0),  # the recall it answers; 0: none
    whole("received", default=0),
    whole("restocked", default=0),
    whole("unusable", default=0),
    refers(["return_id"], "goods_return"),
    refers(["shipment_id", "shipment_line"], "shipment_line", ["shipment_id", "line_number"]),
    refers(["lot_id"], "lot"),
    CheckConstraint("quantity > 0 AND received >= 0 AND received <= quantity", name="within_announced"),
    CheckConstraint("restocked >= 0 AND unusable >= 0 AND restocked + unusable <= received", name="within_received"),
)
Index(None, return_line.c.district_id, return_line.c.lot_id, return_line.c.return_id)
Index(None, return_line.c.district_id, return_line.c.recall_id, return_line.c.return_id)

return_examination = district_table(
    "return_examination",
    key("return_id"),
    key("entry"),
    key("line_number"),
    whole("restocked", default=0),
    whole("unusable", default=0),
    whole("location_id", default=0),  # where what is good went; 0: none of it is
    words("finding"),
    whole("actor_id"),
    whole("examined_at"),
    refers(["return_id", "line_number"], "return_line"),
    append_only=True,
)
