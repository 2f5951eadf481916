"""What the pages of requests show beside the request: what is in stock, who else waits, what happened so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.catalog.queries import Item, items_by_id
from liangcao.database.bulk import ask, select_by_keys
from liangcao.parties.rules import OUTSIDE_KIND_BY_PARTY, UNVERIFIED
from liangcao.requests.queries import Request, RequestLine, went_into
from liangcao.sharing.standards import meets

STAGES = (
    *("waiting", "rejected", "withdrawn", "replaced", "closed", "nothing", "to_share", "to_ship", "under_way"),
    *("partly", "done"),
)
"""How far a request has come, the way people say it; ``replaced``: another took its place."""


def stage_of(head: Request, lines: Sequence[RequestLine]) -> str:
    """How far the request `head` with these `lines` has come: one of `STAGES`."""
    state = head.state
    if state == "withdrawn" and head.into_id:
        return "replaced"
    if state != "approved":
        return "waiting" if state == "submitted" else state
    approved = sum(line.approved or 0 for line in lines)
    if not approved:
        return "nothing"
    if all(line.delivered >= (line.approved or 0) for line in lines):
        return "done"
    if any(line.shipped > line.delivered for line in lines):
        return "under_way"
    if any(line.allocated > line.shipped for line in lines):
        return "to_ship"
    return "partly" if any(line.delivered for line in lines) else "to_share"


def replaced_by(connection: Connection, district_id: int, request_id: int) -> int:
    """The request that names this one as replaced, 0 when none does: older books noted it on the later one only."""
    sql = "SELECT request_id FROM request WHERE district_id = ? AND replaces_id = ? ORDER BY request_id DESC LIMIT 1"
    rows = ask(connection, sql, (district_id, request_id))
    return int(rows[0][0]) if rows else 0


def standing(connection: Connection, district_id: int, head: Request) -> list[int]:
    """The requests that stand in the place of `head`, after however many merges, splits and corrections.

    When all that took its place was taken back in turn, the last that did. Empty where nothing took it.
    """
    if not head.into_id:
        later = replaced_by(connection, district_id, head.request_id) if head.state == "withdrawn" else 0
        return [later] if later else []
    numbers = went_into(connection, district_id, head.request_id) or [head.into_id]
    keys = [(number,) for number in numbers]
    sql = "SELECT request_id, into_id FROM {keys} JOIN request ON request_id = k1 WHERE district_id = ?"
    return sorted(row[0] for row in select_by_keys(connection, sql, keys, (district_id,)) if not row[1])


@dataclass(frozen=True, slots=True)
class BesideItem:
    """What an approver weighs for one item, in base units.

    `available` is on hand, fit for use and promised to nobody; `waiting` is approved for others and not allocated
    yet, by `waiting_units` units; `asked` was asked by others and is not decided, by `asked_units` units.
    """

    item_id: int
    available: int = 0
    waiting: int = 0
    waiting_units: int = 0
    asked: int = 0
    asked_units: int = 0


_AVAILABLE = (
    "SELECT balance.item_id, SUM(balance.on_hand - balance.held) FROM {keys} "
    "JOIN balance ON balance.item_id = k1 "
    "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "WHERE balance.district_id = ? AND balance.is_here = 1 "
    "AND location.kind IN ('store', 'shelf', 'dock') AND lot.status = 'released' "
    "AND (lot.expires_on = '' OR lot.expires_on >= ?) GROUP BY balance.item_id"
)
_BY_STANDARD = _AVAILABLE.replace("balance.item_id, SUM", "balance.item_id, lot.standard, SUM") + ", lot.standard"
_WAITING = (
    "SELECT request_line.item_id, {amount}, COUNT(DISTINCT request.unit_id) FROM {{keys}} "
    "JOIN request_line ON request_line.item_id = k1 "
    "JOIN request ON request.district_id = request_line.district_id AND request.request_id = request_line.request_id "
    "WHERE request_line.district_id = ? AND request.request_id <> ? AND {condition} GROUP BY request_line.item_id"
)
_TO_ALLOCATE = _WAITING.format(
    amount="SUM(approved - allocated)", condition="approved > allocated AND request.state = 'approved'"
)
_TO_DECIDE = _WAITING.format(
    amount="SUM(COALESCE(asked, 0))", condition="approved IS NULL AND request.state = 'submitted'"
)


def beside_items(
    connection: Connection, district_id: int, item_ids: Sequence[int], *, today: str, request_id: int = 0
) -> dict[int, BesideItem]:
    """What is there and who waits for it, by item; the request `request_id` itself does not count among the others."""
    keys = [(number,) for number in sorted(set(item_ids))]
    there: dict[int, int] = dict(select_by_keys(connection, _AVAILABLE, keys, (district_id, today)))
    waiting = {row[0]: row for row in select_by_keys(connection, _TO_ALLOCATE, keys, (district_id, request_id))}
    asked = {row[0]: row for row in select_by_keys(connection, _TO_DECIDE, keys, (district_id, request_id))}
    found = {}
    for (item_id,) in keys:
        _, approved, units = waiting.get(item_id, (item_id, 0, 0))
        _, wished, askers = asked.get(item_id, (item_id, 0, 0))
        amounts = (int(there.get(item_id, 0)), int(approved), int(units), int(wished), int(askers))
        found[item_id] = BesideItem(item_id, *amounts)
    return found


def fitting(connection: Connection, district_id: int, lines: Sequence[RequestLine], *, today: str) -> dict[int, int]:
    """What is there that meets the standards a line names, base units, by its number.

    Lines that name none are not in it.
    """
    asking = [line for line in lines if line.standards]
    keys = [(number,) for number in sorted({line.item_id for line in asking})]
    rows = select_by_keys(connection, _BY_STANDARD, keys, (district_id, today)) if keys else []
    return {
        line.line_number: sum(
            int(amount)
            for item_id, standard, amount in rows
            if item_id == line.item_id and any(meets(standard, each) for each in line.standards.split("、"))
        )
        for line in asking
    }


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a request: `deed` is a key of `pages.requests.DEEDS`, times in ms, 0 for unknown.

    `entry` is the journal entry, `document_id` the plan or shipment it concerns (0: the request itself).
    """

    at: int
    deed: str
    actor_id: int
    actor_name: str
    entry: int
    document_id: int = 0


