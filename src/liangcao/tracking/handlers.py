"""Handlers of what trips are planned from: vehicles, sites, sizes of boxes, ways, and the rule."""

from collections.abc import Mapping
from typing import Any

from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.tracking.commands import (
    ChangeVehicle,
    RegisterVehicle,
    SetDistances,
    SetSites,
    SetSizes,
    SetTripRule,
    SiteLine,
)
from liangcao.tracking.day import vehicles
from liangcao.tracking.geography import FAR_METRES, Point, checked, metres_between, to_wgs84
from liangcao.tracking.named import check_driver, store, vehicle
from liangcao.tracking.rules import check_hours


def _check_vehicle(command: RegisterVehicle | ChangeVehicle, context: Context) -> None:
    if command.boxes == 0:
        raise refused("vehicle_holds_nothing", "boxes")
    check_hours(command.starts, command.ends, "ends")
    store(context, command.store_id, "store_id")
    check_driver(context, command.driver_id)


def register_vehicle(command: RegisterVehicle, context: Context) -> Effects:
    """A vehicle with a plate nobody has yet."""
    _check_vehicle(command, context)
    plate = command.plate.upper().replace(" ", "")
    if any(each.plate == plate for each in vehicles(context.connection, context.district_id)):
        raise refused("already_exists", "plate", name=plate)
    vehicle_id = context.new_id()
    values = {
        "vehicle_id": vehicle_id,
        **command.model_dump(exclude={"driver_id"}),
        "plate": plate,
        "driver_id": command.driver_id or 0,
        **_marks(context, "registered_at"),
    }
    return Effects(rows=(NewRow("vehicle", values),), answer={"vehicle_id": vehicle_id})


def change_vehicle(command: ChangeVehicle, context: Context) -> Effects:
    """The vehicle as it is now; trips decided already stay as they are."""
    before = vehicle(context, command.vehicle_id)
    _check_vehicle(command, context)
    values: dict[str, Any] = command.model_dump(exclude={"vehicle_id", "driver_id", "in_service"})
    values |= {"driver_id": command.driver_id or 0, "in_service": int(command.in_service)}
    old = {name: int(value) if isinstance(value := getattr(before, name), bool) else value for name in values}
    if values == old:
        raise refused("nothing_changed", name=before.plate)
    change = Change("vehicle", {"vehicle_id": before.vehicle_id}, values, {"in_service": int(before.in_service)})
    return Effects(changes=(change,), answer={"vehicle_id": before.vehicle_id})


def _marks(context: Context, when: str) -> dict[str, int]:
    return {"actor_id": context.actor_id, when: context.occurred_at, "entry": context.number}


