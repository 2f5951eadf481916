"""Trips as a map without tiles: points where units and stores lie, ways in order with their numbers, a scale.

Ways are told apart by dashes and numbers, not by colour alone, so that paper in black and white can be read; the page
gives the same as a table. North is up; east and west are narrowed by the cosine of the middle latitude, which is right
to a thousandth over a district.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from liangcao.language import gettext
from liangcao.language.formats import clauses
from liangcao.tracking.geography import MICRO, Point
from liangcao.web.addresses import at
from liangcao.web.drawing import fit, wide
from liangcao.web.map_labels import Box, Placed, Sticker, placed

WIDTH, LEAST_HEIGHT, MOST_HEIGHT, EDGE = 880, 320, 620, 56
MOST_NAMED = 40
METRES_A_DEGREE = 111_195
DASHES = ("", "10 5", "2 5", "14 4 3 4", "6 3", "1 4", "18 6", "8 3 2 3 2 3")
"""Patterns of the ways, in turn."""
_INK = ("#0f6d66", "#2d6fa8", "#b0730b", "#7b5a9a")


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the map: a store, or a stop with the number it has on its way (0: on none)."""

    point: Point
    name: str
    number: int = 0
    is_store: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A trip: from its store over its stops and back."""

    label: str
    store: Mark
    stops: tuple[Mark, ...]


def trip_map(ways: Sequence[Way], others: Sequence[Mark] = (), *, title: str, name: str = "map") -> Markup:
    """Ways and points; empty where nothing is placed."""
    stores = list({way.store.name: way.store for way in ways}.values())
    stops = [stop for way in ways for stop in way.stops]
    marks = [*stores, *stops, *others]
    if not marks:
        return Markup("")
    frame = _Frame([mark.point for mark in marks])
    many = len(stops) + len(others) > MOST_NAMED
    parts = [_way(way, index, frame) for index, way in enumerate(ways)]
    dots = [(mark, 0) for mark in others if not mark.is_store]
    dots += [(stop, index + 1) for index, way in enumerate(ways) for stop in way.stops]
    drawn_stores = {mark.name: mark for mark in [*stores, *_stores(others)]}.values()
    stickers = [_sticker(mark, frame, way, with_name=not many) for mark, way in dots]
    spots = placed(stickers, [_store_box(mark, frame) for mark in drawn_stores], (WIDTH, frame.height - 24))
    parts += [_leader(frame(mark.point), spot.number) for (mark, _way_number), spot in zip(dots, spots, strict=True)]
    parts += [_dot(mark, way, spot) for (mark, way), spot in zip(dots, spots, strict=True)]
    parts += [_store(mark, frame) for mark in drawn_stores]
    parts += _legend(frame)
    told = clauses(f"{way.label} {' → '.join(stop.name for stop in way.stops)}" for way in ways)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="group" '
        'aria-labelledby="{2}-title {2}-desc" class="map" font-family="Noto Sans CJK SC">'
        '<title id="{2}-title">{3}</title><desc id="{2}-desc">{4}</desc>{5}</svg>'
    ).format(WIDTH, frame.height, name, title, told, Markup("").join(parts))


def _stores(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.is_store]


class _Frame:
    """Where microdegrees come to lie on the paper."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.top = max(point.north for point in points)
        self.left = min(point.east for point in points)
        north = (self.top - min(point.north for point in points)) / MICRO * METRES_A_DEGREE
        middle = math.cos(math.radians(self.top / MICRO))
        self._narrow = middle * METRES_A_DEGREE / MICRO
        east = (max(point.east for point in points) - self.left) * self._narrow
        room = (WIDTH - 2 * EDGE, MOST_HEIGHT - 2 * EDGE - 24)
        self.metres = max(east / room[0], north / room[1], 0.5)  # of one unit of the drawing
        self.height = max(LEAST_HEIGHT, round(north / self.metres) + 2 * EDGE + 24)
        self._shift = (
            (WIDTH - 2 * EDGE - east / self.metres) / 2,
            (self.height - 24 - 2 * EDGE - north / self.metres) / 2,
        )

    def __call__(self, point: Point) -> tuple[float, float]:
        x = (point.east - self.left) * self._narrow / self.metres
        y = (self.top - point.north) / MICRO * METRES_A_DEGREE / self.metres
        return round(x + EDGE + self._shift[0], 1), round(y + EDGE + self._shift[1], 1)


