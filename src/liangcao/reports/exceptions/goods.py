"""Goods: what was lost, sent as soon as it was booked, taken in without papers, never signed for."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import Row
from liangcao.kernel.refusals import N_
from liangcao.ledger.tables import LOST
from liangcao.reports.exceptions.shape import (
    HOUR_MS,
    MINUTE_MS,
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


def _lost(district_id: int, search: Search) -> Found:
    person, values = by_person("journal.actor_id", search)
    return Found(
        "recorded_at, COALESCE(actor.name, ''), line.entry, item.name, item.base_unit, lot.batch_number, "
        "line.quantity, source.name, source.kind, action, body",
        "FROM line JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry "
        "JOIN lot ON lot.district_id = line.district_id AND lot.lot_id = line.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN location AS source ON source.district_id = line.district_id AND source.location_id = line.source_id "
        f"{actor_join('journal.actor_id', 'journal.district_id')}"
        f"WHERE line.district_id = ? AND {LOST.replace('kind', 'line.kind')} AND line.entry BETWEEN ? AND ?{person}",
        (district_id, search.first, search.last, *values),
        "line.entry DESC, line.ordinal",
    )


def _gone(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (item, batch, (quantity, unit), (place, kind), action, _said(body)))
        for at, name, entry, item, unit, batch, quantity, place, kind, action, body in rows
    ]


def _said(body: Any) -> str:
    """Why, in the words of the entry: its reason, or what was said of the differences of its lines."""
    command = json.loads(bytes(body)).get("command", {})
    differences = [line["difference"] for line in command.get("lines", ()) if line.get("difference")]
    return str(command.get("reason") or "；".join(dict.fromkeys(differences)))


def _hasty(district_id: int, search: Search) -> Found:
    """The first shipment of each lot received: ids are given out in order, so that it is the one with the least."""
    person, values = by_person("receipt.actor_id", search)
    first = (
        "SELECT MIN(shipment_line.shipment_id) FROM shipment_line "
        "WHERE shipment_line.district_id = receipt_line.district_id AND shipment_line.lot_id = receipt_line.lot_id"
    )
    return Found(
        f"{recorded('receipt')}, COALESCE(actor.name, ''), shipment.entry, item.name, lot.batch_number, "
        f"receipt.receipt_id, shipment.shipment_id, party.name, {recorded('shipment')}",
        "FROM receipt JOIN receipt_line ON receipt_line.district_id = receipt.district_id "
        "AND receipt_line.receipt_id = receipt.receipt_id "
        f"JOIN shipment ON shipment.district_id = receipt.district_id AND shipment.shipment_id = ({first}) "
        "JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
        f"{actor_join('receipt.actor_id', 'receipt.district_id')}"
        "WHERE receipt.district_id = ? AND receipt.entry BETWEEN ? AND ? AND receipt.state = 'booked' "
        f"AND {recorded('shipment')} - {recorded('receipt')} < ?{person}",
        (district_id, search.first, search.last, search.limit * MINUTE_MS, *values),
        "receipt.entry DESC, receipt_line.line_number",
    )


def _sent_at_once(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (item, batch, ("receipt", receipt), ("shipment", shipment), unit, sent - at))
        for at, name, entry, item, batch, receipt, shipment, unit, sent in rows
    ]


_LINES = (
    "FROM receipt_line JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id "
)
_ITEMS = "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
_OF_RECEIPT = "WHERE receipt_line.district_id = receipt.district_id AND receipt_line.receipt_id = receipt.receipt_id "
_NO_BATCH = f"(SELECT COUNT(*) {_LINES}{_OF_RECEIPT}AND lot.batch_number = '')"
_NO_EXPIRY = f"(SELECT COUNT(*) {_LINES}{_ITEMS}{_OF_RECEIPT}AND lot.expires_on = '' AND item.shelf_life_days > 0)"


def _bare(district_id: int, search: Search) -> Found:
    person, values = by_person("receipt.actor_id", search)
    return Found(
        f"{recorded('receipt')}, COALESCE(actor.name, ''), receipt.entry, receipt.receipt_id, party.name, "
        f"receipt.document_number, {_NO_BATCH}, {_NO_EXPIRY}",
        "FROM receipt "
        "JOIN party ON party.district_id = receipt.district_id AND party.party_id = receipt.source_party_id "
        f"{actor_join('receipt.actor_id', 'receipt.district_id')}"
        "WHERE receipt.district_id = ? AND receipt.entry BETWEEN ? AND ? AND receipt.state = 'booked' "
        f"AND (receipt.document_number = '' OR {_NO_BATCH} > 0 OR {_NO_EXPIRY} > 0){person}",
        (district_id, search.first, search.last, *values),
        "receipt.entry DESC",
    )


def _without_papers(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    cases = []
    for at, name, entry, receipt, source, number, no_batch, no_expiry in rows:
        missing = [(N_("没有单据号"), 1)] if not number else []
        missing += [(N_("{n} 批没有批号"), no_batch)] if no_batch else []
        missing += [(N_("{n} 批没有有效期"), no_expiry)] if no_expiry else []
        cases.append(Case(at, name, entry, (source, ("receipt", receipt), tuple(missing))))
    return cases


def _unsigned(district_id: int, search: Search) -> Found:
    person, values = by_person("shipment.actor_id", search)
    return Found(
        f"{recorded('shipment')}, COALESCE(actor.name, ''), shipment.entry, shipment.shipment_id, party.name, "
        "location.name",
        "FROM shipment JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
        "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
        f"{actor_join('shipment.actor_id', 'shipment.district_id')}"
        "WHERE shipment.district_id = ? AND shipment.state = 'dispatched' AND shipment.entry BETWEEN ? AND ? "
        f"AND {recorded('shipment')} < ?{person}",
        (district_id, search.first, search.last, search.now - search.limit * HOUR_MS, *values),
        "shipment.entry",
    )


def _on_the_way(_connection: Connection, _district_id: int, rows: Sequence[Row], search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (unit, ("shipment", shipment), store, search.now - at))
        for at, name, entry, shipment, unit, store in rows
    ]


def _missing(district_id: int, search: Search) -> Found:
    person, values = by_person("journal.actor_id", search)
    return Found(
        "delivered_at, COALESCE(actor.name, ''), shipment.signed_entry, item.name, item.base_unit, lot.batch_number, "
        "quantity - received - returned - found - lost, shipment.shipment_id, party.name, difference",
        "FROM shipment_line JOIN shipment ON shipment.district_id = shipment_line.district_id "
        "AND shipment.shipment_id = shipment_line.shipment_id "
        "LEFT JOIN journal ON journal.district_id = shipment.district_id AND journal.number = shipment.signed_entry "
        "JOIN lot ON lot.district_id = shipment_line.district_id AND lot.lot_id = shipment_line.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
        f"{actor_join('journal.actor_id', 'journal.district_id')}"
        "WHERE shipment_line.district_id = ? AND shipment_line.shipment_id IN "
        "(SELECT differing.shipment_id FROM shipment AS differing WHERE differing.district_id = ? "
        "AND differing.open_lines > 0) AND shipment.signed_entry BETWEEN ? AND ? "
        f"AND quantity > received + returned + found + lost AND delivered_at < ?{person}",
        (district_id, district_id, search.first, search.last, search.now - search.limit * HOUR_MS, *values),
        "shipment.signed_entry, shipment_line.line_number",
    )


def _not_settled(_connection: Connection, _district_id: int, rows: Sequence[Row], search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (item, batch, (quantity, unit), ("shipment", shipment), whom, why, search.now - at))
        for at, name, entry, item, unit, batch, quantity, shipment, whom, why in rows
    ]


_LOST = by_sql(_lost, _gone)
_MISSING = by_sql(_missing, _not_settled)
_HASTY = by_sql(_hasty, _sent_at_once)
_BARE = by_sql(_bare, _without_papers)
_UNSIGNED = by_sql(_unsigned, _on_the_way)
_ITEM = Field(N_("物资"), is_primary=True)

RULES = (
    ExceptionRule(
        "lost",
        N_("报损和短少"),
        N_("报损的、路上短少的、盘点调整的，一行一行。"),
        N_("少了的东西要有人说得清：看是不是总在同一个地方、同一个人手里。"),
        (
            _ITEM,
            Field(N_("批号")),
            Field(N_("数量"), "quantity"),
            Field(N_("从"), "place"),
            Field(N_("事项"), "deed"),
            Field(N_("原因")),
        ),
        *_LOST,
    ),
    ExceptionRule(
        "hasty",
        N_("一入库就发出"),
        N_("一批货入账不到 {n} 分钟，就有人发走了它。"),
        N_("急的时候会有；经常这样，说明货先走了、账是后补的。"),
        (
            _ITEM,
            Field(N_("批号")),
            Field(N_("收货单"), "document"),
            Field(N_("发货单"), "document"),
            Field(N_("收货单位")),
            Field(N_("隔了多久"), "age"),
        ),
        *_HASTY,
        limit=Limit(N_("几分钟之内"), 30, 1, 1_440),
    ),
    ExceptionRule(
        "bare",
        N_("凭据不全的入库"),
        N_("没有单据号，或者有的批次没有批号，或者该有有效期的物资没写有效期。"),
        N_("没有这些，以后召回找不到、付款对不上、过期不知道。"),
        (
            Field(N_("来源单位"), is_primary=True),
            Field(N_("收货单"), "document"),
            Field(N_("缺什么"), "messages"),
        ),
        *_BARE,
    ),
    ExceptionRule(
        "unsigned",
        N_("发出没有签收"),
        N_("发出超过 {n} 小时，还没有人签收，不论是哪天发的；等得最久的在前。"),
        N_("没签收的货在谁手里，账上说不清。"),
        (
            Field(N_("收货单位"), is_primary=True),
            Field(N_("发货单"), "document"),
            Field(N_("从")),
            Field(N_("已过多久"), "age"),
        ),
        *_UNSIGNED,
        limit=Limit(N_("超过几小时"), 24, 0, 8_760),
        is_open=True,
    ),
    ExceptionRule(
        "missing",
        N_("缺了还没查清"),
        N_("签收时缺的，过了 {n} 小时还没有查清，不论是哪天签的；等得最久的在前。"),
        N_("货记在发货单上，没有报损，也没有找回：拖着不查，就没人说得清。"),
        (
            _ITEM,
            Field(N_("批号")),
            Field(N_("数量"), "quantity"),
            Field(N_("发货单"), "document"),
            Field(N_("收货单位")),
            Field(N_("签收时写的原因")),
            Field(N_("已过多久"), "age"),
        ),
        *_MISSING,
        limit=Limit(N_("超过几小时"), 24, 0, 8_760),
        is_open=True,
    ),
)
