"""Hand-overs: signed for on the phone of whoever handed over, and phones whose clock was off."""

from collections.abc import Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import Row
from liangcao.delivering.rules import WAYS
from liangcao.kernel.refusals import N_, REFUSALS
from liangcao.reports.exceptions.shape import (
    Case,
    ExceptionRule,
    Field,
    Found,
    Search,
    actor_join,
    by_person,
    by_sql,
)

_PROOFS = (
    "FROM delivery_proof JOIN shipment ON shipment.district_id = delivery_proof.district_id "
    "AND shipment.shipment_id = delivery_proof.shipment_id "
    "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
    "LEFT JOIN actor ON actor.district_id = delivery_proof.district_id AND actor.actor_id = delivery_proof.carrier_id "
)
_COLUMNS = (
    "delivery_proof.recorded_at, COALESCE(actor.name, ''), delivery_proof.entry, party.name, shipment.shipment_id, "
    "delivery_proof.way, delivery_proof.receiver, delivery_proof.clock_off, delivery_proof.device_at"
)


def _own_phone(district_id: int, search: Search) -> Found:
    return _found("way IN ('same_phone', 'carrier')", district_id, search)


def _clock(district_id: int, search: Search) -> Found:
    return _found("clock_off <> 0", district_id, search)


def _found(condition: str, district_id: int, search: Search) -> Found:
    person, values = by_person("delivery_proof.carrier_id", search)
    return Found(
        _COLUMNS,
        f"{_PROOFS}WHERE delivery_proof.district_id = ? AND {condition} "
        f"AND delivery_proof.entry BETWEEN ? AND ?{person}",
        (district_id, search.first, search.last, *values),
        "delivery_proof.entry DESC",
    )


def _signed(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [
        Case(at, carrier, entry, (unit, ("shipment", shipment), WAYS[way], receiver))
        for at, carrier, entry, unit, shipment, way, receiver, _off, _device in rows
    ]


def _off(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [
        Case(at, carrier, entry, (unit, ("shipment", shipment), device_at, abs(off)))
        for at, carrier, entry, unit, shipment, _way, _receiver, off, device_at in rows
    ]


def _offline(district_id: int, search: Search) -> Found:
    person, values = by_person("refused_form.actor_id", search)
    return Found(
        f"kept_at, COALESCE(actor.name, ''), refused_form.entry, code, device_at, {_STATE}, "
        "COALESCE(settler.name, ''), reason",
        f"FROM refused_form {actor_join('refused_form.actor_id', 'refused_form.district_id')}"
        "LEFT JOIN actor AS settler ON settler.district_id = refused_form.district_id "
        "AND settler.actor_id = refused_form.settled_by "
        f"WHERE refused_form.district_id = ? AND refused_form.entry BETWEEN ? AND ? AND {_STATE} <> 'done'{person}",
        (district_id, search.first, search.last, *values),
        "refused_form.entry DESC",
    )


_STATE = (
    "CASE WHEN EXISTS (SELECT 1 FROM journal WHERE journal.district_id = refused_form.district_id "
    "AND journal.command_id = refused_form.form_command_id) THEN 'done' ELSE state END"
)
_STATES = {"waiting": N_("等处理"), "dropped": N_("已作罢")}


def _told(code: str) -> str:
    """The refusal as a message; one with particulars is named by its code, which stands in the reference."""
    message = REFUSALS[code].message if code in REFUSALS else code
    return code if "{" in message else message


def _not_done(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (_told(code), device_at,
                               _STATES[state], settler, why))
        for at, name, entry, code, device_at, state, settler, why in rows
    ]  # fmt: skip


_UNIT = Field(N_("收货单位"), is_primary=True)
_SHIPMENT = Field(N_("发货单"), "document")

RULES = (
    ExceptionRule(
        "own_phone",
        N_("在送货人手机上签收的"),
        N_("签收的那部手机就是送货人的：没有信号时替收货人签的，或者自己打开了签收的链接。"),
        N_("送的和签的要是两个人：打电话问收货单位，看照片和签名，抽查。"),
        (_UNIT, _SHIPMENT, Field(N_("怎么签的"), "message"), Field(N_("签收人"), "personal")),
        *by_sql(_own_phone, _signed),
    ),
    ExceptionRule(
        "phone_clock",
        N_("签收的手机钟不准"),
        N_("签收的手机上的时间和账本差十分钟以上；时间以账本为准，手机说的也留着。"),
        N_("钟不准多半是没有校时；拨过的，要问为什么。"),
        (_UNIT, _SHIPMENT, Field(N_("手机说的"), "moment"), Field(N_("差多少"), "age")),
        *by_sql(_clock, _off),
    ),
    ExceptionRule(
        "offline",
        N_("没有照办的离线单"),
        N_("没有信号时填的单子，传上来被退，还没有人处理，或者写明原因作罢了；后来照办的不算。"),
        N_("填了不算的，要问填的人当时办了什么，货现在在谁手里。"),
        (
            Field(N_("为什么退"), "message", is_primary=True),
            Field(N_("手机说的"), "moment"),
            Field(N_("状态"), "message"),
            Field(N_("谁作罢")),
            Field(N_("原因")),
        ),
        *by_sql(_offline, _not_done),
    ),
)
