"""Sharing one item among the units of a list by their heads: everybody the same a head, as far as it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from liangcao.allocation.commands import ProposeListPlan
from liangcao.allocation.question import Floor, OpenLine, Stock, frozen, lot_row, pick_limits, roads, unit_key
from liangcao.allocation.rules import key_of
from liangcao.database.bulk import select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.moment import moment_text
from liangcao.kernel.refusals import N_
from liangcao.requests.rules import STATES, VERIFICATIONS
from liangcao.sharing.heads import Want, so_much_a_head
from liangcao.sharing.question import Question

_OPEN = ("submitted", "approved")
MOST_NAMED = 50


class Parcel(NamedTuple):
    """What is shared out by a list: so many base units of an item, in steps of `pack`; `drain_days` and `pick_limits`
    (place, boxes) as of `commands.ProposePlan`.
    """

    item_id: int
    quantity: int
    pack: int
    drain_days: int = -1
    pick_limits: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, command: ProposeListPlan) -> "Parcel":
        """What the command wants shared."""
        limits = tuple((each.location_id, each.boxes) for each in command.pick_limits)
        return cls(command.item_id, command.quantity, command.pack, command.drain_days, limits)


@dataclass(frozen=True, slots=True)
class Listed:
    """A request on a list, for so many people; `named` is the most it may get (None: not said), base units.

    `asked_at` in ms since 1970 UTC.
    """

    request_id: int
    line_number: int
    unit_id: int
    unit_name: str
    priority_class: int
    heads: int
    named: int | None
    asked_at: int
    area: str = ""


def lines_by_heads(listed: Sequence[Listed], parcel: Parcel) -> list[OpenLine]:
    """What each may get: its heads times what a head gets, all in the least urgent class of them.

    One class for all, so that heads decide and nothing else. Who named less than a step is left out.
    """
    priority_class = max(each.priority_class for each in listed)
    wants = [Want.of(each.heads, each.named, parcel.pack) for each in listed]
    a_head = so_much_a_head(wants, parcel.quantity)
    lines = []
    for each, want in zip(listed, wants, strict=True):
        if want.at(a_head):
            head = (each.request_id, each.line_number, each.unit_id, each.unit_name, parcel.item_id, priority_class)
            lines.append(
                OpenLine(*head, approved=want.at(a_head), allocated=0, decided_at=each.asked_at, area=each.area)
            )
    return lines


def listed_requests(command: ProposeListPlan, context: Context) -> list[Listed]:
    """The requests of the list.

    Raises Refused, naming each that is not there, is not open, that nobody has vouched for, does not ask for the item
    or does not say for how many people it is.
    """
    found = {row[0]: row for row in _requests(command, context)}
    reasons: list[Reason] = []
    for index, number in enumerate(command.request_ids):
        reason = _fault(found.get(number), number)
        if reason is not None:
            reasons.append(Reason(reason.code, reason.params, f"request_ids.{index}"))
    if reasons:
        raise Refused(*reasons[:MOST_NAMED])
    return [_listed(found[number]) for number in dict.fromkeys(command.request_ids)]


def _listed(row: Any) -> Listed:
    """Sums come as a database gives them: PostgreSQL makes decimals of them."""
    named = None if row[7] is None else max(int(row[7]) - int(row[8]), 0)
    return Listed(row[0], row[2], row[3], row[4], row[5], row[6], named, row[9], row[11])


def _requests(command: ProposeListPlan, context: Context) -> Sequence[Any]:
    return select_by_keys(
        context.connection,
        "SELECT request.request_id, request.state, MIN(line_number), request.unit_id, party.name, "
        "request.priority_class, people_covered, SUM(COALESCE(approved, asked)), SUM(allocated), submitted_at, "
        "request.verification, party.area FROM {keys} JOIN request ON request.request_id = k1 "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        "LEFT JOIN request_line ON request_line.district_id = request.district_id "
        "AND request_line.request_id = request.request_id AND request_line.item_id = ? "
        "WHERE request.district_id = ? GROUP BY request.request_id, request.state, request.unit_id, party.name, "
        "request.priority_class, people_covered, submitted_at, request.verification, party.area",
        [(number,) for number in sorted(set(command.request_ids))],
        (command.item_id, context.district_id),
    )


def _fault(row: Any, number: int) -> Reason | None:
    if row is None:
        return Reason("unknown_document", {"name": number})
    if row[1] not in _OPEN:
        return Reason("wrong_state", {"what": N_("申请"), "state": STATES[row[1]], "deed": N_("按名单分")})
    if row[10] in ("due", "doubtful"):
        return Reason("not_verified", {"state": VERIFICATIONS[row[10]]})
    if row[2] is None:
        return Reason("not_asked_for", {"unit": row[4]})
    return Reason("heads_unknown", {"unit": row[4]}) if not row[6] else None


def question_of_list(parcel: Parcel, lines: Sequence[OpenLine], stock: Stock, today: str) -> Question:
    """The question of sharing `parcel` by heads; raises Refused ``not_so_much`` where less is free.

    What is over is a reserve that binds the list's class: it stays. Asks are rounded up to whole steps, so that all
    of the quantity goes out. Where from is decided by what carrying costs and the limits on picking, as in any plan.
    """
    if not lines:
        raise refused("nothing_to_allocate")
    lots = [each for each in stock.supplies if each.item_id == parcel.item_id and each.is_free(today)]
    free = sum(each.on_hand - each.held for each in lots)
    if free < parcel.quantity:
        raise refused("not_so_much", "quantity", free=free, quantity=parcel.quantity)
    there = replace(stock, supplies=lots, coming=())
    item = key_of(parcel.item_id, stock.items[parcel.item_id].name)
    priority_class = lines[0].priority_class
    kept = max([free - parcel.quantity, *(each.quantity for each in stock.floors if _binds(each, lines, parcel))])
    content: dict[str, Any] = {
        "date": today,
        "rules": {"rounding": "up", "drain_days": parcel.drain_days},
        "items": [{"item": item, "base_unit": stock.items[parcel.item_id].base_unit, "pack": parcel.pack}],
        "claims": [_claim(line, item) for line in lines],
        "lots": [lot_row(each, {parcel.item_id: item}) for each in lots],
        "floors": [{"item": item, "class": priority_class, "quantity": kept}] if kept else [],
        "pick_limits": pick_limits(there, parcel.pick_limits),
        **roads(lines, there),
    }
    return frozen(content)


def _binds(floor: Floor, lines: Sequence[OpenLine], parcel: Parcel) -> bool:
    return floor.item_id == parcel.item_id and floor.priority_class <= lines[0].priority_class


def _claim(line: OpenLine, item: str) -> dict[str, Any]:
    return {
        "claim": line.claim,
        "unit": unit_key(line.unit_id, line.unit_name),
        "item": item,
        "class": line.priority_class,
        "asked": line.approved,
        "approved": moment_text(line.decided_at)[:19],
    }
