"""Reading leads, their offers, calls and turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.errors import refused
from liangcao.kernel.price import Price
from liangcao.sourcing.prices import landed


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead's head; times in ms since 1970 UTC, 0 when not yet; contact, phone and remark are commitments.

    `supplier_id` and `item_id` are 0 and `quantity` 0 (base units) where nobody said.
    """

    lead_id: int
    channel: str
    place: str
    supplier_id: int
    supplier_name: str
    company: str
    contact: str
    phone: str
    remark: str
    item_id: int
    item_name: str
    base_unit: str
    quantity: int
    state: str
    died: str
    into_id: int
    calls: int
    last_outcome: str
    last_call_at: int
    call_at: int
    actor_id: int
    actor_name: str
    made_at: int
    entry: int

    @property
    def shown_name(self) -> str:
        """The company, "" where it is a person whose name is sealed."""
        return self.supplier_name or self.company


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer; amounts in base units and fen, `quantity` 0 and `delivery_days` None where nobody said."""

    offer_id: int
    lead_id: int
    item_id: int
    item_name: str
    base_unit: str
    quantity: int
    price_fen: int
    price_units: int
    extra_fen: int
    currency: str
    foreign_price: int
    rate: str
    rate_source: str
    certificate: str
    standard: str
    availability: str
    delivery_days: int | None
    valid_until: str
    minimum: int
    note: str
    state: str
    ended: str
    replaced_by: int
    purchase_id: int
    actor_id: int
    made_at: int
    entry: int
    channel: str
    place: str
    supplier_id: int
    supplier_name: str
    company: str
    contact: str
    phone: str

    @property
    def price(self) -> Price:
        """What it costs, without what comes on top."""
        return Price(self.price_fen, self.price_units)

    @property
    def landed(self) -> Fraction:
        """Fen for one base unit when it is here."""
        return landed(self.price, self.extra_fen, self.quantity)

    @property
    def shown_name(self) -> str:
        """The company, "" where it is a person whose name is sealed."""
        return self.supplier_name or self.company

    def standing(self, today: str) -> str:
        """``live``, ``expired`` (its day is over, nobody has said so), ``ended`` or ``bought``."""
        return "expired" if self.state == "live" and "" < self.valid_until < today else self.state


@dataclass(frozen=True, slots=True)
class Call:
    """A call about a lead; times in ms, `said` a commitment."""

    call_id: int
    lead_id: int
    outcome: str
    call_at: int
    said: str
    actor_name: str
    called_at: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A lead changed its state; `state` is the new one, `other_id` the offer, purchase or lead it is about."""

    turn_id: int
    lead_id: int
    state: str
    reason: str
    note: str
    other_id: int
    actor_name: str
    turned_at: int


_LEAD = (
    "SELECT lead.lead_id, lead.channel, lead.place, COALESCE(lead.supplier_id, 0), COALESCE(party.name, ''), "
    "lead.company, lead.contact, lead.phone, lead.remark, COALESCE(lead.item_id, 0), COALESCE(item.name, ''), "
    "COALESCE(item.base_unit, ''), COALESCE(lead.quantity, 0), lead.state, lead.died, lead.into_id, lead.calls, "
    "lead.last_outcome, lead.last_call_at, lead.call_at, lead.actor_id, COALESCE(actor.name, ''), lead.made_at, "
    "lead.entry "
)
LEADS = (
    "FROM lead LEFT JOIN party ON party.district_id = lead.district_id AND party.party_id = lead.supplier_id "
    "LEFT JOIN item ON item.district_id = lead.district_id AND item.item_id = lead.item_id "
    "LEFT JOIN actor ON actor.district_id = lead.district_id AND actor.actor_id = lead.actor_id "
)
_OFFER = (
    "SELECT offer.offer_id, offer.lead_id, offer.item_id, item.name, item.base_unit, COALESCE(offer.quantity, 0), "
    "offer.price_fen, offer.price_units, offer.extra_fen, offer.currency, COALESCE(offer.foreign_price, 0), "
    "offer.rate, offer.rate_source, offer.certificate, offer.standard, offer.availability, offer.delivery_days, "
    "offer.valid_until, offer.minimum, offer.note, offer.state, offer.ended, offer.replaced_by, offer.purchase_id, "
    "offer.actor_id, offer.made_at, offer.entry, lead.channel, lead.place, COALESCE(lead.supplier_id, 0), "
    "COALESCE(party.name, ''), lead.company, lead.contact, lead.phone "
)
_OFFERS = (
    "JOIN lead ON lead.district_id = offer.district_id AND lead.lead_id = offer.lead_id "
    "JOIN item ON item.district_id = offer.district_id AND item.item_id = offer.item_id "
    "LEFT JOIN party ON party.district_id = lead.district_id AND party.party_id = lead.supplier_id "
)


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """Which leads to show; empty or zero means any. `is_living`: neither dead nor bought nor merged.

    `due_by`: only those whose next call is due at that moment (ms). `search` is a normalised word, looked for in
    companies, places and goods; `lead_ids` are others found elsewhere (sealed names), shown too.
    """

    state: str = ""
    is_living: bool = False
    channel: str = ""
    item_id: int = 0
    supplier_id: int = 0
    due_by: int = 0
    search: str = ""
    lead_ids: tuple[int, ...] = ()
    order: str = "newest"


