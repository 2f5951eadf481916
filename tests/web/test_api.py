"""The API: nobody does what their roles do not carry, the same key is one deed, a refusal is a problem with a name."""

import json
from typing import Any

import pytest
from schemathesis.openapi import from_dict
from webtools import WebOffice, fresh, problem

from liangcao.access.roles import ROLES
from liangcao.kernel.refusals import REFUSALS
from liangcao.operations.actions import ACTIONS
from liangcao.web.api import path_of_action, wanted_language
from liangcao.web.api_examples import EXAMPLES

READS = {
    "/stock": "see.stock",
    "/lots/1/trace": "see.trace",
    "/requests": "see.requests",
    "/requests/1": "see.requests",
    "/plans": "see.plans",
    "/plans/1": "see.plans",
    "/shipments": "see.shipments",
    "/shipments/1": "see.shipments",
    "/arrivals": "see.stock",
    "/arrivals/1": "see.stock",
    "/claims": "see.stock",
    "/claims/1": "see.stock",
    "/mobilisation": "see.mobilisation",
    "/mobilisation/1": "see.mobilisation",
    "/leads": "see.leads",
    "/leads/1": "see.leads",
    "/purchases": "see.purchases",
    "/purchases/1": "see.purchases",
    "/suppliers": "see.purchases",
    "/donations": "see.donations",
    "/donations/1": "see.donations",
    "/parties": "see.parties",
    "/locations": "see.parties",
    "/epcis/events": "see.trace",
    "/epcis/epcs": "see.trace",
    "/journal": "see.journal",
    "/journal/1": "see.journal",
    "/journal/days": "see.journal",
    "/journal/1/proof": "see.journal",
}


def move(web: WebOffice, quantity: Any = 100) -> dict[str, Any]:
    """The body that moves masks from the store to its shelf."""
    lot = web.ask("SELECT lot_id FROM lot WHERE district_id = 1 AND batch_number = 'A1'")[0][0]
    return {"lot_id": lot, "source_id": web.ids["主库"], "destination_id": web.ids["A-01"], "quantity": quantity}


MOVE = "/api/v1/storing/move-stock"


@pytest.mark.parametrize("role", ROLES)
def test_every_deed_is_refused_to_every_role_that_does_not_carry_it(web: WebOffice, role: str) -> None:
    program = web.program(role)
    before = web.ask("SELECT size FROM journal_head")
    for name in set(ACTIONS) - ROLES[role].permissions:
        answer = program.post(
            "/api/v1" + path_of_action(name), json=EXAMPLES[name], headers={"Idempotency-Key": fresh()}
        )
        problem(answer, 403, "not_permitted")
    assert web.ask("SELECT size FROM journal_head") == before


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_what_their_roles_do_not_show(sqlite_web: WebOffice, role: str) -> None:
    program = sqlite_web.program(role)
    for path, permission in READS.items():
        answer = program.get("/api/v1" + path)
        if permission in ROLES[role].permissions:
            assert answer.status_code in {200, 404}, answer.text
        else:
            problem(answer, 403, "not_permitted")


def test_a_stranger_may_nothing(sqlite_web: WebOffice) -> None:
    stranger = sqlite_web.client()
    for name, example in EXAMPLES.items():
        answer = stranger.post("/api/v1" + path_of_action(name), json=example, headers={"Idempotency-Key": fresh()})
        problem(answer, 401, "sign_in_needed")
        assert answer.headers["www-authenticate"] == "Bearer"
    for path in (*READS, "/items", "/items/1", "/session"):
        problem(stranger.get("/api/v1" + path), 401, "sign_in_needed")


def test_a_role_at_one_place_reaches_no_other(web: WebOffice) -> None:
    other = web.client()
    admin = web.program("admin")
    made = admin.post(
        "/api/v1/parties/register-location",
        json={"kind": "store", "name": "副库"},
        headers={"Idempotency-Key": fresh()},
    )
    body = {**move(web), "source_id": made.json()["answer"]["location_id"]}
    other = web.program("keeper")
    problem(other.post(MOVE, json=body, headers={"Idempotency-Key": fresh()}), 403, "not_permitted_here")


