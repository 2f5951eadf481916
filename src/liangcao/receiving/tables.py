"""Tables of what is expected and what was received."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from liangcao.database.schema import district_table, key, raw, refers, text_key, whole, words

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
Index(None, receipt.c.district_id, receipt.c.document_number)
Index("ix_receipt_arrival", receipt.c.district_id, receipt.c.arrival_id)

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
    words("reject_code", default=""),
    words("quarantine_code", default=""),
    words("over_code", default=""),  # why more came than was expected
    words("doubts", default=""),  # what looked wrong and was found to be so: codes with commas between
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
    whole("needs_acceptance", default=0),
    words("ended_note", default=""),  # why what has not come is no longer expected
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
    whole("document_line", default=0),  # the line of the document that is to be met by it
    whole("quantity"),
    whole("pack_size", default=1),
    whole("unit_cost_fen", optional=True),
    whole("cost_units", default=1),
    whole("budget_line_id", default=0),
    whole("purpose_party_id", optional=True),
    whole("purpose_class", default=0),
    words("purpose_area", default=""),
    words("standard", default=""),  # what is said of it before anybody has seen it
    words("grade", default=""),
    whole("received", default=0),  # base units taken into stock, quarantined ones too
    whole("rejected", default=0),
    refers(["arrival_id"], "arrival"),
    refers(["item_id"], "item"),
    refers(["purpose_party_id"], "party", ["party_id"]),
    CheckConstraint("quantity > 0 AND pack_size > 0 AND cost_units > 0", name="quantity"),
    CheckConstraint("received >= 0 AND rejected >= 0", name="received"),
)
Index(None, arrival_line.c.district_id, arrival_line.c.item_id)

acceptance_rule = district_table(
    "acceptance_rule",
    key("rule_id"),
    whole("item_id", default=0),  # 0: every item
    words("source_kind", default=""),  # empty: wherever it comes from
    whole("is_needed"),
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    append_only=True,
)
Index(None, acceptance_rule.c.district_id, acceptance_rule.c.item_id, acceptance_rule.c.source_kind)

acceptance = district_table(
    "acceptance",
    key("acceptance_id"),
    whole("receipt_id"),
    words("note", default=""),
    whole("actor_id"),
    whole("accepted_at"),
    whole("entry"),
    refers(["receipt_id"], "receipt"),
    append_only=True,
)
Index(None, acceptance.c.district_id, acceptance.c.receipt_id)

acceptance_line = district_table(
    "acceptance_line",
    key("acceptance_id"),
    key("lot_id"),
    words("verdict"),
    whole("sample_size", default=0),
    whole("bad", default=0),
    whole("rejected", default=0),  # base units that went to the rejects place
    words("reason_code", default=""),
    words("evidence"),
    words("papers", default=""),  # those looked at: codes with commas between
    refers(["acceptance_id"], "acceptance"),
    refers(["lot_id"], "lot"),
    CheckConstraint("verdict IN ('passed', 'failed')", name="verdict"),
    append_only=True,
)
Index(None, acceptance_line.c.district_id, acceptance_line.c.lot_id)

claim = district_table(
    "claim",
    key("claim_id"),
    whole("party_id"),
    whole("receipt_id", default=0),
    whole("arrival_id", default=0),
    words("state"),
    words("demand"),
    words("note", default=""),
    words("answer", default=""),
    words("settlement", default=""),
    whole("refund_fen", default=0),
    words("settled_note", default=""),
    whole("new_arrival_id", default=0),  # what is to come instead
    whole("actor_id"),
    whole("opened_at"),
    whole("answered_at", default=0),
    whole("settled_at", default=0),
    whole("entry"),
    refers(["party_id"], "party"),
    CheckConstraint("state IN ('open', 'answered', 'settled')", name="state"),
    CheckConstraint("settlement IN ('', 'replacement', 'refund', 'written_off')", name="settlement"),
)
Index(None, claim.c.district_id, claim.c.state, claim.c.claim_id)
Index(None, claim.c.district_id, claim.c.receipt_id)
Index(None, claim.c.district_id, claim.c.arrival_id)

claim_line = district_table(
    "claim_line",
    key("claim_id"),
    key("line_number"),
    whole("item_id"),
    whole("lot_id", default=0),
    whole("arrival_line", default=0),
    whole("quantity"),
    words("cause"),
    refers(["claim_id"], "claim"),
    refers(["item_id"], "item"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)

capture = district_table(
    "capture",
    key("capture_id"),
    words("sha256"),  # of the document that was handed in, which is kept beside
    whole("events"),
    whole("actor_id"),
    whole("recorded_at"),
    whole("entry"),
    append_only=True,
)
"""Documents of events that others made, as they were taken in."""

captured_event = district_table(
    "captured_event",
    key("capture_id"),
    key("ordinal"),
    words("event_hash"),
    words("event_type"),
    words("biz_step", default=""),
    whole("event_time"),
    whole("arrival_id", default=0),  # the expected arrival that came of it; 0: kept for the trace
    refers(["capture_id"], "capture"),
    UniqueConstraint("district_id", "event_hash"),
    append_only=True,
)
Index(None, captured_event.c.district_id, captured_event.c.arrival_id)

captured_package = district_table(
    "captured_package",
    key("capture_id"),
    key("line_number"),
    words("code"),  # the SSCC, or the whole URI of a package that has none
    words("epc_class"),
    whole("quantity"),  # pieces of the class, packages within it opened
    whole("item_id", default=0),  # what the class means here; 0: nobody knew when it was taken in
    words("batch_number", default=""),
    whole("arrival_id", default=0),  # the expected arrival it comes with; 0: packed, not yet said to be on its way
    refers(["capture_id"], "capture"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)
"""What others said is in their packages: scanned at the door, a package says what it brings."""
Index(None, captured_package.c.district_id, captured_package.c.code)

foreign_name = district_table(
    "foreign_name",
    key("name_id"),
    words("kind"),
    words("uri"),
    whole("target_id"),
    whole("entry"),
    CheckConstraint("kind IN ('item', 'party')", name="kind"),
    append_only=True,
)
"""What somebody said that a name in others' events means here; the last word on a name counts."""
Index(None, foreign_name.c.district_id, foreign_name.c.uri)

captured_file = district_table("captured_file", text_key("sha256"), raw("content"), whole("kept_at"), book=True)
"""The documents themselves, by their hash: there may be people in them, so they stand beside the journal."""
