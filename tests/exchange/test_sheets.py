"""A file is what its content is: workbooks of three formats, texts of many encodings are read, the rest is refused."""

import random
from datetime import date

import pytest
from dirty_sheets import (
    EMPTY_ROWS,
    HEAD,
    PNG,
    compound,
    need,
    needs,
    ods,
    raw_xlsx,
    text_sheet,
    xls,
    xlsx,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st

from liangcao.exchange.sheet_text import guarded, unguarded
from liangcao.exchange.sheets import read_sheet, write_table
from liangcao.kernel.errors import Refused

LIST = needs(need(500), need("1.2万"), ["示例市", "", "示例䶮医院", "护目镜", "", "有\n换行"])
SAME = [tuple(row) for row in LIST]
CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co")), max_size=8),
    st.sampled_from(["=1+1", "+86", "-5", "@x", "'=1", "''+", "'", '=HYPERLINK("http://x")', 'a"b', "a,b", "x\ny"]),
    st.integers(-(10**14), 10**14),
)


def code_of(data: bytes, filename: str = "申请.xlsx", sheet: str = "") -> str:
    with pytest.raises(Refused) as refusal:
        read_sheet(data, filename, sheet=sheet)
    return refusal.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_text_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    sheet = read_sheet(text_sheet(LIST, encoding=encoding, separator=separator), "申请.csv")
    rows = [tuple([*row, ""][:6]) for row in sheet.rows]
    assert rows == [tuple(str(cell) for cell in row) for row in SAME]
    assert sheet.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b"])
def test_a_stray_control_character_does_not_make_a_text_something_else(character: str) -> None:
    data = f"单位,数量\n示例{character}医院,5\n".encode()
    assert read_sheet(data, "a.csv").rows == [("单位", "数量"), (f"示例{character}医院", "5")]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(order: str) -> None:
    data = text_sheet([("name", "qty"), ("mask", "5")], encoding=order)
    assert read_sheet(data, "a.txt").rows == [("name", "qty"), ("mask", "5")]


@pytest.mark.parametrize("make", [xlsx, xls])
def test_workbooks(make: object) -> None:
    sheet = read_sheet(make(LIST), "申请.csv")  # type: ignore[operator]
    assert sheet.rows == SAME
    assert sheet.names == ("需求",)
    assert sheet.encoding == ""


def test_an_open_document_full_of_repeated_nothing() -> None:
    rows = [tuple(row) for row in needs(need(500), need("1.2万", specification="x"))]
    assert [row[:6] for row in read_sheet(ods(rows), "a.ods").rows] == rows


def test_days_and_numbers_come_as_what_they_are() -> None:
    sheet = read_sheet(xlsx([(date(2020, 2, 10), 43871, 2.1, 13812345678, True, "2.10")]), "a.xlsx")
    assert sheet.rows == [(date(2020, 2, 10), 43871, 2.1, 13812345678, True, "2.10")]


def test_rows_are_counted_as_a_person_sees_them() -> None:
    book = xlsx([(), ("标题",), (), ("a", "b"), (), (1, 2)])
    text = b'\n"\xe6\xa0\x87\n\xe9\xa2\x98"\n\na,b\n\n1,2\n\n\n'
    assert [bool(any(row)) for row in read_sheet(book, "a").rows] == [False, True, False, True, False, True]
    assert [bool(any(row)) for row in read_sheet(text, "a").rows] == [False, True, False, True, False, True]


def test_the_first_sheet_that_is_seen_and_filled_is_read() -> None:
    book = xlsx(LIST, others={"说明": [], "隐藏": [("不看",)]}, hidden="隐藏")
    assert read_sheet(book, "a.xlsx").name == "需求"
    assert read_sheet(book, "a.xlsx").names == ("说明", "需求")
    assert read_sheet(book, "a.xlsx", sheet="需求").rows == SAME
    assert code_of(book, sheet="隐藏") == "unknown_sheet"
    assert code_of(b"a,b", sheet="需求") == "unknown_sheet"


@pytest.mark.parametrize("make", [lambda: xlsx([("a", "=1/0")]), lambda: xls([("a", None)])])
def test_a_failed_formula_is_not_an_empty_cell(make: object) -> None:
    assert read_sheet(make(), "a").rows == [("a", "#VALUE!")]  # type: ignore[operator]


