"""Tables of favours."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

favour = district_table(
    "favour",
    key("favour_id"),
    words("asker"),  # a commitment
    words("body", default=""),
    whole("item_id", optional=True),
    whole("quantity", optional=True),
    words("answer"),
    words("note", default=""),
    whole("actor_id"),
    whole("occurred_at"),
    whole("recorded_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    CheckConstraint("answer IN ('declined', 'sent_to_request', 'reported')", name="answer"),
    append_only=True,
)
Index(None, favour.c.district_id, favour.c.recorded_at, favour.c.favour_id)
