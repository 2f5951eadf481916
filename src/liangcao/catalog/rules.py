"""Rules of the catalogue."""

from collections.abc import Collection, Sequence

from liangcao.catalog.commands import PackLine
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_


def check_new_name(name: str, taken: Collection[str], field: str) -> None:
    """Raise Refused ``already_exists`` when `name` already names an item."""
    if name in taken:
        raise refused("already_exists", field, name=name)


def check_size(size: int, field: str) -> None:
    """Raise Refused ``input_invalid`` for a pack of fewer than two base units."""
    if size < 2:
        raise refused("input_invalid", field, detail=N_("包装至少装 2 个最小单位"))


def check_packs(packs: Sequence[PackLine]) -> None:
    """Raise Refused when a pack holds fewer than two base units or two packs share a name."""
    seen: set[str] = set()
    for number, pack in enumerate(packs):
        check_size(pack.size, f"packs.{number}.size")
        check_new_name(pack.name, seen, f"packs.{number}.name")
        seen.add(pack.name)
