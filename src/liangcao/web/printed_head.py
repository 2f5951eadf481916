"""The latest signed head of the journal as it stands on everything printed: in a text, and as a code to be scanned.

Whoever keeps a printed sheet can hold the journal against it years later: it must continue this very head.
"""

import time
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup
from segno import make as make_code
from starlette.requests import Request

from liangcao.journal.seal import Seal, last_seal
from liangcao.language import _
from liangcao.language.formats import number
from liangcao.operations.office import Office

REMEMBERED_SECONDS = 2
SHORT = 16
"""So many hexadecimal digits of a root are printed in the text: enough to compare by eye; the code has all of it."""


@dataclass(frozen=True)
class PrintedHead:
    """A signed head: over how many entries, the first digits of its root, when it was signed (ms), the note."""

    size: int
    root: str
    sealed_at: int
    note: str

    @cached_property
    def code(self) -> Markup:
        """The whole signed note as a QR drawing, black on white on any ground."""
        drawing = make_code(self.note, error="l", micro=False).svg_inline(
            omitsize=True, border=2, light="#fff", dark="#000"
        )
        return Markup(drawing)  # noqa: S704 - drawn from modules, not from words


def printed_head(request: Request) -> PrintedHead | None:
    """The latest signed head of the office's journal, as of two seconds ago at most; None while there is none."""
    state = request.app.state
    office: Office | None = getattr(state, "office", None)
    if office is None:
        return None
    now = time.monotonic()
    asked_at, head = getattr(state, "printed_head", (None, None))
    if asked_at is None or now - asked_at > REMEMBERED_SECONDS:
        with office.database.read() as connection:
            seal = last_seal(connection, office.district_id)
        if seal is None or head is None or head.size != seal.size:
            head = head_of(seal)
        state.printed_head = (now, head)
    found: PrintedHead | None = head
    return found


def head_data(head: PrintedHead | None) -> dict[str, str]:
    """The head as templates of paper take it: a drawing (SVG) and words, both empty while there is none."""
    if head is None:
        return {"head_code": "", "head_words": ""}
    words = _("树头 第 %(n)s 笔 %(root)s") % {"n": number(head.size), "root": head.root}
    return {"head_code": str(head.code), "head_words": words}


def head_of(seal: Seal | None) -> PrintedHead | None:
    """`seal` as it is printed."""
    return PrintedHead(seal.size, seal.root.hex()[:SHORT], seal.sealed_at, seal.note) if seal else None
