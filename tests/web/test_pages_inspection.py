"""The inspection room by its pages: who may come in, cards, lists as pages and sheets, samples, chains, favours."""

import re

import pytest
from deskwork import MASK, page, post, send
from webtools import NOON, WebOffice, fresh, problem, words

from liangcao.exchange.sheets import read_sheet
from liangcao.favours.commands import RecordFavour
from liangcao.journal.note import SigningKey
from liangcao.journal.seal import seal
from liangcao.kernel.errors import Refused
from liangcao.operations.approvals import ApproveHeld
from liangcao.reports.exceptions.catalogue import EXCEPTIONS
from liangcao.storing.commands import MoveStock, WriteOff

KEY = SigningKey("office.example/liangcao", bytes(range(32)))
DAY = 86_400_000


def lose(web: WebOffice, quantity: int = 30) -> int:
    """Masks are written off by two people; the entry."""
    lot = int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    held = web.do("keeper", WriteOff(lot_id=lot, location_id=web.ids["主库"], quantity=quantity, reason="雨淋")).answer
    return int(web.do("approver", ApproveHeld(held_id=held["held_id"])).answer["released_entry"])


@pytest.mark.parametrize("who", ["inspector", "approver"])
def test_the_room_is_for_those_who_inspect_and_who_approve(who: str, web: WebOffice) -> None:
    lose(web)
    text = words(page(web.signed_in(who), "/inspection"))
    for rule in EXCEPTIONS.values():
        assert rule.title in text
    assert re.search(r"报损和短少 1 ", text)
    assert re.search(r"发出没有签收 0 ", text)
    assert "抽样" in text


@pytest.mark.parametrize(
    "path",
    [
        "/inspection",
        "/inspection/head",
        "/inspection/samples",
        "/inspection/samples/new",
        "/inspection/chain/1",
        "/inspection/exceptions/lost",
        "/inspection/exceptions/lost.csv",
    ],
)
def test_nobody_else_comes_in(path: str, sqlite_web: WebOffice) -> None:
    for who in ("keeper", "coordinator", "treasurer", "admin", "unit", "driver"):
        assert sqlite_web.signed_in(who).get(path).status_code == 403


@pytest.mark.parametrize("key", EXCEPTIONS)
def test_every_list_is_shown_filtered_and_taken_along(key: str, web: WebOffice) -> None:
    send(web)
    lose(web)
    web.do("keeper", RecordFavour(asker="某人", answer="declined"))
    web.clock.advance(2 * DAY)
    inspector = web.signed_in("inspector")
    path = f"/inspection/exceptions/{key}"
    everything = f"?from=&to=&actor=&limit={0 if EXCEPTIONS[key].limit else ''}"
    assert EXCEPTIONS[key].title in page(inspector, path + everything)
    nobody = f"?from=2020-03-01&to=2020-02-01&actor={web.ids['buyer']}"
    assert "这段时间一条也没有" in page(inspector, path + nobody)
    for kind in ("csv", "xlsx"):
        answer = inspector.get(f"{path}.{kind}{everything}")
        assert answer.status_code == 200
        sheet = read_sheet(answer.content, f"file.{kind}")
        assert sheet.rows[0][0] == "时间"


def test_what_was_lost_leads_to_its_chain(web: WebOffice) -> None:
    entry = lose(web)
    inspector = web.signed_in("inspector")
    html = page(inspector, "/inspection/exceptions/lost")
    assert "雨淋" in html
    assert f"/inspection/chain/{entry}" in html
    text = words(page(inspector, f"/inspection/chain/{entry}"))
    assert "入库" in text
    assert "批准待批事项" in text
    assert "分开了" in text
    sheet = read_sheet(inspector.get("/inspection/exceptions/lost.xlsx").content, "f.xlsx")
    assert [str(cell) for cell in sheet.rows[1]][1:] == [
        MASK, "A1", "30 只", "主库", "报损", "雨淋", "示例·keeper", str(entry),
    ]  # fmt: skip


