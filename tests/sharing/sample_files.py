"""Questions as they stand in files, made up by chance with everything a file can say."""

import random
from typing import Any


def random_file(chance: random.Random) -> dict[str, Any]:
    """A small question: three items that may replace each other, four units, two warehouses, two zones."""
    items = ["a", "b", "c"]
    packs = chance.choice([(1, 1, 1), (2, 2, 2), (2, 4, 2)])
    floors = {(chance.choice(items), chance.randint(1, 3)): chance.randint(0, 6) for _ in range(chance.randint(0, 2))}
    order = chance.choice(["class", "minima"])
    tiers = _tiers(chance) if order == "minima" and chance.random() < 0.5 else []
    expected = [{"item": chance.choice(items), "class": chance.randint(1, 3), "quantity": chance.randint(1, 9)}]
    return {
        "date": "2020-02-10",
        "items": [{"item": item, "pack": pack} for item, pack in zip(items, packs, strict=True)],
        "claims": [_claim(chance, str(number), items) for number in range(chance.randint(1, 7))],
        "lots": [_lot(chance, str(number), items) for number in range(chance.randint(0, 7))],
        "floors": [{"item": item, "class": each, "quantity": boxes} for (item, each), boxes in floors.items()],
        "expected": expected if order == "class" and chance.random() < 0.3 else [],
        "pick_limits": _limits(chance) if chance.random() < 0.2 else [],
        "units": [{"unit": unit, "zone": chance.choice("NS")} for unit in "uvwx"],
        "costs": [
            {"warehouse": warehouse, "zone": zone, "cost": chance.randint(0, 5)} for warehouse in "WV" for zone in "NS"
        ],
        "rules": {
            "order": order,
            "rounding": chance.choice(["up", "down"]),
            "minima": chance.choice(["part", "part", "whole"]),
            "drain_days": chance.choice([-1, 0, 7]),
            "tiers": tiers,
            "last_box": chance.choice(["lowest", "lowest", "nearest"]),
        },
    }


def _claim(chance: random.Random, name: str, items: list[str]) -> dict[str, Any]:
    item = chance.choice(items)
    asked = chance.randint(1, 9)
    return {
        "claim": name,
        "unit": chance.choice("uvwx"),
        "item": item,
        "class": chance.randint(1, 3),
        "asked": asked,
        "minimum": chance.randint(0, asked),
        "already": chance.choice([0, 0, 1]),
        "weight": chance.choice([1, 1, 2]),
        "debt": chance.randint(-2, 2),
        "accepts": [other for other in items if other != item and chance.random() < 0.3],
        "standards": chance.choice([[], [], ["s"], ["S-2010", "t"]]),
        "life_days": chance.choice([0, 0, 10]),
        "approved": chance.choice(["2020-01-01", "2020-01-02"]),
    }


def _lot(chance: random.Random, name: str, items: list[str]) -> dict[str, Any]:
    return {
        "lot": name,
        "item": chance.choice(items),
        "warehouse": chance.choice("WV"),
        "quantity": chance.randint(0, 9),
        "expires": chance.choice(["", "2020-02-15", "2020-02-25", "2020-01-30"]),
        "standard": chance.choice(["", "s", "s-2010", "t"]),
        "for_unit": chance.choice(["", "", "", "u", "v"]),
        "for_class": chance.choice([0, 0, 0, 1, 2]),
        "quarantined": chance.random() < 0.1,
        "arrives": chance.choice(["", "", "2020-03-01"]),
        **({"for_unit": "", "for_zone": chance.choice("NS")} if chance.random() < 0.2 else {}),
    }


def _limits(chance: random.Random) -> list[dict[str, Any]]:
    return [{"warehouse": "W", "boxes": chance.randint(1, 6), "together": chance.choice([[], [], ["V"]])}]


def _tiers(chance: random.Random) -> list[str]:
    """Any order in which every class's minimum comes before its rest."""
    order = chance.sample([each for each in "123" for _ in range(2)], 6)
    return [f"{each}:{'rest' if each in order[:place] else 'minimum'}" for place, each in enumerate(order)]
