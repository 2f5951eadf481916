"""Tables of papers: which paper stands behind which document, and the files themselves by their hash."""

from sqlalchemy import CheckConstraint, Index

from liangcao.database.schema import district_table, key, raw, text_key, whole, words

paper = district_table(
    "paper",
    key("paper_id"),
    words("kind"),
    whole("document_id"),
    words("sha256"),
    words("name"),
    words("media_type"),
    whole("size"),
    words("note", default=""),
    whole("line_number", default=0),  # of a receipt: the line that it shows; 0: all of the document
    whole("actor_id"),
    whole("recorded_at"),
    whole("entry"),
    CheckConstraint(
        "kind IN ('receipt', 'shipment', 'request', 'payment', 'licence', 'purchase', 'donation', 'return', "
        "'disposal', 'recall')",
        name="kind",
    ),
    append_only=True,
)
Index(None, paper.c.district_id, paper.c.kind, paper.c.document_id)
Index(None, paper.c.district_id, paper.c.sha256)

paper_file = district_table(
    "paper_file",
    text_key("sha256"),
    words("media_type"),
    raw("content"),
    whole("kept_at"),
    book=True,
)
