"""A line said during a call: what is read from it, what is offered to choose from, what stays as words."""

from collections import Counter
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lead_said import lead_line_of

from harness.repository import ROOT
from liangcao.catalog.search import search_tokens
from liangcao.catalog.starter import starter_items
from liangcao.exchange.cells import fold
from liangcao.exchange.lead_chips import Known, KnownItem, LeadLine
from liangcao.exchange.lead_line import read_lead_line
from liangcao.exchange.lead_words import HOW
from liangcao.exchange.place_names import PlaceName, channel_between, place_names

TODAY = date(2020, 1, 31)
SUPPLIERS = {"示例医药连锁公司": 7, "慈善总会": 9}
ITEMS = [
    KnownItem(
        number,
        each.name,
        (each.name, *each.aliases),
        search_tokens(each.name, each.aliases),
        each.base_unit,
        {pack.name: pack.size for pack in each.packs},
    )
    for number, each in enumerate(starter_items(), 1)
]
KNOWN = Known(ITEMS, SUPPLIERS, {"上海": "other_province"})
NAMES = {str(each.item_id): each.name for each in ITEMS}


def told(line: LeadLine) -> dict[str, str]:
    """Chips by kind, items and suppliers by name, choices after a question mark."""
    found = {}
    for chip in line.chips:
        values = [chip.value] if chip.value or not chip.choices else [value for value, _ in chip.choices]
        if chip.kind == "item":
            values = [NAMES[value] for value in values]
        if chip.kind == "supplier":
            values = [name for name, number in SUPPLIERS.items() if str(number) in values]
        found[chip.kind] = ("" if chip.value or not chip.choices else "?") + "|".join(values)
    return found | ({"rest": line.rest} if line.rest else {})


def examples() -> list[tuple[str, str]]:
    text = (ROOT / "tests/data/leads/lines.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    return list(zip(lines[::2], lines[1::2], strict=True))


@pytest.mark.parametrize(("said", "wanted"), examples(), ids=lambda text: text[:24])
def test_what_is_read_from_a_line(said: str, wanted: str) -> None:
    read = read_lead_line(said, KNOWN, TODAY)
    assert told(read) == dict(part.partition("=")[::2] for part in wanted.strip().split("; ") if part)


def test_there_are_many_examples() -> None:
    assert len(examples()) >= 50


@given(st.text(max_size=60))
def test_every_chip_says_where_it_came_from(said: str) -> None:
    read = read_lead_line(said, KNOWN, TODAY)
    for chip in read.chips:
        assert chip.how in HOW
        assert chip.said
        assert chip.value or len(chip.choices) > 1 or chip.how == "item_alike"
    assert len({chip.kind for chip in read.chips}) == len(read.chips)


def kept(text: str) -> Counter[str]:
    """The letters, characters and digits of a text, in half width."""
    return Counter(character for character in fold(text) if character.isalnum())


PIECES = st.sampled_from(
    ("上海", "李", "老王", "KN95", "2万", "3.2元", "口罩", "50箱", "现货", "有证", "电话", "共", "元", "明天", "7天",
     "x", "13900000000", "6400", "3到4块", "左右", "手套", "某某公司", "没货", "起订", "1000", "双", "税",
     "再打", "3点")
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=40))
def test_nothing_that_was_said_is_lost(said: str) -> None:
    """Each character stands in what a chip was read from, or in the rest that stays as words; none is made up."""
    read = read_lead_line(said, KNOWN, TODAY)
    shown = kept(read.rest)
    for words in {chip.said for chip in read.chips}:
        shown += kept(words)
    assert kept(said) - shown == Counter()
    assert all(character in fold(said) for character in read.rest if character.isalnum())


@cache
def certain_names() -> list[str]:
    """Items whose own name stands for them alone."""
    return [each.name for each in ITEMS if told(read_lead_line(each.name, KNOWN, TODAY)) == {"item": each.name}]


def maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | values


def of(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


DAYS = st.dates(date(2020, 1, 31), date(2020, 12, 31)).map(date.isoformat)
PRICES = st.integers(1, 99_999).map(lambda fen: f"{fen // 100}.{fen % 100:02}".rstrip("0").rstrip("."))
SAID = st.fixed_dictionaries(
    {
        "place": maybe(of("上海", "淄博", "义乌", "韩国", "石家庄")),
        "company": maybe(of("某某医疗器械有限公司", "城东药房")),
        "contact": maybe(of("王经理", "老李", "欧阳主任", "李", "陈明")),
        "item": maybe(st.sampled_from(certain_names())),
        "quantity": maybe(st.integers(1, 10**7).map(lambda n: f"{n}只") | of("2万", "50箱", "3万5千双")),
        "price": maybe(PRICES),
        "per": of("piece", "total", "只", "箱", "100双"),
        "availability": maybe(of("spot", "ordered")),
        "certificate": maybe(of("claimed", "none")),
        "standard": maybe(of("GB2626-2019", "YY 0469-2011", "EN149")),
        "delivery": maybe(st.integers(1, 99).map(str)),
        "minimum": maybe(of("5000只", "10箱", "1万")),
        "valid_until": maybe(DAYS),
        "extra": maybe(PRICES),
        "died": maybe(of("no_stock", "refused")),
        "outcome": maybe(of("no_answer", "promised")),
        "call_at": maybe(DAYS.map(lambda day: f"{day}T15:30")),
        "phone": maybe(of("13900000000", "0533-6210000")),
    }
)


@given(SAID)
def test_what_is_written_back_reads_the_same(said: dict[str, str]) -> None:
    wanted = {kind: value for kind, value in said.items() if value}
    if "price" not in wanted or (wanted["per"] == "piece" and said["quantity"] == "50箱"):
        wanted.pop("price", None)
        wanted.pop("per")
    elif wanted["per"] == "total" and "quantity" not in wanted:
        wanted["per"] = "piece"
    item = wanted.pop("item", "")
    read = told(read_lead_line(lead_line_of(wanted, item), KNOWN, TODAY))
    if wanted.get("call_at") and "outcome" not in wanted:
        wanted["outcome"] = "call_back"
    if item:
        wanted["item"] = item
    read.pop("channel", None)
    assert read == wanted


def test_the_channel_follows_from_where_the_office_is() -> None:
    zibo = place_names()["淄博"]
    assert channel_between(zibo, zibo) == "local"
    assert channel_between(place_names()["济南"], zibo) == "other_city"
    assert channel_between(place_names()["上海"], zibo) == "other_province"
    assert channel_between(place_names()["日本"], zibo) == "abroad"
    at_home = Known(ITEMS, home=PlaceName("淄博", "山东"))
    assert told(read_lead_line("武汉 N95", at_home, TODAY))["channel"] == "other_province"
    assert "channel" not in told(read_lead_line("武汉 N95", KNOWN, TODAY))
