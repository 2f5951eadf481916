"""A call noted on a small phone: one line and two taps; the pages of tasks and shifts keep the rules of access."""

import pytest
from handset import SignIn
from playwright.sync_api import expect

from liangcao.catalog.commands import AddAlias
from liangcao.parties.commands import RegisterParty
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


def test_one_line_and_two_taps(sign_in: SignIn, office: WebOffice) -> None:
    office.do("coordinator", RegisterParty(kind="subdistrict", name="四宝山街道办事处"))
    item = office.ids["医用外科口罩"]
    office.do("coordinator", AddAlias(item_id=item, alias="口罩"))
    phone = sign_in("coordinator", screen="small phone")
    phone.open("/tasks")
    phone.look_closely()
    phone.fill("电话速记", "四宝山 赵 口罩 500 明早")
    phone.tap("识别")
    phone.sees("“明早”")
    phone.look_closely()
    phone.tap("保存")
    expect(phone.page.get_by_text("记下了")).to_be_visible()
    assert phone.taps == 2
    number, quantity, found, unit = office.ask("SELECT task_id, quantity, item_id, unit_id FROM task")[0]
    assert (quantity, found) == (500, item)
    assert unit
    for path in (f"/tasks/{number}", "/tasks/board", "/tasks/clocks", "/shifts/new", "/shifts"):
        phone.open(path)
        phone.look_closely()
