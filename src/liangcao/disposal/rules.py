"""Rules of disposal."""

from collections.abc import Sequence

from liangcao.disposal.commands import DisposedLine
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_

STATES: dict[str, str] = {
    "proposed": N_("等批准"),
    "approved": N_("已批准，待销毁"),
    "refused": N_("不同意"),
    "withdrawn": N_("已撤回"),
    "carried": N_("已销毁，待见证"),
    "disposed": N_("已报废"),
}
OPEN = ("proposed", "approved", "carried")
REASONS: dict[str, str] = {
    "expired": N_("过期"),
    "damaged": N_("破损"),
    "failed": N_("验收不合格"),
    "returned": N_("退回，不能用"),
    "recalled": N_("召回"),
}
METHODS: dict[str, str] = {
    "incinerated": N_("焚烧"),
    "medical_waste": N_("交医疗废物处置单位"),
    "landfill": N_("填埋"),
    "recycled": N_("交回收单位"),
    "shredded": N_("粉碎、毁形"),
}


def check_state(state: str, wanted: Sequence[str], deed: str) -> None:
    """Raise Refused ``wrong_state`` unless a disposal is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", "disposal_id", what=N_("报废单"), state=STATES[state], deed=deed)


def check_lines(lines: Sequence[DisposedLine]) -> None:
    """Raise Refused ``already_exists`` for a lot at a place that is named twice."""
    seen: set[tuple[int, int]] = set()
    for index, line in enumerate(lines):
        if (line.lot_id, line.location_id) in seen:
            raise refused("already_exists", f"lines.{index}.lot_id", name=line.lot_id)
        seen.add((line.lot_id, line.location_id))


def check_reason(reason: str, *, is_expired: bool, is_stopped: bool, kind: str, index: int) -> None:
    """Raise Refused ``reason_not_so`` when the books say otherwise: not expired, never stopped, not in that place."""
    is_so = {
        "expired": is_expired,
        "failed": is_stopped or kind == "rejects",
        "recalled": is_stopped,
        "returned": kind == "returns",
        "damaged": True,
    }[reason]
    if not is_so:
        raise Refused(Reason("reason_not_so", {"reason": REASONS[reason]}, f"lines.{index}.reason"))