_LAST = 2**53
_DUTIES = (
    "SELECT journal.occurred_at, journal.action, duty_done.actor_id, COALESCE(actor.name, ''), duty_done.entry "
    "FROM duty_done JOIN journal ON journal.district_id = duty_done.district_id AND journal.number = duty_done.entry "
    "LEFT JOIN actor ON actor.district_id = duty_done.district_id AND actor.actor_id = duty_done.actor_id "
    "WHERE duty_done.district_id = ? AND duty_done.chain = ? ORDER BY duty_done.entry"
)
_SHIPMENTS = (
    "SELECT DISTINCT shipment.shipment_id, shipment.state, shipment.dispatched_at, shipment.delivered_at, "
    "shipment.actor_id, COALESCE(actor.name, ''), shipment.entry FROM plan_line "
    "JOIN shipment ON shipment.district_id = plan_line.district_id AND shipment.shipment_id = plan_line.shipment_id "
    "LEFT JOIN actor ON actor.district_id = shipment.district_id AND actor.actor_id = shipment.actor_id "
    "WHERE plan_line.district_id = ? AND plan_line.request_id = ? ORDER BY shipment.shipment_id"
)
_UNDONE = (
    "SELECT DISTINCT undone_delivery.shipment_id, signed.occurred_at, signed.actor_id, COALESCE(signer.name, ''), "
    "signed.number, undone.occurred_at, undone.actor_id, COALESCE(asker.name, ''), undone.number FROM plan_line "
    "JOIN undone_delivery ON undone_delivery.district_id = plan_line.district_id "
    "AND undone_delivery.shipment_id = plan_line.shipment_id "
    "JOIN journal AS signed ON signed.district_id = undone_delivery.district_id "
    "AND signed.number = undone_delivery.entry "
    "JOIN journal AS undone ON undone.district_id = undone_delivery.district_id "
    "AND undone.number = undone_delivery.undone_by "
    "LEFT JOIN actor AS signer ON signer.district_id = signed.district_id AND signer.actor_id = signed.actor_id "
    "LEFT JOIN actor AS asker ON asker.district_id = undone.district_id AND asker.actor_id = undone.actor_id "
    "WHERE plan_line.district_id = ? AND plan_line.request_id = ? ORDER BY signed.number"
)
_PLANS = (
    "SELECT DISTINCT plan.plan_id, plan.proposed_at, plan.actor_id, COALESCE(actor.name, ''), plan.entry, plan.state "
    "FROM plan_line JOIN plan ON plan.district_id = plan_line.district_id AND plan.plan_id = plan_line.plan_id "
    "LEFT JOIN actor ON actor.district_id = plan.district_id AND actor.actor_id = plan.actor_id "
    "WHERE plan_line.district_id = ? AND plan_line.request_id = ? ORDER BY plan.plan_id"
)


