"""Money and goods that do not move together, and prices that stand out."""

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.journal.queries import entries_between
from liangcao.kernel.price import rounded
from liangcao.kernel.refusals import N_
from liangcao.reports.exceptions.price_rule import judge
from liangcao.reports.exceptions.shape import (
    DAY_MS,
    Case,
    ExceptionRule,
    Field,
    Found,
    Limit,
    Search,
    actor_join,
    by_list,
    by_person,
    by_sql,
    recorded,
)

PRICES_OF_MS = 365 * DAY_MS
"""A price is held against those of the item in the year before the end of the stretch looked at."""
_STANDS = (
    "NOT EXISTS (SELECT 1 FROM line WHERE line.district_id = payment.district_id AND line.reverses = payment.entry "
    "AND line.reverses <> 0)"
)


def _unfounded(district_id: int, search: Search) -> Found:
    person, values = by_person("payment.actor_id", search)
    return Found(
        f"{recorded('payment')}, COALESCE(actor.name, ''), payment.entry, party.name, location.name, "
        "payment.amount_fen, payment.document_number, payment.note",
        "FROM payment JOIN party ON party.district_id = payment.district_id AND party.party_id = payment.party_id "
        "JOIN location ON location.district_id = payment.district_id AND location.location_id = payment.budget_line_id "
        "LEFT JOIN receipt ON receipt.district_id = payment.district_id AND receipt.receipt_id = payment.receipt_id "
        f"{actor_join('payment.actor_id', 'payment.district_id')}"
        "WHERE payment.district_id = ? AND payment.entry BETWEEN ? AND ? "
        f"AND (receipt.receipt_id IS NULL OR receipt.state = 'reversed') AND {_STANDS}{person}",
        (district_id, search.first, search.last, *values),
        "payment.entry",
    )


def _paid(_connection: Connection, _district_id: int, rows: Sequence[Row], search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (party, budget, amount, number, note, search.now - at))
        for at, name, entry, party, budget, amount, number, note in rows
    ]


_COST = (
    "(SELECT COALESCE(SUM(ROUND(1.0 * receipt_line.accepted * COALESCE(lot.unit_cost_fen, 0) / lot.cost_units)), 0) "
    "FROM receipt_line JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id "
    "WHERE receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id)"
)
_PAID = (
    "(SELECT COALESCE(SUM(payment.amount_fen), 0) FROM payment WHERE payment.district_id = receipt.district_id "
    f"AND payment.receipt_id = receipt.receipt_id AND {_STANDS})"
)


def _owed(district_id: int, search: Search) -> Found:
    person, values = by_person("receipt.actor_id", search)
    return Found(
        f"{recorded('receipt')}, COALESCE(actor.name, ''), receipt.entry, receipt.receipt_id, party.name, "
        f"{_COST}, {_PAID}",
        "FROM receipt "
        "JOIN party ON party.district_id = receipt.district_id AND party.party_id = receipt.source_party_id "
        f"{actor_join('receipt.actor_id', 'receipt.district_id')}"
        "WHERE receipt.district_id = ? AND receipt.entry BETWEEN ? AND ? AND receipt.state = 'booked' "
        f"AND receipt.source_kind = 'purchase' AND {recorded('receipt')} < ? "
        f"AND ({_PAID} = 0 OR {_PAID} < {_COST}){person}",
        (district_id, search.first, search.last, search.now - search.limit * DAY_MS, *values),
        "receipt.entry",
    )


def _unpaid(_connection: Connection, _district_id: int, rows: Sequence[Row], search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (party, ("receipt", receipt), int(cost), int(paid), search.now - at))
        for at, name, entry, receipt, party, cost, paid in rows
    ]


