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
    words("packing", default=""),
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
    words("reason"),  # the first sentence of the need; all of them and their figures are there
    words("params"),
    refers(["plan_id"], "plan"),
)

plan_need = district_table(
    "plan_need",
    key("plan_id"),
    key("unit_id"),
    key("item_id"),
    key("priority_class"),
    whole("asked"),
    whole("already", default=0),
    whole("given"),
    whole("promised", default=0),
    whole("debt", default=0),
    words("why"),
    refers(["plan_id"], "plan"),
    refers(["unit_id"], "party", ["party_id"]),
    refers(["item_id"], "item"),
    append_only=True,
)
Index(None, plan_need.c.district_id, plan_need.c.item_id, plan_need.c.unit_id)

plan_question = district_table(
    "plan_question",
    key("plan_id"),
    words("question"),
    words("proof"),
    refers(["plan_id"], "plan"),
    append_only=True,
)

carrying_cost = district_table(
    "carrying_cost",
    key("cost_id"),
    whole("location_id"),
    words("area"),  # of units; empty: all areas that nothing is said of
    whole("cost"),  # of a box; -1: no more said
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    refers(["location_id"], "location"),
    CheckConstraint("cost >= -1", name="cost"),
    append_only=True,
)
Index(None, carrying_cost.c.district_id, carrying_cost.c.location_id, carrying_cost.c.area)

reserve_floor = district_table(
    "reserve_floor",
    key("floor_id"),
    whole("item_id"),
    whole("priority_class"),
    whole("quantity"),
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity >= 0", name="quantity"),
    append_only=True,
)
Index(None, reserve_floor.c.district_id, reserve_floor.c.item_id, reserve_floor.c.priority_class)
