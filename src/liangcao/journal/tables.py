"""Tables of the journal."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from liangcao.database.schema import district_table, key, raw, refers, text_key, whole, words

journal_head = district_table(
    "journal_head",
    whole("size", default=0),
    whole("next_id", default=1),
    whole("recorded_at", default=0),
    book=True,
)

journal = district_table(
    "journal",
    key("number"),
    words("command_id"),
    words("action"),
    whole("actor_id"),
    whole("occurred_at"),
    whole("recorded_at"),
    raw("body"),
    raw("leaf_hash"),
    UniqueConstraint("district_id", "command_id"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("length(leaf_hash) = 32", name="leaf_hash"),
    book=True,
    append_only=True,
)
Index(None, journal.c.district_id, journal.c.action, journal.c.number)
Index(None, journal.c.district_id, journal.c.actor_id, journal.c.number)
Index(None, journal.c.district_id, journal.c.recorded_at, journal.c.number)
_LATE = text("occurred_at <> recorded_at")  # few: what happens as it is recorded is found by when it was recorded
Index(
    "ix_journal_late",
    journal.c.district_id,
    journal.c.occurred_at,
    journal.c.number,
    sqlite_where=_LATE,
    postgresql_where=_LATE,
)
Index("ix_journal_late_number", journal.c.district_id, journal.c.number, sqlite_where=_LATE, postgresql_where=_LATE)

checkpoint = district_table(
    "checkpoint",
    key("size"),
    raw("root"),
    raw("frontier"),
    words("note"),
    whole("sealed_at"),
    book=True,
    append_only=True,
)

Index(None, checkpoint.c.district_id, checkpoint.c.sealed_at)

signing_key = district_table(
    "signing_key", text_key("name"), words("verifier_key"), whole("since"), book=True, append_only=True
)

key_change = district_table(
    "key_change",
    key("entry"),
    words("verifier_key"),
    words("replaces"),
    whole("is_lost"),
    CheckConstraint("is_lost IN (0, 1)", name="is_lost"),
    append_only=True,
)

tile = district_table(
    "tile",
    key("level"),
    key("number"),
    key("edition"),  # a tile found wrong is not mended but followed by another edition
    raw("hashes"),
    raw("root"),
    CheckConstraint("length(hashes) = 8192", name="hashes"),
    CheckConstraint("length(root) = 32", name="root"),
    book=True,
    append_only=True,
)

cosignature = district_table(
    "cosignature",
    key("size"),
    text_key("witness"),
    words("line"),
    whole("signed_at"),
    refers(["size"], "checkpoint"),
    book=True,
    append_only=True,
)
Index(None, cosignature.c.district_id, cosignature.c.witness, cosignature.c.size)

head_stamp = district_table(
    "head_stamp",
    key("size"),
    key("stamped_at"),
    words("authority"),
    raw("raw"),
    refers(["size"], "checkpoint"),
    book=True,
    append_only=True,
)
