"""Rules of requests."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.requests.commands import Ask, AskLine, AskPublicly, Decision, SubmitRequest

STATES: dict[str, str] = {
    "submitted": N_("待审批"),
    "approved": N_("已批准"),
    "rejected": N_("已退回"),
    "withdrawn": N_("已撤回"),
    "closed": N_("已了结"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as it was asked; `quantity` None when the amount is unknown."""

    line_number: int
    quantity: int | None


PEOPLE_ROLES: dict[str, str] = {
    "medical": N_("医护人员"),
    "patient": N_("病人"),
    "cleaner": N_("保洁消杀人员"),
    "frontline": N_("一线执勤人员"),
    "worker": N_("在岗职工"),
    "student": N_("师生"),
    "resident": N_("居民"),
}
"""Whom a request is for."""
VERIFICATIONS: dict[str, str] = {
    "due": N_("待核实"),
    "confirmed": N_("已核实"),
    "doubtful": N_("核实有疑问"),
}


def check_verified(verification: str) -> None:
    """Raise Refused ``not_verified`` for a request that came without an account and that nobody has vouched for."""
    if verification in ("due", "doubtful"):
        raise refused("not_verified", "request_id", state=VERIFICATIONS[verification])


def check_asked(command: Ask, lines: Sequence[AskLine]) -> None:
    """Raise Refused with every fault: numbers of people in texts that stay readable, a role or a substitute twice."""
    texts = {f"lines.{index}.specification": line.specification for index, line in enumerate(lines)}
    texts |= {f"lines.{index}.standards": "、".join(line.standards) for index, line in enumerate(lines)}
    own = {"urgency": command.urgency, "note": command.note, "purpose": command.purpose}
    check_texts({**own, **texts})
    roles = [each.role for each in command.covered]
    reasons = [
        Reason("already_exists", {"name": role}, f"covered.{index}.role")
        for index, role in enumerate(roles)
        if role in roles[:index]
    ]
    for index, line in enumerate(lines):
        if len({line.item_id, *line.accepts}) <= len(line.accepts):
            detail = N_("代替的物资和要的物资不能重复")
            reasons.append(Reason("input_invalid", {"detail": detail}, f"lines.{index}.accepts"))
        if len(set(line.standards)) < len(line.standards):
            twice = next(each for each in line.standards if line.standards.count(each) > 1)
            reasons.append(Reason("already_exists", {"name": twice}, f"lines.{index}.standards"))
    if reasons:
        raise Refused(*reasons)


def check_public(command: AskPublicly) -> None:
    """Raise Refused unless a public form names one unit, has a line and a link, or takes something back."""
    check_texts({"unit_name": command.unit_name, "unit_area": command.unit_area, "reason": command.reason})
    if not command.lines:
        if command.replaces is None:
            raise refused("empty", "lines")
        return
    if not command.unit_id and not command.unit_name:
        raise refused("field_missing", "unit_id")
    if not command.token_hash:
        raise refused("field_missing", "token_hash")


def check_mergeable(requests: Sequence[tuple[int, int, str]]) -> None:
    """Raise Refused unless these requests (number, unit, its name as written) differ and are of one unit."""
    numbers = [number for number, _, _ in requests]
    reasons = [
        Reason("already_exists", {"name": number}, f"request_ids.{index}")
        for index, number in enumerate(numbers)
        if number in numbers[:index]
    ]
    reasons += [
        Reason("input_invalid", {"detail": N_("只能合并同一个单位的申请")}, f"request_ids.{index}")
        for index, (_, *unit) in enumerate(requests)
        if tuple(unit) != requests[0][1:]
    ]
    if reasons:
        raise Refused(*reasons)


def check_state(state: str, *, wanted: str, deed: str) -> None:
    """Raise Refused ``wrong_state`` unless the request is in the state `wanted`."""
    if state != wanted:
        raise refused("wrong_state", "request_id", what=N_("申请"), state=STATES[state], deed=deed)


def check_decisions(asked: Sequence[Asked], decisions: Sequence[Decision]) -> None:
    """Raise Refused with every fault: a line missing or unknown, more than asked, less without a note.

    Where the asked amount is unknown the approver decides it, above zero or zero with a note.
    """
    by_number = {line.line_number: line for line in asked}
    reasons: list[Reason] = []
    seen: set[int] = set()
    for index, decision in enumerate(decisions):
        where = f"lines.{index}.approved"
        line = by_number.get(decision.line_number)
        if line is None or decision.line_number in seen:
            reasons.append(Reason("unknown_document", {"name": decision.line_number}, f"lines.{index}.line_number"))
            continue
        seen.add(decision.line_number)
        if line.quantity is not None and decision.approved > line.quantity:
            params = {"approved": decision.approved, "asked": line.quantity}
            reasons.append(Reason("approved_more_than_asked", params, where))
        if decision.approved < (line.quantity or 1) and not decision.note:
            reasons.append(Reason("reason_needed", {}, f"lines.{index}.note"))
    reasons += [Reason("quantity_unknown", {}, f"lines.{number}") for number in sorted(by_number.keys() - seen)]
    if reasons:
        raise Refused(*reasons)


def row_key(unit_id: int, row_hash: str) -> str:
    """How a line remembers the row of an imported list: bound to its unit, so that nobody can take another's row."""
    return hashlib.sha256(f"{unit_id}\n{row_hash}".encode()).hexdigest() if row_hash else ""


def check_rows(command: SubmitRequest) -> None:
    """Raise Refused ``input_invalid`` for a row that does not come with a list, ``already_exists`` for one twice."""
    reasons: list[Reason] = []
    seen: set[str] = set()
    for index, line in enumerate(command.lines):
        where = f"lines.{index}.source_hash"
        if line.source_hash and command.channel != "import":
            reasons.append(Reason("input_invalid", {"detail": N_("只有导入的表格才有导入行")}, where))
        elif line.source_hash in seen:
            reasons.append(Reason("already_exists", {"name": N_("导入行")}, where))
        seen |= {line.source_hash} - {""}
    if reasons:
        raise Refused(*reasons)
