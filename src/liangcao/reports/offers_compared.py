"""Offers of one item side by side: what a base unit costs when it is here, whether that is much, who delivers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from liangcao.database.bulk import select_by_keys
from liangcao.kernel.moment import day_of
from liangcao.sourcing.prices import Judged, judge
from liangcao.sourcing.queries import Offer, offers_for_item, prices_paid

_PROMISED = (
    "SELECT arrival.source_party_id, arrival.arrival_id, arrival.expected_on, arrival.state, SUM(line.quantity), "
    "SUM(line.received), SUM(line.rejected) FROM {keys} JOIN arrival ON arrival.source_party_id = k1 "
    "JOIN arrival_line AS line ON line.district_id = arrival.district_id AND line.arrival_id = arrival.arrival_id "
    "WHERE arrival.district_id = ? AND arrival.state <> 'cancelled' "
    "GROUP BY arrival.source_party_id, arrival.arrival_id, arrival.expected_on, arrival.state"
)
_RECEIVED = (
    "SELECT receipt.source_party_id, receipt.receipt_id, receipt.arrival_id, receipt.occurred_at, SUM(line.accepted), "
    "SUM(line.rejected) FROM {keys} JOIN receipt ON receipt.source_party_id = k1 "
    "JOIN receipt_line AS line ON line.district_id = receipt.district_id AND line.receipt_id = receipt.receipt_id "
    "WHERE receipt.district_id = ? AND receipt.state = 'booked' "
    "GROUP BY receipt.source_party_id, receipt.receipt_id, receipt.arrival_id, receipt.occurred_at"
)


@dataclass(frozen=True, slots=True)
class Reliability:
    """What a seller has delivered so far, in base units of whatever it was.

    `promised` and `came` are of expected arrivals, `late` of their number `arrivals` came late or are overdue;
    `accepted` and `rejected` are of every receipt from them.
    """

    arrivals: int = 0
    late: int = 0
    promised: int = 0
    came: int = 0
    accepted: int = 0
    rejected: int = 0

    @property
    def is_known(self) -> bool:
        """False while nothing ever came from them, nor was due."""
        return bool(self.arrivals or self.accepted or self.rejected)

    @property
    def rejected_permille(self) -> int:
        """So many thousandths of what came were rejected."""
        return self.rejected * 1000 // max(self.accepted + self.rejected, 1)


@dataclass(frozen=True, slots=True)
class Compared:
    """An offer beside the others: `by_history` judges it by what was paid and offered before, `by_others` by today's.

    `is_cheapest` and `is_soonest` hold among the offers that stand today.
    """

    offer: Offer
    standing: str
    by_history: Judged
    by_others: Judged
    reliability: Reliability
    is_cheapest: bool
    is_soonest: bool

    @property
    def landed(self) -> Fraction:
        """Fen for one base unit when it is here."""
        return self.offer.landed


def compare_offers(
    connection: Connection, district_id: int, item_id: int, *, today: str, timezone: str
) -> list[Compared]:
    """The offers of an item: those that stand today first, the cheapest first; then the others, the latest first."""
    offers = [each for each in offers_for_item(connection, district_id, item_id) if each.ended != "written_wrong"]
    standing = {each.offer_id: each.standing(today) for each in offers}
    live = [each for each in offers if standing[each.offer_id] == "live"]
    paid = prices_paid(connection, district_id, item_id)
    before = [each for each in offers if standing[each.offer_id] != "live"]
    history = [*paid, *(each.landed for each in before)]
    sellers = reliability_of(
        connection, district_id, {each.supplier_id for each in offers}, today=today, timezone=timezone
    )
    cheapest = min((each.landed for each in live), default=None)
    soonest = min((days for each in live if (days := _days(each)) is not None), default=None)

    def compared(each: Offer) -> Compared:
        past = [*paid, *(other.landed for other in before if other is not each)] if each in before else history
        others = [other.landed for other in live if other is not each]
        is_live = standing[each.offer_id] == "live"
        return Compared(
            each,
            standing[each.offer_id],
            judge(each.landed, past),
            judge(each.landed, others),
            sellers.get(each.supplier_id, Reliability()),
            is_live and each.landed == cheapest and len(live) > 1,
            is_live and soonest is not None and _days(each) == soonest and len(live) > 1,
        )

    ordered = sorted(live, key=lambda each: (each.landed, each.offer_id))
    return [compared(each) for each in (*ordered, *before)]


def _days(offer: Offer) -> int | None:
    if offer.delivery_days is not None:
        return offer.delivery_days
    return 0 if offer.availability == "spot" else None


def reliability_of(
    connection: Connection, district_id: int, party_ids: Iterable[int], *, today: str, timezone: str
) -> dict[int, Reliability]:
    """What these sellers have delivered so far, by party."""
    keys = [(number,) for number in sorted(set(party_ids)) if number]
    receipts = select_by_keys(connection, _RECEIVED, keys, (district_id,))
    last_day: dict[int, str] = {}
    for _, _, arrival_id, occurred_at, *_rest in receipts:
        day = day_of(occurred_at, timezone)
        last_day[arrival_id] = max(day, last_day.get(arrival_id, ""))
    promised = select_by_keys(connection, _PROMISED, keys, (district_id,))
    found: dict[int, Reliability] = {}
    for (party_id,) in keys:
        due = [row for row in promised if row[0] == party_id]
        came = [row for row in receipts if row[0] == party_id]
        if due or came:
            found[party_id] = Reliability(
                arrivals=len(due),
                late=sum(_is_late(row, last_day, today) for row in due),
                promised=sum(int(row[4]) for row in due),
                came=sum(int(row[5]) for row in due),
                accepted=sum(int(row[4]) for row in came),
                rejected=sum(int(row[5]) for row in came),
            )
    return found


def _is_late(row: Sequence[object], last_day: dict[int, str], today: str) -> bool:
    """Whether an arrival came after its day, or is not wholly there though its day is over; without a day, never."""
    _, arrival_id, expected_on, state, *_rest = row
    if not expected_on:
        return False
    if state == "received":
        return last_day.get(int(str(arrival_id)), "") > str(expected_on)
    return str(expected_on) < today
