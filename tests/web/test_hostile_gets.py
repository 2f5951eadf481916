"""No address fails, whatever numbers and characters stand in it: every GET route of the app, on both databases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from deskwork import send
from structlog.testing import capture_logs
from webtools import NOON, WebOffice

import liangcao.web
from liangcao.access.commands import GrantRole
from liangcao.access.roles import ROLES
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import seal
from liangcao.operations.approvals import ApproveHeld
from liangcao.requests.commands import OpenDoor

HUGE = "9" * 23
NUMBERS = (HUGE, f"-{HUGE}", str(2**63), str(2**53), "9" * 5_000, "0", "-1", "१२", "²", "x\0")
TEXTS = (HUGE, "9" * 5_000, "-5", str(2**63 - 1), "\0", "a\\", "%_'\"", "0001-01-01", "9999-12-31", "²", "1" * 15)
READ_BY_HAND = re.compile(r"(?:get|getlist)\(\s*\"([a-z_]+)\"")


@dataclass(frozen=True)
class Get:
    """A GET route: its path, the names of its own parameters that are texts, and those that are something else."""

    path: str
    texts: tuple[str, ...]
    others: tuple[str, ...]


def routes_below(routes: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every GET route with its whole path, however deep routers are put into each other."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            context = getattr(route, "include_context", None)
            yield from routes_below(inner.routes, prefix + str(getattr(context, "prefix", "")))
        elif "GET" in (getattr(route, "methods", None) or ()) and hasattr(route, "dependant"):
            yield prefix + route.path, route


def all_gets(web: WebOffice) -> list[Get]:
    """The GET routes of the app."""
    found = []
    for path, route in routes_below(web.app.routes):
        fields = route.dependant.query_params
        texts = tuple(field.alias for field in fields if field.field_info.annotation is str)
        others = tuple(field.alias for field in fields if field.field_info.annotation is not str)
        found.append(Get(path, texts, others))
    return found


def names_read_by_hand() -> set[str]:
    """Every name that some page reads from its address itself."""
    code = Path(liangcao.web.__file__).parent.rglob("*.py")
    return {name for file in code for name in READ_BY_HAND.findall(file.read_text())}


def addresses(get: Get, ids: dict[str, int], names: set[str]) -> Iterator[str]:
    """The addresses to try of one route."""
    holes = re.findall(r"{([^}]*)}", get.path)

    def filled(value: str = "") -> str:
        path = get.path
        for hole in holes:
            name = hole.partition(":")[0]
            known = "csv" if name == "kind" else str(ids.get(name, 1))
            path = path.replace(f"{{{hole}}}", quote(value) if value and name != "kind" else known, 1)
        return path

    if any(not hole.startswith("kind") for hole in holes):
        yield from (filled(value) for value in NUMBERS)
    asked = sorted(names.union(get.texts) - set(get.others) - {"try"})
    for value in TEXTS:
        at_once = 60_000 // (len(value) + 20)  # an address has an end
        for first in range(0, len(asked), at_once):
            some = [(name, value) for name in asked[first : first + at_once]]
            yield f"{filled()}?{urlencode(some)}&try=1"
    for name in get.others:
        yield from (
            f"{filled()}?{urlencode([(name, value)])}" for value in (HUGE, str(2**63 - 1), "100000", "\0", "-1")
        )


@pytest.fixture
def everywhere(web: WebOffice) -> WebOffice:
    """The office with goods sent, and the inspector in every role there is."""
    for role in ROLES:
        held = web.do("admin", GrantRole(actor_id=web.ids["inspector"], role=role)).answer.get("held_id")
        if held:
            web.do("admin2", ApproveHeld(held_id=held))
    web.do("coordinator", OpenDoor())
    seal(web.database, 1, SigningKey("office.example/liangcao", bytes(range(32))), NOON)
    return web


@pytest.mark.slow
def test_no_address_fails(everywhere: WebOffice) -> None:
    sent, names, client = send(everywhere), names_read_by_hand(), everywhere.signed_in("inspector")
    lot, receipt = (everywhere.ask(f"SELECT MIN({name}_id) FROM {name}")[0][0] for name in ("lot", "receipt"))
    ids = {
        "request_id": sent.request, "plan_id": sent.plan, "shipment_id": sent.shipment, "lot_id": lot,
        "receipt_id": receipt, "party_id": everywhere.ids["示例医院"], "location_id": everywhere.ids["主库"],
        "item_id": everywhere.ids["医用外科口罩"], "actor_id": everywhere.ids["keeper"],
    }  # fmt: skip
    gets = all_gets(everywhere)
    assert len(gets) > 60, sorted(get.path for get in gets)
    failed = []
    turn = int(everywhere.database.is_sqlite)  # each database takes every other address of each page: both take 90 s
    with capture_logs() as logs:
        for number, get in enumerate(gets):
            for address in islice(addresses(get, ids, names), (number + turn) % 2, None, 2):
                status = client.get(address).status_code
                if status >= 500:
                    failed.append((status, get.path, address[:120], [log.get("said") for log in logs[-1:]]))
    assert not failed, "\n".join(map(str, failed))


def test_ordinary_addresses_are_found(everywhere: WebOffice) -> None:
    """The sweep's own paths lead somewhere: what it tries are the pages themselves, not their refusals."""
    client = everywhere.signed_in("inspector")
    plain = [get.path for get in all_gets(everywhere) if "{" not in get.path]
    missing = [path for path in plain if client.get(path).status_code in {403, 404, 405}]
    assert missing == []
