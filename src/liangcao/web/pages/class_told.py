"""The class of a request in words: which it has, which the table suggests and why, how it came to have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcao.kernel.moment import day_of
from liangcao.language import _
from liangcao.language.formats import joined, number
from liangcao.language.things import thing
from liangcao.reports.held import held_about
from liangcao.reports.signers import signers_of
from liangcao.requests.queries import Request, RequestLine
from liangcao.requests.rules import PEOPLE_ROLES
from liangcao.requests.suggesting import ClassChanged, class_changes, is_standing, told_by
from liangcao.requests.suggestion import SENTENCES, Because, Suggestion
from liangcao.web.class_names import class_options, class_words, known_classes
from liangcao.web.kind_words import PARTY_KINDS
from liangcao.web.visitor import Visitor

CHANGE = "requests.change_class"


@dataclass(frozen=True, slots=True)
class Ranked:
    """How a request is ranked: the class suggested (0: it is at its end) with the reasons, and every change so far.

    `may_change`: the visitor may ask for another; `held` are such wishes that wait for a second person; `signers`
    are those who signed each change, by its entry.
    """

    suggested: int
    is_other: bool
    why: Sequence[str]
    changes: Sequence[ClassChanged]
    signers: Mapping[int, Sequence[str]]
    may_change: bool
    held: Sequence[int]
    others: Sequence[tuple[int, str]]


def ranked(visitor: Visitor, connection: Any, head: Request, lines: Sequence[RequestLine]) -> Ranked:
    """How `head` is ranked, as of today."""
    changes = class_changes(connection, visitor.district_id, head.request_id)
    signers = signers_of(connection, visitor.district_id, [each.entry for each in changes])
    if not is_standing(head, lines):
        return Ranked(0, False, (), changes, signers, may_change=False, held=(), others=())
    today = day_of(visitor.office.clock.now(), visitor.office.timezone)
    told = told_by(connection, visitor.district_id, [head], {head.request_id: lines}, today)[head.request_id]
    suggestion = told.suggestion(known_classes().table)
    return Ranked(
        suggestion.number,
        is_other=suggestion.number != head.priority_class,
        why=why_words(suggestion),
        changes=changes,
        signers=signers,
        may_change=visitor.may(CHANGE),
        held=held_about(connection, visitor.district_id, CHANGE, "request_id", head.request_id),
        others=[each for each in class_options() if each[0] != head.priority_class],
    )


def why_words(suggestion: Suggestion) -> list[str]:
    """The reasons of a suggestion in the reader's language, in the order in which they led to it."""
    return [_said(each) for each in suggestion.reasons]


def _said(because: Because) -> str:
    cover = because.cover
    words = {
        "to": class_words(because.to) if because.to else "",
        "kind": _(PARTY_KINDS[because.kind]) if because.kind else "",
        "roles": joined(_(PEOPLE_ROLES[role]) for role in because.roles),
        "heads": number(because.heads),
        "most": number(because.most),
        "item": thing(cover.item_name) if cover else "",
        "days": number(cover.days) if cover else "",
        "least": number(because.least),
    }
    return _(SENTENCES[because.code]) % words