def _way(way: Way, index: int, frame: _Frame) -> Markup:
    corners = [frame(mark.point) for mark in (way.store, *way.stops, way.store)]
    path = " ".join(f"{x},{y}" for x, y in corners)
    return Markup(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-linejoin="round" '
        'stroke-dasharray="{}" class="way way-{}"><title>{}</title></polyline>'
    ).format(path, _INK[index % len(_INK)], DASHES[index % len(DASHES)] or "none", index % len(_INK) + 1, way.label)


def _number(mark: Mark, way: int) -> str:
    return f"{way}.{mark.number}" if mark.number else "?"


def _sticker(mark: Mark, frame: "_Frame", way: int, *, with_name: bool) -> Sticker:
    """A pill as wide as its number, so that 12.10 is as readable as 1.1."""
    x, y = frame(mark.point)
    width = 22 if not mark.number else 16 + 6 * len(_number(mark, way))
    return Sticker(Box(x, y, width, 20), wide(fit(mark.name, 130)) if with_name else 0)


def _store_box(mark: Mark, frame: "_Frame") -> Box:
    """What a store and its name under it cover."""
    x, y = frame(mark.point)
    return Box(x, y + 8, max(20.0, wide(fit(mark.name, 140))), 36)


def _leader(point: tuple[float, float], number: Box) -> Markup:
    """From a point to its number where that had to move aside."""
    if (number.x, number.y) == point:
        return Markup("")
    return Markup(
        '<path d="M{} {}L{} {}" stroke="#485450" stroke-width="1" class="scale"/>'
        '<circle cx="{}" cy="{}" r="3" fill="#485450" class="north"/>'
    ).format(*point, number.x, number.y, *point)


def _dot(mark: Mark, way: int, spot: Placed) -> Markup:
    box = spot.number
    number = Markup(
        '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="#fff" class="dot-number">{}</text>'
    ).format(box.x, box.y + 4, _number(mark, way))
    pill = Markup('<rect x="{}" y="{}" width="{}" height="20" rx="10" fill="{}" class="dot dot-{}"/>').format(
        round(box.x - box.width / 2, 1),
        box.y - 10,
        round(box.width),
        _INK[(way - 1) % len(_INK)] if way else "#57615e",
        (way - 1) % 4 + 1 if way else 0,
    )
    if spot.name is None:
        return pill + number
    words = Markup('<text x="{}" y="{}" font-size="13">{}</text>').format(
        round(spot.name.x - spot.name.width / 2, 1), round(spot.name.y + 5, 1), fit(mark.name, 130)
    )
    label = Markup('<a href="{}">{}</a>').format(at(mark.href), words) if mark.href else words
    return pill + number + label


def _store(mark: Mark, frame: _Frame) -> Markup:
    x, y = frame(mark.point)
    return Markup(
        '<rect x="{}" y="{}" width="20" height="20" fill="#17211f" class="depot"/>'
        '<text x="{}" y="{}" font-size="13" font-weight="600" text-anchor="middle">{}</text>'
    ).format(x - 10, y - 10, x, y + 26, fit(mark.name, 140))


def _legend(frame: _Frame) -> list[Markup]:
    """A scale of a round length at the foot, and north."""
    wanted = frame.metres * 160
    power = 10 ** math.floor(math.log10(max(wanted, 1)))
    length = max((step * power for step in (1, 2, 5) if step * power <= wanted), default=power)
    x, y = EDGE, frame.height - 16
    width = round(length / frame.metres, 1)
    words = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    return [
        Markup('<path d="M{0} {1}v6h{2}v-6" fill="none" stroke="#485450" stroke-width="1.5" class="scale"/>').format(
            x, y - 6, width
        ),
        Markup('<text x="{}" y="{}" font-size="12" class="soft" fill="#485450">{}</text>').format(
            x + width + 8, y, words
        ),
        Markup(
            '<path d="M{0} {1}l6 16h-12z" fill="#485450" class="north"/>'
            '<text x="{0}" y="{2}" font-size="12" text-anchor="middle" class="soft" fill="#485450">{3}</text>'
        ).format(WIDTH - 24, 14, 44, gettext("北")),
    ]
