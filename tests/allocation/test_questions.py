"""The question of a plan, as the office asks it: what it is made of, and what a plan made of it may never do."""

from collections import defaultdict
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.allocation.planning import plan_for
from liangcao.allocation.question import Floor, ItemNamed, OpenLine, Stock, Supply, Wish, question_for
from liangcao.allocation.rules import Ask, key_of, minimum_of, name_of, number_of, packs_of
from liangcao.kernel.errors import Refused

DAY = "2020-02-10"
NAMES = {number: ItemNamed(f"物资{number}", "只") for number in (1, 2, 3)}
QUANTITIES = st.integers(1, 400)


@st.composite
def open_lines(draw: st.DrawFn) -> list[OpenLine]:
    """Up to six lines of three items, some in part allocated, some content with another item."""
    lines = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        approved = draw(QUANTITIES)
        item_id = draw(st.integers(1, 3))
        others = draw(st.lists(st.integers(1, 3).filter(lambda each, own=item_id: each != own), unique=True))
        unit_id = draw(st.integers(1, 4))
        lines.append(
            OpenLine(
                request_id=100 + number,
                line_number=1,
                unit_id=unit_id,
                unit_name=f"单位{unit_id}",
                item_id=item_id,
                priority_class=draw(st.integers(1, 4)),
                approved=approved,
                allocated=draw(st.integers(0, approved - 1)),
                decided_at=draw(st.integers(0, 10)) * 1000,
                accepts=tuple(others),
            )
        )
    return lines


@st.composite
def supplies(draw: st.DrawFn) -> list[Supply]:
    """Up to five lots at one place, some held in part, quarantined or directed."""
    found = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        on_hand = draw(QUANTITIES)
        unit_id = draw(st.sampled_from((0, 0, 1)))
        found.append(
            Supply(
                lot_id=number,
                batch_number=f"批{number}",
                location_id=9,
                location_name="主库",
                item_id=draw(st.integers(1, 3)),
                on_hand=on_hand,
                held=draw(st.integers(0, on_hand - 1)),
                expires_on=draw(st.sampled_from(("", "2020-02-09", "2020-06-01", "2021-01-01"))),
                pack_size=draw(st.sampled_from((1, 10, 20))),
                is_quarantined=draw(st.booleans()),
                purpose_unit_id=unit_id,
                purpose_unit_name=f"单位{unit_id}" if unit_id else "",
                purpose_class=draw(st.sampled_from((0, 0, 2))),
                standard="",
            )
        )
    return found


def wanted_items(lines: list[OpenLine]) -> dict[int, ItemNamed]:
    return {item: NAMES[item] for line in lines for item in (line.item_id, *line.accepts)}


@given(open_lines(), supplies(), st.sampled_from(("fit", "whole", "pieces")), st.integers(0, 300))
def test_no_plan_gives_what_is_not_there_or_was_not_approved(
    lines: list[OpenLine], there: list[Supply], packing: str, floor: int
) -> None:
    stock = Stock(there, [Floor(1, 2, floor)], wanted_items(lines))
    wish = Wish(packing=packing)  # type: ignore[arg-type]
    planned = plan_for(question_for(lines, stock, wish, DAY))
    of_claim = {line.claim: line for line in lines}
    of_lot = {each.lot_id: each for each in there}
    taken: defaultdict[int, int] = defaultdict(int)
    for row in planned.lines:
        lot, claim = of_lot[number_of(row["lot"])], of_claim[row["claim"]]
        taken[lot.lot_id] += row["quantity"]
        assert row["quantity"] > 0
        assert lot.item_id in {claim.item_id, *claim.accepts}
        assert not lot.is_quarantined
        assert not lot.expires_on or lot.expires_on >= DAY
        assert lot.purpose_unit_id in {0, claim.unit_id}
        assert lot.purpose_class in {0, claim.priority_class}
    assert all(taken[number] <= lot.on_hand - lot.held for number, lot in of_lot.items())
    assert all(quantity <= of_claim[claim].remaining for claim, quantity in planned.given_to_claims.items())
    if any(claim.priority_class >= 2 for claim in lines):
        drawn = sum(
            row["quantity"]
            for row in planned.lines
            if of_claim[row["claim"]].priority_class >= 2 and _is_open(of_lot[number_of(row["lot"])], 1)
        )
        free = sum(lot.on_hand - lot.held for lot in there if _is_open(lot, 1) and _is_usable(lot))
        assert drawn <= max(free - floor, 0)