ORDERS: dict[str, str] = {
    "newest": "lead.lead_id DESC",
    "oldest": "lead.lead_id",
    "due": "CASE WHEN lead.call_at = 0 THEN 1 ELSE 0 END, lead.call_at, lead.lead_id",
}


def conditions(district_id: int, wanted: LeadFilter) -> tuple[str, Row]:
    """What of `LEADS` is wanted, as a condition and its values."""
    parts, values = ["lead.district_id = ?"], [district_id]
    rest: list[Any] = list(values)
    for part, value in (
        ("lead.state = ?", wanted.state),
        ("lead.channel = ?", wanted.channel),
        ("lead.item_id = ?", wanted.item_id),
        ("lead.supplier_id = ?", wanted.supplier_id),
        ("lead.call_at > 0 AND lead.call_at <= ?", wanted.due_by),
    ):
        if value:
            parts.append(part)
            rest.append(value)
    if wanted.is_living or wanted.due_by:
        parts.append("lead.state IN ('open', 'offer')")
    if not wanted.state:
        parts.append("lead.state <> 'merged'")
    if wanted.search:
        like = f"%{wanted.search}%"
        found = ["party.search LIKE ?", "item.search LIKE ?", "LOWER(lead.company) LIKE ?", "LOWER(lead.place) LIKE ?"]
        if wanted.lead_ids:
            found.append(f"lead.lead_id IN ({', '.join(map(str, wanted.lead_ids))})")
        parts.append(f"({' OR '.join(found)})")
        rest += [like] * 4
    return " AND ".join(parts), tuple(rest)


def leads_page(
    connection: Connection, district_id: int, wanted: LeadFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Lead]:
    """Leads in the order wanted; `page` is (how many, from which)."""
    where, values = conditions(district_id, wanted)
    sql = f"{_LEAD}{LEADS} WHERE {where} ORDER BY {ORDERS[wanted.order]} LIMIT ? OFFSET ?"
    return [Lead(*row) for row in ask(connection, sql, (*values, *page))]


def count_leads(connection: Connection, district_id: int, wanted: LeadFilter, *, most: int = 1_000_000) -> int:
    """How many leads there are; counting stops at `most`."""
    where, values = conditions(district_id, wanted)
    sql = f"SELECT COUNT(*) FROM (SELECT 1 {LEADS} WHERE {where} LIMIT ?) AS found"
    return int(ask(connection, sql, (*values, most))[0][0])


def leads_by_id(connection: Connection, district_id: int, lead_ids: Sequence[int]) -> dict[int, Lead]:
    """The leads with these numbers."""
    sql = f"{_LEAD}FROM {{keys}} JOIN lead ON lead.lead_id = k1 {LEADS.removeprefix('FROM lead ')}"
    keys = [(number,) for number in sorted(set(lead_ids))]
    rows = select_by_keys(connection, f"{sql} WHERE lead.district_id = ?", keys, (district_id,))
    return {row[0]: Lead(*row) for row in rows}


def lead(connection: Connection, district_id: int, lead_id: int, field: str = "lead_id") -> Lead:
    """One lead; raises Refused ``unknown_document``."""
    found = leads_by_id(connection, district_id, [lead_id]).get(lead_id)
    if found is None:
        raise refused("unknown_document", field, name=lead_id)
    return found


def offer(connection: Connection, district_id: int, offer_id: int) -> Offer:
    """One offer with who makes it; raises Refused ``unknown_document``."""
    sql = f"{_OFFER} FROM offer {_OFFERS} WHERE offer.district_id = ? AND offer.offer_id = ?"
    rows = ask(connection, sql, (district_id, offer_id))
    if not rows:
        raise refused("unknown_document", "offer_id", name=offer_id)
    return Offer(*rows[0])


def offers_of(connection: Connection, district_id: int, lead_ids: Sequence[int]) -> dict[int, list[Offer]]:
    """The offers of these leads, by lead, the latest first."""
    found: dict[int, list[Offer]] = {number: [] for number in lead_ids}
    sql = (
        f"{_OFFER} FROM {{keys}} JOIN offer ON offer.lead_id = k1 {_OFFERS} WHERE offer.district_id = ? "
        "ORDER BY offer.lead_id, offer.offer_id DESC"
    )
    for row in select_by_keys(connection, sql, [(number,) for number in found], (district_id,)):
        found[row[1]].append(Offer(*row))
    return found


def offers_for_item(connection: Connection, district_id: int, item_id: int, *, most: int = 200) -> list[Offer]:
    """The latest offers of an item, whatever became of them, the latest first."""
    sql = (
        f"{_OFFER} FROM offer {_OFFERS} WHERE offer.district_id = ? AND offer.item_id = ? "
        "ORDER BY offer.offer_id DESC LIMIT ?"
    )
    return [Offer(*row) for row in ask(connection, sql, (district_id, item_id, most))]


