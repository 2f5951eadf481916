"""Rules of receiving."""

from collections.abc import Sequence

from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.refusals import N_
from liangcao.receiving.commands import ReceiptLine


def check_lines(lines: Sequence[ReceiptLine], *, today: str, has_rejects_place: bool) -> None:
    """Raise Refused with every fault of every line: nothing counted, expired on arrival, rejects without reason."""
    reasons: list[Reason] = []
    for number, line in enumerate(lines):
        where = f"lines.{number}"
        if line.accepted + line.rejected == 0:
            reasons.append(Reason("quantity_not_positive", {}, f"{where}.accepted"))
        if line.accepted and line.expires_on and line.expires_on < today and not line.is_quarantined:
            params = {"lot": line.batch_number or number + 1, "expires_on": line.expires_on}
            reasons.append(Reason("lot_expired", params, f"{where}.expires_on"))
        if line.produced_on and line.expires_on and line.expires_on < line.produced_on:
            reasons.append(Reason("input_invalid", {"detail": N_("有效期早于生产日期")}, f"{where}.expires_on"))
        if line.rejected and not (line.reject_reason or line.reject_code):
            reasons.append(Reason("reason_needed", {}, f"{where}.reject_reason"))
        if line.rejected and not has_rejects_place:
            reasons.append(Reason("unknown_location", {"name": "rejects"}, f"{where}.rejected"))
    if reasons:
        raise Refused(*reasons)


def check_doubts(lines: Sequence[ReceiptLine], doubts: Sequence[Sequence[str]]) -> None:
    """Raise Refused naming what looks wrong of lines that nobody says to have looked at."""
    fields = {"batch_two_expiries": "expires_on", "price_far": "unit_cost_fen"}
    reasons = [
        Reason(code, {"lot": line.batch_number or number + 1}, f"lines.{number}.{fields[code]}")
        for number, (line, codes) in enumerate(zip(lines, doubts, strict=True))
        if not line.is_checked
        for code in codes
    ]
    if reasons:
        raise Refused(*reasons)
