"""Tables of pick lists. What was picked lies in the store's packing area, still promised (decision 0185)."""

from sqlalchemy import CheckConstraint, Index, text

from liangcao.database.schema import district_table, key, refers, whole, words

pick_list = district_table(
    "pick_list",
    key("pick_id"),
    whole("plan_id"),
    whole("store_id"),
    whole("packing_id"),  # the packing area that the goods are brought to
    words("state"),
    words("note", default=""),
    whole("actor_id"),
    whole("made_at"),
    whole("picker_id", default=0),
    whole("started_at", default=0),
    whole("ended_at", default=0),
    words("end_note", default=""),
    whole("entry"),
    refers(["plan_id"], "plan"),
    refers(["store_id"], "location", ["location_id"]),
    refers(["packing_id"], "location", ["location_id"]),
    CheckConstraint("state IN ('open', 'started', 'done', 'cancelled')", name="state"),
)
Index(None, pick_list.c.district_id, pick_list.c.state, pick_list.c.pick_id)
Index(None, pick_list.c.district_id, pick_list.c.plan_id)

pick_line = district_table(
    "pick_line",
    key("pick_id"),
    key("line_number"),  # in the order one walks
    whole("plan_id"),
    whole("plan_line"),
    whole("request_id"),
    whole("request_line"),
    whole("unit_id"),
    whole("item_id"),
    whole("lot_id"),
    whole("location_id"),
    whole("quantity"),
    whole("picked", default=0),
    words("state"),
    words("reason", default=""),  # why less was picked than was asked
    words("change_reason", default=""),  # why another lot or shelf than the plan's
    words("scanned", default=""),
    whole("confirmed_by", default=0),
    whole("confirmed_at", default=0),
    refers(["pick_id"], "pick_list"),
    refers(["plan_id", "plan_line"], "plan_line", ["plan_id", "line_number"]),
    refers(["unit_id"], "party", ["party_id"]),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    CheckConstraint("state IN ('waiting', 'picked', 'none', 'cancelled')", name="state"),
    CheckConstraint("picked >= 0 AND picked <= quantity AND quantity > 0", name="within_asked"),
)
_LIVE = text("state <> 'cancelled'")
Index(
    "ix_pick_line_live",
    pick_line.c.district_id,
    pick_line.c.plan_id,
    pick_line.c.plan_line,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
Index(None, pick_line.c.district_id, pick_line.c.lot_id)