def _far_prices(connection: Connection, district_id: int, search: Search) -> list[Case]:
    """Prices of the purchases in the stretch, each held against all of its item in the year before."""
    first, _last = entries_between(connection, district_id, search.until - PRICES_OF_MS, search.until)
    rows = ask(
        connection,
        f"SELECT {recorded('receipt')}, COALESCE(actor.name, ''), receipt.entry, receipt.receipt_id, party.name, "
        "lot.item_id, item.name, lot.unit_cost_fen, lot.cost_units, receipt.actor_id FROM receipt "
        "JOIN receipt_line ON receipt_line.district_id = receipt.district_id "
        "AND receipt_line.receipt_id = receipt.receipt_id "
        "JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN party ON party.district_id = receipt.district_id AND party.party_id = receipt.source_party_id "
        f"{actor_join('receipt.actor_id', 'receipt.district_id')}"
        "WHERE receipt.district_id = ? AND receipt.entry BETWEEN ? AND ? AND receipt.state = 'booked' "
        "AND receipt.source_kind = 'purchase' AND lot.unit_cost_fen IS NOT NULL "
        "ORDER BY receipt.entry DESC, receipt_line.line_number",
        (district_id, min(first, search.first), search.last),
    )
    prices: dict[int, list[Fraction]] = {}
    for row in rows:
        prices.setdefault(row[5], []).append(Fraction(row[7], row[8]))
    verdicts = {item_id: judge(found) for item_id, found in prices.items()}
    cases = []
    for at, name, entry, receipt, party, item_id, item, cost, units, actor_id in rows:
        price = Fraction(cost, units)
        verdict = verdicts[item_id]
        is_asked = entry >= search.first and search.actor_id in (0, actor_id)
        if is_asked and verdict.is_far(price):
            cells = (item, ("receipt", receipt), party, rounded(price), rounded(verdict.median), verdict.count)
            cases.append(Case(at, name, entry, cells))
    return cases


_UNFOUNDED = by_sql(_unfounded, _paid)
_OWED = by_sql(_owed, _unpaid)
_FAR = by_list(_far_prices)
_PARTY = Field(N_("单位"), is_primary=True)
_AGE = Field(N_("已过多久"), "age")

RULES = (
    ExceptionRule(
        "prices",
        N_("价格离谱"),
        N_(
            "和同一种物资近一年的买价比：有五个以上买价的，离中位数超过平常偏离的五倍、又超过中位数两成，"
            "或者达到中位数五倍、不到五分之一；只有两到四个的，达到中位数两倍、不到一半。没有写单价的不算。"
        ),
        N_("紧急采购可以快，不可以乱：贵在哪里、便宜在哪里，采购的人要说得出。"),
        (
            Field(N_("物资"), is_primary=True),
            Field(N_("收货单"), "document"),
            Field(N_("来源单位")),
            Field(N_("单价"), "money"),
            Field(N_("中位数"), "money"),
            Field(N_("比了几个价"), "number"),
        ),
        *_FAR,
    ),
    ExceptionRule(
        "unfounded",
        N_("付了钱没有收货单"),
        N_("付款没有写是哪张收货单，或者那张收货单已经冲正；已冲正的付款不算。等得最久的在前。"),
        N_("预付可以，但货一直不来、单一直不补，钱就没有着落。"),
        (
            _PARTY,
            Field(N_("预算科目")),
            Field(N_("金额"), "money"),
            Field(N_("单号")),
            Field(N_("说明")),
            _AGE,
        ),
        *_UNFOUNDED,
        is_open=True,
    ),
    ExceptionRule(
        "unpaid",
        N_("收了货没有付清"),
        N_("买来的货入账超过 {n} 天，一分没付，或者付的不到货值。等得最久的在前；近一年的。"),
        N_("拖着不付，往往是单据不齐、价没谈定，或者这笔货本来就说不清。"),
        (
            _PARTY,
            Field(N_("收货单"), "document"),
            Field(N_("货值"), "money"),
            Field(N_("已付"), "money"),
            _AGE,
        ),
        *_OWED,
        limit=Limit(N_("超过几天"), 7, 0, 3_650),
        days=365,
    ),
)
