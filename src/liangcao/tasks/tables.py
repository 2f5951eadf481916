"""Tables of tasks, what was done about them, what came of them, and of shifts handed over. Moments in ms."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

task = district_table(
    "task",
    key("task_id"),
    whole("unit_id", optional=True),  # none: not in the register
    words("unit_said", default=""),
    words("contact", default=""),  # these two are commitments
    words("phone", default=""),
    words("matter", default=""),
    words("search", default=""),  # matter and unit_said, so that pinyin finds them
    whole("item_id", optional=True),
    whole("quantity", optional=True),
    words("haste"),
    whole("due_at", default=0),
    words("state"),
    whole("to_actor_id", default=0),
    whole("to_group_id", default=0),
    whole("waiting_since"),  # since when nobody has said that they are on it
    whole("ended_at", default=0),
    whole("actor_id"),
    whole("taken_at"),
    whole("entry"),
    refers(["unit_id"], "party", ["party_id"]),
    refers(["item_id"], "item"),
    CheckConstraint("haste IN ('now', 'soon', 'usual')", name="haste"),
    CheckConstraint("state IN ('taken', 'handed', 'going', 'closed', 'cancelled')", name="state"),
)
Index(None, task.c.district_id, task.c.state, task.c.task_id)
Index(None, task.c.district_id, task.c.to_actor_id, task.c.state)
Index(None, task.c.district_id, task.c.unit_id, task.c.taken_at)

task_turn = district_table(
    "task_turn",
    key("turn_id"),
    whole("task_id"),
    words("deed"),
    whole("to_actor_id", default=0),
    words("note", default=""),
    words("call_back", default=""),
    words("told", default=""),  # these two are commitments
    words("said", default=""),
    words("sha256", default=""),
    words("name", default=""),  # of the file
    words("media_type", default=""),
    whole("actor_id"),
    whole("turned_at"),
    whole("entry"),
    refers(["task_id"], "task"),
    CheckConstraint(
        "deed IN ('taken', 'corrected', 'handed', 'handed_on', 'acknowledged', 'commented', 'closed', 'reopened', "
        "'cancelled')",
        name="deed",
    ),
    append_only=True,
)
Index(None, task_turn.c.district_id, task_turn.c.task_id, task_turn.c.turn_id)
Index(None, task_turn.c.district_id, task_turn.c.sha256)

task_link = district_table(
    "task_link",
    key("link_id"),
    whole("task_id"),
    words("kind"),
    whole("document_id"),
    whole("actor_id"),
    whole("linked_at"),
    whole("entry"),
    refers(["task_id"], "task"),
    CheckConstraint("kind IN ('request', 'purchase', 'lead', 'shipment', 'trip')", name="kind"),
    append_only=True,
)
Index(None, task_link.c.district_id, task_link.c.task_id, task_link.c.link_id)
Index(None, task_link.c.district_id, task_link.c.kind, task_link.c.document_id, task_link.c.link_id)

task_clocks = district_table(
    "task_clocks",
    key("clocks_id"),
    whole("now"),  # minutes
    whole("soon"),
    whole("usual"),
    whole("grace"),
    whole("deputy_id", default=0),
    whole("head_id", default=0),
    words("reason"),
    whole("actor_id"),
    whole("set_at"),
    whole("entry"),
    CheckConstraint("now > 0 AND soon > 0 AND usual > 0 AND grace >= 0", name="minutes"),
    append_only=True,
)

shift_note = district_table(
    "shift_note",
    key("note_id"),
    whole("position"),  # the last entry of the journal it looks back on
    words("note", default=""),
    whole("to_actor_id", default=0),
    *(whole(name) for name in ("open", "overdue", "unacknowledged", "waiting", "unsigned", "expected")),
    whole("actor_id"),
    whole("made_at"),
    whole("entry"),
    append_only=True,
)
Index(None, shift_note.c.district_id, shift_note.c.made_at)

shift_note_line = district_table(
    "shift_note_line",
    key("note_id"),
    key("line_number"),
    words("kind"),
    whole("document_id"),
    words("mark"),
    whole("since"),
    refers(["note_id"], "shift_note"),
    CheckConstraint("kind IN ('task', 'request', 'shipment', 'arrival')", name="kind"),
    append_only=True,
)

shift_taken = district_table(
    "shift_taken",
    key("note_id"),
    words("note", default=""),
    whole("actor_id"),
    whole("taken_at"),
    whole("entry"),
    refers(["note_id"], "shift_note"),
    append_only=True,
)
