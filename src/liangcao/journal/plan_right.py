"""What the question of a plan should say, asked again of the books of its moment."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import gcd
from typing import NamedTuple

from liangcao.journal.plan_asked import Asked, ClaimAsked, ComingAsked, Line, ListWanted, LotAsked
from liangcao.journal.plan_books import ListedClaim, OpenClaim, PlanBooks
from liangcao.journal.plan_terms import SPARING_FROM
from liangcao.journal.recount import Recount
from liangcao.journal.times import Times
from liangcao.kernel.moment import moment_text
from liangcao.sharing.heads import Want, so_much_a_head

Spot = tuple[int, int]
"""Lot and place."""
_LEFT_BEHIND = frozenset({"proposed", "dropped"})
"""What lines of a plan are that have not left and are no promise any more."""
_MOST_NAME = 180
"""So much of a name, or an area, stands in a question."""
_NO_AREA = "—"
"""The zone of units of which no area is known."""
_PAST_DAYS = 14
"""From so many days what more urgent units will ask is estimated."""
_DAY = 24 * 3_600_000


class Right(NamedTuple):
    """Lots by (lot, place), claims by (request, line), reserves by (item, class), packs and expected by item.

    Limits on picking, costs, zones and what is coming as `plan_asked.Asked` has them.
    """

    lots: Mapping[Spot, LotAsked]
    claims: Mapping[tuple[int, int], ClaimAsked]
    floors: Mapping[tuple[int, int], int]
    packs: Mapping[int, int]
    expected: Mapping[int, int]
    published: Mapping[Line, int]
    limits: Mapping[int, tuple[int, tuple[int, ...]]] = {}
    costs: Mapping[tuple[int, str], int] = {}
    zones: Mapping[int, str] = {}
    coming: Mapping[tuple[int, int], ComingAsked] = {}


class RightQuestions:
    """Asks again while the ledger and the documents stand as they stood before a plan."""

    def __init__(self, books: PlanBooks, recount: Recount, times: Times) -> None:
        self._books, self._recount, self._times = books, recount, times

    def right(self, asked: Asked) -> Right:
        """What the question of a plan should say; raises LookupError and the like where the books say nonsense."""
        return self._of_list(asked, asked.listed) if asked.listed else self._of_all(asked)

    def _of_all(self, asked: Asked) -> Right:
        open_now = self._books.open_claims(asked.item_ids, asked.date)
        items = {item for each in open_now.values() for item in (each.item, *each.accepts)}
        found = dict(self._lots(items, asked.store))
        published: dict[Line, int] = {}
        for each in self._books.plan_lines(asked.follows_id):
            line = (each.request_id, each.request_line, each.lot_id, each.location_id)
            if each.state in _LEFT_BEHIND and line[:2] in open_now and line[2:] in found:
                published[line] = published.get(line, 0) + each.quantity
        coming = self._coming(items, asked)
        directed = {lot.for_unit for lot, _ in found.values()} | {each.for_unit for each in coming.values()}
        places = {place for _, place in found} | {each.place for each in coming.values()}
        is_for_area = any(lot.for_zone for lot, _ in found.values()) or any(each.for_zone for each in coming.values())
        costs, zones = self._roads(open_now.values(), places, directed, is_for_area=is_for_area)
        return Right(
            lots={spot: lot for spot, (lot, _) in found.items()},
            claims=self._claims(open_now, asked),
            floors=self._books.floors(items),
            packs=_packs(open_now, found.values(), asked.packing),
            expected=self._expected(asked, items),
            published=published,
            limits=self._limits(places, asked.limits_wanted),
            costs=costs,
            zones=zones,
            coming=coming,
        )

    def _coming(self, items: Collection[int], asked: Asked) -> dict[tuple[int, int], ComingAsked]:
        """What was expected at the store or in it; at the store where nobody said where, tomorrow when it is late."""
        tomorrow = (date.fromisoformat(asked.date) + timedelta(days=1)).isoformat()
        found = {}
        for where, arrival, line in self._books.coming(items):
            place = arrival.location_id or asked.store
            if self._books.is_in_store(place, asked.store):
                left = line.quantity - line.received - line.rejected
                about = (max(arrival.expected_on, tomorrow), line.purpose_party_id or 0, line.purpose_class)
                said = (line.purpose_area[:_MOST_NAME], line.standard)
                found[where] = ComingAsked(place, line.item_id, left, *about, *said)
        return found

    def _limits(self, spots: Iterable[int], wanted: Mapping[int, int]) -> dict[int, tuple[int, tuple[int, ...]]]:
        """The limits on picking that were wanted, and the places that count with each: the nearest that has one."""
        inside: dict[int, set[int]] = {}
        for place in spots:
            for each in self._books.above(place):
                if each in wanted:
                    inside.setdefault(each, set()).add(place)
                    break
        return {each: (wanted[each], tuple(sorted(places - {each}))) for each, places in inside.items()}

    def _roads(
        self,
        claims: Collection[OpenClaim] | Collection[ListedClaim],
        places: Collection[int],
        directed: Collection[int],
        *,
        is_for_area: bool = False,
    ) -> tuple[dict[tuple[int, str], int], dict[int, str]]:
        """What carrying costs from `places` to the areas of those who ask, the dearest where nothing is said.

        And the areas, where costs are said or some goods are for an area: of units (`directed`) to which goods are
        directed and that ask for nothing none is told.
        """
        said = self._books.costs()
        zones = {each.unit: self._books.area_of(each.unit)[:_MOST_NAME] or _NO_AREA for each in claims}
        costs: dict[tuple[int, str], int | None] = {}
        for place in places:
            tree = self._books.above(place)
            for area in zones.values():
                words = [said[each, one] for each in tree for one in (area, "") if (each, one) in said]
                costs[place, area] = words[0] if words else None
        known = [cost for cost in costs.values() if cost is not None]
        every = {**{unit: "" for unit in directed if unit}, **zones}
        if not known:
            return {}, every if is_for_area else {}
        return {way: max(known) if cost is None else cost for way, cost in costs.items()}, every

    def _of_list(self, asked: Asked, listed: ListWanted) -> Right:
        """Everybody on the list the same a head, in the least urgent class of them; what is over is kept."""
        requests = self._books.listed_claims(listed.request_ids, listed.item)
        priority_class = max((each.priority_class for each in requests.values()), default=0)
        wants = {number: Want.of(each.people, each.named, listed.pack) for number, each in requests.items()}
        a_head = so_much_a_head(list(wants.values()), listed.quantity)
        claims: dict[tuple[int, int], ClaimAsked] = {}
        for number, each in requests.items():
            gets = wants[number].at(a_head)
            if gets:
                moment = moment_text(each.submitted_at)[:19]
                amounts = (listed.item, priority_class, gets, 0, 0, moment, 0, ())
                claims[number, each.line] = ClaimAsked(each.unit, *amounts)
        lots = {spot: lot for spot, (lot, _) in self._lots((listed.item,), asked.store) if _is_free(lot, asked.date)}
        over = sum(lot.quantity - lot.held for lot in lots.values()) - listed.quantity
        floors = self._books.floors((listed.item,)).items()
        kept = max(over, *(quantity for (_, binds), quantity in floors if binds <= priority_class), 0)
        floor = {(listed.item, priority_class): kept} if kept else {}
        places = {place for _, place in lots}
        costs, zones = self._roads([each for number, each in requests.items() if wants[number].at(a_head)], places, ())
        limits = self._limits(places, asked.limits_wanted)
        pack = {listed.item: listed.pack}
        return Right(lots, claims, floor, pack, {}, {}, limits=limits, costs=costs, zones=zones)

    def _lots(self, items: Iterable[int], store: int) -> Iterator[tuple[Spot, tuple[LotAsked, int]]]:
        """All that lay free of `items` at the places of `store`, with the pack of the lot."""
        for item in items:
            for lot_id in self._books.lots_of(item):
                lot = self._books.lot(lot_id)
                for place in self._recount.places_of(lot_id):
                    _, _, _, _, on_hand, held = self._recount.balance_of(lot_id, place)
                    if on_hand > held and self._books.is_in_store(place, store):
                        about = (lot.expires_on, lot.standard, lot.status == "quarantined")
                        purpose = (lot.purpose_party_id or 0, lot.purpose_class, lot.purpose_area[:_MOST_NAME])
                        told = LotAsked(item, on_hand, held, *about, *purpose)
                        yield (lot_id, place), (told, lot.pack_size)

    def _claims(self, open_now: Mapping[tuple[int, int], OpenClaim], asked: Asked) -> dict[Spot, ClaimAsked]:
        items = {each.item for each in open_now.values()}
        use = self._books.daily_use({request for request, _ in open_now}, items, asked.date)
        return {
            where: ClaimAsked(
                each.unit,
                each.item,
                each.priority_class,
                each.approved,
                each.allocated,
                -(-each.approved * asked.minimum_percent // 100),
                moment_text(each.decided_at)[:19],
                self._books.debt_of(each.unit, each.item),
                each.accepts,
                each.people,
                use.get((where[0], each.item), 0),
                each.held_there,
                each.standards,
            )
            for where, each in open_now.items()
        }

    def _expected(self, asked: Asked, items: Collection[int]) -> dict[int, int]:
        """As much a day as more urgent units asked in the last days, rounded up, for as long as is looked ahead."""
        days = asked.look_ahead_days
        if not days:
            return {}
        since = asked.recorded_at - _PAST_DAYS * _DAY
        found = self._books.asked_since(lambda entry: self._times.of(entry) > since, SPARING_FROM)
        return {item: -(-found[item] * days // _PAST_DAYS) for item in items if found.get(item)}


def _is_free(lot: LotAsked, day: str) -> bool:
    """Anybody may have of it on that day: not stopped, not past its day, undirected."""
    return not (lot.quarantined or lot.for_unit or lot.for_class or lot.for_zone) and (
        not lot.expires or lot.expires >= day
    )


def _packs(
    claims: Mapping[tuple[int, int], OpenClaim], lots: Iterable[tuple[LotAsked, int]], packing: str
) -> dict[int, int]:
    """By which boxes goods are shared: those that stand closed, and that divide what is asked (``fit``).

    Items that somebody accepts for each other are asked for together.
    """
    together: dict[int, set[int]] = {}
    for claim in claims.values():
        joined = set().union(*(together.get(item, {item}) for item in (claim.item, *claim.accepts)))
        together.update(dict.fromkeys(joined, joined))
    asked: dict[int, int] = {}
    for claim in claims.values():
        for item in together[claim.item]:
            asked[item] = gcd(asked.get(item, 0), claim.approved - claim.allocated)
    packs = dict.fromkeys(asked, 1)
    if packing == "pieces":
        return packs
    for lot, size in lots:
        is_closed = not lot.quarantined and lot.quantity - lot.held >= size
        if is_closed and size > packs[lot.item] and (packing != "fit" or asked[lot.item] % size == 0):
            packs[lot.item] = size
    return packs
