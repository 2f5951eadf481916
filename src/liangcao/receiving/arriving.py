"""Handlers of expected arrivals: announced by hand, told anew, called off; and what must be inspected on arrival."""

from typing import Any

from liangcao.access.permissions import Reach
from liangcao.catalog.queries import goods, item
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import place, place_of_party, place_to_fill
from liangcao.receiving.commands import AnnounceArrival, CancelArrival, ChangeArrival, SetAcceptanceRule
from liangcao.receiving.expecting import OPEN_STATES, Arrival, Expected, ExpectedLine, arrival, cancelled, expect_goods

STATES: dict[str, str] = {
    "expected": N_("未到"),
    "partly": N_("到了一部分"),
    "received": N_("已到齐"),
    "cancelled": N_("已取消"),
}


def announce_arrival(command: AnnounceArrival, context: Context) -> Effects:
    """Goods are expected that no document of ours speaks of; nobody says here what they cost or whom they are for."""
    place_of_party(context, command.source_party_id)
    if command.location_id:
        place_to_fill(context, command.location_id, "location_id")
    known = goods(context, [line.item_id for line in command.lines])
    for number, line in enumerate(command.lines):
        if line.pack_size > line.quantity:
            name = known[line.item_id].name
            raise Refused(
                Reason(
                    "delivery_too_small",
                    {"item": name, "pack": line.pack_size, "most": line.quantity},
                    f"lines.{number}.pack_size",
                )
            )
    head = Expected(
        source_kind=command.source_kind,
        source_party_id=command.source_party_id,
        document_id=0,
        location_id=command.location_id or 0,
        expected_on=command.expected_on,
        driver=command.driver,
        driver_phone=command.driver_phone,
        vehicle=command.vehicle,
        note=command.note,
    )
    lines = [ExpectedLine(**line.model_dump()) for line in command.lines]
    arrival_id, rows = expect_goods(context, head, lines)
    return Effects(rows=rows, answer={"arrival_id": arrival_id})


def where_it_comes(command: AnnounceArrival | ChangeArrival | CancelArrival, context: Context) -> Reach:
    """Where goods are expected; while nobody knows where, whoever receives anywhere may say that they come."""
    numbers = {getattr(command, "location_id", None) or 0}
    if not isinstance(command, AnnounceArrival):
        numbers.add(arrival(context, command.arrival_id).location_id)
    paths = [place(context, number, "location_id").path for number in sorted(numbers - {0})]
    return Reach(paths=tuple(paths)) if paths else Reach(is_own=True)


def _still_open(context: Context, arrival_id: int, deed: str) -> Arrival:
    known = arrival(context, arrival_id)
    if known.state not in OPEN_STATES:
        raise refused("wrong_state", "arrival_id", what=arrival_id, state=STATES[known.state], deed=deed)
    return known


def change_arrival(command: ChangeArrival, context: Context) -> Effects:
    """What was said anew replaces what was said before."""
    known = _still_open(context, command.arrival_id, N_("改预计到货"))
    if command.location_id:
        place_to_fill(context, command.location_id, "location_id")
    fields = command.model_dump(exclude={"arrival_id"})
    values: dict[str, Any] = {name: value for name, value in fields.items() if value}
    if not values:
        raise refused("field_missing", "expected_on")
    change = Change("arrival", {"arrival_id": known.arrival_id}, values, {"state": known.state})
    return Effects(changes=(change,), answer={"arrival_id": known.arrival_id})


def cancel_arrival(command: CancelArrival, context: Context) -> Effects:
    """The rest is no longer expected."""
    known = _still_open(context, command.arrival_id, N_("取消预计到货"))
    return Effects(changes=(cancelled(known, command.reason),), answer={"arrival_id": known.arrival_id})


def set_acceptance_rule(command: SetAcceptanceRule, context: Context) -> Effects:
    """One more row; the last one of an item and source counts."""
    if command.item_id and item(context, command.item_id, "item_id").kind != "goods":
        raise refused("not_goods", "item_id", item=item(context, command.item_id).name)
    rule_id = context.new_id()
    values = {
        "rule_id": rule_id,
        "item_id": command.item_id or 0,
        "source_kind": command.source_kind,
        "is_needed": int(command.is_needed),
        "reason": command.reason,
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("acceptance_rule", values),), answer={"rule_id": rule_id})
