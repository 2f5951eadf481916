"""Tables of requests."""

from sqlalchemy import CheckConstraint, Index, text

from liangcao.database.schema import district_table, key, refers, text_key, whole, words

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
    words("unit_said", default=""),  # as written by who asked, while the register does not know the unit
    words("area_said", default=""),
    words("verification", default=""),  # none needed, due, confirmed, doubtful
    words("purpose", default=""),
    whole("cover_days", default=0),
    words("needed_by", default=""),
    whole("poster_id", default=0),
    words("token_hash", default=""),
    whole("replaces_id", default=0),
    whole("into_id", default=0),  # what took its place: it was merged, split or corrected
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
Index(None, request.c.district_id, request.c.unit_id, request.c.unit_said, request.c.submitted_at)
Index(None, request.c.district_id, request.c.entry)
_LINKED = text("token_hash <> ''")
Index(
    "ix_request_token",
    request.c.district_id,
    request.c.token_hash,
    unique=True,
    sqlite_where=_LINKED,
    postgresql_where=_LINKED,
)

request_people = district_table(
    "request_people",
    key("request_id"),
    text_key("role"),
    whole("heads"),
    refers(["request_id"], "request"),
    CheckConstraint("heads > 0", name="heads"),
)

request_line = district_table(
    "request_line",
    key("request_id"),
    key("line_number"),
    whole("item_id"),
    whole("asked", optional=True),  # none: needed, amount unknown
    words("specification", default=""),
    words("standards", default=""),  # those that will do, with 、 between; none: any
    whole("approved", optional=True),  # none: not decided yet
    words("approve_note", default=""),
    whole("allocated", default=0),
    whole("shipped", default=0),
    whole("delivered", default=0),
    words("source_hash", default=""),
    whole("stock_held", optional=True),  # none: nobody said
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
_UNDECIDED = text("approved IS NULL")
Index(
    "ix_request_line_undecided",
    request_line.c.district_id,
    request_line.c.item_id,
    sqlite_where=_UNDECIDED,
    postgresql_where=_UNDECIDED,
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

request_substitute = district_table(
    "request_substitute",
    key("request_id"),
    key("line_number"),
    key("item_id"),
    whole("rank"),
    refers(["request_id", "line_number"], "request_line"),
    refers(["item_id"], "item"),
)

request_call = district_table(
    "request_call",
    key("call_id"),
    whole("request_id"),
    words("outcome"),
    words("whom", default=""),
    words("rung", default=""),
    words("said", default=""),
    whole("actor_id"),
    whole("called_at"),
    whole("entry"),
    refers(["request_id"], "request"),
    CheckConstraint("outcome IN ('confirmed', 'no_answer', 'doubtful')", name="outcome"),
    append_only=True,
)
Index(None, request_call.c.district_id, request_call.c.request_id, request_call.c.call_id)

class_change = district_table(
    "class_change",
    key("change_id"),
    whole("request_id"),
    whole("from_class"),
    whole("to_class"),
    words("reason", default=""),
    whole("version", default=0),  # of the table, where a class was retired; 0: somebody chose the class
    whole("actor_id"),
    whole("changed_at"),
    whole("entry"),
    refers(["request_id"], "request"),
    CheckConstraint("from_class <> to_class", name="changed"),
    append_only=True,
)
Index(None, class_change.c.district_id, class_change.c.request_id, class_change.c.change_id)
Index(None, class_change.c.district_id, class_change.c.entry)

public_door = district_table(
    "public_door",
    key("door_id"),
    whole("actor_id"),
    whole("party_id"),
    whole("grant_id"),
    words("hotline", default=""),
    whole("is_open"),
    whole("changed_by"),
    whole("changed_at"),
    refers(["actor_id"], "actor"),
    refers(["party_id"], "party"),
)

poster = district_table(
    "poster",
    key("poster_id"),
    words("place"),
    whole("actor_id"),
    whole("made_at"),
    whole("entry"),
    append_only=True,
)

norm = district_table(
    "norm",
    key("norm_id"),
    whole("item_id"),
    words("role"),
    whole("milli_per_day"),
    words("effective_on"),
    words("source"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    CheckConstraint("milli_per_day >= 0", name="milli_per_day"),
    append_only=True,
)
Index(None, norm.c.district_id, norm.c.item_id, norm.c.role)

item_substitute = district_table(
    "item_substitute",
    key("rule_id"),
    whole("item_id"),
    whole("other_id"),
    whole("is_allowed"),
    words("kinds", default=""),  # of units, with commas; "": all
    words("classes", default=""),  # priority classes, with commas; "": all
    whole("rank"),
    words("effective_on"),
    words("reason", default=""),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    refers(["other_id"], "item", ["item_id"]),
    CheckConstraint("item_id <> other_id", name="another"),
    append_only=True,
)
Index(None, item_substitute.c.district_id, item_substitute.c.item_id)
