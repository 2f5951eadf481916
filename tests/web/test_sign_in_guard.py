"""What signing in costs and whom it can shut out; what a new password does to who is signed in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher
from webtools import PASSWORD, WebOffice, fresh, words

from liangcao.access.attempts import LOCK_AFTER
from liangcao.access.commands import SetPassword
from liangcao.kernel.errors import Refused
from liangcao.web import sessions
from liangcao.web.sessions import FAILURES_AT_ADDRESS, HASHED_AT_ONCE, MOST_WAITING, REMEMBERED_MS, network_of

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HERE, ELSEWHERE = ("192.0.2.1", 1), ("198.51.100.1", 1)


class Slow:
    """A hasher at which everybody waits until the gate is opened; counts how many are at it together."""

    def __init__(self) -> None:
        self.at_it = self.most = 0
        self.lock, self.gate, self.arrived = threading.Lock(), threading.Event(), threading.Semaphore(0)

    def verify(self, _stored: str, _password: str) -> bool:
        """Wrong, once the gate is open."""
        with self.lock:
            self.at_it += 1
            self.most = max(self.most, self.at_it)
        self.arrived.release()
        self.gate.wait(30)
        with self.lock:
            self.at_it -= 1
        return False

    def hash(self, _password: str, **_options: Any) -> str:
        """Takes as long."""
        self.verify("", "")
        return "$argon2id$"


@contextmanager
def crowd(attempts: int, attempt: Any) -> Iterator[list[str]]:
    """So many threads each attempting; the codes they were refused with, complete when the block is over."""
    codes: list[str] = []

    def run(number: int) -> None:
        try:
            attempt(number)
            codes.append("")
        except Refused as refusal:
            codes.append(refusal.code)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(attempts)]
    for thread in threads:
        thread.start()
    try:
        yield codes
    finally:
        for thread in threads:
            thread.join(60)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """The hasher of this test."""
    hasher = Slow()
    monkeypatch.setattr(sessions, "_hasher", hasher)
    return hasher


def test_only_two_passwords_are_looked_at_together(sqlite_web: WebOffice, slow: Slow) -> None:
    known = sqlite_web.app.state.sessions
    with crowd(12, lambda number: known.sign_in(f"nobody{number}", "x" * 8, f"192.0.2.{number}")) as codes:
        for _ in range(HASHED_AT_ONCE):
            assert slow.arrived.acquire(timeout=30)
        slow.gate.set()
    assert codes == ["sign_in_wrong"] * 12
    assert slow.most == HASHED_AT_ONCE


def test_hashing_a_new_password_waits_for_the_same_places(slow: Slow) -> None:
    with crowd(6, lambda number: sessions.password_hash("long enough", str(number))) as codes:
        assert slow.arrived.acquire(timeout=30)
        slow.gate.set()
    assert codes == [""] * 6
    assert slow.most <= HASHED_AT_ONCE


def test_when_too_many_wait_the_next_is_asked_to_come_again(slow: Slow) -> None:
    more = 5
    refused = threading.Semaphore(0)

    def attempt(number: int) -> None:
        try:
            sessions.password_hash("long enough", str(number))
        except Refused:
            refused.release()
            raise

    with crowd(MOST_WAITING + more, attempt) as codes:
        for _ in range(more):
            assert refused.acquire(timeout=30)
        slow.gate.set()
    assert sorted(codes) == [""] * MOST_WAITING + ["too_often"] * more


def test_attempts_under_way_count_at_their_address(sqlite_web: WebOffice, slow: Slow) -> None:
    known = sqlite_web.app.state.sessions
    refused = threading.Semaphore(0)

    def attempt(number: int) -> None:
        try:
            known.sign_in(f"login{number}", "wrong one", "192.0.2.1")
        except Refused as refusal:
            if refusal.code == "too_often":
                refused.release()
            raise

    with crowd(FAILURES_AT_ADDRESS + 10, attempt) as codes:
        for _ in range(10):
            assert refused.acquire(timeout=30)
        slow.gate.set()
    assert sorted(codes) == ["sign_in_wrong"] * FAILURES_AT_ADDRESS + ["too_often"] * 10


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_is_counted_with_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_who_fails_elsewhere_locks_nobody_out_here(web: WebOffice) -> None:
    there, here = web.client(client=ELSEWHERE), web.client(client=HERE)
    wrong = {"login": "keeper", "password": "wrong"}
    tried = [there.post("/sign-in", data=wrong).status_code for _ in range(LOCK_AFTER + 1)]
    assert tried == [401] * LOCK_AFTER + [429]
    assert "从这里连续多次登录失败" in words(there.post("/sign-in", data=wrong).text)
    assert here.post("/sign-in", data={"login": "keeper", "password": PASSWORD}).status_code == 303


def test_a_new_password_ends_the_other_sessions(web: WebOffice) -> None:
    here, there = web.signed_in("keeper"), web.signed_in("keeper")
    short = here.post("/me/password", data={"password": "1234567", "old_password": PASSWORD, "command_id": fresh()})
    assert short.status_code == 422
    assert "至少 8 个字符" in words(short.text)
    form = {"password": "another long one", "old_password": PASSWORD, "command_id": fresh()}
    assert [here.post("/me/password", data=form).status_code for _ in range(2)] == [303, 303]  # sent twice: one deed
    assert web.ask("SELECT COUNT(*) FROM journal WHERE action = 'access.change_own_password'") == [(1,)]
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303
    for password, status in ((PASSWORD, 401), ("another long one", 303)):
        answer = web.client().post("/sign-in", data={"login": "keeper", "password": password})
        assert answer.status_code == status


def test_ones_own_password_changes_only_with_the_old_one(web: WebOffice) -> None:
    client = web.signed_in("keeper")
    for old in ("", "wrong"):
        form = {"password": "another long one", "old_password": old, "command_id": fresh()}
        answer = client.post("/me/password", data=form)
        assert answer.status_code == 422
        assert "现在的密码不对" in words(answer.text)
    assert web.ask("SELECT COUNT(*) FROM journal WHERE action = 'access.change_own_password'") == [(0,)]


def test_a_password_that_was_reset_ends_every_session_at_once(web: WebOffice) -> None:
    client, program = web.signed_in("buyer"), web.program("buyer")
    assert client.get("/me").status_code == 200
    hashed = CHEAP.hash("quite another one")
    held = web.do("admin", SetPassword(actor_id=web.ids["buyer"], password_hash=hashed)).answer["held_id"]
    assert client.get("/me").status_code == 200  # nothing has happened yet
    signed = web.signed_in("admin2").post(f"/approvals/{held}/approve", data={"command_id": fresh()})
    assert signed.status_code == 303
    assert client.get("/me").status_code == 303
    assert program.get("/api/v1/session").status_code == 401
    web.clock.advance(REMEMBERED_MS)
    assert client.get("/me").status_code == 303


def test_a_program_that_changes_its_password_keeps_its_own_session_only(web: WebOffice) -> None:
    here, there = web.program("buyer"), web.signed_in("buyer")
    answer = here.post(
        "/api/v1/access/change-own-password",
        json={"password_hash": CHEAP.hash("quite another one")},
        headers={"Idempotency-Key": fresh()},
    )
    assert answer.status_code == 200, answer.text
    assert there.get("/me").status_code == 303
    assert here.get("/api/v1/session").status_code == 200
    web.clock.advance(REMEMBERED_MS)
    assert here.get("/api/v1/session").status_code == 200


def test_in_a_demonstration_nobody_knows_a_password_to_change(demo_web: WebOffice) -> None:
    assert "old_password" not in demo_web.signed_in("keeper").get("/me").text
