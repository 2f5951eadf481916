"""Reading what waits to be shared out and what there is to share: all that the question of a plan is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.allocation.question import SPARING_FROM, Coming, Floor, ItemNamed, OpenLine, Stock, Supply
from liangcao.catalog.queries import items_by_id
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.in_order import joined_in_order
from liangcao.ledger.queries import entry_at
from liangcao.parties.classes import class_names
from liangcao.requests.details import norms_in_force, people_covered
from liangcao.requests.substitutes import permitted, rules_in_force

MOST_USED = 10**11
PAST_DAYS = 14
"""From so many days what more urgent units will ask is estimated."""
DAY = 24 * 3_600_000


def open_lines(connection: Connection, district_id: int, item_ids: Sequence[int] = (), *, today: str) -> list[OpenLine]:
    """All approved lines not wholly allocated, of these items (empty: of all), with what would do instead of them:
    what the unit accepts and no rule of the office keeps from it.

    What people use a day is by the local norms that hold `today` (``YYYY-MM-DD``).
    """
    among = f"AND request_line.item_id IN ({', '.join('?' * len(item_ids))})" if item_ids else ""
    sql = (
        "SELECT request_line.request_id, line_number, request.unit_id, party.name, request_line.item_id, "
        "request.priority_class, approved, allocated, request.decided_at, people_covered, COALESCE(stock_held, -1), "
        "request_line.standards, party.area, party.kind "
        "FROM request_line "
        "JOIN request ON request.district_id = request_line.district_id "
        "AND request.request_id = request_line.request_id "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        f"WHERE request_line.district_id = ? AND approved > allocated AND request.state = 'approved' {among}"
    )
    with joined_in_order(connection):
        rows = sorted(ask(connection, sql, (district_id, *item_ids)), key=lambda row: (row[0], row[1]))
    accepted = _accepted(connection, district_id, [(row[0], row[1]) for row in rows])
    owed = _debts(connection, district_id, sorted({row[4] for row in rows}))
    rules = rules_in_force(connection, district_id, today=today)
    use = _daily_use(connection, district_id, [(row[0], row[4]) for row in rows], today)
    chosen = set(item_ids)
    lines = []
    for row in rows:
        others = tuple(
            each
            for each in permitted(rules, row[4], accepted.get((row[0], row[1]), ()), (row[13], row[5]))
            if each != row[4] and (not chosen or each in chosen)
        )
        more = {"people": row[9], "held_there": row[10], "daily_use": use.get((row[0], row[4]), 0)}
        more |= {"standards": tuple(filter(None, row[11].split("、"))), "area": row[12]}
        lines.append(OpenLine(*(*row[:9], others, owed.get((row[2], row[4]), 0)), **more))
    return lines


def _daily_use(
    connection: Connection, district_id: int, keys: Sequence[tuple[int, int]], today: str
) -> dict[tuple[int, int], int]:
    """What the people of a request use of an item a day by local norms, base units rounded up; by (request, item)."""
    norms = norms_in_force(connection, district_id, sorted({item_id for _request, item_id in keys}), today=today)
    if not norms:
        return {}
    people = people_covered(connection, district_id, sorted({number for number, _item in keys}))
    use = {}
    for number, item_id in keys:
        covered = people.get(number, {}).items()
        milli = sum(heads * norms[item_id, role].milli_per_day for role, heads in covered if (item_id, role) in norms)
        use[number, item_id] = min(-(-milli // 1000), MOST_USED)
    return use


def _accepted(
    connection: Connection, district_id: int, keys: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], list[int]]:
    """The substitutes of request lines, the better liked first."""
    rows = select_by_keys(
        connection,
        "SELECT request_id, line_number, item_id, rank FROM {keys} "
        "JOIN request_substitute ON request_id = k1 AND line_number = k2 WHERE district_id = ?",
        sorted(keys),
        (district_id,),
    )
    found: dict[tuple[int, int], list[int]] = {}
    for request_id, line_number, item_id, _rank in sorted(rows, key=lambda row: (row[0], row[1], row[3], row[2])):
        found.setdefault((request_id, line_number), []).append(item_id)
    return found


def _debts(connection: Connection, district_id: int, item_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """What rounding owes each unit on each item (thousandths of a base unit), by the last adopted plan for it."""
    if not item_ids:
        return {}
    rows = ask(
        connection,
        "SELECT unit_id, item_id, debt FROM plan_need "
        "JOIN plan ON plan.district_id = plan_need.district_id AND plan.plan_id = plan_need.plan_id "
        "WHERE plan_need.district_id = ? AND plan.state = 'adopted' "
        f"AND item_id IN ({', '.join('?' * len(item_ids))}) ORDER BY plan.plan_id, priority_class DESC",
        (district_id, *item_ids),
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}


@dataclass(frozen=True, slots=True)
class LookAhead:
    """How far to look ahead from `now` (ms since 1970 UTC) for what more urgent units will ask; 0 days: not at all."""

    now: int
    days: int = 0


def stock_for(connection: Connection, district_id: int, path: str, lines: Sequence[OpenLine], look: LookAhead) -> Stock:
    """What the places under `path` have of all items that `lines` ask for or accept, what is expected there of them,
    and the reserves of these.
    """
    items = sorted({item for line in lines for item in (line.item_id, *line.accepts)})
    names = {
        number: ItemNamed(each.name, each.base_unit)
        for number, each in items_by_id(connection, district_id, items).items()
    }
    names_of_places = _names_of_places(connection, district_id)
    classes = {number: name for number, (name, _english) in class_names(connection, district_id).items()}
    return Stock(
        _supplies(connection, district_id, path, items),
        _floors(connection, district_id, items),
        names,
        _expected(connection, district_id, items, look),
        classes,
        {(each.location_id, each.area): each.cost for each in costs_in_force(connection, district_id)},
        names_of_places,
        _coming(connection, district_id, path, items),
    )


def _expected(connection: Connection, district_id: int, item_ids: Sequence[int], look: LookAhead) -> dict[int, int]:
    """What more urgent units will probably ask of each item in the days to come: as much a day as in the last ones.

    The mean of the last `PAST_DAYS`, in base units, rounded up. An ask that was decided counts as approved.
    """
    if not look.days or not item_ids:
        return {}
    since = entry_at(connection, district_id, look.now - PAST_DAYS * DAY)
    rows = ask(
        connection,
        "SELECT item_id, SUM(COALESCE(approved, asked, 0)) FROM request "
        "JOIN request_line ON request_line.district_id = request.district_id "
        "AND request_line.request_id = request.request_id "
        "WHERE request.district_id = ? AND request.entry > ? AND priority_class < ? AND state IN ('submitted', "
        f"'approved', 'closed') AND item_id IN ({', '.join('?' * len(item_ids))}) GROUP BY item_id",
        (district_id, since, SPARING_FROM, *item_ids),
    )
    return {row[0]: -(-int(row[1]) * look.days // PAST_DAYS) for row in rows}


def _supplies(connection: Connection, district_id: int, path: str, item_ids: Sequence[int]) -> list[Supply]:
    """What lies there and is not all promised; quarantined lots are said to be so."""
    if not item_ids:
        return []
    rows = ask(
        connection,
        "SELECT balance.lot_id, lot.batch_number, balance.location_id, location.name, balance.item_id, "
        "balance.on_hand, balance.held, lot.expires_on, lot.pack_size, lot.status, COALESCE(lot.purpose_party_id, 0), "
        "COALESCE(party.name, ''), lot.purpose_class, lot.standard, location.path, "
        "lot.purpose_area "
        "FROM balance JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
        "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
        "LEFT JOIN party ON party.district_id = lot.district_id AND party.party_id = lot.purpose_party_id "
        "WHERE balance.district_id = ? AND balance.is_here = 1 AND balance.on_hand > balance.held "
        "AND location.path LIKE ? AND location.kind IN ('store', 'shelf', 'dock') "
        f"AND balance.item_id IN ({', '.join('?' * len(item_ids))}) ORDER BY balance.lot_id, balance.location_id",
        (district_id, f"{path}%", *item_ids),
    )
    return [Supply(*(*row[:9], row[9] == "quarantined", *row[10:])) for row in rows]


def _coming(connection: Connection, district_id: int, path: str, item_ids: Sequence[int]) -> list[Coming]:
    """What is expected on a day that somebody said; at the store itself (`path`) where nobody said where."""
    if not item_ids:
        return []
    rows = ask(
        connection,
        "SELECT arrival.arrival_id, line_number, location.location_id, location.name, location.path, item_id, "
        "quantity - received - rejected, expected_on, COALESCE(purpose_party_id, 0), COALESCE(party.name, ''), "
        "purpose_class, purpose_area, arrival_line.standard FROM arrival "
        "JOIN arrival_line ON arrival_line.district_id = arrival.district_id "
        "AND arrival_line.arrival_id = arrival.arrival_id "
        "JOIN location ON location.district_id = arrival.district_id AND (location.location_id = arrival.location_id "
        "OR (arrival.location_id = 0 AND location.path = ?)) "
        "LEFT JOIN party ON party.district_id = arrival_line.district_id "
        "AND party.party_id = arrival_line.purpose_party_id "
        "WHERE arrival.district_id = ? AND arrival.state IN ('expected', 'partly') AND expected_on <> '' "
        "AND quantity > received + rejected AND location.path LIKE ? "
        "AND location.kind IN ('store', 'shelf', 'dock') "
        f"AND item_id IN ({', '.join('?' * len(item_ids))}) ORDER BY arrival.arrival_id, line_number",
        (path, district_id, f"{path}%", *item_ids),
    )
    return [Coming(*row) for row in rows]


def _names_of_places(connection: Connection, district_id: int) -> dict[int, str]:
    sql = "SELECT location_id, name FROM location WHERE district_id = ? AND is_outside = 0"
    return {row[0]: row[1] for row in ask(connection, sql, (district_id,))}


def _floors(connection: Connection, district_id: int, item_ids: Sequence[int]) -> list[Floor]:
    return [
        Floor(each.item_id, each.priority_class, each.quantity)
        for each in floors_in_force(connection, district_id)
        if each.item_id in set(item_ids)
    ]


@dataclass(frozen=True, slots=True)
class FloorSet:
    """A reserve as somebody set it: from which class on, how much stays, why; `set_at` in ms since 1970 UTC."""

    floor_id: int
    item_id: int
    item_name: str
    base_unit: str
    priority_class: int
    quantity: int
    reason: str
    actor_name: str
    set_at: int
    entry: int


def floors_set(connection: Connection, district_id: int) -> list[FloorSet]:
    """Every reserve that was ever set, by item and class, the newest first."""
    rows = ask(
        connection,
        "SELECT floor_id, reserve_floor.item_id, item.name, item.base_unit, priority_class, quantity, reason, "
        "COALESCE(actor.name, ''), set_at, entry FROM reserve_floor "
        "JOIN item ON item.district_id = reserve_floor.district_id AND item.item_id = reserve_floor.item_id "
        "LEFT JOIN actor ON actor.district_id = reserve_floor.district_id AND actor.actor_id = reserve_floor.actor_id "
        "WHERE reserve_floor.district_id = ? ORDER BY item.name, priority_class, floor_id DESC",
        (district_id,),
    )
    return [FloorSet(*row) for row in rows]


def floors_in_force(connection: Connection, district_id: int) -> list[FloorSet]:
    """The last word on each item and class; reserves of nothing are left out."""
    last: dict[tuple[int, int], FloorSet] = {}
    for each in floors_set(connection, district_id):
        last.setdefault((each.item_id, each.priority_class), each)
    return [each for each in last.values() if each.quantity]


@dataclass(frozen=True, slots=True)
class CostSet:
    """What carrying a box from a place to an area ("": any other) was said to cost (-1: no more said), who said it."""

    cost_id: int
    location_id: int
    location_name: str
    area: str
    cost: int
    reason: str
    actor_name: str
    set_at: int
    entry: int


def costs_set(connection: Connection, district_id: int) -> list[CostSet]:
    """Everything that was ever said of what carrying costs, by place and area, the newest first."""
    rows = ask(
        connection,
        "SELECT cost_id, carrying_cost.location_id, location.name, area, cost, reason, COALESCE(actor.name, ''), "
        "set_at, entry FROM carrying_cost "
        "JOIN location ON location.district_id = carrying_cost.district_id "
        "AND location.location_id = carrying_cost.location_id "
        "LEFT JOIN actor ON actor.district_id = carrying_cost.district_id AND actor.actor_id = carrying_cost.actor_id "
        "WHERE carrying_cost.district_id = ? ORDER BY carrying_cost.location_id, area, cost_id DESC",
        (district_id,),
    )
    return [CostSet(*row) for row in rows]


def costs_in_force(connection: Connection, district_id: int) -> list[CostSet]:
    """The last word on each place and area, as far as it still says something."""
    last: dict[tuple[int, str], CostSet] = {}
    for each in costs_set(connection, district_id):
        last.setdefault((each.location_id, each.area), each)
    return [each for each in last.values() if each.cost >= 0]
