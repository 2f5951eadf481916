"""The pages of sharing: tried out before it is made, every share with its reason, decided by somebody else."""

import re

from deskwork import MASK, RESPIRATOR, add_checkpoint, approve, ask_for, page, post, propose
from webtools import WebOffice, words

from liangcao.access.commands import GrantRole
from liangcao.allocation.commands import AdoptPlan
from liangcao.allocation.queries import PlanShareRow, plan_needs, plan_shares
from liangcao.allocation.question import Wish
from liangcao.exchange.plan_workbook import question_in_workbook
from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterLocation
from liangcao.parties.queries import all_places
from liangcao.reports.plan_pages import AsOf, items_of_shares, what_if
from liangcao.sharing.reading import question_of


def two_in_need(web: WebOffice) -> None:
    """The hospital asks for 10,000 and 500 respirators, the checkpoint for 9,000; there are 12,000 masks."""
    add_checkpoint(web)
    for quantity, item, unit in (
        (10_000, MASK, "示例医院"),
        (500, RESPIRATOR, "示例医院"),
        (9_000, MASK, "四宝山卡口"),
    ):
        approve(web, ask_for(web, quantity, item, unit=unit, who="coordinator"), quantity)


def test_what_is_tried_is_what_is_made_and_trying_keeps_nothing(web: WebOffice) -> None:
    two_in_need(web)
    coordinator = web.signed_in("coordinator")
    tried = words(page(coordinator, f"/plans/new?try=1&location_id={web.ids['主库']}"))
    assert "给 12,000，要 19,000 只" in tried
    assert "第 2 类：要 9,000，给 2,000（22%）" in tried
    assert web.ask("SELECT COUNT(*) FROM plan") == [(0,)]
    with web.database.read() as connection:
        store = all_places(connection, 1, ("store",))[0]
        guessed = what_if(connection, 1, store, Wish(), AsOf(0, "2020-02-10"))
    plan = propose(web)
    with web.database.read() as connection:
        made = plan_shares(connection, 1, plan)
        needs = plan_needs(connection, 1, plan)
    assert guessed is not None
    assert (guessed.shares, guessed.needs) == (made, needs)


def test_only_chosen_goods_with_life_enough(sqlite_web: WebOffice) -> None:
    two_in_need(sqlite_web)
    coordinator = sqlite_web.signed_in("coordinator")
    mask = sqlite_web.ids[MASK]
    one = words(page(coordinator, f"/plans/new?try=1&item_ids={mask}"))
    assert "生成方案" in one
    assert "给 0，要 500" not in one
    none = words(page(coordinator, f"/plans/new?try=1&item_ids={mask}&minimum_life_days=900"))
    assert "现在做不出方案" in none
    bad = page(coordinator, "/plans/new?try=1&minimum_life_days=many")
    assert "看不懂的数量" in bad
    answer = post(coordinator, "/plans", location_id=sqlite_web.ids["主库"], item_ids=[mask], minimum_life_days="30")
    assert re.fullmatch(r"/plans/\d+", answer.headers["location"])


def test_one_makes_it_another_decides(web: WebOffice) -> None:
    two_in_need(web)
    coordinator, approver = web.signed_in("coordinator"), web.signed_in("approver")
    made = post(coordinator, "/plans", location_id=web.ids["主库"]).headers["location"]
    assert "批准方案" not in words(page(coordinator, made))
    refused = post(coordinator, f"{made}/adopt", 422)
    assert "您的岗位不能做这件事" in words(refused.text)
    assert "批准方案" in words(page(approver, made))
    post(approver, f"{made}/adopt")
    assert web.ask("SELECT SUM(held) FROM balance") == [(12_000,)]
    again = post(approver, f"{made}/adopt", 422)
    assert "不能批准" in words(again.text)


