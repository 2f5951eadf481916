"""What must hold for every plan, whatever is asked and whatever is there."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from liangcao.allocation.check import check_plan
from liangcao.allocation.rules import Claim, Plan, Supply, last_day_needed, plan_allocation

TODAY = "2020-02-10"
DAYS = ("", "2020-02-09", "2020-02-10", "2020-02-20", "2020-03-01")


@st.composite
def claim_lists(draw: st.DrawFn, *, items: int = 2, weights: int = 2) -> list[Claim]:
    count = draw(st.integers(1, 7))
    return [
        Claim(
            key=f"request:{number}",
            unit_id=draw(st.integers(1, 4)),
            item_id=draw(st.integers(1, items)),
            priority_class=draw(st.integers(1, 3)),
            asked=draw(st.integers(1, 30)),
            approved_order=draw(st.integers(1, 3)),
            weight=draw(st.integers(1, weights)),
        )
        for number in range(count)
    ]


@st.composite
def supply_lists(draw: st.DrawFn, *, items: int = 2) -> list[Supply]:
    count = draw(st.integers(0, 6))
    return [
        Supply(
            lot_id=number + 1,
            location_id=draw(st.integers(1, 2)),
            item_id=draw(st.integers(1, items)),
            available=draw(st.integers(0, 30)),
            expires_on=draw(st.sampled_from(DAYS)),
            pack_size=draw(st.sampled_from((1, 5, 5, 7))),
            quarantined=draw(st.integers(0, 9)) == 0,
            purpose_unit_id=draw(st.sampled_from((0, 0, 0, 1, 2))),
            purpose_class=draw(st.sampled_from((0, 0, 0, 1, 2))),
        )
        for number in range(count)
    ]


packs = st.dictionaries(st.integers(1, 2), st.sampled_from((1, 3, 5, 7)))


def run(claims: list[Claim], supplies: list[Supply], item_packs: dict[int, int], life: int = 0) -> Plan:
    return plan_allocation(claims, supplies, item_packs=item_packs, today=TODAY, minimum_life_days=life)


def given_by_unit(claims: list[Claim], plan: Plan) -> dict[tuple[int, int, int], int]:
    shares = {share.claim_key: share.given for share in plan.shares}
    total: dict[tuple[int, int, int], int] = {}
    for claim in claims:
        place = (claim.item_id, claim.priority_class, claim.unit_id)
        total[place] = total.get(place, 0) + shares[claim.key]
    return total


@given(claim_lists(), supply_lists(), packs, st.integers(0, 12))
def test_every_plan_passes_the_checker(
    claims: list[Claim], supplies: list[Supply], item_packs: dict[int, int], life: int
) -> None:
    plan = run(claims, supplies, item_packs, life)
    until = last_day_needed(TODAY, life)
    found = check_plan(plan, claims, supplies, item_packs=item_packs, needed_until=until)
    assert [violation.message for violation in found] == []


@given(claim_lists(), supply_lists(), packs, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(claims, supplies, item_packs, random) -> None:
    plan = run(claims, supplies, item_packs)
    mixed_claims, mixed_supplies = random.sample(claims, len(claims)), random.sample(supplies, len(supplies))
    assert run(mixed_claims, mixed_supplies, dict(reversed(item_packs.items()))) == plan


@given(claim_lists(), supply_lists(), packs, st.data())
def test_splitting_a_request_gains_nothing(claims, supplies, item_packs, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(claims) - 1))
    whole = claims[position]
    assume(whole.asked > 1)
    first = data.draw(st.integers(1, whole.asked - 1))
    halves = [replace(whole, asked=first), replace(whole, key="another", asked=whole.asked - first)]
    split = claims[:position] + halves + claims[position + 1 :]
    before = given_by_unit(claims, run(claims, supplies, item_packs))
    assert given_by_unit(split, run(split, supplies, item_packs)) == before


@given(claim_lists(), supply_lists(), st.integers(0, 40), st.sampled_from((1, 5)))
def test_nobody_gets_less_because_more_arrived(claims, supplies, arrived, pack_size) -> None:
    item_packs = {1: 5, 2: 3}
    more = [*supplies, Supply(99, 1, 1, arrived, pack_size=pack_size)]
    before = given_by_unit(claims, run(claims, supplies, item_packs))
    after = given_by_unit(claims, run(claims, more, item_packs))
    assert all(after[place] >= amount for place, amount in before.items())


@given(claim_lists(items=1, weights=1), supply_lists(items=1), packs)
def test_what_is_said_to_be_lacking_would_be_enough(claims, supplies, item_packs) -> None:
    item_packs = {1: 5, **item_packs}
    for share in run(claims, supplies, item_packs).shares:
        more = [*supplies, Supply(99, 1, 1, int(share.params["more_needed"]))]
        after = {later.claim_key: later for later in run(claims, more, item_packs).shares}
        assert after[share.claim_key].given == share.asked


def fills(needs: list[Claim], amounts: tuple[int, ...]) -> list[Fraction]:
    return sorted(Fraction(amount, need.asked * need.weight) for need, amount in zip(needs, amounts, strict=True))


def whole_pack_amounts(asked: int, pack: int) -> list[int]:
    return [*range(0, asked, pack), asked]


def best_whole_pack_plan(needs: list[Claim], stock: int, pack: int) -> list[Fraction]:
    """The referee: try every whole-pack plan and keep the one whose worst off, then next worst off... stand highest."""
    every = product(*(whole_pack_amounts(need.asked, pack) for need in needs))
    return max(fills(needs, amounts) for amounts in every if sum(amounts) <= stock)


@st.composite
def one_class(draw: st.DrawFn, *, weights: int, multiple: int) -> list[Claim]:
    asks = draw(st.lists(st.integers(1, 6), min_size=1, max_size=4))
    return [
        Claim(f"r{number}", number + 1, 1, 1, asked * multiple, 1, weight=draw(st.integers(1, weights)))
        for number, asked in enumerate(asks)
    ]


@given(st.data(), st.sampled_from((1, 4)), st.integers(0, 20))
def test_in_whole_packs_the_plan_is_the_fairest_of_all(data: st.DataObject, pack: int, boxes: int) -> None:
    claims = data.draw(one_class(weights=3, multiple=pack))
    plan = run(claims, [Supply(1, 1, 1, boxes * pack, pack_size=pack)], {1: pack})
    amounts = tuple(share.given for share in plan.shares)
    assert fills(claims, amounts) == best_whole_pack_plan(claims, boxes * pack, pack)


@given(st.data(), st.sampled_from((2, 3, 5)), st.integers(0, 40))
def test_with_broken_remainders_no_whole_pack_plan_is_fairer(data: st.DataObject, pack: int, stock: int) -> None:
    claims = data.draw(one_class(weights=1, multiple=1))
    plan = run(claims, [Supply(1, 1, 1, stock, pack_size=pack)], {1: pack})
    amounts = tuple(share.given for share in plan.shares)
    assert fills(claims, amounts) >= best_whole_pack_plan(claims, stock, pack)


def best_class_by_class(claims: list[Claim], supplies: list[Supply]) -> list[list[Fraction]]:
    """Try every way of giving single pieces of directed and general stock; the urgent class decides first."""
    pairs = [
        (claim, supply)
        for claim in claims
        for supply in supplies
        if supply.purpose_unit_id in (0, claim.unit_id) and supply.purpose_class in (0, claim.priority_class)
    ]
    best: list[list[Fraction]] = []
    for amounts in product(*(range(min(c.asked, s.available) + 1) for c, s in pairs)):
        moved = list(zip(pairs, amounts, strict=True))
        got = {claim.key: sum(n for (c, _), n in moved if c == claim) for claim in claims}
        used = {supply.lot_id: sum(n for (_, s), n in moved if s == supply) for supply in supplies}
        if all(got[c.key] <= c.asked for c in claims) and all(used[s.lot_id] <= s.available for s in supplies):
            best = max(best, class_fills(claims, got))
    return best


def class_fills(claims: list[Claim], got: dict[str, int]) -> list[list[Fraction]]:
    classes = sorted({claim.priority_class for claim in claims})
    return [
        sorted(Fraction(got[c.key], c.asked) for c in claims if c.priority_class == priority_class)
        for priority_class in classes
    ]


@given(
    st.lists(st.tuples(st.integers(1, 2), st.integers(1, 4)), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from((0, 0, 1, 2)), st.integers(0, 4)), min_size=1, max_size=2),
)
def test_class_by_class_with_stock_directed_at_units_nothing_is_fairer(asks, stocks) -> None:
    claims = [Claim(f"r{at}", at + 1, 1, level, asked, 1) for at, (level, asked) in enumerate(asks)]
    supplies = [Supply(at + 1, 1, 1, amount, purpose_unit_id=unit) for at, (unit, amount) in enumerate(stocks)]
    plan = run(claims, supplies, {1: 1})
    got = {share.claim_key: share.given for share in plan.shares}
    assert class_fills(claims, got) == best_class_by_class(claims, supplies)


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from((0, 1)), st.sampled_from((0, 1)), st.integers(0, 4)), min_size=1, max_size=2),
)
def test_stock_directed_at_units_and_classes_is_shared_as_fairly_as_can_be(asks, stocks) -> None:
    claims = [Claim(f"r{at}", at + 1, 1, 1, asked, 1) for at, asked in enumerate(asks)]
    supplies = [
        Supply(at + 1, 1, 1, amount, purpose_unit_id=unit, purpose_class=level)
        for at, (unit, level, amount) in enumerate(stocks)
    ]
    plan = run(claims, supplies, {1: 1})
    got = {share.claim_key: share.given for share in plan.shares}
    assert class_fills(claims, got) == best_class_by_class(claims, supplies)
