"""Rules of handing over: when a link is good, what a signature needs, what is told about whose phone it was."""

from collections.abc import Sequence

from liangcao.delivering.commands import SignedLine
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.shipping.commands import DeliveredLine

LINK_MS = 12 * 3_600_000
"""A link is good for one day's round."""
CLOCK_OFF_MS = 10 * 60_000
"""So far may the clock of a phone be from the server's before it is named."""
REASONS: dict[str, str] = {
    "short": N_("少了"),
    "broken": N_("破损"),
    "wet": N_("受潮"),
    "wrong": N_("规格不符"),
    "expiring": N_("快过期"),
    "unwanted": N_("不需要了"),
    "other": N_("其他"),
}
"""Why less was received than sent, by code."""
WAYS: dict[str, str] = {
    "link": N_("收货人扫码签"),
    "same_phone": N_("扫码签，但在送货人手机上打开"),
    "carrier": N_("在送货人手机上签"),
}
"""How a delivery was signed for. All but the first were signed on the phone of whoever handed it over."""


def way_of(shown_on: str, opened_on: str | None, *, is_staff: bool) -> str:
    """``same_phone`` when the link was opened on the phone that showed it, or on one of the office; else ``link``."""
    return "same_phone" if is_staff or opened_on == shown_on else "link"


def check_link(expires_at: int, *, is_newest: bool, now: int) -> None:
    """Raise Refused ``link_replaced`` or ``link_expired`` unless a link is good at the moment `now` (ms)."""
    if not is_newest:
        raise refused("link_replaced")
    if now >= expires_at:
        raise refused("link_expired")


def check_named(receiver: str, signature: str | None) -> None:
    """Raise Refused ``name_or_signature`` when neither a name nor a drawing says who signs."""
    if not receiver and signature is None:
        raise refused("name_or_signature", "receiver")


def check_proven(receiver: str, signature: str | None, photos: Sequence[str]) -> None:
    """What is signed on the phone of whoever hands over needs a name, and a drawing or a photo to show for it.

    Raises Refused ``field_missing``, ``proof_needed``.
    """
    if not receiver:
        raise refused("field_missing", "receiver")
    if signature is None and not photos:
        raise refused("proof_needed", "signature")


def delivered(lines: Sequence[SignedLine]) -> tuple[DeliveredLine, ...]:
    """The lines as shipping takes them, the coded reason in words.

    Raises Refused ``field_missing`` where the reason is another and no note says which.
    """
    reasons = [
        Reason("field_missing", {}, f"lines.{index}.note")
        for index, line in enumerate(lines)
        if line.reason == "other" and not line.note
    ]
    if reasons:
        raise Refused(*reasons)
    return tuple(
        DeliveredLine(
            line_number=line.line_number,
            received=line.received,
            returned=line.returned,
            difference=difference_of(line.reason, line.note),
        )
        for line in lines
    )


def difference_of(reason: str | None, note: str) -> str:
    """Why less came, as it stands in the books: the reason, and what was written beside it."""
    parts = [REASONS[reason]] if reason is not None and reason != "other" else []
    return "：".join([*parts, note] if note else parts)


def clock_off(device_at: int, recorded_at: int) -> int:
    """By how much (ms) the clock of a phone is off, 0 when it says nothing or is near enough."""
    off = device_at - recorded_at if device_at else 0
    return off if abs(off) > CLOCK_OFF_MS else 0
