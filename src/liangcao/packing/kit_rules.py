"""Rules of kits and re-packs: what one kit holds, what it costs, how long it keeps, for whom it is. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.packing.commands import PartLot


@dataclass(frozen=True, slots=True)
class Part:
    """A lot that goes into kits: so much of it in all, its cost (None: unknown), whom it was given for, who paid."""

    lot_id: int
    item_id: int
    item_name: str
    batch_number: str
    expires_on: str
    is_quarantined: bool
    unit_cost_fen: int | None
    cost_units: int
    budget_line_id: int
    purpose_party_id: int
    purpose_class: int
    quantity: int

    @property
    def called(self) -> str:
        """The lot as people call it."""
        return f"{self.item_name} {self.batch_number or self.lot_id}"

    @property
    def cost(self) -> Fraction | None:
        """Fen for all of it, exactly; None when its cost is not known."""
        return None if self.unit_cost_fen is None else Fraction(self.unit_cost_fen * self.quantity, self.cost_units)


def check_parts(recipe: Mapping[int, int], parts: Sequence[Part], kits: int, names: Mapping[int, str]) -> None:
    """Hold the lots against the recipe (`recipe`: base units in one kit, by item).

    Every kit of a lot holds the same of the same lots: so much of each lot as the number of kits divides. Raises
    Refused with every fault: ``not_a_part``, ``kit_uneven``, ``kit_incomplete``.
    """
    reasons: list[Reason] = []
    sums: dict[int, int] = dict.fromkeys(recipe, 0)
    for index, part in enumerate(parts):
        where = f"parts.{index}"
        if part.item_id not in recipe:
            reasons.append(Reason("not_a_part", {"lot": part.called}, f"{where}.lot_id"))
            continue
        sums[part.item_id] += part.quantity
        if part.quantity % kits:
            params = {"lot": part.called, "quantity": part.quantity, "kits": kits}
            reasons.append(Reason("kit_uneven", params, f"{where}.quantity"))
    for item_id, each in recipe.items():
        if sums[item_id] != each * kits:
            params = {"item": names.get(item_id, item_id), "needed": each * kits, "given": sums[item_id]}
            reasons.append(Reason("kit_incomplete", params, "parts"))
    if reasons:
        raise Refused(*reasons)


def check_twice(parts: Sequence[PartLot]) -> None:
    """Raise Refused ``lot_twice`` for a lot that is named twice."""
    seen: set[int] = set()
    for index, part in enumerate(parts):
        if part.lot_id in seen:
            raise refused("lot_twice", f"parts.{index}.lot_id", lot=part.lot_id)
        seen.add(part.lot_id)


def check_usable(parts: Sequence[Part], today: str, field: str = "parts") -> None:
    """Raise Refused ``lot_expired``, ``lot_quarantined`` for each part that may not be used."""
    reasons: list[Reason] = []
    for index, part in enumerate(parts):
        where = f"{field}.{index}.lot_id" if field == "parts" else field
        if part.expires_on and part.expires_on < today:
            reasons.append(Reason("lot_expired", {"lot": part.called, "expires_on": part.expires_on}, where))
        if part.is_quarantined:
            reasons.append(Reason("lot_quarantined", {"lot": part.called}, where))
    if reasons:
        raise Refused(*reasons)


def purpose_of(parts: Sequence[Part]) -> tuple[int, int]:
    """For whom (party, class; 0: anybody) what is made of the parts is.

    Directed goods direct the whole kit. Raises Refused ``purposes_mixed`` when they are directed to different ones.
    """
    directed = {(part.purpose_party_id, part.purpose_class): part for part in parts}
    directed.pop((0, 0), None)
    if len(directed) > 1:
        raise refused("purposes_mixed", "parts", lots="、".join(part.called for part in directed.values()))
    return next(iter(directed), (0, 0))


def cost_of(parts: Sequence[Part], made: int) -> tuple[int, int] | None:
    """What is made costs exactly what went in: (fen, for so many base units), in lowest terms; None if any is unknown.

    Fractions, never rounded: the value of the kits is that of the parts to the last fraction of a fen.
    """
    costs = [part.cost for part in parts]
    if any(cost is None for cost in costs):
        return None
    each = sum((cost for cost in costs if cost is not None), Fraction(0)) / made
    return each.numerator, each.denominator


def earliest(parts: Sequence[Part]) -> str:
    """The day the first of the parts expires; empty when none of them says."""
    return min((part.expires_on for part in parts if part.expires_on), default="")


def budget_of(parts: Sequence[Part]) -> int:
    """The funding line that paid for all parts; 0 when several did, or none is known."""
    lines = {part.budget_line_id for part in parts}
    return lines.pop() if len(lines) == 1 else 0


def most_kits(recipe: Mapping[int, int], free: Mapping[int, int]) -> int:
    """How many kits the free goods (base units by item) are enough for.

    >>> most_kits({1: 5, 2: 1}, {1: 23, 2: 9})
    4
    """
    return min((free.get(item_id, 0) // each for item_id, each in recipe.items()), default=0)


def even_parts(each: int, lots: Sequence[tuple[int, int]], kits: int) -> list[tuple[int, int]] | None:
    """One way to take `each` base units for every one of `kits` kits out of `lots` (lot, free), the first leading.

    Every kit gets the same: a lot gives a whole number for each kit. None when it cannot be done so.

    >>> even_parts(5, [(1, 30), (2, 40)], 10)
    [(1, 30), (2, 20)]
    """
    left, found = each, []
    for lot_id, free in lots:
        take = min(free // kits, left)
        if take:
            found.append((lot_id, take * kits))
            left -= take
    return None if left else found
