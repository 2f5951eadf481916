"""Rules of signing on their page, and the table of who may do what."""

from accounting import browser, delegate, give, held_last, page, send, set_rule, signed
from webtools import NOON, WebOffice, fresh, words

from liangcao.access.commands import GrantRole
from liangcao.access.duties import CHAINS, DUTIES
from liangcao.language import gettext
from liangcao.operations.actions import ACTIONS

MASK = "医用外科口罩"


def rules(web: WebOffice) -> list[tuple[object, ...]]:
    return web.ask("SELECT action, item_id, at_least, share_permille, signers FROM signing_rule ORDER BY rule_id")


def test_a_rule_is_set_in_packs_and_percent_read_in_words_and_ended(web: WebOffice) -> None:
    values = {"of_action": "requests.approve_request", "reason": "紧缺", "signers": "2"}
    send(web, "approver", "/approvals/rules", item_id_text=MASK, bound="5箱", share="12.5", **values)
    held = held_last(web)
    sentence = f"批准申请：{MASK}一次 10,000 只（5 箱）以上，并且占可用 12.5% 以上，另要 2 人批准"
    assert f"定规定：{sentence}" in page(web, "admin2", f"/approvals/{held}")
    assert "还没有另外的规定" in page(web, "inspector", "/approvals/rules")
    send(web, "admin2", f"/approvals/{held}/approve")
    assert rules(web) == [("requests.approve_request", web.ids[MASK], 10_000, 125, 2)]
    shown = page(web, "inspector", "/approvals/rules")
    assert sentence in shown
    assert "紧缺 · 示例·approver 定于 2020-02-10 12:00" in shown
    assert "提交规定" not in shown
    assert "停用规定" not in shown
    rule = web.ask("SELECT rule_id FROM signing_rule")[0][0]
    send(web, "approver", f"/approvals/rules/{rule}/end", 422, reason="")
    send(web, "approver", f"/approvals/rules/{rule}/end", reason="货够了")
    send(web, "admin2", f"/approvals/{held_last(web)}/approve")
    over = page(web, "admin", "/approvals/rules").split("已经停用")[1]
    assert sentence in over
    assert "货够了 · 示例·approver 停用于 2020-02-10 12:00" in over
    assert page(web, "keeper", "/approvals/rules", 403)


def test_payments_in_yuan_any_goods_in_base_units_shares_alone(web: WebOffice) -> None:
    send(
        web,
        "approver",
        "/approvals/rules",
        of_action="funds.pay_party",
        bound="1万",
        signers="1",
        reason="x",
        status=422,
    )
    send(web, "approver", "/approvals/rules", of_action="funds.pay_party", bound="10,000.50元", signers="1", reason="x")
    send(web, "approver", "/approvals/rules", of_action="storing.write_off", bound="1.2万", signers="3", reason="x")
    send(
        web, "approver", "/approvals/rules", of_action="allocation.adopt_plan", share="３０％", signers="1", reason="x"
    )
    for (held,) in web.ask("SELECT held_id FROM held_command WHERE status = 'waiting' ORDER BY held_id"):
        send(web, "admin2", f"/approvals/{held}/approve")
    assert rules(web) == [
        ("funds.pay_party", 0, 1_000_050, 0, 1),
        ("storing.write_off", 0, 12_000, 0, 3),
        ("allocation.adopt_plan", 0, 0, 300, 1),
    ]
    shown = page(web, "approver", "/approvals/rules")
    assert "付款：一次 ¥10,000.50 以上，另要 1 人批准" in shown
    assert "报损：任何物资一次 12,000 个最小单位以上，另要 3 人批准" in shown
    assert "批准分配方案：任何物资占可用 30% 以上，另要 1 人批准" in shown


