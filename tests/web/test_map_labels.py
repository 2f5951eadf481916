"""Numbers and names of a map whose points lie close: none covers another, none is left out but names."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from liangcao.web.map_labels import Box, Sticker, placed

SIZE = (880.0, 560.0)
STORE = Box(440, 280, 80, 36)
STICKERS = st.lists(
    st.builds(
        lambda x, y, wide, name: Sticker(Box(x, y, wide, 20), name),
        st.integers(60, 820),
        st.integers(60, 500),
        st.integers(28, 46),
        st.integers(0, 130),
    ),
    max_size=25,
)


def test_alone_it_stands_at_its_point_with_its_name_to_the_right() -> None:
    sticker = Sticker(Box(100, 100, 34, 20), 60)
    (found,) = placed([sticker], [STORE], SIZE)
    assert found.number == sticker.number
    assert found.name == Box(100 + 17 + 30 + 4, 100, 60, 16)


def test_at_the_right_edge_the_name_stands_to_the_left() -> None:
    (found,) = placed([Sticker(Box(850, 100, 34, 20), 60)], [], SIZE)
    assert found.name is not None
    assert found.name.x < 850


def test_five_stops_of_one_block_are_told_apart() -> None:
    """The same house number: each number is readable, the first at its point, the others around."""
    found = placed([Sticker(Box(300, 300, 34, 20), 100) for _ in range(5)], [STORE], SIZE)
    assert found[0].number == Box(300, 300, 34, 20)
    numbers = [each.number for each in found]
    assert not any(one.meets(other) for one, other in combinations(numbers, 2))
    assert all(abs(each.x - 300) <= 46 and abs(each.y - 300) <= 46 for each in numbers)


def test_where_nothing_has_room_numbers_stay_and_names_go() -> None:
    everywhere = Box(440, 280, 880, 560)
    (found,) = placed([Sticker(Box(100, 100, 34, 20), 60)], [everywhere], SIZE)
    assert (found.number, found.name) == (Box(100, 100, 34, 20), None)


@given(STICKERS)
def test_nothing_drawn_covers_a_name_and_all_is_on_the_map(stickers: list[Sticker]) -> None:
    found = placed(stickers, [STORE], SIZE)
    assert len(found) == len(stickers)
    names = [each.name for each in found if each.name is not None]
    assert not any(one.meets(other) for one, other in combinations(names, 2))
    for index, each in enumerate(found):
        for other in found[index + 1 :] if each.name else []:
            assert not each.name.meets(other.number)
        assert each.number.inside(*SIZE)
