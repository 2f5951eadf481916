"""Trips for 20, 100 and 300 stops: how long planning takes, and how far it drives against the nearest neighbour.

The nearest neighbour drives always to the nearest stop it can still serve, and home when there is none: measured in the
same run, held to the same hours and room by the same clock. Stops that either leaves are told, not hidden.
"""

import math
import random
import time
from collections.abc import Mapping

from bench.table import Measured, show
from liangcao.tracking.check import faults
from liangcao.tracking.inserting import Rounds, fits_day
from liangcao.tracking.journeys import Legs, Load, Stop, Terms, Timed, Van, day_of_van
from liangcao.tracking.solving import plan_trips

SIZES = ((20, 3), (100, 8), (300, 20))
TERMS = Terms(loading=20, most_runs=3)
Day = tuple[list[Stop], list[Van], Legs]


def a_day(stops: int, vans: int, seed: int) -> Day:
    """Sites on a plain of 20 km, straight lines times 1.4, 25 km/h, half of the stops in half a day."""
    chance = random.Random(seed)
    points = [(chance.randint(0, 20_000), chance.randint(0, 20_000)) for _ in range(stops + 1)]
    ways = {}
    for one, here in enumerate(points):
        for other, there in enumerate(points):
            metres = round(1.4 * math.dist(here, there))
            ways[one, other] = (metres, -(-metres * 60 // 25_000))
    made = []
    for number in range(1, stops + 1):
        opens, closes = chance.choice([(480, 1080), (480, 1080), (480, 750), (780, 1080)])
        urgency = chance.choice([1, 2, 2, 3, 3, 3])
        made.append(Stop(number, number, 0, urgency, Load(chance.randint(1, 10)), opens, closes, 10))
    return made, [Van(number, 0, Load(60), 480, 1080) for number in range(1, vans + 1)], Legs(ways)


def nearest_neighbour(day: Day) -> list[Timed]:
    """Each vehicle in turn drives to the nearest stop that still fits its day."""
    stops, vans, legs = day
    by_key: Mapping[int, Stop] = {stop.key: stop for stop in stops}
    left, runs = set(by_key), list[Timed]()
    for van in vans:
        rounds: list[list[int]] = [[]]
        while left and len(rounds) <= TERMS.most_runs:
            here = by_key[rounds[-1][-1]].site if rounds[-1] else van.store
            near = sorted(left, key=lambda key: (legs(here, by_key[key].site)[0], key))
            tried = next((key for key in near if _fits(van, rounds, key, by_key, legs)), None)
            if tried is None:
                if not rounds[-1]:
                    break
                rounds.append([])
                continue
            rounds[-1].append(tried)
            left.discard(tried)
        mine: Rounds = {van.vehicle_id: [keys for keys in rounds if keys]}
        runs += day_of_van(van, van.store, mine[van.vehicle_id], by_key, (legs, TERMS))
    return runs


def _fits(van: Van, rounds: list[list[int]], key: int, stops: Mapping[int, Stop], legs: Legs) -> bool:
    tried = [*rounds[:-1], [*rounds[-1], key]]
    load = sum((stops[each].load for each in tried[-1]), Load())
    return load.fits(van.room) and fits_day(van, van.store, tried, stops, (legs, TERMS))


def on_all_sizes(*, rounds: int) -> None:
    """Print the ways driven and the seconds taken, and how many stops each served."""
    ways, seconds, served = list[Measured](), list[Measured](), list[Measured]()
    for stops, vans in SIZES:
        days = [_compare(a_day(stops, vans, seed)) for seed in range(1, rounds + 1)]
        what = f"{stops} stops, {vans} vehicles"
        columns = [tuple(column) for column in zip(*days, strict=True)]
        ways.append(Measured(f"way of {what}", columns[0], columns[1], "at most 0.9", "km"))
        served.append(Measured(f"served of {what}", columns[2], columns[3], "at least 1", "stops"))
        seconds.append(Measured(f"planning {what}", columns[4], columns[5], "under 10 s", "s"))
    against = "the nearest neighbour in plain Python on the same days, held to the same hours and room"
    show("Trips of a day", against, [*ways, *served, *seconds])


def _compare(day: Day) -> tuple[float, float, float, float, float, float]:
    """Kilometres, stops served and seconds, ours and the nearest neighbour's."""
    begun = time.perf_counter()
    plan = plan_trips(*day, TERMS)
    middle = time.perf_counter()
    greedy = nearest_neighbour(day)
    end = time.perf_counter()
    by_key, by_van = {stop.key: stop for stop in day[0]}, {van.vehicle_id: van for van in day[1]}
    for runs in (plan.runs, greedy):
        assert not faults([each.run for each in runs], by_key, by_van, (day[2], TERMS))
    theirs = sum(each.metres for each in greedy)
    served = len(day[0]) - len(plan.unserved), sum(len(each.run.stops) for each in greedy)
    return plan.metres / 1_000, theirs / 1_000, *served, middle - begun, end - middle
