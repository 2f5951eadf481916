"""Trips for a day: every shipment once, everything drivable, what stays has its reason, the same again."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liangcao.tracking.check import faults
from liangcao.tracking.journeys import Legs, Load, Proposal, Run, Stop, Terms, Van, timed
from liangcao.tracking.rules import WHY_NOT
from liangcao.tracking.solving import plan_trips

TERMS = Terms(loading=20, most_runs=3)
Day = tuple[list[Stop], list[Van], Legs]


def a_day(stops: int, vans: int, *, seed: int = 1, stores: int = 1, room: int = 60) -> Day:
    """A made day: sites on a plain of 20 km, straight lines times 1.4, 25 km/h."""
    chance = random.Random(seed)
    points = {number: (chance.randint(0, 20_000), chance.randint(0, 20_000)) for number in range(1, stops + stores + 1)}
    ways = {}
    for one, here in points.items():
        for other, there in points.items():
            metres = round(1.4 * math.dist(here, there))
            ways[one, other] = (metres, -(-metres * 60 // 25_000))
    made = []
    for number in range(stops):
        opens = chance.choice([8, 9, 13]) * 60
        load = Load(chance.randint(1, 10), chance.randint(0, 20_000))
        urgency = chance.choice([1, 2, 2, 3, 3, 3])
        site, store = stores + 1 + number, 1 + number % stores
        made.append(Stop(1000 + number, site, store, urgency, load, opens, opens + 240, 10, f"{number % 4}区"))
    return made, [Van(number, 1 + number % stores, Load(room), 480, 1080) for number in range(1, vans + 1)], Legs(ways)


def check_whole(plan: Proposal, day: Day) -> None:
    """Nothing lost, nothing twice, all drivable, each reason a known one; and the hours are those of a plain clock."""
    stops, vans, legs = day
    driven = [key for run in plan.runs for key in run.run.stops]
    left = [each.key for each in plan.unserved]
    assert sorted(driven + left) == sorted(stop.key for stop in stops)
    by_key, by_van = {stop.key: stop for stop in stops}, {van.vehicle_id: van for van in vans}
    assert faults([run.run for run in plan.runs], by_key, by_van, (legs, TERMS)) == []
    assert {each.why for each in plan.unserved} <= set(WHY_NOT)
    assert [timed(run.run, by_key, legs) for run in plan.runs] == list(plan.runs)


@pytest.mark.parametrize(("stops", "vans", "stores"), [(1, 1, 1), (20, 3, 1), (24, 4, 2), (12, 1, 1)])
def test_a_day_is_planned_whole(stops: int, vans: int, stores: int) -> None:
    day = a_day(stops, vans, stores=stores)
    plan = plan_trips(*day, TERMS)
    check_whole(plan, day)
    assert plan.runs


def test_the_same_day_has_the_same_trips() -> None:
    day = a_day(30, 4)
    assert plan_trips(*day, TERMS) == plan_trips(*day, TERMS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 9), st.integers(0, 3), st.integers(1, 2), st.integers(4, 30), st.integers(0, 10_000))
def test_any_day_is_planned_whole(stops: int, vans: int, stores: int, room: int, seed: int) -> None:
    day = a_day(stops, vans, stores=stores, room=room, seed=seed)
    check_whole(plan_trips(*day, TERMS), day)


def test_the_urgent_are_served_when_not_all_can_be() -> None:
    stops, vans, legs = a_day(30, 1, room=20)
    plan = plan_trips(stops, vans, legs, TERMS)
    check_whole(plan, (stops, vans, legs))
    classes = {stop.key: stop.priority_class for stop in stops}
    left = [classes[each.key] for each in plan.unserved]
    assert left.count(3) > 0
    assert left.count(1) == 0
    assert {each.why for each in plan.unserved} == {"no_room"}


def test_a_vehicle_goes_out_again_when_it_is_back() -> None:
    stops, vans, legs = a_day(8, 1, room=20)
    plan = plan_trips([replace(stop, load=Load(9), opens=480, closes=1080) for stop in stops], vans, legs, TERMS)
    assert len(plan.runs) == 3
    assert all(after.run.leaves >= before.back + TERMS.loading for before, after in pairwise(plan.runs))


def near(keys: Sequence[int], **more: object) -> list[Stop]:
    """Stops at sites 10, 20, …, all day long."""
    return [Stop(key, key * 10, 1, 2, Load(1), service=10, area="甲区", **more) for key in keys]  # type: ignore[arg-type]


WAYS = {(a, b): (abs(a - b) * 1_000, abs(a - b)) for a in (1, 2, 10, 20, 30) for b in (1, 2, 10, 20, 30)}
VAN = Van(7, 1, Load(5), 480, 1080)


@pytest.mark.parametrize(
    ("stop", "vans", "why"),
    [
        (near([1])[0], [], "no_vehicle"),
        (replace(near([1])[0], load=Load(6)), [VAN], "too_big"),
        (replace(near([1])[0], closes=490), [VAN], "too_late"),
        (replace(near([1])[0], opens=1075), [VAN], "too_late"),
        (replace(near([1])[0], site=99), [VAN], "no_place"),
    ],
)
def test_what_stays_has_its_reason(stop: Stop, vans: list[Van], why: str) -> None:
    plan = plan_trips([stop], vans, Legs(WAYS), TERMS, frozenset({1, 10}))
    assert [each.why for each in plan.unserved] == [why]


def test_a_unit_without_a_place_goes_last_with_its_area() -> None:
    lost = Stop(5, 99, 1, 1, Load(1), area="甲区", service=10)
    plan = plan_trips([lost, *near([1, 2])], [VAN], Legs(WAYS), TERMS, frozenset({1, 10, 20}))
    assert plan.unplaced == (5,)
    assert plan.runs[0].run.stops[-1] == 5
    far = plan_trips([replace(lost, area="乙区"), *near([1, 2])], [VAN], Legs(WAYS), TERMS, frozenset({1, 10, 20}))
    assert [(each.key, each.why) for each in far.unserved] == [(5, "no_place")]


def test_an_idle_vehicle_of_another_store_helps() -> None:
    away = Van(9, 2, Load(5), 480, 1080)
    plan = plan_trips(near([1, 2]), [away], Legs(WAYS), TERMS)
    assert [run.run.vehicle_id for run in plan.runs] == [9]
    assert plan.runs[0].run.leaves >= 480 + 1 + TERMS.loading


def test_the_checker_finds_each_fault() -> None:
    stops = {stop.key: stop for stop in near([1, 2, 3])}
    vans, known = {7: VAN}, (Legs(WAYS), TERMS)
    good = Run(7, 1, 500, (1, 2, 3))
    assert faults([good], stops, vans, known) == []
    assert "twice" in faults([good, Run(7, 1, 700, (1,))], stops, vans, known)
    assert "leaves early 7" in faults([Run(7, 1, 499, (1,))], stops, vans, known)
    assert "leaves early 7" in faults([good, Run(7, 1, 570, ())], stops, vans, known)
    assert "late 2" in faults([good], stops | {2: replace(stops[2], closes=520)}, vans, known)
    assert "overloaded" in faults([good], stops | {2: replace(stops[2], load=Load(4))}, vans, known)
    heavy = stops | {2: replace(stops[2], load=Load(1, 5_000))}
    assert faults([good], heavy, {7: replace(VAN, room=Load(9, 5_000))}, known) == []
    assert "overloaded" in faults([good], heavy, {7: replace(VAN, room=Load(9, 4_999))}, known)
    assert "back late" in faults([good], stops, {7: replace(VAN, ends=560)}, known)
    assert "other store 1" in faults([good], stops | {1: replace(stops[1], store=2)}, vans, known)
    again = [Run(7, 1, 500 + 100 * number, (number,)) for number in (1, 2, 3)]
    assert "too many runs 7" in faults(again, stops, vans, (Legs(WAYS), Terms(20, 2)))
