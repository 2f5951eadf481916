"""Rules of shipping."""

from collections.abc import Mapping, Sequence

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.shipping.commands import DeliveredLine, SettledLine

STATES: dict[str, str] = {"dispatched": N_("在途"), "delivered": N_("已签收"), "cancelled": N_("已召回")}


def check_state(state: str, deed: str, *, wanted: str = "dispatched") -> None:
    """Raise Refused ``wrong_state`` unless the shipment is on its way, or as `wanted`."""
    if state != wanted:
        raise refused("wrong_state", "shipment_id", what=N_("发货单"), state=STATES[state], deed=deed)


def check_delivery(shipped: Mapping[int, int], delivered: Sequence[DeliveredLine]) -> None:
    """Hold what was signed for against what was sent (`shipped`: quantity by line number).

    Raises Refused with every fault: a line unknown, twice or left out, more than was sent, a difference without
    its reason.
    """
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, line in enumerate(delivered):
        sent = shipped.get(line.line_number)
        if sent is None or line.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"lines.{index}.line_number"))
            continue
        seen.add(line.line_number)
        if line.received + line.returned > sent:
            params = {"received": line.received + line.returned, "shipped": sent}
            reasons.append(Reason("exceeds_shipped", params, f"lines.{index}.received"))
        elif line.received < sent and not line.difference:
            reasons.append(Reason("reason_needed", {}, f"lines.{index}.difference"))
    missing = sorted(shipped.keys() - seen)
    reasons += [
        Reason("input_invalid", {"detail": N_("这一行没有填签收数量")}, f"lines.{number}") for number in missing
    ]
    if reasons:
        raise Refused(*reasons)


def check_settlement(missing: Mapping[int, int], settled: Sequence[SettledLine]) -> None:
    """Hold what became of missing goods against what is still `missing` (by line number).

    Raises Refused with every fault: a line unknown or named twice, nothing said of it, more than is missing, found
    goods without a place.
    """
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, line in enumerate(settled):
        where = f"lines.{index}"
        if line.line_number not in missing or line.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"{where}.line_number"))
            continue
        seen.add(line.line_number)
        quantity, still = line.found + line.lost, missing[line.line_number]
        if not quantity:
            reasons.append(Reason("input_invalid", {"detail": N_("这一行没有填找回或报损的数量")}, f"{where}.found"))
        elif quantity > still:
            field = f"{where}.found" if line.found else f"{where}.lost"
            reasons.append(Reason("exceeds_difference", {"open": still, "quantity": quantity}, field))
        elif line.found and line.location_id is None:
            reasons.append(Reason("field_missing", {}, f"{where}.location_id"))
    if reasons:
        raise Refused(*reasons)
