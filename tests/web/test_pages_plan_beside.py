"""A plan beside others: other ways of sharing, what if, and two plans compared; nothing is written by looking."""

from deskwork import MASK, add_checkpoint, approve, ask_for, page, post, propose
from webtools import WebOffice, words


def short_of_masks(web: WebOffice) -> None:
    """The hospital wants 10,000, the checkpoint 9,000; there are 12,000."""
    add_checkpoint(web)
    for quantity, unit in ((10_000, "示例医院"), (9_000, "四宝山卡口")):
        approve(web, ask_for(web, quantity, unit=unit, who="coordinator"), quantity)


def test_other_ways_stand_beside_the_plan(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    short_of_masks(web)
    seen = words(page(client, "/plans/new?try=1&beside=1"))
    assert "按规则：先急后缓，同类同一水位 现在这样 1 类 100% 2 类 22% 22%" in seen
    assert "按比例 1 类 63% 2 类 63% 63%" in seen
    assert "按人头 2 笔申请没有说需要的数" in seen
    assert web.ask("SELECT COUNT(*) FROM plan") == [(0,)]


def test_a_plan_by_another_way_says_so_and_can_be_recomputed(web: WebOffice) -> None:
    client = web.signed_in("coordinator")
    short_of_masks(web)
    made = post(client, "/plans", location_id=web.ids["主库"], way="pro_rata")
    assert web.ask("SELECT given FROM plan_share ORDER BY given") == [(5_700,), (6_300,)]
    assert "按比例" in words(page(client, made.headers["location"]))
    assert '"way":' in web.ask("SELECT proof FROM plan_question")[0][0]


def test_what_is_supposed_changes_the_trial_only(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    short_of_masks(web)
    mask, unit = web.ids[MASK], web.ids["四宝山卡口"]
    more = words(page(client, f"/plans/new?try=1&if_item={mask}&if_arrives=2千"))
    assert "一共多给 2,000，少给 0；有变化的 1 笔" in more
    assert "四宝山卡口 医用外科口罩 2,000 → 4,000" in more
    kept = words(page(client, f"/plans/new?try=1&if_item={mask}&if_floor_class=2&if_floor=1500"))
    assert "四宝山卡口 医用外科口罩 2,000 → 500" in kept
    moved = words(page(client, f"/plans/new?try=1&if_unit={unit}&if_class=1"))
    assert "四宝山卡口 医用外科口罩 2,000 →" in moved
    for nonsense in (f"if_item={mask}&if_arrives=很多", "if_item=99999&if_arrives=5", "if_unit=99999&if_class=1"):
        assert "没有提交" in words(page(client, f"/plans/new?try=1&{nonsense}")), nonsense
    assert web.ask("SELECT COUNT(*) FROM plan") == [(0,)]


def test_two_plans_are_compared_by_whoever_may_see_them(sqlite_web: WebOffice) -> None:
    web, client = sqlite_web, sqlite_web.signed_in("coordinator")
    short_of_masks(web)
    one = propose(web)
    other = int(post(client, "/plans", location_id=web.ids["主库"], way="pro_rata").headers["location"].split("/")[2])
    seen = words(page(client, f"/plans/compare?before={one}&after={other}"))
    assert "一共多给 3,700，少给 3,700" in seen
    assert "1 类 一线医疗 1 10,000 10,000 → 6,300 100% → 63%" in seen
    assert "选一个" in words(page(client, "/plans/compare"))
    page(client, f"/plans/compare?before={one}&after=99999", 404)
    assert sqlite_web.signed_in("driver").get("/plans/compare").status_code == 403
