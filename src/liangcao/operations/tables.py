"""Tables of the road itself: commands held back, who signed them, how many must; refused attempts; files coming in."""

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
    whole("signers", default=1),
    CheckConstraint("status IN ('waiting', 'approved', 'rejected')", name="status"),
)
Index(None, held_command.c.district_id, held_command.c.status, held_command.c.held_id)

held_signature = district_table(
    "held_signature",
    key("held_id"),
    key("actor_id"),
    whole("signed_at"),
    words("note", default=""),
    whole("entry"),
    refers(["held_id"], "held_command"),
    append_only=True,
)

signing_rule = district_table(
    "signing_rule",
    key("rule_id"),
    words("action"),
    whole("item_id", default=0),  # 0: whatever it is
    whole("at_least", default=0),  # base units, or fen
    whole("share_permille", default=0),  # of what is available; 0: whatever that is
    whole("signers"),
    words("reason", default=""),
    whole("is_active", default=1),
    whole("entry"),
    words("phase", default=""),  # only while the office is in this phase; empty: always
    whole("scarce_only", default=0),
    CheckConstraint("signers BETWEEN 1 AND 3", name="signers"),
    CheckConstraint("share_permille BETWEEN 0 AND 1000", name="share_permille"),
)

phase_change = district_table(
    "phase_change",
    key("change_id"),
    words("phase"),
    words("reason"),
    whole("actor_id"),
    whole("changed_at"),
    whole("entry"),
    CheckConstraint("phase IN ('ordinary', 'surge')", name="phase"),
    append_only=True,
)

refused_attempt = district_table(
    "refused_attempt",
    key("attempt_id"),  # without gaps: a row that is gone leaves one
    whole("at"),
    whole("actor_id"),
    words("action"),
    words("code"),
    words("params"),
    words("command_id"),
    words("command_hash"),
    whole("times", default=1),  # how many attempts of this person the row stands for
    CheckConstraint("times > 0", name="times"),
    book=True,
    append_only=True,
)
Index(None, refused_attempt.c.district_id, refused_attempt.c.at, refused_attempt.c.attempt_id)

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
