"""Papers that came late, or not at all."""

from collections.abc import Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import Row
from liangcao.kernel.refusals import N_
from liangcao.reports.exceptions.shape import (
    DAY_MS,
    Case,
    ExceptionRule,
    Field,
    Found,
    Limit,
    Search,
    actor_join,
    by_person,
    by_sql,
    recorded,
)

_FIRST = (
    "(SELECT MIN(paper.recorded_at) FROM paper WHERE paper.district_id = receipt.district_id "
    "AND paper.kind = 'receipt' AND paper.document_id = receipt.receipt_id)"
)


def _late(district_id: int, search: Search) -> Found:
    person, values = by_person("receipt.actor_id", search)
    return Found(
        f"{recorded('receipt')}, COALESCE(actor.name, ''), receipt.entry, receipt.receipt_id, party.name, {_FIRST}",
        "FROM receipt "
        "JOIN party ON party.district_id = receipt.district_id AND party.party_id = receipt.source_party_id "
        f"{actor_join('receipt.actor_id', 'receipt.district_id')}"
        "WHERE receipt.district_id = ? AND receipt.entry BETWEEN ? AND ? AND receipt.state = 'booked' "
        f"AND receipt.source_kind <> 'opening' AND COALESCE({_FIRST}, ?) - {recorded('receipt')} >= ?{person}",
        (district_id, search.first, search.last, search.now, search.limit * DAY_MS, *values),
        "receipt.entry DESC",
    )


def _cases(_connection: Connection, _district_id: int, rows: Sequence[Row], search: Search) -> list[Case]:
    cases = []
    for at, name, entry, receipt, source, first in rows:
        state = N_("到现在没有凭据") if first is None else N_("凭据交迟了")
        waited = (search.now if first is None else first) - at
        cases.append(Case(at, name, entry, (source, ("receipt", receipt), state, waited)))
    return cases


RULES = (
    ExceptionRule(
        "late_papers",
        N_("凭据迟交或没有的收货"),
        N_("收货以后过了 {n} 天还没有一张凭据（送货单、发票、捐赠函），或者过了才交。"),
        N_("手续可以后补，凭据不能没有：先用后补的，都要补得上。"),
        (
            Field(N_("来源单位"), is_primary=True),
            Field(N_("收货单"), "document"),
            Field(N_("凭据"), "message"),
            Field(N_("迟了多久"), "age"),
        ),
        *by_sql(_late, _cases),
        limit=Limit(N_("过了几天"), 3, 1, 90),
        days=90,
    ),
)
