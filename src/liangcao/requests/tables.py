"""Tables of requests."""

from sqlalchemy import CheckConstraint, Index, text

from liangcao.database.schema import district_table, key, refers, whole, words

request = district_table(
    "request",
    key("request_id"),
    whole("unit_id"),
    words("state"),
    words("channel"),
    whole("priority_class"),
    words("urgency", default=""),
    whole("people_covered", default=0),
    words("contact", default=""),
    words("phone", default=""),
    words("remark", default=""),
    words("note", default=""),
    words("decision_note", default=""),
    whole("actor_id"),
    whole("decided_by", default=0),
    whole("submitted_at"),
    whole("decided_at", default=0),
    whole("entry"),
    refers(["unit_id"], "party", ["party_id"]),
    CheckConstraint("state IN ('submitted', 'approved', 'rejected', 'withdrawn', 'closed')", name="state"),
)
Index(None, request.c.district_id, request.c.state, request.c.priority_class, request.c.request_id)
Index(None, request.c.district_id, request.c.unit_id, request.c.request_id)
Index(None, request.c.district_id, request.c.entry)

request_line = district_table(
    "request_line",
    key("request_id"),
    key("line_number"),
    whole("item_id"),
    whole("asked", optional=True),  # none: needed, amount unknown
    words("specification", default=""),
    whole("approved", optional=True),  # none: not decided yet
    words("approve_note", default=""),
    whole("allocated", default=0),
    whole("shipped", default=0),
    whole("delivered", default=0),
    words("source_hash", default=""),
    refers(["request_id"], "request"),
    refers(["item_id"], "item"),
    CheckConstraint("allocated >= 0 AND (allocated = 0 OR allocated <= approved)", name="allocated_within_approved"),
    CheckConstraint("shipped >= 0 AND shipped <= allocated", name="shipped_within_allocated"),
    CheckConstraint("delivered >= 0 AND delivered <= shipped", name="delivered_within_shipped"),
)
_OPEN = text("approved > allocated")
Index(
    "ix_request_line_open",
    request_line.c.district_id,
    request_line.c.item_id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
_IMPORTED = text("source_hash <> ''")
Index(
    "ix_request_line_source",
    request_line.c.district_id,
    request_line.c.source_hash,
    unique=True,
    sqlite_where=_IMPORTED,
    postgresql_where=_IMPORTED,
)
