"""Old workbooks (.xls): a compound file with a stream of records, looked into before it is opened."""

import struct
from collections.abc import Iterator

from liangcao.exchange.extents import SheetExtent
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_

_END_OF_CHAIN = 0xFFFFFFFA
_BOUND_SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0085, 0x0006, 0x0205
_BEGIN = frozenset([0x0009, 0x0209, 0x0409, 0x0809])
_SINGLE = frozenset(
    [0x0002, 0x0003, 0x0004, 0x0005, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x0006, 0x027E, 0x00FD, 0x00D6]
)
_MULTIPLE_NUMBERS = 0x00BD


def survey_xls(data: bytes) -> list[SheetExtent]:
    """The extents of the sheets of an .xls, in their order.

    Raises Refused ``file_unreadable`` when it has a password, is damaged, or holds no workbook.
    """
    try:
        streams = _streams(data)
        if "EncryptedPackage" in streams:
            raise _damaged()
        books = [streams[name] for name in ("Workbook", "Book") if name in streams]
        extents = [extent for book in books for extent in _extents(book)]
    except (struct.error, IndexError):
        raise _damaged() from None
    if not books:
        raise refused("file_unreadable", detail=N_("文件里没有表格：请另存为 .xlsx"))
    return extents


def _damaged() -> Refused:
    return refused("file_unreadable", detail=N_("文件已损坏或有密码"))


def _streams(data: bytes) -> dict[str, bytes]:
    """The streams of a compound file by name."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise _damaged()
    size = 1 << shift
    first_directory, cutoff, first_small = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    table = [entry for number in _table_sectors(data, size) for entry in _words(sector(number))]
    directory = b"".join(sector(number) for number in _chain(first_directory, table))
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    roots = [entry for entry in entries if entry[66] == 5]
    if not roots:
        raise _damaged()
    small_space = b"".join(sector(number) for number in _chain(struct.unpack_from("<I", roots[0], 116)[0], table))
    small_table = [entry for number in _chain(first_small, table) for entry in _words(sector(number))]
    found = {}
    for entry in (entry for entry in entries if entry[66] == 2):
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        first, length = struct.unpack_from("<II", entry, 116)
        if length < cutoff:
            pieces = [small_space[number * 64 : number * 64 + 64] for number in _chain(first, small_table)]
        else:
            pieces = [sector(number) for number in _chain(first, table)]
        found[name] = b"".join(pieces)[:length]
    return found


def _table_sectors(data: bytes, size: int) -> Iterator[int]:
    """The sectors of the allocation table: 109 in the header, the rest in a chain of their own."""
    yield from (number for number in struct.unpack_from("<109I", data, 76) if number < _END_OF_CHAIN)
    following, visited = struct.unpack_from("<I", data, 68)[0], 0
    while following < _END_OF_CHAIN and visited * size < len(data):
        words = _words(data[(following + 1) * size : (following + 2) * size])
        yield from (number for number in words[:-1] if number < _END_OF_CHAIN)
        following, visited = words[-1], visited + 1


def _words(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(first: int, table: list[int]) -> Iterator[int]:
    visited = 0
    while first < _END_OF_CHAIN:
        if visited > len(table):
            raise _damaged()
        yield first
        first, visited = table[first], visited + 1


def _extents(book: bytes) -> Iterator[SheetExtent]:
    """What the sheets of a stream of records hold; its first part tells of the book itself."""
    extents: list[SheetExtent] = []
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        body = book[at + 4 : at + 4 + length]
        at += 4 + length
        if kind in _BEGIN:
            extents.append(SheetExtent())
        elif extents and kind in _SINGLE and length >= 4:
            row, column = struct.unpack_from("<HH", body)
            extents[-1].reach(row, column)
            if (kind == _BOOL_OR_ERROR and body[7:8] == b"\1") or (kind == _FORMULA and _has_failed(body)):
                extents[-1].broken.add((row, column))
        elif extents and kind == _MULTIPLE_NUMBERS and length >= 6:
            extents[-1].reach(struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, length - 2)[0])
    yield from extents[1:]


def _has_failed(formula: bytes) -> bool:
    return formula[6:7] == b"\2" and formula[12:14] == b"\xff\xff"
