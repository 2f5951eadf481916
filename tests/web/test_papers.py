"""凭据: put to a document from its page or by the API, seen by who sees the document, kept as it was."""

import hashlib
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from typing import Any

import pytest
from deskwork import page, send
from webtools import WebOffice, fresh, problem, words

from harness.pictures import picture
from liangcao.database.bulk import insert_rows
from liangcao.funds.commands import PayParty
from liangcao.journal.queries import hold_head
from liangcao.operations.approvals import ApproveHeld
from liangcao.papers.files import keep_file
from liangcao.papers.tables import paper
from liangcao.receiving.commands import ReceiveGoods

PHOTO = picture(comment=b"x" * 2_000)
NOTE = b"%PDF-1.7 delivery note %%EOF"


def receipt_of(web: WebOffice) -> int:
    return int(web.ask("SELECT MAX(receipt_id) FROM receipt")[0][0])


def attach(
    web: WebOffice, path: str, content: bytes, *, who: str = "keeper", name: str = "送货单.jpg", **form: str
) -> Any:
    """What comes of posting a file to the papers of a document."""
    fields = {"command_id": fresh(), "note": "", **form}
    return web.signed_in(who).post(path, data=fields, files={"file": (name, content)})


def test_a_photo_is_attached_shown_and_kept_as_it_was(web: WebOffice) -> None:
    number = receipt_of(web)
    assert "还没有凭据" in words(page(web.signed_in("keeper"), f"/receipts/{number}"))
    answer = attach(web, f"/papers/receipt/{number}", PHOTO, note="原件在财务")
    assert answer.headers["location"].partition("?")[0] == f"/receipts/{number}"
    text = page(web.signed_in("inspector"), f"/receipts/{number}")
    assert "送货单.jpg" in text
    assert "照片 3 KB · 示例·keeper" in words(text)
    assert "原件在财务" in text
    paper_id, digest = web.ask("SELECT paper_id, sha256 FROM paper")[0]
    assert digest == hashlib.sha256(PHOTO).hexdigest()
    file = web.signed_in("inspector").get(f"/papers/{paper_id}")
    assert (file.content, file.headers["content-type"]) == (PHOTO, "image/jpeg")
    assert file.headers["content-disposition"].startswith("inline")
    entry = web.ask("SELECT body FROM journal WHERE number = (SELECT entry FROM paper)")[0][0]
    assert digest.encode() in bytes(entry)
    assert b"xxx" not in bytes(entry), "the file stays outside the journal"


