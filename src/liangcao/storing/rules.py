"""Rules of storing."""

from collections.abc import Collection, Sequence

from liangcao.kernel.effects import Line
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

REVERSIBLE: frozenset[str] = frozenset(
    {
        "receiving.receive_goods",
        "receiving.return_rejected",
        "storing.move_stock",
        "storing.write_off",
        "shipping.settle_difference",
        "funds.appropriate_funds",
        "funds.pay_party",
        "donations.book_money",
        "donations.route_unusable",
        "mobilisation.return_goods",
        "mobilisation.pay_compensation",
        "funds.return_funds",
        "procurement.pay_purchase",
        "procurement.book_refund",
    }
)
"""Actions undone as a whole by their mirror image; others are undone from their own document."""

UNDO_ALONE_MS = 15 * 60_000
"""Within a quarter of an hour the person who posted may take it back alone: the net effect is as if never posted."""


def mirror(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that undo `lines`: ends swapped, last first."""
    return tuple(Line(line.lot_id, line.destination_id, line.source_id, line.quantity) for line in reversed(lines))


def check_reversible(entry: int, *, action: str, lines: Collection[Line], is_reversed: bool) -> None:
    """Raise Refused ``nothing_to_reverse``, ``already_reversed`` or ``cannot_reverse``."""
    if not lines:
        raise refused("nothing_to_reverse", "entry", entry=entry)
    if is_reversed:
        raise refused("already_reversed", "entry", entry=entry)
    if action not in REVERSIBLE:
        raise refused("cannot_reverse", "entry", entry=entry, action=action)


def check_day(day: str, *, today: str, is_closed: bool) -> None:
    """Raise Refused ``wrong_state`` for today, the future, and a day that is closed."""
    if day >= today or is_closed:
        state = N_("结过账了") if is_closed else N_("还没有过完") if day == today else N_("还没有到")
        raise refused("wrong_state", "day", what=day, state=state, deed=N_("结账"))
