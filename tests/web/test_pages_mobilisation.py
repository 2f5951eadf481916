"""An order to a reserve unit on the pages: declared apart, ordered by two, come, given back, paid for, settled."""

from deskwork import MASK, page, post
from webtools import WebOffice, words

from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods


def sign(web: WebOffice) -> None:
    """The approver agrees to what was handed in last."""
    held = web.ask("SELECT MAX(held_id) FROM held_command WHERE status = 'waiting'")[0][0]
    web.do("approver", ApproveHeld(held_id=held))


def test_ordered_owed_given_back_and_settled(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    reserve = web.do("coordinator", RegisterParty(kind="reserve", name="示例储备库")).answer["party_id"]
    desk, store, books = (web.signed_in(who) for who in ("coordinator", "keeper", "treasurer"))
    mask = {"party_id": reserve, "lines__0__item_id": web.ids[MASK]}
    post(desk, "/mobilisation/stock/new", **mask, as_of="2020-01-26", lines__0__quantity="9000")
    before = web.ask("SELECT SUM(on_hand) FROM balance WHERE is_outside = 0")
    told = words(page(desk, "/mobilisation"))
    assert "9,000" in told
    assert "不算在我们的库存里" in told
    wanted = {**mask, "document_number": "调1号", "lines__0__quantity": "1500", "lines__0__price": "2.80"}
    post(desk, "/mobilisation/new", 422, **wanted)
    post(desk, "/mobilisation/new", **wanted, ground="指挥部批示", location_id=web.ids["主库"])
    sign(web)
    assert web.ask("SELECT SUM(on_hand) FROM balance WHERE is_outside = 0") == before, "theirs is not ours"
    order, arrival = web.ask("SELECT order_id, arrival_id FROM mobilisation JOIN arrival ON document_id = order_id")[0]
    counted = ReceiptLine(item_id=web.ids[MASK], accepted=1_500, arrival_line=1)
    web.do(
        "keeper",
        ReceiveGoods(
            source_kind="mobilisation", source_party_id=reserve, location_id=web.ids["主库"], arrival_id=arrival,
            lines=(counted,),
        ),
    )  # fmt: skip
    path = f"/mobilisation/{order}"
    assert "1,500" in words(page(desk, path))
    lot = web.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    post(store, f"{path}/return", 422, lot=f"1:{lot}:{web.ids['主库']}", quantity="1501")
    post(store, f"{path}/return", lot=f"1:{lot}:{web.ids['主库']}", quantity="1000")
    sign(web)
    paid = {"line_number": "1", "price": "2.80", "budget_line_id": web.ids["应急专款"], "note": "按单定价"}
    post(books, f"{path}/pay", **paid, quantity="400")
    sign(web)
    post(desk, f"{path}/settle", 422)
    assert web.ask("SELECT amount_fen FROM given_back WHERE way = 'money'") == [(112_000,)]
    sheet = desk.get("/mobilisation.csv").text
    assert "1120.00" in sheet
    line = desk.get(f"/api/v1/mobilisation/{order}").json()["lines"][0]
    told = [line[each] for each in ("quantity", "came", "goods", "paid", "paid_fen", "owed")]
    assert told == [1_500, 1_500, 1_000, 400, 112_000, 100]
    listed = desk.get("/api/v1/mobilisation?state=ordered&limit=1").json()
    assert [(each["order_id"], each["owed"][0]["owed"]) for each in listed["rows"]] == [(order, 100)]
    assert desk.get("/api/v1/mobilisation?state=settled").json()["rows"] == []
    assert desk.get("/api/v1/mobilisation/999999").status_code == 404
    post(desk, f"{path}/settle", waiver="应急局来函不用还")
    sign(web)
    assert "已了结" in words(page(desk, path))
    assert web.signed_in("driver").get("/mobilisation").status_code == 403
