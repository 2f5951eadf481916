"""Rules of the catalogue."""

from collections.abc import Collection, Sequence

from liangcao.catalog.commands import PackLine
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_


def check_new_name(name: str, taken: Collection[str], field: str) -> None:
    """Raise Refused ``already_exists`` when `name` already names an item."""
    if name in taken:
        raise refused("already_exists", field, name=name)


def check_packs(packs: Sequence[PackLine]) -> None:
    """Raise Refused when a pack holds fewer than two base units or two packs share a name."""
    seen: set[str] = set()
    for number, pack in enumerate(packs):
        if pack.size < 2:
            raise refused("input_invalid", f"packs.{number}.size", detail=N_("包装至少装 2 个最小单位"))
        check_new_name(pack.name, seen, f"packs.{number}.name")
        seen.add(pack.name)