def test_the_maker_is_told_that_somebody_else_decides(web: WebOffice) -> None:
    two_in_need(web)
    for role in ("coordinator", "approver"):
        held = web.do("admin", GrantRole(actor_id=web.ids["admin"], role=role)).answer["held_id"]
        web.do("admin2", ApproveHeld(held_id=held))
    both = web.signed_in("admin")
    made = post(both, "/plans", location_id=web.ids["主库"]).headers["location"]
    told = words(page(both, made))
    assert "分配方案是您做的，所以不能由您批准方案。" in told
    refused = post(both, f"{made}/adopt", 422)
    assert "不相容岗位" in words(refused.text)


def test_dropped_with_a_reason_the_goods_are_free_again(web: WebOffice) -> None:
    two_in_need(web)
    coordinator, approver = web.signed_in("coordinator"), web.signed_in("approver")
    made = post(coordinator, "/plans", location_id=web.ids["主库"]).headers["location"]
    post(approver, f"{made}/adopt")
    post(coordinator, f"{made}/discard", 422, reason="")
    post(coordinator, f"{made}/discard", reason="库里的货要留给医院")
    assert web.ask("SELECT SUM(held) FROM balance") == [(0,)]
    assert "已作废" in words(page(coordinator, made))


def test_the_list_the_sheet_and_the_file(sqlite_web: WebOffice) -> None:
    coordinator = sqlite_web.signed_in("coordinator")
    assert "还没有方案" in words(page(coordinator, "/plans"))
    two_in_need(sqlite_web)
    plan = propose(sqlite_web)
    assert "2 个单位" in words(page(coordinator, "/plans?state=proposed"))
    assert "没有这样的方案" in words(page(coordinator, "/plans?state=adopted"))
    sheet = words(page(coordinator, f"/plans/{plan}/sheet"))
    assert "应急物资分配单" in sheet
    assert "A1" in sheet
    assert "四宝山卡口" in coordinator.get(f"/plans/{plan}.csv").content.decode("utf-8-sig")
    assert sqlite_web.signed_in("unit").get(f"/plans/{plan}").status_code == 403
    one = page(coordinator, f"/plans/{plan}?item={RESPIRATOR}")
    assert "第 1–1 条，共 1 条" in words(one)


def test_items_add_up_the_shortest_first() -> None:
    def share(item_id: int, item: str, asked: int, given: int) -> PlanShareRow:
        return PlanShareRow(1, 1, 5, "甲", item_id, item, "只", 1, asked, given)

    found = items_of_shares([share(8, "甲", 10, 10), share(9, "乙", 10, 2), share(9, "乙", 10, 0)], {8: 12, 9: 2})
    assert [(each.name, each.asked, each.given, each.served, each.stock) for each in found] == [
        ("乙", 20, 2, 1, 2),
        ("甲", 10, 10, 1, 12),
    ]


def test_a_new_plan_is_made_for_the_oldest_store_unless_said_otherwise(sqlite_web: WebOffice) -> None:
    """By their way down the tree, as texts, the tenth store came before the ninth."""
    for number in range(12):
        sqlite_web.do("admin", RegisterLocation(kind="store", name=f"分库{number}"))
    approve(sqlite_web, ask_for(sqlite_web))
    html = page(sqlite_web.signed_in("coordinator"), "/plans/new")
    assert re.findall(r"<option[^>]*>([^<]*)</option>", html)[:3] == ["主库", "分库0", "分库1"]


def test_who_sees_no_requests_is_led_to_none(sqlite_web: WebOffice) -> None:
    """A keeper reads plans, not requests: a link would only be refused."""
    approve(sqlite_web, ask_for(sqlite_web))
    plan = propose(sqlite_web)
    assert 'href="/requests/' in page(sqlite_web.signed_in("approver"), f"/plans/{plan}")
    html = page(sqlite_web.signed_in("keeper"), f"/plans/{plan}")
    assert "示例医院" in words(html)
    assert 'href="/requests/' not in html


def test_a_plan_that_nobody_has_approved_says_nothing_of_sending(sqlite_web: WebOffice) -> None:
    approve(sqlite_web, ask_for(sqlite_web))
    plan = propose(sqlite_web)
    keeper = sqlite_web.signed_in("keeper")
    assert "还没发出" not in words(page(keeper, f"/plans/{plan}"))
    sqlite_web.do("approver", AdoptPlan(plan_id=plan))
    assert "还没发出 1 行" in words(page(keeper, f"/plans/{plan}"))


