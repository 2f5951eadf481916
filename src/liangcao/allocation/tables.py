"""Tables of allocation plans."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

plan = district_table(
    "plan",
    key("plan_id"),
    whole("location_id"),
    words("state"),
    words("note", default=""),
    words("input_hash"),
    words("plan_hash"),
    whole("minimum_life_days", default=0),
    whole("actor_id"),
    whole("decided_by", default=0),
    whole("proposed_at"),
    whole("decided_at", default=0),
    whole("entry"),
    refers(["location_id"], "location"),
    CheckConstraint("state IN ('proposed', 'adopted', 'discarded')", name="state"),
)
Index(None, plan.c.district_id, plan.c.state, plan.c.plan_id)

plan_line = district_table(
    "plan_line",
    key("plan_id"),
    key("line_number"),
    whole("request_id"),
    whole("request_line"),
    whole("unit_id"),
    whole("item_id"),
    whole("lot_id"),
    whole("location_id"),
    whole("quantity"),
    words("state"),
    whole("shipment_id", default=0),
    refers(["plan_id"], "plan"),
    refers(["request_id", "request_line"], "request_line", ["request_id", "line_number"]),
    refers(["unit_id"], "party", ["party_id"]),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    CheckConstraint("state IN ('proposed', 'held', 'shipped', 'dropped')", name="state"),
    CheckConstraint("quantity > 0", name="quantity"),
)
Index(None, plan_line.c.district_id, plan_line.c.state, plan_line.c.unit_id)
Index(None, plan_line.c.district_id, plan_line.c.request_id, plan_line.c.request_line)

plan_share = district_table(
    "plan_share",
    key("plan_id"),
    key("request_id"),
    key("request_line"),
    whole("priority_class"),
    whole("asked"),
    whole("given"),
    whole("level"),
    words("reason"),
    words("params"),
    refers(["plan_id"], "plan"),
)
