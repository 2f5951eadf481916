"""Tables of the road itself: commands held back for a second person, files on their way in."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, raw, refers, text_key, whole, words

held_command = district_table(
    "held_command",
    key("held_id"),
    words("command_id"),
    words("action"),
    whole("actor_id"),
    words("reason"),
    words("permission"),
    words("command"),
    words("status"),
    whole("occurred_at"),
    whole("submitted_at"),
    whole("expires_at"),
    whole("entry"),
    CheckConstraint("status IN ('waiting', 'approved', 'rejected')", name="status"),
)
Index(None, held_command.c.district_id, held_command.c.status, held_command.c.held_id)

upload = district_table(
    "upload",
    text_key("token"),
    whole("actor_id"),
    words("name"),
    raw("content"),
    whole("kept_at"),
    refers(["actor_id"], "actor"),
    book=True,
)
Index(None, upload.c.district_id, upload.c.actor_id)
