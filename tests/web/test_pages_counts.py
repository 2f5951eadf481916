"""盘点 on the pages: blind while it goes on, the result for those who deal with it, sheets, what is due."""

from io import BytesIO

import pypdf
from webtools import WebOffice, fresh, words

from liangcao.codes.rules import code_of
from liangcao.counting.commands import CountedLine, CountGoods, FinishCount, StartCount
from liangcao.exchange.sheets import read_sheet


def sent(fields: dict[str, str]) -> dict[str, str]:
    """A form as posted."""
    return {"command_id": fresh(), **fields}


def test_a_count_is_blind_until_it_is_over(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    store, lot_id = web.ids["主库"], int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    on_hand = int(web.ask("SELECT on_hand FROM balance WHERE lot_id = ? AND is_here = 1", lot_id)[0][0])
    coordinator = web.signed_in("coordinator")
    begun = coordinator.post("/counts/new", data=sent({"location_id": str(store)}))
    page = begun.headers["location"]
    assert f"{on_hand:,}" not in words(coordinator.get(page).text)
    unknown = coordinator.post(f"{page}/count", data=sent({"code": "没有这个", "quantity": "1"}))
    assert unknown.status_code == 422
    assert "没有这个批次" in words(unknown.text)
    moved = coordinator.post(f"{page}/count", data=sent({"code": "A-01"}))
    assert moved.headers["location"] == f"{page}?at={web.ids['A-01']}"
    foreign = coordinator.post(f"{page}/count", data=sent({"code": "https://other.example/x?id=1"}))
    assert "是别处的" in words(foreign.text)
    lot_code = code_of("L", lot_id)
    damaged = lot_code[:-1] + ("0" if lot_code[-1] != "0" else "1")
    assert coordinator.post(f"{page}/count", data=sent({"code": damaged})).status_code == 422
    to_shelf = coordinator.post(f"{page}/count", data=sent({"code": code_of("P", web.ids["A-01"])}))
    assert to_shelf.headers["location"] == f"{page}?at={web.ids['A-01']}"
    for quantity, code in (("1", "A1"), ("2", f"http://testserver/q/{lot_code}")):
        said = coordinator.post(f"{page}/count", data=sent({"code": code, "quantity": quantity}))
        assert said.headers["location"] == f"{page}?at={store}"
    assert "您一共数到 3 只" in coordinator.get(page).text
    sheet = read_sheet(coordinator.get(f"{page}/sheet.xlsx").content, "sheet.xlsx").rows
    assert "A1" in str(sheet[1])
    assert str(on_hand) not in str(sheet)
    paper = pypdf.PdfReader(BytesIO(coordinator.get(f"{page}/sheet.pdf").content)).pages[0]
    assert code_of("K", int(page.rpartition("/")[2])) in paper.extract_text()  # below the code that opens the count
    assert coordinator.get(f"{page}/result.xlsx").status_code == 404
    coordinator.post(f"{page}/finish", data=sent({}))
    assert "盘点差异待处理" not in words(coordinator.get("/").text)  # who counted does not deal with it
    treasurer = web.signed_in("treasurer")
    assert "盘点差异待处理" in words(treasurer.get("/").text)
    said_to_treasurer = words(treasurer.get(page).text)
    assert f"账上 {on_hand:,} 只，数到 3 只" in said_to_treasurer
    assert "账上" not in words(web.signed_in("buyer").get(page).text)
    missing = treasurer.post(f"{page}/post", data=sent({"round_number": "1"}))
    assert "请选一个原因" in words(missing.text)
    name = f"reason.{lot_id}.{store}"
    held = treasurer.post(f"{page}/post", data=sent({"round_number": "1", name: "lost"}))
    assert held.status_code == 303
    assert web.ask("SELECT action FROM held_command WHERE status = 'waiting'") == [("counting.post_differences",)]
    rows = read_sheet(treasurer.get(f"{page}/result.csv").content, "result.csv").rows
    assert [str(cell) for cell in rows[1]][3:7] == [str(on_hand), str(on_hand), "3", str(3 - on_hand)]
    assert treasurer.get(f"{page}/result.pdf").content.startswith(b"%PDF")
    again = treasurer.post(f"{page}/recount", data=sent({}))
    assert again.status_code == 303
    assert "第 2 遍" in words(web.signed_in("buyer").get(page).text)
    assert "您管着这里" in words(web.signed_in("keeper").get(page).text)


def test_what_is_due_turns_to_what_was_counted(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    store, lot_id = web.ids["主库"], int(web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    on_hand = int(web.ask("SELECT on_hand FROM balance WHERE lot_id = ? AND is_here = 1", lot_id)[0][0])
    treasurer = web.signed_in("treasurer")
    assert "没有盘过" in words(treasurer.get("/counts/due").text)
    item = web.ids["医用外科口罩"]
    count_id = web.do("treasurer", StartCount(location_id=store, item_id=item)).answer["count_id"]
    line = CountedLine(lot_id=lot_id, location_id=store, quantity=on_hand)
    web.do("treasurer", CountGoods(count_id=count_id, lines=(line,)))
    assert web.do("treasurer", FinishCount(count_id=count_id)).answer["differing"] == 0
    web.clock.advance(40 * 86_400_000)
    treasurer = web.signed_in("treasurer")
    due = words(treasurer.get("/counts/due").text)
    assert "2020-02-10" in due
    assert "没有盘过" not in due
    history = words(treasurer.get(f"/counts?place={store}").text)
    assert "100%" in history
    assert "盘完了" in history
