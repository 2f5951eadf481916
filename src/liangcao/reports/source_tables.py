"""Orders to reserve units, with what became of each line, and claims, with how they ended, as rows of a sheet."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.kernel.refusals import N_
from liangcao.language import _
from liangcao.language.formats import moment
from liangcao.mobilisation.queries import OrderFilter, ordered_lines, orders_page
from liangcao.mobilisation.rules import STATES as ORDER_STATES
from liangcao.receiving.claim_queries import ClaimFilter, claim_lines, claims
from liangcao.receiving.claiming import CLAIM_STATES, DEMANDS, SETTLEMENTS
from liangcao.receiving.codes import CAUSES

AT_ONCE = 1_000
ORDER_HEADINGS = (
    N_("调拨单"), N_("行"), N_("单号"), N_("储备单位"), N_("下单时间"), N_("状态"), N_("物资"), N_("单位"),
    N_("调多少"), N_("到了"), N_("不合格"), N_("已归还"), N_("已补偿"), N_("补偿（分）"), N_("还欠"),
)  # fmt: skip
CLAIM_HEADINGS = (
    N_("索赔单"), N_("行"), N_("提出"), N_("向谁"), N_("收货单"), N_("到货单"), N_("物资"), N_("单位"), N_("批号"),
    N_("为什么"), N_("数量"), N_("要什么"), N_("状态"), N_("答复"), N_("怎么了结"), N_("退款（分）"), N_("经办"),
)  # fmt: skip


def mobilisation_table(connection: Connection, district_id: int, _scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Every line of every order, the newest first: base units; compensation in fen."""
    start = 0
    while heads := orders_page(connection, district_id, OrderFilter(), page=(AT_ONCE, start)):
        lines = ordered_lines(connection, district_id, [head.order_id for head in heads])
        for head in heads:
            for line in lines[head.order_id]:
                yield (
                    head.order_id, line.line_number, head.document_number, head.party_name,
                    moment(head.ordered_at, with_year=True), _(ORDER_STATES[head.state]), line.item_name,
                    line.base_unit, line.quantity, line.came, line.rejected, line.goods, line.paid, line.paid_fen,
                    line.owed,
                )  # fmt: skip
        start += AT_ONCE


def claims_table(connection: Connection, district_id: int, scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Every line of every claim, those not settled at the head: base units; a refund, in fen, is of the whole claim
    and stands at its first line."""
    start = 0
    while heads := claims(connection, district_id, scope, ClaimFilter(), page=(AT_ONCE, start)):
        for head in heads:
            settled = _(SETTLEMENTS[head.settlement]) if head.settlement else ""
            for line in claim_lines(connection, district_id, head.claim_id):
                refund = head.refund_fen if line.line_number == 1 else ""
                yield (
                    head.claim_id, line.line_number, moment(head.opened_at, with_year=True), head.party_name,
                    head.receipt_id or "", head.arrival_id or "", line.item_name, line.base_unit, line.batch_number,
                    _(CAUSES[line.cause]), line.quantity, _(DEMANDS[head.demand]), _(CLAIM_STATES[head.state]),
                    head.answer, settled, refund, head.actor_name,
                )  # fmt: skip
        start += AT_ONCE
