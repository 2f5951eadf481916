"""Whether proposed runs can be driven: written apart from whatever proposed them, of nothing but their values."""

from collections.abc import Mapping, Sequence

from liangcao.tracking.journeys import Legs, Run, Stop, Terms, Van


def faults_of_run(run: Run, van: Van, stops: Mapping[int, Stop], legs: Legs) -> list[str]:
    """What is wrong with one run by itself: too full, too late somewhere, back too late, a stop of another store."""
    found: list[str] = []
    boxes = sum(stops[key].load.boxes for key in run.stops)
    grams = sum(stops[key].load.grams for key in run.stops)
    volume = sum(stops[key].load.millilitres for key in run.stops)
    for what, most in ((boxes, van.room.boxes), (grams, van.room.grams), (volume, van.room.millilitres)):
        if most and what > most:
            found.append("overloaded")
    here, now = run.store, run.leaves
    for key in run.stops:
        stop = stops[key]
        if stop.store != run.store:
            found.append(f"other store {key}")
        now = max(now + legs(here, stop.site)[1], stop.opens)
        if now > stop.closes:
            found.append(f"late {key}")
        now, here = now + stop.service, stop.site
    if now + legs(here, run.store)[1] + legs(run.store, van.store)[1] > van.ends:
        found.append("back late")
    return found


def faults(
    runs: Sequence[Run], stops: Mapping[int, Stop], vans: Mapping[int, Van], known: tuple[Legs, Terms]
) -> list[str]:
    """All that is wrong with the runs of a day; empty when they can be driven.

    No shipment twice; every run within what its vehicle holds, its stops' hours and its vehicle's day; the runs of a
    vehicle one after another with time to load between, and not more of them than allowed.
    """
    legs, terms = known
    found: list[str] = []
    keys = [key for run in runs for key in run.stops]
    if len(keys) != len(set(keys)):
        found.append("twice")
    free: dict[int, int] = {}
    count: dict[int, int] = {}
    for run in sorted(runs, key=lambda each: each.leaves):
        van = vans[run.vehicle_id]
        found += faults_of_run(run, van, stops, legs)
        ready = free.get(van.vehicle_id, van.starts + legs(van.store, run.store)[1]) + terms.loading
        if run.leaves < ready:
            found.append(f"leaves early {van.vehicle_id}")
        now, here = run.leaves, run.store
        for key in run.stops:
            now = max(now + legs(here, stops[key].site)[1], stops[key].opens) + stops[key].service
            here = stops[key].site
        free[van.vehicle_id] = now + legs(here, run.store)[1]
        count[van.vehicle_id] = count.get(van.vehicle_id, 0) + 1
        if count[van.vehicle_id] > terms.most_runs:
            found.append(f"too many runs {van.vehicle_id}")
    return found
