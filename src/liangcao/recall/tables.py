"""Tables of recalls: which lots, who held how much, who was told, what they answered."""

from sqlalchemy import CheckConstraint, Index, text

from liangcao.database.schema import district_table, key, refers, whole, words

recall = district_table(
    "recall",
    key("recall_id"),
    words("state"),
    words("batch_number", default=""),
    whole("covers_batch", default=0),  # 1: whatever bears the batch number, also what comes later
    whole("item_id", default=0),  # of this item only; 0: of any
    words("ground"),
    words("advice"),
    words("public_text", default=""),
    words("end_note", default=""),
    whole("actor_id"),
    whole("opened_at"),
    whole("ended_by", default=0),
    whole("ended_at", default=0),
    whole("entry"),
    CheckConstraint("state IN ('open', 'closed', 'lifted')", name="state"),
)
Index(None, recall.c.district_id, recall.c.state, recall.c.recall_id)
Index(None, recall.c.district_id, recall.c.batch_number)

recall_lot = district_table(
    "recall_lot",
    key("recall_id"),
    key("lot_id"),
    words("status_before"),
    whole("made_of", default=0),  # the recalled lot it was made of; 0: it was named itself
    refers(["recall_id"], "recall"),
    refers(["lot_id"], "lot"),
    append_only=True,
)
Index(None, recall_lot.c.district_id, recall_lot.c.lot_id)

recall_holder = district_table(
    "recall_holder",
    key("recall_id"),
    key("party_id"),
    key("lot_id"),
    whole("quantity"),
    whole("left_over", default=0),
    whole("used", default=0),
    whole("missing", default=0),
    whole("handed_on", default=0),
    whole("answers", default=0),
    whole("answered_at", default=0),
    whole("is_disputed", default=0),  # two answers by the link said two things, and nobody has rung up since
    refers(["recall_id", "lot_id"], "recall_lot"),
    refers(["party_id"], "party"),
    CheckConstraint("quantity > 0 AND left_over >= 0 AND handed_on >= 0", name="quantity"),
    CheckConstraint("used >= 0 AND missing >= 0 AND used + missing <= quantity", name="within_held"),
)
"""Outside our hands when the recall began: so many base units of a lot at a unit, and what it says became of them."""
Index(None, recall_holder.c.district_id, recall_holder.c.party_id)

recall_notice = district_table(
    "recall_notice",
    key("notice_id"),
    whole("recall_id"),
    whole("party_id"),
    words("way"),
    words("token_hash", default=""),
    whole("actor_id"),
    whole("sent_at"),
    whole("entry"),
    refers(["recall_id"], "recall"),
    refers(["party_id"], "party"),
    CheckConstraint("way IN ('link', 'phone', 'letter')", name="way"),
    append_only=True,
)
"""A holder was told, or told again."""
Index(None, recall_notice.c.district_id, recall_notice.c.recall_id, recall_notice.c.party_id)
_BY_LINK = text("token_hash <> ''")
Index(
    "ix_recall_notice_token",
    recall_notice.c.district_id,
    recall_notice.c.token_hash,
    unique=True,
    sqlite_where=_BY_LINK,
    postgresql_where=_BY_LINK,
)

recall_answer = district_table(
    "recall_answer",
    key("answer_id"),
    key("lot_id"),
    whole("recall_id"),
    whole("party_id"),
    words("way"),
    whole("left_over", default=0),
    whole("used", default=0),
    whole("missing", default=0),
    whole("handed_on", default=0),
    words("handed_to", default=""),
    words("said_by", default=""),  # a commitment to a name
    words("note", default=""),
    whole("actor_id"),
    whole("answered_at"),
    whole("entry"),
    refers(["recall_id", "party_id", "lot_id"], "recall_holder"),
    CheckConstraint("way IN ('link', 'phone')", name="way"),
    append_only=True,
)
Index(None, recall_answer.c.district_id, recall_answer.c.recall_id, recall_answer.c.party_id)
