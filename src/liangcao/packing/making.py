"""Handlers of kits and re-packs: lots go to an outside place and come back as a lot of their own (decision 0187)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from liangcao.access.permissions import Reach
from liangcao.catalog.queries import goods
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.packing.commands import AssembleKits, Repack, SetKit, TakeApart
from liangcao.packing.kit_queries import Build, build_of_lot, ingredients, parts_of, recipe_of, stopped_within
from liangcao.packing.kit_rules import (
    Part,
    budget_of,
    check_parts,
    check_twice,
    check_usable,
    cost_of,
    earliest,
    purpose_of,
)
from liangcao.parties.queries import Place, place

TRANSFORMED = "组套改装"
"""What the outside place is called through which lots become other lots."""


def set_kit(command: SetKit, context: Context) -> Effects:
    """A new version of what one kit of the item holds."""
    parts = [part.item_id for part in command.parts]
    if command.item_id in parts:
        raise refused("kit_of_itself", f"parts.{parts.index(command.item_id)}.item_id")
    known = goods(context, [command.item_id, *parts])
    for index, item_id in enumerate(parts):
        if item_id in parts[:index]:
            raise refused("kit_part_twice", f"parts.{index}.item_id", item=known[item_id].name)
    before = recipe_of(context.connection, context.district_id, command.item_id)
    recipe_id = context.new_id()
    version = before.version + 1 if before else 1
    head = {
        "recipe_id": recipe_id,
        "item_id": command.item_id,
        "version": version,
        "note": command.note,
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [NewRow("kit_recipe", head)]
    for number, part in enumerate(command.parts, 1):
        rows.append(NewRow("kit_component", {"recipe_id": recipe_id, "line_number": number, **part.model_dump()}))
    return Effects(rows=tuple(rows), answer={"recipe_id": recipe_id, "version": version})


def reach_of_making(command: AssembleKits | Repack | TakeApart, context: Context) -> Reach:
    """Where the goods lie."""
    return Reach(paths=(place(context, command.location_id, "location_id").path,))


def _bench(context: Context, location_id: int) -> Place:
    """The place where it is done; raises Refused ``place_outside``."""
    found = place(context, location_id, "location_id")
    if found.is_outside or found.kind not in {"store", "shelf", "dock", "packing"}:
        raise refused("place_outside", "location_id", location=found.name)
    return found


def assemble_kits(command: AssembleKits, context: Context) -> Effects:
    """So many kits by the recipe in force, every one alike, of lots that may be used."""
    bench = _bench(context, command.location_id)
    recipe = recipe_of(context.connection, context.district_id, command.item_id)
    known = goods(context, [command.item_id])
    if recipe is None:
        raise refused("no_recipe", "item_id", item=known[command.item_id].name)
    check_twice(command.parts)
    wanted = [(part.lot_id, part.quantity) for part in command.parts]
    parts = parts_of(context.connection, context.district_id, wanted)
    held = {each.item_id: each.quantity for each in recipe.components}
    names = {each.item_id: each.item_name for each in recipe.components}
    check_parts(held, parts, command.quantity, names)
    _check_usable(parts, context)
    values = {
        "item_id": command.item_id,
        "batch_number": command.batch_number or f"{context.today.replace('-', '')}-{context.number}",
        "produced_on": context.today,
        "expires_on": earliest(parts),
    }
    build = {"kind": "kit", "item_id": command.item_id, "recipe_id": recipe.recipe_id, "note": command.note}
    return _made(parts, command.quantity, (values, build), bench, context)


def _check_usable(parts: Sequence[Part], context: Context) -> None:
    """Raise Refused ``lot_expired``, ``lot_quarantined``; made of a stopped lot counts as stopped."""
    check_usable(parts, context.today)
    stopped = stopped_within(context.connection, context.district_id, [part.lot_id for part in parts])
    for index, part in enumerate(parts):
        if part.lot_id in stopped:
            raise refused("lot_quarantined", f"parts.{index}.lot_id", lot=stopped[part.lot_id])


def repack_lot(command: Repack, context: Context) -> Effects:
    """The same goods of the same batch in boxes of another size."""
    bench = _bench(context, command.location_id)
    parts = parts_of(context.connection, context.district_id, [(command.lot_id, command.quantity)])
    _check_usable(parts, context)
    row = ask(
        context.connection,
        "SELECT pack_size, produced_on, standard, grade, registration_number, acceptance FROM lot "
        "WHERE district_id = ? AND lot_id = ?",
        (context.district_id, command.lot_id),
    )[0]
    if row[0] == command.pack_size:
        raise refused("pack_same", "pack_size", lot=parts[0].called, size=command.pack_size)
    values = {
        "item_id": parts[0].item_id,
        "batch_number": parts[0].batch_number,
        "produced_on": row[1],
        "expires_on": parts[0].expires_on,
        "standard": row[2],
        "grade": row[3],
        "registration_number": row[4],
        "pack_size": command.pack_size,
    }
    build = {"kind": "repack", "item_id": parts[0].item_id, "note": command.note}
    return _made(parts, command.quantity, (values, build), bench, context)


def _made(
    parts: Sequence[Part], quantity: int, told: tuple[dict[str, Any], dict[str, Any]], bench: Place, context: Context
) -> Effects:
    """What goes to the outside place, and comes back as one lot; `told` are values of the lot and of the making."""
    purpose_party, purpose_class = purpose_of(parts)
    lot_id, build_id = context.new_id(), context.new_id()
    through, rows = _through(context)
    lot = {
        "lot_id": lot_id,
        **told[0],
        "status": "released",
        "source_kind": "transformation",
        "purpose_class": purpose_class,
        "budget_line_id": budget_of(parts),
        "origin_entry": context.number,
    }
    lot |= {"purpose_party_id": purpose_party} if purpose_party else {}
    cost = cost_of(parts, quantity)
    lot |= {"unit_cost_fen": cost[0], "cost_units": cost[1]} if cost else {}
    build = {
        "build_id": build_id,
        **told[1],
        "lot_id": lot_id,
        "location_id": bench.location_id,
        "quantity": quantity,
        "actor_id": context.actor_id,
        "built_at": context.occurred_at,
        "entry": context.number,
    }
    rows += [NewRow("lot", lot), NewRow("build", build)]
    rows += [_became(context, (part.lot_id, lot_id), (part.quantity, quantity)) for part in parts]
    lines = [Line(part.lot_id, bench.location_id, through, part.quantity) for part in parts]
    lines.append(Line(lot_id, through, bench.location_id, quantity))
    answer = {"build_id": build_id, "lot_id": lot_id}
    return Effects((Movement("transformation", tuple(lines)),), rows=tuple(rows), answer=answer)


def _became(context: Context, lots: tuple[int, int], quantities: tuple[int, int]) -> NewRow:
    values = {"entry": context.number, "from_lot_id": lots[0], "to_lot_id": lots[1]}
    return NewRow("transformation", {**values, "quantity": quantities[0], "made": quantities[1]})


def _through(context: Context) -> tuple[int, list[NewRow]]:
    """The outside place that lots become others through; made when it is needed first."""
    sql = "SELECT location_id FROM location WHERE district_id = ? AND kind = 'transformation' ORDER BY location_id"
    rows = ask(context.connection, sql, (context.district_id,))
    if rows:
        return int(rows[0][0]), []
    number = context.new_id()
    values = {"location_id": number, "path": f"/{number}/", "kind": "transformation", "name": TRANSFORMED}
    return number, [NewRow("location", {**values, "is_outside": 1})]


def take_apart(command: TakeApart, context: Context) -> Effects:
    """Every kit holds the same, so what it was made of is known: it is again of the lots it came from."""
    bench = _bench(context, command.location_id)
    build = build_of_lot(context.connection, context.district_id, command.lot_id)
    parts = parts_of(context.connection, context.district_id, [(command.lot_id, command.quantity)])
    if build is None:
        raise refused("not_made_here", "lot_id", lot=parts[0].called)
    if command.quantity > build.quantity - build.apart:
        params = {"lot": parts[0].called, "left": build.quantity - build.apart, "quantity": command.quantity}
        raise refused("exceeds_built", "quantity", **params)
    check_usable(parts, "", field="lot_id")  # an expired kit may well be opened; a stopped one waits for its word
    through, rows = _through(context)
    lines = [Line(build.lot_id, bench.location_id, through, command.quantity)]
    for lot_id, quantity in _back(build, command.quantity, parts[0].called, context):
        lines.append(Line(lot_id, through, bench.location_id, quantity))
        rows.append(_became(context, (build.lot_id, lot_id), (command.quantity, quantity)))
    change = Change(
        "build", {"build_id": build.build_id}, {"apart": build.apart + command.quantity}, {"apart": build.apart}
    )
    answer = {"build_id": build.build_id, "lot_ids": tuple(line.lot_id for line in lines[1:])}
    movements = (Movement("transformation", tuple(lines)),)
    return Effects(movements, rows=tuple(rows), changes=(change,), answer=answer)


def _back(build: Build, quantity: int, called: str, context: Context) -> list[tuple[int, int]]:
    """So much of each lot comes out; Refused ``apart_uneven`` where that is no whole number."""
    found: list[tuple[int, int]] = []
    for part in ingredients(context.connection, context.district_id, build):
        share = Fraction(part.quantity, build.quantity)
        if quantity * share.numerator % share.denominator:
            raise refused("apart_uneven", "quantity", quantity=quantity, lot=called, whole=share.denominator)
        found.append((part.lot_id, quantity * share.numerator // share.denominator))
    return found
