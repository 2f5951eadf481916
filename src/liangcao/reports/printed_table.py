"""A table as it is printed: what it is about, who took it out and when, the head of the journal as a code."""

from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.exchange.sheets import shown_width
from liangcao.language import _, current_language
from liangcao.language.formats import moment_long, number
from liangcao.printing.documents import as_pdf
from liangcao.reports.labels import qr_code

Cell = str | int
WIDEST = 40
"""A long text is folded: it shall not push the other columns to the edge."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows, already in words; a whole number stands to the right. `facts` are said above it.

    `entries` are the numbers of the journal entries that the rows stand on. `address` is what a code on the paper opens
    (empty: none), `address_words` stand below it.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    entries: Sequence[int] = ()
    address: str = ""
    address_words: str = ""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Who takes a paper out and when (ms); the signed head of that moment as a drawing (SVG) and in words, or empty."""

    by: str
    at: int
    code: str = ""
    code_words: str = ""


def table_pdf(table: Table, taken: TakenOut) -> bytes:
    """`table` as a PDF to be filed: A4, lying on its side when it has many columns."""
    columns = range(len(table.headings))
    numeric = [bool(table.rows) and all(isinstance(row[column], int) for row in table.rows) for column in columns]
    data = {
        "title": table.title,
        "facts": [list(fact) for fact in table.facts],
        "headings": list(table.headings),
        "rows": [[number(cell) if isinstance(cell, int) else cell for cell in row] for row in table.rows],
        "numeric": numeric,
        "widths": [_width(table, column) for column in columns],
        "empty": _("没有这样的记录。"),
        "foot": f"{taken.by} · {moment_long(taken.at)}",
        "link": qr_code(table.address) if table.address else "",
        "link_words": table.address_words,
        "code": taken.code,
        "code_words": taken.code_words,
        "language": current_language().partition("_")[0],
    }
    return as_pdf("table", data, made_at=taken.at)


def _width(table: Table, column: int) -> int:
    """How wide a column wants to be, in half-width characters."""
    cells = (table.headings[column], *(row[column] for row in table.rows))
    return min(WIDEST, max(4, *(shown_width(cell) for cell in cells)))
