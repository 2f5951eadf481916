"""So many boxes are so many pieces, or a refusal by name; a pair is never a piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.catalog.units import to_base_units
from liangcao.kernel.errors import Refused
from liangcao.kernel.quantity import MAX_QUANTITY, Pack

PACKS = (Pack("箱", 2000), Pack("盒", 50))


def masks(count: int, unit: str) -> int:
    return to_base_units(count, unit, base_unit="只", packs=PACKS, item="医用外科口罩")


@pytest.mark.parametrize(
    ("count", "unit", "pieces"),
    [
        (30, "箱", 60_000),
        (3, "盒", 150),
        (7, "", 7),
        (7, "只", 7),
        (7, "个", 7),
        (2, "（箱）", 4000),
        (2, " 箱 ", 4000),
    ],
)
def test_packs_become_pieces(count: int, unit: str, pieces: int) -> None:
    assert masks(count, unit) == pieces


@pytest.mark.parametrize("unit", ["包", "托", "左右", "双"])
def test_a_unit_without_a_rule_is_named(unit: str) -> None:
    with pytest.raises(Refused) as refusal:
        masks(1, unit)
    assert refusal.value.code == "unknown_pack"
    assert refusal.value.reasons[0].params == {"item": "医用外科口罩", "pack": unit}


def test_a_pair_of_gloves_is_not_a_glove() -> None:
    assert to_base_units(5, "对", base_unit="双", packs=(), item="乳胶手套") == 5
    with pytest.raises(Refused, match="unknown_pack"):
        to_base_units(5, "只", base_unit="双", packs=(), item="乳胶手套")
    assert to_base_units(5, "副", base_unit="只", packs=(Pack("副", 2),), item="乳胶手套") == 10


def test_tons_are_kilograms() -> None:
    assert to_base_units(2, "吨", base_unit="公斤", packs=(), item="漂白粉") == 2000
    assert to_base_units(2, "KG", base_unit="公斤", packs=(), item="漂白粉") == 2


@given(st.integers(1, MAX_QUANTITY), st.sampled_from(["", "盒", "箱"]))
def test_never_more_than_a_line_may_move(count: int, unit: str) -> None:
    size = {"": 1, "盒": 50, "箱": 2000}[unit]
    if count * size <= MAX_QUANTITY:
        assert masks(count, unit) == count * size
    else:
        with pytest.raises(Refused, match="quantity_too_large"):
            masks(count, unit)


@pytest.mark.parametrize(
    ("unit", "base_unit", "pieces"),
    [("pcs", "只", 1), ("each", "件", 1), ("boxes", "只", 50), ("Carton", "只", 2000), ("pairs", "双", 1)],
)
def test_units_in_english(unit: str, base_unit: str, pieces: int) -> None:
    assert to_base_units(1, unit, base_unit=base_unit, packs=PACKS, item="示例") == pieces


def test_a_piece_is_no_pair_and_no_bottle() -> None:
    for base_unit in ("双", "瓶", "盒"):
        with pytest.raises(Refused, match="unknown_pack"):
            to_base_units(1, "pcs", base_unit=base_unit, packs=(), item="示例")


def test_a_pack_registered_in_english_goes_first() -> None:
    assert to_base_units(2, "box", base_unit="只", packs=(Pack("box", 10), Pack("盒", 50)), item="示例") == 20
