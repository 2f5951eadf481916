"""A plan line by line: some are dropped with a reason, and who cannot send is told in words and led there."""

from deskwork import add_checkpoint, approve, ask_for, page, post, propose
from webtools import WebOffice, words

from liangcao.allocation.commands import AdoptPlan
from liangcao.exchange.sheets import read_sheet
from liangcao.receiving.commands import QuarantineLot, ReceiptLine, ReceiveGoods


def planned(web: WebOffice, *, adopted: bool = True) -> int:
    """A plan for the hospital (12,500 out of two lots) and the checkpoint (400)."""
    add_checkpoint(web)
    line = ReceiptLine(
        item_id=web.ids["医用外科口罩"], accepted=1_000, batch_number="B2", expires_on="2022-06-01", pack_size=50
    )
    goods = ReceiveGoods(
        source_kind="purchase", source_party_id=web.ids["示例供应商"], location_id=web.ids["主库"], lines=(line,)
    )
    web.do("keeper", goods)
    for quantity, unit in ((12_500, "示例医院"), (400, "四宝山卡口")):
        approve(web, ask_for(web, quantity, unit=unit, who="coordinator"), quantity)
    plan = propose(web)
    if adopted:
        web.do("approver", AdoptPlan(plan_id=plan))
    return plan


def lines_of(web: WebOffice, plan: int) -> list[tuple[int, str, int, str]]:
    """Number, batch, quantity and state of each line."""
    sql = (
        "SELECT line_number, batch_number, quantity, state FROM plan_line JOIN lot ON lot.lot_id = plan_line.lot_id "
        "WHERE plan_id = ? ORDER BY line_number"
    )
    return [(row[0], row[1], row[2], row[3]) for row in web.ask(sql, plan)]


def stop(web: WebOffice, batch: str) -> None:
    """A lot is stopped."""
    lot = int(web.ask("SELECT lot_id FROM lot WHERE batch_number = ?", batch)[0][0])
    web.do("approver", QuarantineLot(lot_id=lot, reason="有异味"))


def number_of(web: WebOffice, plan: int, batch: str) -> list[int]:
    """The lines that draw on a lot."""
    return [number for number, lot, _, _ in lines_of(web, plan) if lot == batch]


def test_some_lines_are_dropped_the_rest_goes_its_way(web: WebOffice) -> None:
    plan = planned(web)
    coordinator = web.signed_in("coordinator")
    assert "去掉几行" in words(page(coordinator, f"/plans/{plan}"))
    listed = page(coordinator, f"/plans/{plan}/lines?show=standing")
    assert listed.count('name="line_numbers"') == len(lines_of(web, plan))
    first = lines_of(web, plan)[0]
    refused = post(coordinator, f"/plans/{plan}/lines", 422, line_numbers=[first[0]], reason="")
    assert 'id="f-reason-error"' in refused.text
    assert f'value="{first[0]}" checked' in refused.text
    none = post(coordinator, f"/plans/{plan}/lines", 422, reason="重算")
    assert f"先在方案 {plan} 里勾选要去掉的行" in words(none.text)
    held = web.ask("SELECT SUM(held) FROM balance")[0][0]
    post(coordinator, f"/plans/{plan}/lines", line_numbers=[first[0]], reason="这一批要留着")
    assert lines_of(web, plan)[0][3] == "dropped"
    assert web.ask("SELECT SUM(held) FROM balance")[0][0] == held - first[2]
    told = words(page(coordinator, f"/plans/{plan}"))
    assert "1 行已去掉" in told
    assert f"后来去掉 {first[2]:,} 只" in told
    assert "已去掉" in words(page(coordinator, f"/plans/{plan}/lines"))
    rows = read_sheet(coordinator.get(f"/plans/{plan}.csv").content, "p.csv").rows
    assert {str(row[-1]) for row in rows[1:]} == {"已占用", "已去掉"}
    sheet = words(page(coordinator, f"/plans/{plan}/sheet"))
    assert f"{first[2]:,} 只" not in sheet
    request = web.ask("SELECT request_id FROM plan_line WHERE plan_id = ? AND line_number = ?", plan, first[0])[0][0]
    assert "从分配方案里去掉一部分" in words(page(coordinator, f"/requests/{request}"))


