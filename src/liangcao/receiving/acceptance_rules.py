"""Rules of inspecting lots before they are released."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from liangcao.catalog.papers import PAPERS
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.refusals import N_
from liangcao.receiving.commands import AcceptedLot


class Inspected(Protocol):
    """What the rules look at of a lot."""

    @property
    def name(self) -> str: ...
    @property
    def papers_needed(self) -> Sequence[str]: ...
    @property
    def status(self) -> str: ...


def check_acceptance(lines: Sequence[AcceptedLot], lots: Mapping[int, Inspected]) -> None:
    """Raise Refused with every fault of every line.

    ``unknown_lot`` of no lot of the receipt, ``class_twice`` of one named twice, ``wrong_state`` of one that does not
    wait, ``reason_needed`` for what is rejected without a code, ``sample_wrong``, ``papers_missing`` for a lot to pass.
    """
    reasons: list[Reason] = []
    seen: set[int] = set()
    for number, line in enumerate(lines):
        known = lots.get(line.lot_id)
        if known is None or line.lot_id in seen:
            reasons.append(Reason("unknown_lot", {"name": line.lot_id}, f"lines.{number}.lot_id"))
        else:
            reasons += _faults(line, f"lines.{number}", known)
        seen.add(line.lot_id)
    if reasons:
        raise Refused(*reasons)


def _faults(line: AcceptedLot, where: str, known: Inspected) -> list[Reason]:
    reasons: list[Reason] = []
    if known.status != "quarantined":
        params = {"what": known.name, "state": N_("已放行"), "deed": N_("验收")}
        reasons.append(Reason("wrong_state", params, f"{where}.lot_id"))
    if line.bad > line.sample_size:
        reasons.append(Reason("sample_wrong", {"bad": line.bad, "size": line.sample_size}, f"{where}.bad"))
    if (line.verdict == "failed" or line.rejected) and not line.reason_code:
        reasons.append(Reason("reason_needed", {}, f"{where}.reason_code"))
    missing = [code for code in known.papers_needed if code not in line.papers]
    if line.verdict == "passed" and missing:
        words = "、".join(PAPERS[code] for code in missing)
        reasons.append(Reason("papers_missing", {"lot": known.name, "papers": words}, f"{where}.papers"))
    return reasons
