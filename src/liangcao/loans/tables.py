"""Tables of loans. A loan is also a place: `loan_id` is its location, for what is lent is still ours."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

reusable_item = district_table(
    "reusable_item",
    key("setting_id"),
    whole("item_id"),
    whole("is_reusable"),
    whole("is_serial"),
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    append_only=True,
)
"""Which items can be lent, and which are known one by one by a serial number; the last word on an item counts."""
Index(None, reusable_item.c.district_id, reusable_item.c.item_id, reusable_item.c.setting_id)

loan = district_table(
    "loan",
    key("loan_id"),
    whole("party_id"),
    whole("store_id"),
    words("state"),
    words("borrower", default=""),  # a commitment to the name of who took it
    words("purpose"),
    words("due_on"),
    whole("actor_id"),
    whole("lent_at"),
    whole("ended_at", default=0),
    whole("entry"),
    refers(["loan_id"], "location", ["location_id"]),
    refers(["party_id"], "party"),
    refers(["store_id"], "location", ["location_id"]),
    CheckConstraint("state IN ('out', 'ended')", name="state"),
)
Index(None, loan.c.district_id, loan.c.state, loan.c.due_on, loan.c.loan_id)
Index(None, loan.c.district_id, loan.c.party_id, loan.c.loan_id)

loan_line = district_table(
    "loan_line",
    key("loan_id"),
    key("line_number"),
    whole("item_id"),
    whole("lot_id"),
    whole("source_id"),
    words("serial", default=""),
    whole("quantity"),
    whole("whole_back", default=0),
    whole("damaged", default=0),
    whole("lost", default=0),
    refers(["loan_id"], "loan"),
    refers(["lot_id"], "lot"),
    CheckConstraint(
        "quantity > 0 AND whole_back >= 0 AND damaged >= 0 AND lost >= 0 AND whole_back + damaged + lost <= quantity",
        name="within_lent",
    ),
)
Index(None, loan_line.c.district_id, loan_line.c.item_id, loan_line.c.serial)

loan_end = district_table(
    "loan_end",
    key("loan_id"),
    key("entry"),
    key("line_number"),
    whole("whole_back", default=0),
    whole("damaged", default=0),
    whole("lost", default=0),
    whole("location_id", default=0),
    whole("owed_fen", default=0),
    words("note", default=""),
    whole("actor_id"),
    whole("ended_at"),
    refers(["loan_id", "line_number"], "loan_line"),
    append_only=True,
)
"""What became of lent goods, by one entry; `owed_fen` is what the borrower owes for what is lost."""

loan_extension = district_table(
    "loan_extension",
    key("loan_id"),
    key("entry"),
    words("due_before"),
    words("due_on"),
    words("reason"),
    whole("actor_id"),
    whole("extended_at"),
    refers(["loan_id"], "loan"),
    append_only=True,
)
