"""A donation from the donor's phone to the hospital's signature: offered, taken up, handed over by both, valued,
certified, given out to whom it was meant for; the donor's page tells it, with a proof that holds."""

from typing import Any

from deskwork import MASK, ask_for, page, post
from webtools import NOON, WebOffice, pdf_words, words

from liangcao.allocation.commands import AdoptPlan, ProposePlan
from liangcao.donations.commands import AnnounceDonation, MergeDonations
from liangcao.journal.note import SigningKey
from liangcao.journal.proof import read_proof, verify_proof
from liangcao.journal.seal import seal
from liangcao.parties.commands import RegisterLocation, RegisterParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.requests.commands import ApproveRequest, Decision, OpenDoor
from liangcao.shipping.commands import DeliveredLine, DispatchShipment, RecordDelivery
from liangcao.web.public import link_hash, new_link

KEY = SigningKey("office.example/liangcao", bytes(range(32)))


def offered(web: WebOffice) -> tuple[Any, str]:
    """A stranger offers 500 masks and something no catalogue has; their client and link."""
    web.do("coordinator", OpenDoor(hotline="0533-3580000"))
    stranger, link = web.client(), new_link()
    assert "不用账号" in words(page(stranger, "/give"))
    post(stranger, "/give", 422, link=link, donor_kind="person", lines__0__item_id_text="自制口罩")
    answer = post(
        stranger, "/give", link=link, donor_kind="person", donor_name="张三", phone="13900002222", wish="给医院",
        lines__0__item_id_text=MASK, lines__0__quantity="500", lines__1__item_id_text="自制口罩",
        lines__1__quantity="20",
    )  # fmt: skip
    assert answer.headers["location"] == f"/d/{link}?sent=now"
    return stranger, link


