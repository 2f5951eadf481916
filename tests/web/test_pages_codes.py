"""Codes at the screen: the address in a QR code opens the thing; a damaged or foreign one never ends nowhere."""

import hashlib
import io
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import segno
from deskwork import page
from PIL import Image
from webtools import WebOffice, fresh, words

from liangcao.catalog.commands import AddCode
from liangcao.codes.pictures import read_picture
from liangcao.codes.rules import code_of
from liangcao.counting.commands import StartCount
from liangcao.web.assets import STATIC_FOLDER


@pytest.fixture
def office(sqlite_web: WebOffice) -> WebOffice:
    return sqlite_web


def test_the_address_of_a_code_opens_the_thing(office: WebOffice) -> None:
    lot = office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    keeper = office.signed_in("keeper")
    for kind, number, path in (
        ("L", lot, f"/lots/{lot}"),
        ("P", office.ids["主库"], f"/stock?view=lots&place={office.ids['主库']}"),
        ("I", office.ids["医用外科口罩"], f"/items/{office.ids['医用外科口罩']}"),
    ):
        answer = keeper.get(f"/q/{code_of(kind, number).lower()}")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        assert keeper.get(path).status_code == 200
    assert "/sign-in" in office.client().get(f"/q/{code_of('L', lot)}").headers["location"]


def test_a_damaged_code_is_refused_by_name(office: WebOffice) -> None:
    lot = office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    code = code_of("L", lot)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = office.signed_in("keeper").get(f"/q/{wrong}")
    assert answer.status_code == 400
    assert "校验字对不上" in words(answer.text)


def lot_of(office: WebOffice) -> int:
    return int(office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])


def post(office: WebOffice, who: str, path: str, **fields: Any) -> Any:
    return office.signed_in(who).post(path, data={"command_id": fresh(), **fields})


def scanned(office: WebOffice, text: str, who: str = "keeper") -> str:
    """What the page tells of a code: the same whether it is opened or only that part of it is asked for."""
    client = office.signed_in(who)
    part = client.get("/scan", params={"q": text}, headers={"HX-Request": "true", "HX-Target": "found"})
    answer = client.get("/scan", params={"q": text})
    assert (answer.status_code, part.status_code) == (200, 200)
    assert "<html" not in part.text
    assert words(part.text) in words(answer.text)
    return str(answer.text[answer.text.index('id="found"') : answer.text.index('class="scan-ways"')])


def picture_of(text: str) -> bytes:
    """A photo of the QR code of a text."""
    content = io.BytesIO()
    segno.make(text, error="m").save(content, kind="png", scale=6, border=6)
    return content.getvalue()


def test_what_is_scanned_is_told_with_what_one_may_do(office: WebOffice) -> None:
    lot, before = lot_of(office), office.ask("SELECT COUNT(*) FROM journal")
    code = code_of("L", lot)
    for text in (code, f"http://testserver/q/{code}", "A1"):
        html = scanned(office, text)
        assert "医用外科口罩" in html
        for path in (
            f"/lots/{lot}/move?from=",
            f"/lots/{lot}/quarantine",
            f"/lots/{lot}/write-off",
            f"/labels/L/{lot}",
        ):
            assert path in html
        assert html.count('class="button button-p') == 4
    assert "/quarantine" not in scanned(office, code, "treasurer")
    assert f"/lots/{lot}#trace" in scanned(office, code, "treasurer")
    shelf = office.ids["主库"]
    assert f"/stock?view=lots&amp;place={shelf}" in scanned(office, code_of("P", shelf))
    assert "没有找到" in scanned(office, code_of("P", shelf), "driver")
    assert "没有找到" in scanned(office, code_of("D", 99_999))
    assert office.ask("SELECT COUNT(*) FROM journal") == before


def test_a_damaged_code_typed_by_hand_says_what_to_do(office: WebOffice) -> None:
    code = code_of("L", lot_of(office))
    html = words(scanned(office, code[:3] + ("7" if code[3] != "7" else "8") + code[4:]))
    assert "校验字对不上" in html
    assert "请对着标签重新输入" in html
    assert "条码 6901234567893 的校验位对不上" in words(scanned(office, "6901234567893"))


def test_a_code_of_another_system_is_named_and_can_be_bound(office: WebOffice) -> None:
    foreign = "https://u.wechat.com/AbC?x=1"
    html = scanned(office, foreign, "admin")
    assert "u.wechat.com 的网址，不是本系统的" in words(html)
    assert "/items/new" in html
    assert 'action="/scan/bind"' in html
    assert 'action="/scan/bind"' not in scanned(office, foreign)
    kept = re.findall(r'name="code" value="([^"]+)"', html)[0]
    item = office.ids["医用外科口罩"]
    bound = post(office, "admin", "/scan/bind", text=foreign, system="internal", code=kept, item_id=item)
    assert bound.status_code == 303, words(bound.text)
    assert "医用外科口罩" in scanned(office, foreign)
    assert "别的系统" not in scanned(office, foreign)
    again = post(office, "admin", "/scan/bind", text=foreign, system="internal", code=kept, item_id="")
    assert again.status_code == 422
    ours = scanned(office, "http://testserver/t/abc")
    assert 'href="/t/abc"' in ours
    assert 'href="//' not in scanned(office, "http://testserver//elsewhere.example/")
    moved = scanned(office, f"http://192.168.1.5/q/{code_of('I', item)}")
    assert "不是现在这台服务器" in words(moved)
    assert f"/items/{item}" in moved