def test_a_filter_keeps_to_days_person_and_limit(web: WebOffice) -> None:
    lose(web)
    inspector = web.signed_in("inspector")
    keeper, driver = web.ids["keeper"], web.ids["driver"]
    shown = [f"?actor={keeper}", "?from=2020-02-10&to=2020-02-10", "?from=oops&to=2020-13-45", ""]
    hidden = [f"?actor={driver}", "?from=2020-02-11", "?to=2020-02-09"]
    for query in shown:
        assert "雨淋" in page(inspector, f"/inspection/exceptions/lost{query}"), query
    for query in hidden:
        assert "雨淋" not in page(inspector, f"/inspection/exceptions/lost{query}"), query
    assert "不到 45 分钟" in page(inspector, "/inspection/exceptions/hasty?limit=45")
    assert "不到 1 分钟" in page(inspector, "/inspection/exceptions/hasty?limit=0")
    assert "不到 30 分钟" in page(inspector, "/inspection/exceptions/hasty")
    page(inspector, "/inspection/exceptions/nothing", 404)
    page(inspector, "/inspection/exceptions/lost.exe", 404)


def test_an_attempt_to_sign_for_oneself_is_read_in_words(web: WebOffice) -> None:
    lot = int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    move = MoveStock(lot_id=lot, source_id=web.ids["主库"], destination_id=web.ids["A-01"], quantity=99_999)
    with pytest.raises(Refused, match="not_enough"):
        web.do("keeper", move)
    text = words(page(web.signed_in("inspector"), "/inspection/exceptions/too_much"))
    assert "可用数量只有 12,000，要 99,999" in text
    assert "移库" in text


def test_a_sample_is_drawn_looked_at_and_drawn_again(web: WebOffice) -> None:
    lose(web)
    inspector = web.signed_in("inspector")
    assert "种子的话" in page(inspector, "/inspection/samples/new")
    form = {"method": "random", "how_many": "2", "from_day": "2020-02-01", "to_day": "2020-02-10", "seed_text": "雪"}
    where = post(inspector, "/inspection/samples/new", **form).headers["location"]
    text = words(page(inspector, where))
    assert "核对了 0 / 2" in text
    assert "还没核对" in text
    assert "一模一样" in page(inspector, f"{where}/again")
    onward = post(inspector, f"{where}/lines/1", verdict="checked").headers["location"]
    assert onward == f"{where}/lines/2"
    assert post(inspector, f"{where}/check", line_number="1").headers["location"] == f"{where}/lines/2"
    assert web.ask("SELECT COUNT(*) FROM sample_finding") == [(2,)]
    post(inspector, f"{where}/check", status=422, line_number="2", command_id="x")
    page_of_none = inspector.post(f"{where}/check", data={"command_id": fresh(), "line_number": "oops"})
    assert page_of_none.status_code == 404
    refused = post(inspector, f"{where}/lines/2", status=422, verdict="objection").text
    assert "请写明原因" in refused
    assert post(inspector, f"{where}/lines/2", verdict="objection", note="少一箱").headers["location"] == where
    text = words(page(inspector, where))
    assert "核对了 2 / 2" in text
    assert "有异议 1 行" in text
    assert "没有这样的行" in page(inspector, f"{where}?state=open")
    assert "少一箱" in page(inspector, f"{where}?state=objection")
    assert "少一箱" not in page(inspector, f"{where}?state=checked")
    sheet = read_sheet(inspector.get(f"{where}.xlsx").content, "f.xlsx")
    assert [row[11] for row in sheet.rows[1:]] == ["核对无误", "有异议"]
    assert "有异议 1" in words(page(inspector, "/inspection/samples"))
    approver = web.signed_in("approver")
    assert "记下，看下一行" not in page(approver, f"{where}/lines/1")
    post(approver, f"{where}/lines/1", status=422, verdict="checked")
    page(approver, "/inspection/samples/new", 403)
    page(inspector, f"{where}/lines/9", 404)


def test_a_line_that_was_smuggled_into_a_sample_is_found(web: WebOffice) -> None:
    lose(web)
    inspector = web.signed_in("inspector")
    form = {"method": "random", "how_many": "1", "from_day": "2020-02-01", "to_day": "2020-02-10", "seed_text": "雪"}
    where = post(inspector, "/inspection/samples/new", **form).headers["location"]
    number = int(where.rpartition("/")[2])
    taken = web.ask("SELECT line_entry FROM sample_line")[0][0]
    other = web.ask("SELECT entry, ordinal FROM line WHERE entry <> ? ORDER BY entry", taken)[0]
    with web.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sample_line (district_id, sample_id, line_number, line_entry, line_ordinal, value_fen) "
            f"VALUES (1, {number}, 2, {other[0]}, {other[1]}, 0)"
        )
    text = words(page(inspector, f"{where}/again"))
    assert "不一样" in text
    assert "多出来的 1 行" in text


