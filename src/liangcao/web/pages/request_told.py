"""What a request says beside its lines, in words: for whom, for how long, who rang whom, what norms would propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.access.queries import reveal
from liangcao.catalog.queries import Item, items_by_id
from liangcao.kernel.moment import day_of
from liangcao.language import _
from liangcao.language.formats import number, quantity
from liangcao.language.things import measure
from liangcao.requests.details import Call, calls_of, norms_in_force, people_covered, substitutes_of
from liangcao.requests.proposals import Proposal, propose
from liangcao.requests.queries import Request, RequestLine
from liangcao.requests.rules import PEOPLE_ROLES
from liangcao.web.pages.class_told import ranked
from liangcao.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Proposed:
    """What local norms propose for a line, with the arithmetic in words."""

    quantity: int
    words: str


def told(visitor: Visitor, connection: Any, head: Request, lines: Sequence[RequestLine]) -> dict[str, Any]:
    """What the page of a request shows of it; calls with their words only for whom `visitor` may know them."""
    district = visitor.district_id
    people = people_covered(connection, district, [head.request_id])[head.request_id]
    calls = calls_of(connection, district, head.request_id)
    return {
        "people_said": people_words(people, head.people_covered),
        "instead": substitutes_of(connection, district, head.request_id),
        "calls": calls,
        "proposed": proposed_by_norms(visitor, connection, head, lines, people),
        "ranked": ranked(visitor, connection, head, lines),
    }


def call_texts(connection: Any, district_id: int, calls: Sequence[Call]) -> dict[str, str]:
    """The personal texts of calls by their commitments."""
    return reveal(connection, district_id, [text for call in calls for text in (call.whom, call.rung, call.said)])


def people_words(people: dict[str, int], in_all: int) -> str:
    """Whom a request is for: ``医护人员 30 人、病人 12 人``."""
    if not people:
        return number(in_all) if in_all else ""
    told_apart = [
        _("%(role)s %(n)s 人") % {"role": _(PEOPLE_ROLES[role]), "n": number(people[role])}
        for role in PEOPLE_ROLES
        if role in people
    ]
    return _("、").join(told_apart)


def proposed_by_norms(
    visitor: Visitor, connection: Any, head: Request, lines: Sequence[RequestLine], people: dict[str, int]
) -> dict[int, Proposed]:
    """What norms propose, by line."""
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    ids = [line.item_id for line in lines]
    norms = norms_in_force(connection, visitor.district_id, ids, today=today)
    items = items_by_id(connection, visitor.district_id, ids)
    found = {}
    for line in lines:
        of_item = {role: norm.milli_per_day for (item_id, role), norm in norms.items() if item_id == line.item_id}
        item = items[line.item_id]
        proposal = propose(of_item, people, cover_days=head.cover_days, stock_held=line.stock_held, packs=item.packs)
        if proposal is not None:
            found[line.line_number] = Proposed(proposal.quantity, arithmetic(proposal, item))
    return found


def thousandths(milli: int) -> str:
    """So many thousandths as a decimal number: 4000 is 4, 100 is 0.1."""
    whole, rest = divmod(milli, 1000)
    return f"{number(whole)}.{rest:03d}".rstrip("0") if rest else number(whole)


def arithmetic(proposal: Proposal, item: Item) -> str:
    """The sum as one can do it by hand."""
    parts = [
        _("%(role)s 每人每天 %(norm)s × %(heads)s 人")
        % {"role": _(PEOPLE_ROLES[part.role]), "norm": thousandths(part.milli_per_day), "heads": number(part.heads)}
        for part in proposal.parts
    ]
    words = _("（%(parts)s）× %(days)s 天 = %(needed)s") % {
        "parts": " + ".join(parts),
        "days": proposal.days,
        "needed": quantity(proposal.needed, item.base_unit),
    }
    if proposal.is_days_assumed:
        words += _("（没说管几天，按 %(n)s 天算）") % {"n": proposal.days}
    if proposal.is_stock_unknown:
        words += _("；现有多少没说，没有扣减")
    elif proposal.stock_held:
        words += _("；减去现有 %(n)s") % {"n": quantity(proposal.stock_held, item.base_unit)}
    if proposal.pack.size > 1:
        words += _("；按%(pack)s（%(size)s）凑整") % {
            "pack": measure(proposal.pack.name, 2),
            "size": number(proposal.pack.size),
        }
    return words
