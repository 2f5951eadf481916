"""What the person who checks has from outside: heads in files, or typed from a printed report."""

import base64
import binascii
from collections.abc import Iterable, Iterator

from liangcao.journal.note import parse_checkpoint, parse_note
from liangcao.journal.signed_heads import GivenHead
from liangcao.journal.tree import HASH_SIZE
from liangcao.kernel.errors import Refused, refused

_LEAST_BYTES = 8


def heads_in(notes: Iterable[str]) -> Iterator[GivenHead]:
    """The heads that readable signed notes tell of; who signed them is another question."""
    for note in notes:
        try:
            checkpoint = parse_checkpoint(parse_note(note).text)
        except Refused:
            continue
        yield GivenHead(checkpoint.size, checkpoint.root)


def typed_head(size: str, root: str) -> GivenHead:
    """The head that somebody typed: how many entries, and the root in base64 or hexadecimal; spaces do not count.

    Of a hexadecimal root the first 16 digits will do, as reports print them. Raises Refused ``head_unreadable``.
    """
    digits, text = "".join(size.split()).replace(",", ""), "".join(root.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise refused("head_unreadable", text=size[:40])
    try:
        raw = base64.b64decode(text, validate=True) if text.endswith("=") else bytes.fromhex(text.rstrip("…."))
    except (binascii.Error, ValueError):
        raw = b""
    if not _LEAST_BYTES <= len(raw) <= HASH_SIZE or (text.endswith("=") and len(raw) < HASH_SIZE):
        raise refused("head_unreadable", text=root[:80])
    return GivenHead(int(digits), raw)


def read_head(text: str) -> tuple[str, GivenHead]:
    """The head in a file: a signed note, or its first three lines (origin, size, root) without a signature.

    Returns the note (nothing when there is no signature) and the head. Raises Refused ``head_unreadable``.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").lstrip("\n")
    lines = text.split("\n")
    try:
        note = parse_note(text if text.endswith("\n") else text + "\n")
        checkpoint = parse_checkpoint(note.text)
        return text if text.endswith("\n") else text + "\n", GivenHead(checkpoint.size, checkpoint.root)
    except Refused:
        if len(lines) < 3 or any(lines[3:]):
            raise refused("head_unreadable", text=text[:80]) from None
    return "", typed_head(lines[1], lines[2])
