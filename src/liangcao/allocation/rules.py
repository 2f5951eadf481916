"""The allocation plan as a pure function of approved claims and usable stock.

First how much (`sharing`), then where from (`lots`), then why (`reason` of each share). No database, clock or chance:
the same claims and supplies, in whatever order, always give the same plan.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from liangcao.allocation.lots import draw_lots, expiry_order
from liangcao.allocation.sharing import Need, Pool, group_claims, share_item
from liangcao.allocation.values import (
    Claim,
    Plan,
    PlanLine,
    Share,
    Supply,
    input_hash,
    plan_hash,
    sharing_pack,
)

__all__ = [
    "Claim",
    "Plan",
    "PlanLine",
    "Share",
    "Supply",
    "input_hash",
    "is_usable",
    "last_day_needed",
    "plan_allocation",
]

_Asset = TypeVar("_Asset", Claim, Supply)


def plan_allocation(
    claims: Sequence[Claim],
    supplies: Sequence[Supply],
    *,
    item_packs: Mapping[int, int],
    today: str,
    minimum_life_days: int = 0,
) -> Plan:
    """Share the usable `supplies` out among `claims`: urgent classes first, fair within a class, in whole packs.

    `item_packs` is the pack (base units) each item is shared by; an item left out is shared by the largest box that
    stands closed among its usable supplies. Lots that expire before `today` + `minimum_life_days`, quarantined lots
    and lots directed at others are never used. Raises ValueError when a value cannot be: a mistake of the caller.
    """
    _check_input(claims, supplies, item_packs)
    needed_until = last_day_needed(today, minimum_life_days)
    claims_of = _by_item(claims)
    supplies_of = _by_item([supply for supply in supplies if is_usable(supply, needed_until)])
    lines: list[PlanLine] = []
    shares: list[Share] = []
    for item_id, asks in claims_of.items():
        usable = supplies_of.get(item_id, [])
        pack = sharing_pack(item_id, item_packs, usable)
        needs = group_claims(asks)
        pools = _by_pool(usable)
        share_item(needs, {pool: sum(s.available for s in group) for pool, group in pools.items()}, pack)
        lines += _lines(needs, pools, pack)
        shares += _shares(needs, pools, pack)
    lines.sort(key=lambda line: (line.claim_key, line.lot_id, line.location_id))
    shares.sort(key=lambda share: share.claim_key)
    question = input_hash(claims, supplies, item_packs=item_packs, today=today, minimum_life_days=minimum_life_days)
    return Plan(tuple(lines), tuple(shares), question, plan_hash(question, lines, shares))


def last_day_needed(today: str, minimum_life_days: int) -> str:
    """The day (``YYYY-MM-DD``) until which goods given out on `today` must at least be usable."""
    return (date.fromisoformat(today) + timedelta(days=minimum_life_days)).isoformat()


def is_usable(supply: Supply, needed_until: str) -> bool:
    """Whether goods may be given out at all: something there, not quarantined, usable until `needed_until`."""
    lasts = not supply.expires_on or supply.expires_on >= needed_until
    return supply.available > 0 and lasts and not supply.quarantined


def _check_input(claims: Sequence[Claim], supplies: Sequence[Supply], item_packs: Mapping[int, int]) -> None:
    if len({claim.key for claim in claims}) != len(claims):
        raise ValueError("two claims have the same key")
    if len({(supply.lot_id, supply.location_id) for supply in supplies}) != len(supplies):
        raise ValueError("a lot is named twice at one location")
    if any(claim.asked <= 0 or claim.weight < 1 or claim.unit_id < 1 or claim.priority_class < 1 for claim in claims):
        raise ValueError("a claim asks for nothing, or its weight, unit or class is below 1")
    if any(supply.available < 0 or supply.pack_size < 1 for supply in supplies):
        raise ValueError("a supply has less than nothing, or a pack of less than one")
    if any(size < 1 for size in item_packs.values()):
        raise ValueError("a pack of less than one")


def _by_item(values: Sequence[_Asset]) -> dict[int, list[_Asset]]:
    groups: defaultdict[int, list[_Asset]] = defaultdict(list)
    for value in values:
        groups[value.item_id].append(value)
    return dict(sorted(groups.items()))


def _by_pool(supplies: Sequence[Supply]) -> dict[Pool, list[Supply]]:
    pools: defaultdict[Pool, list[Supply]] = defaultdict(list)
    for supply in supplies:
        pools[supply.purpose_unit_id, supply.purpose_class].append(supply)
    return dict(pools)


def _lines(needs: Sequence[Need], pools: Mapping[Pool, Sequence[Supply]], pack: int) -> list[PlanLine]:
    """Lots for every need, pool by pool, then cut among the claims that make up the need."""
    drawn: list[list[tuple[Supply, int]]] = [[] for _ in needs]
    for pool, supplies in pools.items():
        amounts = [need.from_pools.get(pool, 0) for need in needs]
        for index, supply, quantity in draw_lots(supplies, amounts, pack):
            drawn[index].append((supply, quantity))
    lines = []
    for need, parts in zip(needs, drawn, strict=True):
        parts.sort(key=lambda part: expiry_order(part[0]))
        lines += _cut(need, parts)
    return lines


def _cut(need: Need, parts: Sequence[tuple[Supply, int]]) -> list[PlanLine]:
    """A unit's claims are filled in order of approval, the goods that expire first to the first of them."""
    quantities: defaultdict[tuple[str, int, int], int] = defaultdict(int)
    members = iter(need.claims)
    claim = next(members)
    room = claim.asked
    for supply, left in parts:
        while left:
            if not room:
                claim = next(members)
                room = claim.asked
            quantity = min(left, room)
            quantities[claim.key, supply.lot_id, supply.location_id] += quantity
            left -= quantity
            room -= quantity
    return [PlanLine(*place, quantity) for place, quantity in quantities.items()]


