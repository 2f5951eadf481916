"""Step 2: units ask on a phone, the office asks on their behalf, a whole list comes in; nothing is asked twice."""

import re
from pathlib import Path

import pytest
from handset import Handset, SignIn
from playwright.sync_api import expect

from web.webtools import WebOffice

pytestmark = pytest.mark.browser
REAL_LIST = Path(__file__).parents[1] / "data" / "sheets" / "hubei-hospital-requests-2020.csv"


def requests_made(office: WebOffice) -> list[tuple[object, ...]]:
    return office.ask("SELECT asked FROM request_line ORDER BY request_id, line_number")


def choose_item(person: Handset, typed: str, name: str, *, nth: int = 0) -> None:
    """Type some letters, tap what is found."""
    person.page.get_by_role("combobox", name="物资").nth(nth).fill(typed)
    person.tap(person.page.get_by_role("option", name=name, exact=False).first)


@pytest.mark.parametrize("screen", ["small phone", "phone"])
def test_a_unit_asks_in_few_taps_and_again_in_three(sign_in: SignIn, office: WebOffice, screen: str) -> None:
    unit = sign_in("unit", screen=screen)
    unit.open("/")
    unit.tap(unit.page.get_by_role("navigation", name="常用").get_by_role("link", name="申请"))
    unit.look_closely()
    unit.tap(unit.page.get_by_role("link", name="新申请").first)
    unit.sees("示例医院")
    choose_item(unit, "wkkz", "医用外科口罩")
    expect(unit.page.locator(".unit").first).to_have_text("只")
    unit.fill("数量", "3000")
    unit.fill("电话", "13900002222")
    unit.look_closely()
    unit.tap("提交申请")
    expect(unit.page).to_have_url(re.compile("/requests/[0-9]+$"))
    assert unit.taps <= 7
    unit.sees("待审批")
    unit.look_closely()

    unit.taps = 0
    unit.open("/requests")
    unit.tap(unit.page.get_by_role("link", name="示例医院"))
    unit.tap(unit.page.get_by_role("link", name="再来一单"))
    unit.look_closely()
    unit.tap("提交申请")
    unit.sees("待审批")
    assert unit.taps == 3
    assert requests_made(office) == [(3_000,), (3_000,)]


def test_several_goods_one_of_unknown_amount_sent_with_a_double_click(sign_in: SignIn, office: WebOffice) -> None:
    unit = sign_in("unit", screen="small phone", color_scheme="dark", reduced_motion="reduce")
    unit.open("/requests/new")
    choose_item(unit, "医用外科", "医用外科口罩")
    unit.fill("数量", "1.2万")
    unit.tap("再加一种")
    expect(unit.page.get_by_role("combobox", name="物资").nth(1)).to_be_focused()
    choose_item(unit, "fhf", "防护服", nth=1)
    unit.page.get_by_label("数量不清").nth(1).check()
    unit.look_closely()
    unit.button("提交申请").dblclick()
    unit.sees("12,000 只")
    unit.sees("数量不清")
    assert requests_made(office) == [(12_000,), (None,)]


def test_a_word_nobody_knows_is_said_in_place(sign_in: SignIn, office: WebOffice) -> None:
    unit = sign_in("unit", screen="small phone")
    unit.open("/requests/new")
    unit.fill("物资", "外科口照")
    unit.fill("数量", "50")
    unit.tap("提交申请")
    unit.sees("是不是")
    expect(unit.page.get_by_label("数量", exact=True).locator("visible=true")).to_have_value("50")
    unit.look_closely()
    choose_item(unit, "外科口罩", "医用外科口罩")
    unit.tap("提交申请")
    unit.sees("50 只")
    assert requests_made(office) == [(50,)]


def test_the_office_asks_for_a_unit_it_has_just_heard_of(sign_in: SignIn, office: WebOffice) -> None:
    coordinator = sign_in("coordinator", screen="pc")
    coordinator.open("/requests/new")
    unit = coordinator.page.get_by_role("combobox", name="申请单位")
    unit.fill("slyy")
    expect(coordinator.page.get_by_role("option", name="示例医院")).to_be_visible()
    coordinator.page.keyboard.press("ArrowDown")
    coordinator.page.keyboard.press("Enter")
    expect(unit).to_have_value("示例医院")
    unit.fill("")
    coordinator.page.get_by_text("找不到？登记新单位").click()
    coordinator.fill("单位全称", "四宝山卡口")
    coordinator.choose("类别", "卡口")
    choose_item(coordinator, "wkkz", "医用外科口罩")
    coordinator.fill("数量", "500")
    coordinator.look_closely()
    coordinator.tap("提交申请")
    coordinator.sees("四宝山卡口")
    coordinator.sees("2 类 卡口、公安、消杀")
    assert requests_made(office) == [(500,)]


def test_the_real_list_comes_in_whole_and_once(sign_in: SignIn, office: WebOffice) -> None:
    coordinator = sign_in("coordinator", screen="small phone")
    coordinator.open("/requests/import")
    coordinator.look_closely()
    for chance in ("first", "again"):
        coordinator.open("/requests/import")
        coordinator.page.get_by_label("选一个文件").set_input_files(REAL_LIST)
        coordinator.tap("先看看")
        coordinator.sees("1,618")
        coordinator.look_closely()
        if chance == "again":
            coordinator.sees("不用再导入")
            break
        coordinator.button("导入这 1,618 行").dblclick()
        expect(coordinator.page).to_have_url(re.compile("state=submitted"))
        coordinator.sees("来凤县中心医院")
        coordinator.look_closely()
    assert len(requests_made(office)) == 1_618
    assert office.ask("SELECT COUNT(*) FROM request_line WHERE asked IS NULL")[0][0] > 0


def test_every_faulty_row_is_named_and_nothing_comes_in(sign_in: SignIn, office: WebOffice) -> None:
    coordinator = sign_in("coordinator", screen="small phone")
    coordinator.open("/requests/import")
    coordinator.page.get_by_text("或者从表格里复制").click()
    rows = (
        "单位\t物资\t数量",
        "示例医院\t口罩甲乙丙\t200",
        "第三医院\t医用外科口罩\t很多",
        "第四医院\t医用外科口罩\t20",
    )
    coordinator.fill("粘贴的内容", "\r\n".join(rows))
    coordinator.tap("先看看")
    coordinator.sees("有 2 行要改")
    coordinator.sees("第 2 行")
    coordinator.sees("第 3 行")
    expect(coordinator.button("导入这")).to_have_count(0)
    coordinator.look_closely()
    assert requests_made(office) == []
