"""The world around the office: places, suppliers, donors, units. All names are made up; the kinds are the real ones."""

import random
from dataclasses import dataclass
from typing import Literal

from liangcao.demo.cast import ENTERPRISE, HOSPITAL
from liangcao.parties.commands import PartyKind

Scale = Literal["small", "full"]
SEED = 20200126
OFFICE = "淄博高新区应急保障组（演示）"
BOX = 50
"""Masks come in closed boxes of so many."""

SHELVES = ("A-01", "A-02", "A-03", "B-01", "B-02", "C-01")
BUDGET = "应急专款"
GIFTS = "社会捐赠资金"
SHANGHAI = "示例（上海）医疗用品公司"
PHARMACY = "示例医药连锁公司"
SAFETY = "示例劳保用品公司"
FACTORY = "示例口罩厂"
CHARITY = "示例慈善总会"
COMPANY = "示例爱心企业"
RESERVES = ("示例应急物资储备单位一", "示例应急物资储备单位二")
SECOND_HOSPITAL = "示例第二医院"
TEAM = "示例消杀队"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A party the office deals with."""

    kind: PartyKind
    name: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise that reopens: how many people work there, and the masks asked for them."""

    name: str
    people: int
    masks: int


@dataclass(frozen=True, slots=True)
class World:
    """All of it, in one of two sizes."""

    neighbours: tuple[Neighbour, ...]
    enterprises: tuple[Enterprise, ...]

    def names(self, kind: PartyKind) -> list[str]:
        """The names of the parties of one kind."""
        return [each.name for each in self.neighbours if each.kind == kind]


_SIZES: dict[Scale, dict[str, int]] = {
    "small": {"hospital": 2, "checkpoint": 3, "department": 2, "subdistrict": 3, "school": 2, "enterprise": 30},
    "full": {"hospital": 9, "checkpoint": 6, "department": 8, "subdistrict": 131, "school": 38, "enterprise": 312},
}
_HOSPITALS = (HOSPITAL, SECOND_HOSPITAL)
MASKS_FOR_ENTERPRISES = 60_000


def build_world(scale: Scale) -> World:
    """The same world for the same `scale`, every time."""
    sizes = _SIZES[scale]
    chance = random.Random(SEED)  # noqa: S311 - a repeatable story, nothing secret
    people = [chance.randrange(20, 400) for _ in range(sizes["enterprise"])]
    masks = _share_boxes(people, MASKS_FOR_ENTERPRISES // BOX)
    names = [ENTERPRISE, *(f"示例企业{number:03}" for number in range(2, len(people) + 1))]
    enterprises = tuple(Enterprise(*each) for each in zip(names, people, masks, strict=True))
    return World(
        (*_suppliers(), *_units(sizes), *(Neighbour("enterprise", each, "示例园区") for each in names)), enterprises
    )


def _suppliers() -> tuple[Neighbour, ...]:
    return (
        *(Neighbour("reserve", name) for name in RESERVES),
        *(Neighbour("supplier", name) for name in (SHANGHAI, PHARMACY, SAFETY, FACTORY)),
        *(Neighbour("donor", name) for name in (CHARITY, COMPANY)),
    )


def _units(sizes: dict[str, int]) -> tuple[Neighbour, ...]:
    hospitals = [*_HOSPITALS, *(f"示例社区卫生服务中心{number}" for number in range(1, sizes["hospital"] - 1))]
    streets = [f"示例街道办{number}" for number in range(1, min(sizes["subdistrict"], 5) + 1)]
    streets += [f"示例社区{number:03}" for number in range(1, sizes["subdistrict"] - len(streets) + 1)]
    return (
        *(Neighbour("hospital", name) for name in hospitals),
        *(Neighbour("checkpoint", f"示例检查卡口{number}") for number in range(1, sizes["checkpoint"] + 1)),
        Neighbour("team", TEAM),
        *(Neighbour("department", f"示例部门{number}") for number in range(1, sizes["department"] + 1)),
        *(Neighbour("subdistrict", name) for name in streets),
        *(Neighbour("school", f"示例学校{number:02}") for number in range(1, sizes["school"] + 1)),
    )


def _share_boxes(weights: list[int], boxes: int) -> list[int]:
    """`boxes` by `weights`, at least one each, as base units: whole parts first, the rest to the largest remainders."""
    total, spare = sum(weights), boxes - len(weights)
    parts = [1 + spare * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (-(spare * weights[index] % total), index))
    for index in order[: boxes - sum(parts)]:
        parts[index] += 1
    return [part * BOX for part in parts]
