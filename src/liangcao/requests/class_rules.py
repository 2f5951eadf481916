"""What a new table of classes does to units and requests that stand, and what another class takes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.parties.class_table import ClassTable, PriorityClass, check_table, place_after, unit_moves
from liangcao.requests.commands import SetClasses
from liangcao.requests.suggestion import Suggestion

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in the register."""

    party_id: int
    kind: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A request that is not wholly allocated, and its class."""

    request_id: int
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class InUse:
    """All that stands in classes now: units, requests, lots in stock that donors gave for a class, and by class what is
    to come for it: the numbers of expected arrivals, and of donations whose money is not booked.
    """

    units: Sequence[Unit]
    requests: Sequence[Standing]
    lots: Mapping[int, Sequence[str]]
    arrivals: Mapping[int, Sequence[int]] = field(default_factory=dict)
    donations: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moves:
    """What goes with a new version: (from, to) by unit and by request."""

    units: Mapping[int, tuple[int, int]]
    requests: Mapping[int, tuple[int, int]]


def table_of(command: SetClasses, version: int) -> ClassTable:
    """The table that a command describes; raises Refused with every fault of it."""
    classes = [PriorityClass(**line.model_dump()) for line in command.lines]
    check_table(classes)
    return ClassTable(version, tuple(sorted(classes, key=lambda each: each.number)))


def moves_of(before: ClassTable, after: ClassTable, there: InUse) -> Moves:
    """What goes to another class; raises Refused ``class_in_use``, ``class_directed`` for classes that must stay."""
    units = unit_moves([(each.party_id, each.kind, each.number) for each in there.units], before, after)
    requests = {
        each.request_id: (each.number, to)
        for each in there.requests
        if (to := place_after(each.number, after)) and to != each.number
    }
    gone = [each for each in before.active if not _is_active(each.number, after)]
    reasons = [reason for each in gone for reason in _kept_by(each, after, there, units)]
    if reasons:
        raise Refused(*reasons)
    return Moves(units, requests)


def _is_active(number: int, table: ClassTable) -> bool:
    known = table.by_number.get(number)
    return known is not None and not known.is_retired


def _kept_by(old: PriorityClass, after: ClassTable, there: InUse, moves: Mapping[int, tuple[int, int]]) -> list[Reason]:
    """Why `old` cannot go: lots given for it, or units and requests in it that nobody says where to put."""
    reasons = []
    lots = there.lots.get(old.number, ())
    if lots:
        first = "、".join(lots[:MOST_NAMED])
        params = {"number": old.number, "name": old.name, "lots": len(lots), "first": first}
        reasons.append(Reason("class_directed", params, "lines"))
    coming = [there.arrivals.get(old.number, ()), there.donations.get(old.number, ())]
    if any(coming):
        arrivals, donations = ("、".join(map(str, each[:MOST_NAMED])) or "—" for each in coming)
        params = {"number": old.number, "name": old.name, "arrivals": arrivals, "donations": donations}
        reasons.append(Reason("class_expected", params, "lines"))
    if place_after(old.number, after):
        return reasons
    units = [each.name for each in there.units if each.number == old.number and each.party_id not in moves]
    requests = [f"{each.name} #{each.request_id}" for each in there.requests if each.number == old.number]
    if units or requests:
        first = "、".join((requests + units)[:MOST_NAMED])
        params = {"number": old.number, "name": old.name, "units": len(units), "requests": len(requests)}
        reasons.append(Reason("class_in_use", {**params, "first": first}, "lines"))
    return reasons


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a request stands when it is approved: the class it has, and whether two people gave it that one."""

    current: int
    is_settled: bool


def beyond_register(current: int, by_kind: int, wished: int) -> bool:
    """Whether `wished` is more urgent than the request's class and than what the table gives its kind of unit.

    What those who ask say of themselves does not count here: it takes a second person to believe it.
    """
    return 0 < wished < min(current, by_kind)


def check_class(choice: Choice, suggestion: Suggestion, wished: int, note: str) -> int:
    """The class to approve with (`wished` 0: the one it has); Refused ``class_differs``, ``reason_needed``.

    A note is due for another class than the suggested one, unless two people gave the request the one it keeps; and
    for a class beyond what the register says of the unit, suggested or not.
    """
    number = wished or choice.current
    keeps_settled = number == choice.current and choice.is_settled
    differs = number != suggestion.number and not keeps_settled
    if differs and not note:
        raise refused("class_differs", "note", suggested=suggestion.number, number=number)
    if beyond_register(choice.current, suggestion.by_kind, number) and not note:
        raise refused("reason_needed", "note")
    return number
