"""Tables of the work log. Everything stands for good: a line is struck by a later line, a mark by a later mark."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

log_line = district_table(
    "log_line",
    key("line_id"),
    words("day"),
    words("part"),
    words("kind"),
    words("text"),
    words("search"),  # the text in characters, pinyin and initials
    whole("strikes", default=0),  # the line that this one puts right
    whole("actor_id"),
    whole("written_at"),
    whole("entry"),
    CheckConstraint("part IN ('morning', 'afternoon', 'evening')", name="part"),
    CheckConstraint("kind IN ('note', 'todo', 'praise', 'complaint')", name="kind"),
    append_only=True,
)
Index(None, log_line.c.district_id, log_line.c.day)
Index(None, log_line.c.district_id, log_line.c.kind, log_line.c.line_id)

log_weather = district_table(
    "log_weather",  # the newest of a day holds
    key("weather_id"),
    words("day"),
    words("weather"),
    whole("entry"),
    append_only=True,
)
Index(None, log_weather.c.district_id, log_weather.c.day)

log_mark = district_table(
    "log_mark",  # whether events of a kind stand on the page of a day; the newest holds
    key("mark_id"),
    words("day"),
    words("action"),
    whole("is_hidden"),
    whole("entry"),
    append_only=True,
)
Index(None, log_mark.c.district_id, log_mark.c.day)

log_ended = district_table(
    "log_ended",  # what became of something to be done
    key("line_id"),
    words("outcome"),
    whole("actor_id"),
    whole("ended_at"),
    whole("entry"),
    refers(["line_id"], "log_line"),
    CheckConstraint("outcome IN ('done', 'dropped')", name="outcome"),
    append_only=True,
)
