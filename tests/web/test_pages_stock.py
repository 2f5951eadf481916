"""The stock pages: what there is by item, lot and place, now and then; as a page, as a part of it and as a file."""

from webtools import WebOffice, words

from liangcao.access.commands import GrantRole
from liangcao.exchange.sheets import read_sheet
from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterLocation
from liangcao.receiving.commands import QuarantineLot, ReceiptLine, ReceiveGoods
from liangcao.storing.commands import MoveStock

DAY = 24 * 3_600_000


def test_stock_by_item_says_what_is_there_promised_and_near_its_end(web: WebOffice) -> None:
    page = web.signed_in("keeper").get("/stock")
    assert page.status_code == 200
    said = words(page.text)
    assert "医用外科口罩" in said
    assert "12,000 只" in said
    assert "6 箱" in said


def test_a_quarantined_lot_is_on_hand_but_not_available(web: WebOffice) -> None:
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    web.do("approver", QuarantineLot(lot_id=lot, reason="等检验"))
    page = web.signed_in("keeper").get(f"/stock/items/{web.ids['医用外科口罩']}")
    said = words(page.text)
    assert "在库 12,000" in said
    assert "可用 0" in said
    assert "隔离" in said
    assert "12,000 只 · 不可用 12,000" in said, "nor does the picture call it free"
    assert "0 只 隔离或过期 12,000 只" in words(web.signed_in("keeper").get("/stock").text)


def test_search_takes_pinyin_and_a_filter_can_be_dropped(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    found = keeper.get("/stock", params={"q": "ykkz"})
    assert "没有符合条件的库存" in words(found.text)  # 医用外科口罩 is ywkkz: initials stand in order
    found = keeper.get("/stock", params={"q": "wkkz", "category": "口罩"})
    assert "12,000 只" in words(found.text)
    assert 'href="/stock?category=%E5%8F%A3%E7%BD%A9"' in found.text


def test_htmx_gets_the_list_alone(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    part = keeper.get("/stock", params={"view": "lots"}, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="rows"')
    assert "A1" in part.text
    assert "<main" not in part.text


def test_the_past_is_what_the_books_said_then(web: WebOffice) -> None:
    web.clock.advance(DAY)
    more = ReceiptLine(item_id=web.ids["医用外科口罩"], accepted=500, batch_number="A2")
    goods = {"source_kind": "donation", "source_party_id": web.ids["示例供应商"], "location_id": web.ids["主库"]}
    web.do("keeper", ReceiveGoods(lines=(more,), **goods))
    treasurer = web.signed_in("treasurer")
    assert "12,500 只" in words(treasurer.get("/stock").text)
    then = words(treasurer.get("/stock", params={"day": "2020-02-10", "time": "12:00"}).text)
    assert "12,000 只" in then
    assert "账面时点" in then
    assert "笔之后" in then
    before = words(treasurer.get("/stock", params={"day": "2020-02-09"}).text)
    assert "没有符合条件的库存" in before
    for view in ("lots", "matrix"):
        past = words(treasurer.get("/stock", params={"view": view, "day": "2020-02-10", "time": "12:00"}).text)
        assert "12,000" in past
        assert "12,500" not in past
    item = words(treasurer.get(f"/stock/items/{web.ids['医用外科口罩']}", params={"day": "2020-02-10"}).text)
    assert "在库 12,000" in item


def test_the_matrix_counts_a_shelf_for_its_store(web: WebOffice) -> None:
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    place = {"source_id": web.ids["主库"], "destination_id": web.ids["A-01"]}
    web.do("keeper", MoveStock(lot_id=lot, quantity=2_000, **place))
    said = words(web.signed_in("keeper").get("/stock", params={"view": "matrix"}).text)
    assert "12,000" in said
    assert "10,000" not in said


def test_a_keeper_sees_the_own_store_and_nothing_of_another(web: WebOffice) -> None:
    other = web.do("admin", RegisterLocation(kind="store", name="分库")).answer["location_id"]
    held = web.do("admin", GrantRole(actor_id=web.ids["buyer"], role="keeper", location_id=other)).answer["held_id"]
    web.do("admin2", ApproveHeld(held_id=held))
    line = ReceiptLine(item_id=web.ids["84消毒液"], accepted=42, batch_number="X9")
    goods = {"source_kind": "donation", "source_party_id": web.ids["示例供应商"], "location_id": other}
    web.do("buyer", ReceiveGoods(lines=(line,), **goods))
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'X9'")[0][0]
    keeper = web.signed_in("keeper")
    for view in ("items", "lots", "matrix"):
        assert "84消毒液" not in words(keeper.get("/stock", params={"view": view}).text)
    assert keeper.get(f"/lots/{lot}").status_code == 404
    assert keeper.get(f"/lots/{lot}/steps.csv").status_code == 404
    assert "没有找到" in words(keeper.get("/trace", params={"q": "X9"}).text)
    assert "84消毒液" in words(web.signed_in("inspector").get("/stock").text)


def test_who_may_not_see_stock_is_told_so(web: WebOffice) -> None:
    unit = web.signed_in("unit")
    for address in ("/stock", "/stock.csv", f"/stock/items/{web.ids['医用外科口罩']}", "/lots/1", "/receipts"):
        assert unit.get(address).status_code == 403
    assert unit.get("/receive").status_code == 403
    assert unit.get("/funds").status_code == 403


def test_the_list_as_a_file_says_the_same(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    for kind in ("csv", "xlsx"):
        answer = keeper.get(f"/stock.{kind}", params={"q": "wkkz"})
        assert answer.headers["content-disposition"].startswith("attachment")
        rows = read_sheet(answer.content, f"stock.{kind}").rows
        assert [str(cell) for cell in rows[0]][:3] == ["物资", "类别", "在库"]
        assert str(rows[1][0]) == "医用外科口罩"
        assert float(str(rows[1][2])) == 12_000
    for view in ("lots", "matrix"):
        assert keeper.get("/stock.csv", params={"view": view}).status_code == 200
    assert keeper.get("/stock.exe").status_code == 404


def test_nonsense_in_the_address_is_passed_over(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    wild = {"view": "x", "day": "2020-13-45", "time": "99:99", "place": "'; --", "sort": "DROP", "category": "%"}
    assert keeper.get("/stock", params=wild).status_code == 200
    assert keeper.get("/stock", params={"page": 0}).status_code == 422
    assert keeper.get("/stock/items/999999").status_code == 404
    assert keeper.get("/stock", params={"day": "2020-02-10", "time": "12:00", "page": 9}).status_code == 200


def test_every_order_of_the_lists_can_be_asked_for(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    for view, sorts in (("items", "item on_hand held available next_expiry"), ("lots", "item expires_on place held")):
        for sort in sorts.split():
            for way in ("", "-"):
                for day in ("", "2020-02-11"):
                    asked = {"view": view, "sort": way + sort, "day": day}
                    assert "医用外科口罩" in words(keeper.get("/stock", params=asked).text)


def test_who_reads_english_reads_of_masks_and_pieces(web: WebOffice) -> None:
    keeper = web.signed_in("keeper")
    keeper.cookies.set("language", "en")
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    for path in ("/stock", "/stock?view=lots", f"/stock/items/{web.ids['医用外科口罩']}", f"/lots/{lot}", "/items"):
        said = words(keeper.get(path).text)
        assert "Surgical mask" in said, path
        assert "外科口罩" not in said.replace("一次性医用外科口罩", "") or path == "/items", path
        assert "只" not in said, path
    assert "12,000 pieces" in words(keeper.get("/stock").text)
