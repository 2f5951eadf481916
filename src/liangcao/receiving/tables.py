"""Tables of what is expected and what was received."""

from sqlalchemy import CheckConstraint, Index, text

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
    whole("arrival_id", default=0),
    whole("entry"),
    refers(["source_party_id"], "party", ["party_id"]),
    refers(["location_id"], "location"),
    CheckConstraint("state IN ('booked', 'reversed')", name="state"),
)
Index(None, receipt.c.district_id, receipt.c.entry)
Index(None, receipt.c.district_id, receipt.c.source_party_id)
_AGAINST = text("arrival_id > 0")
Index(
    "ix_receipt_arrival", receipt.c.district_id, receipt.c.arrival_id, sqlite_where=_AGAINST, postgresql_where=_AGAINST
)

receipt_line = district_table(
    "receipt_line",
    key("receipt_id"),
    key("line_number"),
    whole("item_id"),
    whole("lot_id"),
    whole("accepted"),
    whole("rejected", default=0),
    words("reject_reason", default=""),
    whole("arrival_line", default=0),
    words("over_code", default=""),  # why more came than was expected
    refers(["receipt_id"], "receipt"),
    refers(["item_id"], "item"),
    refers(["lot_id"], "lot"),
)

arrival = district_table(
    "arrival",
    key("arrival_id"),
    words("source_kind"),
    whole("source_party_id"),
    whole("document_id", default=0),  # the purchase, donation or order it belongs to; 0: announced by hand
    whole("location_id", default=0),
    words("expected_on", default=""),
    words("driver", default=""),  # commitments to personal data, never the data
    words("driver_phone", default=""),
    words("vehicle", default=""),
    words("state"),
    words("note", default=""),
    whole("actor_id"),
    whole("made_at"),
    whole("entry"),
    refers(["source_party_id"], "party", ["party_id"]),
    CheckConstraint("state IN ('expected', 'partly', 'received', 'cancelled')", name="state"),
    CheckConstraint("source_kind IN ('purchase', 'donation', 'mobilisation', 'opening')", name="source_kind"),
)
Index(None, arrival.c.district_id, arrival.c.state, arrival.c.expected_on)
Index(None, arrival.c.district_id, arrival.c.source_kind, arrival.c.document_id)

arrival_line = district_table(
    "arrival_line",
    key("arrival_id"),
    key("line_number"),
    whole("item_id"),
    whole("quantity"),
    whole("pack_size", default=1),
    whole("unit_cost_fen", optional=True),
    whole("cost_units", default=1),
    whole("budget_line_id", default=0),
    whole("purpose_party_id", optional=True),
    whole("purpose_class", default=0),
    whole("received", default=0),  # base units taken into stock, quarantined ones too
    whole("rejected", default=0),
    refers(["arrival_id"], "arrival"),
    refers(["item_id"], "item"),
    refers(["purpose_party_id"], "party", ["party_id"]),
    CheckConstraint("quantity > 0 AND pack_size > 0 AND cost_units > 0", name="quantity"),
    CheckConstraint("received >= 0 AND rejected >= 0", name="received"),
)
Index(None, arrival_line.c.district_id, arrival_line.c.item_id)