def _shares(needs: Sequence[Need], pools: Mapping[Pool, Sequence[Supply]], pack: int) -> list[Share]:
    """One share for each claim, with the reason that holds for the whole need."""
    general = sum(supply.available for supply in pools.get((0, 0), ()))
    missing = 0
    takers: list[int] = []
    shares = []
    for priority_class in sorted({need.priority_class for need in needs}):
        fellows = [need for need in needs if need.priority_class == priority_class]
        missing += sum(need.missing for need in fellows)
        facts: dict[str, int | str] = {
            "priority_class": priority_class,
            "pack": pack,
            "class_asked": sum(need.asked for need in fellows),
            "class_given": sum(need.given for need in fellows),
            "others": len(fellows) - 1,
            "stock": general + sum(supply.available for supply in pools.get((0, priority_class), ())),
            "taken_by": ", ".join(map(str, takers)),
            "more_needed": missing,
        }
        class_full = not any(need.missing for need in fellows)
        for need in fellows:
            shares += _shares_of(need, facts, class_full=class_full)
        from_general = sum(need.from_pools.get((0, 0), 0) for need in fellows)
        general -= from_general
        takers += [priority_class] if from_general else []
    return shares


def _shares_of(need: Need, facts: Mapping[str, int | str], *, class_full: bool) -> list[Share]:
    params = {**facts, "unit_asked": need.asked, "unit_given": need.given, "claims": len(need.claims)}
    reason = _reason(need, facts, class_full=class_full)
    level = need.given * 1000 // need.asked
    shares = []
    left = need.given
    for claim in need.claims:
        given = min(left, claim.asked)
        left -= given
        shares.append(Share(claim.key, claim.asked, given, level, reason, params))
    return shares


def _reason(need: Need, facts: Mapping[str, int | str], *, class_full: bool) -> str:
    """The code of `explain.REASONS` that says why `need` got what it got."""
    if not need.missing:
        return "class_full" if class_full else "ask_full"
    if not facts["stock"]:
        if need.given:
            return "directed_only"
        return "taken_by_urgent" if facts["taken_by"] else "no_stock"
    if not need.given:
        return "packs_ran_out"
    if need.last_pieces:
        return "last_pieces"
    return "rounded_up" if need.rounded_up else "shared"