def test_what_makes_no_rule_is_said_in_its_field(web: WebOffice) -> None:
    client = browser(web, "approver")
    base = {"of_action": "requests.approve_request", "signers": "2", "reason": "紧缺"}
    for field, values, sentence in (
        ("item_id", {"item_id_text": "外科口照", "bound": "5"}, "没有这种物资：外科口照"),
        ("bound", {"item_id": str(web.ids[MASK]), "bound": "5桶"}, "没有登记“桶”这种包装"),
        ("bound", {"bound": "很多"}, "看不懂的数量“很多”"),
        ("bound", {}, "这一项要填"),
        ("share", {"share": "101"}, "请填 0 到 100 的百分数"),
        ("share", {"share": "三成"}, "请填 0 到 100 的百分数"),
        ("of_action", {"of_action": "", "bound": "5"}, "这一项要填"),
        ("reason", {"reason": "", "bound": "5"}, "这一项要填"),
        ("share", {"of_action": "funds.pay_party", "bound": "5", "share": "5"}, "这种操作只按金额定"),
    ):
        answer = client.post("/approvals/rules", data={"command_id": fresh(), **base, **values})
        assert answer.status_code == 422
        assert f'id="f-{field}-error"' in answer.text, (field, words(answer.text))
        assert sentence in words(answer.text), (field, words(answer.text))
    assert rules(web) == []


def test_the_table_names_every_step_who_and_who_not(web: WebOffice) -> None:
    set_rule(web, "requests.approve_request", at_least=1_000)
    shown = page(web, "unit", "/duties")
    for title, chain in CHAINS.values():
        assert gettext(title) in shown
        for duty in chain:
            assert gettext(DUTIES[duty]) in shown
    pick = shown.split(". 拣货发出")[1].split(". 签收")[0]
    assert "谁能办 保管" in pick
    assert "做过“提交申请、核实申请、批准申请、做分配方案、批准分配方案" in pick
    approving = shown.split(". 批准申请")[1].split(". 做分配方案")[0]
    assert "批准申请：任何物资一次 1,000 个最小单位以上，另要 2 人批准" in approving
    pay = shown.split(". 付款")[1].split("批次：隔离和解除")[0]
    assert "另要 1 人批准（审批）" in pay
    assert "做过“收货”的人" in pay
    signs = shown.split(". 批准待批事项")[1].split("不管多少")[0]
    assert "谁能办 审批、系统管理" in signs


def test_everybody_reads_what_they_may_do_and_why_not(web: WebOffice) -> None:
    shown = page(web, "keeper", "/duties")
    mine, others = shown.split("我能做的 ")[1].split("我不能做的，为什么")
    assert "移库 只限 主库" in mine
    assert "代理岗位 只办自己的事" in mine
    assert "付款 您没有这个岗位：财务" in others
    titles = [gettext(action.title) for name, action in ACTIONS.items() if name != "parties.found_district"]
    assert [title for title in titles if f" {title} " not in f" {mine} {others}"] == []

    signed(web, "admin", GrantRole(actor_id=web.ids["buyer"], role="approver", location_id=web.ids["主库"]))
    limited = page(web, "buyer", "/duties").split("我不能做的，为什么")[1]
    assert "批准申请 您的岗位只限 主库，这件事要全区的岗位" in limited

    delegate(web, "treasurer", "inspector", since=NOON + 3_600_000, is_handed_over=True)
    assert "付款 您的财务岗位 2 月 10 日 13:00 才开始" in page(web, "inspector", "/duties")
    web.clock.advance(3_600_000)
    assert "付款 您的财务岗位交给了 示例·inspector，到 2 月 10 日 18:00" in page(web, "treasurer", "/duties")
    mine = page(web, "treasurer", "/duties").split("我能做的 ")[1].split("我不能做的")[0]
    assert "结束代理" in mine


def test_refusals_and_help_lead_there(web: WebOffice) -> None:
    assert "/duties" in browser(web, "keeper").get("/people").text
    assert "/duties" in browser(web, "keeper").get("/help").text
    give(web, "buyer", "admin")
    assert "/duties" in browser(web, "buyer").get("/people").text
