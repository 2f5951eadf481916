"""Degrees as they are typed, datums, distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.kernel.errors import Refused
from liangcao.tracking.geography import (
    Point,
    checked,
    degrees,
    metres_between,
    microdegrees,
    to_bd09,
    to_gcj02,
    to_wgs84,
)

CHINA = st.builds(Point, st.integers(18_000_000, 53_000_000), st.integers(74_000_000, 134_000_000))


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("36.8131", 36_813_100),
        ("118", 118_000_000),
        ("-0.5", -500_000),
        (" 36.81310049° ", 36_813_100),
        ("36.8131005", 36_813_101),
        ("３６．８", 36_800_000),
    ],
)
def test_degrees_are_read_exactly(text: str, micro: int) -> None:
    assert microdegrees(text) == micro


@pytest.mark.parametrize("text", ["", "三十六", "36.8.1", "1e3", "36°48'", "1234.5", "nan"])
def test_what_are_no_degrees_is_named(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        microdegrees(text, "north")
    assert refusal.value.reasons[0].code == "degrees_unreadable"


@given(st.integers(-180_000_000, 180_000_000))
def test_degrees_come_back_as_they_were_shown(micro: int) -> None:
    assert microdegrees(degrees(micro)) == micro


def test_swapped_and_impossible_coordinates_are_told_apart() -> None:
    with pytest.raises(Refused, match="coordinates_swapped"):
        checked(118_050_000, 36_810_000)
    with pytest.raises(Refused, match="coordinates_outside"):
        checked(91_000_000, 118_000_000)
    assert checked(-33_900_000, 18_400_000) == Point(-33_900_000, 18_400_000)


def test_gcj02_is_as_others_compute_it() -> None:
    """Tiananmen, in the vector that the coordtransform libraries publish."""
    assert to_gcj02(Point(39_915_000, 116_404_000)) == Point(39_916_404, 116_410_244)


@given(CHINA)
def test_gcj02_and_back_is_the_same_place(point: Point) -> None:
    back = to_wgs84(to_gcj02(point), "gcj02")
    assert metres_between(point, back) <= 1
    assert to_wgs84(point, "wgs84") == to_wgs84(point, "cgcs2000") == point


def test_bd09_is_as_others_compute_it() -> None:
    """The point that GCJ-02 draws at 39.915 north, 116.404 east, in the vector of the same libraries."""
    point = to_wgs84(Point(39_915_000, 116_404_000), "gcj02")
    assert metres_between(to_bd09(point), Point(39_921_337, 116_410_369)) <= 1


@given(CHINA)
def test_bd09_and_back_is_the_same_place(point: Point) -> None:
    assert metres_between(point, to_wgs84(to_bd09(point), "bd09")) <= 1


def test_distances_are_those_of_the_globe() -> None:
    assert metres_between(Point(36_000_000, 118_000_000), Point(37_000_000, 118_000_000)) == 111_195
    assert metres_between(Point(0, 0), Point(0, 180_000_000)) == 20_015_114
    assert metres_between(Point(5, 5), Point(5, 5)) == 0


@given(CHINA, CHINA)
def test_a_way_is_as_long_as_the_way_back(one: Point, other: Point) -> None:
    assert metres_between(one, other) == metres_between(other, one)
