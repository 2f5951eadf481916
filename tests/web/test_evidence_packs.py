"""证据包: a list of the inspection room taken along with its paper, its sheet, and a proof of every entry."""

import hashlib
import zipfile
from io import BytesIO

import pypdf
import pytest
from deskwork import MASK, post, send
from test_pages_inspection import KEY, lose
from webtools import NOON, WebOffice

from liangcao.exchange.sheets import read_sheet
from liangcao.journal.proof import read_proof, verify_proof
from liangcao.journal.seal import seal
from liangcao.reports import evidence_pack


def drawn(web: WebOffice) -> str:
    """A sample of everything; its path."""
    form = {"method": "random", "how_many": "20", "from_day": "2020-02-01", "to_day": "2020-02-10", "seed_text": "三"}
    answer = post(web.signed_in("inspector"), "/inspection/samples/new", **form)
    return str(answer.headers["location"]).partition("?")[0]


def taken(web: WebOffice, path: str) -> zipfile.ZipFile:
    answer = web.signed_in("inspector").get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(BytesIO(answer.content))


def sign_head(web: WebOffice) -> None:
    assert seal(web.office.database, 1, KEY, NOON)


@pytest.mark.parametrize("what", ["sample", "exceptions", "chain"])
def test_a_pack_proves_every_entry_it_stands_on(what: str, web: WebOffice) -> None:
    send(web)
    entry = lose(web)
    path = {"sample": drawn(web), "exceptions": "/inspection/exceptions/lost", "chain": f"/inspection/chain/{entry}"}
    sign_head(web)
    pack = taken(web, f"{path[what]}.zip")
    names = pack.namelist()
    proofs = [read_proof(pack.read(name).decode()) for name in names if name.startswith("proofs/")]
    assert proofs
    for proof in proofs:
        body = pack.read(f"entries/{proof.number:09}.json")
        assert body == web.ask("SELECT body FROM journal WHERE number = ?", proof.number)[0][0]
        verify_proof(proof, body, [KEY.verifier_key.text])
    sheet = read_sheet(pack.read("table.xlsx"), "table.xlsx")
    assert len(sheet.rows) >= 2
    assert what != "exceptions" or entry in [proof.number for proof in proofs]
    words = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pack.read("report.pdf"))).pages)
    assert "树头" in words
    for line in pack.read("SHA256SUMS").decode().splitlines():
        checksum, _, name = line.partition("  ")
        assert hashlib.sha256(pack.read(name)).hexdigest() == checksum
    assert f"{proofs[0].number:09}.tlog-proof --vkey" in pack.read("READ-ME.txt").decode()


def test_what_is_not_under_a_head_yet_is_said(web: WebOffice) -> None:
    sign_head(web)
    entry = lose(web)
    pack = taken(web, "/inspection/exceptions/lost.zip")
    assert not [name for name in pack.namelist() if name.startswith("proofs/")]
    assert f"等下一个树头签好再取证明：{entry}" in pack.read("READ-ME.txt").decode()


def test_without_any_head_there_is_still_the_paper(web: WebOffice) -> None:
    lose(web)
    pack = taken(web, "/inspection/exceptions/lost.zip")
    assert pack.namelist() == ["READ-ME.txt", "report.pdf", "table.xlsx", "SHA256SUMS"]


def test_the_paper_alone(web: WebOffice) -> None:
    lose(web)
    answer = web.signed_in("inspector").get("/inspection/exceptions/lost.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert MASK in text.replace("\n", "")


def test_too_much_for_a_pack_is_refused(sqlite_web: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_pack, "MOST_PROVEN", 1)
    lose(sqlite_web)
    lose(sqlite_web)
    answer = sqlite_web.signed_in("inspector").get("/inspection/exceptions/lost.zip")
    assert answer.status_code == 400
    assert "一次最多 1 行" in answer.text


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_only_for_who_inspects(kind: str, sqlite_web: WebOffice) -> None:
    for path in ("/inspection/samples/1", "/inspection/exceptions/lost", "/inspection/chain/1"):
        assert sqlite_web.signed_in("keeper").get(f"{path}.{kind}").status_code == 403
    answer = sqlite_web.signed_in("inspector").get("/inspection/exceptions/lost.exe")
    assert answer.status_code == 404