def set_sites(command: SetSites, context: Context) -> Effects:
    """Where units and stores lie, in WGS-84; a line without a place changes hours only."""
    kinds = _kinds(context, [line.site_id for line in command.lines])
    old = _old(context, "site", "site_id", [line.site_id for line in command.lines], ("is_placed",))
    points = [_point(line, command.datum, index) for index, line in enumerate(command.lines)]
    anchor = _anchor(context, command, kinds, points)
    rows, changes, reasons, seen = list[NewRow](), list[Change](), list[Reason](), set[int]()
    for index, (line, point) in enumerate(zip(command.lines, points, strict=True)):
        field = f"lines.{index}"
        if line.site_id not in kinds:
            reasons.append(Reason("unknown_document", {"name": line.site_id}, f"{field}.site_id"))
            continue
        if line.site_id in seen:
            reasons.append(Reason("already_exists", {"name": line.site_id}, f"{field}.site_id"))
        seen.add(line.site_id)
        check_hours(line.opens, line.closes, f"{field}.closes")
        if point and anchor and (metres := metres_between(anchor, point)) > FAR_METRES:
            reasons.append(Reason("coordinates_far", {"km": metres // 1_000}, f"{field}.north"))
        values: dict[str, Any] = {"opens": line.opens, "closes": line.closes, "service": line.service}
        if point:
            values |= {"is_placed": 1, "north": point.north, "east": point.east}
        values |= _marks(context, "set_at")
        key = {"site_id": line.site_id}
        if line.site_id in old:
            changes.append(Change("site", key, values))
        else:
            rows.append(NewRow("site", {**key, "kind": kinds[line.site_id], **values}))
    if reasons:
        raise Refused(*reasons)
    return Effects(rows=tuple(rows), changes=tuple(changes), answer={"sites": len(command.lines)})


def _point(line: SiteLine, datum: str, index: int) -> Point | None:
    if line.north is None and line.east is None:
        return None
    if line.north is None or line.east is None:
        raise refused("field_missing", f"lines.{index}.{'north' if line.north is None else 'east'}")
    return to_wgs84(checked(line.north, line.east, f"lines.{index}.north"), datum)


def _kinds(context: Context, ids: list[int]) -> dict[int, str]:
    """Which of `ids` are units, and which stores."""
    keys, known = [(number,) for number in sorted(set(ids))], (context.district_id,)
    party = "SELECT party_id FROM {keys} JOIN party ON party_id = k1 WHERE district_id = ?"
    place_ = "SELECT location_id FROM {keys} JOIN location ON location_id = k1 WHERE district_id = ? AND kind = 'store'"
    found = {row[0]: "party" for row in select_by_keys(context.connection, party, keys, known)}
    return found | {row[0]: "store" for row in select_by_keys(context.connection, place_, keys, known)}


def _anchor(context: Context, command: SetSites, kinds: Mapping[int, str], points: list[Point | None]) -> Point | None:
    """The first store whose place is known, in the books or in the command itself: the rest lies around it."""
    for line, point in zip(command.lines, points, strict=True):
        if point and kinds.get(line.site_id) == "store":
            return point
    rows = ask(
        context.connection,
        "SELECT north, east FROM site WHERE district_id = ? AND kind = 'store' AND is_placed = 1 "
        "ORDER BY site_id LIMIT 1",
        (context.district_id,),
    )
    return Point(*rows[0]) if rows else None


def _old(
    context: Context, table: str, key: str, ids: list[int], columns: tuple[str, ...]
) -> dict[int, tuple[Any, ...]]:
    """The rows of `table` that are there for `ids` already."""
    sql = f"SELECT {key}, {', '.join(columns)} FROM {{keys}} JOIN {table} ON {key} = k1 WHERE district_id = ?"
    rows = select_by_keys(context.connection, sql, [(n,) for n in sorted(set(ids))], (context.district_id,))
    return {row[0]: tuple(row[1:]) for row in rows}


def set_sizes(command: SetSizes, context: Context) -> Effects:
    """What a box of each item holds and weighs; the last word counts."""
    ids = [line.item_id for line in command.lines]
    known = _old(context, "item", "item_id", ids, ("name",))
    old = _old(context, "item_size", "item_id", ids, ("pack",))
    rows, changes, reasons, seen = list[NewRow](), list[Change](), list[Reason](), set[int]()
    for index, line in enumerate(command.lines):
        field = f"lines.{index}.item_id"
        if line.item_id not in known:
            reasons.append(Reason("unknown_item", {"name": line.item_id}, field))
        if line.item_id in seen:
            reasons.append(Reason("already_exists", {"name": line.item_id}, field))
        seen.add(line.item_id)
        values = {**line.model_dump(exclude={"item_id"}), **_marks(context, "set_at")}
        if line.item_id in old:
            changes.append(Change("item_size", {"item_id": line.item_id}, values))
        else:
            rows.append(NewRow("item_size", {"item_id": line.item_id, **values}))
    if reasons:
        raise Refused(*reasons)
    return Effects(rows=tuple(rows), changes=tuple(changes), answer={"items": len(command.lines)})


def set_distances(command: SetDistances, context: Context) -> Effects:
    """Ways by road; how many of all pairs of the sites named are still not told is part of the answer."""
    ids = sorted({line.from_id for line in command.lines} | {line.to_id for line in command.lines})
    kinds = _kinds(context, ids)
    pairs = [(line.from_id, line.to_id) for line in command.lines]
    sql = "SELECT from_id, to_id FROM {keys} JOIN distance ON from_id = k1 WHERE district_id = ?"
    old = set(map(tuple, select_by_keys(context.connection, sql, [(n,) for n in ids], (context.district_id,))))
    rows, changes, reasons, seen = list[NewRow](), list[Change](), list[Reason](), set[tuple[int, int]]()
    for index, line in enumerate(command.lines):
        field, pair = f"lines.{index}", (line.from_id, line.to_id)
        for name, number in (("from_id", line.from_id), ("to_id", line.to_id)):
            if number not in kinds:
                reasons.append(Reason("unknown_document", {"name": number}, f"{field}.{name}"))
        if line.from_id == line.to_id:
            reasons.append(Reason("same_place", {}, f"{field}.to_id"))
        if pair in seen:
            reasons.append(Reason("already_exists", {"name": line.to_id}, f"{field}.to_id"))
        seen.add(pair)
        values = {"metres": line.metres, "minutes": line.minutes, "entry": context.number}
        key = {"from_id": line.from_id, "to_id": line.to_id}
        if pair in old:
            changes.append(Change("distance", key, values))
        else:
            rows.append(NewRow("distance", {**key, **values}))
    if reasons:
        raise Refused(*reasons[:20])
    lacking = len(ids) * (len(ids) - 1) - len({pair for pair in old if pair[1] in kinds} | set(pairs))
    return Effects(rows=tuple(rows), changes=tuple(changes), answer={"pairs": len(pairs), "lacking": max(0, lacking)})


def set_trip_rule(command: SetTripRule, context: Context) -> Effects:
    """One more word on how trips are reckoned; the last one counts."""
    rule_id = context.new_id()
    values = {"rule_id": rule_id, **command.model_dump(), **_marks(context, "set_at")}
    return Effects(rows=(NewRow("trip_rule", values),), answer={"rule_id": rule_id})
