"""Deeds that tests of accountability's pages begin with: roles handed over, taken in an emergency, rules of signing."""

from typing import Any

from liangcao.access.commands import BreakGlass, DelegateRole, GrantRole
from liangcao.kernel.command import Command
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.signing import SetSigningRule
from liangcao.web.visitor import SESSION_COOKIE
from web.webtools import NOON, TestClient, WebOffice, fresh, words

HOUR = 3_600_000
DAY = 24 * HOUR
EVENING = NOON + 6 * HOUR
"""2020-02-10 18:00 in Shanghai."""


def signed(web: WebOffice, who: str, command: Command, signer: str = "admin2") -> dict[str, Any]:
    """Hand in what needs a second person, and let `signer` sign it at once; the answer of both."""
    held = web.do(who, command).answer["held_id"]
    return {"held_id": held, **web.do(signer, ApproveHeld(held_id=held)).answer}


def give(web: WebOffice, who: str, role: str, *, until: int | None = None) -> int:
    """One more role for somebody, in the whole district; its number."""
    return int(signed(web, "admin", GrantRole(actor_id=web.ids[who], role=role, until=until))["grant_id"])


def own_role(web: WebOffice, who: str) -> int:
    """The role somebody was founded with."""
    return int(web.ask("SELECT MIN(grant_id) FROM role_grant WHERE actor_id = ?", web.ids[who])[0][0])


def delegate(web: WebOffice, giver: str, taker: str, *, until: int = EVENING, **more: Any) -> int:
    """A delegation that a second person has agreed to; its number."""
    command = DelegateRole(
        grant_id=own_role(web, giver), actor_id=web.ids[taker], until=until, reason="去市里开会", **more
    )
    return int(signed(web, giver, command)["grant_id"])


def emergency(web: WebOffice, who: str, role: str = "keeper", signer: str = "admin2") -> int:
    """A role taken in an emergency for two hours; its number."""
    return int(signed(web, who, BreakGlass(role=role, hours=2, reason="夜里找不到保管"), signer)["grant_id"])


def set_rule(web: WebOffice, of_action: str, **bounds: Any) -> int:
    """A rule of signing in force; its number."""
    values = {"signers": 2, "reason": "紧缺", **bounds}
    return int(signed(web, "approver", SetSigningRule(of_action=of_action, **values))["rule_id"])


def browser(web: WebOffice, who: str, language: str = "zh_CN") -> TestClient:
    """A browser with this person signed in just now, whose roles are looked up anew; no password is hashed."""
    sessions = web.app.state.sessions
    sessions.forget()
    token, _actor = sessions.sign_in_as(web.ids[who])
    client = web.client()
    client.cookies.set(SESSION_COOKIE, token)
    client.cookies.set("language", language)
    return client


def page(web: WebOffice, who: str, path: str, status: int = 200) -> str:
    """The words of a page as this person sees it."""
    answer = browser(web, who).get(path)
    assert answer.status_code == status, words(answer.text)
    return words(answer.text)


def send(web: WebOffice, who: str, path: str, status: int = 303, **values: str) -> str:
    """Send a form in somebody's name; the words of the page that answers."""
    answer = browser(web, who).post(path, data={"command_id": fresh(), **values})
    assert answer.status_code == status, words(answer.text)
    return words(answer.text)


def held_last(web: WebOffice) -> int:
    """What was handed in last and waits for others."""
    return int(web.ask("SELECT MAX(held_id) FROM held_command")[0][0])
