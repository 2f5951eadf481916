"""What becomes of several requests made one, and of one made two: pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.kernel.refusals import N_
from liangcao.requests.commands import AskLine, SplitLine
from liangcao.requests.queries import Request

_WORST = ("doubtful", "due", "confirmed", "")
"""How much is still to be verified, the most first."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The columns of a head, and how many people of each role it is for."""

    values: Mapping[str, Any]
    heads: Mapping[str, int]


def merge_said(olds: Sequence[Request], heads: Sequence[Mapping[str, int]]) -> Merged:
    """What one request says that stands for `olds` (the earliest first) and the people of each.

    It is the same unit and the same people: of each role the greatest number counts, not the sum. It must last for the
    longest time wanted and comes too late on the earliest last day. The least urgent class and the least verified state
    win: nobody lifts one request by merging it with another, that takes two people (`requests.change_class`). Whom to
    call is whom the latest names; words are put beside one another.
    """
    last = olds[-1]
    callers = [old for old in olds if old.contact or old.phone] or [last]
    roles = dict.fromkeys(role for each in heads for role in each)
    greatest = {role: max(each.get(role, 0) for each in heads) for role in roles}
    values = {
        **{name: getattr(last, name) for name in ("unit_id", "unit_said", "area_said", "channel")},
        "priority_class": max(old.priority_class for old in olds),
        **{name: _beside(getattr(old, name) for old in olds) for name in ("urgency", "note", "purpose")},
        "people_covered": max(*(old.people_covered for old in olds), sum(greatest.values())),
        "contact": callers[-1].contact,
        "phone": callers[-1].phone,
        "remark": next((old.remark for old in reversed(olds) if old.remark), ""),
        "verification": min((old.verification for old in olds), key=_WORST.index),
        "cover_days": max(old.cover_days for old in olds),
        "needed_by": min((old.needed_by for old in olds if old.needed_by), default=""),
    }
    return Merged(values, greatest)


def _beside(texts: Any) -> str:
    return "；".join(dict.fromkeys(text for text in texts if text))


def merge_lines(requests: Sequence[Sequence[AskLine]]) -> list[AskLine]:
    """The lines of all requests: those that say the same but for quantity and stock are one, with the sum asked.

    Unknown and unknown stays unknown; unknown and a number are two lines. Of what is held now the latest word counts.
    """
    found: dict[tuple[Any, ...], AskLine] = {}
    for number, line in enumerate(line for lines in requests for line in lines):
        key = (line.item_id, line.specification, line.accepts, line.standards, line.quantity is None)
        before = found.get(key)
        if before is None:
            found[key] = line
            continue
        total = None if line.quantity is None else line.quantity + (before.quantity or 0)
        if total is not None and total > MAX_QUANTITY:
            found[*key, number] = line
            continue
        held = before.stock_held if line.stock_held is None else line.stock_held
        found[key] = before.model_copy(update={"quantity": total, "stock_held": held})
    return list(found.values())


def split_lines(
    lines: Sequence[AskLine], wanted: Sequence[SplitLine]
) -> tuple[tuple[AskLine, ...], tuple[AskLine, ...]]:
    """The part that `wanted` names and the rest, in the order of the lines.

    Of a line without a quantity a known part can go, and the rest stays unknown. Raises Refused with every fault:
    ``unknown_document`` for a line that is not there or named twice, ``split_more_than_asked``, and ``input_invalid``
    when nothing is left.
    """
    reasons: list[Reason] = []
    parts: dict[int, int | None] = {}
    for index, each in enumerate(wanted):
        line = lines[each.line_number - 1] if each.line_number <= len(lines) else None
        if line is None or each.line_number in parts:
            reasons.append(Reason("unknown_document", {"name": each.line_number}, f"lines.{index}.line_number"))
            continue
        parts[each.line_number] = each.quantity
        if each.quantity and line.quantity is not None and each.quantity > line.quantity:
            params = {"part": each.quantity, "asked": line.quantity}
            reasons.append(Reason("split_more_than_asked", params, f"lines.{index}.quantity"))
    if reasons:
        raise Refused(*reasons)
    taken: list[AskLine] = []
    left: list[AskLine] = []
    for number, line in enumerate(lines, 1):
        part = parts.get(number)
        if number not in parts:
            left.append(line)
        elif part is None or part == line.quantity:
            taken.append(line)
        else:
            rest = None if line.quantity is None else line.quantity - part
            taken.append(line.model_copy(update={"quantity": part}))
            left.append(line.model_copy(update={"quantity": rest}))
    if not left:
        raise refused("input_invalid", "lines", detail=N_("全部拆出去就没有剩下的了"))
    return tuple(taken), tuple(left)
