"""Roles as people's pages tell them: which, where, until when, by whom, and whether they may be used just now."""

from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.access.people import HeldRole
from liangcao.access.roles import ROLES
from liangcao.language import _
from liangcao.language.formats import moment_words


@dataclass(frozen=True, slots=True)
class ShownRole:
    """A role somebody holds, in words; `state` is empty for one that may be used."""

    held: HeldRole
    title: str
    where: str
    origin: str
    tone: str
    term: str
    state: str
    state_tone: str


def role_title(role: str) -> str:
    """The name of a role in the reader's language."""
    return _(ROLES[role].title) if role in ROLES else role


def shown_role(held: HeldRole, now: int) -> ShownRole:
    """`held` as it stands at the moment `now` (ms)."""
    origin, tone = _origin(held)
    state, state_tone = _state(held, now)
    where = held.place or held.unit or _("全区")
    return ShownRole(held, role_title(held.role), where, origin, tone, term_words(held, now), state, state_tone)


def shown_roles(roles: Sequence[HeldRole], now: int) -> list[ShownRole]:
    """The same of each."""
    return [shown_role(held, now) for held in roles]


def role_options(roles: Sequence[HeldRole]) -> list[tuple[str, str]]:
    """Roles to choose from, as (grant, which and where)."""
    return [(str(held.grant_id), f"{role_title(held.role)}　{held.place or held.unit or _('全区')}") for held in roles]


def term_words(held: HeldRole, now: int) -> str:
    """From when to when, as far as that is not always."""
    until = moment_words(held.term.until, now) if held.has_end else ""
    if held.term.since <= now:
        return _("到 %(until)s 为止") % {"until": until} if until else _("没有期限")
    since = moment_words(held.term.since, now)
    if until:
        return _("%(since)s 起，到 %(until)s 为止") % {"since": since, "until": until}
    return _("%(since)s 起") % {"since": since}


def _origin(held: HeldRole) -> tuple[str, str]:
    if held.origin == "delegated":
        return _("代理 %(name)s") % {"name": held.giver}, "info"
    if held.origin == "emergency":
        return _("应急"), "danger"
    return _("授予"), "ok"


def _state(held: HeldRole, now: int) -> tuple[str, str]:
    taker = held.taker(now)
    if held.state(now) == "handed_over" and taker is not None:
        words = {"name": taker.name, "until": moment_words(taker.term.until, now)}
        return _("已交给 %(name)s，到 %(until)s 本人不用") % words, "warn"
    return (_("还没有开始"), "wait") if held.state(now) == "not_begun" else ("", "")
