"""Values of planning trips: what is to be brought where, who can drive, how far it is, and when a run gets where.

Time is whole minutes of the local day, distance whole metres, load boxes, grams and millilitres. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

DAY = 24 * 60
UNKNOWN_MINUTES = 20
"""What the way to or from a place of unknown position is put at."""


@dataclass(frozen=True, slots=True)
class Load:
    """What goods take up. Weight and volume count what is known of them."""

    boxes: int = 0
    grams: int = 0
    millilitres: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.boxes + other.boxes, self.grams + other.grams, self.millilitres + other.millilitres)

    def fits(self, room: "Load") -> bool:
        """Whether it goes into `room`, of which 0 is no limit."""
        pairs = ((self.boxes, room.boxes), (self.grams, room.grams), (self.millilitres, room.millilitres))
        return all(not most or one <= most for one, most in pairs)


@dataclass(frozen=True, slots=True)
class Stop:
    """One shipment (`key`) to bring from `store` to `site`, between `opens` and `closes`; handing over takes `service`.

    A site that nobody has placed yet is planned last, with those of its `area`.
    """

    key: int
    site: int
    store: int
    priority_class: int
    load: Load
    opens: int = 0
    closes: int = DAY
    service: int = 0
    area: str = ""


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle on this day: where it stands, what it holds, and from when to when it drives."""

    vehicle_id: int
    store: int
    room: Load
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Legs:
    """How far it is from site to site: (metres, minutes); what is not known is `UNKNOWN_MINUTES`."""

    ways: Mapping[tuple[int, int], tuple[int, int]]

    def __call__(self, one: int, other: int) -> tuple[int, int]:
        """Metres and minutes from one site to another."""
        return (0, 0) if one == other else self.ways.get((one, other), (0, UNKNOWN_MINUTES))

    def knows(self, one: int, other: int) -> bool:
        """Whether the way is known."""
        return one == other or (one, other) in self.ways


@dataclass(frozen=True, slots=True)
class Terms:
    """How a day is planned: minutes to load before each run, and how often one vehicle may go out."""

    loading: int = 20
    most_runs: int = 3


@dataclass(frozen=True, slots=True)
class Run:
    """A vehicle loads at `store`, leaves at `leaves`, and visits these shipments in this order."""

    vehicle_id: int
    store: int
    leaves: int
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """When a run comes to a stop and goes on from it, and how far the way there was."""

    key: int
    arrives: int
    begins: int
    ends: int
    metres: int


@dataclass(frozen=True, slots=True)
class Timed:
    """A run with its visits, when it is back, how long it is and what it carries at first."""

    run: Run
    visits: tuple[Visit, ...]
    back: int
    metres: int
    load: Load


@dataclass(frozen=True, slots=True)
class Unserved:
    """A shipment that stays, and why: a key of `rules.WHY_NOT`."""

    key: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Runs for a day, what stays, and what is brought to places of unknown position, last in their runs."""

    runs: tuple[Timed, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    unplaced: tuple[int, ...] = field(default=())

    @property
    def metres(self) -> int:
        """All that is driven."""
        return sum(run.metres for run in self.runs)


def timed(run: Run, stops: Mapping[int, Stop], legs: Legs) -> Timed:
    """When a run gets where. It waits where it comes too early, and goes on where it comes too late."""
    clock, place, total, load = run.leaves, run.store, 0, Load()
    visits: list[Visit] = []
    for key in run.stops:
        stop = stops[key]
        metres, minutes = legs(place, stop.site)
        arrives = clock + minutes
        begins = max(arrives, stop.opens)
        clock, place, total, load = begins + stop.service, stop.site, total + metres, load + stop.load
        visits.append(Visit(key, arrives, begins, clock, metres))
    metres, minutes = legs(place, run.store) if run.stops else (0, 0)
    return Timed(run, tuple(visits), clock + minutes, total + metres, load)


def leaving(first: Stop, store: int, ready: int, legs: Legs) -> int:
    """When to leave so as not to wait at the first stop, at `ready` at the earliest."""
    return max(ready, first.opens - legs(store, first.site)[1])


def day_of_van(
    van: Van, store: int, rounds: Sequence[Sequence[int]], stops: Mapping[int, Stop], known: tuple[Legs, Terms]
) -> list[Timed]:
    """The rounds of one vehicle, one after another, each as early as it makes sense, all loaded at `store`.

    A vehicle of another store drives there first, and home at last: that takes time of its day.
    """
    legs, terms = known
    clock = van.starts + legs(van.store, store)[1]
    found: list[Timed] = []
    for keys in rounds:
        if keys:
            leaves = leaving(stops[keys[0]], store, clock + terms.loading, legs)
            found.append(timed(Run(van.vehicle_id, store, leaves, tuple(keys)), stops, legs))
            clock = found[-1].back
    return found
