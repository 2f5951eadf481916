"""Tables of purchases: the purchase with its lines, and what its dossier gathers."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

purchase = district_table(
    "purchase",
    key("purchase_id"),
    whole("supplier_id"),
    whole("department_id", optional=True),
    whole("location_id", optional=True),
    whole("budget_line_id", optional=True),
    words("ground"),
    words("ground_words"),
    words("price_basis"),
    words("price_words", default=""),
    words("no_quotes_reason", default=""),
    words("decided_by", default=""),
    words("contract_number", default=""),
    words("expected_on", default=""),
    whole("amount_fen"),
    whole("advance_fen", default=0),
    words("currency", default="CNY"),
    words("rate", default=""),  # how many yuan one of it was, as decimal text
    words("rate_source", default=""),
    words("price_reason", default=""),
    words("licence_reason", default=""),
    words("flags", default=""),  # with commas between
    whole("offer_id", default=0),
    whole("replaces_id", default=0),
    words("note", default=""),
    words("state"),
    whole("actor_id"),
    whole("proposed_at"),
    whole("decided_at", default=0),
    whole("ended_at", default=0),
    words("end_reason", default=""),
    whole("entry"),
    whole("decided_entry", default=0),
    whole("ended_entry", default=0),
    refers(["supplier_id"], "party", ["party_id"]),
    refers(["department_id"], "party", ["party_id"]),
    refers(["location_id"], "location"),
    refers(["budget_line_id"], "location", ["location_id"]),
    CheckConstraint("state IN ('proposed', 'approved', 'rejected', 'cancelled', 'closed')", name="state"),
)
Index(None, purchase.c.district_id, purchase.c.state, purchase.c.purchase_id)
Index(None, purchase.c.district_id, purchase.c.supplier_id, purchase.c.purchase_id)
Index(None, purchase.c.district_id, purchase.c.budget_line_id, purchase.c.purchase_id)

purchase_line = district_table(
    "purchase_line",
    key("purchase_id"),
    key("line_number"),
    whole("item_id"),
    whole("quantity"),
    whole("pack_size", default=1),
    whole("price_fen"),
    whole("price_units", default=1),
    whole("amount_fen"),
    whole("foreign_price", default=0),
    words("specification", default=""),
    words("standard", default=""),
    words("grade", default=""),
    whole("purpose_party_id", optional=True),
    whole("purpose_class", default=0),
    words("purpose_area", default=""),
    whole("last_fen", default=0),  # what the price was held against: so many fen
    whole("last_units", default=1),  # for so many base units
    whole("is_far", default=0),
    refers(["purchase_id"], "purchase"),
    refers(["item_id"], "item"),
    refers(["purpose_party_id"], "party", ["party_id"]),
    append_only=True,
)
Index(None, purchase_line.c.district_id, purchase_line.c.item_id, purchase_line.c.purchase_id)

purchase_quote = district_table(
    "purchase_quote",
    key("purchase_id"),
    key("number"),
    words("supplier"),
    whole("item_id"),
    whole("price_fen"),
    whole("price_units", default=1),
    words("note", default=""),
    whole("entry"),
    refers(["purchase_id"], "purchase"),
    refers(["item_id"], "item"),
    append_only=True,
)

purchase_filing = district_table(
    "purchase_filing",
    key("filing_id"),
    whole("purchase_id"),
    words("kind"),
    words("number", default=""),
    words("on_day", default=""),
    words("words", default=""),
    whole("actor_id"),
    whole("filed_at"),
    whole("entry"),
    refers(["purchase_id"], "purchase"),
    append_only=True,
)
Index(None, purchase_filing.c.district_id, purchase_filing.c.purchase_id)

purchase_acceptance = district_table(
    "purchase_acceptance",
    key("acceptance_id"),
    whole("purchase_id"),
    words("finding"),
    whole("actor_id"),
    whole("accepted_at"),
    whole("entry"),
    whole("annulled_entry", default=0),
    words("annul_reason", default=""),
    refers(["purchase_id"], "purchase"),
)
Index(None, purchase_acceptance.c.district_id, purchase_acceptance.c.purchase_id)
Index(None, purchase_acceptance.c.district_id, purchase_acceptance.c.entry)

purchase_acceptance_line = district_table(
    "purchase_acceptance_line",
    key("acceptance_id"),
    key("line_number"),
    whole("quantity"),
    whole("lot_id", default=0),  # of goods that went straight to a department
    refers(["acceptance_id"], "purchase_acceptance"),
    CheckConstraint("quantity > 0", name="quantity"),
    append_only=True,
)

invoice = district_table(
    "invoice",
    key("invoice_id"),
    whole("purchase_id"),
    words("number"),
    words("code", default=""),
    whole("amount_fen"),
    words("issued_on", default=""),
    whole("actor_id"),
    whole("recorded_at"),
    whole("entry"),
    whole("annulled_entry", default=0),
    words("annul_reason", default=""),
    refers(["purchase_id"], "purchase"),
)
Index(None, invoice.c.district_id, invoice.c.purchase_id)
Index(None, invoice.c.district_id, invoice.c.number)

purchase_review = district_table(
    "purchase_review",
    key("review_id"),
    whole("purchase_id"),
    words("verdict"),
    words("finding"),
    whole("actor_id"),
    whole("reviewed_at"),
    whole("entry"),
    refers(["purchase_id"], "purchase"),
    CheckConstraint("verdict IN ('sound', 'flawed')", name="verdict"),
    append_only=True,
)
Index(None, purchase_review.c.district_id, purchase_review.c.purchase_id)

refund = district_table(
    "refund",
    key("refund_id"),
    whole("claim_id"),
    whole("budget_line_id"),
    whole("party_id"),
    whole("purchase_id", default=0),  # what it was paid for: a purchase,
    whole("receipt_id", default=0),  # or goods that came without one
    whole("amount_fen"),
    words("document_number", default=""),
    words("note", default=""),
    whole("actor_id"),
    whole("refunded_at"),
    whole("entry"),
    refers(["claim_id"], "claim"),
    refers(["budget_line_id"], "location", ["location_id"]),
    refers(["party_id"], "party"),
    CheckConstraint("amount_fen > 0", name="amount_fen"),
    append_only=True,
)
Index(None, refund.c.district_id, refund.c.claim_id)
Index(None, refund.c.district_id, refund.c.purchase_id)
Index(None, refund.c.district_id, refund.c.receipt_id)
