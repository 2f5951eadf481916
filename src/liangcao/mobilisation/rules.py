"""Rules of mobilisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.mobilisation.commands import BackLine

STATES: dict[str, str] = {"ordered": N_("在办"), "cancelled": N_("其余不要了"), "settled": N_("已了结")}


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed of a line, in base units: what came, less what was given back or paid for."""

    line_number: int
    item_id: int
    item_name: str
    came: int
    goods: int
    paid: int

    @property
    def owed(self) -> int:
        """Base units still owed; below zero when a receipt was reversed after the goods were given back."""
        return self.came - self.goods - self.paid


def check_state(state: str, wanted: Sequence[str], deed: str) -> None:
    """Raise Refused ``wrong_state`` unless an order is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", "order_id", what=N_("调拨单"), state=STATES[state], deed=deed)


def check_reserve(kind: str, name: str) -> None:
    """Raise Refused ``not_a_reserve`` for a party that keeps no reserve."""
    if kind != "reserve":
        raise refused("not_a_reserve", "party_id", party=name)


def check_back(owed: Mapping[int, Owed], lines: Sequence[BackLine]) -> None:
    """Raise Refused with every fault: a line that is not there, more than is owed of it."""
    reasons: list[Reason] = []
    given: dict[int, int] = {}
    for index, line in enumerate(lines):
        known = owed.get(line.line_number)
        if known is None:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"lines.{index}.line_number"))
            continue
        given[line.line_number] = given.get(line.line_number, 0) + line.quantity
        if given[line.line_number] > known.owed:
            params = {"item": known.item_name, "owed": max(known.owed, 0), "quantity": given[line.line_number]}
            reasons.append(Reason("more_than_owed", params, f"lines.{index}.quantity"))
    if reasons:
        raise Refused(*reasons)


def check_settled(owed: Sequence[Owed], *, waiver: str, is_open: bool) -> None:
    """Raise Refused while something is still to come, or is owed and nobody said on what word it is let off."""
    if is_open:
        raise refused("wrong_state", "order_id", what=N_("调拨单"), state=N_("还有没到的货"), deed=N_("了结"))
    left = [each for each in owed if each.owed > 0]
    if left and not waiver:
        raise refused("still_owed", "waiver", item=left[0].item_name, owed=left[0].owed)
