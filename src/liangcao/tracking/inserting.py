"""Trips by plain insertion: what is left over is put where it costs the least way, the most urgent first.

It mends what the solver leaves, and stands in for it where the solver finds nothing that can be driven.
"""

from collections.abc import Mapping, Sequence

from liangcao.tracking.journeys import Legs, Load, Stop, Terms, Timed, Van, day_of_van

Rounds = dict[int, list[list[int]]]
"""By vehicle: the shipments of its rounds, in order."""
Known = tuple[Legs, Terms]


def fits_day(van: Van, store: int, rounds: Sequence[Sequence[int]], stops: Mapping[int, Stop], known: Known) -> bool:
    """Whether a vehicle can drive these rounds on its day."""
    return _length(van, store, rounds, stops, known) is not None


def _length(
    van: Van, store: int, rounds: Sequence[Sequence[int]], stops: Mapping[int, Stop], known: Known
) -> int | None:
    """The metres of the rounds, None where they cannot be driven."""
    if sum(bool(keys) for keys in rounds) > known[1].most_runs:
        return None
    days = day_of_van(van, store, rounds, stops, known)
    for run in days:
        if not run.load.fits(van.room) or any(visit.begins > stops[visit.key].closes for visit in run.visits):
            return None
    home = known[0](store, van.store)[1]
    if days and days[-1].back + home > van.ends:
        return None
    return sum(run.metres for run in days)


def insert(
    rounds: Rounds, keys: Sequence[int], stops: Mapping[int, Stop], vans: Mapping[int, Van], known: Known
) -> list[int]:
    """Put each of `keys` into `rounds` (changed) where it adds least; returns those for which there was no room.

    Of places that cost the same the first vehicle, round and position win, so that the same input gives the same runs.
    """
    left: list[int] = []
    for key in sorted(keys, key=lambda each: _urgency(stops[each])):
        best = _best_place(rounds, stops[key], stops, vans, known)
        if best is None:
            left.append(key)
            continue
        _cost, vehicle_id, number, position = best
        mine = rounds[vehicle_id]
        if number == len(mine):
            mine.append([])
        mine[number].insert(position, key)
    return left


def _urgency(stop: Stop) -> tuple[int, int, int]:
    return stop.priority_class, stop.closes, stop.key


def _best_place(
    rounds: Rounds, stop: Stop, stops: Mapping[int, Stop], vans: Mapping[int, Van], known: Known
) -> tuple[int, int, int, int] | None:
    best: tuple[int, int, int, int] | None = None
    for vehicle_id, mine in rounds.items():
        van, before = vans[vehicle_id], _metres(mine, stop.store, stops, known[0])
        for number, keys in enumerate([*mine, []]):
            if not _carried(keys, stop, stops).fits(van.room):
                continue
            for position in range(len(keys) + 1):
                tried = [*mine[:number], [*keys[:position], stop.key, *keys[position:]], *mine[number + 1 :]]
                cost = _metres(tried, stop.store, stops, known[0]) - before
                if best is not None and cost >= best[0]:
                    continue  # no need to ask whether it could be driven
                if _length(van, stop.store, tried, stops, known) is not None:
                    best = (cost, vehicle_id, number, position)
    return best


def _carried(keys: Sequence[int], stop: Stop, stops: Mapping[int, Stop]) -> Load:
    return sum((stops[key].load for key in keys), stop.load)


def _metres(rounds: Sequence[Sequence[int]], store: int, stops: Mapping[int, Stop], legs: Legs) -> int:
    total = 0
    for keys in rounds:
        here = store
        for key in keys:
            total += legs(here, stops[key].site)[0]
            here = stops[key].site
        total += legs(here, store)[0]
    return total


def urgent_first(van: Van, store: int, rounds: list[list[int]], stops: Mapping[int, Stop], known: Known) -> list[Timed]:
    """The same rounds of one vehicle with the more urgent ones earlier, and each the way round that is better so.

    Rounds go out by their most urgent stop; a round is turned round when the urgent ones are reached earlier by it. The
    way is no longer where distances are the same both ways; both only as far as it can still be driven.
    """
    ordered = [keys for keys in rounds if keys]
    by_class = sorted(ordered, key=lambda keys: min(_urgency(stops[key]) for key in keys))
    if fits_day(van, store, by_class, stops, known):
        ordered = by_class
    for number, keys in enumerate(ordered):
        turned = [*ordered[:number], keys[::-1], *ordered[number + 1 :]]
        length = _length(van, store, turned, stops, known)
        if length is None or length > (_length(van, store, ordered, stops, known) or 0):
            continue
        if _waiting(keys[::-1], stops) < _waiting(keys, stops):
            ordered = turned
    return day_of_van(van, store, ordered, stops, known)


def _waiting(keys: Sequence[int], stops: Mapping[int, Stop]) -> list[tuple[int, int]]:
    """Where in a round the stops of each class come, the most urgent class first: smaller is better."""
    return sorted((stops[key].priority_class, place) for place, key in enumerate(keys))
