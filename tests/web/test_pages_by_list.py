"""Sharing out by a list: looked at before it is handed in, every faulty row named, once however often it is sent."""

import re
from typing import Any

from accounting import signed
from deskwork import MASK, RESPIRATOR, page, post
from webtools import WebOffice, fresh, words

from liangcao.operations.signing import SetSigningRule
from liangcao.requests.commands import WithdrawRequest

LIST = "单位\t人数\n示例医院\t100\n示例新厂有限公司\t50\n"


def look(web: WebOffice, client: Any, text: str, status: int = 303, **terms: Any) -> Any:
    """Hand in a list; the answer."""
    values = {"location_id": web.ids["主库"], "item_id": web.ids[MASK], "quantity": "3000", "pasted": text}
    return post(client, "/plans/by-list", status, **{**values, **terms})


def token_of(answer: Any) -> str:
    found = re.match(r"/plans/by-list/([^?]+)\?", answer.headers["location"])
    assert found is not None
    return found[1]


def test_what_is_looked_at_is_what_is_made_once(web: WebOffice) -> None:
    client = web.signed_in("coordinator")
    answer = look(web, client, LIST)
    seen = words(page(client, answer.headers["location"]))
    assert "一共给 3,000 只" in seen
    assert "1 家新登记" in seen
    assert web.ask("SELECT COUNT(*) FROM request") == [(0,)]
    terms = {"location_id": web.ids["主库"], "item_id": web.ids[MASK], "quantity": 3000, "pack": 1}
    form = {**terms, "note": "第一批", "command_id": fresh()}
    first = post(client, f"/plans/by-list/{token_of(answer)}", **form)
    again = post(client, f"/plans/by-list/{token_of(answer)}", **form)
    assert first.headers["location"] == again.headers["location"]
    assert web.ask("SELECT given FROM plan_share ORDER BY given") == [(1_000,), (2_000,)]
    assert web.ask("SELECT COUNT(*) FROM request") == [(2,)]
    plan = int(first.headers["location"].rsplit("/", 1)[1])
    assert web.ask("SELECT note FROM plan") == [("第一批",)]
    approver = web.signed_in("approver")
    assert "批准方案和 2 份申请" in page(approver, f"/plans/{plan}")
    post(approver, f"/plans/{plan}/adopt", command_id=fresh())
    assert web.ask("SELECT state, decided_by FROM request") == [("approved", web.ids["approver"])] * 2
    assert web.ask("SELECT SUM(allocated) FROM request_line") == [(3_000,)]
    lately = words(page(client, look(web, client, LIST).headers["location"]))
    assert "七天内给过的 2" in lately


