"""Tables of counting."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

count_session = district_table(
    "count_session",
    key("count_id"),
    whole("location_id"),
    whole("item_id", default=0),  # 0: every item
    words("note", default=""),
    words("state"),
    whole("round_number", default=1),  # 2 and more count differing lines again
    whole("actor_id"),
    whole("started_at"),
    whole("cells"),  # how many lots at how many places the books expected
    whole("counted_at", default=0),  # when counting was last finished
    whole("differing", default=0),  # lines that differed when counting was last finished
    whole("ended_by", default=0),
    whole("ended_at", default=0),
    words("end_note", default=""),
    whole("entry"),
    refers(["location_id"], "location"),
    CheckConstraint("state IN ('counting', 'review', 'closed', 'cancelled')", name="state"),
)
Index(None, count_session.c.district_id, count_session.c.location_id, count_session.c.counted_at)
Index(None, count_session.c.district_id, count_session.c.state, count_session.c.count_id)

count_expected = district_table(
    "count_expected",
    key("count_id"),
    key("lot_id"),
    key("location_id"),
    whole("on_hand"),
    refers(["count_id"], "count_session"),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    append_only=True,
)

count_tally = district_table(
    "count_tally",
    key("count_id"),
    key("entry"),
    key("ordinal"),
    whole("round_number"),
    whole("lot_id"),
    whole("location_id"),
    whole("quantity"),
    whole("is_total"),
    whole("book"),  # what the books held there when it was counted: after entry `book_entry`
    whole("book_entry"),
    whole("actor_id"),
    whole("counted_at"),
    refers(["count_id"], "count_session"),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    CheckConstraint("quantity >= 0", name="quantity"),
    append_only=True,
)

count_again = district_table(
    "count_again",
    key("count_id"),
    key("round_number"),
    key("lot_id"),
    key("location_id"),
    whole("actor_id"),
    whole("entry"),
    refers(["count_id"], "count_session"),
    append_only=True,
)

count_result = district_table(
    "count_result",
    key("count_id"),
    key("round_number"),
    key("lot_id"),
    key("location_id"),
    whole("expected"),
    whole("found"),
    words("outcome"),
    whole("is_moved"),  # goods came or went between the first and the last time it was counted
    whole("counted_at"),
    whole("entry"),
    refers(["count_id"], "count_session"),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    CheckConstraint("outcome IN ('same', 'short', 'over', 'missing', 'unexpected')", name="outcome"),
    append_only=True,
)
Index(None, count_result.c.district_id, count_result.c.location_id, count_result.c.lot_id)

count_posting = district_table(
    "count_posting",
    key("count_id"),
    key("lot_id"),
    key("location_id"),
    whole("difference"),
    words("reason"),
    words("note", default=""),
    whole("entry"),
    refers(["count_id"], "count_session"),
    refers(["lot_id"], "lot"),
    refers(["location_id"], "location"),
    CheckConstraint("difference <> 0", name="difference"),
    append_only=True,
)
