"""Both catalogues are whole, templates speak through them, and numbers and moments are written as people write them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from liangcao.kernel.errors import Reason
from liangcao.kernel.quantity import Pack
from liangcao.language import (
    LANGUAGES,
    _,
    catalogues,
    formats,
    ngettext,
    speaking,
    things,
    translate_reason,
    translator,
)
from liangcao.web.rendering import TEMPLATE_FOLDER, environment

HAN = re.compile(r"[\u3400-\u9fff]")
FEB_10 = 1_581_329_100_000
SPEAKING_CALLS = {"_", "gettext", "ngettext"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_whole(language: str) -> None:
    faults = catalogues.faults(language, catalogues.gather())
    assert faults == [], "run: python -m liangcao.language.catalogues, then write what is missing"


def test_english_keeps_every_field_and_no_chinese() -> None:
    fields = re.compile(r"{\w+}|%\(\w+\)[sd]")
    for message, english in translator("en").singular.items():
        assert sorted(fields.findall(message)) == sorted(fields.findall(english)), message
        assert not HAN.search(english.replace("1.2万", "")), message


def _bare_han(node: nodes.Node, spoken: bool = False) -> Iterator[str]:
    """Texts with Han characters in a template that no translation call wraps."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in SPEAKING_CALLS:
        spoken = True
    text = node.data if isinstance(node, nodes.TemplateData) else getattr(node, "value", None)
    if isinstance(text, str) and isinstance(node, nodes.TemplateData | nodes.Const) and HAN.search(text) and not spoken:
        yield text.strip()
    for child in node.iter_child_nodes():
        yield from _bare_han(child, spoken)


# The gallery's samples are data, not words of the product.
TEMPLATES = sorted(path for path in TEMPLATE_FOLDER.rglob("*.html") if path.name != "gallery.html")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(TEMPLATE_FOLDER).as_posix())
def test_templates_speak_through_the_catalogues(path: Path) -> None:
    tree = environment().parse(path.read_text("utf-8"))
    assert list(_bare_han(tree)) == []


def test_bare_han_is_found() -> None:
    tree = environment().parse("<p title=\"{{ '数' }}\">量</p>{{ _('好') }}{% trans %}好{% endtrans %}")
    assert sorted(_bare_han(tree)) == ['">量</p>', "数"]


def test_the_language_in_force_is_that_of_the_block() -> None:
    assert _("库存") == "库存"
    with speaking("en"):
        assert _("库存") == "Stock"
        assert ngettext("{n} 天", "{n} 天", 1) == "{n} day"
        assert ngettext("{n} 天", "{n} 天", 2) == "{n} days"
        with speaking("tlh"):
            assert _("库存") == "库存"
    assert _("库存") == "库存"
    assert _("没有登记过的话") == "没有登记过的话"


def test_an_unknown_language_is_an_error_for_programs() -> None:
    with pytest.raises(KeyError):
        translator("tlh")


def test_a_reason_is_told_with_its_numbers_grouped() -> None:
    reason = Reason("not_enough", {"location": "主库", "lot": "A-1", "available": 12000, "quantity": 60000})
    assert translate_reason(reason, "zh_CN") == "主库 的 A-1 可用数量只有 12,000，要 60,000"
    assert translate_reason(reason, "en") == "Only 12,000 of A-1 are available at 主库; 60,000 are needed"


