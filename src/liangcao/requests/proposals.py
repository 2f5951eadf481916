"""How much would be needed by local norms, where nobody said how much: pure arithmetic, shown with its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcao.kernel.quantity import MAX_QUANTITY, Pack

DAYS_ASSUMED = 7
"""Where nobody said for how many days, a week is proposed, and the proposal says so."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the people of one role need: `milli_per_day` thousandths of a base unit each, a day."""

    role: str
    heads: int
    milli_per_day: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A quantity in base units with its arithmetic: norm x heads x days of each part, less what is there, in packs.

    `needed` is the sum before `stock_held` is taken off; `pack` what it was rounded up to (size 1: nothing to round).
    """

    parts: tuple[Part, ...]
    days: int
    is_days_assumed: bool
    needed: int
    stock_held: int
    is_stock_unknown: bool
    pack: Pack
    quantity: int


def propose(
    norms: Mapping[str, int],
    people: Mapping[str, int],
    *,
    cover_days: int,
    stock_held: int | None,
    packs: Sequence[Pack] = (),
) -> Proposal | None:
    """What `people` (heads by role) need for `cover_days` by `norms` (thousandths a head and day, by role).

    None where no norm speaks of any of them. Rounded up: first to whole base units, then to the smallest pack.
    """
    parts = tuple(
        Part(role, heads, norms[role]) for role, heads in sorted(people.items()) if heads > 0 and norms.get(role, 0) > 0
    )
    if not parts:
        return None
    days = cover_days or DAYS_ASSUMED
    milli = sum(part.heads * part.milli_per_day for part in parts) * days
    needed = -(-milli // 1000)
    rest = max(0, needed - (stock_held or 0))
    sizes = [pack for pack in packs if pack.size > 1]
    pack = min(sizes, key=lambda each: (each.size, each.name), default=Pack("", 1))
    quantity = min(-(-rest // pack.size) * pack.size, MAX_QUANTITY)
    return Proposal(parts, days, cover_days == 0, needed, stock_held or 0, stock_held is None, pack, quantity)
