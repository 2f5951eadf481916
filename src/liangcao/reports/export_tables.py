"""The tables that can be taken along: headings (messages) and rows, as `exchange.sheets.write_table` wants them."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection

from liangcao.access.permissions import Scope
from liangcao.catalog.queries import every_goods
from liangcao.donations.queries import DonationFilter, donations_page, gift_lines
from liangcao.kernel.refusals import N_
from liangcao.language import _
from liangcao.language.formats import moment
from liangcao.ledger.queries import StockFilter, stock_rows
from liangcao.parties.classes import class_versions
from liangcao.parties.queries import all_parties, district
from liangcao.parties.suppliers import licences_of
from liangcao.receiving.arrival_queries import ArrivalFilter, arrivals, rows_of_arrivals
from liangcao.reports.donation_pages import donor_name
from liangcao.reports.items_written import HEADS, items_written
from liangcao.reports.lead_tables import HEADINGS, leads_table
from liangcao.reports.money_ties import stock_value
from liangcao.reports.purchase_pages import PurchaseFilter, dossiers, purchase_rows
from liangcao.reports.source_tables import CLAIM_HEADINGS, ORDER_HEADINGS, claims_table, mobilisation_table
from liangcao.reports.supplier_pages import SupplierFilter, supplier_rows
from liangcao.reports.task_tables import HEADINGS as TASK_HEADINGS
from liangcao.reports.task_tables import tasks_table
from liangcao.requests.details import people_covered, substitutes_of_many
from liangcao.requests.queries import RequestFilter, lines_of, requests_page
from liangcao.requests.rules import PEOPLE_ROLES

Cell = str | int
Rows = Iterator[tuple[Cell, ...]]
AT_ONCE = 1_000


def stock_table(connection: Connection, district_id: int, scope: Scope) -> Rows:
    """What is in stock now, lot by lot and place by place."""
    start = 0
    while rows := stock_rows(connection, district_id, scope, StockFilter(), page=(AT_ONCE, start)):
        for row in rows:
            yield (
                row.item_name, row.lot_id, row.batch_number, row.expires_on, row.status, row.source_kind,
                row.location_name, row.base_unit, row.on_hand, row.held, row.available,
            )  # fmt: skip
        start += AT_ONCE


def roles_written(people: dict[str, int], in_all: int) -> str:
    """Whom a request is for as a list says it and the import reads it: ``医护人员``, or ``医护人员 30、病人 12``."""
    told = {role: people[role] for role in PEOPLE_ROLES if role in people}
    if list(told.values()) == [in_all]:
        return _(PEOPLE_ROLES[next(iter(told))])
    return "、".join(f"{_(PEOPLE_ROLES[role])} {heads}" for role, heads in told.items())


def requests_table(connection: Connection, district_id: int, scope: Scope) -> Rows:
    """Every line of every request, the newest first; an unknown quantity is an empty cell."""
    start = 0
    while heads := requests_page(connection, district_id, scope, RequestFilter(), page=(AT_ONCE, start)):
        numbers = [head.request_id for head in heads]
        lines = lines_of(connection, district_id, numbers)
        people = people_covered(connection, district_id, numbers)
        instead = substitutes_of_many(connection, district_id, numbers)
        for head in heads:
            roles = roles_written(people[head.request_id], head.people_covered)
            for line in lines[head.request_id]:
                yield (
                    head.request_id, line.line_number, moment(head.submitted_at, with_year=True), head.shown_name,
                    head.priority_class, head.state, line.item_name, line.base_unit, _or_empty(line.asked),
                    _or_empty(line.approved), line.allocated, line.shipped, line.delivered, line.specification,
                    head.people_covered or "", roles, _or_empty(line.stock_held), head.cover_days or "",
                    head.needed_by, head.purpose,
                    "、".join(each.name for each in instead[head.request_id].get(line.line_number, ())),
                )  # fmt: skip
        start += AT_ONCE


def arrivals_table(connection: Connection, district_id: int, scope: Scope) -> Rows:
    """Every line of every arrival, the first made at the head, without any person's data."""
    start = 0
    while heads := arrivals(connection, district_id, scope, ArrivalFilter(order="made"), page=(AT_ONCE, start)):
        lines = rows_of_arrivals(connection, district_id, [head.arrival_id for head in heads])
        for head in heads:
            for line in lines[head.arrival_id]:
                yield (
                    head.arrival_id, line.line_number, head.expected_on, head.source_name, head.source_kind, head.state,
                    head.location_name, line.item_name, line.base_unit, line.quantity, line.received, line.rejected,
                    line.open_quantity, head.vehicle,
                )  # fmt: skip
        start += AT_ONCE