def test_a_plan_is_seen_by_unit_and_by_place_and_each_unit_has_its_sheet(sqlite_web: WebOffice) -> None:
    two_in_need(sqlite_web)
    plan = propose(sqlite_web)
    client = sqlite_web.signed_in("coordinator")
    by_place = words(page(client, f"/plans/{plan}?view=places"))
    assert "主库 医用外科口罩 A1 到 2022-01-01 12,000 只 2" in by_place
    by_unit = words(page(client, f"/plans/{plan}?view=units"))
    assert by_unit.index("示例医院 1 类") < by_unit.index("四宝山卡口 2 类")
    sheet = words(page(client, f"/plans/{plan}/units/{sqlite_web.ids['四宝山卡口']}"))
    assert "医用外科口罩 9,000 只 0 2,000 第 2 类：要 9,000，给 2,000（22%）" in sheet
    page(client, f"/plans/{plan}/units/99999", 404)
    assert sqlite_web.signed_in("driver").get(f"/plans/{plan}/units/{sqlite_web.ids['四宝山卡口']}").status_code == 403


def test_a_plan_is_taken_along_as_workbook_paper_and_pack(sqlite_web: WebOffice) -> None:
    two_in_need(sqlite_web)
    plan = propose(sqlite_web)
    client = sqlite_web.signed_in("coordinator")
    book = client.get(f"/plans/{plan}.xlsx").content
    question = question_of(question_in_workbook(book, "plan.xlsx"))
    assert question.digest == sqlite_web.ask("SELECT input_hash FROM plan WHERE plan_id = ?", plan)[0][0]
    assert client.get(f"/plans/{plan}.pdf").content.startswith(b"%PDF")
    assert client.get(f"/plans/{plan}.zip").content.startswith(b"PK")
    page(client, f"/plans/{plan}.exe", 404)


def test_standards_costs_and_limits_are_set_on_their_pages_and_read_in_the_plan(sqlite_web: WebOffice) -> None:
    """Only goods of the standard asked for; what carrying costs by place; how far a limit on picking is kept."""
    web, store = sqlite_web, sqlite_web.ids["主库"]
    coordinator = web.signed_in("coordinator")
    fields = {"unit_id": web.ids["示例医院"], "lines.0.item_id": web.ids[MASK], "lines.0.quantity": "900"}
    asked = post(coordinator, "/requests/new", **fields, **{"lines.0.standards_text": "YY 0469， GB 19083"})
    shown = page(coordinator, asked.headers["location"])
    assert "只要合标准：YY 0469、GB 19083" in words(shown)
    decided = words(page(web.signed_in("approver"), asked.headers["location"]))
    assert "可用 12,000 只 合标准的 0 只" in decided
    again = page(coordinator, f"/requests/new?again={web.ask('SELECT MAX(request_id) FROM request')[0][0]}")
    assert "YY 0469、GB 19083" in again
    two_in_need(web)
    answer = post(coordinator, "/costs", location_id=store, area="", cost="7", reason="按路程")
    assert answer.status_code == 303
    refused = post(coordinator, "/costs", location_id=store, area="", cost="many", reason="按路程", status=422)
    assert refused.status_code == 422
    assert "按路程" in words(page(coordinator, "/costs"))
    query = f"try=1&location_id={store}&drain_days=0&pick.{store}=100"
    tried = page(coordinator, f"/plans/new?{query}")
    assert "上限 100 箱" in words(tried)
    limits = dict(re.findall(r'name="(pick_limits[^"]*)" value="([^"]*)"', tried))
    made = post(coordinator, "/plans", location_id=store, drain_days="0", **limits)
    plan = made.headers["location"]
    told = words(page(coordinator, plan))
    assert re.search("上限 100 箱，要拣 [0-9,]+ 箱，超", told)
    assert "运费一共" in words(page(coordinator, f"{plan}?view=places"))
    post(coordinator, "/costs", location_id=store, area="", end="1", reason="不看了")
    assert "还没有定过运费" in words(page(coordinator, "/costs"))