def test_nothing_left_the_plan_ends(web: WebOffice) -> None:
    plan = planned(web)
    numbers = [number for number, _, _, _ in lines_of(web, plan)]
    approver = web.signed_in("approver")
    post(approver, f"/plans/{plan}/lines", line_numbers=numbers, reason="重算")
    assert web.ask("SELECT state FROM plan WHERE plan_id = ?", plan) == [("discarded",)]
    assert web.ask("SELECT SUM(held) FROM balance") == [(0,)]
    told = words(page(approver, f"/plans/{plan}"))
    assert "已作废" in told
    assert "去掉几行" not in told
    assert 'name="line_numbers"' not in page(approver, f"/plans/{plan}/lines")


def test_who_cannot_send_is_told_why_and_led_to_the_lines(web: WebOffice) -> None:
    plan = planned(web)
    stop(web, "B2")
    keeper, hospital = web.signed_in("keeper"), web.ids["示例医院"]
    pick = page(keeper, f"/picking/{plan}?unit={hospital}")
    assert "1 行发不了" in words(pick)
    assert "批号 B2 · 隔离" in words(pick)
    refused = post(keeper, f"/picking/{plan}", 422, unit_id=hospital)
    said = words(refused.text)
    assert "批次 B2 在隔离待检，不能动用" in said
    assert "请值班协调或审批在方案里去掉这几行，其余的照发" in said
    address = f"/plans/{plan}/lines?show=unfit&amp;unit={hospital}"
    assert address in refused.text
    seen = page(keeper, address.replace("&amp;", "&"))
    assert "B2" in seen
    assert 'name="line_numbers"' not in seen, "a keeper sees the lines but drops none"
    coordinator = web.signed_in("coordinator")
    chosen = page(coordinator, f"/plans/{plan}/lines?show=unfit").partition("</main>")[0]
    assert chosen.count('" checked>') == len(number_of(web, plan, "B2")) == 2
    assert "2 行的批次过期了或在隔离" in words(page(coordinator, f"/plans/{plan}"))
    post(coordinator, f"/plans/{plan}/lines", line_numbers=number_of(web, plan, "B2"), reason="乙批被隔离")
    assert "发不了" not in words(page(keeper, f"/picking/{plan}?unit={hospital}"))
    sent = post(keeper, f"/picking/{plan}", unit_id=hospital)
    assert sent.headers["location"].startswith("/shipments/")
    shipped = words(page(coordinator, f"/plans/{plan}/lines"))
    assert "已发出" in shipped
    assert "发货单" in shipped


def test_an_expired_lot_is_named_too_and_a_plan_not_adopted_sheds_it(sqlite_web: WebOffice) -> None:
    plan = planned(sqlite_web, adopted=False)
    sqlite_web.clock.advance(24 * 3_600_000 * 750)  # after A1's last day, before B2's
    approver = sqlite_web.signed_in("approver")
    refused = post(approver, f"/plans/{plan}/adopt", 422)
    assert "已于 2022-01-01 过期" in words(refused.text)
    assert "带着它们批不了" in words(refused.text)
    post(approver, f"/plans/{plan}/lines", line_numbers=number_of(sqlite_web, plan, "A1"), reason="过期了")
    post(approver, f"/plans/{plan}/adopt")
    assert {(lot, state) for _, lot, _, state in lines_of(sqlite_web, plan)} == {("A1", "dropped"), ("B2", "held")}


def test_lines_are_looked_at_by_unit_and_page(sqlite_web: WebOffice) -> None:
    plan = planned(sqlite_web)
    coordinator = sqlite_web.signed_in("coordinator")
    checkpoint = words(page(coordinator, f"/plans/{plan}/lines?unit={sqlite_web.ids['四宝山卡口']}"))
    assert "第 1–1 条，共 1 条" in checkpoint
    assert "示例医院" not in checkpoint
    assert "没有这样的行" in words(page(coordinator, f"/plans/{plan}/lines?show=unfit"))
    assert "没有这样的行" in words(page(coordinator, f"/plans/{plan}/lines?page=9"))
    page(coordinator, "/plans/999999/lines", status=404)
    assert sqlite_web.signed_in("unit").get(f"/plans/{plan}/lines").status_code == 403
