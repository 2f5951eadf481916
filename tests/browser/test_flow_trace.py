"""Flow E: scan the code of a lot, see its way, take the evidence along: one scan and one tap."""

import zipfile

import pytest
from handset import SignIn
from warehouse import found_lived_in

from harness.copies import Prepare
from liangcao.codes.rules import code_of
from web.webtools import WebOffice

pytestmark = pytest.mark.browser


@pytest.fixture
def prepare() -> Prepare:
    return found_lived_in


def test_one_scan_and_one_tap(sign_in: SignIn, office: WebOffice) -> None:
    office.clock.advance(2 * 24 * 3_600_000)
    lot_id = int(office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0])
    inspector = sign_in("inspector", screen="small phone", accept_downloads=True)
    inspector.open(f"/q/{code_of('L', lot_id)}")
    inspector.sees("从哪里来，到哪里去")
    inspector.sees("拣货发出")
    with inspector.page.expect_download() as waiting:
        inspector.tap(inspector.page.get_by_role("link", name="导出证据"))
    assert inspector.taps == 1
    names = zipfile.ZipFile(waiting.value.path()).namelist()
    assert {"report.pdf", "table.xlsx", "SHA256SUMS"} <= set(names)
    inspector.open(f"/trace/of/lot/{lot_id}")
    inspector.look_closely()
