"""Names are found by characters, pinyin, initials and other names, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.catalog.search import matches, normalise_query, rank_names, search_tokens
from liangcao.catalog.starter import starter_items

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.parametrize(
    "query",
    [
        "外科口罩",
        "yiyong waike",
        "YYWKKZ",
        "ｙｙｗｋｋｚ",
        "waikekouzhao",
        "手术口罩",
        "ssKZ",
        "醫用外科",
        "Surgical Mask",
        " 医用 口罩 ",
    ],
)
def test_a_mask_is_found_by_every_name(query: str) -> None:
    assert matches(query, search_tokens("医用外科口罩", ["手术口罩", "Surgical mask"]))


@pytest.mark.parametrize("query", ["防护服", "fhf", "yykzz", "一次性使用医用口罩"])
def test_other_things_are_not(query: str) -> None:
    assert not matches(query, search_tokens("医用外科口罩", ["手术口罩"]))


def test_tokens_know_the_usual_reading() -> None:
    assert search_tokens("重庆", ["山城"]) == "重庆 chongqing cq 山城 shancheng sc"
    assert search_tokens("绿色通道") == "绿色通道 lvsetongdao lstd"


def test_signs_and_widths_make_no_difference() -> None:
    assert normalise_query("７５％ 酒精") == normalise_query("75%酒精") == "75酒精"
    assert normalise_query("医用防护口罩 | N95口罩") == "医用防护口罩n95口罩"


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_every_name_finds_itself(name: str, others: list[str]) -> None:
    tokens = search_tokens(name, others)
    assert all(matches(each, tokens) for each in (name, *others))


@given(TEXTS)
def test_a_query_is_safe_in_a_like(query: str) -> None:
    wanted = normalise_query(query)
    assert not set(wanted) & set("%_\\' ")
    assert normalise_query(wanted) == wanted or not wanted.isascii()


def test_suggestions_look_or_sound_alike() -> None:
    names = [name for item in starter_items() for name in (item.name, *item.aliases)]
    assert rank_names("护目竟", names)[0] == "护目镜"
    assert rank_names("额温抢", names)[0] == "额温枪"
    assert "一次性医用口罩" in rank_names("医用口罩", names)
    assert rank_names("救护车", names) == []
    assert rank_names("", names) == []
    assert len(rank_names("口罩", names, limit=2)) == 2


def test_suggestions_are_names_that_exist_once() -> None:
    assert rank_names("护目镜", ["护目镜", "护目镜", "雨衣"]) == ["护目镜"]
