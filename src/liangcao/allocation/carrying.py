"""What carrying a box costs from where to which area, and limits on picking, as the question of a plan has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

NO_AREA = "—"
"""The zone of units of which no area is known: a zone must be called something."""
Costs = Mapping[tuple[int, str], int]
"""By (place, area of units): what a box costs; the empty area stands for all of which nothing is said."""


class Spot(NamedTuple):
    """A place by number, name in the question and path (``/4/9/``, itself the last)."""

    location_id: int
    key: str
    path: str


def within(path: str) -> Iterator[int]:
    """A place by its path, then what it lies in, the nearest first."""
    return map(int, reversed([each for each in path.split("/") if each]))


def cost_of(path: str, area: str, costs: Costs) -> int | None:
    """What a box costs from the place with this path: what is said of it, else of the nearest it lies in."""
    for place in within(path):
        for said in ((place, area), (place, "")):
            if said in costs:
                return costs[said]
    return None


def cost_rows(spots: Iterable[Spot], areas: Iterable[str], costs: Costs) -> list[dict[str, Any]]:
    """The costs of a question, every way said; none at all where nothing is said of any.

    A way of which nothing is said counts as dear as the dearest that is: nobody is sent there by an oversight.
    """
    ways = {(spot.key, area): cost_of(spot.path, area, costs) for spot in spots for area in sorted({*areas})}
    said = [cost for cost in ways.values() if cost is not None]
    return [
        {"warehouse": place, "zone": area, "cost": max(said) if cost is None else cost}
        for (place, area), cost in ways.items()
        if said
    ]


def limit_rows(
    spots: Sequence[Spot], limits: Sequence[tuple[int, int]], names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The limits on picking of the places that have something, or hold places that have; `names` by place.

    Every spot counts against the nearest limit.
    """
    boxes = dict(limits)
    inside: dict[int, set[str]] = {}
    for spot in spots:
        found = next((place for place in within(spot.path) if place in boxes), None)
        if found is not None:
            inside.setdefault(found, set()).add(spot.key)
    return [
        {"warehouse": names[place], "boxes": boxes[place], "together": sorted(keys - {names[place]})}
        for place, keys in sorted(inside.items())
    ]
