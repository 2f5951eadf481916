"""谁能做什么: the duties as people read them, made from the program's own tables; and what I may do, or why not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from liangcao.access.duties import CHAINS, DUTIES, EXCLUDES, SIGNING_EXCLUDES
from liangcao.access.people import HeldRole, person
from liangcao.access.roles import ONES_OWN, ROLES
from liangcao.language import _
from liangcao.language.formats import moment_words
from liangcao.operations.action import Action
from liangcao.operations.actions import ACTIONS
from liangcao.operations.signing import measured_actions
from liangcao.reports.signing_rules import RuleRow, signing_rules
from liangcao.web.page import show
from liangcao.web.pages.role_words import role_title
from liangcao.web.pages.rule_words import rule_words
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
NOBODYS = frozenset({"parties.found_district"})
"""What nobody may do once there are books."""


@dataclass(frozen=True, slots=True)
class Step:
    """One duty of a chain: by which deeds it is done, by whom, who else signs, who is kept from it."""

    title: str
    deeds: str
    who: str
    signing: tuple[str, ...]
    kept_from: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A deed that others must sign whatever the amount: who may do it, who may sign, and why."""

    title: str
    who: str
    signers: str
    reason: str


@dataclass(frozen=True, slots=True)
class Own:
    """A deed as far as the visitor is concerned: `words` say where they may, or why not."""

    title: str
    words: str


@router.get("/duties")
def duties(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Everybody of the office may read who may do what."""
    now = visitor.office.clock.now()
    with visitor.office.database.read() as connection:
        rules = [rule for rule in signing_rules(connection, visitor.district_id) if rule.is_active]
        roles = person(connection, visitor.district_id, visitor.actor.actor_id, now).roles
    mine = [(action, *_own(action, roles, now)) for action in ACTIONS.values() if action.name not in NOBODYS]
    return show(
        request,
        "duties/duties.html",
        active="help",
        chains=[(_(title), [_step(duty, chain, rules) for duty in chain]) for title, chain in CHAINS.values()],
        signed=[_signed(action) for action in ACTIONS.values() if action.own_needs],
        may=[Own(_(action.title), words) for action, may, words in mine if may],
        may_not=[Own(_(action.title), words) for action, may, words in mine if not may],
        sees_rules=visitor.may("see.people"),
    )


def _joined(words: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(words))


def _roles_with(permissions: Collection[str]) -> str:
    """The titles of the roles that carry any of these permissions."""
    return _joined(_(role.title) for role in ROLES.values() if role.permissions & set(permissions))


def _deeds_of(duty: str) -> list[Action]:
    """The actions that do `duty`; handing in is done by every one that waits for others, or can come to."""
    if duty != "submit":
        return [action for action in ACTIONS.values() if action.duty == duty]
    return [action for action in ACTIONS.values() if action.own_needs or action.name in measured_actions()]


def _step(duty: str, chain: Sequence[str], rules: Sequence[RuleRow]) -> Step:
    actions = _deeds_of(duty)
    earlier = chain[: chain.index(duty)]
    kept_from = _joined(_(DUTIES[each]) for each in earlier if each in EXCLUDES[duty])
    return Step(
        title=_(DUTIES[duty]),
        deeds=_joined(_(action.title) for action in actions),
        who=_roles_with([action.name for action in actions if not action.is_about_oneself or duty == "submit"]),
        signing=tuple(_signing(actions, rules)) if duty != "submit" else (),
        kept_from=kept_from,
    )


def _signing(actions: Sequence[Action], rules: Sequence[RuleRow]) -> Iterable[str]:
    """Who else must sign: always, and by the office's rules in force."""
    for action in actions:
        if action.own_needs:
            yield _("另要 1 人批准（%(who)s）") % {"who": _roles_with([action.own_needs.need.permission])}
        for rule in rules:
            if rule.action == action.name:
                yield rule_words(rule)
        if action.duty in SIGNING_EXCLUDES:
            done = _joined(_(DUTIES[each]) for each in sorted(SIGNING_EXCLUDES[action.duty]))
            yield _("在这件事上做过“%(done)s”的人不能批准") % {"done": done}


def _signed(action: Action) -> Signed:
    needs = action.own_needs
    assert needs is not None
    signers = _roles_with([needs.need.permission])
    return Signed(_(action.title), _roles_with([action.name]), signers, _(needs.need.reason))


def _own(action: Action, roles: Sequence[HeldRole], now: int) -> tuple[bool, str]:
    """Whether somebody with these `roles` may do it now, and where; or why not."""
    carrying = [held for held in roles if held.role in ROLES and action.name in ROLES[held.role].permissions]
    usable = [held for held in carrying if held.state(now) == "in_force" or action.name in ONES_OWN]
    if any((not held.place and not held.unit) or action.is_about_oneself for held in usable):
        return True, _("只办自己的事") if action.is_about_oneself else ""
    if usable:
        where = _joined(held.place or held.unit for held in usable)
        if action.is_everywhere:
            return False, _("您的岗位只限 %(where)s，这件事要全区的岗位") % {"where": where}
        return True, _("只限 %(where)s") % {"where": where}
    for held in carrying:
        taker = held.taker(now)
        words = {"role": role_title(held.role), "since": moment_words(held.term.since, now)}
        if taker is not None:
            words |= {"name": taker.name, "until": moment_words(taker.term.until, now)}
            return False, _("您的%(role)s岗位交给了 %(name)s，到 %(until)s") % words
        return False, _("您的%(role)s岗位 %(since)s 才开始") % words
    return False, _("您没有这个岗位：%(roles)s") % {"roles": _roles_with([action.name])}
