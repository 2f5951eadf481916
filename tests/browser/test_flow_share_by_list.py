"""Flow C: 60,000 masks among 312 firms by heads; the coordinator in five clicks, the leader in two taps."""

import re

import pytest
from handset import SignIn
from playwright.sync_api import expect

from liangcao.language import translator
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from web.deskwork import MASK
from web.webtools import WebOffice

pytestmark = pytest.mark.browser
_BOTH = "批准方案和 %(n)s 份申请"


def firms(count: int) -> str:
    """A pasted list: a title, headings, firms with 5 to 204 heads."""
    rows = [f"示例企业{number:03d}有限公司\t{5 + number * 37 % 200}" for number in range(count)]
    return "\n".join(["二月十日复工企业", "单位\t在岗人数", *rows])


@pytest.mark.parametrize(("language", "count"), [("zh_CN", 312), ("en", 12)])
def test_sixty_thousand_masks_among_firms(sign_in: SignIn, office: WebOffice, language: str, count: int) -> None:
    said = translator(language).gettext
    line = ReceiptLine(item_id=office.ids[MASK], accepted=60_000, batch_number="沪一", pack_size=2_000)
    office.do(
        "keeper",
        ReceiveGoods(
            source_kind="purchase",
            source_party_id=office.ids["示例供应商"],
            location_id=office.ids["主库"],
            lines=(line,),
        ),
    )
    coordinator = sign_in("coordinator", screen="pc")
    coordinator.open("/" if language == "zh_CN" else "/?language=en")
    coordinator.tap(
        coordinator.page.get_by_role("navigation", name=said("全部功能")).get_by_role("link", name=said("分配"))
    )
    coordinator.tap(coordinator.page.get_by_role("link", name=said("按名单分")))
    expect(coordinator.page.get_by_label(said("从表格里复制，粘贴在这里"))).to_be_focused()
    coordinator.page.keyboard.insert_text(firms(count))
    coordinator.look_closely()
    coordinator.choose(said("物资"), MASK)
    coordinator.taps += 1
    coordinator.fill(said("一共分多少"), "6万")
    coordinator.tap(said("先看看"))
    coordinator.sees(str(count))
    coordinator.sees("60,000")
    coordinator.look_closely()
    coordinator.button(said("提交审批")).dblclick()
    coordinator.taps += 1
    expect(coordinator.page).to_have_url(re.compile("/plans/[0-9]+$"))
    assert coordinator.taps <= 5
    assert office.ask("SELECT COUNT(*) FROM plan") == [(1,)]
    assert office.ask("SELECT SUM(quantity) FROM plan_line") == [(60_000,)]
    assert office.ask("SELECT COUNT(*) FROM request WHERE state = 'submitted'") == [(count,)]
    shares = office.ask("SELECT given, people_covered FROM plan_share NATURAL JOIN request")
    a_head = [given / heads for given, heads in shares]
    assert max(a_head) - min(a_head) < 0.2

    leader = sign_in("approver", screen="small phone")
    leader.taps = 0
    leader.open("/plans?state=proposed" + ("" if language == "zh_CN" else "&language=en"))
    leader.tap(leader.page.locator("main").get_by_role("link", name=said("方案")).first)
    leader.look_closely()
    leader.button(translator(language).ngettext(_BOTH, _BOTH, count) % {"n": count}).dblclick()
    leader.taps += 1
    expect(leader.page.locator("main")).to_contain_text(re.compile(said("已批准"), re.IGNORECASE))
    assert leader.taps == 2
    assert office.ask("SELECT state FROM plan") == [("adopted",)]
    assert office.ask("SELECT COUNT(*) FROM request WHERE state = 'approved'") == [(count,)]
    assert office.ask("SELECT SUM(held) FROM balance") == [(60_000,)]