def test_a_photo_hangs_on_one_line_of_a_receipt(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    lines = [
        {"item_id": web.ids[name], "accepted": 50, "batch_number": batch}
        for name, batch in (("医用外科口罩", "甲批"), ("KN95防颗粒物口罩", "乙批"))
    ]
    comes = {"source_kind": "purchase", "source_party_id": web.ids["示例供应商"], "location_id": web.ids["主库"]}
    number = web.do("keeper", ReceiveGoods.model_validate({**comes, "lines": lines})).answer["receipt_id"]
    path = f"/papers/receipt/{number}"
    form = page(web.signed_in("keeper"), f"{path}?line=2")
    assert 'value="2" selected>KN95防颗粒物口罩 乙批' in form
    assert attach(web, path, picture(), name="箱子湿了.jpg", line_number="2").status_code == 303
    assert web.ask("SELECT line_number FROM paper WHERE document_id = ?", number) == [(2,)]
    assert "箱子湿了.jpg 照片 1 KB · 示例·keeper" in words(page(web.signed_in("keeper"), f"/receipts/{number}"))
    assert "· KN95防颗粒物口罩 乙批" in words(page(web.signed_in("inspector"), f"/receipts/{number}"))
    assert attach(web, path, picture("PNG"), line_number="3").status_code == 422, "there is no such line"


def test_a_pdf_is_a_download_and_twice_is_refused(web: WebOffice) -> None:
    number = receipt_of(web)
    path = f"/papers/receipt/{number}"
    assert attach(web, path, NOTE, name="送货单.pdf").status_code == 303
    paper_id = web.ask("SELECT paper_id FROM paper")[0][0]
    assert web.signed_in("keeper").get(f"/papers/{paper_id}").headers["content-disposition"].startswith("attachment")
    again = attach(web, path, NOTE, name="又一张.pdf")
    assert again.status_code == 422
    assert "已经有了：又一张.pdf" in again.text


def test_sent_twice_it_is_one_paper(web: WebOffice) -> None:
    path, command_id = f"/papers/receipt/{receipt_of(web)}", fresh()
    for _ in range(2):
        assert attach(web, path, PHOTO, command_id=command_id).status_code == 303
    assert web.ask("SELECT COUNT(*) FROM paper") == [(1,)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "这一项要填"),
        (b"MZ\x90 program", "凭据要是照片"),
        (b"<html><script>", "凭据要是照片"),
        (picture(comment=b"x" * 8_388_608), ""),
        (b"\xff\xd8\xff\xe0" + b"x" * 3_000, "凭据要是照片"),  # it only calls itself one
        (picture()[:60], "凭据要是照片"),
        (b"%PDF-1.7 cut off on the w", "凭据要是照片"),
    ],
)
def test_what_is_no_paper_is_refused_by_its_content(content: bytes, said: str, sqlite_web: WebOffice) -> None:
    answer = attach(sqlite_web, f"/papers/receipt/{receipt_of(sqlite_web)}", content, name="看着像.jpg")
    assert answer.status_code in {400, 413, 422}
    assert said in answer.text
    assert sqlite_web.ask("SELECT COUNT(*) FROM paper_file") == [(0,)]


def test_who_does_not_see_the_document_sees_no_paper_of_it(web: WebOffice) -> None:
    sent = send(web)
    attach(web, f"/papers/receipt/{receipt_of(web)}", PHOTO)
    assert attach(web, f"/papers/shipment/{sent.shipment}", NOTE, name="签收单.pdf").status_code == 303
    mine, others = (
        web.ask("SELECT paper_id FROM paper WHERE kind = ?", kind)[0][0] for kind in ("shipment", "receipt")
    )
    unit = web.signed_in("unit")
    assert unit.get(f"/papers/{mine}").status_code == 200
    assert "签收单.pdf" in page(unit, f"/shipments/{sent.shipment}")
    assert unit.get(f"/papers/{others}").status_code == 403
    assert web.client().get(f"/papers/{mine}").status_code == 303, "off to the sign-in"
    assert attach(web, f"/papers/shipment/{sent.shipment}", PHOTO, who="inspector").status_code == 403
    assert attach(web, "/papers/receipt/99999", PHOTO).status_code == 404
    assert attach(web, "/papers/plan/1", PHOTO).status_code == 404
    assert unit.get("/papers/payment/1").status_code == 403
    assert web.signed_in("treasurer").get("/papers/payment/99999").status_code == 404


def test_the_same_photo_from_two_phones_at_once_is_kept_once(web: WebOffice) -> None:
    barrier = Barrier(4)

    def hand_in(_number: int) -> str:
        barrier.wait()
        with web.office.database.write() as connection:
            return keep_file(connection, 1, PHOTO, web.clock.now())

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(hand_in, range(4))) == {hashlib.sha256(PHOTO).hexdigest()}
    assert web.ask("SELECT COUNT(*) FROM paper_file") == [(1,)]


def test_a_file_nobody_names_is_cleared_away(web: WebOffice) -> None:
    keeper = web.program("keeper")
    first = keeper.post("/api/v1/papers/files", files={"file": ("a.pdf", NOTE)}).json()["sha256"]
    attach(web, f"/papers/receipt/{receipt_of(web)}", PHOTO)
    web.clock.advance(3 * 3_600_000)
    keeper = web.program("keeper")
    keeper.post("/api/v1/papers/files", files={"file": ("b.pdf", NOTE + b"2")})
    left = {row[0] for row in web.ask("SELECT sha256 FROM paper_file")}
    assert first not in left
    assert hashlib.sha256(PHOTO).hexdigest() in left


