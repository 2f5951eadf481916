"""Handlers by which a request takes the place of others: merged, split, corrected.

Nothing that was asked is rewritten. The earlier request is taken back and names what took its place; what people did on
its chain counts on the new one (docs/decisions/0056-requests-take-a-place.md).
"""

from collections.abc import Sequence
from typing import Any

from liangcao.access.permissions import EVERYTHING
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import Reason, Refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import party
from liangcao.requests.asking import chain_origin, head_values, heads_of, known_goods, line_rows, people_rows
from liangcao.requests.commands import AskLine, CorrectRequest, MergeRequests, SplitRequest
from liangcao.requests.details import asked_lines, people_covered
from liangcao.requests.merging import Merged, merge_lines, merge_said, split_lines
from liangcao.requests.queries import Request, request
from liangcao.requests.rules import STATES, check_asked, check_mergeable, check_state

_KEPT = (
    *("unit_id", "unit_said", "area_said", "channel", "priority_class", "urgency", "people_covered", "contact"),
    *("phone", "remark", "note", "verification", "purpose", "cover_days", "needed_by"),
)
"""What stands of a request that another takes the place of."""


def merge_requests(command: MergeRequests, context: Context) -> Effects:
    """One request that asks for all of it: equal lines added up, people covered once, the oldest age."""
    check_texts({"reason": command.reason})
    olds = [request(context.connection, context.district_id, EVERYTHING, number) for number in command.request_ids]
    wrong = [
        Reason("wrong_state", _wrong(old, N_("合并")), f"request_ids.{index}")
        for index, old in enumerate(olds)
        if old.state != "submitted"
    ]
    if wrong:
        raise Refused(*wrong)
    check_mergeable([(old.request_id, old.unit_id, old.unit_said) for old in olds])
    olds.sort(key=lambda old: old.request_id)
    lines = asked_lines(context.connection, context.district_id, command.request_ids)
    covered = people_covered(context.connection, context.district_id, command.request_ids)
    said = merge_said(olds, [covered[old.request_id] for old in olds])
    merged = _Placed(context, olds, command.reason)
    return merged.effects([_part(said, merge_lines([lines[old.request_id] for old in olds]))])


def _wrong(old: Request, deed: str) -> dict[str, str]:
    return {"what": N_("申请"), "state": STATES[old.state], "deed": deed}


def split_request(command: SplitRequest, context: Context) -> Effects:
    """Two requests: what was named, with its own urgency and last useful day, and the rest as it was."""
    check_texts({"reason": command.reason, "urgency": command.urgency})
    old = _open(command.request_id, context, N_("拆分"))
    lines = asked_lines(context.connection, context.district_id, [old.request_id])[old.request_id]
    covered = people_covered(context.connection, context.district_id, [old.request_id])[old.request_id]
    taken, left = split_lines(lines, command.lines)
    said = Merged({name: getattr(old, name) for name in _KEPT}, covered)
    own = {"urgency": command.urgency or old.urgency, "needed_by": command.needed_by or old.needed_by}
    parts = [_part(Merged({**said.values, **own}, covered), taken), _part(said, left)]
    return _Placed(context, [old], command.reason).effects(parts)


def correct_request(command: CorrectRequest, context: Context) -> Effects:
    """A request with what is right, in the unit's own class: another one was given to what was asked before.

    If its asker had no account it must be verified (again) before anybody approves.
    """
    check_texts({"reason": command.reason})
    check_asked(command, command.lines)
    old = _open(command.request_id, context, N_("更正"))
    known_goods(context, command.lines)
    said = head_values(command, context, 0)
    if not command.contact and not command.phone:
        said |= {"contact": old.contact, "phone": old.phone}
    said["remark"] = command.remark or old.remark
    kept = {name: getattr(old, name) for name in ("unit_id", "unit_said", "area_said", "channel")}
    kept["priority_class"] = party(context, old.unit_id).priority_class
    values = {**{name: said[name] for name in _KEPT if name in said}, **kept}
    values["verification"] = "due" if old.verification else ""
    part = _part(Merged(values, heads_of(command)), command.lines)
    return _Placed(context, [old], command.reason).effects([part])


_Part = tuple[Merged, tuple[AskLine, ...]]


def _part(said: Merged, lines: Sequence[AskLine]) -> _Part:
    return said, tuple(lines)


def _open(request_id: int, context: Context, deed: str) -> Request:
    old = request(context.connection, context.district_id, EVERYTHING, request_id)
    check_state(old.state, wanted="submitted", deed=deed)
    return old


class _Placed:
    """New requests in the place of `olds`."""

    def __init__(self, context: Context, olds: Sequence[Request], reason: str) -> None:
        self._context, self._olds, self._reason = context, olds, reason

    def effects(self, parts: Sequence[_Part]) -> Effects:
        """What follows when `parts` (what is said, and the lines) take the place of the old ones."""
        context = self._context
        ids = [context.new_id() for _ in parts]
        rows = [NewRow("request", self._head(number, said)) for number, (said, _) in zip(ids, parts, strict=True)]
        for number, (said, lines) in zip(ids, parts, strict=True):
            rows += line_rows(number, lines) + people_rows(number, said.heads)
        rows.sort(key=lambda row: row.table == "request_substitute")  # after every line that one refers to
        rows += [chain_origin(number, old.request_id, context) for number in ids for old in self._olds]
        taken_back = {
            "state": "withdrawn",
            "decided_by": context.actor_id,
            "decided_at": context.occurred_at,
            "decision_note": self._reason,
            "into_id": ids[0],
        }
        changes = [
            Change("request", {"request_id": old.request_id}, taken_back, {"state": "submitted"}) for old in self._olds
        ]
        duties = tuple(DutyDone(f"request:{number}", "ask") for number in ids)
        answer: dict[str, Any] = {"request_id": ids[0]}
        if len(ids) > 1:
            answer["request_ids"] = ids
        return Effects(rows=tuple(rows), changes=tuple(changes), duties=duties, answer=answer)

    def _head(self, request_id: int, said: Merged) -> dict[str, Any]:
        """A need is as old as when it was first asked, whoever tidies it up; nobody else asks by the public door."""
        context = self._context
        channel = said.values["channel"]
        return {
            **said.values,
            "channel": "office" if channel == "public" else channel,
            "request_id": request_id,
            "replaces_id": self._olds[-1].request_id,
            "state": "submitted",
            "actor_id": context.actor_id,
            "submitted_at": min(old.submitted_at for old in self._olds),
            "entry": context.number,
        }