def _is_open(lot: Supply, item_id: int) -> bool:
    return lot.item_id == item_id and not lot.purpose_unit_id and not lot.purpose_class


def _is_usable(lot: Supply) -> bool:
    return not lot.is_quarantined and (not lot.expires_on or lot.expires_on >= DAY)


@given(st.lists(st.tuples(st.integers(1, 3), QUANTITIES), min_size=1, max_size=6), st.integers(1, 50))
def test_boxes_that_fit_divide_every_ask_of_the_item(asked: list[tuple[int, int]], size: int) -> None:
    asks = [Ask(item_id, remaining) for item_id, remaining in asked]
    boxes = [(item_id, size) for item_id in (1, 2, 3)]
    packs = packs_of(asks, boxes, "fit")
    for item_id, pack in packs.items():
        common = gcd(*(ask.remaining for ask in asks if ask.item_id == item_id))
        assert pack == (size if common % size == 0 else 1)
    assert set(packs_of(asks, boxes, "whole").values()) == {size}
    assert set(packs_of(asks, boxes, "pieces").values()) == {1}


def test_items_that_replace_each_other_must_fit_together() -> None:
    asks = [Ask(1, 100, accepts=(2,)), Ask(2, 30)]
    assert packs_of(asks, [(1, 50), (2, 10)], "fit") == {1: 1, 2: 10}
    assert packs_of([asks[0]], [(1, 50), (2, 10)], "fit") == {1: 50, 2: 10}


@given(QUANTITIES, st.integers(0, 100))
def test_a_minimum_is_so_many_hundredths_rounded_up(asked: int, percent: int) -> None:
    minimum = minimum_of(asked, percent)
    assert 0 <= minimum * 100 - asked * percent < 100


@given(st.integers(1, 10**12), st.text(max_size=30))
def test_what_is_called_by_number_and_name_is_found_again(number: int, name: str) -> None:
    key = key_of(number, name)
    assert number_of(key) == number
    assert name_of(key) in {" ".join(name.split()), str(number)}


def test_what_rounding_owed_is_given_first() -> None:
    """Two equal asks and an odd box: it goes to the one that was let down the day before, whatever its number."""
    base = {"line_number": 1, "item_id": 1, "priority_class": 3, "approved": 30, "allocated": 0, "decided_at": 0}
    first = OpenLine(request_id=1, unit_id=1, unit_name="甲村", **base)  # type: ignore[arg-type]
    owed = OpenLine(request_id=2, unit_id=2, unit_name="乙村", debt=5_000, **base)  # type: ignore[arg-type]
    box = {"batch_number": "批", "location_id": 9, "location_name": "主库", "item_id": 1, "held": 0, "expires_on": ""}
    plain = {"is_quarantined": False, "purpose_unit_id": 0, "purpose_unit_name": "", "purpose_class": 0, "standard": ""}
    stock = Stock([Supply(lot_id=1, on_hand=30, pack_size=10, **box, **plain)], [], NAMES)  # type: ignore[arg-type]
    planned = plan_for(question_for([first, owed], stock, Wish(), DAY))
    assert planned.given_to_claims == {"1:1": 10, "2:1": 20}


def test_a_quantity_beyond_counting_is_named_by_its_request() -> None:
    line = OpenLine(7, 1, 3, "中心医院", 1, 1, 10**12, 0, 0)
    with pytest.raises(Refused) as refused:
        question_for([line], Stock([], [], NAMES), Wish(), DAY)
    assert refused.value.code == "plan_quantity_too_large"
    assert refused.value.reasons[0].params == {"what": "7 中心医院 物资1", "most": 10**11}
