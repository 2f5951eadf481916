"""Rules of receiving against an expected arrival."""

from collections.abc import Mapping, Sequence

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.receiving.expecting import Arrival, ArrivalLine


def counted(lines: Sequence[ReceiptLine]) -> dict[int, tuple[int, int]]:
    """(accepted, rejected) base units by the line of the arrival they were counted on."""
    sums: dict[int, tuple[int, int]] = {}
    for line in lines:
        if line.arrival_line:
            accepted, rejected = sums.get(line.arrival_line, (0, 0))
            sums[line.arrival_line] = accepted + line.accepted, rejected + line.rejected
    return sums


def check_against(command: ReceiveGoods, known: Arrival, expected: Mapping[int, ArrivalLine]) -> None:
    """Raise Refused when the receipt is not one of this arrival, with every fault of every line.

    ``wrong_state`` of a cancelled arrival; ``arrival_differs`` of another source or item; ``arrival_decides`` where the
    receiver says what the arrival's document says; ``over_unexplained`` for more than is expected without a reason.
    """
    if known.state == "cancelled":
        raise refused("wrong_state", "arrival_id", what=known.arrival_id, state=N_("已取消"), deed=N_("收货"))
    if (command.source_kind, command.source_party_id) != (known.source_kind, known.source_party_id):
        raise refused("arrival_differs", "source_party_id", arrival=known.arrival_id)
    reasons: list[Reason] = []
    for number, line in enumerate(command.lines):
        reasons += _faults(line, f"lines.{number}", known, expected)
    reasons += _overs(command.lines, expected)
    if reasons:
        raise Refused(*reasons)


def _faults(line: ReceiptLine, where: str, known: Arrival, expected: Mapping[int, ArrivalLine]) -> list[Reason]:
    if not line.arrival_line:
        return [] if line.over_code else [Reason("over_unexplained", {"open": 0}, f"{where}.over_code")]
    if line.arrival_line not in expected:
        return [Reason("unknown_document", {"name": line.arrival_line}, f"{where}.arrival_line")]
    reasons: list[Reason] = []
    is_sent_by_mistake = line.reject_code == "wrong_item" and not line.accepted
    if expected[line.arrival_line].item_id != line.item_id and not is_sent_by_mistake:
        reasons.append(Reason("arrival_differs", {"arrival": known.arrival_id}, f"{where}.item_id"))
    if known.document_id:
        names = ("unit_cost_fen", "purpose_party_id", "purpose_class", "purpose_area")
        said = {name: getattr(line, name) for name in names}
        reasons += [Reason("arrival_decides", {}, f"{where}.{name}") for name, value in said.items() if value]
    return reasons


def _overs(lines: Sequence[ReceiptLine], expected: Mapping[int, ArrivalLine]) -> list[Reason]:
    """One fault for each line of the arrival that gets more than it expects, where no line says why."""
    reasons: list[Reason] = []
    for arrival_line, (accepted, rejected) in counted(lines).items():
        known = expected.get(arrival_line)
        if known is None or accepted + rejected <= known.open_quantity:
            continue
        places = [number for number, line in enumerate(lines) if line.arrival_line == arrival_line]
        if not any(lines[number].over_code for number in places):
            reasons.append(Reason("over_unexplained", {"open": known.open_quantity}, f"lines.{places[-1]}.over_code"))
    return reasons
