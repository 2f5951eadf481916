"""Codes at the screen: the address in a QR code opens the thing; a damaged or foreign one never ends nowhere."""

import pytest
from webtools import WebOffice, words

from liangcao.codes.rules import code_of


@pytest.fixture
def office(sqlite_web: WebOffice) -> WebOffice:
    return sqlite_web


def test_the_address_of_a_code_opens_the_thing(office: WebOffice) -> None:
    lot = office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    keeper = office.signed_in("keeper")
    for kind, number, page in (
        ("L", lot, f"/lots/{lot}"),
        ("P", office.ids["主库"], f"/stock?view=lots&place={office.ids['主库']}"),
        ("I", office.ids["医用外科口罩"], f"/items/{office.ids['医用外科口罩']}"),
    ):
        answer = keeper.get(f"/q/{code_of(kind, number).lower()}")
        assert (answer.status_code, answer.headers["location"]) == (303, page)
        assert keeper.get(page).status_code == 200
    assert "/sign-in" in office.client().get(f"/q/{code_of('L', lot)}").headers["location"]


def test_a_damaged_code_is_refused_by_name(office: WebOffice) -> None:
    lot = office.ask("SELECT lot_id FROM lot WHERE batch_number = 'A1'")[0][0]
    code = code_of("L", lot)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = office.signed_in("keeper").get(f"/q/{wrong}")
    assert answer.status_code == 400
    assert "校验字对不上" in words(answer.text)