def items_table(connection: Connection, district_id: int, _scope: Scope) -> Rows:
    """The catalogue as it can be imported again, retired items last."""
    yield from items_written(connection, district_id, every_goods(connection, district_id))


def parties_table(connection: Connection, district_id: int, _scope: Scope) -> Rows:
    """Units, suppliers and donors, without any person's data."""
    for party in all_parties(connection, district_id):
        yield party.party_id, party.kind, party.name, party.area, party.credit_code, party.priority_class


def classes_table(connection: Connection, district_id: int, _scope: Scope) -> Rows:
    """Every version of the table of priority classes, the one in force first; version 0 is the founding one."""
    for version in class_versions(connection, district_id):
        for each in version.table.classes:
            yield (
                version.version, each.number, each.name, each.name_en, " ".join(each.kinds), " ".join(each.exposures),
                each.lift_days, int(each.is_retired), each.moves_to or "",
                moment(version.set_at, with_year=True) if version.set_at else "", version.reason,
            )  # fmt: skip


def purchases_table(connection: Connection, district_id: int, _scope: Scope) -> Rows:
    """Every purchase, the newest first, with what its dossier lacks; amounts in fen."""
    known = district(connection, district_id)
    zone = known.timezone if known else "Asia/Shanghai"
    start = 0
    while rows := purchase_rows(connection, district_id, PurchaseFilter(), page=(AT_ONCE, start)):
        found = dossiers(connection, district_id, [row.purchase_id for row in rows], timezone=zone)
        for row in rows:
            dossier = found[row.purchase_id]
            lacking = dossier.missing
            due_on = next((each.due_on for each in lacking if each.due_on), "")
            yield (
                row.purchase_id, moment(row.proposed_at, with_year=True), row.supplier_name, row.department_name,
                row.goods, row.base_unit, row.quantity, row.lines, row.amount_fen, row.state, row.flags,
                row.expected_on, row.actor_name, dossier.tie.accepted_fen, dossier.invoiced_fen, dossier.tie.paid_fen,
                "、".join(_(each.title) for each in lacking), due_on,
            )  # fmt: skip
        start += AT_ONCE


def suppliers_table(connection: Connection, district_id: int, _scope: Scope) -> Rows:
    """The supplier register: a row for each licence that counts, one for a supplier without any."""
    wanted = SupplierFilter("")
    start = 0
    while rows := supplier_rows(connection, district_id, wanted, page=(AT_ONCE, start)):
        for row in rows:
            licences = [each for each in licences_of(connection, district_id, row.party_id) if not each.withdrawn_entry]
            head = (row.party_id, row.name, row.area, row.credit_code, int(row.is_blacklisted))
            for each in licences:
                yield (*head, each.kind, each.number, each.issued_by, each.issued_on, each.expires_on)
            if not licences:
                yield (*head, "", "", "", "", "")
        start += AT_ONCE


def value_table(connection: Connection, district_id: int, _scope: Scope) -> Rows:
    """What the stock is worth by item and funding line; amounts in fen."""
    for row in stock_value(connection, district_id):
        yield (
            row.item_name, row.base_unit, row.budget_line, row.source_kind, row.on_hand, row.unpriced, row.value_fen,
        )  # fmt: skip


