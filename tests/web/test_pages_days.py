"""结账 by its page: what happened on each open day, one day or many closed, refusals in words, who may, the sheet."""

from typing import Any

import pytest
from deskwork import page, post
from webtools import NOON, WebOffice, words

from liangcao.funds.commands import AppropriateFunds
from liangcao.operations.submission import Submission
from liangcao.web.pages import days as page_of_days

DAY = 24 * 3_600_000
CLOSE = "/days/close"


def days_later(web: WebOffice, days: int) -> Any:
    """A treasurer who comes so many days after the books were begun, on 2020-02-10."""
    web.clock.now_ms = NOON + days * DAY
    return web.signed_in("treasurer")


def closed(web: WebOffice) -> list[str]:
    return [row[0] for row in web.ask("SELECT day FROM closed_day ORDER BY day")]


def test_today_is_not_there_to_be_closed(web: WebOffice) -> None:
    said = words(page(days_later(web, 0), "/days"))
    assert "过完的日子都结了账。今天（2020-02-10）明天再结。" in said
    assert "还没有结过账" in said


def test_each_open_day_says_what_happened_on_it(web: WebOffice) -> None:
    treasurer = days_later(web, 2)
    web.do("treasurer", AppropriateFunds(budget_line_id=web.ids["应急专款"], amount_fen=5))
    size = web.ask("SELECT size FROM journal_head")[0][0]
    html = page(treasurer, "/days")
    said = words(html)
    assert (
        f"2020年2月10日 星期一 {size - 1} 1 0 ¥100,000.00 ¥0.00 结这一天 2020年2月11日 星期二 0 0 0 ¥0.00 ¥0.00" in said
    )
    assert "2020年2月12日" not in said
    assert "对得上" in said
    assert "收支相抵" in said
    assert "还没有签过名的树头" in said


def test_one_day_is_closed_and_listed_with_who_and_when(web: WebOffice) -> None:
    treasurer = days_later(web, 2)
    answer = post(treasurer, CLOSE, day="2020-02-10")
    assert answer.headers["location"] == "/days"
    assert "结了 1 天的账" in page(treasurer, "/days")
    assert closed(web) == ["2020-02-10"]
    entry = web.ask("SELECT entry FROM closed_day")[0][0]
    assert f"示例·treasurer 2020-02-12 12:00 第 {entry} 笔" in words(page(treasurer, "/days"))


def test_all_open_days_until_one_are_closed_each_by_its_own_command(web: WebOffice) -> None:
    treasurer = days_later(web, 5)
    form = {"command_id": "6a1c9c0e-0000-4000-8000-000000000001", "upto": "1", "day": "2020-02-13"}
    size = web.ask("SELECT size FROM journal_head")[0][0]
    post(treasurer, CLOSE, **form)
    assert closed(web) == ["2020-02-10", "2020-02-11", "2020-02-12", "2020-02-13"]
    assert web.ask("SELECT COUNT(*) FROM journal WHERE action = 'storing.close_day'") == [(4,)]
    assert web.ask("SELECT size FROM journal_head") == [(size + 4,)]
    assert "结了 4 天的账" in page(treasurer, "/days")
    assert "2020年2月14日 星期五" in words(page(treasurer, "/days"))


def test_more_than_one_press_can_do_is_said(web: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_days, "MOST_AT_ONCE", 3)
    treasurer = days_later(web, 6)
    post(treasurer, CLOSE, upto="1", day="2020-02-15")
    assert len(closed(web)) == 3
    assert "结了 3 天的账；还有 3 天，请再按一次" in page(treasurer, "/days")


@pytest.mark.parametrize("upto", ["", "1"])
@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-02-12", "2020-02-12现在是“还没有过完”，不能结账"),
        ("2020-03-01", "2020-03-01现在是“还没有到”，不能结账"),
        ("2020-02-10", "2020-02-10现在是“结过账了”，不能结账"),
        ("2020-02-30", "看不懂的日期“2020-02-30”"),
        ("", "看不懂的日期"),
    ],
)
def test_a_day_that_cannot_be_closed_is_refused_in_words(web: WebOffice, day: str, said: str, upto: str) -> None:
    treasurer = days_later(web, 2)
    post(treasurer, CLOSE, day="2020-02-10")
    answer = post(treasurer, CLOSE, 422, day=day, upto=upto)
    assert said in words(answer.text), words(answer.text)[:600]
    assert closed(web) == ["2020-02-10"]


