"""Signing in: who may, how long, how often; a token is worth nothing to whoever reads the database."""

import pytest
from webtools import PASSWORD, WebOffice, fresh, words

from liangcao.access.attempts import LOCK_AFTER, LOCK_MS
from liangcao.access.commands import DisableActor, GrantRole, RevokeRole
from liangcao.access.sessions import IDLE_MS, token_hash
from liangcao.kernel.errors import Refused
from liangcao.operations.approvals import ApproveHeld
from liangcao.web.sessions import FAILURES_AT_ADDRESS, REMEMBERED_MS, TOUCH_MS, password_hash
from liangcao.web.visitor import SESSION_COOKIE


def attempt(web: WebOffice, password: str, login: str = "keeper") -> int:
    """The status of a sign-in."""
    answer = web.client().post("/sign-in", data={"login": login, "password": password})
    return int(answer.status_code)


def test_a_session_begins_with_a_safe_cookie_and_only_its_hash_is_kept(web: WebOffice) -> None:
    client = web.client()
    answer = client.post("/sign-in", data={"login": " Keeper ", "password": PASSWORD, "next": "/me"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/me"
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "secure" not in cookie.lower()
    token = client.cookies[SESSION_COOKIE]
    assert web.ask("SELECT token_hash FROM session") == [(token_hash(token),)]
    assert client.get("/me").status_code == 200


def test_over_https_the_cookie_is_secure(sqlite_web: WebOffice) -> None:
    answer = sqlite_web.client(base_url="https://testserver").post(
        "/sign-in", data={"login": "keeper", "password": PASSWORD}
    )
    assert "secure" in answer.headers["set-cookie"].lower()


def test_nobody_is_sent_on_to_another_site(sqlite_web: WebOffice) -> None:
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y"):
        answer = sqlite_web.client().post("/sign-in", data={"login": "keeper", "password": PASSWORD, "next": wanted})
        assert answer.headers["location"] == "/"


def test_the_page_asked_for_comes_after_the_sign_in(sqlite_web: WebOffice) -> None:
    client = sqlite_web.client()
    answer = client.get("/approvals?state=approved")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fapprovals%3Fstate%3Dapproved"
    assert 'value="/approvals?state=approved"' in client.get(answer.headers["location"]).text
    part = client.get("/approvals", headers={"HX-Request": "true"})
    assert part.headers["hx-redirect"].startswith("/sign-in")


def test_an_idle_session_ends_a_used_one_goes_on(web: WebOffice) -> None:
    client = web.signed_in("keeper")
    for _ in range(3):
        web.clock.advance(IDLE_MS - 60_000)
        assert client.get("/me").status_code == 200
    web.clock.advance(IDLE_MS + TOUCH_MS + 1)
    assert client.get("/me").status_code == 303
    web.signed_in("approver")  # a sign-in clears away what is long over
    assert web.ask("SELECT COUNT(*) FROM session") == [(1,)]


def test_five_failures_lock_for_a_quarter_of_an_hour(web: WebOffice) -> None:
    assert [attempt(web, "wrong") for _ in range(LOCK_AFTER)] == [401] * LOCK_AFTER
    assert attempt(web, PASSWORD) == 429
    assert attempt(web, PASSWORD, "approver") == 303
    web.clock.advance(LOCK_MS // 2)
    assert attempt(web, PASSWORD) == 429
    web.clock.advance(LOCK_MS // 2)
    assert attempt(web, PASSWORD) == 303


def test_failures_count_only_in_a_row(web: WebOffice) -> None:
    for _ in range(3):
        assert [attempt(web, "wrong") for _ in range(LOCK_AFTER - 1)] == [401] * (LOCK_AFTER - 1)
        assert attempt(web, PASSWORD) == 303


def test_an_unknown_login_is_answered_and_locked_like_a_known_one(sqlite_web: WebOffice) -> None:
    client = sqlite_web.client()
    known = client.post("/sign-in", data={"login": "approver", "password": "wrong"})
    unknown = client.post("/sign-in", data={"login": "nobody", "password": "wrong"})
    assert "用户名或密码不对" in words(known.text)
    assert words(known.text).replace("approver", "") == words(unknown.text).replace("nobody", "")
    assert [attempt(sqlite_web, "x", "nobody") for _ in range(LOCK_AFTER)] == [401] * (LOCK_AFTER - 1) + [429]


def test_one_address_may_fail_only_so_often(sqlite_web: WebOffice) -> None:
    for number in range(FAILURES_AT_ADDRESS):
        assert attempt(sqlite_web, "wrong", f"login{number}") == 401
    assert attempt(sqlite_web, PASSWORD) == 429
    sqlite_web.clock.advance(10 * 60_000 + 1)
    assert attempt(sqlite_web, PASSWORD) == 303


def test_whoever_signs_out_or_is_disabled_is_out(web: WebOffice) -> None:
    client = web.signed_in("keeper")
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    assert client.get("/me").status_code == 303
    client = web.signed_in("keeper")
    web.do("admin", DisableActor(actor_id=web.ids["keeper"], reason="调离"))
    web.clock.advance(REMEMBERED_MS)
    assert client.get("/me").status_code == 303
    assert attempt(web, PASSWORD) == 401


def test_a_role_taken_elsewhere_is_gone_within_two_seconds(web: WebOffice) -> None:
    client = web.signed_in("treasurer")
    assert client.get("/journal").status_code == 200
    grant = web.ask("SELECT grant_id FROM role_grant WHERE actor_id = ?", web.ids["treasurer"])[0][0]
    web.do("admin", RevokeRole(grant_id=grant, reason="轮岗"))
    web.clock.advance(REMEMBERED_MS)
    assert client.get("/journal").status_code == 403


def test_a_role_given_here_is_there_at_once(web: WebOffice) -> None:
    client = web.signed_in("driver")
    assert client.get("/journal").status_code == 403
    held = web.do("admin", GrantRole(actor_id=web.ids["driver"], role="inspector")).answer["held_id"]
    signed = web.signed_in("admin2").post(f"/approvals/{held}/approve", data={"command_id": fresh()})
    assert signed.status_code == 303
    assert client.get("/journal").status_code == 200


def test_one_click_sign_in_is_there_in_a_demonstration_only(demo_web: WebOffice, sqlite_web: WebOffice) -> None:
    client = demo_web.client()
    page = client.get("/sign-in").text
    assert "demo-banner" in page
    assert page.count('action="/sign-in/demo"') == 9
    answer = client.post("/sign-in/demo", data={"actor_id": str(demo_web.ids["keeper"])})
    assert answer.status_code == 303
    assert "示例·keeper" in client.get("/me").text
    for actor_id in ("0", "99999", "x", ""):
        assert client.post("/sign-in/demo", data={"actor_id": actor_id}).status_code == 404
    real = sqlite_web.client()
    assert "demo" not in real.get("/sign-in").text
    assert real.post("/sign-in/demo", data={"actor_id": str(sqlite_web.ids["keeper"])}).status_code == 404


def test_a_token_nobody_holds_opens_nothing(sqlite_web: WebOffice) -> None:
    for token in ("x", "x" * 5_000, "é"):
        client = sqlite_web.client()
        client.cookies.set(SESSION_COOKIE, token.encode("ascii", "ignore").decode() or "-")
        assert client.get("/me").status_code == 303


def test_a_password_is_salted_by_the_form_it_came_with() -> None:
    hashes = [password_hash("correct horse", command_id) for command_id in ("a", "a", "b")]
    assert hashes[0] == hashes[1] != hashes[2]
    assert all(text.startswith("$argon2id$") for text in hashes)
    with pytest.raises(Refused, match="password_too_short"):
        password_hash("short", "a")


def test_held_roles_are_signed_by_a_second_admin(web: WebOffice) -> None:
    held = web.do("admin", GrantRole(actor_id=web.ids["driver"], role="keeper")).answer["held_id"]
    own = web.signed_in("admin").post(f"/approvals/{held}/approve", data={"command_id": fresh()})
    assert own.status_code == 422
    assert "不能审批自己提交的事项" in words(own.text)
    web.do("admin2", ApproveHeld(held_id=held))
