"""Where the numbers and names of a map stand when its points lie close: pure, in units of the drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

RINGS = (24, 46, 68, 90)
"""How far from its point a number may stand, one ring after the other."""
AROUND = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))
GAP = 2


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two come closer than a gap."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width + 2 * GAP
            and abs(self.y - other.y) * 2 < self.height + other.height + 2 * GAP
        )

    def inside(self, width: float, height: float) -> bool:
        """Whether it lies within a drawing of that size."""
        return (
            self.x * 2 >= self.width
            and self.y * 2 >= self.height
            and self.x + self.width / 2 <= width
            and self.y + self.height / 2 <= height
        )


@dataclass(frozen=True, slots=True)
class Sticker:
    """A number to stand at a point, and the width of the name beside it (0: without)."""

    number: Box
    name_width: float = 0
    name_height: float = 16


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a number stands, and its name; None where the name has no room: the table beside the map tells it."""

    number: Box
    name: Box | None


def placed(stickers: Sequence[Sticker], taken: Sequence[Box], size: tuple[float, float]) -> list[Placed]:
    """Every number, moved aside where it would cover one before it; then every name that has room.

    `taken` is covered already (stores), `size` that of the drawing. A number that finds no place on any ring stands at
    its point: nothing is left out but names.
    """
    numbers: list[Box] = []
    for each in stickers:
        covered = [*taken, *numbers]
        free = (box for box in _aside(each.number) if box.inside(*size) and not any(map(box.meets, covered)))
        numbers.append(next(free, each.number))
    names: list[Box] = []
    found = []
    for each, number in zip(stickers, numbers, strict=True):
        covered = [*taken, *(other for other in numbers if other is not number), *names]
        free = (box for box in _beside(number, each) if box.inside(*size) and not any(map(box.meets, covered)))
        name = next(free, None) if each.name_width else None
        if name is not None:
            names.append(name)
        found.append(Placed(number, name))
    return found


def _aside(box: Box) -> Iterator[Box]:
    yield box
    for ring in RINGS:
        for right, down in AROUND:
            yield Box(box.x + right * ring, box.y + down * ring, box.width, box.height)


def _beside(number: Box, each: Sticker) -> Iterator[Box]:
    """To the right, to the left, below, above."""
    width, height = each.name_width, each.name_height
    aside, below = (number.width + width) / 2 + 2 * GAP, (number.height + height) / 2 + 2 * GAP
    for right, down in ((aside, 0), (-aside, 0), (0, below), (0, -below)):
        yield Box(number.x + right, number.y + down, width, height)
