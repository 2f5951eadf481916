"""Rules of the funds: which money pays first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from liangcao.kernel.effects import Line
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Money:
    """Money of one origin (a lot) at a budget line, in fen."""

    lot_id: int
    available_fen: int


def may_pay(tied_to: tuple[int, int], purposes: Collection[tuple[int, int]]) -> bool:
    """Whether money tied to (party, class), 0 for anybody, may pay for goods that are for `purposes`: all of them for
    that party, all of them for that class. What nobody tied to goods is for nobody in particular.
    """
    party_id, priority_class = tied_to
    return bool(purposes) and all(
        party_id in (0, each_party) and priority_class in (0, each_class) for each_party, each_class in purposes
    )


def pay(money: Sequence[Money], *, budget_line: tuple[int, str], payee_id: int, amount_fen: int) -> tuple[Line, ...]:
    """Lines that pay `amount_fen` from a budget line (id, name) to a payee's place: the oldest money first.

    Raises Refused ``not_enough_money``.
    """
    available = sum(each.available_fen for each in money)
    if available < amount_fen:
        raise refused("not_enough_money", budget_line=budget_line[1], available_fen=available, amount_fen=amount_fen)
    lines: list[Line] = []
    for each in money:
        part = min(each.available_fen, amount_fen)
        if part:
            lines.append(Line(each.lot_id, budget_line[0], payee_id, part))
            amount_fen -= part
    return tuple(lines)