def items_offered(connection: Connection, district_id: int, today: str) -> list[tuple[int, str, int]]:
    """The items somebody offers today: (item, its name, how many offers), the most offered first."""
    sql = (
        "SELECT offer.item_id, item.name, COUNT(*) FROM offer "
        "JOIN item ON item.district_id = offer.district_id AND item.item_id = offer.item_id "
        "WHERE offer.district_id = ? AND offer.state = 'live' AND (valid_until = '' OR valid_until >= ?) "
        "GROUP BY offer.item_id, item.name ORDER BY COUNT(*) DESC, item.name"
    )
    return [(row[0], row[1], int(row[2])) for row in ask(connection, sql, (district_id, today))]


def calls_of(connection: Connection, district_id: int, lead_ids: Sequence[int]) -> list[Call]:
    """The calls about these leads, the latest first."""
    sql = (
        "SELECT call_id, lead_id, outcome, call_at, said, COALESCE(actor.name, ''), called_at FROM {keys} "
        "JOIN lead_call ON lead_id = k1 LEFT JOIN actor ON actor.district_id = lead_call.district_id "
        "AND actor.actor_id = lead_call.actor_id WHERE lead_call.district_id = ? ORDER BY call_id DESC"
    )
    return [Call(*row) for row in select_by_keys(connection, sql, [(number,) for number in lead_ids], (district_id,))]


def turns_of(connection: Connection, district_id: int, lead_ids: Sequence[int]) -> list[Turn]:
    """How these leads changed their state, the latest first."""
    sql = (
        "SELECT turn_id, lead_id, state, reason, note, other_id, COALESCE(actor.name, ''), turned_at FROM {keys} "
        "JOIN lead_turn ON lead_id = k1 LEFT JOIN actor ON actor.district_id = lead_turn.district_id "
        "AND actor.actor_id = lead_turn.actor_id WHERE lead_turn.district_id = ? ORDER BY turn_id DESC"
    )
    return [Turn(*row) for row in select_by_keys(connection, sql, [(number,) for number in lead_ids], (district_id,))]


def merged_into(connection: Connection, district_id: int, lead_id: int) -> list[int]:
    """The leads that ended in this one, those that ended in them too."""
    found: list[int] = []
    fresh = [lead_id]
    while fresh:
        sql = "SELECT lead_id FROM {keys} JOIN lead ON into_id = k1 AND state = 'merged' WHERE district_id = ?"
        rows = select_by_keys(connection, sql, [(number,) for number in fresh], (district_id,))
        fresh = sorted(row[0] for row in rows if row[0] not in found)
        found += fresh
    return found


def recent_leads(connection: Connection, district_id: int, since: int, *, most: int = 2_000) -> list[Lead]:
    """Leads put down from the moment `since` on (ms), the latest first: what a new one may repeat."""
    where = "lead.district_id = ? AND lead.state <> 'merged' AND lead.made_at >= ?"
    sql = f"{_LEAD}{LEADS} WHERE {where} ORDER BY lead.lead_id DESC LIMIT ?"
    return [Lead(*row) for row in ask(connection, sql, (district_id, since, most))]


def last_prices(connection: Connection, district_id: int, item_ids: Sequence[int]) -> dict[int, Fraction]:
    """The last price of each of these items that has one: of an offer or of a lot that was bought, whichever is later.

    In fen for one base unit, without what comes on top.
    """
    found: dict[int, tuple[int, Fraction]] = {}
    for item_id in sorted(set(item_ids)):
        offers = ask(connection, _LAST_OFFER, (district_id, item_id))
        lots = ask(connection, _LAST_LOT, (district_id, item_id))
        for entry, fen, units in (*offers, *lots):
            if item_id not in found or entry > found[item_id][0]:
                found[item_id] = (entry, Fraction(fen, units))
    return {item_id: price for item_id, (_, price) in found.items()}


_LAST_OFFER = (
    "SELECT entry, price_fen, price_units FROM offer WHERE district_id = ? AND item_id = ? "
    "AND ended <> 'written_wrong' ORDER BY offer_id DESC LIMIT 1"
)
_LAST_LOT = (
    "SELECT origin_entry, unit_cost_fen, cost_units FROM lot WHERE district_id = ? AND item_id = ? "
    "AND unit_cost_fen > 0 AND source_kind = 'purchase' ORDER BY lot_id DESC LIMIT 1"
)


def prices_paid(connection: Connection, district_id: int, item_id: int, *, most: int = 50) -> list[Fraction]:
    """What the last lots of an item that were bought cost, in fen for one base unit, the latest first."""
    sql = (
        "SELECT unit_cost_fen, cost_units FROM lot WHERE district_id = ? AND item_id = ? AND unit_cost_fen > 0 "
        "AND source_kind = 'purchase' ORDER BY lot_id DESC LIMIT ?"
    )
    return [Fraction(fen, units) for fen, units in ask(connection, sql, (district_id, item_id, most))]


def best_offer(offers: Sequence[Offer], today: str) -> Offer | None:
    """The offer that stands for a lead in a list: the cheapest valid one, else the first of `offers`."""
    live = [each for each in offers if each.standing(today) == "live"]
    return min(live, key=lambda each: each.landed) if live else next(iter(offers), None)
