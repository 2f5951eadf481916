"""Rules of the funds: which money is committed and pays first, how much is missing. Pure; amounts in fen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from liangcao.kernel.effects import Hold, Line
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Money:
    """Money of one origin (a lot) at a budget line, in fen."""

    lot_id: int
    available_fen: int


def may_pay(tied_to: Sequence[int | str], purposes: Collection[tuple[int, int, str]]) -> bool:
    """Whether money tied to (party, class, area), 0 and "" for anybody, may pay for goods that are for `purposes`: all
    of them for that party, all of them for that class and area. What nobody tied to goods is for nobody in particular.
    """
    return bool(purposes) and all(
        not tie or tie == said for each in purposes for tie, said in zip(tied_to, each, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Committed:
    """Money of one origin at a budget line that a document holds, in fen."""

    lot_id: int
    budget_line_id: int
    held_fen: int


def take(money: Sequence[Money], amount_fen: int, budget_line: str) -> list[tuple[int, int]]:
    """Which lots give how much of `amount_fen`, the oldest first.

    Raises Refused ``not_enough_money``, which names how much is missing.
    """
    available = sum(each.available_fen for each in money)
    if available < amount_fen:
        raise refused(
            "not_enough_money",
            budget_line=budget_line,
            available_fen=available,
            amount_fen=amount_fen,
            missing_fen=amount_fen - available,
        )
    parts: list[tuple[int, int]] = []
    for each in money:
        part = min(each.available_fen, amount_fen)
        if part:
            parts.append((each.lot_id, part))
            amount_fen -= part
    return parts


def pay(money: Sequence[Money], *, budget_line: tuple[int, str], payee_id: int, amount_fen: int) -> tuple[Line, ...]:
    """Lines that pay `amount_fen` from a budget line (id, name) to a payee's place: the oldest money first.

    Raises Refused ``not_enough_money``.
    """
    parts = take(money, amount_fen, budget_line[1])
    return tuple(Line(lot_id, budget_line[0], payee_id, part) for lot_id, part in parts)


def commit_money(
    money: Sequence[Money], *, budget_line: tuple[int, str], amount_fen: int, document: str
) -> tuple[Hold, ...]:
    """Holds that keep `amount_fen` of a budget line (id, name) for `document`: the oldest money first.

    Raises Refused ``not_enough_money``; the ledger asks again, so that of two at once only one can have it.
    """
    parts = take(money, amount_fen, budget_line[1])
    return tuple(Hold(lot_id, budget_line[0], part, document) for lot_id, part in parts)


def release_money(held: Sequence[Committed], document: str, amount_fen: int | None = None) -> tuple[Hold, ...]:
    """Holds that give up `amount_fen` (all, when not said) of what `document` holds, the newest money first.

    Raises ValueError when it does not hold so much: that is the caller's to know.
    """
    left = sum(each.held_fen for each in held) if amount_fen is None else amount_fen
    holds: list[Hold] = []
    for each in reversed(held):
        part = min(each.held_fen, left)
        if part:
            holds.append(Hold(each.lot_id, each.budget_line_id, -part, document))
            left -= part
    if left:
        raise ValueError(f"{document} holds {left} fen less than it is to give up")
    return tuple(holds)


def pay_committed(
    held: Sequence[Committed], *, payee_id: int, amount_fen: int, document: str
) -> tuple[tuple[Line, ...], tuple[Hold, ...]]:
    """Lines that pay out of what `document` holds, the oldest money first, and the holds they take up.

    Raises Refused ``not_committed``.
    """
    total = sum(each.held_fen for each in held)
    if total < amount_fen:
        raise refused("not_committed", "amount_fen", held_fen=total, amount_fen=amount_fen)
    lines: list[Line] = []
    holds: list[Hold] = []
    for each in held:
        part = min(each.held_fen, amount_fen)
        if part:
            lines.append(Line(each.lot_id, each.budget_line_id, payee_id, part))
            holds.append(Hold(each.lot_id, each.budget_line_id, -part, document))
            amount_fen -= part
    return tuple(lines), tuple(holds)