def test_the_same_key_is_one_deed(web: WebOffice) -> None:
    keeper = web.program("keeper")
    key = {"Idempotency-Key": fresh()}
    first = keeper.post(MOVE, json=move(web), headers=key).json()
    again = keeper.post(MOVE, json=move(web), headers={"Idempotency-Key": key["Idempotency-Key"].upper()}).json()
    assert set(first) == {"entry", "recorded_at", "answer", "is_held", "is_repeat"}
    assert again == {**first, "is_repeat": True}
    problem(keeper.post(MOVE, json=move(web, 101), headers=key), 409, "command_id_reused")
    assert web.ask("SELECT on_hand FROM balance WHERE location_id = ?", web.ids["A-01"]) == [(100,)]


def test_a_dry_run_keeps_nothing(web: WebOffice) -> None:
    keeper = web.program("keeper")
    before = web.ask("SELECT size FROM journal_head")
    answer = keeper.post(MOVE + "?dry_run=true", json=move(web), headers={"Idempotency-Key": fresh()})
    assert answer.status_code == 200
    assert answer.json()["entry"] == before[0][0] + 1
    refusal = keeper.post(MOVE + "?dry_run=true", json=move(web, 12_001), headers={"Idempotency-Key": fresh()})
    problem(refusal, 409, "not_enough")
    assert web.ask("SELECT size FROM journal_head") == before


def test_when_it_happened_may_be_said(web: WebOffice) -> None:
    keeper = web.program("keeper")
    query = {"occurred_at": "2020-02-09T08:30:00+08:00"}
    entry = keeper.post(MOVE, params=query, json=move(web), headers={"Idempotency-Key": fresh()}).json()["entry"]
    row = web.program("inspector").get(f"/api/v1/journal/{entry}").json()
    assert row["entry"]["occurred_at"] == "2020-02-09T00:30:00.000Z"
    for text in ("yesterday", "2020-02-09T08:30:00", "0001-01-01T00:00:00Z"):
        answer = keeper.post(MOVE, params={"occurred_at": text}, json=move(web), headers={"Idempotency-Key": fresh()})
        assert problem(answer, 400, "moment_unreadable")["errors"][0]["field"] == "occurred_at"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"quantity": 0}, "quantity_not_positive", "quantity"),
        ({"quantity": -5}, "quantity_not_positive", "quantity"),
        ({"quantity": 1.5}, "quantity_not_whole", "quantity"),
        ({"quantity": "5"}, "quantity_not_whole", "quantity"),
        ({"quantity": 10**30}, "quantity_too_large", "quantity"),
        ({"quantity": 10**12 + 1}, "quantity_too_large", "quantity"),
        ({"quantity": None}, "quantity_not_whole", "quantity"),
        ({"note": "a\x00b"}, "text_control_characters", "note"),
        ({"note": "长" * 4_001}, "text_too_long", "note"),
        ({"colour": "red"}, "input_invalid", "colour"),
        ({"lot_id": True}, "quantity_not_whole", "lot_id"),
    ],
)
def test_a_faulty_body_names_field_and_fault(
    sqlite_web: WebOffice, change: dict[str, Any], code: str, field: str
) -> None:
    answer = sqlite_web.program("keeper").post(
        MOVE, json={**move(sqlite_web), **change}, headers={"Idempotency-Key": fresh()}
    )
    data = problem(answer, 422, code)
    assert [error["field"] for error in data["errors"]] == [field]


