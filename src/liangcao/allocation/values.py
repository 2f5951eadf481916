"""What sharing out works on and answers with: claims, supplies, the plan. Plain values, quantities in base units."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """Approved and not yet allocated: `asked` base units (> 0) of an item for a unit.

    `priority_class` is 1 (most urgent) to 6. `approved_order` ranks approvals, smaller is earlier. `weight` (>= 1)
    scales the fill a claim is owed: with weight 2 it stands at twice the filling ratio of its fellows.
    """

    key: str
    unit_id: int
    item_id: int
    priority_class: int
    asked: int
    approved_order: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Supply:
    """What one lot has `available` (on hand less held, base units) at one location.

    `expires_on` is the last day of use (``YYYY-MM-DD``, ``""`` = never). `pack_size` > 1: closed boxes of that many,
    given whole; 1: loose. `purpose_unit_id` and `purpose_class` are the donor's direction, 0 = none.
    """

    lot_id: int
    location_id: int
    item_id: int
    available: int
    expires_on: str = ""
    pack_size: int = 1
    quarantined: bool = False
    purpose_unit_id: int = 0
    purpose_class: int = 0


@dataclass(frozen=True, slots=True)
class PlanLine:
    """So many base units of a lot at a location go to a claim."""

    claim_key: str
    lot_id: int
    location_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a claim gets and why.

    `level` is the fill, in thousandths rounded down, of all that the unit asks of this item in this class (claims
    of one unit, item and class are one ask). `reason` is a code of `allocation.explain.REASONS`, `params` fill it.
    """

    claim_key: str
    asked: int
    given: int
    level: int
    reason: str
    params: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: lines by claim, lot and location, one share for each claim, and the hashes of question and answer."""

    lines: tuple[PlanLine, ...]
    shares: tuple[Share, ...]
    input_hash: str
    plan_hash: str


def sharing_pack(item_id: int, item_packs: Mapping[int, int], usable: Iterable[Supply]) -> int:
    """The pack an item is shared by: as `item_packs` says, else the largest box that stands closed among `usable`.

    `usable` are supplies of this item that may be given out; with nothing but loose goods the answer is 1.
    """
    closed = (supply.pack_size for supply in usable if supply.available >= supply.pack_size)
    return item_packs.get(item_id) or max(closed, default=1)


def input_hash(
    claims: Sequence[Claim],
    supplies: Sequence[Supply],
    *,
    item_packs: Mapping[int, int],
    today: str,
    minimum_life_days: int = 0,
) -> str:
    """SHA-256 (hex) of everything a plan follows from, whatever the order it comes in: equal hash, equal plan."""
    items = {claim.item_id for claim in claims}
    return _digest(
        [
            sorted(
                [c.key, c.unit_id, c.item_id, c.priority_class, c.asked, c.approved_order, c.weight] for c in claims
            ),
            sorted(
                (
                    [s.lot_id, s.location_id, s.item_id, s.available, s.expires_on, s.pack_size],
                    [int(s.quarantined), s.purpose_unit_id, s.purpose_class],
                )
                for s in supplies
            ),
            sorted([item, size] for item, size in item_packs.items() if item in items),
            today,
            minimum_life_days,
        ]
    )


def plan_hash(question: str, lines: Iterable[PlanLine], shares: Iterable[Share]) -> str:
    """SHA-256 (hex) of a plan's content and of the `question` (its input hash) that it answers."""
    told = [[s.claim_key, s.asked, s.given, s.level, s.reason, sorted(s.params.items())] for s in shares]
    return _digest([question, [[p.claim_key, p.lot_id, p.location_id, p.quantity] for p in lines], told])


def _digest(content: list[object]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
