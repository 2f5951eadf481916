"""What one can ask of papers."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Command, Id, LongText, ShortText

Kind = Literal[
    "receipt", "shipment", "request", "payment", "licence", "purchase", "donation", "return", "disposal", "recall"
]
"""What kind of document a paper stands behind."""


class AttachPaper(Command):
    """Put a paper to a document, for good: a wrong one stays, and another is put beside it.

    `sha256` is that of a file handed in before (POST /papers/files); the file itself stays outside the journal.
    `line_number` is the line of a receipt that it shows, 0 the whole document.
    """

    action = "papers.attach_paper"
    kind: Kind
    document_id: Id
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: ShortText = Field(min_length=1)
    note: LongText = ""
    line_number: int = Field(default=0, ge=0, le=2_000, strict=True)
