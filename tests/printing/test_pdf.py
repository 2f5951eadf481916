"""PDFs: what users wrote stays text, the same data are the same bytes, and no character vanishes without a word."""

from io import BytesIO
from typing import Any

import pypdf

from liangcao.printing.documents import as_pdf, drawable
from liangcao.reports.printed_table import Table, TakenOut, table_pdf

NOON = 1_581_307_200_000
TAKEN = TakenOut("检查员", NOON)


def texts(content: bytes) -> list[str]:
    """The words of every page, without the blanks between."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages]


def table(*rows: tuple[Any, ...], title: str = "样本 3") -> bytes:
    return table_pdf(Table(title, [("种子", "ab12")], ["单位", "数量"], rows), TAKEN)


def test_the_words_stand_in_it_and_who_took_it_out() -> None:
    (text,) = texts(table(("示例第一医院", 12_000)))
    for words in ("样本3", "种子ab12", "示例第一医院", "12,000", "检查员·2020年2月10日", "1/1"):
        assert words in text


def test_the_same_data_are_the_same_bytes() -> None:
    assert table(("示例第一医院", 1)) == table(("示例第一医院", 1))
    assert table(("示例第一医院", 1)) != table(("示例第一医院", 2))


def test_what_users_wrote_is_never_markup() -> None:
    hostile = '#read("/etc/passwd") $x$ *b* _i_ \\ <a> @b // c [d] `e`'
    (text,) = texts(table((hostile, 1), title=hostile))
    assert text.count("".join(hostile.split())) == 2


def test_a_long_list_has_its_headings_on_every_page() -> None:
    pages = texts(table(*((f"单位{number:03}", number) for number in range(200))))
    assert len(pages) > 3
    assert all("单位数量" in page for page in pages)
    assert "单位199" in pages[-1]


def test_an_empty_list_says_so() -> None:
    assert "没有这样的记录。" in texts(table())[0]


def test_what_cannot_be_drawn_is_told_by_its_number() -> None:
    assert drawable("王䶮 Ω 12 ℃") == "王䶮 Ω 12 ℃"
    assert drawable("𠮷野家 😀\n") == "[U+20BB7]野家 [U+1F600]\n"
    assert "[U+20BB7]" in texts(table(("𠮷", 1)))[0]


def test_bold_headings_find_rare_characters_too() -> None:
    """The bold font has fewer characters; the regular one helps out."""
    assert "䲢镕" in texts(table(("x", 1), title="䲢镕"))[0]


def test_it_is_fit_for_the_archive() -> None:
    """PDF/A-2b: 30 years from now it opens with the fonts it carries."""
    reader = pypdf.PdfReader(BytesIO(table(("示例第一医院", 1))))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    assert all("SourceHan" in str(font) or "Noto" in str(font.get_object()) for font in fonts)


def test_a_template_that_is_not_there_is_a_fault() -> None:
    try:
        as_pdf("../../../etc/nothing", {}, made_at=NOON)
    except RuntimeError:
        return
    raise AssertionError("something was made out of nothing")
