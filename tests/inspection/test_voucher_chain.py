"""The chain of vouchers of a movement: up and down, with everybody's name, and duties kept apart or not."""

import pytest

from inspection.test_exceptions_goods import pay, send, sign, take_in
from liangcao.funds.commands import AppropriateFunds
from liangcao.kernel.errors import Refused
from liangcao.reports.voucher_chain import VoucherChain, voucher_chain
from liangcao.reports.voucher_documents import MOST_OF_A_KIND, Documents
from liangcao.storing.commands import ReverseEntry
from scenarios.cast import Cast
from scenarios.deeds import move, receive


def chain_of(cast: Cast, entry: int, ordinal: int | None = None) -> VoucherChain:
    with cast.database.read() as connection:
        return voucher_chain(connection, 1, entry, ordinal)


def told(chain: VoucherChain) -> list[tuple[str, str, str]]:
    return [(step.action, step.actor_name, step.document[0]) for step in chain.steps]


WHOLE = [
    ("funds.appropriate_funds", "财务丁", ""),
    ("receiving.receive_goods", "保管乙", "receipt"),
    ("approvals.hold", "财务丁", "held"),
    ("approvals.approve_held", "审批丙", "held"),
    ("funds.pay_party", "财务丁", "payment"),
    ("requests.submit_request", "值班甲", "request"),
    ("requests.approve_request", "审批丙", "request"),
    ("allocation.propose_plan", "值班甲", "plan"),
    ("allocation.adopt_plan", "审批丙", "plan"),
    ("shipping.dispatch_shipment", "保管乙", "shipment"),
    ("shipping.record_delivery", "司机癸", "shipment"),
]


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """Goods bought, paid, asked for, sent and signed for."""
    mask = cast.id_of("item", "外科口罩")
    cast.do("财务丁", AppropriateFunds(budget_line_id=cast.id_of("place", "专款"), amount_fen=100_000))
    receipt = take_in(cast, {"item_id": mask, "unit_cost_fen": 300}).answer["receipt_id"]
    pay(cast, 30_000, receipt)
    sign(cast, send(cast), 30)
    return cast


@pytest.mark.parametrize(
    "action",
    [
        "receiving.receive_goods",
        "shipping.dispatch_shipment",
        "shipping.record_delivery",
        "requests.submit_request",
        "allocation.adopt_plan",
    ],
)
def test_from_anywhere_on_the_chain_all_of_it_is_seen(action: str, lived: Cast) -> None:
    entry = lived.ask("SELECT number FROM journal WHERE action = ?", action)[-1][0]
    chain = chain_of(lived, entry)
    assert told(chain) == WHOLE[1:]
    (start,) = [step for step in chain.steps if step.is_start]
    assert start.entry == entry
    assert all(each.is_apart for each in chain.duties)


def test_a_payment_leads_to_where_its_money_came_from(lived: Cast) -> None:
    entry = lived.ask("SELECT number FROM journal WHERE action = 'funds.pay_party'")[0][0]
    chain = chain_of(lived, entry)
    assert told(chain) == WHOLE[:5]
    assert chain.steps[-1].signers == ("审批丙",)
    duties = {each.document[0]: [(step.duty, step.actor_name) for step in each.steps] for each in chain.duties}
    assert duties["held"] == [("提交待批事项", "财务丁"), ("批准待批事项", "审批丙")]
    assert duties["receipt"][0] == ("收货", "保管乙")


def test_the_duties_of_a_request_are_those_of_different_people(lived: Cast) -> None:
    entry = lived.ask("SELECT number FROM journal WHERE action = 'shipping.record_delivery'")[0][0]
    (request,) = [each for each in chain_of(lived, entry).duties if each.document[0] == "request"]
    assert [(step.duty, step.actor_name) for step in request.steps] == [
        ("提交申请", "值班甲"), ("批准申请", "审批丙"), ("做分配方案", "值班甲"), ("批准分配方案", "审批丙"),
        ("拣货发出", "保管乙"), ("签收", "司机癸"),
    ]  # fmt: skip
    assert request.people == 4


def test_one_who_did_two_duties_is_named(lived: Cast) -> None:
    """The road would never let it happen: a row is forged to see that it would be seen."""
    entry = lived.ask("SELECT number FROM journal WHERE action = 'shipping.record_delivery'")[0][0]
    picked, chain = lived.ask("SELECT entry, chain FROM duty_done WHERE duty = 'pick' ORDER BY chain DESC")[0]
    with lived.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO duty_done (district_id, chain, duty, actor_id, entry) "
            f"VALUES (1, '{chain}', 'receive', {lived.id_of('person', '保管乙')}, {entry})"
        )
    assert picked < entry
    (shipment,) = [each for each in chain_of(lived, entry).duties if each.document[0] == "shipment"]
    assert [(step.duty, step.clashes) for step in shipment.steps if step.clashes] == [("签收", "拣货发出")]
    assert not shipment.is_apart


def test_one_line_of_an_entry(cast: Cast) -> None:
    mask = cast.id_of("item", "外科口罩")
    entry = take_in(cast, {"item_id": mask}, {"item_id": mask, "batch_number": "B2"}).entry
    assert [line.batch_number for line in chain_of(cast, entry, 1).lines] == ["B2"]
    assert len(chain_of(cast, entry).lines) == 2


def test_a_reversal_and_what_it_undid_stand_together(cast: Cast) -> None:
    lot_id, received = receive(cast, 100)
    wrong = cast.do("保管乙", move(cast, lot_id, 10)).entry
    undone = cast.do("保管乙", ReverseEntry(entry=wrong, reason="放错了")).entry
    for entry in (wrong, undone):
        assert [step.entry for step in chain_of(cast, entry).steps] == [received, wrong, undone]


def test_an_entry_that_moved_nothing_has_a_chain_of_its_own(cast: Cast) -> None:
    chain = chain_of(cast, 1)
    assert [step.entry for step in chain.steps] == [1]
    assert (chain.lines, chain.duties) == ((), ())
    with pytest.raises(Refused, match="unknown_document"):
        chain_of(cast, 99_999)


def test_wide_branches_are_cut_and_counted() -> None:
    documents = Documents()
    documents.add("shipment", range(1, MOST_OF_A_KIND + 8))
    documents.add("shipment", (1, 999))
    assert len(documents.of("shipment")) == MOST_OF_A_KIND
    assert documents.left_off == {"shipment": 8}
