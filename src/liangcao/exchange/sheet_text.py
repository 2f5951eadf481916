"""Tables in plain text: which encoding, which separator, and the rows."""

import csv
from collections.abc import Iterator

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

MARKS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
csv.field_size_limit(1 << 27)  # a cell that is too long is named by its row; the file itself is bounded
_SAMPLE_LINES, _SAMPLE_TEXT = 50, 100_000
_SHORT = 500
"""A text as short as this may have ten control characters and is one still."""
_END = "\ue000end"
_FOREIGN = {
    N_("这是图片"): (b"\x89PNG", b"\xff\xd8\xff"),
    N_("这是 PDF 文件"): (b"%PDF-",),
    N_("这是压缩包，请解开后再交"): (b"Rar!\x1a", b"7z\xbc\xaf", b"\x1f\x8b"),
}
"""What a file is, told by how it begins; a text does not begin so."""


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and its encoding: UTF-8, UTF-16 or GB18030, with or without a mark.

    Raises Refused ``file_unreadable`` for pictures, programs, web pages and anything else that is no text.
    """
    for detail, starts in _FOREIGN.items():
        if data.startswith(starts):
            raise refused("file_unreadable", detail=detail)
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return _not_markup(text.removeprefix("\ufeff")), encoding.removesuffix("-sig")
    raise refused("file_unreadable", detail=N_("内容不是文字"))


def _candidates(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
        return
    if data.count(b"\0", 0, 4000) * 20 > min(len(data), 4000):  # a stray one in other texts is named by its cell
        even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
        yield "utf-16-le" if odd > even else "utf-16-be"
        return
    yield "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    yield "gb18030"


def _is_text(text: str) -> bool:
    """True when control characters are the exception: single ones are named cell by cell later on."""
    sample = text[:20_000]
    strange = sum(character < " " and character not in "\t\r\n" for character in sample)
    return strange * 50 <= max(len(sample), _SHORT)


def _not_markup(text: str) -> str:
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<meta", "<head", "<style")):
        raise refused("file_unreadable", detail=N_("这是网页或 XML，请在表格软件里另存为 .xlsx"))
    if start.startswith(("{", "[{")):
        raise refused("file_unreadable", detail=N_("这是 JSON，不是表格"))
    return text


def split_rows(text: str) -> Iterator[list[str]]:
    """The rows of a table in text, the separator being found out; leading apostrophes of `guarded` cells are taken off.

    Raises Refused ``file_unreadable`` when a quotation mark is never closed.
    """
    separator = _separator(text)
    lines = iter([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), _END])
    rows = csv.reader((line + "\n" for line in lines), delimiter=separator)
    before: list[str] | None = None
    for row in rows:
        if before is not None:
            yield [unguarded(cell) for cell in before]
        before = row
    if before != [_END]:
        raise refused("file_unreadable", detail=N_("有一个引号没有配对"))


def _separator(text: str) -> str:
    """The sign that cuts the first lines most often and most evenly; a comma when none does."""
    lines = [line for line in text[:_SAMPLE_TEXT].splitlines() if line.strip()][:_SAMPLE_LINES]
    best, best_score = ",", 0
    for sign in ("\t", ",", ";", "|"):
        widths = [len(row) - 1 for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(widths), key=widths.count, default=0)
        score = widths.count(usual) * min(usual, 20)
        if score > best_score:
            best, best_score = sign, score
    return best


def guarded(cell: str) -> str:
    """`cell` so that no spreadsheet runs it as a formula: an apostrophe before =, +, -, @.

    >>> guarded("=1+1"), unguarded("'=1+1"), guarded("'=1")
    ("'=1+1", '=1+1', "''=1")
    """
    return "'" + cell if cell.lstrip("'").startswith(MARKS) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(MARKS) else cell