def test_from_the_offer_to_the_signature(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    rejects = RegisterLocation(kind="rejects", name="退货区", parent_id=web.ids["主库"])
    web.do("admin", rejects)
    stranger, link = offered(web)
    told = words(page(stranger, f"/d/{link}?sent=now"))
    assert "谢谢您" in told
    assert "自制口罩" in told
    desk = web.signed_in("coordinator")
    donation = web.ask("SELECT donation_id FROM donation")[0][0]
    assert "张三" in words(page(desk, "/donations"))
    assert "张三" not in page(web.signed_in("keeper"), "/donations"), "a person's name is not for everybody"
    assert "自制口罩" in page(desk, f"/donations/{donation}/take-up")
    post(
        desk, f"/donations/{donation}/take-up", lines__0__item_id=web.ids[MASK], lines__0__quantity="500",
        purpose_class="1", location_id=web.ids["主库"],
    )  # fmt: skip
    arrival, source = web.ask("SELECT arrival_id, source_party_id FROM arrival")[0]
    counted = ReceiptLine(item_id=web.ids[MASK], accepted=490, rejected=10, reject_reason="受潮", arrival_line=1)
    web.do(
        "keeper",
        ReceiveGoods(
            source_kind="donation", source_party_id=source, location_id=web.ids["主库"], arrival_id=arrival,
            lines=(counted,),
        ),
    )  # fmt: skip
    post(stranger, f"/d/{link}/confirm", lines__0__line_number="1", lines__0__quantity="500")
    books = web.signed_in("treasurer")
    value = {"lines__0__line_number": "1", "lines__0__basis": "market", "lines__0__price": "0.035"}
    post(books, f"/donations/{donation}/value", 422, **value)
    post(books, f"/donations/{donation}/value", **value, lines__0__source="三家药店")
    assert web.ask("SELECT unit_cost_fen, cost_units FROM lot WHERE purpose_class = 1") == [(350, 100)]
    post(desk, f"/donations/{donation}/certificate", kind="receipt")
    paper = web.ask("SELECT certificate_id FROM donation_certificate")[0][0]
    assert seal(web.database, 1, KEY, NOON)
    post(desk, f"/certificates/{paper}/reprint", reason="邮寄丢失")
    pdf = desk.get(f"/certificates/{paper}.pdf")
    assert pdf.status_code == 200
    assert "树头 第" in pdf_words(pdf.content)
    assert stranger.get(f"/d/{link}/certificates/{paper}").content == pdf.content
    given_out(web, 480)
    assert seal(web.database, 1, KEY, NOON)
    told = words(page(stranger, f"/d/{link}"))
    for each in ("示例医院 已签收 480", "不合格 10", "您指定只给", "示例医院 签收 480"):
        assert each in told, told
    assert "张三" not in told
    told = words(page(desk, f"/donations/{donation}"))
    assert "印过 2 次" in told
    assert "三家药店" in told
    check_proofs(web, stranger, link, donation)


def given_out(web: WebOffice, quantity: int) -> None:
    """The hospital asks, gets of it, signs; its request is of the first class."""
    request = ask_for(web, quantity)
    web.do("approver", ApproveRequest(request_id=request, lines=(Decision(line_number=1, approved=quantity),)))
    plan = web.do("coordinator", ProposePlan(location_id=web.ids["主库"])).answer["plan_id"]
    web.do("approver", AdoptPlan(plan_id=plan))
    sent = web.do("keeper", DispatchShipment(plan_id=plan, unit_id=web.ids["示例医院"])).answer["shipment_id"]
    lines = tuple(
        DeliveredLine(line_number=number, received=amount)
        for number, amount in web.ask("SELECT line_number, quantity FROM shipment_line WHERE shipment_id = ?", sent)
    )
    web.do("unit", RecordDelivery(shipment_id=sent, lines=lines, receiver="李示例"))


def check_proofs(web: WebOffice, stranger: Any, link: str, donation: int) -> None:
    """Of the offer with its entry, of the delivery without: both stand in the log; of other entries there is none."""
    offer = web.ask("SELECT entry FROM donation WHERE donation_id = ?", donation)[0][0]
    found = read_proof(stranger.get(f"/d/{link}/proof/{offer}").text)
    verify_proof(found, found.extra, [KEY.verifier_key.text])
    assert b"offer_publicly" in found.extra
    delivery = web.ask("SELECT entry FROM line WHERE kind = 'issue'")[0][0]
    found = read_proof(stranger.get(f"/d/{link}/proof/{delivery}").text)
    assert found.extra == b""
    body = web.ask("SELECT body FROM journal WHERE number = ?", delivery)[0][0]
    verify_proof(found, bytes(body), [KEY.verifier_key.text])
    assert stranger.get(f"/d/{link}/proof/1").status_code == 404
    assert stranger.get(f"/d/{new_link()}").status_code == 404


def test_announced_at_the_desk_twice_asked_and_merged(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    donor = web.do("coordinator", RegisterParty(kind="donor", name="示例慈善总会")).answer["party_id"]
    desk = web.signed_in("coordinator")
    fields = {
        "donor_kind": "body", "party_id": donor, "lines__0__item_id": web.ids[MASK], "lines__0__quantity": "5000",
        "amount": "120.50", "purpose_class": "1",
    }  # fmt: skip
    post(desk, "/donations/new", **fields)
    again = words(post(desk, "/donations/new", 422, **fields).text)
    assert "很像" in again
    post(desk, "/donations/new", **fields, is_distinct="1")
    first, second = (row[0] for row in web.ask("SELECT donation_id FROM donation ORDER BY 1"))
    assert f"捐赠 {first} 示例慈善总会 同一个捐赠人，同样多的东西" in words(page(desk, f"/donations/{second}"))
    post(desk, f"/donations/{second}/merge", into_id=str(first), reason="接了同一个电话")
    assert web.ask("SELECT state, into_id FROM donation WHERE donation_id = ?", second) == [("merged", first)]
    books = web.signed_in("treasurer")
    post(books, f"/donations/{first}/book", 422, budget_line_id=web.ids["应急专款"], amount="120.51")
    post(books, f"/donations/{first}/book", budget_line_id=web.ids["应急专款"], amount="120.50")
    sheet = desk.get("/donations.csv?state=announced").text
    assert "示例慈善总会" in sheet
    assert "120.50" in sheet
    assert "没有符合条件" in words(page(desk, "/donations?q=nothing"))
    assert web.signed_in("driver").get("/donations").status_code == 403


def test_a_link_that_was_merged_shows_the_other(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    link = new_link()
    gift = {"donor_kind": "anonymous", "amount_fen": 500}
    first = web.do("coordinator", AnnounceDonation.model_validate(gift)).answer["donation_id"]
    more = {"link": link, "token_hash": link_hash(link), "is_distinct": True}
    second = web.do("coordinator", AnnounceDonation.model_validate({**gift, **more})).answer["donation_id"]
    web.do("coordinator", MergeDonations(donation_id=second, into_id=first, reason="同一笔"))
    told = words(page(web.client(), f"/d/{link}"))
    assert f"捐赠 {first}" in told
    assert "匿名" in told


def test_the_same_gift_under_another_name_is_asked_about(sqlite_web: WebOffice) -> None:
    """By phone, by a name that sounds the same, by as much of the same on one day; merged only by a person."""
    web, desk = sqlite_web, sqlite_web.signed_in("coordinator")
    mask, kn95 = ({"item_id": web.ids[name], "quantity": 500} for name in (MASK, "KN95防颗粒物口罩"))

    def take_down(**said: object) -> int:
        return int(web.do("coordinator", AnnounceDonation.model_validate(said)).answer["donation_id"])

    first = take_down(donor_kind="person", donor_name="张珊", phone="13900000000", lines=(mask,))
    for said, why in (
        ({"donor_kind": "person", "donor_name": "老张", "phone": "139-0000-0000", "lines": ({**mask, "quantity": 5},)},
         "同一个电话"),
        ({"donor_kind": "person", "donor_name": "章姗", "lines": ({**mask, "quantity": 50},)}, "名字听起来一样"),
        ({"donor_kind": "anonymous", "lines": (mask,)}, "同一天，同样多的东西"),
    ):  # fmt: skip
        told = words(page(desk, f"/donations/{take_down(**said)}"))
        assert f"捐赠 {first} 张珊 {why}" in told
    other = take_down(donor_kind="person", donor_name="李四", lines=(kn95,), amount_fen=100)
    assert "是同一笔吗" not in page(desk, f"/donations/{other}")
    assert web.ask("SELECT COUNT(*) FROM donation WHERE state = 'merged'") == [(0,)]
