"""Handing over: a code on the driver's phone, signed by whoever scans it; what the driver opens is told apart."""

import re
import threading
from base64 import b64encode

from deskwork import page, post, send
from webtools import WebOffice, fresh, words

from harness.pictures import picture
from liangcao.requests.commands import OpenDoor

PNG = picture("PNG")
DRAWN = "data:image/png;base64," + b64encode(PNG).decode()


def code_of(web: WebOffice, client: object, shipment: int) -> str:
    """The driver's one tap: the path of the link that the code carries."""
    stop = page(client, f"/shipping/{shipment}/hand-over")
    link = re.search(r'name="link" value="([^"]+)"', stop)
    assert link
    text = post(client, f"/shipping/{shipment}/hand-over", 200, link=link[1]).text
    found = re.search(r"(/t/[\w-]{22})", text)
    assert found
    assert found[1] == f"/t/{link[1]}"
    assert link[1] not in str(web.ask("SELECT token_hash FROM delivery_link")), "only its hash is kept"
    return found[1]


def whole(shipment_lines: int = 1, **more: str) -> dict[str, str]:
    lines = {}
    for number in range(shipment_lines):
        lines |= {f"lines.{number}.line_number": str(number + 1), f"lines.{number}.received": "3000"}
    return {"command_id": fresh(), **lines, **more}


def ways(web: WebOffice) -> list[tuple[object, ...]]:
    return web.ask("SELECT way FROM delivery_proof ORDER BY entry")


def test_scanned_and_signed_without_an_account(web: WebOffice) -> None:
    web.do("coordinator", OpenDoor(hotline="0533-3580000"))
    sent = send(web)
    driver, receiver = web.signed_in("driver"), web.client()
    stop = page(driver, f"/shipping/{sent.shipment}/hand-over")
    assert 'href="tel:13900002222"' in stop, "whom to call at the stop"
    link = code_of(web, driver, sent.shipment)
    told = words(page(receiver, link))
    assert "3,000 只" in told
    assert "13900002222" not in told
    answer = receiver.post(f"{link}/sign", data=whole(receiver="李主任", signature=DRAWN, device_at="1581307200000"))
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert ways(web) == [("link",)]
    assert "李主任" in words(page(receiver, link))
    body = bytes(web.ask("SELECT body FROM journal WHERE action = 'delivering.sign_publicly'")[0][0]).decode()
    assert "李主任" not in body
    one = page(web.signed_in("coordinator"), f"/shipments/{sent.shipment}")
    picture = re.search(r'href="(/shipments/\d+/proof/\d+/1)"', one)
    assert picture
    assert web.signed_in("coordinator").get(picture[1]).content == PNG
    assert web.signed_in("driver").get(picture[1]).status_code == 403


def test_the_same_waybill_from_two_phones(web: WebOffice) -> None:
    """Two writers at once: one signature is posted, the other is told by whom and when."""
    web.do("coordinator", OpenDoor())
    sent = send(web)
    link = code_of(web, web.signed_in("driver"), sent.shipment)
    phones = {name: web.client() for name in ("李主任", "王医生")}
    answers: dict[str, object] = {}
    ready = threading.Barrier(2)

    def sign(name: str) -> None:
        ready.wait()
        answers[name] = phones[name].post(f"{link}/sign", data=whole(receiver=name))

    writers = [threading.Thread(target=sign, args=(name,)) for name in phones]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    first = next(name for name, answer in answers.items() if answer.status_code == 303)  # type: ignore[attr-defined]
    second = next(name for name in phones if name != first)
    told = answers[second]
    assert told.status_code == 422  # type: ignore[attr-defined]
    said = words(told.text)  # type: ignore[attr-defined]
    assert ("已经签过了" in said, first in said, "2020-02-10 12:00" in said) == (True, True, True), said
    assert web.ask("SELECT COUNT(*) FROM journal WHERE action = 'delivering.sign_publicly'") == [(1,)]
    assert web.ask("SELECT SUM(quantity) FROM line WHERE kind = 'issue'") == [(3_000,)]


