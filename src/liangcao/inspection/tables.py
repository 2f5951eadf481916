"""Tables of samples: what was drawn and by which seed, the lines drawn, what was found at them. Never changed."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, refers, whole, words

sample = district_table(
    "sample",
    key("sample_id"),
    words("method"),
    whole("how_many"),
    words("from_day"),
    words("to_day"),
    whole("item_id", optional=True),
    words("seed_text"),
    whole("journal_size"),
    words("root"),
    words("seed"),
    whole("population"),
    whole("without_value", default=0),
    whole("total_fen", default=0),
    whole("actor_id"),
    whole("drawn_at"),
    whole("entry"),
    refers(["item_id"], "item"),
    CheckConstraint("method IN ('random', 'by_value', 'by_item')", name="method"),
    append_only=True,
)

sample_line = district_table(
    "sample_line",
    key("sample_id"),
    key("line_number"),
    whole("line_entry"),
    whole("line_ordinal"),
    whole("value_fen"),
    whole("hits", default=1),
    refers(["sample_id"], "sample"),
    refers(["line_entry", "line_ordinal"], "line", ["entry", "ordinal"]),
    append_only=True,
)

sample_finding = district_table(
    "sample_finding",
    key("finding_id"),
    whole("sample_id"),
    whole("line_number"),
    words("verdict"),
    words("note", default=""),
    whole("actor_id"),
    whole("found_at"),
    whole("entry"),
    refers(["sample_id", "line_number"], "sample_line"),
    CheckConstraint("verdict IN ('checked', 'objection')", name="verdict"),
    append_only=True,
)
Index(None, sample_finding.c.district_id, sample_finding.c.sample_id, sample_finding.c.line_number)
