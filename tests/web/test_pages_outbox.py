"""Forms that come from an outbox: taken once, in the time they were made; refused ones kept for somebody to look at."""

import json
import re
import uuid
from typing import Any

from deskwork import page, post, send
from webtools import NOON, WebOffice, fresh, words

from harness.pictures import picture
from liangcao.database.bulk import tell
from liangcao.shipping.commands import DeliveredLine, RecordDelivery

PHOTO = picture(comment=b" boxes")
HOUR, DAY = 3_600_000, 24 * 3_600_000
DEVICE = str(uuid.uuid4())


def later(
    client: Any,
    path: str,
    fields: dict[str, str],
    *,
    counter: int = 1,
    ago: int = 2 * HOUR,
    ahead: int = 0,
    **more: str,
) -> dict[str, Any]:
    """What the server says of a form filled in `ago` before noon on a clock that is `ahead` of the server's."""
    headers = {
        "X-Device": DEVICE,
        "X-Device-Counter": str(counter),
        "X-Device-Time": str(NOON - ago + ahead),
        "X-Device-Now": str(NOON + ahead),
        "X-Outbox": more.get("mode", "later"),
        "X-Page": "/shipping/1/hand-over",
    }
    answer = client.post(path, data=fields, files={"photo": ("a.jpg", PHOTO, "image/jpeg")}, headers=headers)
    return dict(answer.json())


def signature(command_id: str = "", **more: str) -> dict[str, str]:
    line = {"lines.0.line_number": "1", "lines.0.received": "3000"}
    return {"command_id": command_id or fresh(), "receiver": "李主任", **line, **more}


def path_of(shipment: int) -> str:
    return f"/shipping/{shipment}/hand-over/sign"


def test_taken_once_in_the_time_it_was_made(web: WebOffice) -> None:
    sent = send(web)
    web.clock.advance(0)
    driver, form = web.signed_in("driver"), signature(device_at=str(NOON - 2 * HOUR))
    told = [later(driver, path_of(sent.shipment), form) for _ in range(2)]
    assert [each["state"] for each in told] == ["done", "done"]
    assert web.ask("SELECT delivered_at FROM shipment") == [(NOON - 2 * HOUR,)]
    assert web.ask("SELECT device_at, recorded_at, clock_off FROM delivery_proof") == [(NOON - 2 * HOUR, NOON, 0)]
    entry = int(web.ask("SELECT entry FROM delivery_proof")[0][0])
    assert web.ask("SELECT counter, device_at, clock_off, received_at, entry FROM sent_form") == [
        (1, NOON - 2 * HOUR, 0, NOON, entry)
    ]
    assert web.ask("SELECT SUM(quantity) FROM line WHERE kind = 'issue'") == [(3_000,)]


