"""Writing evidence: one ZIP whose bytes depend on nothing but its members: no clock, no order of chance."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, BinaryIO

from liangcao.verifier.layout import MANIFEST, Manifest, Member

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_UNIX = 3


class EvidenceFile:
    """A ZIP under way in `file`."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self.members: list[Member] = []

    def add(self, name: str, content: bytes, *, is_dense: bool = False) -> None:
        """Add a member; `is_dense` bytes are stored as they are, for nothing makes them shorter."""
        self.add_parts(name, (content,), is_dense=is_dense, may_be_huge=False)

    def add_parts(self, name: str, parts: Iterable[bytes], *, is_dense: bool = False, may_be_huge: bool = True) -> None:
        """Add a member part by part, so that it need not fit into memory."""
        digest, size = sha256(), 0
        with self._zip.open(_info(name, is_dense=is_dense), "w", force_zip64=may_be_huge) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        self.members.append(Member(name, size, digest.hexdigest()))

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest of what was added, and close the file."""
        with self._zip.open(_info(MANIFEST, is_dense=False), "w") as file:
            file.write(manifest.to_bytes())
        self._zip.close()


def _info(name: str, *, is_dense: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.compress_type = zipfile.ZIP_STORED if is_dense else zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _MODE
    return info


def row_line(row: Sequence[Any]) -> bytes:
    """A row as a JSON list on a line of its own."""
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def object_line(columns: Sequence[str], row: Sequence[Any]) -> bytes:
    """A row as a JSON object on a line of its own, without what is empty."""
    cells = {name: cell for name, cell in zip(columns, row, strict=True) if cell is not None}
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Rows as `row_line` has them, below a line with their columns."""
    yield row_line(columns)
    yield from map(row_line, rows)


def body_line(body: bytes) -> bytes:
    """An entry on a line of its own. One that breaks the line or is empty is no entry, and must still be seen."""
    return (body.replace(b"\n", b"\r") or b" ") + b"\n"
