"""Labels as printers get them, read back: every kind at its smallest size, 203 dots to the inch, PDF and pictures."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from liangcao.codes.printings import Printing, Roll
from liangcao.codes.rules import code_of
from liangcao.codes.sizes import LETTERS, PAPERS, USUAL
from liangcao.reports.label_words import Labelled
from liangcao.reports.labels import sheet_of, sheet_of_roll

BASE = "https://gongyingbao.gaoxin.example.cn:8443"
"""An address as long as offices have them: the QR code has more and smaller squares."""
GS1 = "(01)06901234567892(17)220101(10)A1-2020/02"
DOTS = 203
SMALLEST = "40x30"


def read(picture: Image.Image) -> set[str]:
    return {str(found.text) for found in zxingcpp.read_barcodes(picture.convert("L"))}


def pages(content: bytes) -> list[Image.Image]:
    """What a printer of 203 dots to the inch makes of a PDF: black or white, nothing between."""
    document = pypdfium2.PdfDocument(content)
    return [
        page.render(scale=DOTS / 72).to_pil().convert("L").point(lambda value: 255 * (value > 127)) for page in document
    ]


def printed(kind: str, size: str, number: int = 1_048_577, gs1: str = "") -> tuple[str, list[Image.Image]]:
    """The address that a label holds, and the label by both ways: from the PDF, as a picture for a thermal printer."""
    printing = Printing(7, kind, number, size, 1, 1, "示例·保管", 1_580_000_000_000, 2)
    facts = tuple((word, "很长的说明文字" * 4) for word in ("批号", "有效期到", "整件", "来自", "执行标准"))
    sheet = sheet_of(printing, Labelled("医用外科口罩（挂耳式，灭菌级）" * 2, facts, gs1), BASE)
    pictures = [Image.open(io.BytesIO(each)) for each in sheet.pictures(DOTS)]
    return f"{BASE}/q/{code_of(LETTERS[kind], number)}", [*pages(sheet.pdf()), *pictures]


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_every_kind_at_the_smallest_size(kind: str) -> None:
    address, pictures = printed(kind, SMALLEST)
    assert [address in read(picture) for picture in pictures] == [True, True]
    assert pictures[0].size == pictures[1].size == (320, 240), "40 by 30 mm"


@pytest.mark.parametrize("size", sorted(PAPERS))
def test_every_size(size: str) -> None:
    """The sheet of office paper, too; with the bar code of the goods where there is room for one."""
    address, pictures = printed("lot", size, gs1=GS1)
    for picture in pictures:
        found = read(picture)
        assert address in found
        assert any("6901234567892" in text for text in found) == (PAPERS[size].width >= 70)


@pytest.mark.parametrize("kind", sorted(USUAL))
def test_every_kind_at_its_usual_size(kind: str) -> None:
    address, pictures = printed(kind, USUAL[kind])
    assert [address in read(picture) for picture in pictures] == [True, True]


def test_on_office_paper_the_first_label_is_in_the_corner() -> None:
    """The paper is cut for 24 of them, also when one is printed."""
    for picture in printed("lot", "a4-3x8")[1]:
        width, height = picture.width // 3, picture.height // 8
        assert read(picture.crop((0, 0, width, height)))


def test_a_package_bears_its_sscc() -> None:
    for picture in printed("package", USUAL["package"], gs1="(00)069012340000000017")[1]:
        assert any("069012340000000017" in text for text in read(picture))


@pytest.mark.parametrize("size", [SMALLEST, "a4-3x8"])
def test_every_label_of_a_roll(size: str) -> None:
    """Each bears another number; all of a sheet of office paper are read in one look."""
    roll = Roll(1, 4_095, 24 if size == "a4-3x8" else 3, size, "示例·保管", 1_580_000_000_000, 0)
    sheet = sheet_of_roll(roll, BASE)
    wanted = {f"{BASE}/q/{code_of('S', serial)}" for serial in range(4_095, 4_095 + roll.copies)}
    for pictures in (pages(sheet.pdf()), [Image.open(io.BytesIO(each)) for each in sheet.pictures(DOTS)]):
        assert set().union(*(read(picture) for picture in pictures)) == wanted