def test_a_refused_draw_says_why_and_keeps_what_was_typed(sqlite_web: WebOffice) -> None:
    inspector = sqlite_web.signed_in("inspector")
    form = {"method": "by_item", "how_many": "2", "from_day": "2020-02-01", "to_day": "2020-02-10", "seed_text": "雪"}
    html = post(inspector, "/inspection/samples/new", status=422, **form).text
    assert "这一项要填" in html
    assert 'value="雪"' in html
    form |= {"method": "random", "item_id": str(sqlite_web.ids[MASK])}  # chosen and then thought better of
    post(inspector, "/inspection/samples/new", **form)


def test_the_head_of_a_day(web: WebOffice) -> None:
    inspector = web.signed_in("inspector")
    assert "还没有签过名的树头" in page(inspector, "/inspection/head")
    first = seal(web.database, 1, KEY, NOON)
    lose(web)
    second = seal(web.database, 1, KEY, NOON + DAY)
    assert first is not None
    assert second is not None
    web.clock.advance(DAY)
    inspector = web.signed_in("inspector")
    latest = page(inspector, "/inspection/head")
    assert second.root.hex() in latest
    assert "<svg" in latest
    assert KEY.verifier_key.text in latest
    earlier = page(inspector, "/inspection/head?day=2020-02-10")
    assert first.root.hex() in earlier
    assert second.root.hex() not in earlier
    assert "那一天和那以前还没有" in page(inspector, "/inspection/head?day=2020-02-01")


def test_the_head_stands_on_what_is_printed(web: WebOffice) -> None:
    sent = send(web)
    made = seal(web.database, 1, KEY, NOON)
    assert made is not None
    receipt = web.ask("SELECT receipt_id FROM receipt")[0][0]
    sheets = [
        ("keeper", f"/shipments/{sent.shipment}/waybill"),
        ("keeper", f"/receipts/{receipt}/sheet"),
        ("approver", f"/plans/{sent.plan}/sheet"),
        ("inspector", "/inspection/exceptions/lost"),
    ]
    for who, path in sheets:
        html = page(web.signed_in(who), path)
        assert made.root.hex()[:16] in html, path
        assert "扫码核验账本用" in html, path
    assert made.root.hex()[:16] in page(web.signed_in("keeper"), "/stock")


def test_favours_are_recorded_by_the_office_and_read_by_few(web: WebOffice) -> None:
    driver = web.signed_in("driver")
    assert "谁来说的" in page(driver, "/favours")
    refused = post(driver, "/favours/new", status=422, asker="某人", answer="declined", note="13900000000").text
    assert "像是手机号" in refused
    post(driver, "/favours/new", asker="某人", answer="reported", item_id=web.ids[MASK], quantity="500", body="某单位")
    for who in ("inspector", "approver"):
        text = words(page(web.signed_in(who), "/favours"))
        assert "某人" in text
        assert "500 只" in text
        assert "02-10 起 1" in text
    assert "某人" in page(web.signed_in("inspector"), "/inspection/exceptions/favours")
    for who in ("unit",):
        page(web.signed_in(who), "/favours", 403)
    page(web.signed_in("inspector"), "/favours/new", 403)
    assert "某人" not in page(web.signed_in("driver"), "/favours")


def test_the_api_takes_the_same_deeds(sqlite_web: WebOffice) -> None:
    program = sqlite_web.program("keeper", **{"Idempotency-Key": "6f1c6c1e-8f6b-4d0e-9f57-1f3c5a7e9b21"})
    body = {"method": "random", "how_many": 1, "from_day": "2020-02-10", "to_day": "2020-02-10", "seed_text": "x"}
    problem(program.post("/api/v1/inspection/draw-sample", json=body), 403, "not_permitted")
    assert program.post("/api/v1/favours/record-favour", json={"asker": "A", "answer": "declined"}).status_code == 200


def test_full_lists_stay_light(sqlite_web: WebOffice) -> None:
    """60 KB of HTML at most, full to the last row, in either language."""
    for _ in range(60):
        lose(sqlite_web, 1)
    inspector = sqlite_web.signed_in("inspector")
    form = {"method": "random", "how_many": "61", "from_day": "2020-02-01", "to_day": "2020-02-10", "seed_text": "雪"}
    where = post(inspector, "/inspection/samples/new", **form).headers["location"]
    for language in ("zh_CN", "en"):
        inspector.cookies.set("language", language)
        for path in ("/inspection", "/inspection/exceptions/lost", where, "/inspection/chain/100", "/favours"):
            assert len(page(inspector, path).encode()) < 60_000, (path, language)