def paid(web: WebOffice) -> int:
    """A payment for the receipt, agreed by another; its number."""
    pay = PayParty(
        budget_line_id=web.ids["应急专款"], party_id=web.ids["示例供应商"], amount_fen=100, note="货款",
        receipt_id=receipt_of(web),
    )  # fmt: skip
    held = web.do("treasurer", pay).answer["held_id"]
    return int(web.do("approver", ApproveHeld(held_id=held)).answer["payment_id"])


def test_a_payment_has_a_page_with_its_papers(web: WebOffice) -> None:
    """From the list of money moved to the payment, an invoice put to it, and back: the list says there is one."""
    number = paid(web)
    treasurer = web.signed_in("treasurer")
    assert f'href="/funds/payments/{number}"' in page(treasurer, "/funds")
    assert "没有凭据" in words(page(treasurer, "/funds"))
    text = words(page(treasurer, f"/funds/payments/{number}"))
    assert "付款 " in text
    assert "批准 示例·approver" in text
    answer = attach(web, f"/papers/payment/{number}", NOTE, who="treasurer", name="发票.pdf")
    assert answer.headers["location"].partition("?")[0] == f"/funds/payments/{number}"
    assert "发票.pdf" in page(web.signed_in("inspector"), f"/funds/payments/{number}")
    assert "凭据 1 份" in words(page(treasurer, "/funds"))
    assert web.signed_in("keeper").get(f"/funds/payments/{number}").status_code == 403
    assert treasurer.get("/funds/payments/99999").status_code == 404


def test_a_file_that_is_being_named_is_not_cleared_away(web: WebOffice) -> None:
    """Somebody uploads hours later, at the very moment a command names the file: it stays."""
    digest = web.program("keeper").post("/api/v1/papers/files", files={"file": ("a.pdf", NOTE)}).json()["sha256"]
    later = web.clock.now() + 3 * 3_600_000
    uploads = ThreadPoolExecutor(1)
    with web.office.database.write() as connection:
        hold_head(connection, 1)  # as a command does before all else
        upload = uploads.submit(keep_in_its_own, web, later)
        wait([upload], timeout=0.5)  # with nothing to wait for it would be done by now
        receipt_id = receipt_of(web)
        values = (1, 900_001, "receipt", receipt_id, digest, "送货单", "application/pdf", len(NOTE), "", 0, 1, 0, 1)
        insert_rows(connection, paper, tuple(column.name for column in paper.columns), [values])
    upload.result(timeout=60)
    assert (digest,) in web.ask("SELECT sha256 FROM paper_file")


def keep_in_its_own(web: WebOffice, now: int) -> None:
    """Another file is handed in."""
    with web.office.database.write() as connection:
        keep_file(connection, 1, PHOTO, now)


def test_a_program_hands_in_names_and_reads(web: WebOffice) -> None:
    keeper, number = web.program("keeper"), receipt_of(web)
    kept = keeper.post("/api/v1/papers/files", files={"file": ("a.pdf", NOTE)}).json()
    assert kept == {"sha256": hashlib.sha256(NOTE).hexdigest(), "size": len(NOTE)}
    body = {"kind": "receipt", "document_id": number, "sha256": kept["sha256"], "name": "送货单.pdf"}
    made = keeper.post("/api/v1/papers/attach-paper", json=body, headers={"Idempotency-Key": fresh()}).json()
    rows = keeper.get(f"/api/v1/papers?kind=receipt&document_id={number}").json()["rows"]
    assert [(row["paper_id"], row["name"]) for row in rows] == [(made["answer"]["paper_id"], "送货单.pdf")]
    assert keeper.get(f"/api/v1/papers/{rows[0]['paper_id']}/file").content == NOTE
    problem(keeper.post("/api/v1/papers/files", files={"file": ("a.exe", b"MZ")}), 400, "not_a_paper")
    problem(
        web.program("inspector").post("/api/v1/papers/files", files={"file": ("a.pdf", NOTE)}), 403, "not_permitted"
    )