def steps_of_request(connection: Connection, district_id: int, request_id: int) -> list[Step]:
    """What happened to a request until now, the earliest first."""
    duties = ask(connection, _DUTIES, (district_id, f"request:{request_id}"))
    own = {
        *("requests.submit_request", "requests.ask_publicly", "requests.log_call"),
        *("requests.merge_requests", "requests.split_request", "requests.correct_request"),
        *("requests.approve_request", "requests.reject_request"),
        *("allocation.adopt_plan", "allocation.drop_lines"),
    }
    steps = [Step(at, action, actor, name, entry) for at, action, actor, name, entry in duties if action in own]
    for plan_id, at, actor_id, name, entry, state in ask(connection, _PLANS, (district_id, request_id)):
        deed = "plan_discarded" if state == "discarded" else "allocation.propose_plan"
        steps.append(Step(at, deed, actor_id, name, entry, plan_id))
    for number, state, sent, received, actor_id, name, entry in ask(connection, _SHIPMENTS, (district_id, request_id)):
        steps.append(Step(sent, "shipping.dispatch_shipment", actor_id, name, entry, number))
        if state == "delivered":
            steps.append(Step(received, "shipping.record_delivery", 0, "", 0, number))
    for number, *both in ask(connection, _UNDONE, (district_id, request_id)):
        steps.append(Step(both[0], "delivery_undone", both[1], both[2], both[3], number))
        steps.append(Step(both[4], "shipping.undo_delivery", both[5], both[6], both[7], number))
    return sorted(steps, key=lambda step: (step.at, step.entry or _LAST))


def items_found(connection: Connection, district_id: int, wanted: str, *, most: int = 20) -> list[Item]:
    """Goods by a normalised search word (`catalog.search`), those whose name begins so first; all when it is empty."""
    rows = ask(
        connection,
        "SELECT item_id FROM item WHERE district_id = ? AND kind = 'goods' AND state = 'active' AND search LIKE ? "
        "ORDER BY CASE WHEN search LIKE ? THEN 0 ELSE 1 END, category, name LIMIT ?",
        (district_id, f"%{wanted}%", f"{wanted}%", most),
    )
    found = items_by_id(connection, district_id, [row[0] for row in rows])
    return [found[row[0]] for row in rows]


@dataclass(frozen=True, slots=True)
class UnitFound:
    """A unit that may ask, as a search finds it."""

    party_id: int
    kind: str
    name: str
    area: str
    priority_class: int


def units_found(connection: Connection, district_id: int, wanted: str, *, most: int = 20) -> list[UnitFound]:
    """Units that may ask, by a normalised search word, the most urgent class first."""
    others = (*OUTSIDE_KIND_BY_PARTY, UNVERIFIED)
    rows = ask(
        connection,
        "SELECT party_id, kind, name, area, priority_class FROM party WHERE district_id = ? AND search LIKE ? "
        f"AND kind NOT IN ({', '.join('?' * len(others))}) ORDER BY priority_class, name LIMIT ?",
        (district_id, f"%{wanted}%", *others, most),
    )
    return [UnitFound(*row) for row in rows]


def names_of_people(connection: Connection, district_id: int, actor_ids: Sequence[int]) -> dict[int, str]:
    """What people are called, by their id."""
    keys = [(number,) for number in sorted(set(actor_ids)) if number]
    sql = "SELECT actor_id, name FROM {keys} JOIN actor ON actor_id = k1 WHERE district_id = ?"
    return dict(select_by_keys(connection, sql, keys, (district_id,)))


def names_of_parties(connection: Connection, district_id: int, party_ids: Sequence[int]) -> dict[int, str]:
    """What units are called, by their id."""
    keys = [(number,) for number in sorted(set(party_ids))]
    sql = "SELECT party_id, name FROM {keys} JOIN party ON party_id = k1 WHERE district_id = ?"
    return dict(select_by_keys(connection, sql, keys, (district_id,)))
