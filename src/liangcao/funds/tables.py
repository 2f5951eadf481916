"""Tables of the funds."""

from sqlalchemy import Index

from liangcao.database.schema import district_table, key, refers, whole, words

payment = district_table(
    "payment",
    key("payment_id"),
    whole("budget_line_id"),
    whole("party_id"),
    whole("receipt_id", default=0),
    whole("amount_fen"),
    words("document_number", default=""),
    words("note", default=""),
    whole("actor_id"),
    whole("paid_at"),
    whole("entry"),
    whole("purchase_id", default=0),  # the purchase whose commitment it took up,
    whole("invoice_id", default=0),  # and the invoice it pays
    whole("is_advance", default=0),
    refers(["budget_line_id"], "location", ["location_id"]),
    refers(["party_id"], "party"),
)
Index(None, payment.c.district_id, payment.c.receipt_id)
Index(None, payment.c.district_id, payment.c.budget_line_id, payment.c.payment_id)
Index(None, payment.c.district_id, payment.c.purchase_id)
