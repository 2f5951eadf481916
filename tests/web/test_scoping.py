"""Nobody is shown by a side door what their roles do not reach: money, another store, another unit."""

from typing import Any

import pytest
from webtools import WebOffice, words

from liangcao.access.commands import GrantRole
from liangcao.funds.commands import AppropriateFunds, PayParty
from liangcao.kernel.command import Command
from liangcao.operations.approvals import ApproveHeld
from liangcao.parties.commands import RegisterLocation, RegisterParty
from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.requests.commands import AskLine, SubmitRequest


class Place:
    """The office with a second store in which 4,321 masks of a batch lie, a donor of money, a payment, a checkpoint."""

    def __init__(self, web: WebOffice) -> None:
        self.web = web
        ids = web.ids
        self.supplier = ids["示例供应商"]
        self.donor = self.made("admin", RegisterParty(kind="donor", name="慈善总会"), "party_id")
        self.checkpoint = self.made("admin", RegisterParty(kind="checkpoint", name="南门卡口"), "party_id")
        self.store = self.made("admin", RegisterLocation(kind="store", name="二库"), "location_id")
        self.grant("buyer", role="keeper")
        self.grant("driver", role="unit", party_id=ids["示例医院"])
        given = AppropriateFunds(budget_line_id=ids["应急专款"], amount_fen=55_555_500, source_party_id=self.donor)
        web.do("treasurer", given)
        pay = PayParty(budget_line_id=ids["应急专款"], party_id=self.supplier, amount_fen=123_400, note="秘密付款")
        held = web.do("treasurer", pay).answer["held_id"]
        self.payment = web.do("approver", ApproveHeld(held_id=held)).answer["released_entry"]
        line = ReceiptLine(item_id=ids["医用外科口罩"], accepted=4_321, batch_number="SECRETB")
        goods = ReceiveGoods(
            source_kind="purchase", source_party_id=self.supplier, location_id=self.store, lines=(line,)
        )
        outcome = web.do("buyer", goods)
        self.entry, self.lot = outcome.entry, int(outcome.answer["lot_ids"][0])

    def made(self, who: str, command: Command, what: str) -> int:
        """The id of what a deed made."""
        return int(self.web.do(who, command).answer[what])

    def grant(self, who: str, **role: Any) -> None:
        """Give a role, signed by the second admin."""
        held = self.web.do("admin", GrantRole(actor_id=self.web.ids[who], **role)).answer["held_id"]
        self.web.do("admin2", ApproveHeld(held_id=held))


@pytest.fixture
def place(web: WebOffice) -> Place:
    """The office of this module."""
    return Place(web)


MONEY = ("秘密付款", "1,234", "123,400", "123400", "555,555", "55,555", "应急专款", "人民币")


def test_the_way_of_goods_shows_no_money(place: Place) -> None:
    keeper = place.web.signed_in("keeper")
    for party in (place.supplier, place.donor):
        page = keeper.get(f"/trace/of/party/{party}")
        assert page.status_code == 200
        assert [word for word in MONEY if word in words(page.text)] == []
        sheet = keeper.get(f"/trace/of/party/{party}.csv").content.decode()
        assert [word for word in MONEY if word in sheet] == []
    seen = words(place.web.signed_in("treasurer").get(f"/trace/of/party/{place.donor}").text)
    assert "555" not in seen  # money has pages of its own, in yuan


def test_a_keeper_of_one_store_is_shown_no_lot_of_another(place: Place) -> None:
    keeper, everywhere = place.web.signed_in("keeper"), place.web.signed_in("inspector")
    path = f"/trace/of/party/{place.supplier}"
    assert "SECRETB" in everywhere.get(path).text
    shown = keeper.get(path).text
    assert "A1" in shown
    assert "SECRETB" not in shown
    assert "4,321" not in shown
    assert keeper.get(f"/lots/{place.lot}").status_code == 404


def test_only_who_could_undo_an_entry_is_shown_it(place: Place) -> None:
    keeper, buyer, treasurer = (place.web.signed_in(who) for who in ("keeper", "buyer", "treasurer"))
    assert buyer.get(f"/entries/{place.entry}/reverse").status_code == 200
    assert keeper.get(f"/entries/{place.entry}/reverse").status_code == 404
    assert treasurer.get(f"/entries/{place.payment}/reverse").status_code == 200
    assert keeper.get(f"/entries/{place.payment}/reverse").status_code == 404
    form = {"reason": "x", "command_id": "6a5b1de4-3d2a-4b0c-8d58-0f6f0d9d0a11"}
    refused = keeper.post(f"/entries/{place.entry}/reverse", data=form)
    assert refused.status_code == 404
    assert "SECRETB" not in refused.text


def test_a_deed_under_the_id_that_trials_once_shared_stops_no_trial(place: Place) -> None:
    line = AskLine(item_id=place.web.ids["医用外科口罩"], quantity=10)
    squat = {"unit_id": place.web.ids["示例医院"], "lines": [line.model_dump(exclude_none=True)]}
    headers = {"Idempotency-Key": "00000000-0000-4000-8000-000000000000"}
    answer = place.web.program("unit").post("/api/v1/requests/submit-request", json=squat, headers=headers)
    assert answer.status_code == 200, answer.text
    assert "操作编号" not in place.web.signed_in("buyer").get(f"/entries/{place.entry}/reverse").text
    assert "操作编号" not in place.web.signed_in("coordinator").get("/plans/new?try=1").text


def test_what_another_unit_asked_is_not_summed_up_on_its_page(place: Place) -> None:
    line = AskLine(item_id=place.web.ids["医用外科口罩"], quantity=777)
    for unit in (place.checkpoint, place.web.ids["示例医院"]):
        place.web.do("coordinator", SubmitRequest(unit_id=unit, lines=(line,)))
    driver = place.web.signed_in("driver")  # sees parties as a driver, requests as the hospital
    assert "777" not in words(driver.get(f"/parties/{place.checkpoint}").text)
    assert "777" in words(driver.get(f"/parties/{place.web.ids['示例医院']}").text)


def test_a_filter_names_no_unit_to_another(place: Place) -> None:
    unit = place.web.signed_in("unit")
    assert "南门卡口" not in unit.get(f"/requests?unit={place.checkpoint}").text
    assert "示例医院" in unit.get(f"/requests?unit={place.web.ids['示例医院']}").text
    assert "南门卡口" in place.web.signed_in("coordinator").get(f"/requests?unit={place.checkpoint}").text


def test_trying_a_plan_keeps_no_writer_waiting(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_args: object, **_options: object) -> None:
        raise AssertionError("a trial takes the writers' lock")

    coordinator = place.web.signed_in("coordinator")
    assert coordinator.get("/plans/new").status_code == 200  # the session's last use is on record now
    monkeypatch.setattr(place.web.database, "write", write)
    for query in ("", f"&location_id={place.store}", "&location_id=999999", "&minimum_life_days=x"):
        assert coordinator.get(f"/plans/new?try=1{query}").status_code == 200
