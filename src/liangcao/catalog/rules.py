"""Rules of the catalogue."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from liangcao.catalog.commands import CorrectItem, PackLine
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

ACTIVE, RETIRED, MERGED = "active", "retired", "merged"
STATES = {ACTIVE: N_("在用"), RETIRED: N_("已停用"), MERGED: N_("已并入")}
FACTS = ("name", "name_en", "category", "grade", "standard", "shelf_life_days", "is_scarce")
"""What of an item can be put right; its base unit and its kind never, for all quantities are counted by them."""


def check_new_name(name: str, taken: Collection[str], field: str) -> None:
    """Raise Refused ``already_exists`` when `name` already names an item."""
    if name in taken:
        raise refused("already_exists", field, name=name)


def check_size(size: int, field: str) -> None:
    """Raise Refused ``input_invalid`` for a pack of fewer than two base units."""
    if size < 2:
        raise refused("input_invalid", field, detail=N_("包装至少装 2 个最小单位"))


def check_packs(packs: Sequence[PackLine], known: Collection[str] = (), at: str = "") -> None:
    """Raise Refused when a pack holds fewer than two base units, or bears the name of another."""
    seen = set(known)
    for number, pack in enumerate(packs):
        check_size(pack.size, f"{at}packs.{number}.size")
        check_new_name(pack.name, seen, f"{at}packs.{number}.name")
        seen.add(pack.name)


def check_days(valid_from: str, valid_until: str, field: str) -> None:
    """Raise Refused ``days_reversed`` when the last day is before the first."""
    if valid_until and valid_from > valid_until:
        raise refused("days_reversed", field, first=valid_from, last=valid_until)


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """True when two stretches of days (first, last; "" is open) share a day."""
    starts, ends = (one[0], other[0]), (one[1] or "9999-12-31", other[1] or "9999-12-31")
    return max(starts) <= min(ends)


def corrections(command: CorrectItem, known: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What becomes other: (old, new) by fact. Raises Refused ``nothing_changed``."""
    asked = {fact: getattr(command, fact) for fact in FACTS if getattr(command, fact) is not None}
    told = {fact: int(value) if isinstance(value, bool) else value for fact, value in asked.items()}
    changed = {fact: (known[fact], value) for fact, value in told.items() if value != known[fact]}
    if not changed:
        raise refused("nothing_changed", "", name=known["name"])
    return changed


def check_state(name: str, state: str, *, wanted: str, deed: str, field: str = "item_id") -> None:
    """Raise Refused ``wrong_state`` when the item called `name` is not `wanted`."""
    if state != wanted:
        raise refused("wrong_state", field, what=name, state=STATES[state], deed=deed)
