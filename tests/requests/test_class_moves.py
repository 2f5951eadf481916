"""What a new version of the table does to what stands: units follow their kind, classes in use are not lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests_tables import tables

from liangcao.kernel.errors import Refused
from liangcao.parties.class_table import ASKING_KINDS, FOUNDING, ClassTable
from liangcao.requests.class_rules import InUse, Standing, Unit, moves_of


def changed(number: int, **values: object) -> ClassTable:
    """The founding table with one class changed; a retired class hands its kinds to class 3."""
    classes = [replace(each, **values) if each.number == number else each for each in FOUNDING.classes]  # type: ignore[arg-type]
    if values.get("is_retired"):
        kinds = FOUNDING.by_number[number].kinds
        classes = [replace(each, kinds=each.kinds + kinds) if each.number == 3 else each for each in classes]
    return ClassTable(1, tuple(classes))


SCHOOL, OWN = Unit(1, "school", 5, "第一小学"), Unit(2, "department", 5, "教育局")
ASKED = Standing(9, 5, "第一小学")


def test_a_class_left_out_is_refused_while_a_request_stands_and_says_which() -> None:
    kinds = (*FOUNDING.by_number[3].kinds, "school")
    classes = [replace(each, kinds=kinds) if each.number == 3 else each for each in FOUNDING.classes]
    after = ClassTable(1, tuple(each for each in classes if each.number != 5))
    with pytest.raises(Refused) as caught:
        moves_of(FOUNDING, after, InUse([SCHOOL, OWN], [ASKED], {}))
    (reason,) = caught.value.reasons
    assert (reason.code, reason.params["units"], reason.params["requests"]) == ("class_in_use", 1, 1)
    assert reason.params["first"] == "第一小学 #9、教育局"
    moves = moves_of(FOUNDING, after, InUse([SCHOOL], [], {}))
    assert moves.units == {1: (5, 3)}, "a unit that stands where its kind stood follows its kind"


def test_retired_with_a_successor_everything_goes_there() -> None:
    moves = moves_of(FOUNDING, changed(5, is_retired=True, kinds=(), moves_to=4), InUse([SCHOOL, OWN], [ASKED], {}))
    assert moves.units == {1: (5, 3), 2: (5, 4)}
    assert moves.requests == {9: (5, 4)}


def test_stock_given_for_a_class_keeps_it() -> None:
    with pytest.raises(Refused) as caught:
        moves_of(FOUNDING, changed(5, is_retired=True, kinds=(), moves_to=4), InUse([], [], {5: ["A1", "A2"]}))
    assert caught.value.code == "class_directed"


@given(
    before=tables(),
    after=tables(),
    units=st.lists(st.tuples(st.sampled_from(ASKING_KINDS), st.integers(0, 7)), max_size=8),
    asked=st.lists(st.integers(0, 7), max_size=8),
)
def test_after_a_version_nothing_stands_in_a_class_that_is_not_in_use(
    before: ClassTable, after: ClassTable, units: list[tuple[str, int]], asked: list[int]
) -> None:
    active = [each.number for each in before.active]
    there = InUse(
        [Unit(index, kind, active[at % len(active)], "甲") for index, (kind, at) in enumerate(units)],
        [Standing(index, active[at % len(active)], "甲") for index, at in enumerate(asked)],
        {},
    )
    try:
        moves = moves_of(before, after, there)
    except Refused:
        return  # a class that is in use and gone: `test_a_class_left_out_is_refused_…`
    in_use = {each.number for each in after.active}
    assert {moves.units.get(each.party_id, (0, each.number))[1] for each in there.units} <= in_use
    assert {moves.requests.get(each.request_id, (0, each.number))[1] for each in there.requests} <= in_use