def test_faulty_rows_are_named_and_keep_the_list_out(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    text = (
        f"单位\t物资\t人数\n示例医院\t{MASK}\t\n示例甲厂\t{RESPIRATOR}\t5\n示例乙厂\t{MASK}\t-1\n"
        f"示例丙厂\t{MASK}\t3\n示例丙厂\t{MASK}\t3\n"
    )
    answer = look(web, client, text)
    seen = words(page(client, answer.headers["location"]))
    assert "有 4 行要改" in seen
    for told in ("第 2 行 人数", "第 3 行 物资", "第 4 行 人数", "第 6 行 单位"):
        assert told in seen
    assert "提交审批" not in seen
    book = client.get(f"/plans/by-list/{token_of(answer)}/faulty.xlsx?{answer.headers['location'].split('?')[1]}")
    assert book.content.startswith(b"PK")
    terms = {"location_id": web.ids["主库"], "item_id": web.ids[MASK], "quantity": 3000, "pack": 1}
    refused = post(client, f"/plans/by-list/{token_of(answer)}", 200, **terms)
    assert "有 4 行要改" in words(refused.text)
    assert web.ask("SELECT COUNT(*) FROM request") == [(0,)]


def test_terms_that_cannot_be_met_are_said_at_once(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    assert "表里找不到这些列：人数" in look(web, client, "单位\t物资\n示例医院\t口罩\n", 422).text
    for absurd in ("-1", "0", "1" + "0" * 14, "很多"):
        look(web, client, LIST, 422, quantity=absurd)
    too_much = look(web, client, LIST, quantity="1.3万")
    assert "可以分的只有 12,000，要分 13,000" in words(page(client, too_much.headers["location"], 422))
    bags = look(web, client, LIST, quantity="3000", pack="2500")
    assert "只分得出 2,500 只" in words(page(client, bags.headers["location"]))
    gone = post(client, "/plans/by-list/nothing", location_id=1, item_id=web.ids[MASK], quantity=1, command_id=fresh())
    assert gone.headers["location"] == "/plans/by-list"


def test_only_who_may_ask_and_allocate(sqlite_web: WebOffice) -> None:
    for who in ("keeper", "approver", "unit"):
        assert sqlite_web.signed_in(who).get("/plans/by-list").status_code == 403


def test_where_rules_ask_for_more_signers_nothing_is_half_done(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    rule = SetSigningRule(of_action="requests.approve_request", at_least=1_500, signers=2, reason="紧缺")
    signed(web, "approver", rule)
    answer = look(web, client, LIST)
    terms = {"location_id": web.ids["主库"], "item_id": web.ids[MASK], "quantity": 3000, "pack": 1}
    plan = post(client, f"/plans/by-list/{token_of(answer)}", **terms, command_id=fresh()).headers["location"]
    approver = web.signed_in("approver")
    refused = post(approver, f"{plan}/adopt", 422)
    assert "1 份申请要几个人批准" in words(refused.text)
    assert web.ask("SELECT state FROM plan") == [("proposed",)]
    assert web.ask("SELECT DISTINCT state FROM request") == [("submitted",)]


def test_a_request_taken_back_meanwhile_leaves_the_plan_stale(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    answer = look(web, client, LIST)
    terms = {"location_id": web.ids["主库"], "item_id": web.ids[MASK], "quantity": 3000, "pack": 1}
    plan = post(client, f"/plans/by-list/{token_of(answer)}", **terms, command_id=fresh()).headers["location"]
    number = web.ask("SELECT MIN(request_id) FROM request")[0][0]
    web.do("coordinator", WithdrawRequest(request_id=number, reason="不要了"))
    refused = post(web.signed_in("approver"), f"{plan}/adopt", 422)
    assert "现在只剩 0" in words(refused.text)
    assert web.ask("SELECT state FROM plan") == [("proposed",)]


def test_a_discarded_list_takes_its_requests_along_or_offers_to(sqlite_web: WebOffice) -> None:
    """Those of another plan that waits for its decision stay."""
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    terms = {"location_id": web.ids["主库"], "item_id": web.ids[MASK], "quantity": 300, "pack": 1}
    made = post(client, f"/plans/by-list/{token_of(look(web, client, LIST, quantity='300'))}", **terms)
    plan = made.headers["location"]
    assert "名单上还没批的 2 份申请一起撤回" in words(page(client, plan))
    assert "一起撤回" not in words(page(web.signed_in("approver"), plan))
    post(client, f"{plan}/discard", reason="名单拿错了", withdraw="1")
    assert web.ask("SELECT DISTINCT state, decision_note FROM request") == [("withdrawn", "名单拿错了")]
    made = post(client, f"/plans/by-list/{token_of(look(web, client, LIST, quantity='300'))}", **terms)
    plan = made.headers["location"]
    post(client, f"{plan}/discard", reason="再想想")
    assert "名单上还有 2 份申请在等审批" in words(page(client, plan))
    post(client, f"{plan}/withdraw", 422, reason="")
    post(client, f"{plan}/withdraw", reason="不分了")
    assert web.ask("SELECT COUNT(*) FROM request WHERE state = 'withdrawn'") == [(4,)]
    assert "在等审批" not in words(page(client, plan))
    post(client, f"{plan}/withdraw", 422, reason="不分了")
