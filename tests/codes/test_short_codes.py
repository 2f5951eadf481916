"""Short codes: they come back, and every slip of one character or of two neighbours is noticed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.codes.rules import ALPHABET, KINDS, LENGTHS, MOST_NUMBER, code_of, looks_like_code, parse_code
from liangcao.kernel.errors import Refused

kinds = st.sampled_from(sorted(KINDS))
numbers = st.integers(1, 2_000) | st.integers(1, MOST_NUMBER)
EVERY_LETTER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
READ_AS = {"I": "1", "L": "1", "O": "0"}


def is_noticed(text: str) -> bool:
    try:
        parse_code(text)
    except Refused as refusal:
        return refusal.code in {"short_code_damaged", "short_code_malformed"}
    return False


def same(one: str, other: str) -> bool:
    """Whether two writings are one code: behind the first letter I and L are read as 1, O as 0."""
    return one[0] == other[0] and [READ_AS.get(each, each) for each in one[1:]] == [
        READ_AS.get(each, each) for each in other[1:]
    ]


@given(kinds, numbers)
def test_a_code_comes_back_however_it_is_typed(kind: str, number: int) -> None:
    code = code_of(kind, number)
    assert len(code) in LENGTHS
    assert set(code[1:]) <= set(ALPHABET)
    loose = f" {code[0].lower()} {code[1:3]}-{code[3:].lower()} ".replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    for text in (code, loose, wide):
        assert looks_like_code(text)
        assert parse_code(text) == (kind, number)


@given(kinds, numbers, st.data())
def test_every_wrong_character_is_noticed(kind: str, number: int, data: st.DataObject) -> None:
    code = code_of(kind, number)
    place = data.draw(st.integers(0, len(code) - 1))
    for letter in EVERY_LETTER:
        wrong = code[:place] + letter + code[place + 1 :]
        assert same(wrong, code) or is_noticed(wrong), (code, wrong)


@given(kinds, numbers)
def test_every_exchange_of_neighbours_is_noticed(kind: str, number: int) -> None:
    code = code_of(kind, number)
    for place in range(len(code) - 1):
        wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert same(wrong, code) or is_noticed(wrong), (code, wrong)


def test_a_letter_in_front_never_changes_places_with_the_next() -> None:
    """The one place where a letter is weighed otherwise than behind it, whole: all kinds, all first two digits."""
    for kind, first, second in itertools.product(KINDS, KINDS, ALPHABET):
        if first in ALPHABET:
            code = code_of(kind, (ALPHABET.index(first) * 32 + ALPHABET.index(second)) * 32**2 + 7)
            assert kind == first or is_noticed(first + kind + code[2:]), code


def test_values_of_kinds_are_apart() -> None:
    """Two kinds never give one number the same check character: a wrong first letter is always noticed."""
    for number in (1, 31, 32, 4_711, MOST_NUMBER):
        codes = [code_of(kind, number)[-1] for kind in KINDS]
        assert len(set(codes)) == len(KINDS)


@pytest.mark.parametrize("text", ["", "L", "L000C", "X000CX", "L000C*", "L123456789A", "批次12", "http://a/q/L000CX"])
def test_other_writings_are_no_short_code(text: str) -> None:
    assert not looks_like_code(text)
    with pytest.raises(Refused) as caught:
        parse_code(text)
    assert caught.value.code == "short_code_malformed"


@pytest.mark.parametrize("text", ["L000CY", "L00C0X", "P000CX", "LU00CX", "L00000", "L0000CX"])
def test_a_damaged_code_says_so(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_code(text)
    assert caught.value.code == "short_code_damaged"


def test_numbers_outside_are_a_mistake_of_ours() -> None:
    for number in (0, -1, MOST_NUMBER + 1):
        with pytest.raises(ValueError):
            code_of("L", number)
    with pytest.raises(KeyError):
        code_of("X", 1)