def test_a_clock_off_by_a_day_is_named_and_kept(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    sent = send(web)
    form = signature(device_at=str(NOON - 2 * HOUR + DAY))
    assert later(web.signed_in("driver"), path_of(sent.shipment), form, ahead=DAY)["state"] == "done"
    assert web.ask("SELECT delivered_at FROM shipment") == [(NOON - 2 * HOUR,)], "as long ago as its own clock says"
    assert web.ask("SELECT device_at, clock_off FROM delivery_proof") == [(NOON - 2 * HOUR + DAY, DAY)]
    assert web.ask("SELECT device_at, clock_off FROM sent_form") == [(NOON - 2 * HOUR + DAY, DAY)]
    listed = words(page(web.signed_in("inspector"), "/inspection/exceptions/phone_clock"))
    assert ("示例医院" in listed, "1 天" in listed) == (True, True), listed
    assert "手机的钟快 1 天" in words(page(web.signed_in("coordinator"), f"/shipments/{sent.shipment}"))


def test_what_is_refused_is_kept_and_done_over_or_dropped(web: WebOffice) -> None:
    """Signed by the unit meanwhile: the driver's signature is kept, seen by both, dropped with a reason."""
    sent = send(web)
    line = DeliveredLine(line_number=1, received=3_000)
    web.do("unit", RecordDelivery(shipment_id=sent.shipment, lines=(line,), receiver="王医生"))
    driver, form = web.signed_in("driver"), signature(signature="", note="门口")
    told = [later(driver, path_of(sent.shipment), form, counter=7) for _ in range(2)]
    assert [each["state"] for each in told] == ["kept", "kept"]
    assert told[0]["form"] == told[1]["form"], "kept once"
    assert "已经签收" in told[0]["why"]
    assert web.ask("SELECT COUNT(*) FROM journal WHERE action = 'offline.keep_refused'") == [(1,)]
    body = bytes(web.ask("SELECT body FROM journal WHERE action = 'offline.keep_refused'")[0][0]).decode()
    assert ("李主任" in body, "delivered_already" in body, DEVICE in body) == (False, True, True)
    assert "离线单等处理 1" in words(page(driver, "/"))
    one = f"/outbox/refused/{told[0]['form']}"
    assert one in page(driver, "/outbox/refused")
    assert "李主任" in page(driver, one)
    assert web.signed_in("keeper").get(one).status_code == 404
    assert "李主任" in page(web.signed_in("coordinator"), one)
    assert post(driver, f"{one}/drop", 422, reason="")
    post(driver, f"{one}/drop", reason="单位自己签了")
    assert "单位自己签了" in words(page(driver, one))
    assert "离线单等处理" not in words(page(driver, "/"))


def test_done_over_it_counts_under_its_own_id(sqlite_web: WebOffice) -> None:
    """Short of a reason: put right on the form it came from, with the photo it had."""
    web = sqlite_web
    sent = send(web)
    driver, command_id = web.signed_in("driver"), fresh()
    told = later(driver, path_of(sent.shipment), {**signature(command_id), "lines.0.received": "2900"})
    assert told["state"] == "kept"
    again = page(driver, f"/outbox/refused/{told['form']}")
    fields = dict(
        re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)">', again.split('id="again"')[1].split("</form>")[0]
        )
    )
    assert fields["command_id"] == command_id
    fields["lines.0.reason"] = "short"
    answer = driver.post(path_of(sent.shipment), data=fields)
    assert answer.status_code == 303, words(answer.text)
    assert web.ask("SELECT kind FROM proof_picture") == [("photo",)]
    assert "后来照办了" in words(page(driver, f"/outbox/refused/{told['form']}"))


def test_whoever_is_there_is_told_at_once_and_nothing_is_kept(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    sent = send(web)
    bad = {**signature(), "lines.0.received": "9999"}
    told = later(web.signed_in("driver"), path_of(sent.shipment), bad, ago=0, mode="here")
    assert told["state"] == "refused"
    assert told["errors"][0][0] == "lines.0.received"
    assert web.ask("SELECT COUNT(*) FROM refused_form") == [(0,)]


def test_signed_out_meanwhile_nothing_is_lost(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    sent = send(web)
    assert later(web.client(), path_of(sent.shipment), signature())["state"] == "sign_in"
    assert web.ask("SELECT COUNT(*) FROM refused_form") == [(0,)]
    keeper = later(web.signed_in("keeper"), path_of(sent.shipment), signature())
    assert keeper["state"] == "kept", "a deed that is not permitted is kept, too"
    assert web.ask("SELECT code FROM refused_form") == [("not_permitted",)]


def test_on_a_day_that_was_closed_meanwhile_it_happened_when_it_came(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    sent = send(web)
    with web.database.write() as connection:
        tell(
            connection, "INSERT INTO closed_day (district_id, entry, day, actor_id) VALUES (1, 1, '2020-02-09', 1)", ()
        )
    told = later(web.signed_in("driver"), path_of(sent.shipment), signature(), ago=20 * HOUR)
    assert told["state"] == "done"
    assert web.ask("SELECT delivered_at FROM shipment") == [(NOON,)]


def test_after_an_older_backup_the_missing_ones_are_told(sqlite_web: WebOffice) -> None:
    """The phone asks which of its sent forms the books know, and sends the others again: each counts once."""
    web = sqlite_web
    sent = send(web)
    driver, done, lost = web.signed_in("driver"), fresh(), fresh()
    assert later(driver, path_of(sent.shipment), signature(done))["state"] == "done"
    asked = driver.post("/outbox/known", content=json.dumps([done, lost, "no id"]))
    assert asked.json() == {"missing": [lost], "waiting": []}
    assert web.client().post("/outbox/known", content="[]").status_code == 303


def test_what_makes_it_an_app(sqlite_web: WebOffice) -> None:
    client = sqlite_web.client()
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).headers["content-type"] == "image/png"
    worker = client.get("/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    shell = json.loads(worker.text.split("const SHELL = ")[1].split(";\n")[0])
    assert {client.get(address).status_code for address in shell} == {200}
    told = client.get("/outbox/offline").text
    assert 'data-actor="0"' in told
