"""How much is at stake in a deed: what rules of signing by amount and scarcity look at."""

from collections.abc import Iterable, Sequence

from liangcao.allocation import commands as allocation
from liangcao.allocation.queries import plan_lines
from liangcao.counting import commands as counting
from liangcao.counting.queries import last_results
from liangcao.database.context import Context
from liangcao.disposal import commands as disposal
from liangcao.disposal.queries import disposal_lines
from liangcao.donations import commands as donations
from liangcao.funds import commands as funds
from liangcao.kernel.quantity import amount_fen
from liangcao.ledger.lots import lot
from liangcao.loans import commands as loans
from liangcao.loans.queries import loan_lines
from liangcao.mobilisation import commands as mobilisation
from liangcao.operations.action import Measure
from liangcao.procurement import commands as procurement
from liangcao.procurement.queries import purchase
from liangcao.receiving import commands as receiving
from liangcao.requests import commands as requests
from liangcao.requests.queries import items_asked
from liangcao.shipping import commands as shipping
from liangcao.shipping.queries import shipment_lines
from liangcao.storing import commands as storing


def approved(command: requests.ApproveRequest, context: Context) -> Sequence[Measure]:
    """What is approved, item by item."""
    items = items_asked(context, command.request_id)
    return _summed((items[line.line_number], line.approved) for line in command.lines if line.line_number in items)


def planned(command: allocation.AdoptPlan, context: Context) -> Sequence[Measure]:
    """What a plan gives, item by item."""
    lines = plan_lines(context.connection, context.district_id, command.plan_id, state="proposed")
    return _summed((line.item_id, line.quantity) for line in lines)


def moved(
    command: storing.WriteOff | receiving.ReturnRejected | donations.RouteUnusable, context: Context
) -> Sequence[Measure]:
    """What leaves of one lot."""
    return (Measure(lot(context, command.lot_id, "lot_id").item_id, command.quantity),)


def given_back(command: mobilisation.ReturnGoods, context: Context) -> Sequence[Measure]:
    """What goes back to a reserve unit, item by item."""
    return _summed((lot(context, line.lot_id, "lot_id").item_id, line.quantity) for line in command.lines)


def compensated(command: mobilisation.PayCompensation, _context: Context) -> Sequence[Measure]:
    """The money that is paid in place of goods."""
    return (Measure(0, amount_fen(command.quantity, command.price_fen, command.price_units)),)


def lost(command: shipping.SettleDifference, context: Context) -> Sequence[Measure]:
    """What of a shipment is given up, item by item."""
    lines = shipment_lines(context.connection, context.district_id, command.shipment_id)
    items = {line.line_number: line.item_id for line in lines}
    return _summed((items[line.line_number], line.lost) for line in command.lines if line.line_number in items)


def destroyed(command: disposal.ApproveDisposal, context: Context) -> Sequence[Measure]:
    """What is to be destroyed, item by item."""
    lines = disposal_lines(context.connection, context.district_id, [command.disposal_id])[command.disposal_id]
    return _summed((line.item_id, line.quantity) for line in lines)


def lent(command: loans.LendGoods, context: Context) -> Sequence[Measure]:
    """What is lent, item by item."""
    return _summed((lot(context, line.lot_id, "lot_id").item_id, line.quantity) for line in command.lines)


def lost_of_loan(command: loans.LoseLent, context: Context) -> Sequence[Measure]:
    """What of a loan is given up, item by item."""
    lines = loan_lines(context.connection, context.district_id, [command.loan_id])[command.loan_id]
    items = {line.line_number: line.item_id for line in lines}
    return _summed((items[line.line_number], line.lost) for line in command.lines if line.line_number in items)


def counted_away(command: counting.PostDifferences, context: Context) -> Sequence[Measure]:
    """What was not found in a count, item by item; what turned up elsewhere in it does not make up for it."""
    results = last_results(context.connection, context.district_id, command.count_id)
    return _summed((each.item_id, each.expected - each.found) for each in results if each.found < each.expected)


def committed(command: procurement.ApprovePurchase, context: Context) -> Sequence[Measure]:
    """The money that a purchase commits."""
    return (Measure(0, purchase(context.connection, context.district_id, command.purchase_id).amount_fen),)


def money(
    command: funds.PayParty | funds.ReturnFunds | procurement.PayPurchase | procurement.BookRefund, _context: Context
) -> Sequence[Measure]:
    """The money that leaves a budget line, or comes back to it."""
    return (Measure(0, command.amount_fen),)


def _summed(parts: Iterable[tuple[int, int]]) -> tuple[Measure, ...]:
    sums: dict[int, int] = {}
    for item_id, quantity in parts:
        sums[item_id] = sums.get(item_id, 0) + quantity
    return tuple(Measure(item_id, quantity) for item_id, quantity in sums.items())


IN_MONEY = (money, committed, compensated)
"""Those that count fen."""