def donations_table(connection: Connection, district_id: int, _scope: Scope) -> Rows:
    """Every line of every donation, and its money in fen, the newest first; persons are not named."""
    start = 0
    while heads := donations_page(connection, district_id, DonationFilter(), page=(AT_ONCE, start)):
        lines = gift_lines(connection, district_id, [head.donation_id for head in heads])
        for head in heads:
            before = (head.donation_id, moment(head.announced_at, with_year=True), donor_name(head), head.stage)
            after = (head.purpose_name, head.purpose_class or "", head.wish)
            for line in lines[head.donation_id]:
                value = (line.value_basis, _or_empty(line.price_fen), line.price_units)
                yield (*before, line.item_name, line.base_unit, line.quantity, _or_empty(line.handed), *value, "", "",
                       *after)  # fmt: skip
            if head.amount_fen or not lines[head.donation_id]:
                yield (*before, "", "", "", "", "", "", "", head.amount_fen, head.booked_fen, *after)
        start += AT_ONCE


def _or_empty(value: int | None) -> Cell:
    return "" if value is None else value


TABLES: dict[str, tuple[tuple[str, ...], Callable[[Any, int, Scope], Rows]]] = {
    "stock": (
        (
            N_("物资"), N_("批次"), N_("批号"), N_("有效期至"), N_("状态"), N_("来源"), N_("地点"), N_("单位"),
            N_("在库"), N_("占用"), N_("可用"),
        ),
        stock_table,
    ),
    "requests": (
        (
            N_("申请"), N_("行"), N_("时间"), N_("申请单位"), N_("优先级"), N_("状态"), N_("物资"), N_("单位"),
            N_("申请数量"), N_("批准数量"), N_("已分配"), N_("已发出"), N_("已签收"), N_("规格"),
            N_("人数"), N_("人员类别"), N_("现有库存"), N_("管几天"), N_("最迟哪天"), N_("用途"), N_("可代替"),
        ),
        requests_table,
    ),
    "donations": (
        (
            N_("捐赠"), N_("时间"), N_("捐赠人"), N_("状态"), N_("物资"), N_("单位"), N_("数量"), N_("捐赠人说交了"),
            N_("怎么估的"), N_("单价（分）"), N_("单价对应的数量"), N_("捐款（分）"), N_("已入账（分）"),
            N_("定向单位"), N_("定向级别"), N_("捐赠人的话"),
        ),
        donations_table,
    ),
    "arrivals": (
        (
            N_("到货单"), N_("行"), N_("预计哪天到"), N_("来自"), N_("来源"), N_("状态"), N_("到哪里"), N_("物资"),
            N_("单位"), N_("应到"), N_("已收"), N_("不合格"), N_("还差"), N_("车辆"),
        ),
        arrivals_table,
    ),
    "claims": (CLAIM_HEADINGS, claims_table),
    "mobilisation": (ORDER_HEADINGS, mobilisation_table),
    "items": (HEADS, items_table),
    "parties": (
        (N_("编号"), N_("类别"), N_("名称"), N_("地区"), N_("统一社会信用代码"), N_("优先级")),
        parties_table,
    ),
    "leads": (HEADINGS, leads_table),
    "tasks": (TASK_HEADINGS, tasks_table),
    "purchases": (
        (
            N_("采购单"), N_("提出时间"), N_("供应单位"), N_("部门"), N_("物资"), N_("单位"), N_("数量"), N_("行数"),
            N_("金额（分）"), N_("状态"), N_("警示"), N_("预计到货"), N_("采购人"), N_("已验收（分）"),
            N_("发票（分）"), N_("已付（分）"), N_("档案还缺"), N_("最早期限"),
        ),
        purchases_table,
    ),
    "suppliers": (
        (
            N_("编号"), N_("名称"), N_("地区"), N_("统一社会信用代码"), N_("黑名单"), N_("证件"), N_("证件编号"),
            N_("发证机关"), N_("发证日期"), N_("到期"),
        ),
        suppliers_table,
    ),
    "value": (
        (
            N_("物资"), N_("单位"), N_("资金渠道"), N_("来源"), N_("在库"), N_("其中没有单价"), N_("货值（分）"),
        ),
        value_table,
    ),
    "classes": (
        (
            N_("版本"), N_("第几类"), N_("名称"), N_("英文名"), N_("哪些单位"), N_("管哪些人"),
            N_("现有不足几天就提一级"), N_("不再用"), N_("转到"), N_("时间"), N_("原因"),
        ),
        classes_table,
    ),
}  # fmt: skip
"""What can be taken along: name -> headings (gettext messages) and the rows."""
