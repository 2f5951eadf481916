"""Requests chosen to be decided together: what would be approved of each line, and why one cannot be."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from liangcao.access.roles import SEE_REQUESTS
from liangcao.kernel.errors import Reason, Refused
from liangcao.language import _, translate_reason
from liangcao.operations.submission import Submission
from liangcao.reports.held import held_by
from liangcao.reports.request_pages import BesideItem
from liangcao.requests.commands import ApproveRequest, Decision, RejectRequest
from liangcao.requests.details import people_covered
from liangcao.requests.queries import Request as AskedRequest
from liangcao.requests.queries import RequestLine, lines_of
from liangcao.requests.queries import request as find_request
from liangcao.web.forms import Form, whole_number
from liangcao.web.pages.request_told import Proposed, proposed_by_norms
from liangcao.web.validation import reasons_of
from liangcao.web.visitor import Visitor

M = TypeVar("M", bound=BaseModel)
MOST_AT_ONCE = 200
APPROVE, REJECT = ApproveRequest.action, RejectRequest.action
_IDS = uuid.UUID("8f6f3f54-1f0e-4c66-9d0c-2020020100a2")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A request chosen with others: what would be approved of each line (by number), in base units.

    `written` is what stands in the fields, `proposed` what local norms say where nobody said how much. `fault` is why
    it cannot be approved (empty: it can); so many others as `signers` says must sign before it takes effect.
    """

    head: AskedRequest
    lines: Sequence[RequestLine]
    approved: Mapping[int, int] = field(default_factory=dict)
    written: Mapping[int, str] = field(default_factory=dict)
    proposed: Mapping[int, Proposed] = field(default_factory=dict)
    fault: str = ""
    signers: int = 0


def field_of(request_id: int, line_number: int) -> str:
    """The name of the field with how much of a line is to be approved."""
    return f"approved.{request_id}.{line_number}"


def chosen_of(visitor: Visitor, form: Form, numbers: Sequence[int]) -> list[Chosen]:
    """The requests `numbers` with the amounts that the form says; untouched, everything as asked."""
    scope, district = visitor.scope(SEE_REQUESTS), visitor.district_id
    with visitor.office.database.read() as connection:
        lines = lines_of(connection, district, numbers)
        heads = [find_request(connection, district, scope, number) for number in numbers]
        people = people_covered(connection, district, numbers)
        unsure = {number for number in numbers if any(line.asked is None for line in lines[number])}
        proposed = {
            head.request_id: proposed_by_norms(
                visitor, connection, head, lines[head.request_id], people[head.request_id]
            )
            for head in heads
            if head.request_id in unsure
        }
    return [_amounts(visitor, form, head, lines[head.request_id], proposed.get(head.request_id, {})) for head in heads]


def _amounts(
    visitor: Visitor, form: Form, head: AskedRequest, lines: Sequence[RequestLine], proposed: Mapping[int, Proposed]
) -> Chosen:
    """The amounts of one request out of the form; what cannot be read is its fault."""
    approved: dict[int, int] = {}
    written: dict[int, str] = {}
    fault = ""
    for line in lines:
        number = line.line_number
        by_norm = proposed[number].quantity if number in proposed else None
        usual = by_norm if line.asked is None else line.asked
        name = field_of(head.request_id, number)
        written[number] = form.get(name, "" if usual is None else str(usual)).strip()
        try:
            if not written[number]:
                raise Refused(Reason("quantity_unknown", {}))
            approved[number] = _read(Decision, line_number=number, approved=whole_number(written[number])).approved
        except Refused as refusal:
            fault = fault or translate_reason(refusal.reasons[0], visitor.language)
    unknown = {line.line_number for line in lines if line.asked is None}
    shown = {number: each for number, each in proposed.items() if number in unknown}
    return Chosen(head, lines, approved, written, shown, fault)


def approvals(visitor: Visitor, form: Form, chosen: Sequence[Chosen]) -> list[Submission]:
    """One approval a request; their ids follow from the form's, so that a form sent twice is one deed."""
    return [Submission(_approval(each, form), visitor.actor.actor_id, _id(form.command_id, each)) for each in chosen]


