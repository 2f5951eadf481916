"""What stands beside the numbers on a note of a shift: what each thing is, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys
from liangcao.language.formats import quantity
from liangcao.language.things import thing
from liangcao.tasks.queries import tasks_by_id
from liangcao.tasks.shift_queries import OpenThing


@dataclass(frozen=True, slots=True)
class Told:
    """A thing in words: for whom and what, and what else is worth saying."""

    title: str
    note: str = ""


_REQUESTS = (
    "SELECT request.request_id, COALESCE(party.name, ''), unit_said, item.name FROM {keys} "
    "JOIN request ON request.request_id = k1 "
    "JOIN request_line ON request_line.district_id = request.district_id "
    "AND request_line.request_id = request.request_id AND request_line.line_number = 1 "
    "JOIN item ON item.district_id = request_line.district_id AND item.item_id = request_line.item_id "
    "LEFT JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
    "WHERE request.district_id = ?"
)
_SHIPMENTS = (
    "SELECT shipment_id, party.name, vehicle FROM {keys} JOIN shipment ON shipment_id = k1 "
    "JOIN party ON party.district_id = shipment.district_id AND party.party_id = shipment.unit_id "
    "WHERE shipment.district_id = ?"
)
_ARRIVALS = (
    "SELECT arrival_id, party.name, expected_on FROM {keys} JOIN arrival ON arrival_id = k1 "
    "JOIN party ON party.district_id = arrival.district_id AND party.party_id = arrival.source_party_id "
    "WHERE arrival.district_id = ?"
)


def told_things(connection: Connection, district_id: int, things: Sequence[OpenThing]) -> dict[tuple[str, int], Told]:
    """Each thing in words, by kind and number."""
    by_kind: dict[str, list[tuple[int]]] = {}
    for each in things:
        by_kind.setdefault(each.kind, []).append((each.document_id,))
    found: dict[tuple[str, int], Told] = {}
    tasks = tasks_by_id(connection, district_id, [number for (number,) in by_kind.get("task", [])])
    for number, task in tasks.items():
        goods = f"{thing(task.item_name)} {quantity(task.quantity, task.base_unit) if task.quantity else ''}".strip()
        title = " · ".join(part for part in (task.unit, goods or task.matter[:40]) if part)
        found["task", number] = Told(title, task.to_name)
    tail = (district_id,)
    for number, name, said, item in select_by_keys(connection, _REQUESTS, by_kind.get("request", []), tail):
        found["request", number] = Told(f"{name or said} · {thing(item)}")
    for number, name, vehicle in select_by_keys(connection, _SHIPMENTS, by_kind.get("shipment", []), tail):
        found["shipment", number] = Told(name, vehicle)
    for number, name, day in select_by_keys(connection, _ARRIVALS, by_kind.get("arrival", []), tail):
        found["arrival", number] = Told(name, day)
    return found
