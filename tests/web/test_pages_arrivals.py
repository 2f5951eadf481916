"""到货 by form: announced, told anew, received against, inspected, claimed, labelled; refusals in place."""

from typing import Any

import pytest
from deskwork import page
from webtools import WebOffice, fresh, words

from liangcao.parties.commands import RegisterLocation, RegisterParty
from liangcao.receiving.commands import AnnounceArrival, SetAcceptanceRule

A_DAY = 24 * 3_600_000


@pytest.fixture
def office(sqlite_web: WebOffice) -> WebOffice:
    """The small office with a place for rejects and a donor."""
    sqlite_web.do("admin", RegisterLocation(kind="rejects", name="退货区", parent_id=sqlite_web.ids["主库"]))
    party = sqlite_web.do("admin", RegisterParty(kind="donor", name="示例慈善总会")).answer["party_id"]
    sqlite_web.ids["示例慈善总会"] = party
    return sqlite_web


def post(web: WebOffice, who: str, path: str, **fields: Any) -> Any:
    """What comes of a form, its dotted names given with ``__``."""
    data = {"command_id": fresh(), **{name.replace("__", "."): value for name, value in fields.items()}}
    return web.signed_in(who).post(path, data=data)


def expect(web: WebOffice, *, quantity: int = 20_000, kind: str = "purchase", party: str = "示例供应商") -> int:
    """A delivery of masks announced for two days ahead, with its driver."""
    line = {"item_id": web.ids["医用外科口罩"], "quantity": quantity, "pack_size": 2_000}
    told = {
        "source_kind": kind, "source_party_id": web.ids[party], "location_id": web.ids["主库"],
        "expected_on": "2020-02-12", "driver": "示例·钱师傅", "driver_phone": "13900002222", "vehicle": "沪A12345",
        "lines": (line,),
    }  # fmt: skip
    return int(web.do("coordinator", AnnounceArrival.model_validate(told)).answer["arrival_id"])


def take_in(web: WebOffice, number: int, **fields: Any) -> Any:
    """The receiving form of an arrival, posted as it comes but for `fields`."""
    text = page(web.signed_in("keeper"), f"/receive?arrival={number}")
    assert 'name="lines.0.arrival_line" value="1"' in text
    party, kind = web.ask("SELECT source_party_id, source_kind FROM arrival WHERE arrival_id = ?", number)[0]
    form = {
        "arrival_id": number, "source_kind": kind, "source_party_id": party, "location_id": web.ids["主库"],
        "lines__0__item_id": web.ids["医用外科口罩"], "lines__0__accepted": "10", "lines__0__unit": "2000",
        "lines__0__arrival_line": "1", "lines__0__open": "20000", "lines__0__counted": "1",
    }  # fmt: skip
    return post(web, "keeper", "/receive", **{**form, **fields})


def test_what_is_announced_stands_on_the_list_and_in_the_file(office: WebOffice) -> None:
    answer = post(
        office, "coordinator", "/arrivals/new", source_kind="donation", source_party_id=office.ids["示例慈善总会"],
        expected_on="2020-02-09", driver="示例·钱师傅", vehicle="沪A12345",
        lines__0__item_id=office.ids["医用外科口罩"], lines__0__quantity="10箱",
    )  # fmt: skip
    assert answer.status_code == 303, words(answer.text)
    number = int(answer.headers["location"].rsplit("/", 1)[-1])
    text = words(page(office.signed_in("keeper"), "/arrivals"))
    assert "医用外科口罩 20,000 只" in text
    assert "逾期未到" in text
    assert "示例·钱师傅" in text
    assert "示例·钱师傅" not in words(page(office.signed_in("treasurer"), "/arrivals"))
    assert "没有符合条件的到货" in words(page(office.signed_in("keeper"), "/arrivals?kind=purchase"))
    assert "20,000 只" in words(page(office.signed_in("keeper"), "/arrivals?show=overdue&q=ywkkz"))
    file = office.signed_in("keeper").get("/arrivals.csv")
    assert "医用外科口罩" in file.content.decode("utf-8-sig")
    assert "钱师傅" not in file.content.decode("utf-8-sig")
    assert "预计到货" in words(page(office.signed_in("keeper"), "/"))
    changed = post(office, "coordinator", f"/arrivals/{number}/change", expected_on="2020-02-11")
    assert changed.status_code == 303, words(changed.text)
    assert "没有符合条件的到货" in words(page(office.signed_in("keeper"), "/arrivals?show=overdue"))
    assert post(office, "coordinator", f"/arrivals/{number}/cancel", reason="").status_code == 422
    assert post(office, "coordinator", f"/arrivals/{number}/cancel", reason="改期再说").status_code == 303
    assert "现在没有在等的货" in words(page(office.signed_in("keeper"), "/arrivals"))


