"""Rules of returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.returns.commands import CountedLine, ExaminedLine, ReturnedLine

STATES: dict[str, str] = {
    "announced": N_("等退回"),
    "received": N_("待查验"),
    "examined": N_("已查验"),
    "cancelled": N_("不退了"),
}
WAYS: dict[str, str] = {"brought": N_("单位送回"), "fetched": N_("司机取回")}
REASONS: dict[str, str] = {
    "surplus": N_("用不完"),
    "wrong": N_("不是要的"),
    "faulty": N_("质量有问题"),
    "recalled": N_("召回"),
}
OWED_AGAIN = frozenset({"wrong", "faulty", "recalled"})
"""What comes back for these reasons did not meet the need: it is owed again. What was merely too much did meet it."""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Of a line of a delivery `received` base units were signed for, `brought_back` of them are back or to come."""

    item_name: str
    received: int
    brought_back: int


def check_state(state: str, wanted: str, deed: str) -> None:
    """Raise Refused ``wrong_state`` unless a return is as `wanted`."""
    if state != wanted:
        raise refused("wrong_state", "return_id", what=N_("退回单"), state=STATES[state], deed=deed)


def check_returned(delivered: Mapping[int, Deliverable], lines: Sequence[ReturnedLine]) -> None:
    """Raise Refused with every fault: a line unknown or named twice, more than was delivered and is not back."""
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, line in enumerate(lines):
        known = delivered.get(line.line_number)
        if known is None or line.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"lines.{index}.line_number"))
            continue
        seen.add(line.line_number)
        left = known.received - known.brought_back
        if line.quantity > left:
            params = {"item": known.item_name, "delivered": known.received, "back": known.brought_back, "left": left}
            reasons.append(
                Reason("exceeds_delivered", {**params, "quantity": line.quantity}, f"lines.{index}.quantity")
            )
    if reasons:
        raise Refused(*reasons)


def check_counted(announced: Mapping[int, int], lines: Sequence[CountedLine]) -> None:
    """Raise Refused with every fault: a line unknown, twice or left out, more than was announced, nothing at all."""
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, line in enumerate(lines):
        if line.line_number not in announced or line.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"lines.{index}.line_number"))
            continue
        seen.add(line.line_number)
        if line.received > announced[line.line_number]:
            params = {"announced": announced[line.line_number], "quantity": line.received}
            reasons.append(Reason("exceeds_announced", params, f"lines.{index}.received"))
    left_out = sorted(announced.keys() - seen)
    reasons += [
        Reason("input_invalid", {"detail": N_("这一行没有填实收数量")}, f"lines.{number}") for number in left_out
    ]
    if not reasons and not any(line.received for line in lines):
        reasons.append(Reason("empty", {}, "lines"))
    if reasons:
        raise Refused(*reasons)


def check_examined(waiting: Mapping[int, int], lines: Sequence[ExaminedLine]) -> None:
    """Raise Refused with every fault; `waiting` are the base units of each line that nobody has judged yet."""
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, line in enumerate(lines):
        where = f"lines.{index}"
        if line.line_number not in waiting or line.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line.line_number}, f"{where}.line_number"))
            continue
        seen.add(line.line_number)
        judged = line.restocked + line.unusable
        if judged > waiting[line.line_number]:
            params = {"waiting": waiting[line.line_number], "quantity": judged}
            reasons.append(Reason("exceeds_waiting", params, f"{where}.restocked"))
        elif line.restocked and line.location_id is None:
            reasons.append(Reason("field_missing", {}, f"{where}.location_id"))
    if not reasons and not any(line.restocked or line.unusable for line in lines):
        reasons.append(Reason("empty", {}, "lines"))
    if reasons:
        raise Refused(*reasons)
