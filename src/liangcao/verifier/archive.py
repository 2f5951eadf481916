"""Reading evidence: members by name, each held against the manifest. A fault in one is a finding, not the end."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from liangcao.journal.prepare import Chunk
from liangcao.journal.tree import HASH_SIZE, entry_leaf
from liangcao.kernel.canonical import parse_whole_numbers
from liangcao.kernel.errors import Refused, refused
from liangcao.verifier.layout import MANIFEST, Manifest, read_manifest, stretch_names

MOST_AT_ONCE = 1 << 30
"""So many bytes of one member are taken into memory, no more: evidence may be made to fill it."""
_AT_A_TIME = 1 << 20
_LINE_CELLS, _HOLD_CELLS = 10, 6
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)

Fault = tuple[str, str]
"""A member and the code of what is wrong with it."""


class Archive:
    """An open evidence file. Its members are read by any process: a copy of it opens the file anew."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises Refused ``evidence_unreadable``."""
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            manifest = self._raw(MANIFEST, MOST_AT_ONCE)
        except (*_BROKEN, KeyError, Refused) as error:
            raise refused("evidence_unreadable", detail=path.name) from error
        self.manifest: Manifest = read_manifest(manifest)
        self._listed = {member.name: member for member in self.manifest.members}

    def __reduce__(self) -> tuple[type["Archive"], tuple[Path]]:
        return Archive, (self.path,)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def has(self, name: str) -> bool:
        """True when the manifest lists the member."""
        return name in self._listed

    def size(self, name: str) -> int:
        """How many bytes the manifest says the member has; 0 when it lists none of that name."""
        return self._listed[name].size if name in self._listed else 0

    def names(self) -> list[str]:
        """The members the manifest lists."""
        return list(self._listed)

    def loose_ends(self) -> Iterator[Fault]:
        """Members that are there twice, or that the manifest does not list, and listed ones that are not there."""
        there = self._zip.namelist()
        for name in sorted(set(there)):
            if name not in self._listed and name != MANIFEST:
                yield name, "member_unlisted"
            if there.count(name) > 1:
                yield name, "member_twice"
        for name in sorted(self._listed.keys() - set(there)):
            yield name, "member_missing"

    def content(self, name: str) -> tuple[bytes, list[Fault]]:
        """The bytes of a member (none when it cannot be had), and what is wrong with it."""
        if name not in self._listed:
            return b"", [(name, "member_missing")]
        try:
            raw = self._raw(name, MOST_AT_ONCE)
        except KeyError:
            return b"", []  # told by `loose_ends`
        except (*_BROKEN, Refused):
            return b"", [(name, "member_unreadable")]
        fits = sha256(raw).hexdigest() == self._listed[name].sha256
        return raw, [] if fits else [(name, "member_differs")]

    def digest(self, name: str) -> str:
        """The SHA-256 (hexadecimal) of a member, however large; empty when it cannot be read."""
        digest = sha256()
        with suppress(*_BROKEN, KeyError), self._zip.open(name) as file:
            while part := file.read(_AT_A_TIME):
                digest.update(part)
            return digest.hexdigest()
        return ""

    def check(self, name: str) -> list[Fault]:
        """What is wrong with a member that nobody reads."""
        found = self.digest(name)
        if found == self._listed[name].sha256 or (not found and name not in self._zip.namelist()):
            return []
        return [(name, "member_differs" if found else "member_unreadable")]

    def rows(self, name: str, cells: int) -> tuple[list[list[Any]], list[Fault]]:
        """The rows of a member of JSON lists of `cells` numbers and texts."""
        raw, faults = self.content(name)
        try:
            return read_rows(raw, cells), faults
        except (ValueError, RecursionError):
            return [], [*faults, (name, "member_unreadable")]

    def table(self, name: str) -> tuple[list[str], list[Any], list[Fault]]:
        """The columns and rows of a member whose first line names the columns."""
        raw, faults = self.content(name)
        head, _, rest = raw.partition(b"\n")
        try:
            columns = parse_whole_numbers(head.decode()) if head else []
            if type(columns) is list and all(type(each) is str for each in columns):
                return columns, read_rows(rest, len(columns), with_empty=True), faults
        except (ValueError, RecursionError):
            pass
        return [], [], faults or [(name, "member_unreadable")]

    def objects(self, name: str) -> tuple[list[dict[str, Any]], list[Fault]]:
        """The rows of a member of JSON objects."""
        raw, faults = self.content(name)
        try:
            found = [parse_whole_numbers(line) for line in raw.decode().splitlines()]
            if all(type(each) is dict for each in found):
                return found, faults
        except (ValueError, RecursionError):
            pass
        return [], [*faults, (name, "member_unreadable")]

    def stretch(self, first: int, last: int, leaves: bytes | None) -> tuple[Chunk, list[Fault]]:
        """Entries `first` to `last` with their stored `leaves` (None: counted anew) and rows; short where it is."""
        entries_name, lines_name, holds_name = stretch_names(first)
        raw, faults = self.content(entries_name)
        bodies = raw.split(b"\n")
        if bodies.pop() or len(bodies) != last - first + 1:
            faults = faults or [(entries_name, "member_unreadable")]
            bodies = bodies[: last - first + 1]
        if leaves is None:
            stored = [entry_leaf(body, number) for number, body in enumerate(bodies, first)]
        else:
            stored = [leaves[at : at + HASH_SIZE] for at in range(0, len(leaves), HASH_SIZE)]
        lines, line_faults = self.rows(lines_name, _LINE_CELLS)
        holds, hold_faults = self.rows(holds_name, _HOLD_CELLS)
        entries = [each for each in zip(range(first, first + len(bodies)), bodies, stored, strict=False) if each[1]]
        return Chunk(entries, lines, holds), [*faults, *line_faults, *hold_faults]

    def _raw(self, name: str, most: int) -> bytes:
        if self._zip.getinfo(name).file_size > most:
            raise refused("evidence_unreadable", detail=name)
        return self._zip.read(name)


def read_rows(raw: bytes, cells: int, *, with_empty: bool = False) -> list[list[Any]]:
    """The rows of JSON lists, one a line; raises ValueError unless all are of `cells` whole numbers and texts.

    With `with_empty` a cell may be null; else the first one of each row is a number.
    """
    joined = raw.rstrip(b"\n").replace(b"\n", b",").decode()
    rows: list[list[Any]] = parse_whole_numbers(f"[{joined}]")
    if set(map(type, rows)) - {list} or set(map(len, rows)) - {cells}:
        raise ValueError("a row is too long or too short")
    marks = (b"true", b"false", b"{") if with_empty else (b"true", b"false", b"{", b"null")
    is_suspicious = any(mark in raw for mark in marks) or raw.count(b"[") != len(rows)
    allowed = {int, str, type(None)} if with_empty else {int, str}
    if is_suspicious and set(map(type, chain.from_iterable(rows))) - allowed:
        raise ValueError("a row holds something else than numbers and texts")
    if not with_empty and set(map(type, [row[0] for row in rows])) - {int}:
        raise ValueError("a row does not begin with a number")
    return rows
