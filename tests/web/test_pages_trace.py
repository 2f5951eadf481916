"""溯源 of anything: one box, map, trees and table, to take along with proofs, no more than one may see."""

import io
import zipfile

from test_pages_stock_trace import deliver, lot_of
from webtools import WebOffice, words

from liangcao.codes.rules import code_of
from liangcao.exchange.sheets import read_sheet


def test_one_box_takes_codes_numbers_and_documents(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    deliver(web)
    inspector = web.signed_in("inspector")
    ((shipment,),), ((asked,),), ((receipt, number),) = (
        web.ask("SELECT shipment_id FROM shipment"),
        web.ask("SELECT request_id FROM request"),
        web.ask("SELECT receipt_id, document_number FROM receipt"),
    )
    wanted = {
        code_of("L", lot_of(web)): f"/lots/{lot_of(web)}",
        f"http://testserver/q/{code_of('D', shipment)}": f"/trace/of/shipment/{shipment}",
        f"#{asked}": f"/trace/of/request/{asked}",
        code_of("C", receipt): f"/trace/of/receipt/{receipt}",
        code_of("U", web.ids["示例医院"]): f"/trace/of/party/{web.ids['示例医院']}",
        "A1": f"/lots/{lot_of(web)}",
    }
    if number:
        wanted[number] = f"/trace/of/receipt/{receipt}"
    for words_typed, address in wanted.items():
        answer = inspector.get("/trace", params={"q": words_typed})
        assert answer.headers.get("location") == address, words_typed


def test_the_answer_of_each_kind_says_from_where_and_to_whom(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    deliver(web)
    inspector = web.signed_in("inspector")
    shipment = web.ask("SELECT shipment_id FROM shipment")[0][0]
    asked = web.ask("SELECT request_id FROM request")[0][0]
    receipt = web.ask("SELECT receipt_id FROM receipt")[0][0]
    for address in (
        f"lot/{lot_of(web)}", "batch/A1", f"receipt/{receipt}", f"shipment/{shipment}", f"request/{asked}",
        f"party/{web.ids['示例医院']}", f"party/{web.ids['示例供应商']}",
    ):  # fmt: skip
        page = inspector.get(f"/trace/of/{address}")
        said = words(page.text)
        assert page.status_code == 200, address
        assert "<svg" in page.text, address
        assert "示例供应商" in said, address
        assert "示例医院" in said, address
        assert "2,950 只" in said, address
    back = (
        inspector.get(f"/trace/of/lot/{lot_of(web)}").text.split("从去向往回看", 1)[1].split('<ul class="tree">', 1)[1]
    )
    assert back.index("示例医院") < back.index("主库") < back.index("示例供应商")
    for address in ("lot/99999", "foo/1", "batch/没有", "purchase/99999", "shipment/x"):
        assert inspector.get(f"/trace/of/{address}").status_code == 404, address


def test_the_evidence_holds_every_line_and_nobody_is_named_to_whom_it_is_not_given(sqlite_web: WebOffice) -> None:
    web = sqlite_web
    deliver(web)
    base = f"/trace/of/lot/{lot_of(web)}"
    inspector, keeper = web.signed_in("inspector"), web.signed_in("keeper")
    pack = zipfile.ZipFile(io.BytesIO(inspector.get(f"{base}.zip").content))
    assert {"report.pdf", "table.xlsx", "SHA256SUMS", "READ-ME.txt"} <= set(pack.namelist())
    rows = read_sheet(inspector.get(f"{base}.xlsx").content, "trace.xlsx").rows
    assert [str(cell) for cell in rows[0]][-1] == "经办"
    assert len(rows) == 4
    of_keeper = read_sheet(keeper.get(f"{base}.csv").content, "trace.csv").rows
    assert "经办" not in [str(cell) for cell in of_keeper[0]]
    assert "示例·李" not in str(rows)
    assert web.signed_in("unit").get(base).status_code == 403
