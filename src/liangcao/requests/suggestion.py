"""Which priority class a request is suggested, and why: pure, by the table in force.

What says "urgent" is not looked at. What those who ask say of themselves (whom they cover, what they have) can only
raise a suggestion, and a suggestion changes nothing by itself: people do, with a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from liangcao.kernel.refusals import N_
from liangcao.parties.class_table import ClassTable

Code = Literal["kind", "exposed", "cover_short", "cover_enough", "cover_not_asked", "cover_unknown"]
SENTENCES: dict[Code, str] = {
    "kind": N_("%(kind)s按表归 %(to)s"),
    "exposed": N_("管的 %(heads)s 人里一半以上（%(most)s 人）是%(roles)s，归 %(to)s"),
    "cover_short": N_("现有 %(item)s 只够 %(days)s 天，少于 %(least)s 天，提到 %(to)s"),
    "cover_enough": N_("现有 %(item)s 够 %(days)s 天，不少于 %(least)s 天，不提"),
    "cover_not_asked": N_("还够几天：这一类不看"),
    "cover_unknown": N_("还够几天：不知道（没说现有多少，或没有定额）"),
}
"""What each reason says (gettext messages)."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a unit has of an item lasts `days` whole days, by norm x people."""

    item_id: int
    item_name: str
    days: int


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: a code of `SENTENCES`, the class it leads to (0: none), and what it was seen by."""

    code: Code
    to: int = 0
    kind: str = ""
    roles: tuple[str, ...] = ()
    heads: int = 0
    most: int = 0
    cover: Cover | None = None
    least: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The class suggested, what the table gives the kind alone, and why."""

    number: int
    by_kind: int
    reasons: tuple[Because, ...]


def suggested_class(table: ClassTable, kind: str, covered: Mapping[str, int], cover: Cover | None) -> Suggestion:
    """The class for a unit of `kind` that covers so many people of each role, and whose stock lasts so long.

    First the class of its kind. If at least half the people covered are of the roles of a more urgent class (the roles
    of all classes as urgent taken together), then that one. If its stock is known to last less than that class bids,
    the next more urgent one: one step, whatever is short.
    """
    by_kind = table.of_kind(kind)
    reasons = [Because("kind", by_kind, kind=kind)]
    number = by_kind
    exposed = _exposed(table, covered, by_kind)
    if exposed is not None:
        reasons.append(exposed)
        number = exposed.to
    least = table.by_number[number].lift_days
    above = table.above(number)
    if not least or above is None:
        reasons.append(Because("cover_not_asked"))
    elif cover is None:
        reasons.append(Because("cover_unknown"))
    elif cover.days < least:
        number = above.number
        reasons.append(Because("cover_short", number, cover=cover, least=least))
    else:
        reasons.append(Because("cover_enough", cover=cover, least=least))
    return Suggestion(number, by_kind, tuple(reasons))


def _exposed(table: ClassTable, covered: Mapping[str, int], by_kind: int) -> Because | None:
    """The most urgent class, above that of the kind, up to which at least half of those covered belong."""
    heads = sum(covered.values())
    roles: list[str] = []
    for each in table.active:
        if each.number >= by_kind:
            break
        roles += [role for role in each.exposures if covered.get(role)]
        most = sum(covered[role] for role in roles)
        if most and most * 2 >= heads:
            return Because("exposed", each.number, roles=tuple(roles), heads=heads, most=most)
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """What a unit said it has of an item, in base units; None: it did not say."""

    item_id: int
    item_name: str
    quantity: int | None


def cover_left(held: Sequence[Held], norms: Mapping[tuple[int, str], int], covered: Mapping[str, int]) -> Cover | None:
    """The item that runs out first and its whole days: stock / (norm x people); None where that is not known.

    `norms` are thousandths a head and day by item and role. Never guessed: an item counts only where somebody said what
    is there and a norm speaks of people covered.
    """
    known = [cover for each in held if (cover := _cover(each, norms, covered)) is not None]
    return min(known, key=lambda cover: (cover.days, cover.item_id), default=None)


def _cover(held: Held, norms: Mapping[tuple[int, str], int], covered: Mapping[str, int]) -> Cover | None:
    milli = _milli_a_day(((norms.get((held.item_id, role), 0), heads) for role, heads in covered.items()))
    if held.quantity is None or not milli:
        return None
    return Cover(held.item_id, held.item_name, held.quantity * 1000 // milli)


def _milli_a_day(parts: Iterable[tuple[int, int]]) -> int:
    return sum(norm * heads for norm, heads in parts)
