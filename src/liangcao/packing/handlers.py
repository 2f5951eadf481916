"""Handlers of packages: a package is a number and what is in it; goods stay where they are on the ledger (0186)."""

from collections.abc import Sequence

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.packing.commands import PackGoods, SetPrefix, Unpack
from liangcao.packing.queries import (
    ToPack,
    free_to_pack,
    last_serial,
    package_head,
    planned_to_pack,
    prefix_now,
)
from liangcao.packing.rules import STATES, check_room, own_code_of, sscc_of
from liangcao.parties.queries import Place, place


def set_prefix(command: SetPrefix, context: Context) -> Effects:
    """From now on packages are numbered with this prefix; what was numbered keeps its number."""
    number = context.new_id()
    values = {
        "prefix_id": number,
        **command.model_dump(),
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("gs1_prefix", values),), answer={"prefix_id": number})


def reach_of_packing(command: PackGoods, context: Context) -> Reach:
    """Packing takes effect where the goods lie; on a shipment, at the store that sent it."""
    found = place(context, command.location_id, "location_id")
    return Reach(paths=(_store_path(found, context),))


def _store_path(found: Place, context: Context) -> str:
    if found.kind != "shipment":
        return found.path
    sql = (
        "SELECT location.path FROM shipment JOIN location ON location.district_id = shipment.district_id "
        "AND location.location_id = shipment.store_id WHERE shipment.district_id = ? AND shipment_id = ?"
    )
    return str(ask(context.connection, sql, (context.district_id, found.location_id))[0][0])


def pack_goods(command: PackGoods, context: Context) -> Effects:
    """Packages alike with numbers of their own, of goods that are in no other."""
    where = place(context, command.location_id, "location_id")
    if where.is_outside or where.kind in {"budget_line", "rejects"}:
        raise refused("place_outside", "location_id", location=where.name)
    there = _to_pack(command, context)
    room = {(each.lot_id, each.plan_line): each.room for each in there}
    names = {each.lot_id: f"{each.item_name} {each.batch_number or each.lot_id}" for each in there}
    check_room(command.lines, command.count, room, names)
    chosen = {(each.lot_id, each.plan_line): each for each in there}
    packed = [chosen[line.lot_id, line.plan_line] for line in command.lines]
    units = {each.unit_id for each in packed}
    if len(units) > 1:
        raise refused("one_unit_each", "lines")
    for index, each in enumerate(packed):
        _check_fit(each, f"lines.{index}.lot_id", context)
    return _numbered(command, packed, context)


def _numbered(command: PackGoods, packed: Sequence[ToPack], context: Context) -> Effects:
    prefix = prefix_now(context.connection, context.district_id)
    serial = last_serial(context.connection, context.district_id, prefix)
    rows: list[NewRow] = []
    made: list[int] = []
    codes: list[str] = []
    for number in range(serial + 1, serial + command.count + 1):
        package_id = context.new_id()
        made.append(package_id)
        codes.append(sscc_of(prefix, number) if prefix else own_code_of(context.district_id, number))
        head = {
            "package_id": package_id,
            "code": codes[-1],
            "prefix": prefix,
            "serial": number,
            "location_id": command.location_id,
            "plan_id": command.plan_id,
            "unit_id": packed[0].unit_id,
            "state": "packed",
            "note": command.note,
            "actor_id": context.actor_id,
            "packed_at": context.occurred_at,
            "entry": context.number,
        }
        rows.append(NewRow("package", head))
        for at, (line, known) in enumerate(zip(command.lines, packed, strict=True), 1):
            values = {"lot_id": line.lot_id, "item_id": known.item_id, "quantity": line.quantity}
            values |= {"package_id": package_id, "line_number": at, "plan_line": line.plan_line}
            rows.append(NewRow("package_line", values))
    return Effects(rows=tuple(rows), answer={"package_ids": tuple(made), "codes": tuple(codes)})


def _to_pack(command: PackGoods, context: Context) -> list[ToPack]:
    """What can be packed at the place: of the plan's lines that lie there, or promised to nobody."""
    connection, district = context.connection, context.district_id
    if not command.plan_id:
        return free_to_pack(connection, district, command.location_id)
    return [
        each
        for each in planned_to_pack(connection, district, command.plan_id)
        if each.location_id == command.location_id
    ]


def _check_fit(each: ToPack, field: str, context: Context) -> None:
    """Raise Refused ``lot_expired`` or ``lot_quarantined``: what may not leave is not packed."""
    called = each.batch_number or each.lot_id
    if each.expires_on and each.expires_on < context.today:
        raise refused("lot_expired", field, lot=called, expires_on=each.expires_on)
    if each.lot_status == "quarantined":
        raise refused("lot_quarantined", field, lot=called)


def reach_of_package(command: Unpack, context: Context) -> Reach:
    """A package is opened at the store where it was packed."""
    known = package_head(context.connection, context.district_id, EVERYTHING, command.package_id)
    found = place(context, known.location_id)
    return Reach(paths=(_store_path(found, context),))


def unpack_package(command: Unpack, context: Context) -> Effects:
    """The number ends; not of what its unit has signed for."""
    known = package_head(context.connection, context.district_id, EVERYTHING, command.package_id)
    if known.state != "packed":
        state = STATES[known.state]
        raise refused("wrong_state", "package_id", what=N_("包装件"), state=state, deed=N_("拆开"))
    if known.shipment_state == "delivered":
        raise refused("wrong_state", "package_id", what=N_("包装件"), state=N_("已签收"), deed=N_("拆开"))
    values = {"state": "unpacked", "unpacked_at": context.occurred_at, "end_note": command.reason}
    change = Change("package", {"package_id": known.package_id}, values, {"state": "packed"})
    return Effects(changes=(change,), answer={"package_id": known.package_id})
