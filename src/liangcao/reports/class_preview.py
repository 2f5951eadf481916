"""What a new table of priority classes would change: which units and requests go elsewhere, what is suggested anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.parties.class_table import ClassTable
from liangcao.requests.class_rules import moves_of
from liangcao.requests.class_use import in_use, standing_requests
from liangcao.requests.suggesting import told_by

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Shift:
    """So many go (or would be suggested to go) from a class to another; the first of them by number and name."""

    before: int
    after: int
    count: int
    first: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class ClassPreview:
    """What comes of a new version: units and requests that go with it, requests that are suggested another class."""

    units: Sequence[Shift]
    requests: Sequence[Shift]
    suggested: Sequence[Shift]

    @property
    def is_empty(self) -> bool:
        """True when nothing that stands is touched."""
        return not (self.units or self.requests or self.suggested)


def class_preview(
    connection: Connection, district_id: int, before: ClassTable, after: ClassTable, *, today: str
) -> ClassPreview:
    """What `after` changes of what stands in `before`; raises Refused where a class must stay (`moves_of`)."""
    there = in_use(connection, district_id)
    moves = moves_of(before, after, there)
    units = {unit.party_id: unit.name for unit in there.units}
    heads, lines = standing_requests(connection, district_id)
    names = {head.request_id: head.shown_name for head in heads}
    told = told_by(connection, district_id, heads, lines, today)
    suggestions = {
        number: (each.suggestion(before).number, each.suggestion(after).number) for number, each in told.items()
    }
    return ClassPreview(_shifts(moves.units, units), _shifts(moves.requests, names), _shifts(suggestions, names))


def _shifts(moves: Mapping[int, tuple[int, int]], names: Mapping[int, str]) -> list[Shift]:
    found: dict[tuple[int, int], list[int]] = {}
    for number, move in sorted(moves.items()):
        if move[0] != move[1]:
            found.setdefault(move, []).append(number)
    return [
        Shift(*move, len(numbers), [(number, names[number]) for number in numbers[:MOST_NAMED]])
        for move, numbers in sorted(found.items())
    ]