def test_a_number_that_names_an_entry_is_not_grouped() -> None:
    assert translate_reason(Reason("already_reversed", {"entry": 12345}), "zh_CN") == "第 12345 笔已经冲正过"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.number(60000), "60,000"),
        (formats.quantity(60000, "只"), "60,000 只"),
        (formats.packed(4130, "只", [Pack("箱", 2000), Pack("盒", 50)]), "2 箱 2 盒 30 只"),
        (formats.money(1_234_560), "¥12,345.60"),
        (formats.money(-5), "-¥0.05"),
        (formats.moment(FEB_10), "02-10 18:05"),
        (formats.moment(FEB_10, with_year=True), "2020-02-10 18:05"),
        (formats.moment_long(FEB_10), "2020年2月10日 星期一 18:05"),
        (formats.moment_iso(FEB_10), "2020-02-10T18:05:00+08:00"),
        (formats.day_of(FEB_10 + 6 * 3_600_000), "2020-02-11"),
        (formats.day_short("2020-02-10"), "02-10"),
        (formats.day_long("2020-02-10"), "2020年2月10日 星期一"),
        (formats.age(0), "刚刚"),
        (formats.age(7_800_000), "2 小时 10 分钟"),
        (formats.age(93_600_000), "1 天 2 小时"),
    ],
)
def test_as_people_write_it(written: str, expected: str) -> None:
    assert written == expected


def test_days_in_english() -> None:
    with speaking("en"):
        assert formats.day_long("2020-02-10") == "Monday, 10 February 2020"
        assert formats.age(60_000) == "1 minute"


@given(st.integers(-(10**12), 10**12))
def test_money_is_exact(fen: int) -> None:
    assert int(re.sub(r"[¥,.]", "", formats.money(fen))) == fen


def test_updating_keeps_translations_and_drops_what_nobody_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "catalogue_path", lambda language: tmp_path / language / "liangcao.po")
    template = catalogues.gather()
    first = catalogues.updated("en", template)
    first["库存"].string = "Goods"
    first.add("早就不说的话", "Gone")
    catalogues.write("en", first)
    catalogues.write("en", catalogues.updated("en", template))
    faults = catalogues.faults("en", template)
    assert "untranslated: 库存" not in faults
    assert "untranslated: 追溯" in faults
    assert not any("早就不说的话" in fault for fault in faults)


def test_checking_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogues, "catalogue_path", lambda language: tmp_path / language / "liangcao.po")
    assert catalogues.main([]) == 1, "English has to be written by somebody"
    assert "en: untranslated: 库存" in capsys.readouterr().err
    assert not any(line.startswith("zh_CN") for line in capsys.readouterr().err.splitlines()), "Chinese fills itself in"
    assert catalogues.main(["--check"]) == 1


def test_a_deed_inside_a_sentence_begins_small() -> None:
    reason = Reason("wrong_state", {"what": "2020-02-10", "state": "还没有过完", "deed": "结账"}, "day")
    assert translate_reason(reason, "zh_CN") == "2020-02-10现在是“还没有过完”，不能结账"
    assert translate_reason(reason, "en") == "2020-02-10 is now “not over yet”: cannot close the day"


def test_measures_and_goods_are_told_in_the_readers_language() -> None:
    packs = [Pack("箱", 2000), Pack("盒", 50)]
    with speaking("en"), things.calling({"医用外科口罩": "Surgical mask"}):
        assert formats.quantity(60000, "只") == "60,000 pieces"
        assert formats.quantity(1, "瓶") == "1 bottle"
        assert formats.quantity(3, "示例单位") == "3 示例单位"
        assert formats.packed(4130, "只", packs) == "2 cartons 2 boxes 30 pieces"
        assert things.group("口罩") == "Masks"
        assert things.thing("医用外科口罩") == "Surgical mask"
        assert things.thing("没有英文名的") == "没有英文名的"
        assert formats.joined(["a", "b"]) + formats.bracketed("c") == "a, b (c)"
    with speaking("zh_CN"):
        assert formats.quantity(60000, "只") == "60,000 只"
        assert formats.joined(["甲", "乙"]) + formats.bracketed("丙") == "甲、乙（丙）"
        assert formats.bracketed("") == ""
    assert things.thing("医用外科口罩") == "医用外科口罩"


def test_a_list_is_named_in_the_plural_and_what_has_none_as_it_is() -> None:
    with speaking("en"):
        assert (_("申请"), ngettext("申请", "申请", 2), ngettext("库存", "库存", 2)) == ("Request", "Requests", "Stock")
    with speaking("zh_CN"):
        assert ngettext("申请", "申请", 2) == "申请"
