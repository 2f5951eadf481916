"""What a unit asked within seven days before or after: on the page, in the list, and before anybody approves."""

from deskwork import MASK, RESPIRATOR, add_checkpoint, approve, ask_for, page, post
from webtools import WebOffice, words

from liangcao.database.bulk import by_keys
from liangcao.database.driver import is_sqlite, run
from liangcao.requests import duplicates
from liangcao.requests.commands import WithdrawRequest

DAY = 24 * 3_600_000
MARK = "七天内要过"


def card(html: str) -> str:
    """The words of the card of other requests."""
    return words(html.split("前后七天内的其他申请", 1)[1].split("的情况")[0])


def test_the_same_goods_within_a_week_are_shown_on_either_page(web: WebOffice) -> None:
    first = ask_for(web, 3_000)
    approve(web, first, 2_000)
    web.clock.advance(6 * DAY)
    second = ask_for(web, 500)
    later = card(page(web.signed_in("approver"), f"/requests/{second}"))
    assert "另有 1 份申请要过同样的物资" in later
    assert f"申请 {first}" in later
    assert "要过 3,000 只，获批 2,000 只，已签收 0 只" in later
    assert "看到的是" in later, "as of when"
    earlier = card(page(web.signed_in("unit"), f"/requests/{first}"))
    assert f"申请 {second}" in earlier
    assert "要过 500 只，还没定" in earlier


def test_before_anybody_approves_it_stands_above_the_desk(sqlite_web: WebOffice) -> None:
    ask_for(sqlite_web, 3_000)
    html = page(sqlite_web.signed_in("approver"), f"/requests/{ask_for(sqlite_web, 500)}")
    assert html.index("另有 1 份申请要过同样的物资") < html.index("全部同意")


def test_other_goods_other_units_eight_days_and_what_was_taken_back_are_no_repeats(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    add_checkpoint(web)
    ask_for(web, 10)
    web.clock.advance(8 * DAY)
    gone, refused, other = ask_for(web, 20), ask_for(web, 30), ask_for(web, 40, RESPIRATOR)
    ask_for(web, 50, unit="四宝山卡口", who="coordinator")
    web.do("unit", WithdrawRequest(request_id=gone))
    post(web.signed_in("approver"), f"/requests/{refused}/reject", reason="不归我们管")
    number = ask_for(web, 60)
    shown = card(page(web.signed_in("coordinator"), f"/requests/{number}"))
    assert "同样的物资" not in shown
    assert f"申请 {other}" in shown, "the unit's other request is told, as what it is"
    assert MARK not in page(web.signed_in("coordinator"), "/requests")


def test_the_list_marks_both(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    numbers = [ask_for(web, 10), ask_for(web, 20)]
    ask_for(web, 30, RESPIRATOR)
    html = page(web.signed_in("coordinator"), "/requests")
    assert html.count(MARK) == len(numbers)


def test_an_unknown_amount_is_said_to_be_unknown(sqlite_web: WebOffice) -> None:
    ask_for(sqlite_web, None)
    number = ask_for(sqlite_web, 30)
    assert "要过 数量不清，还没定" in card(page(sqlite_web.signed_in("approver"), f"/requests/{number}"))


def test_units_are_found_by_the_index_over_unit_and_time(web: WebOffice) -> None:
    """However many requests there are, only those of the unit and the fortnight are read."""
    ask_for(web, 10, MASK)
    with web.database.read() as connection:
        if not is_sqlite(connection):
            run(connection, "SET LOCAL enable_seqscan = off", ())  # a handful of rows is not worth an index to it
        sql, values = by_keys(connection, duplicates._HEADS, [(1,)], (1,))
        explain = "EXPLAIN QUERY PLAN " if is_sqlite(connection) else "EXPLAIN "
        plan = str(run(connection, explain + sql, values).fetchall())
    assert "ix_request_district_id_unit_id_unit_said_submitted_at" in plan
