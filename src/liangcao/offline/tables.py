"""Tables of forms that came late: those that were refused, and all that came from the outbox of a device."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, text_key, whole, words

refused_form = district_table(
    "refused_form",
    key("form_id"),
    whole("actor_id"),
    words("path"),
    words("page", default=""),
    words("form_command_id"),
    words("code"),
    words("device"),
    whole("counter"),
    whole("device_at"),
    whole("clock_off", default=0),
    words("fields"),  # a commitment
    whole("kept_at"),
    whole("entry"),
    words("state", default="waiting"),
    whole("settled_by", default=0),
    whole("settled_at", default=0),
    words("reason", default=""),
    refers(["actor_id"], "actor"),
    CheckConstraint("state IN ('waiting', 'dropped')", name="state"),
)
Index(None, refused_form.c.district_id, refused_form.c.form_command_id, unique=True)
Index(None, refused_form.c.district_id, refused_form.c.state, refused_form.c.form_id)

refused_file = district_table(
    "refused_file",
    key("form_id"),
    key("ordinal"),
    words("field"),
    words("sha256"),
    refers(["form_id"], "refused_form"),
    append_only=True,
)
Index(None, refused_file.c.district_id, refused_file.c.sha256)

sent_form = district_table(
    "sent_form",
    text_key("device"),
    key("counter"),
    words("command_id"),
    whole("actor_id"),
    whole("device_at"),
    whole("clock_off", default=0),
    whole("received_at"),
    whole("entry", default=0),
    book=True,
    append_only=True,
)
"""Both times of every form from an outbox, beside the journal: entries keep when it happened and when it was recorded,
this keeps what the device itself said."""
Index(None, sent_form.c.district_id, sent_form.c.received_at)