def test_books_that_do_not_tie_are_shown_and_not_closed(web: WebOffice) -> None:
    treasurer = days_later(web, 2)
    sql = "UPDATE balance SET on_hand = on_hand - 30 WHERE on_hand = 12000"
    with web.database.write() as connection:
        assert connection.exec_driver_sql(sql).rowcount == 1
    said = words(page(treasurer, "/days"))
    assert "对不上" in said
    assert "医用外科口罩" in said
    assert "主库：结存记着 11,970 只，流水算出 12,000 只" in said
    answer = post(treasurer, CLOSE, 422, upto="1", day="2020-02-11")
    assert "账对不上，不能结账：主库 的 医用外科口罩" in words(answer.text)
    assert closed(web) == []


def test_long_books_are_checked_when_asked(web: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_days, "MOST_CHECKED", 3)
    treasurer = days_later(web, 1)
    assert "没有现算" in words(page(treasurer, "/days"))
    assert "收支相抵" in words(page(treasurer, "/days?check=1"))


def test_only_the_treasurer_closes_others_look(web: WebOffice) -> None:
    web.clock.now_ms = NOON + DAY
    for who, status in (("inspector", 200), ("approver", 200), ("admin", 200), ("keeper", 403), ("buyer", 403)):
        client = web.signed_in(who)
        html = page(client, "/days", status)
        assert "结这一天" not in html, who
        assert ("资金进" in html) == (who in {"inspector", "approver"}), who
        post(client, CLOSE, 403, day="2020-02-10")
    assert closed(web) == []
    assert 'href="/days"' in page(web.signed_in("treasurer"), "/")
    assert 'href="/days"' not in page(web.signed_in("keeper"), "/")
    assert 'href="/days"' in page(web.signed_in("inspector"), "/journal")


def test_the_open_days_wait_on_the_treasurers_desk(web: WebOffice) -> None:
    assert "还没有结账的日子 2 最早的等了 1 天 12 小时" in words(page(days_later(web, 2), "/"))


def test_the_sheet_has_every_day_with_its_figures(web: WebOffice) -> None:
    treasurer = days_later(web, 2)
    post(treasurer, CLOSE, day="2020-02-10")
    lines = treasurer.get("/days.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "日期,记账（笔）,收货（张）,发货（次）,资金进（元）,资金出（元）,谁结的,什么时候,账目"
    assert lines[1] == "2020-02-11,0,0,0,0.00,0.00,还没有结,,"
    assert lines[2].startswith("2020-02-10,")
    assert ",100000.00,0.00,示例·treasurer,2020-02-12 12:00," in lines[2]
    assert treasurer.get("/days.xlsx").status_code == 200
    assert "资金" not in web.signed_in("admin").get("/days.csv").text
    page(web.signed_in("keeper"), "/days.csv", 403)


def test_a_day_written_of_late_is_counted_where_it_happened(web: WebOffice) -> None:
    treasurer = days_later(web, 2)
    command = AppropriateFunds(budget_line_id=web.ids["应急专款"], amount_fen=777)
    web.office.perform(Submission(command, web.ids["treasurer"], "6a1c9c0e-0000-4000-8000-000000000002", NOON + DAY))
    assert "2020年2月11日 星期二 1 0 0 ¥7.77 ¥0.00" in words(page(treasurer, "/days"))


def test_a_program_reads_the_days_open_and_closed(web: WebOffice) -> None:
    post(days_later(web, 3), CLOSE, day="2020-02-10")
    read = web.program("treasurer").get
    answer = read("/api/v1/journal/days?limit=1").json()
    figures = {"entries": 0, "receipts": 0, "issues": 0, "came_fen": 0, "went_fen": 0}
    assert answer == {"rows": [{"day": "2020-02-11", **figures}], "next": 1}
    assert [row["day"] for row in read("/api/v1/journal/days?after=1").json()["rows"]] == ["2020-02-12"]
    (closing,) = read("/api/v1/journal/days?state=closed").json()["rows"]
    assert (closing["day"], closing["actor_name"], closing["receipts"]) == ("2020-02-10", "示例·treasurer", 1)
    assert closing["came_fen"] == 10_000_000
    assert "came_fen" not in web.program("admin").get("/api/v1/journal/days").json()["rows"][0]
