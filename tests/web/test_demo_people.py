"""A demonstration lets one in as whoever was granted a role, not as who stands in for them tonight."""

from webtools import WebOffice, words

from liangcao.access.commands import BreakGlass
from liangcao.operations.approvals import ApproveHeld

HOUR = 3_600_000


def test_the_keeper_is_the_keeper_though_another_took_the_role(demo_web: WebOffice) -> None:
    web = demo_web
    deed = BreakGlass(role="keeper", location_id=web.ids["主库"], hours=2, reason="保管夜里联系不上")
    web.do("approver", ApproveHeld(held_id=web.do("coordinator", deed).answer["held_id"]))
    page = web.client().get("/sign-in").text
    assert f'value="{web.ids["keeper"]}"' in page
    assert "保管 · 示例·keeper（主库）" in words(page)
    assert page.count(f'value="{web.ids["coordinator"]}"') == 1
