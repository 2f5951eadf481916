"""Changing a plan by hand: each change with a reason; it stays marked, limits hold, whom it passes over is said."""

from deskwork import MASK, add_checkpoint, approve, ask_for, page, post, propose
from webtools import WebOffice, words


def a_plan(web: WebOffice) -> int:
    """The hospital gets 10,000 of 12,000 masks, the checkpoint 2,000 of its 9,000."""
    add_checkpoint(web)
    for quantity, unit in ((10_000, "示例医院"), (9_000, "四宝山卡口")):
        approve(web, ask_for(web, quantity, MASK, unit=unit, who="coordinator"), quantity)
    return propose(web)


def lines_of(web: WebOffice, plan: int) -> dict[str, int]:
    rows = web.ask("SELECT name, line_number FROM plan_line JOIN party ON party_id = unit_id WHERE plan_id = ?", plan)
    return dict(rows)


def test_a_line_is_changed_with_a_reason_and_stays_marked(web: WebOffice) -> None:
    client = web.signed_in("coordinator")
    plan = a_plan(web)
    numbers = lines_of(web, plan)
    assert "给（现在 10,000 只）" in words(page(client, f"/plans/{plan}/edit"))
    changed = {f"line-{numbers['示例医院']}": "9500", f"line-{numbers['四宝山卡口']}": "2500", "reason": "卡口今晚断货"}
    made = post(client, f"/plans/{plan}/edit", **changed)
    assert web.ask("SELECT state FROM plan ORDER BY plan_id") == [("discarded",), ("proposed",)]
    seen = words(page(client, made.headers["location"]))
    assert "手工改过 2 处" in seen
    assert "10,000 → 9,500 卡口今晚断货" in seen
    assert "单位 示例医院（医用外科口罩，第 1 类）没有满足，而排在后面的单位 四宝山卡口 用了它能用的库存" in seen
    approver = web.signed_in("approver")
    post(approver, f"{made.headers['location']}/adopt")
    assert web.ask("SELECT allocated FROM request_line ORDER BY allocated") == [(2_500,), (9_500,)]


def test_a_line_is_added_and_nonsense_is_refused(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    plan = a_plan(web)
    numbers = lines_of(web, plan)
    hospital = f"line-{numbers['示例医院']}"
    for wrong in ({hospital: "10001"}, {hospital: "很多"}, {hospital: "-5"}, {}):
        assert "没有提交" in words(post(client, f"/plans/{plan}/edit", 422, **wrong, reason="有误").text), wrong
    assert "没有提交" in words(post(client, f"/plans/{plan}/edit", 422, **{hospital: "9000"}, reason=" ").text)
    assert web.ask("SELECT COUNT(*) FROM plan") == [(1,)]
    claim = web.ask(
        "SELECT request_id, request_line, lot_id, location_id FROM plan_line WHERE line_number = ?",
        numbers["四宝山卡口"],
    )[0]
    post(client, f"/plans/{plan}/edit", **{f"line-{numbers['四宝山卡口']}": "0"}, reason="先不送")
    last = int(web.ask("SELECT MAX(plan_id) FROM plan")[0][0])
    assert "四宝山卡口" not in lines_of(web, last)
    added = {"add_claim": f"{claim[0]}:{claim[1]}", "add_lot": f"{claim[2]}:{claim[3]}", "add_quantity": "1千"}
    post(client, f"/plans/{last}/edit", **added, reason="又要了")
    assert web.ask("SELECT quantity FROM plan_line ORDER BY plan_id DESC, quantity LIMIT 1") == [(1_000,)]


def test_only_who_allocates_and_only_before_it_is_decided(sqlite_web: WebOffice) -> None:
    plan = a_plan(sqlite_web)
    assert sqlite_web.signed_in("approver").get(f"/plans/{plan}/edit").status_code == 403
    client = sqlite_web.signed_in("coordinator")
    post(sqlite_web.signed_in("approver"), f"/plans/{plan}/adopt")
    page(client, f"/plans/{plan}/edit", 404)


def test_what_has_not_left_is_shared_out_again_at_once(web: WebOffice) -> None:
    client = web.signed_in("coordinator")
    plan = a_plan(web)
    post(web.signed_in("approver"), f"/plans/{plan}/adopt")
    assert "没发出的重新分" in page(client, f"/plans/{plan}")
    assert "没有提交" in words(post(client, f"/plans/{plan}/again", 422, reason="").text)
    assert web.ask("SELECT state FROM plan") == [("adopted",)]
    made = post(client, f"/plans/{plan}/again", reason="又批了几家")
    assert web.ask("SELECT state FROM plan ORDER BY plan_id") == [("discarded",), ("proposed",)]
    last = int(made.headers["location"].rsplit("/", 1)[1])
    told = "SELECT unit_id, quantity FROM plan_line WHERE plan_id = ? ORDER BY unit_id"
    assert web.ask(told, last) == web.ask(told, plan)
    assert '"published":[{' in web.ask("SELECT question FROM plan_question WHERE plan_id = ?", last)[0][0]
