"""What of a delivery looks wrong against what was received before: a second expiry date, a price far from the last."""

from collections.abc import Sequence
from fractions import Fraction

from liangcao.database.bulk import select_by_keys, select_by_texts
from liangcao.database.context import Context
from liangcao.kernel.price import is_off
from liangcao.kernel.refusals import N_
from liangcao.receiving.commands import ReceiptLine

DOUBTS: dict[str, str] = {"batch_two_expiries": N_("同批号两个有效期"), "price_far": N_("单价差一百倍")}
FAR = 100
"""A price so many times the last one, or so small a part of it, is most likely a slip of the point or of the unit."""

_BATCHES = (
    "SELECT lot.item_id, lot.batch_number, lot.expires_on FROM {keys} JOIN lot ON lot.batch_number = k1 "
    "JOIN receipt ON receipt.district_id = lot.district_id AND receipt.receipt_id = lot.receipt_id "
    "WHERE lot.district_id = ? AND lot.expires_on <> '' AND receipt.state = 'booked'"
)
_PRICES = (
    "SELECT lot.item_id, lot.unit_cost_fen, lot.cost_units FROM {keys} JOIN lot ON lot.lot_id = "
    "(SELECT MAX(last.lot_id) FROM lot AS last JOIN receipt ON receipt.district_id = last.district_id "
    "AND receipt.receipt_id = last.receipt_id WHERE last.district_id = ? AND last.item_id = k1 "
    "AND last.unit_cost_fen IS NOT NULL AND receipt.state = 'booked') WHERE lot.district_id = ?"
)


def doubts_of(context: Context, lines: Sequence[ReceiptLine]) -> list[list[str]]:
    """For each line the codes of what looks wrong of it, keys of `DOUBTS`."""
    expiries = _known_expiries(context, lines)
    prices = _last_prices(context, lines)
    found: list[list[str]] = []
    for line in lines:
        batch = (line.item_id, line.batch_number)
        codes = []
        if line.batch_number and line.expires_on and expiries.get(batch, set()) - {line.expires_on}:
            codes.append("batch_two_expiries")
        last = prices.get(line.item_id)
        if line.unit_cost_fen and last and is_off(Fraction(line.unit_cost_fen), last, FAR):
            codes.append("price_far")
        found.append(codes)
        if line.batch_number and line.expires_on:
            expiries.setdefault(batch, set()).add(line.expires_on)
    return found


def _known_expiries(context: Context, lines: Sequence[ReceiptLine]) -> dict[tuple[int, str], set[str]]:
    batches = sorted({line.batch_number for line in lines if line.batch_number and line.expires_on})
    expiries: dict[tuple[int, str], set[str]] = {}
    for item_id, batch, expires_on in select_by_texts(context.connection, _BATCHES, batches, (context.district_id,)):
        expiries.setdefault((item_id, batch), set()).add(expires_on)
    return expiries


def _last_prices(context: Context, lines: Sequence[ReceiptLine]) -> dict[int, Fraction]:
    items = sorted({(line.item_id,) for line in lines if line.unit_cost_fen})
    rows = select_by_keys(context.connection, _PRICES, items, (context.district_id, context.district_id))
    return {item_id: Fraction(price, units) for item_id, price, units in rows}
