"""A small founded office behind the web app, its people signed in, and a clock that stands still until it is set."""

import atexit
import re
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any

import pypdf
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from liangcao.access.commands import AddActor, GrantRole
from liangcao.access.roles import ROLES
from liangcao.database.bulk import ask
from liangcao.database.engine import Database
from liangcao.database.migrate import upgrade
from liangcao.funds.commands import AppropriateFunds
from liangcao.kernel.clock import FixedClock
from liangcao.kernel.command import Command
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.founding import Founder, found_office
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.parties.commands import FoundDistrict, RegisterLocation, RegisterParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.web.app import closed_app, open_books
from liangcao.web.sessions import password_hash
from liangcao.web.visitor import SESSION_COOKIE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client's own talk of what it will be built on
    from starlette.testclient import TestClient

NOON = 1_581_307_200_000
"""2020-02-10 12:00 in Shanghai."""
PASSWORD = "correct horse battery"
PLACED = {"keeper": "location_id", "unit": "party_id", "driver": "location_id"}
"""Roles whose holder here is limited to the store or to the hospital."""


@cache
def hashed() -> str:
    """The password of everybody here, hashed once."""
    return password_hash(PASSWORD, "everybody")


@cache
def event_loop() -> BlockingPortal:
    """The one event loop of all clients here; else each request makes a thread and a loop of its own."""
    running = start_blocking_portal()
    portal = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return portal


_idle_apps: list[FastAPI] = []
"""Apps whose office is closed: putting routes together takes longer than most tests."""


class WebOffice:
    """The office: `ids` of people by role (and ``admin2``), of places and parties by name."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.clock = FixedClock(NOON)
        self.office = Office(self.database, self.clock)
        self._shared = self.app = _idle_apps.pop() if _idle_apps else closed_app()
        open_books(self.app, self.office)
        rows = self.ask("SELECT login, actor_id FROM actor WHERE district_id = 1")
        rows += self.ask("SELECT name, location_id FROM location WHERE district_id = 1 AND is_outside = 0")
        rows += self.ask("SELECT name, party_id FROM party WHERE district_id = 1")
        rows += self.ask("SELECT name, item_id FROM item WHERE district_id = 1")
        self.ids: dict[str, int] = {row[0]: int(row[1]) for row in rows}
        self._clients: list[TestClient] = []

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows straight from the database."""
        with self.database.read() as connection:
            return ask(connection, sql, parameters)

    def do(self, who: str, command: Command) -> Outcome:
        """Hand in a command in somebody's name, beside the web."""
        return self.office.perform(Submission(command, self.ids[who], str(uuid.uuid4())))

    def client(self, **options: Any) -> TestClient:
        """A browser nobody is signed in with; it follows no redirect."""
        client = TestClient(self.app, follow_redirects=False, **options)
        client.portal = event_loop()
        self._clients.append(client)
        return client

    def signed_in(self, who: str) -> TestClient:
        """A browser with this person signed in."""
        token, _actor = self.app.state.sessions.sign_in_as(self.ids[who])
        client = self.client()
        client.cookies.set(SESSION_COOKIE, token)
        return client

    def program(self, who: str, **headers: str) -> TestClient:
        """A program that shows this person's token and understands English."""
        token, _actor = self.app.state.sessions.sign_in_as(self.ids[who])
        client = self.client()
        client.headers.update({"Authorization": f"Bearer {token}", "Accept-Language": "en", **headers})
        return client

    def close(self) -> None:
        """Close every connection."""
        for client in self._clients:
            client.close()
        self.database.dispose()
        _idle_apps.append(self._shared)


def found(url: str, *, is_demo: bool = False) -> None:
    """Found an office with one person a role, a store with a shelf, a supplier, a hospital, 12,000 masks, money."""
    database = Database(url)
    upgrade(database)
    office = Office(database, FixedClock(NOON))
    people = [*ROLES, "admin2"]
    founders = [
        Founder(
            AddActor(login=login, name=f"示例·{login}", password_hash=hashed()),
            () if login in PLACED else (login.rstrip("2"),),
        )
        for login in people
    ]
    ids = found_office(office, FoundDistrict(name="示例区", is_demo=is_demo), founders)

    def do(who: str, command: Command) -> dict[str, Any]:
        return dict(office.perform(Submission(command, ids[who], str(uuid.uuid4()))).answer)

    store = do("admin", RegisterLocation(kind="store", name="主库"))["location_id"]
    do("admin", RegisterLocation(kind="shelf", name="A-01", parent_id=store))
    budget = do("admin", RegisterLocation(kind="budget_line", name="应急专款"))["location_id"]
    supplier = do("admin", RegisterParty(kind="supplier", name="示例供应商", contact="示例·张", phone="13800001111"))
    hospital = do("admin", RegisterParty(kind="hospital", name="示例医院"))["party_id"]
    for login, field in PLACED.items():
        where = {field: store if field == "location_id" else hospital}
        held = do("admin", GrantRole(actor_id=ids[login], role=login, **where))["held_id"]
        do("admin2", ApproveHeld(held_id=held))
    do("treasurer", AppropriateFunds(budget_line_id=budget, amount_fen=10_000_000))
    with database.read() as connection:
        mask = ask(connection, "SELECT item_id FROM item WHERE name = ?", ("医用外科口罩",))[0][0]
    line = ReceiptLine(item_id=mask, accepted=12_000, batch_number="A1", expires_on="2022-01-01", pack_size=50)
    goods = ReceiveGoods(source_kind="purchase", source_party_id=supplier["party_id"], location_id=store, lines=(line,))
    do("keeper", goods)
    database.dispose()


def found_demo(url: str) -> None:
    """The same as a demonstration."""
    found(url, is_demo=True)


@contextmanager
def opened(
    copy_of: Callable[[Callable[[str], None]], str], prepare: Callable[[str], None] = found
) -> Iterator[WebOffice]:
    """An own copy of the founded office, open."""
    web = WebOffice(copy_of(prepare))
    try:
        yield web
    finally:
        web.close()


def fresh() -> str:
    """A new command id."""
    return str(uuid.uuid4())


def words(html: str) -> str:
    """The words of a page's main part, without marks."""
    main = html.split("<main", 1)[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that must be this problem."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    data: dict[str, Any] = answer.json()
    assert (data["status"], data["code"]) == (status, code), data
    assert set(data) >= {"type", "title", "status", "code", "detail", "errors"}
    return data


def pdf_words(content: bytes) -> str:
    """The words of a PDF."""
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
