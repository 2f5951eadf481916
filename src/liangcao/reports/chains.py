"""What duties a command would do if it were handed in now, and on which chains: read before anybody tries.

The handlers say the same when they are asked; `tests/web/test_why_not.py` holds one against the other.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.kernel.effects import DutyDone
from liangcao.operations.actions import ACTIONS
from liangcao.receiving.claim_queries import settled_claim
from liangcao.receiving.expecting import came_by

Chains = Callable[[Connection, int, Mapping[str, Any]], Sequence[str]]


def _named(kind: str) -> Chains:
    """The one document that the command names."""
    return lambda _connection, _district_id, command: [f"{kind}:{command[f'{kind}_id']}"] if _has(command, kind) else []


def _has(command: Mapping[str, Any], kind: str) -> bool:
    return command.get(f"{kind}_id") is not None


def _requests(connection: Connection, sql: str, *values: int) -> list[str]:
    return [f"request:{row[0]}" for row in ask(connection, sql, values)]


def _plan(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    sql = "SELECT DISTINCT request_id FROM plan_line WHERE district_id = ? AND plan_id = ? ORDER BY request_id"
    return [f"plan:{command['plan_id']}", *_requests(connection, sql, district_id, command["plan_id"])]


def _load(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    sql = (
        "SELECT DISTINCT request_id FROM plan_line WHERE district_id = ? AND plan_id = ? AND unit_id = ? "
        "AND state = 'held' ORDER BY request_id"
    )
    return _requests(connection, sql, district_id, command["plan_id"], command["unit_id"])


def _picked(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    """The request of one line of a pick list, or those of all lines that wait."""
    sql = "SELECT DISTINCT request_id, line_number, state FROM pick_line WHERE district_id = ? AND pick_id = ?"
    rows = ask(connection, f"{sql} ORDER BY request_id", (district_id, command["pick_id"]))
    line = command.get("line_number")
    wanted = [row[0] for row in rows if (row[1] == line if line else row[2] == "waiting")]
    return list(dict.fromkeys(f"request:{number}" for number in wanted))


def _shipment(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    sql = "SELECT DISTINCT request_id FROM shipment_line WHERE district_id = ? AND shipment_id = ? ORDER BY request_id"
    number = command["shipment_id"]
    return [f"shipment:{number}", *_requests(connection, sql, district_id, number)]


def _dropped(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    sql = "SELECT request_id, line_number FROM plan_line WHERE district_id = ? AND plan_id = ? ORDER BY request_id"
    wanted = set(command.get("line_numbers", ()))
    rows = ask(connection, sql, (district_id, command["plan_id"]))
    return list(dict.fromkeys(f"request:{request_id}" for request_id, number in rows if number in wanted))


def _vouched(_connection: Connection, _district_id: int, command: Mapping[str, Any]) -> list[str]:
    """Only a call that confirms vouches."""
    return [f"request:{command['request_id']}"] if command.get("outcome", "confirmed") == "confirmed" else []


def _received(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    """A receipt against what a purchase, a donation or an order expects is on the chain of that, too."""
    sql = (
        "SELECT source_kind, document_id FROM arrival WHERE district_id = ? AND arrival_id = ? "
        "AND source_kind IN ('donation', 'mobilisation', 'purchase') AND document_id > 0"
    )
    arrival_id = command.get("arrival_id")
    rows = ask(connection, sql, (district_id, arrival_id)) if arrival_id else []
    return [f"{kind}:{number}" for kind, number in rows]


def _valued(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    """The receipts of the lines valued, and the donation."""
    wanted = {line["line_number"] for line in command.get("lines", ())}
    came = came_by(connection, district_id, "donation", command["donation_id"])
    receipts = sorted({number for line in came if line.line_number in wanted for number in line.receipt_ids})
    return [f"donation:{command['donation_id']}", *(f"receipt:{number}" for number in receipts)]


def _paid_for(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    """The purchase, and each receipt of it."""
    sql = (
        "SELECT DISTINCT receipt_id FROM arrival "
        "JOIN receipt ON receipt.district_id = arrival.district_id AND receipt.arrival_id = arrival.arrival_id "
        "WHERE arrival.district_id = ? AND arrival.source_kind = 'purchase' AND arrival.document_id = ? "
        "AND receipt.state = 'booked' ORDER BY receipt_id"
    )
    number = command["purchase_id"]
    rows = ask(connection, sql, (district_id, number))
    return [f"purchase:{number}", *(f"receipt:{row[0]}" for row in rows)]


def _inspected(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    """The receipt, the purchase behind it, and the lots that are inspected."""
    sql = (
        "SELECT arrival.document_id FROM receipt JOIN arrival ON arrival.district_id = receipt.district_id "
        "AND arrival.arrival_id = receipt.arrival_id WHERE receipt.district_id = ? AND receipt_id = ? "
        "AND receipt.source_kind = 'purchase' AND arrival.document_id > 0"
    )
    bought = ask(connection, sql, (district_id, command["receipt_id"]))
    chains = [f"receipt:{command['receipt_id']}", *(f"purchase:{row[0]}" for row in bought)]
    return [*chains, *(f"lot:{line['lot_id']}" for line in command.get("lines", ()))]


def _refunded(connection: Connection, district_id: int, command: Mapping[str, Any]) -> list[str]:
    """What was paid for the goods of the claim: the purchase with its receipts, or the one receipt."""
    found = settled_claim(connection, district_id, command["claim_id"])
    if not found.purchase_id:
        return [f"receipt:{found.receipt_id}"]
    return _paid_for(connection, district_id, {"purchase_id": found.purchase_id})


CHAINS_OF: Mapping[str, Chains] = {
    "requests.approve_request": _named("request"),
    "requests.reject_request": _named("request"),
    "requests.log_call": _vouched,
    "allocation.adopt_plan": _plan,
    "allocation.drop_lines": _dropped,
    "picking.start_list": _picked,
    "picking.confirm_line": _picked,
    "picking.change_lot": _picked,
    "shipping.dispatch_shipment": _load,
    "shipping.take_over": _shipment,
    "shipping.record_delivery": _shipment,
    "delivering.issue_link": _shipment,
    "delivering.take_signature": _shipment,
    "shipping.settle_difference": _named("shipment"),
    "shipping.undo_delivery": _named("shipment"),
    "funds.pay_party": _named("receipt"),
    "receiving.receive_goods": _received,
    "donations.take_up_offer": _named("donation"),
    "donations.record_slip": _named("donation"),
    "donations.book_money": _named("donation"),
    "donations.value_donation": _valued,
    "procurement.approve_purchase": _named("purchase"),
    "procurement.reject_purchase": _named("purchase"),
    "procurement.accept_purchase": _named("purchase"),
    "procurement.pay_purchase": _paid_for,
    "procurement.review_purchase": _named("purchase"),
    "procurement.book_refund": _refunded,
    "counting.count_goods": _named("count"),
    "counting.post_differences": _named("count"),
    "receiving.inspect_lots": _inspected,
    "returns.receive_return": _named("return"),
    "returns.examine_return": _named("return"),
    **{f"disposal.{deed}_disposal": _named("disposal") for deed in ("approve", "refuse", "carry_out", "witness")},
    "loans.lose_lent": _named("loan"),
    "recall.close_recall": _named("recall"),
    "recall.lift_recall": _named("recall"),
    "receiving.quarantine_lot": _named("lot"),
    "receiving.release_lot": _named("lot"),
    "approvals.approve_held": _named("held"),
    "approvals.reject_held": _named("held"),
}
"""Action -> the chains it will be on, those it begins left out: nobody can have done anything there."""


def duties_ahead(
    connection: Connection, district_id: int, action: str, command: Mapping[str, Any]
) -> tuple[DutyDone, ...]:
    """The duties that `command` (its fields) would do; empty for an action that does none on documents there are."""
    if action not in CHAINS_OF:
        return ()
    return tuple(DutyDone(chain, ACTIONS[action].duty) for chain in CHAINS_OF[action](connection, district_id, command))