def _approval(each: Chosen, form: Form) -> ApproveRequest:
    """What is approved; the common reason stands with each line that gets less than it asked for, the note with all."""
    reason = form.get("reason").strip()
    asked = {line.line_number: line.asked for line in each.lines}
    lines = [
        {"line_number": number, "approved": amount, "note": reason if amount < (asked[number] or 1) else ""}
        for number, amount in each.approved.items()
    ]
    return _read(ApproveRequest, request_id=each.head.request_id, lines=lines, note=form.get("note").strip())


def _read(model: type[M], **values: Any) -> M:
    """The value of a command's kind; raises Refused with what is wrong."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Refused(*reasons_of(error)) from None


def refusals(visitor: Visitor, form: Form, chosen: Sequence[Chosen]) -> list[Submission]:
    """One refusal a request, all with the same reason."""
    reason = form.get("reject_reason").strip()
    return [
        Submission(
            _read(RejectRequest, request_id=each.head.request_id, reason=reason),
            visitor.actor.actor_id,
            _id(f"{form.command_id} no", each),
        )
        for each in chosen
    ]


def _id(command_id: str, each: Chosen) -> str:
    return str(uuid.uuid5(_IDS, f"{command_id} {each.head.request_id}"))


def faults_by_row(visitor: Visitor, chosen: Sequence[Chosen], refusal: Refused) -> dict[int, str]:
    """Why each request was refused, by its number: the first reason of each; what is no request's fault is of all."""
    found: dict[int, str] = {}
    if all(not reason.field.split(".")[0].isdigit() for reason in refusal.reasons):
        sentence = translate_reason(refusal.reasons[0], visitor.language)
        return {each.head.request_id: sentence for each in chosen}
    for reason in refusal.reasons:
        place = reason.field.split(".")[0]
        if place.isdigit() and int(place) < len(chosen):
            number = chosen[int(place)].head.request_id
            found.setdefault(number, translate_reason(reason, visitor.language))
    return found


def tried(visitor: Visitor, form: Form, chosen: Sequence[Chosen]) -> list[Chosen]:
    """The chosen requests, each tried now: those that would be refused carry the reason, the others their signers."""
    with visitor.office.database.read() as connection:
        held = held_by(connection, visitor.district_id, APPROVE, "request_id")
    waits = _("已经有人批了，还要别人批准才生效。")
    chosen = [replace(each, fault=waits) if each.head.request_id in held else each for each in chosen]
    ready = [each for each in chosen if not each.fault]
    trial = replace(form, values={**form.values, "command_id": str(uuid.uuid4())})
    faults: dict[int, str] = {}
    while ready:
        try:
            outcomes = visitor.office.perform_all(approvals(visitor, trial, ready), keep=False)
        except Refused as refusal:
            faults |= faults_by_row(visitor, ready, refusal)
            ready = [each for each in ready if each.head.request_id not in faults]
            continue
        signers = {
            each.head.request_id: int(outcome.answer["signers"])
            for each, outcome in zip(ready, outcomes, strict=True)
            if outcome.is_held
        }
        return [_told(each, faults, signers) for each in chosen]
    return [_told(each, faults, {}) for each in chosen]


def _told(each: Chosen, faults: Mapping[int, str], signers: Mapping[int, int]) -> Chosen:
    number = each.head.request_id
    return replace(each, fault=each.fault or faults.get(number, ""), signers=signers.get(number, 0))


@dataclass(frozen=True, slots=True)
class Sum:
    """What approving would add up to for one item, beside what is there, in base units."""

    name: str
    unit: str
    approved: int
    there: BesideItem

    @property
    def is_short(self) -> bool:
        """True when more would be approved, with what others wait for, than is there."""
        return self.approved + self.there.waiting > self.there.available


def sums_of(good: Sequence[Chosen], there: Mapping[int, BesideItem]) -> list[Sum]:
    """What the requests that can be approved add up to, by item."""
    amounts: dict[int, int] = {}
    names: dict[int, RequestLine] = {}
    for each in good:
        for line in each.lines:
            amounts[line.item_id] = amounts.get(line.item_id, 0) + each.approved[line.line_number]
            names[line.item_id] = line
    found = [
        Sum(names[number].item_name, names[number].base_unit, amount, there[number])
        for number, amount in amounts.items()
    ]
    return sorted(found, key=lambda each: each.name)
