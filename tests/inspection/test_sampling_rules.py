"""What is drawn follows from the seed, each as likely as any other; by value, each fen is."""

import itertools
from collections import Counter
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from liangcao.inspection.rules import Chance, Member, draw, draw_by_value, draw_positions, seed_of

SEEDS = st.binary(min_size=32, max_size=32)
VALUES = st.lists(st.integers(0, 10**12), max_size=40)


class Told:
    """Gives the numbers it was told, and refuses those that were not asked for."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        self._numbers: Iterator[int] = iter(numbers)

    def below(self, bound: int) -> int:
        number = next(self._numbers)
        assert 0 <= number < bound
        return number


def test_every_choice_of_lines_is_as_likely() -> None:
    """Over all ways the numbers can fall, each ordered draw of 3 out of 6 comes up exactly once."""
    ways = itertools.product(range(6), range(5), range(4))
    drawn = Counter(tuple(draw_positions(6, 3, Told(way).below)) for way in ways)
    assert drawn == Counter(itertools.permutations(range(6), 3))


def test_every_fen_is_as_likely() -> None:
    """Over all starts, a value is hit in exact proportion to what it is worth; nothing worth nothing is hit."""
    values, size = [5, 0, 1, 30, 4, 2], 4
    hit: Counter[int] = Counter()
    for start in range(sum(values)):
        found = draw_by_value(values, size, Told((start,)).below)
        assert sum(times for _, times in found) == size
        hit.update(dict(found))
    assert hit == {place: size * value for place, value in enumerate(values) if value}


@given(SEEDS, st.integers(0, 300), st.integers(1, 50))
def test_different_positions_within_what_there_is(seed: bytes, count: int, size: int) -> None:
    drawn = draw_positions(count, size, Chance(seed).below)
    assert len(drawn) == len(set(drawn)) == min(size, count)
    assert all(0 <= place < count for place in drawn)


@given(SEEDS, VALUES, st.integers(1, 50))
def test_hits_by_value_are_as_even_as_whole_numbers_allow(seed: bytes, values: list[int], size: int) -> None:
    found = draw_by_value(values, size, Chance(seed).below)
    total, hits = sum(values), dict(found)
    assert [place for place, _ in found] == sorted(hits)
    assert sum(hits.values()) == min(size, total)
    for place, value in enumerate(values):
        # an arc of the circle holds its share of evenly spread points, give or take one
        assert abs(hits.get(place, 0) * total - min(size, total) * value) < 2 * max(total, 1)


@given(SEEDS, st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.sampled_from(["random", "by_value"]))
def test_drawn_again_it_is_the_same(seed: bytes, values: list[int], method: str) -> None:
    population = [Member(entry, 0, value) for entry, value in enumerate(values, 1)]
    again = [draw(method, population, 10, seed) for _ in range(2)]  # type: ignore[arg-type]
    assert again[0] == again[1]


@given(SEEDS, st.integers(1, 2**70))
def test_numbers_stay_below_their_bound(seed: bytes, bound: int) -> None:
    chance = Chance(seed)
    assert all(0 <= chance.below(bound) < bound for _ in range(5))


def test_the_seed_is_pinned() -> None:
    """Others must be able to draw again in ten years: the recipe stays what it is."""
    seed = seed_of("今天下雪了", size=7, root=bytes(range(32)))
    assert seed.hex() == "7c1f0078774b933f11d82737f5d3f20edf81a16e4f1f1be7b09805bbaf68d924"
    assert draw_positions(1_000, 5, Chance(seed).below) == [834, 803, 341, 995, 87]
    assert draw_by_value([100, 5, 700, 3], 3, Chance(seed).below) == [(0, 1), (2, 2)]


def test_another_word_or_another_journal_is_another_seed() -> None:
    root = bytes(32)
    seeds = {seed_of(text, size=size, root=root) for text in ("甲", "乙") for size in (1, 2)}
    assert len(seeds) == 4
