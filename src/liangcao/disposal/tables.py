"""Tables of disposals: what is to be destroyed, who agreed, who did it and who saw it."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

disposal = district_table(
    "disposal",
    key("disposal_id"),
    words("state"),
    words("note", default=""),
    words("decision", default=""),  # why it was agreed, refused or withdrawn
    words("method", default=""),
    words("carried_note", default=""),
    words("seen", default=""),
    whole("actor_id"),
    whole("proposed_at"),
    whole("decided_by", default=0),
    whole("decided_at", default=0),
    whole("carried_by", default=0),
    whole("carried_at", default=0),
    whole("witness_id", default=0),
    whole("witnessed_at", default=0),
    whole("witnessed_entry", default=0),
    whole("entry"),
    CheckConstraint("state IN ('proposed', 'approved', 'refused', 'withdrawn', 'carried', 'disposed')", name="state"),
)
Index(None, disposal.c.district_id, disposal.c.state, disposal.c.disposal_id)

disposal_line = district_table(
    "disposal_line",
    key("disposal_id"),
    key("line_number"),
    whole("item_id"),
    whole("lot_id"),
    whole("location_id"),
    whole("quantity"),
    words("reason"),
    refers(["disposal_id"], "disposal"),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)
Index(None, disposal_line.c.district_id, disposal_line.c.lot_id)
