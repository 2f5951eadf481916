"""The starter catalogue: what the office can name before anybody has typed anything."""

import csv
from pathlib import Path

import pytest

from liangcao.catalog.commands import PackLine
from liangcao.catalog.rules import check_packs
from liangcao.catalog.search import normalise_query
from liangcao.catalog.starter import starter_item, starter_items, starter_set
from liangcao.catalog.units import UNIT_WORDS
from liangcao.language.things import GROUPS

REAL_LIST = Path(__file__).parents[1] / "data" / "sheets" / "hubei-hospital-requests-2020.csv"


def all_names() -> list[str]:
    return [name for item in starter_items() for name in (item.name, *item.aliases)]


def test_there_are_nine_groups_of_common_items() -> None:
    assert len({item.group for item in starter_items()}) == 9
    assert 60 <= len(starter_items()) <= 80


def test_keys_and_names_are_of_one_item_only() -> None:
    keys = [item.key for item in starter_items()]
    names = [normalise_query(name) for name in all_names()]
    assert len(set(keys)) == len(keys)
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert all(names)


def test_every_item_is_complete() -> None:
    for item in starter_items():
        assert item.key.replace("-", "").isascii()
        assert item.key == item.key.lower()
        assert item.name_en.isascii()
        assert item.base_unit in UNIT_WORDS
        assert 30 <= item.shelf_life_days <= 36_500
        assert max(map(len, (item.name, *item.aliases))) <= 200
        assert list(item.packs) == sorted(item.packs, key=lambda pack: -pack.size)
        assert item.base_unit not in {pack.name for pack in item.packs}
        check_packs([PackLine(name=pack.name, size=pack.size) for pack in item.packs])


def test_names_of_the_real_list_are_known_as_they_are_written() -> None:
    with REAL_LIST.open(encoding="utf-8", newline="") as lines:
        asked = {row["物资"] for row in csv.DictReader(lines)}
    assert len(asked) == 23
    assert asked - set(all_names()) == set()


def test_an_item_is_found_by_its_key() -> None:
    assert starter_item("mask-surgical").standard == "YY 0469-2011"
    assert starter_item("mask-surgical").packs[0].size == 2000
    assert "额温枪" in starter_item("thermometer-forehead").aliases
    assert starter_item("thermometer-forehead").is_reusable
    with pytest.raises(KeyError):
        starter_item("unicorn")


@pytest.mark.parametrize("name", ["flood", "earthquake"])
def test_further_sets_are_complete_and_name_nothing_twice(name: str) -> None:
    everything = (*starter_items(), *starter_set("flood"), *starter_set("earthquake"))
    names = [normalise_query(each) for item in everything for each in (item.name, *item.aliases)]
    assert sorted({each for each in names if names.count(each) > 1}) == []
    for item in starter_set(name):
        assert item.base_unit in UNIT_WORDS
        assert item.name_en.isascii()
        assert item.group in GROUPS
        check_packs([PackLine(name=pack.name, size=pack.size) for pack in item.packs])