def test_a_wrong_announcement_keeps_what_was_typed(office: WebOffice) -> None:
    answer = post(
        office, "coordinator", "/arrivals/new", source_kind="purchase", source_party_id="",
        source_party_id_text="没有这家", vehicle="沪A12345", lines__0__item_id=office.ids["医用外科口罩"],
        lines__0__quantity="三车",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "沪A12345" in answer.text
    assert "三车" in answer.text
    assert office.ask("SELECT COUNT(*) FROM arrival") == [(0,)]


def test_part_of_it_comes_and_more_than_all_needs_a_reason(office: WebOffice) -> None:
    number = expect(office)
    uncounted = take_in(office, number, lines__0__counted="")
    assert uncounted.status_code == 422
    assert "点过数" in words(uncounted.text)
    part = take_in(office, number, lines__0__accepted="6")
    assert part.status_code == 303, words(part.text)
    receipt = part.headers["location"].partition("?")[0]
    assert f"/arrivals/{number}" in page(office.signed_in("keeper"), receipt)
    assert "8,000 只" in words(page(office.signed_in("keeper"), f"/arrivals/{number}"))
    over = take_in(office, number, lines__0__accepted="5")
    assert over.status_code == 422
    assert "还应到 8000" in words(over.text) or "还应到 8,000" in words(over.text)
    assert 'name="lines.0.over_code"' in over.text
    explained = take_in(office, number, lines__0__accepted="5", lines__0__over_code="packed_more")
    assert explained.status_code == 303
    assert "对方多装了" in words(page(office.signed_in("keeper"), explained.headers["location"].partition("?")[0]))
    assert "多收 2,000 只" in words(page(office.signed_in("keeper"), f"/arrivals/{number}"))


def test_a_batch_with_two_expiries_is_named_and_taken_in_once_looked_at(office: WebOffice) -> None:
    number = expect(office)
    twice = take_in(office, number, lines__0__batch_number="A1", lines__0__expires_on="2023-01-01")
    assert twice.status_code == 422
    assert "批号 A1 以前收的有效期不是这一天" in words(twice.text)
    assert 'name="lines.0.is_checked"' in twice.text
    fields = {"lines__0__batch_number": "A1", "lines__0__expires_on": "2023-01-01", "lines__0__is_checked": "1"}
    answer = take_in(office, number, **fields)
    assert answer.status_code == 303, words(answer.text)
    assert "同批号两个有效期" in words(page(office.signed_in("keeper"), answer.headers["location"].partition("?")[0]))


def test_gifts_wait_for_an_inspection_by_somebody_else(office: WebOffice) -> None:
    office.do("approver", SetAcceptanceRule(source_kind="donation", reason="来路不一"))
    assert "来路不一" in words(page(office.signed_in("keeper"), "/arrivals/rules"))
    number = expect(office, kind="donation", party="示例慈善总会")
    receipt = take_in(office, number).headers["location"].partition("?")[0]
    assert "待验收" in words(page(office.signed_in("keeper"), receipt))
    assert "待验收" in words(page(office.signed_in("approver"), "/"))
    assert "20,000 只" in words(page(office.signed_in("approver"), f"{receipt}/inspect"))
    assert "所以不能由您验收" in words(page(office.signed_in("keeper"), f"{receipt}/inspect"))
    lot = office.ask("SELECT MAX(lot_id) FROM lot")[0][0]
    verdict = {"lines__0__lot_id": lot, "lines__0__verdict": "passed", "lines__0__evidence": "抽二十件"}
    missing = post(office, "approver", f"{receipt}/inspect", **verdict)
    assert missing.status_code == 422
    assert "还缺证件" in words(missing.text)
    assert "抽二十件" in missing.text
    papers = ["quality_report", "product_certificate", "registration"]
    answer = post(office, "approver", f"{receipt}/inspect", **verdict, lines__0__papers=papers)
    assert answer.status_code == 303, words(answer.text)
    assert "验收合格" in words(page(office.signed_in("keeper"), receipt))


def test_wet_boxes_are_claimed_answered_and_replaced(office: WebOffice) -> None:
    number = expect(office)
    receipt = take_in(
        office, number, lines__0__accepted="8", lines__0__rejected="2", lines__0__reject_code="wet"
    ).headers["location"].partition("?")[0]  # fmt: skip
    assert "受潮" in words(page(office.signed_in("keeper"), receipt))
    receipt_id = receipt.rsplit("/", 1)[-1]
    form = page(office.signed_in("buyer"), f"/claims/new?receipt={receipt_id}")
    assert 'value="4000"' in form
    lot = office.ask("SELECT MAX(lot_id) FROM lot")[0][0]
    line = {"lines__0__lot_id": lot, "lines__0__cause": "wet", "receipt_id": receipt_id, "demand": "replacement"}
    too_much = post(office, "buyer", "/claims/new", **line, lines__0__quantity="9,000")
    assert too_much.status_code == 422
    assert "9,000" in too_much.text
    opened = post(office, "buyer", "/claims/new", **line, lines__0__quantity="4,000")
    assert opened.status_code == 303, words(opened.text)
    claim = opened.headers["location"].partition("?")[0]
    assert "示例供应商" in words(page(office.signed_in("keeper"), "/claims"))
    assert post(office, "buyer", f"{claim}/answer", answer="三天内补").status_code == 303
    assert post(office, "buyer", f"{claim}/settle", settlement="refund", refund="一百").status_code == 422
    done = post(office, "buyer", f"{claim}/settle", settlement="replacement", expected_on="2020-02-15")
    assert done.status_code == 303, words(done.text)
    assert "三天内补" in words(page(office.signed_in("buyer"), claim))
    assert "2020-02-15" in page(office.signed_in("keeper"), "/arrivals")
    assert "补货" in office.signed_in("buyer").get("/claims.csv").content.decode("utf-8-sig")
    programs_read_the_claim(office, number, int(claim.rsplit("/", 1)[-1]))


def programs_read_the_claim(office: WebOffice, arrival_id: int, claim_id: int) -> None:
    """The arrival, its claim and what comes instead by the API: as the pages, money and drivers left out."""
    reader = office.signed_in("inspector")
    told = reader.get("/api/v1/claims?state=settled&q=" + "示例供应商").json()["rows"]
    assert [(each["claim_id"], each["settlement"], each["refund_fen"]) for each in told] == [
        (claim_id, "replacement", 0)
    ]
    one = reader.get(f"/api/v1/claims/{claim_id}").json()
    assert [(line["quantity"], line["cause"]) for line in one["lines"]] == [(4_000, "wet")]
    assert reader.get("/api/v1/claims?state=open").json() == {"rows": [], "next": None}
    keeper = office.signed_in("keeper")
    listed = keeper.get("/api/v1/arrivals?limit=1&state=received").json()
    assert ([each["arrival_id"] for each in listed["rows"]], listed["next"]) == ([arrival_id], 1)
    assert not {"driver", "driver_phone"} & set(listed["rows"][0])
    instead = keeper.get("/api/v1/arrivals?state=open").json()["rows"]
    assert [each["arrival_id"] for each in instead] == [one["head"]["new_arrival_id"]]
    arrival = keeper.get(f"/api/v1/arrivals/{arrival_id}").json()
    line = arrival["lines"][0]
    assert (line["quantity"], line["received"], line["rejected"], line["open_quantity"]) == (20_000, 16_000, 4_000, 0)
    assert [each["state"] for each in arrival["head"]["receipts"]] == ["booked"]
    assert "unit_cost_fen" not in line
    assert "refund_fen" not in keeper.get(f"/api/v1/claims/{claim_id}").json()["head"]
    assert "unit_cost_fen" in reader.get(f"/api/v1/arrivals/{arrival_id}").json()["lines"][0]
    for path, status in (("arrivals/999999", 404), ("claims/999999", 404), ("arrivals?state=late", 422)):
        assert keeper.get(f"/api/v1/{path}").status_code == status


def test_lines_pasted_from_a_sheet_become_batches_and_the_others_stay(office: WebOffice) -> None:
    pasted = "品名\t数量\t批号\t有效期\n外科口罩\t10箱\tS1\t2022-01-24\n没有这种\t5\tS2\t\n医用外科口罩\t三车\tS3\t"
    form = {"source_kind": "purchase", "pasted": pasted, "read_pasted": "1"}
    answer = post(office, "keeper", "/receive/draft", **form)
    assert answer.status_code == 422
    assert 'name="lines.0.accepted" value="10"' in answer.text
    assert 'value="2022-01-24"' in answer.text
    assert "lines.1." not in answer.text
    assert "没有这种物资：没有这种" in words(answer.text)
    assert "没有这种\t5\tS2" in answer.text
    assert "三车" in answer.text


def test_what_comes_late_says_so(office: WebOffice) -> None:
    number = expect(office)
    office.clock.advance(5 * A_DAY)
    receipt = take_in(office, number).headers["location"].partition("?")[0]
    assert "晚到 3 天" in words(page(office.signed_in("keeper"), receipt))
