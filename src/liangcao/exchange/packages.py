"""Workbooks that are zip packages (.xlsx, .ods), looked into before they are opened."""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from liangcao.exchange.extents import SheetExtent, bomb
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

MOST_UNPACKED = 150_000_000
MOST_PARTS = 2_000
_PIECE = 1 << 20
_REFERENCE = re.compile(r"([A-Z]{1,4})([0-9]{1,9})")
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError),
    *(NotImplementedError, RuntimeError, EOFError, ValueError, KeyError, OSError),
)
"""What reading a damaged or encrypted package raises."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RELATIONS = "xl/_rels/workbook.xml.rels"


def survey_package(data: bytes) -> dict[str, SheetExtent]:
    """The extents of the sheets of an .xlsx or .ods by sheet name.

    Every part is unpacked and counted here once, so that no declared size has to be believed. Raises Refused
    ``file_unreadable`` when the package is damaged, a bomb, or holds something else than a workbook.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            names = [part.filename for part in parts]
            is_odd = any(part.compress_type not in _METHODS for part in parts)
            if is_odd or len(set(names)) != len(names) or len(parts) > MOST_PARTS:
                raise refused("file_unreadable", detail=N_("压缩结构不正常"))
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise bomb()
            if "xl/workbook.xml" in names:
                return _survey_xlsx(package, names)
            if "content.xml" in names:
                walk = _OpenDocument()
                _unpack(package, names, {"content.xml": walk})
                return walk.sheets
    except _DAMAGES:
        raise refused("file_unreadable", detail=N_("文件已损坏或有密码")) from None
    raise refused("file_unreadable", detail=N_("压缩包里不是表格：请另存为 .xlsx"))


def _unpack(package: zipfile.ZipFile, names: list[str], walks: Mapping[str, "_Walk"]) -> None:
    left = MOST_UNPACKED
    for name in names:
        walk = walks.get(name)
        with package.open(name) as part:
            while piece := part.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise bomb()
                if walk:
                    walk.feed(piece)
        if walk:
            walk.feed(b"", last=True)


class _Walk:
    """Reads one XML part by its tags."""

    def __init__(self) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.doctype
        self._parser = parser

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        self._parser.Parse(piece, last)

    def doctype(self, *_: object) -> None:
        raise refused("file_unreadable", detail=N_("文件已损坏或有密码"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        """Most walks do not care."""


class _Worksheet(_Walk):
    """Where the cells of an .xlsx sheet are; cells and rows without a reference follow the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.extent = SheetExtent()
        self._row, self._column = -1, -1
        self._is_broken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._is_broken = attributes.get("t") == "e"
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            if reference:
                self._row, self._column = int(reference[2]) - 1, _column(reference[1])
            else:
                self._column += 1
        elif tag in ("v", "is"):
            self.extent.reach(self._row, self._column)
            if self._is_broken:
                self.extent.broken.add((self._row, self._column))
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self._row + 1
            self._column = -1


class _Tags(_Walk):
    """Collects one attribute of a tag by another."""

    def __init__(self, tag: str, key: str, value: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._tag, self._key, self._value = tag, key, value

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == self._tag:
            plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            self.found[plain.get(self._key, "")] = plain.get(self._value, "")


@dataclass(slots=True)
class _Cell:
    row: int = 0
    column: int = 0
    times: int = 1
    last_filled: int = -1
    is_open: bool = field(default=False)


class _OpenDocument(_Walk):
    """Where the cells of the sheets of an .ods are: empty ones at the end of rows and sheets do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, SheetExtent] = {}
        self._extent = SheetExtent()
        self._at = _Cell()
        self._rows = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if name == "table:table":
            self._extent = self.sheets[attributes.get("table:name", "")] = SheetExtent()
            self._at = _Cell()
        elif tag == "table-row":
            self._rows = _times(attributes, "table:number-rows-repeated")
            self._at = _Cell(row=self._at.row)
        elif tag in ("table-cell", "covered-table-cell"):
            self._at.times = _times(attributes, "table:number-columns-repeated")
            self._at.column += self._at.times
            self._at.is_open = True
            if "office:value-type" in attributes:
                self._at.last_filled = self._at.column - 1
        elif tag == "p" and self._at.is_open:
            self._at.last_filled = self._at.column - 1

    def end(self, name: str) -> None:
        if name == "table:table-row":
            if self._at.last_filled >= 0:
                self._extent.reach(self._at.row + self._rows - 1, self._at.last_filled)
            self._at.row += self._rows
        elif name.endswith("table-cell"):
            self._at.is_open = False


def _survey_xlsx(package: zipfile.ZipFile, names: list[str]) -> dict[str, SheetExtent]:
    sheets, targets = _Tags("sheet", "name", "id"), _Tags("Relationship", "Id", "Target")
    _unpack(package, ["xl/workbook.xml", _RELATIONS], {"xl/workbook.xml": sheets, _RELATIONS: targets})
    walks = {name: _Worksheet() for name in names if name.endswith(".xml") and name != "xl/workbook.xml"}
    _unpack(package, names, walks)
    found = {}
    for sheet, relation in sheets.found.items():
        target = targets.found.get(relation, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part not in walks:
            raise refused("file_unreadable", detail=N_("文件已损坏或有密码"))
        found[sheet] = walks[part].extent
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal() or len(text) > 7 or int(text) > 1_048_576:
        raise bomb()
    return int(text)