def test_codes_of_makers_lead_to_the_item_and_its_batch(office: WebOffice) -> None:
    item, lot = office.ids["医用外科口罩"], lot_of(office)
    unknown = scanned(office, "(01)06901234567892(17)220124(10)A1")
    assert "这个码还不认得" in words(unknown)
    assert "2022-01-24" in unknown
    office.do("admin", AddCode(item_id=item, system="gtin", code="6901234567892"))
    office.do("admin", AddCode(item_id=item, system="udi", code="MA.156.M0.100133.1000001X"))
    for text in (
        "6901234567892",
        "06901234567892",
        "MA.156.M0.100133.1000001X",
        "https://id.gs1.org/01/06901234567892",
    ):
        assert f'href="/items/{item}"' in scanned(office, text)
    known = scanned(office, "(01)06901234567892(10)A1")
    assert known.index(f'href="/lots/{lot}"') < known.index(f'href="/items/{item}"')
    arriving = scanned(office, "(01)06901234567892(17)220124(10)B7")
    assert f"/receive?item={item}&amp;batch=B7&amp;expires=2022-01-24" in arriving


def test_the_search_box_takes_any_code(office: WebOffice) -> None:
    code = code_of("L", lot_of(office))
    straight = office.signed_in("keeper").get("/trace", params={"q": code})
    assert (straight.status_code, straight.headers["location"]) == (303, f"/lots/{lot_of(office)}")
    for text in ("(01)06901234567892(17)220124(10)A1", code[:-1] + ("0" if code[-1] != "0" else "1")):
        answer = office.signed_in("keeper").get("/trace", params={"q": text})
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/scan")
    assert "/lots/" in office.signed_in("keeper").get("/trace", params={"q": "A1"}).headers["location"]


def test_a_photo_is_read_on_the_server(office: WebOffice) -> None:
    code = code_of("L", lot_of(office))

    def read(content: bytes) -> Any:
        return office.signed_in("keeper").post("/scan/photo", files={"photo": ("photo.png", content)})

    assert "医用外科口罩" in read(picture_of(f"http://testserver/q/{code}")).text
    for content, said in ((b"", "这一项要填"), (b"GIF89a", "这不是照片"), (picture_of("x")[:60], "这不是照片")):
        answer = read(content)
        assert (answer.status_code, said in words(answer.text)) == (422, True)
    blank = io.BytesIO()
    Image.new("L", (400, 300), 255).save(blank, "JPEG")
    assert "照片里没有认出码" in words(read(blank.getvalue()).text)


def test_only_the_page_with_the_camera_may_compile(office: WebOffice) -> None:
    keeper = office.signed_in("keeper")
    assert "'wasm-unsafe-eval'" in keeper.get("/scan").headers["content-security-policy"]
    assert "'unsafe-eval'" not in keeper.get("/scan").headers["content-security-policy"]
    assert "wasm-unsafe-eval" not in keeper.get("/stock").headers["content-security-policy"]


def test_labels_are_counted_and_read_back(office: WebOffice) -> None:
    lot, item = lot_of(office), office.ids["医用外科口罩"]
    office.do("admin", AddCode(item_id=item, system="gtin", code="6901234567892"))
    for kind, size in (("box", ""), ("lot", ""), ("lot", "60x40"), ("lot", "a4-3x8")):
        assert post(office, "keeper", f"/labels/L/{lot}", kind=kind, size=size, copies="2").status_code == 303
    assert post(office, "keeper", f"/labels/L/{lot}", kind="lot", copies="0").status_code == 422
    assert "第 3 次" in words(page(office.signed_in("keeper"), f"/labels/L/{lot}"))
    for number, size in office.ask("SELECT label_print_id, size FROM label_print"):
        pdf = office.signed_in("keeper").get(f"/labels/{number}.pdf").content
        assert pdf.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type ?/Page\b(?!s)", pdf)) == (1 if size == "a4-3x8" else 2)
    first = office.ask("SELECT MIN(label_print_id) FROM label_print")[0][0]
    packed = office.signed_in("keeper").get(f"/labels/{first}.png")
    pictures = [ZipFile(io.BytesIO(packed.content)).read(name) for name in ("001.png", "002.png")]
    address = f"http://testserver/q/{code_of('L', lot)}"
    assert set(read_picture(pictures[0])) == {address, "]C10106901234567892" + "1722010110A1"}
    assert Image.open(io.BytesIO(pictures[0])).size == (799, 559)  # 100x70 mm at 203 dots to the inch
    assert office.signed_in("keeper").get("/labels/999999.pdf").status_code == 404
    assert office.signed_in("driver").get(f"/labels/{first}.pdf").status_code == 404
    for letter, thing in (("P", office.ids["主库"]), ("I", item), ("U", office.ids["示例供应商"])):
        kind = {"P": "place", "I": "item", "U": "unit"}[letter]
        assert post(office, "keeper", f"/labels/{letter}/{thing}", kind=kind, copies="1").status_code == 303
        made = office.ask("SELECT MAX(label_print_id) FROM label_print")[0][0]
        assert f"http://testserver/q/{code_of(letter, thing)}" in read_picture(
            office.signed_in("keeper").get(f"/labels/{made}.png?dpi=300").content
        )
    assert office.signed_in("keeper").get("/labels/X/1").status_code == 404


