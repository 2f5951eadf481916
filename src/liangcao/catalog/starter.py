"""What an emergency office stocks in its first days, known from the first minute: names, packs, standards."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from liangcao.kernel.quantity import Pack


@dataclass(frozen=True, slots=True)
class StarterItem:
    """A common item; `packs` are usual sizes in `base_unit` (an office corrects them), largest first.

    `shelf_life_days` is the usual life from the day of making; `is_reusable` items come back to the store.
    """

    key: str
    name: str
    name_en: str
    group: str
    base_unit: str
    packs: tuple[Pack, ...]
    aliases: tuple[str, ...]
    standard: str
    shelf_life_days: int
    is_reusable: bool


def starter_items() -> tuple[StarterItem, ...]:
    """The items every office begins with, by group."""
    return _read("starter_items")


def starter_set(name: str) -> tuple[StarterItem, ...]:
    """The items of a further set, ``flood`` or ``earthquake``."""
    return _read(f"starter_{name}")


@cache
def _read(name: str) -> tuple[StarterItem, ...]:
    text = files("liangcao.catalog").joinpath(f"{name}.csv").read_text("utf-8")
    return tuple(_item(row) for row in csv.DictReader(text.splitlines()))


def starter_item(key: str) -> StarterItem:
    """The item with this short key; raises KeyError when there is none (a programming error)."""
    return {item.key: item for item in starter_items()}[key]


def _item(row: dict[str, str]) -> StarterItem:
    packs = [pack.split("=") for pack in row["packs"].split(";") if pack]
    return StarterItem(
        key=row["key"],
        name=row["name"],
        name_en=row["name_en"],
        group=row["group"],
        base_unit=row["base_unit"],
        packs=tuple(sorted((Pack(name, int(size)) for name, size in packs), key=lambda pack: -pack.size)),
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        standard=row["standard"],
        shelf_life_days=int(row["shelf_life_days"]),
        is_reusable=row["is_reusable"] == "1",
    )
