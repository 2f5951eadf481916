"""Where places lie: degrees as they are typed, the four datums of Chinese maps, straight lines between two points.

Kept are whole microdegrees of WGS-84 (0.11 m); sines are used on the way only and rounded at once. CGCS2000 differs
from WGS-84 by centimetres and counts as the same. GCJ-02 (the maps of AMap and Tencent) is shifted by 100 to 700 m; its
public approximation is inverted by iteration, to better than a metre. BD-09 (Baidu) is GCJ-02 shifted once more, by its
own published approximation, and inverted in the same way.
"""

import math
import re
from dataclasses import dataclass

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

DATUMS: dict[str, str] = {
    "wgs84": N_("WGS-84（手机定位、GPS）"),
    "cgcs2000": N_("CGCS2000（天地图、测绘）"),
    "gcj02": N_("GCJ-02（高德、腾讯）"),
    "bd09": N_("BD-09（百度）"),
}
MICRO = 1_000_000
FAR_METRES = 1_000_000
"""A place farther than this from the first store is taken for a slip of the pen."""
_AXIS = 6_378_245.0  # the Krasovsky ellipsoid of 1940, by which GCJ-02 is computed
_SQUASH = 0.006_693_421_622_965_943
_EARTH = 6_371_008.8  # mean radius of the earth (IUGG), metres
_DEGREES = re.compile(r"([-+]?[0-9]{1,3})(?:\.([0-9]{1,12}))?")
_SIGNS = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


@dataclass(frozen=True, slots=True)
class Point:
    """A place in whole microdegrees of WGS-84: north of the equator, east of Greenwich."""

    north: int
    east: int


def microdegrees(text: str, field: str = "") -> int:
    """Degrees ``36.8131`` as whole microdegrees, rounded; raises Refused ``degrees_unreadable`` for `field`."""
    found = _DEGREES.fullmatch(text.translate(_SIGNS).strip().rstrip("°"))
    if not found:
        raise refused("degrees_unreadable", field, text=text.strip()[:40])
    digits = (found[2] or "").ljust(7, "0")
    size = abs(int(found[1])) * MICRO + (int(digits[:7]) + 5) // 10
    return -size if found[1].startswith("-") else size


def checked(north: int, east: int, field: str = "") -> Point:
    """A point on the globe; raises Refused ``coordinates_swapped`` or ``coordinates_outside``.

    Nothing in China lies farther north than 54 degrees, nothing farther west than 73: the two are told apart by that.
    """
    if abs(north) > 60 * MICRO and abs(east) < 60 * MICRO:
        raise refused("coordinates_swapped", field, north=degrees(north), east=degrees(east))
    if abs(north) > 90 * MICRO or abs(east) > 180 * MICRO:
        raise refused("coordinates_outside", field, north=degrees(north), east=degrees(east))
    return Point(north, east)


def degrees(micro: int) -> str:
    """Microdegrees as ``36.813100``."""
    whole, part = divmod(abs(micro), MICRO)
    return f"{'-' if micro < 0 else ''}{whole}.{part:06d}"


def to_wgs84(point: Point, datum: str) -> Point:
    """`point` of one of the `DATUMS` in WGS-84."""
    drawn = {"gcj02": _shifted, "bd09": _by_baidu}.get(datum)
    if drawn is None:
        return point
    north, east = float(point.north), float(point.east)
    for _ in range(6):  # each step leaves less than a tenth of the error
        shifted = drawn(north / MICRO, east / MICRO)
        north += point.north - shifted[0] * MICRO
        east += point.east - shifted[1] * MICRO
    return Point(round(north), round(east))


def to_gcj02(point: Point) -> Point:
    """`point` as AMap and Tencent draw it."""
    north, east = _shifted(point.north / MICRO, point.east / MICRO)
    return Point(round(north * MICRO), round(east * MICRO))


def to_bd09(point: Point) -> Point:
    """`point` as Baidu draws it."""
    north, east = _by_baidu(point.north / MICRO, point.east / MICRO)
    return Point(round(north * MICRO), round(east * MICRO))


def _by_baidu(north: float, east: float) -> tuple[float, float]:
    """WGS-84 degrees as BD-09, by the approximation published since 2012 of how it follows from GCJ-02."""
    north, east = _shifted(north, east)
    wave = math.pi * 3000.0 / 180.0
    far = math.hypot(east, north) + 0.000_02 * math.sin(north * wave)
    angle = math.atan2(north, east) + 0.000_003 * math.cos(east * wave)
    return far * math.sin(angle) + 0.006, far * math.cos(angle) + 0.006_5


def _shifted(north: float, east: float) -> tuple[float, float]:
    """WGS-84 degrees as GCJ-02, by the approximation published since 2010; outside China they are the same."""
    if not (0.8293 <= north <= 55.8271 and 72.004 <= east <= 137.8347):
        return north, east
    x, y = east - 105.0, north - 35.0
    root = math.sqrt(abs(x))
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    up = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    up += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    up += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    right = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    right += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    right += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(north)
    bend = 1.0 - _SQUASH * math.sin(angle) ** 2
    north += up * 180.0 / (_AXIS * (1.0 - _SQUASH) / (bend * math.sqrt(bend)) * math.pi)
    east += right * 180.0 / (_AXIS / math.sqrt(bend) * math.cos(angle) * math.pi)
    return north, east


def metres_between(one: Point, other: Point) -> int:
    """The great circle between two points in whole metres (haversine on the mean sphere)."""
    up = math.radians((other.north - one.north) / MICRO)
    right = math.radians((other.east - one.east) / MICRO)
    flat = math.cos(math.radians(one.north / MICRO)) * math.cos(math.radians(other.north / MICRO))
    half = math.sin(up / 2) ** 2 + flat * math.sin(right / 2) ** 2
    return round(2 * _EARTH * math.asin(min(1.0, math.sqrt(half))))