def test_lines_are_named_by_their_place(sqlite_web: WebOffice) -> None:
    line = {"item_id": sqlite_web.ids["医用外科口罩"], "accepted": 5, "expires_on": "2020-02-30"}
    body = {"source_kind": "gift", "source_party_id": 1, "location_id": 1, "lines": [{**line, "expires_on": ""}, line]}
    answer = sqlite_web.program("keeper").post(
        "/api/v1/receiving/receive-goods", json=body, headers={"Idempotency-Key": fresh()}
    )
    errors = problem(answer, 422, "input_invalid")["errors"]
    assert {(error["field"], error["code"]) for error in errors} == {
        ("source_kind", "input_invalid"),
        ("lines.1.expires_on", "date_unreadable"),
    }


def test_a_key_is_needed_and_must_be_a_uuid(sqlite_web: WebOffice) -> None:
    keeper = sqlite_web.program("keeper")
    missing = problem(keeper.post(MOVE, json=move(sqlite_web)), 422, "field_missing")
    assert missing["errors"][0]["field"] == "idempotency_key"
    answer = keeper.post(MOVE, json=move(sqlite_web), headers={"Idempotency-Key": "12"})
    problem(answer, 400, "command_id_invalid")


def test_what_is_no_json_or_too_much_is_refused(sqlite_web: WebOffice) -> None:
    keeper = sqlite_web.program("keeper")
    headers = {"Idempotency-Key": fresh(), "Content-Type": "application/json"}
    problem(keeper.post(MOVE, content=b"{", headers=headers), 422, "input_invalid")
    problem(keeper.post(MOVE, content=b"[" * 2_000_000, headers=headers), 413, "body_too_large")
    chunks = (b" " * 100_000 for _ in range(20))
    problem(keeper.post(MOVE, content=chunks, headers=headers), 413, "body_too_large")
    problem(keeper.get("/api/v1/nothing"), 404, "unknown_page")
    problem(keeper.put(MOVE, json={}), 405, "method_not_allowed")


def test_problems_speak_the_language_asked_for(sqlite_web: WebOffice) -> None:
    body = move(sqlite_web, 99_999)
    english = problem(
        sqlite_web.program("keeper").post(MOVE, json=body, headers={"Idempotency-Key": fresh()}), 409, "not_enough"
    )
    chinese = problem(
        sqlite_web.program("keeper", **{"Accept-Language": "zh-CN"}).post(
            MOVE, json=body, headers={"Idempotency-Key": fresh()}
        ),
        409,
        "not_enough",
    )
    assert "可用数量只有 12,000" in chinese["detail"]
    assert "12,000" in english["detail"]
    assert english["detail"] != chinese["detail"]
    assert english["type"] == chinese["type"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh_CN"),
        ("en", "en"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr, zh;q=0.9, en;q=0.1", "zh_CN"),
        ("fr;q=x, *", "zh_CN"),
    ],
)
def test_the_language_liked_best_is_taken(header: str, language: str) -> None:
    assert wanted_language(header) == language


def test_a_post_from_another_site_is_refused(sqlite_web: WebOffice) -> None:
    keeper = sqlite_web.program("keeper")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        answer = keeper.post(MOVE, json=move(sqlite_web), headers={"Idempotency-Key": fresh(), **headers})
        assert answer.status_code == 403
        assert answer.json()["code"] == "cross_site"


def test_sign_in_gives_a_token_and_sign_out_ends_it(web: WebOffice) -> None:
    client = web.client()
    problem(client.post("/api/v1/session", json={"login": "keeper", "password": "wrong"}), 401, "sign_in_wrong")
    answer = client.post("/api/v1/session", json={"login": "keeper", "password": "correct horse battery"})
    data = answer.json()
    assert data["login"] == "keeper"
    assert set(data["permissions"]) == ROLES["keeper"].permissions
    client.headers["Authorization"] = f"Bearer {data['token']}"
    assert client.get("/api/v1/session").json()["actor_id"] == web.ids["keeper"]
    assert client.delete("/api/v1/session").status_code == 204
    problem(client.get("/api/v1/session"), 401, "sign_in_needed")