def test_cells_without_references_follow_one_another() -> None:
    data = raw_xlsx("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c t='e'><v>#REF!</v></c></row>")
    assert read_sheet(data, "a").rows == [(1, 2), (3, "#VALUE!")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (xlsx([]), "empty"),
        (PNG, "file_unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "file_unreadable"),
        (b"%PDF-1.4\n1 0 obj", "file_unreadable"),
        (b"MZ\x90\0\3\0\0\0" + bytes(100), "file_unreadable"),
        (bytes(range(256)) * 8, "file_unreadable"),
        (b"\xff\xff\xff", "file_unreadable"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file_unreadable"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?><Workbook/>', "file_unreadable"),
        (b'{"rows": []}', "file_unreadable"),
        (zipped({"word/document.xml": "<w/>"}), "file_unreadable"),
        (zipped({"xl/workbook.xml": "<a"}), "file_unreadable"),
        (b"PK\x03\x04" + bytes(500), "file_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "file_unreadable"),
        (compound({"EncryptedPackage": b"x"}), "file_unreadable"),
        (compound({"WordDocument": b"x"}), "file_unreadable"),
        (b'a,b\n1,"2\n3,4\n', "file_unreadable"),
        (b"x" * (10 << 20) + b"x", "file_too_large"),
        (b"a\n" * 50_001, "too_many_lines"),
        (b",".join([b"a"] * 201), "file_too_many_cells"),
        ((b",".join([b"a"] * 199) + b"\n") * 20_000, "file_too_many_cells"),
    ],
)
def test_files_that_are_refused_by_name(data: bytes, code: str) -> None:
    assert code_of(data) == code


@pytest.mark.parametrize(
    "sheet_data",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c s=">" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c r='ZZZZ999999999'><v>1</v></c></row>",
    ],
)
def test_two_cells_in_far_corners_take_no_memory(sheet_data: str) -> None:
    assert code_of(raw_xlsx(sheet_data)) == "file_unreadable"


def test_formats_without_content_reach_nowhere() -> None:
    data = raw_xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert read_sheet(data, "a").rows == [(1,)]


def test_far_corners_of_other_workbooks() -> None:
    far = '<table:table-row table:number-rows-repeated="9999999999"><table:table-cell/></table:table-row>'
    filled = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    assert code_of(ods([], tail=far)) == "file_unreadable"
    assert code_of(ods(LIST[:2], tail=EMPTY_ROWS + filled)) == "file_unreadable"
    assert code_of(xls([], far=(65_535, 60_000))) == "file_unreadable"


def test_bombs_and_forged_packages() -> None:
    assert code_of(zipped({"xl/workbook.xml": b" " * 160_000_000})) == "file_unreadable"
    assert code_of(zipped({f"{number}.xml": b"" for number in range(2_001)})) == "file_unreadable"
    entity = '<!DOCTYPE a [<!ENTITY b "b">]><workbook>&b;</workbook>'
    assert code_of(zipped({"xl/workbook.xml": entity})) == "file_unreadable"


@pytest.mark.parametrize("make", [xlsx, xls, lambda rows: ods(rows)])
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(make: object) -> None:
    whole = make(LIST[:3])  # type: ignore[operator]
    chance = random.Random(20200126)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(8, len(data)) :]
        try:
            read_sheet(bytes(data), "a")
        except Refused as refusal:
            assert refusal.code in ("file_unreadable", "empty", "too_many_lines", "file_too_many_cells")  # noqa: PT017


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_sheet(data, "a")
    except Refused:
        return


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_what_is_written_is_read_again(rows: list[list[str | int]]) -> None:
    head = ["名称", "数量", "备注"]
    tidy = [[cell.replace("\r", "") if isinstance(cell, str) else cell for cell in row] for row in rows]
    book = read_sheet(write_table(head, tidy), "a.xlsx")
    assert book.rows[0] == tuple(head)
    filled = [row for row in tidy if any(cell != "" for cell in row)]
    assert [row for row in book.rows[1:] if any(cell != "" for cell in row)] == [tuple(row) for row in filled]
    text = read_sheet(write_table(head, tidy, kind="csv"), "a.csv")
    wanted = [tuple(str(cell) for cell in row) for row in filled]
    assert [tuple([*row, "", "", ""][:3]) for row in text.rows[1:] if any(row)] == wanted


@given(st.text(max_size=6))
def test_no_text_is_a_formula_and_none_is_changed(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


def test_exports_hold_formulas_as_text() -> None:
    rows = [["=cmd|' /C calc'!A0", None], ["@SUM(1)", -5]]
    assert "'=cmd" in write_table(["a", "b"], rows, kind="csv").decode("utf-8-sig")
    assert ",-5\r\n" in write_table(["a", "b"], rows, kind="csv").decode("utf-8-sig")
    assert read_sheet(write_table(["a", "b"], rows), "a").rows[1:] == [("=cmd|' /C calc'!A0", ""), ("@SUM(1)", -5)]


def test_tags_stand_in_the_second_row() -> None:
    rows = read_sheet(write_table(["物资", "数量"], [["口罩", 5]], tags=["#item", "#value"]), "a").rows
    assert rows == [("物资", "数量"), ("#item", "#value"), ("口罩", 5)]


def test_a_cell_too_long_for_a_workbook_is_refused_not_cut() -> None:
    with pytest.raises(Refused, match="text_too_long"):
        write_table(["a"], [["x" * 32_768]])


def test_the_name_of_a_file_means_nothing() -> None:
    assert read_sheet(xlsx(LIST), "申请.csv").rows == SAME
    assert read_sheet(text_sheet([HEAD]), "申请.xlsx").rows == [HEAD]
    assert code_of(PNG, "申请.xlsx") == "file_unreadable"
