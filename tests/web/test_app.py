"""The app around its pages: headers, errors, forms sent twice, toasts with a way back, whole pages and parts."""

import json
import re
from typing import Any

import pytest
from fastapi import Request
from starlette.responses import JSONResponse, Response
from structlog.testing import capture_logs
from webtools import WebOffice, fresh, words

from liangcao.access.roles import ROLES, SEE_JOURNAL, SEE_PEOPLE
from liangcao.storing.commands import MoveStock, WriteOff
from liangcao.web.app import create_app
from liangcao.web.forms import Posted
from liangcao.web.menu import GROUPS, MENU
from liangcao.web.page import done
from liangcao.web.submit import FormErrors, submit
from liangcao.web.visitor import SignedIn

PAGES = ("/", "/me", "/approvals", "/journal", "/journal/1", "/journal/verify", "/people")
NEEDED = {"/journal": SEE_JOURNAL, "/journal/1": SEE_JOURNAL, "/journal/verify": SEE_JOURNAL, "/people": SEE_PEOPLE}


def with_trial(web: WebOffice) -> WebOffice:
    """The office with two routes more: a form that moves stock, and one that fails."""

    def move(request: Request, visitor: SignedIn, form: Posted) -> Response:
        outcome = submit(visitor, MoveStock, form)
        if isinstance(outcome, FormErrors):
            return JSONResponse({"code": outcome.code, "errors": dict(outcome.errors)}, status_code=outcome.status)
        return done(request, "/me", "已移库", outcome)

    def fail(visitor: SignedIn) -> Response:
        raise RuntimeError(f"no such luck for {visitor.actor.login}\n[SQL: secret]")

    web.app = create_app(web.office)  # of its own: what is added shall not stay with others
    web.app.add_api_route("/trial/move", move, methods=["POST"])
    web.app.add_api_route("/trial/fail", fail, methods=["GET"])
    web.app.add_api_route("/api/v1/trial/fail", fail, methods=["GET"])
    return web


def a_move(web: WebOffice, **changes: Any) -> dict[str, str]:
    """The posted form that moves 100 masks to the shelf."""
    lot = web.ask("SELECT lot_id FROM lot WHERE district_id = 1 AND batch_number = 'A1'")[0][0]
    form = {"lot_id": lot, "source_id": web.ids["主库"], "destination_id": web.ids["A-01"], "quantity": "100"}
    return {name: str(value) for name, value in {**form, "command_id": fresh(), **changes}.items()}


def on_shelf(web: WebOffice) -> int:
    """Masks on the shelf."""
    rows = web.ask("SELECT on_hand FROM balance WHERE location_id = ? AND on_hand > 0", web.ids["A-01"])
    return int(rows[0][0]) if rows else 0