def test_stock_is_told_now_and_of_the_past(web: WebOffice) -> None:
    keeper = web.program("keeper")
    web.clock.advance(60_000)
    now = keeper.get("/api/v1/stock").json()
    assert [(row["item_name"], row["on_hand"]) for row in now["rows"]] == [("医用外科口罩", 12_000)]
    web.clock.advance(60_000)
    keeper.post(MOVE, json=move(web), headers={"Idempotency-Key": fresh()})
    assert len(keeper.get("/api/v1/stock").json()["rows"]) == 2
    past = keeper.get("/api/v1/stock", params={"as_of": "2020-02-10T12:01:00+08:00"}).json()
    assert past["entry"] == now["entry"]
    assert [row["on_hand"] for row in past["rows"]] == [12_000]
    assert keeper.get("/api/v1/stock", params={"q": "wkkz"}).json()["rows"]
    trace = keeper.get(f"/api/v1/lots/{move(web)['lot_id']}/trace").json()
    assert [step["kind"] for step in trace["steps"]] == ["receipt", "transfer"]
    assert trace["origin"]["source_name"] == "示例供应商"
    assert "unit_cost_fen" not in trace["origin"]


def test_personal_texts_are_told_to_those_who_may_see_them(web: WebOffice) -> None:
    body = {
        "unit_id": web.ids["示例医院"],
        "lines": [{"item_id": web.ids["医用外科口罩"]}],
        "contact": "示例·李",
        "phone": "139",
    }
    unit = web.program("unit")
    made = unit.post("/api/v1/requests/submit-request", json=body, headers={"Idempotency-Key": fresh()}).json()
    path = f"/api/v1/requests/{made['answer']['request_id']}"
    assert web.program("approver").get(path).json()["head"]["contact"] == "示例·李"
    assert "contact" not in unit.get(path).json()["head"]
    assert "contact" not in web.program("approver").get("/api/v1/requests").json()["rows"][0]


def test_the_journal_is_followed_by_its_numbers(web: WebOffice) -> None:
    inspector = web.program("inspector")
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = inspector.get("/api/v1/journal", params={"after": after, "limit": 40}).json()
        seen += [row["number"] for row in page["rows"]]
        after = page["next"]
    assert seen == list(range(1, len(seen) + 1))
    entry = inspector.get("/api/v1/journal/1").json()
    assert json.loads(entry["canonical"]) == entry["entry"]
    problem(inspector.get("/api/v1/journal/99999999999999999999"), 404, "unknown_page")


def test_the_description_is_valid_and_whole(sqlite_web: WebOffice) -> None:
    described = sqlite_web.client().get("/api/v1/openapi.json").json()
    from_dict(described).validate()
    assert set(EXAMPLES) == set(ACTIONS)
    for name, action in ACTIONS.items():
        operation = described["paths"]["/api/v1" + path_of_action(name)]["post"]
        assert operation["summary"].startswith(action.title)
        assert operation["description"]
        assert operation["requestBody"]["content"]["application/json"]["examples"]["typical"]["value"] == EXAMPLES[name]
        assert "application/problem+json" in operation["responses"]["409"]["content"]
        action.command.model_validate_json(json.dumps(EXAMPLES[name]))
    assert not [path for path in described["paths"] if not path.startswith("/api/v1/")]


def test_the_reference_page_names_every_call_and_refusal(sqlite_web: WebOffice) -> None:
    page = sqlite_web.client().get("/api/v1/docs")
    assert page.status_code == 200
    for name in ACTIONS:
        assert "/api/v1" + path_of_action(name) in page.text
    for code in REFUSALS:
        assert code in page.text
    assert "http" not in page.text.replace("http://testserver", "").replace("http://www.w3.org", "")


@pytest.mark.parametrize("body", ["[" * 200_000, '{"a":' * 100_000, "9" * 5_000])
def test_json_nobody_can_read_is_refused_and_no_fault(body: str, sqlite_web: WebOffice) -> None:
    headers = {"Idempotency-Key": fresh(), "Content-Type": "application/json"}
    problem(sqlite_web.program("keeper").post(MOVE, content=body, headers=headers), 422, "input_invalid")
