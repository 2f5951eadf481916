"""Tables of receipts."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

receipt = district_table(
    "receipt",
    key("receipt_id"),
    words("source_kind"),
    whole("source_party_id"),
    whole("location_id"),
    words("document_number", default=""),
    words("note", default=""),
    words("state"),
    whole("actor_id"),
    whole("occurred_at"),
    whole("entry"),
    refers(["source_party_id"], "party", ["party_id"]),
    refers(["location_id"], "location"),
    CheckConstraint("state IN ('booked', 'reversed')", name="state"),
)
Index(None, receipt.c.district_id, receipt.c.entry)
Index(None, receipt.c.district_id, receipt.c.source_party_id)

receipt_line = district_table(
    "receipt_line",
    key("receipt_id"),
    key("line_number"),
    whole("item_id"),
    whole("lot_id"),
    whole("accepted"),
    whole("rejected", default=0),
    words("reject_reason", default=""),
    refers(["receipt_id"], "receipt"),
    refers(["item_id"], "item"),
    refers(["lot_id"], "lot"),
)