def test_every_answer_keeps_to_itself(sqlite_web: WebOffice) -> None:
    client = sqlite_web.signed_in("admin")
    for path in (*PAGES, "/nothing", "/healthz", "/api/v1/openapi.json", "/api/v1/docs"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert re.fullmatch(r"[0-9a-f]{12}", answer.headers["x-request-id"])


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_to_those_whose_roles_open_them(sqlite_web: WebOffice, role: str) -> None:
    client = sqlite_web.signed_in(role)
    for path in PAGES:
        allowed = NEEDED.get(path) is None or NEEDED[path] in ROLES[role].permissions
        assert client.get(path).status_code == (200 if allowed else 403), path
    page = client.get("/").text
    for item in MENU:
        is_open = not item.permissions or any(name in ROLES[role].permissions for name in item.permissions)
        assert (f'href="{item.entry.href}"' in page) >= is_open


def test_every_entry_of_the_menu_stands_under_one_head() -> None:
    assert sorted(key for _, keys in GROUPS for key in keys) == sorted(item.entry.key for item in MENU)


def test_everything_in_the_menu_is_there(sqlite_web: WebOffice) -> None:
    clients = [sqlite_web.signed_in(role) for role in ROLES]
    for item in MENU:
        assert 200 in {client.get(item.entry.href).status_code for client in clients}, item.entry.href


def test_what_waits_is_on_the_home_page(web: WebOffice) -> None:
    assert "待批事项 0" in words(web.signed_in("approver").get("/").text)
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    web.do("keeper", WriteOff(lot_id=lot, location_id=web.ids["主库"], quantity=10, reason="受潮"))
    web.clock.advance(2 * 3_600_000)
    page = web.signed_in("approver").get("/").text
    assert "待批事项 1" in words(page)
    assert "2 小时" in page
    assert 'href="/approvals"' in page


def test_a_held_command_is_read_and_signed_or_sent_back(web: WebOffice) -> None:
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    held = [
        web.do("keeper", WriteOff(lot_id=lot, location_id=web.ids["主库"], quantity=quantity, reason="受潮"))
        for quantity in (10, 12_000)
    ]
    first, second = (int(outcome.answer["held_id"]) for outcome in held)
    approver = web.signed_in("approver")
    page = words(approver.get(f"/approvals/{first}").text)
    assert "医用外科口罩 A1" in page
    assert "受潮" in page
    assert approver.post(f"/approvals/{first}/approve", data={"command_id": fresh()}).status_code == 303
    assert web.ask("SELECT on_hand FROM balance WHERE location_id = ?", web.ids["主库"]) == [(11_990,)]
    blocked = words(approver.get(f"/approvals/{second}").text)
    assert "现在批准会被拒绝" in blocked
    assert "11,990" in blocked
    refusal = approver.post(f"/approvals/{second}/approve", data={"command_id": fresh()})
    assert refusal.status_code == 422
    assert approver.post(f"/approvals/{second}/reject", data={"command_id": fresh()}).status_code == 422
    form = {"command_id": fresh(), "reason": "数量不对"}
    assert approver.post(f"/approvals/{second}/reject", data=form).status_code == 303
    assert "数量不对" not in words(approver.get("/approvals").text)
    keeper = web.signed_in("keeper")
    assert "待批" in words(keeper.get(f"/approvals/{second}").text)
    assert web.signed_in("buyer").get(f"/approvals/{second}").status_code == 404


def test_a_form_sent_twice_is_one_deed(web: WebOffice) -> None:
    client, form = with_trial(web).signed_in("keeper"), a_move(web)
    assert [client.post("/trial/move", data=form).status_code for _ in range(3)] == [303] * 3
    assert on_shelf(web) == 100


def test_a_form_reads_numbers_as_people_write_them_and_names_what_is_wrong(sqlite_web: WebOffice) -> None:
    client = with_trial(sqlite_web).signed_in("keeper")
    assert client.post("/trial/move", data=a_move(sqlite_web, quantity="１,２００")).status_code == 303
    assert on_shelf(sqlite_web) == 1_200
    for text, code in (
        ("", "field_missing"),
        ("十来箱", "quantity_unreadable"),
        ("1.5", "quantity_not_whole"),
        ("0", "quantity_not_positive"),
        ("99999", "not_enough"),
    ):
        answer = client.post("/trial/move", data=a_move(sqlite_web, quantity=text))
        assert answer.status_code == 422
        assert answer.json()["code"] == code
    wrong = client.post("/trial/move", data={**a_move(sqlite_web), "command_id": "x"})
    assert wrong.json()["code"] == "command_id_invalid"


def test_the_toast_takes_the_last_deed_back(web: WebOffice) -> None:
    client = with_trial(web).signed_in("keeper")
    client.post("/trial/move", data=a_move(web))
    page = client.get("/me").text
    assert "已移库" in page
    entry = re.search(r'name="entry" value="([0-9]+)"', page)
    assert entry is not None
    assert "已移库" not in client.get("/me").text  # said once
    form = {"entry": entry[1], "command_id": fresh()}
    answer = client.post("/undo", data=form, headers={"Referer": "http://testserver/stock?page=2"})
    assert answer.headers["location"] == "/stock?page=2"
    assert on_shelf(web) == 0
    again = client.post("/undo", data={**form, "command_id": fresh()}, headers={"Referer": "http://evil.example/"})
    assert again.headers["location"] == "/"
    assert "已经冲正过" in client.get("/me").text


def test_a_toast_cookie_of_any_other_shape_is_passed_over(sqlite_web: WebOffice) -> None:
    client = sqlite_web.signed_in("keeper")
    for text in ("x", "[]", "{}", '{"text":1}', json.dumps({"text": "<script>", "entry": "1"}).replace('"', "%22")):
        client.cookies.set("liangcao_toast", text.replace('"', "%22").replace(",", "%2C"))
        page = client.get("/me")
        assert page.status_code == 200
        assert "<script>" not in page.text
        client.cookies.delete("liangcao_toast")


def test_htmx_gets_the_part_it_asks_for_and_is_told_where_to_go(sqlite_web: WebOffice) -> None:
    client = with_trial(sqlite_web).signed_in("keeper")
    part = sqlite_web.signed_in("admin").get("/journal", headers={"HX-Request": "true"})
    assert part.text.startswith('<div id="rows"')
    assert "<html" not in part.text
    answer = client.post("/trial/move", data=a_move(sqlite_web), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == "/me"


def test_a_post_from_another_site_changes_nothing(sqlite_web: WebOffice) -> None:
    client = with_trial(sqlite_web).signed_in("keeper")
    answer = client.post("/trial/move", data=a_move(sqlite_web), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert on_shelf(sqlite_web) == 0


def test_errors_are_pages_in_the_visitors_frame(sqlite_web: WebOffice) -> None:
    client = sqlite_web.signed_in("keeper")
    unknown = client.get("/nothing")
    assert unknown.status_code == 404
    assert "没有这一页" in words(unknown.text)
    forbidden = client.get("/people")
    assert forbidden.status_code == 403
    assert "您的岗位不能做这件事：看人员" in words(forbidden.text)
    assert "示例·keeper" in forbidden.text
    assert client.get("/journal/x").status_code in {403, 422}
    assert sqlite_web.signed_in("admin").get("/journal?page=0").status_code == 422
    assert client.post("/me/password", content=b"x" * 2_000_000).status_code == 413


def test_a_fault_is_logged_under_the_number_the_page_shows_and_tells_no_secrets(sqlite_web: WebOffice) -> None:
    client = with_trial(sqlite_web).signed_in("keeper")
    with capture_logs() as logs:
        page = client.get("/trial/fail?password=hidden")
        problem = client.get("/api/v1/trial/fail")
    assert page.status_code == problem.status_code == 500
    assert problem.json()["code"] == "fault"
    assert [log["request_id"] for log in logs] == [page.headers["x-request-id"], problem.json()["support"]]
    assert logs[0]["request_id"] in page.text
    assert logs[0]["said"] == "no such luck for keeper"
    assert not [text for text in ("secret", "hidden", "liangcao_session") if text in repr(logs)]


def test_a_supervisor_learns_what_it_needs(web: WebOffice) -> None:
    client = web.client()
    assert client.get("/healthz").json() == {"ok": True}
    assert client.get("/readyz").json() == {"ok": True, "database": True, "schema": True, "books": True}
    assert client.get("/version").json()["name"] == "liangcao"


def test_an_entry_is_shown_whole(web: WebOffice) -> None:
    client = web.signed_in("inspector")
    number = web.ask("SELECT number FROM journal WHERE action = 'receiving.receive_goods'")[0][0]
    page = words(client.get(f"/journal/{number}").text)
    assert "示例供应商 → 主库" in page
    assert "12,000 只" in page
    assert web.ask("SELECT leaf_hash FROM journal WHERE number = ?", number)[0][0].hex() in page
    assert "账本完好" in words(client.get("/journal/verify").text)
    listed = words(client.get("/journal?action=receiving.receive_goods").text)
    assert "共 1 条" in listed
    assert client.get("/journal/999999").status_code == 404
    assert client.get(f"/journal?q=+{number}").headers["location"] == f"/journal/{number}"


def test_a_person_is_taken_in_given_a_role_and_let_go(web: WebOffice) -> None:
    admin, second = web.signed_in("admin"), web.signed_in("admin2")
    form = {"name": "示例·新", "login": "xin", "password": "12345678", "language": "en", "command_id": fresh()}
    faulty = admin.post("/people", data={**form, "login": "新"})
    assert faulty.status_code == 422
    assert 'value="示例·新"' in faulty.text
    made = [admin.post("/people", data=form).headers["location"] for _ in range(2)]
    assert made[0] == made[1]
    grant = {"role": "keeper", "location_id": str(web.ids["主库"]), "party_id": "", "command_id": fresh()}
    assert admin.post(f"{made[0]}/grant", data=grant).status_code == 303
    assert "等第二个人批准" in admin.get(made[0]).text
    held = re.search(r'/approvals/([0-9]+)"', second.get("/approvals").text)
    assert held is not None
    second.post(f"/approvals/{held[1]}/approve", data={"command_id": fresh()})
    page = admin.get(made[0]).text
    grant_id = re.search(r'name="grant_id" value="([0-9]+)"', page)
    assert grant_id is not None
    assert "保管 主库" in words(page)
    new = web.client()
    assert new.post("/sign-in", data={"login": "xin", "password": "12345678"}).status_code == 303
    assert "Storekeeper" in new.get("/").text or 'lang="en"' in new.get("/").text
    revoke = {"grant_id": grant_id[1], "reason": "轮岗", "command_id": fresh()}
    assert admin.post(f"{made[0]}/revoke", data=revoke).status_code == 303
    assert admin.post(f"{made[0]}/disable", data={"reason": "调离", "command_id": fresh()}).status_code == 303
    assert new.get("/").status_code == 303
    assert "已停用" in words(admin.get(made[0]).text)