def test_a_label_of_a_roll_is_bound_at_its_first_scan(office: WebOffice) -> None:
    lot, shelf = lot_of(office), office.ids["主库"]
    assert post(office, "keeper", "/labels/rolls", copies="30", size="a4-3x8").status_code == 303
    assert post(office, "keeper", "/labels/rolls", copies="", size="a4-3x8").status_code == 422
    roll = office.ask("SELECT roll_id FROM serial_roll")[0][0]
    assert office.signed_in("keeper").get(f"/labels/rolls/{roll}.pdf").content.startswith(b"%PDF-")
    pictures = ZipFile(io.BytesIO(office.signed_in("keeper").get(f"/labels/rolls/{roll}.png").content))
    assert len(read_picture(pictures.read("001.png"))) == 20  # as many as a photo is asked for
    serial = code_of("S", 7)
    assert "还没有绑定" in words(scanned(office, serial))
    assert 'action="/scan/stick"' not in scanned(office, serial, "driver")
    code = code_of("L", lot)
    for target, said in (("什么也不是", "在这里什么也不是"), (code[:-1] + "*", "什么也不是"), (code[1:] + code[0], "")):
        answer = post(office, "keeper", "/scan/stick", serial="7", text=serial, target=target)
        assert answer.status_code == 422
        assert said in words(answer.text)
    assert post(office, "keeper", "/scan/stick", serial="7", text=serial, target=code).status_code == 303
    assert "医用外科口罩" in scanned(office, serial)
    assert office.signed_in("keeper").get(f"/q/{serial}").headers["location"] == f"/lots/{lot}"
    refused = post(office, "keeper", "/scan/stick", serial="7", text=serial, target=code_of("P", shelf))
    assert "已经贴在" in words(refused.text)
    assert "还没有绑定" in words(office.signed_in("keeper").get(f"/q/{code_of('S', 8)}", follow_redirects=True).text)


def test_scans_fill_one_line_of_a_receipt(office: WebOffice) -> None:
    item = office.ids["医用外科口罩"]
    office.do("admin", AddCode(item_id=item, system="gtin", code="6901234567892"))
    line: dict[str, str] = {}

    def scan(text: str) -> dict[str, str]:
        """The lines after a gun typed `text` into the field of goods of the form as it stands."""
        form = {"source_kind": "purchase", "goods_q": text, **line}
        html = office.signed_in("keeper").post("/receive/draft", data={"command_id": fresh(), **form}).text
        named = r'name="(lines\.\d+\.(?:item_id|batch_number|expires_on|accepted))"[^>]*?value="([^"]*)"'
        return dict(re.findall(named, html))

    line = scan("6901234567892")
    assert line["lines.0.item_id"] == str(item)
    line = scan("(17)220124(10)B7")
    assert (line["lines.0.batch_number"], line["lines.0.expires_on"]) == ("B7", "2022-01-24")
    assert "lines.1.item_id" not in line
    line = scan("(01)06901234567892(17)220124(10)B7")
    line = scan("(01)06901234567892(17)220124(10)B7")
    assert (line["lines.0.accepted"], "lines.1.item_id" in line) == ("2", False)
    line = scan("(01)06901234567892(10)B8")
    assert line["lines.1.batch_number"] == "B8"
    line = scan(code_of("I", item))
    assert line["lines.0.accepted"] == "3"
    assert "没有找到" in office.signed_in("keeper").get("/receive/goods", params={"goods_q": "6901234567885"}).text
    shelf = {"shelf_code": f"http://testserver/q/{code_of('P', office.ids['主库'])}", "source_kind": "purchase"}
    answer = office.signed_in("keeper").post("/receive/draft", data={"command_id": fresh(), **shelf})
    assert answer.status_code == 200


def test_the_vendored_reader_is_the_one_decided_on() -> None:
    decisions = Path(__file__).parents[2] / "docs" / "decisions"
    decision = (decisions / "0181-reading-codes-by-camera.md").read_text("utf-8")
    vendored = sorted((STATIC_FOLDER / "vendor" / "zxing-wasm-3.1.4").glob("*.[jw]*"))
    assert [path.name for path in vendored] == ["reader.js", "share.js", "zxing_reader.wasm"]
    assert [path.name for path in vendored if hashlib.sha256(path.read_bytes()).hexdigest() not in decision] == []


def test_a_count_goes_on_from_its_code(office: WebOffice) -> None:
    number = office.do("keeper", StartCount(location_id=office.ids["主库"])).answer["count_id"]
    html = scanned(office, code_of("K", number))
    assert "主库" in html
    assert f'href="/counts/{number}"' in html