def test_opened_on_the_drivers_own_phone_it_is_marked(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    web.do("coordinator", OpenDoor())
    sent = send(web)
    driver = web.signed_in("driver")
    link = code_of(web, driver, sent.shipment)
    driver.cookies.delete("liangcao_session")  # signed out: the phone is still the same
    answer = driver.post(f"{link}/sign", data=whole(receiver="李主任"))
    assert answer.status_code == 303
    assert ways(web) == [("same_phone",)]
    inspector = web.signed_in("inspector")
    listed = words(page(inspector, "/inspection/exceptions/own_phone"))
    assert ("示例·driver" in listed, "李主任" in listed) == (True, True)


def test_a_unit_signed_in_on_its_own_phone_is_not_the_driver(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    web.do("coordinator", OpenDoor())
    sent = send(web)
    link = code_of(web, web.signed_in("driver"), sent.shipment)
    assert web.signed_in("unit").post(f"{link}/sign", data=whole(receiver="李主任")).status_code == 303
    assert ways(web) == [("link",)]


def test_bad_links_and_forms(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    web.do("coordinator", OpenDoor())
    sent = send(web)
    driver, receiver = web.signed_in("driver"), web.client()
    old = code_of(web, driver, sent.shipment)
    link = code_of(web, driver, sent.shipment)
    assert "新的签收码" in words(page(receiver, old))
    assert receiver.post(f"{old}/sign", data=whole(receiver="李主任")).status_code == 422
    assert receiver.get("/t/" + "A" * 22).status_code == 404
    assert "写姓名" in words(receiver.post(f"{link}/sign", data=whole()).text)
    bad = receiver.post(f"{link}/sign", data=whole(receiver="李主任", signature="data:image/png;base64,????"))
    assert bad.status_code == 422
    wrong = receiver.post(f"{link}/sign", data=whole(receiver="李"), files={"photo": ("a.pdf", b"%PDF-1.7 x %%EOF")})
    assert wrong.status_code == 422
    short = {**whole(receiver="李主任"), "lines.0.received": "2900"}
    assert "field-error" in receiver.post(f"{link}/sign", data=short).text
    assert web.ask("SELECT COUNT(*) FROM paper_file") == [(0,)]
    web.clock.advance(13 * 3_600_000)
    assert "过期" in words(page(receiver, link))
    assert ways(web) == []


def test_strangers_are_held_to_a_pace(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    web.do("coordinator", OpenDoor())
    sent = send(web)
    link = code_of(web, web.signed_in("driver"), sent.shipment)
    stranger = web.client()
    told = [stranger.post(f"{link}/sign", data=whole()) for _ in range(31)]
    assert "太频繁" in words(told[-1].text) or told[-1].status_code == 429, words(told[-1].text)[:300]
    assert "写姓名" in words(told[0].text)


def test_signed_on_the_drivers_phone(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    sent = send(web)
    driver = web.signed_in("driver")
    assert "公众入口没有开" in words(page(driver, f"/shipping/{sent.shipment}/hand-over"))
    path = f"/shipping/{sent.shipment}/hand-over/sign"
    assert "手写签名或照片" in words(driver.post(path, data=whole(receiver="李主任")).text)
    fields = {**whole(receiver="李主任", place="36.81,118.05"), "lines.0.received": "2900", "lines.0.reason": "short"}
    answer = driver.post(path, data=fields, files={"photo": ("a.png", PNG, "image/png")})
    assert answer.status_code == 303, words(answer.text)
    assert ways(web) == [("carrier",)]
    assert "在送货人手机上签" in words(page(driver, f"/shipping/{sent.shipment}/hand-over"))
    assert web.ask("SELECT received, difference FROM shipment_line") == [(2_900, "少了")]


def test_who_may_hand_over(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    sent = send(web)
    for who in ("keeper", "unit", "coordinator"):
        assert web.signed_in(who).get(f"/shipping/{sent.shipment}/hand-over").status_code == 403
    assert web.client().get(f"/shipping/{sent.shipment}/hand-over").status_code == 303


def test_unsigned_after_a_day_is_on_the_coordinators_desk(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    sent = send(web)
    web.clock.advance(24 * 3_600_000)
    coordinator = web.signed_in("coordinator")
    assert "没签收" not in words(page(coordinator, "/"))
    web.clock.advance(60_000)
    assert re.search(r"超过 24 小时没签收 1", words(page(coordinator, "/")))
    listed = page(coordinator, "/shipments/unsigned")
    for said in ("王示例", "鲁C 00001", 'href="tel:13900002222"', "24 小时", f"/shipments/{sent.shipment}"):
        assert said in listed, said
    assert "13900002222" not in page(web.signed_in("keeper"), "/shipments/unsigned")
