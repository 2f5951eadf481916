"""Trips for a day by PyVRP: the same input gives the same trips (a fixed seed, counted iterations, never the clock).

Each store is a problem of its own, driven by the vehicles that stand there; vehicles that stay idle then drive over to
stores that have something left. First all stops are asked for. Where not all can be served, each stop is worth so
much way that one of a more urgent class outweighs all of the less urgent ones together (as far as numbers go); what is
then still left is inserted by plain rules, and the plain rules' own plan is taken where it serves the urgent better.
Every answer is held against `check.faults`, which knows nothing of the solver.
"""

import warnings
from collections.abc import Mapping, Sequence

from liangcao.tracking.check import faults
from liangcao.tracking.inserting import Rounds, insert, urgent_first
from liangcao.tracking.journeys import Legs, Proposal, Run, Stop, Terms, Timed, Unserved, Van, day_of_van, timed
from liangcao.tracking.rules import why_unserved

SEED = 20_200_210
_WORTH = 100_000  # metres of way that serving a stop of the least urgent class is worth
_MOST_WORTH = 1_000_000_000


def iterations(stops: int) -> int:
    """How long the solver looks: many rounds for few stops, fewer for many; about two seconds at most."""
    return max(200, min(2_000, 120_000 // max(stops, 1)))


def plan_trips(
    stops: Sequence[Stop], vans: Sequence[Van], legs: Legs, terms: Terms, placed: frozenset[int] | None = None
) -> Proposal:
    """Trips for all `stops`; those whose site is not among `placed` (None: all are) go last, by their area."""
    by_key = {stop.key: stop for stop in stops}
    known = [stop for stop in stops if placed is None or (stop.site in placed and stop.store in placed)]
    rounds, owner, left = _by_store(known, vans, (legs, terms))
    by_van = {van.vehicle_id: van for van in vans}
    runs: list[Timed] = []
    for vehicle_id, mine in rounds.items():
        runs += urgent_first(by_van[vehicle_id], owner[vehicle_id], mine, by_key, (legs, terms))
    sure = {stop.key for stop in known}
    unplaced = [stop for stop in stops if stop.key not in sure]
    runs, added = _append_unplaced(runs, unplaced, by_key, by_van, (legs, terms))
    wrong = faults([each.run for each in runs], by_key, by_van, (legs, terms))
    if wrong:
        raise AssertionError(f"trips that cannot be driven: {wrong}")  # the plain rules guarantee it
    unserved = [Unserved(key, why_unserved(by_key[key], vans, legs, terms)) for key in left]
    unserved += [Unserved(stop.key, "no_place") for stop in unplaced if stop.key not in added]
    runs.sort(key=lambda each: (each.run.leaves, each.run.vehicle_id))
    order = {stop.key: (stop.priority_class, stop.area, stop.key) for stop in stops}
    return Proposal(tuple(runs), tuple(sorted(unserved, key=lambda each: order[each.key])), tuple(sorted(added)))


def _by_store(
    stops: Sequence[Stop], vans: Sequence[Van], known: tuple[Legs, Terms]
) -> tuple[Rounds, dict[int, int], list[int]]:
    """Rounds of every vehicle, the store where each loads, and the shipments that are left."""
    rounds: Rounds = {}
    owner: dict[int, int] = {}
    left: list[int] = []
    by_key, by_van = {stop.key: stop for stop in stops}, {van.vehicle_id: van for van in vans}
    for store in sorted({stop.store for stop in stops}):
        mine = [stop for stop in stops if stop.store == store]
        found, rest = solve_store(store, mine, [van for van in vans if van.store == store], known)
        rounds |= found
        owner |= dict.fromkeys(found, store)
        left += rest
    idle = [van for van in vans if not any(rounds.get(van.vehicle_id, ()))]
    for van in sorted(idle, key=lambda each: each.vehicle_id):  # they help where the most urgent is left
        for store in sorted({by_key[key].store for key in left}, key=lambda each: _most_urgent(each, left, by_key)):
            lent: Rounds = {van.vehicle_id: []}
            here = [key for key in left if by_key[key].store == store]
            rest = insert(lent, here, by_key, by_van, known)
            if len(rest) < len(here):
                rounds |= lent
                owner[van.vehicle_id] = store
                left = [key for key in left if key not in here or key in rest]
                break
    return rounds, owner, left


def _most_urgent(store: int, left: Sequence[int], stops: Mapping[int, Stop]) -> tuple[int, int]:
    return min((stops[key].priority_class, key) for key in left if stops[key].store == store)


def solve_store(
    store: int, stops: Sequence[Stop], vans: Sequence[Van], known: tuple[Legs, Terms]
) -> tuple[Rounds, list[int]]:
    """Rounds of the vehicles of one store, and the shipments there is no room for."""
    if not stops or not vans:
        return {van.vehicle_id: [] for van in vans}, [stop.key for stop in stops]
    by_key, by_van = {stop.key: stop for stop in stops}, {van.vehicle_id: van for van in vans}
    for required in (True, False):
        rounds = _by_pyvrp(store, stops, vans, known, required=required)
        if rounds is not None:
            break
    plain: Rounds = {van.vehicle_id: [] for van in vans}
    if rounds is None:
        return plain, insert(plain, list(by_key), by_key, by_van, known)
    served = {key for mine in rounds.values() for keys in mine for key in keys}
    left = insert(rounds, [key for key in by_key if key not in served], by_key, by_van, known)
    if left:
        otherwise = insert(plain, list(by_key), by_key, by_van, known)
        if _missed(otherwise, by_key) < _missed(left, by_key):
            return plain, otherwise
    return rounds, left


def _missed(keys: Sequence[int], stops: Mapping[int, Stop]) -> list[tuple[int, int]]:
    """How many of each class are left, the most urgent class first: smaller is better."""
    classes = sorted({stop.priority_class for stop in stops.values()})
    return [(number, sum(stops[key].priority_class == number for key in keys)) for number in classes]


def _worths(stops: Sequence[Stop]) -> dict[int, int]:
    """What serving a stop of each class is worth, in metres."""
    worth, found = _WORTH, {}
    for number in sorted({stop.priority_class for stop in stops}, reverse=True):
        found[number] = min(worth, _MOST_WORTH)
        worth = found[number] * (1 + sum(stop.priority_class == number for stop in stops))
    return found


def _by_pyvrp(
    store: int, stops: Sequence[Stop], vans: Sequence[Van], known: tuple[Legs, Terms], *, required: bool
) -> Rounds | None:
    """PyVRP's rounds, None where it found none that can be driven."""
    from pyvrp import Model  # heavy: imported where a day is planned, nowhere else
    from pyvrp.stop import MaxIterations

    legs, terms = known
    model, worths = Model(), _worths(stops)
    sites = list(dict.fromkeys([store, *(stop.site for stop in stops)]))
    places = {site: model.add_location(0, 0) for site in sites}  # ways are given by edges, not by coordinates
    depot = model.add_depot(places[store], service_duration=terms.loading)
    for stop in stops:
        model.add_client(
            places[stop.site],
            delivery=list(_whole(stop.load.boxes, stop.load.grams, stop.load.millilitres)),
            service_duration=stop.service,
            tw_early=stop.opens,
            tw_late=stop.closes,
            prize=0 if required else worths[stop.priority_class],
            required=required,
        )
    for van in vans:
        model.add_vehicle_type(
            1,
            capacity=list(_room(van)),
            start_depot=depot,
            end_depot=depot,
            tw_early=van.starts,
            tw_late=van.ends,
            reload_depots=[depot] if terms.most_runs > 1 else [],
            max_reloads=terms.most_runs - 1,
        )
    for one in sites:
        for other in sites:
            if one != other:
                metres, minutes = legs(one, other)
                model.add_edge(places[one], places[other], distance=metres, duration=minutes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of scales and of penalties that grow: what comes out is checked
        result = model.solve(MaxIterations(iterations(len(stops))), seed=SEED, collect_stats=False, display=False)
    if not result.is_feasible():
        return None
    rounds: Rounds = {van.vehicle_id: [] for van in vans}
    for route in result.best.routes():
        by_trip: dict[int, list[int]] = {}
        for step in route.schedule():
            if step.is_client():
                by_trip.setdefault(step.trip, []).append(stops[step.idx].key)
        rounds[vans[route.vehicle_type()].vehicle_id] = [by_trip[trip] for trip in sorted(by_trip)]
    return rounds if _drivable(store, rounds, stops, vans, known) else None


def _drivable(
    store: int, rounds: Rounds, stops: Sequence[Stop], vans: Sequence[Van], known: tuple[Legs, Terms]
) -> bool:
    by_key, by_van = {stop.key: stop for stop in stops}, {van.vehicle_id: van for van in vans}
    runs: list[Run] = []
    for vehicle_id, mine in rounds.items():
        runs += [each.run for each in day_of_van(by_van[vehicle_id], store, mine, by_key, known)]
    return not faults(runs, by_key, by_van, known)


def _whole(boxes: int, grams: int, millilitres: int) -> tuple[int, int, int]:
    """A load in boxes, kilograms and litres, rounded up: small numbers keep the solver's weights in step."""
    return boxes, -(-grams // 1_000), -(-millilitres // 1_000)


def _room(van: Van) -> tuple[int, int, int]:
    """What a vehicle holds in the same measures, rounded down; no limit is a great deal."""
    no_limit = 1_000_000_000
    return (
        van.room.boxes or no_limit,
        van.room.grams // 1_000 or no_limit,
        van.room.millilitres // 1_000 or no_limit,
    )


def _append_unplaced(
    runs: Sequence[Timed],
    unplaced: Sequence[Stop],
    stops: Mapping[int, Stop],
    vans: Mapping[int, Van],
    known: tuple[Legs, Terms],
) -> tuple[list[Timed], set[int]]:
    """Put stops of unknown position at the end of a run to the same area from the same store, where there is room."""
    found, added = list(runs), set[int]()
    for stop in sorted(unplaced, key=lambda each: (each.priority_class, each.area, each.key)):
        for number, each in enumerate(found):
            near = any(stops[key].area == stop.area for key in each.run.stops)
            if not stop.area or not near or each.run.store != stop.store:
                continue
            longer = Run(each.run.vehicle_id, each.run.store, each.run.leaves, (*each.run.stops, stop.key))
            tried = [*found[:number], timed(longer, stops, known[0]), *found[number + 1 :]]
            if not faults([other.run for other in tried], stops, vans, known):
                found, added = tried, added | {stop.key}
                break
    return found, added
