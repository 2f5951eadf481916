"""A catalogue comes in once: known items by code, then by name; what it says otherwise is shown, not slipped in."""

import pytest

from liangcao.access.permissions import EVERYTHING
from liangcao.exchange.item_cells import read_life, read_packs
from liangcao.exchange.items_import import ItemsImport, import_items, preview_items
from liangcao.exchange.sheets import write_table
from liangcao.kernel.errors import Refused
from liangcao.language import _
from liangcao.language.translator import speaking
from liangcao.reports.export_tables import TABLES
from scenarios.cast import Cast

HEADS = ("编码", "物资名称", "规格", "计量单位", "包装", "别名", "执行标准", "保质期", "条码", "紧缺")
Row = tuple[str, ...]
GLOVE: Row = (
    "ST-1",
    "外购手套",
    "M号",
    "副",
    "盒=50副；箱=40盒",
    "蓝手套",
    "GB 10213-2006",
    "3年",
    "6901234567892",
    "是",
)


def bring(cast: Cast, *rows: Row, looks: bool = False, corrects: bool = False, who: str = "采购壬") -> ItemsImport:
    deed = preview_items if looks else import_items
    return deed(cast.office, cast.id_of("person", who), write_table(HEADS, rows), "目录.xlsx", corrects=corrects)


def faults(found: ItemsImport) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in found.faulty]


def test_a_catalogue_twice_changes_nothing(cast: Cast) -> None:
    assert len(bring(cast, GLOVE, looks=True).fresh) == 1
    assert cast.ask("SELECT COUNT(*) FROM item WHERE name LIKE ?", "外购%") == [(0,)]
    found = bring(cast, GLOVE, GLOVE)
    assert (found.rows, len(found.fresh), len(found.known), found.done) == (2, 1, 1, 1)
    kept = cast.ask("SELECT name, base_unit, standard, shelf_life_days, is_scarce FROM item WHERE name LIKE ?", "外购%")
    assert kept == [("外购手套 M号", "副", "GB 10213-2006", 1095, 1)]
    packs = "SELECT item_pack.name, size FROM item_pack JOIN item USING (item_id) WHERE item.name = ? ORDER BY size"
    assert cast.ask(packs, kept[0][0]) == [("盒", 50), ("箱", 2000)]
    before = cast.state_hash()
    again = bring(cast, GLOVE)
    assert (len(again.known), again.done, cast.state_hash()) == (1, 0, before)


def test_known_by_code_first_and_given_what_it_lacks(cast: Cast) -> None:
    bring(cast, GLOVE)
    other = ("ST-1", "另叫手套", "", "副", "包=10", "", "", "", "", "")
    assert len(bring(cast, other).more) == 1
    assert cast.id_of("item", "另叫手套") == cast.id_of("item", "蓝手套")
    masks = ("", "外科口罩", "", "只", "盒=50", "", "", "", "", "")
    assert len(bring(cast, masks).known) == 1


def test_what_it_says_otherwise_is_left_alone_until_chosen(cast: Cast) -> None:
    other = ("", "外科口罩", "", "只", "", "", "YY 0469-2023", "", "", "")
    found = bring(cast, other)
    assert [dict(each.facts) for each in found.different] == [{"standard": ("YY 0469-2011", "YY 0469-2023")}]
    assert found.done == 0
    assert bring(cast, other, corrects=True).done == 1
    changes = cast.ask("SELECT field, old, new FROM item_change")
    assert changes == [("standard", "YY 0469-2011", "YY 0469-2023")]
    assert len(bring(cast, other).known) == 1


def test_faults_are_named_by_row_and_field_and_nothing_comes_in(cast: Cast) -> None:
    before = cast.state_hash()
    found = bring(
        cast,
        GLOVE,
        ("", "", "", "只", "", "", "", "", "", ""),
        ("", "新的", "", "", "", "", "", "", "", ""),
        ("", "新二", "", "只", "盒子五十", "", "", "很久", "6901234567891", "也许"),
        ("", "外科口罩", "", "箱", "", "", "", "", "", ""),
        ("", "医用防护口罩", "", "只", "盒=30", "", "", "", "", ""),
        ("ST-9", "新三", "", "只", "", "防护服", "", "", "", ""),
        ("ST-1", "新四", "", "只", "", "", "", "", "", ""),
        ("ST-5", "新五", "", "只", "盒=1", "", "", "", "6.9E+12", ""),
    )
    assert faults(found) == [
        (3, "物资名称", "cell_empty"),
        (4, "计量单位", "cell_empty"),
        (5, "包装", "pack_unreadable"),
        (5, "保质期", "shelf_life_unreadable"),
        (5, "紧缺", "input_invalid"),
        (5, "条码", "check_digit_wrong"),
        (6, "计量单位", "unit_differs"),
        (7, "包装", "pack_differs"),
        (8, "别名", "already_exists"),
        (9, "物资名称", "row_repeats"),
        (10, "包装", "input_invalid"),
        (10, "条码", "number_rounded"),
    ]
    assert cast.state_hash() == before


def test_a_code_and_a_name_of_two_items(cast: Cast) -> None:
    bring(cast, GLOVE)
    assert faults(bring(cast, ("ST-1", "外科口罩", "", "只", "", "", "", "", "", ""))) == [
        (2, "物资名称", "row_contradicts")
    ]


def test_who_may_not(cast: Cast) -> None:
    with pytest.raises(Refused, match="not_permitted"):
        bring(cast, GLOVE, who="保管乙")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_export_comes_in_again_without_news(cast: Cast, language: str) -> None:
    bring(cast, GLOVE)
    heads, rows = TABLES["items"]
    with speaking(language), cast.database.read() as connection:
        data = write_table([_(head) for head in heads], list(rows(connection, 1, EVERYTHING)), kind="csv")
    found = import_items(cast.office, cast.id_of("person", "采购壬"), data, "items.csv", corrects=True)
    assert (found.faulty, len(found.known), found.done) == ((), found.rows, 0)
    assert found.rows > 70


@pytest.mark.parametrize(
    ("text", "packs"),
    [
        ("箱=40盒；盒=50只", {"箱": 2000, "盒": 50}),
        ("1箱＝40盒;盒=50", {"箱": 2000, "盒": 50}),
        ("箱×2000", {"箱": 2000}),
        ("", {}),
    ],
)
def test_packs_in_levels(text: str, packs: dict[str, int]) -> None:
    assert {pack.name: pack.size for pack in read_packs(text, "只")} == packs


@pytest.mark.parametrize("text", ["箱=40盒", "箱=盒；盒=箱", "甲=2乙；乙=2甲", "箱=2；箱=3"])
def test_packs_that_lead_nowhere(text: str) -> None:
    with pytest.raises(Refused, match="pack_unreadable"):
        read_packs(text, "只")


@pytest.mark.parametrize(
    ("text", "days"), [("1095", 1095), ("36个月", 1095), ("3年", 1095), ("", 0), ("18 months", 547)]
)
def test_shelf_lives(text: str, days: int) -> None:
    assert read_life(text) == days
