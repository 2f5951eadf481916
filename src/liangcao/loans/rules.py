"""Rules of loans."""

from collections.abc import Mapping, Sequence

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.loans.commands import BackLine, LostLine

STATES: dict[str, str] = {"out": N_("借出在外"), "ended": N_("已了结")}


def check_state(state: str, deed: str) -> None:
    """Raise Refused ``wrong_state`` unless something of the loan is still out."""
    if state != "out":
        raise refused("wrong_state", "loan_id", what=N_("借用单"), state=STATES[state], deed=deed)


def check_due(due_on: str, *, after: str) -> None:
    """Raise Refused ``due_too_early`` unless the day lies after `after`."""
    if due_on <= after:
        raise refused("due_too_early", "due_on", day=due_on, after=after)


def check_serial(serial: str, quantity: int, *, is_serial: bool, item: str, index: int) -> None:
    """Raise Refused ``one_serial_each`` unless numbered pieces go one to a line, each with its number."""
    if is_serial and (not serial or quantity != 1):
        raise Refused(Reason("one_serial_each", {"item": item}, f"lines.{index}.serial"))


def check_ended(out: Mapping[int, int], lines: Sequence[BackLine] | Sequence[LostLine]) -> None:
    """Hold what comes back or is lost against what is `out` of each line; raises Refused with every fault."""
    reasons: list[Reason] = []
    seen: set[int] = set()
    ended = [_ended(line) for line in lines]
    for index, (line_number, quantity, field, has_nowhere) in enumerate(ended):
        where = f"lines.{index}"
        if line_number not in out or line_number in seen:
            reasons.append(Reason("unknown_document", {"name": line_number}, f"{where}.line_number"))
            continue
        seen.add(line_number)
        if quantity > out[line_number]:
            params = {"out": out[line_number], "quantity": quantity}
            reasons.append(Reason("exceeds_lent", params, f"{where}.{field}"))
        elif has_nowhere:
            reasons.append(Reason("field_missing", {}, f"{where}.location_id"))
    if not reasons and not any(quantity for _number, quantity, *_rest in ended):
        reasons.append(Reason("empty", {}, "lines"))
    if reasons:
        raise Refused(*reasons)


def _ended(line: BackLine | LostLine) -> tuple[int, int, str, bool]:
    """Of a line: its number, how much of it ends, the field that says so, whether what is whole has no place to go."""
    if isinstance(line, BackLine):
        has_nowhere = bool(line.whole_back) and line.location_id is None
        return line.line_number, line.whole_back + line.damaged, "whole_back", has_nowhere
    return line.line_number, line.lost, "lost", False
