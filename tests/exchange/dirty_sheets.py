"""Sheets as they really come, made by code: workbooks of three formats, and all that is wrong with them."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from liangcao.catalog.starter import StarterItem, starter_items

REAL_LIST = Path(__file__).parents[1] / "data" / "sheets" / "hubei-hospital-requests-2020.csv"
HEAD = ("城市", "区县", "单位", "物资", "数量", "规格")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"


@cache
def known_items() -> dict[str, int]:
    """Every name and alias of the starter catalogue, with an item id."""
    return {name: item_id for item_id, item in goods().items() for name in (item.name, *item.aliases)}


@cache
def goods() -> dict[int, StarterItem]:
    return dict(enumerate(starter_items(), 1))


def needs(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> list[Sequence[Any]]:
    return [head, *rows]


def need(
    quantity: Any = 500, *, item: str = "医用外科口罩", unit: str = "示例医院", specification: str = ""
) -> list[Any]:
    return ["示例市", "示例区", unit, item, quantity, specification]


def text_sheet(rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    def cell(value: Any) -> str:
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in (separator, '"', "\n")) else text

    return "".join(separator.join(map(cell, row)) + "\r\n" for row in rows).encode(encoding)


def xlsx(
    rows: Sequence[Sequence[Any]],
    *,
    merged: Sequence[tuple[int, int, int, int, str]] = (),
    others: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    hidden: str = "",
) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, content in {**(others or {}), "需求": rows}.items():
            page = book.add_worksheet(name)
            if name == hidden:
                page.hide()
            for number, row in enumerate(content):
                for column, value in enumerate(row):
                    if value == "=1/0":
                        page.write_formula(number, column, value, None, "#DIV/0!")
                    elif isinstance(value, date):
                        page.write_datetime(number, column, value, day)
                    elif value != "":
                        page.write(number, column, value)
        for top, left, bottom, right, text in merged:
            page.merge_range(top, left, bottom, right, text)
        if hidden:
            book.get_worksheet_by_name("需求").activate()
            book.get_worksheet_by_name("需求").set_first_sheet()
    return stream.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def raw_xlsx(sheet_data: str) -> bytes:
    """The smallest .xlsx, whose sheet holds `sheet_data` as it is."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
            f'ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" '
            'r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>',
        }
    )


def ods(rows: Sequence[Sequence[Any]], *, tail: str = "") -> bytes:
    """An .ods as LibreOffice writes it: empty cells and rows repeated to the end of the sheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}{EMPTY_CELLS}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="表1">{cells}{tail or EMPTY_ROWS}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


EMPTY_CELLS = '<table:table-cell table:number-columns-repeated="16378"/>'
EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def _ods_cell(value: Any) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def xls(rows: Sequence[Sequence[Any]], *, far: tuple[int, int] | None = None) -> bytes:
    """An .xls of Excel 97 with one sheet; `far` adds a number at a far (row, column); None is #DIV/0!."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = "需求".encode("utf-16-le")
    cells = b"".join(
        _xls_cell(number, column, value) for number, row in enumerate(rows) for column, value in enumerate(row)
    )
    cells += _xls_cell(*far, 1) if far else b""
    end = _record(0x000A, b"")
    book = _record(0x0809, begin) + _record(0x0042, struct.pack("<H", 1200))
    start = len(book) + 4 + 8 + len(name) + len(end)
    book += _record(0x0085, struct.pack("<IHBB", start, 0, 2, 1) + name) + end
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + end
    return compound({"Workbook": book + sheet})


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _xls_cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if value == "":
        return b""
    if value is None:
        return _record(0x0205, place + b"\x07\x01")
    if isinstance(value, int | float):
        return _record(0x0203, place + struct.pack("<d", value))
    return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE) of streams, each padded so far that it lies in sectors of its own."""
    padded = {name: content.ljust(-(-max(len(content), 4096) // 512) * 512, b"\0") for name, content in streams.items()}
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    body = b""
    for number, (name, content) in enumerate(padded.items(), 1):
        first, sectors = len(table), len(content) // 512
        table += [*range(first + 1, first + sectors), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, len(content), right=number + 1 if number < len(padded) else -1))
        body += content
    assert len(table) <= 128, "one sector of table is enough for tests"
    assert len(entries) <= 4
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0) + b"\xff" * (4 * 108)
    words = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    return head + words + b"".join(entries).ljust(512, b"\0") + body


def _entry(name: str, kind: int, first: int, size: int, *, child: int = -1, right: int = -1) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<iii", -1, right, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<III", first, size, 0)
    )
