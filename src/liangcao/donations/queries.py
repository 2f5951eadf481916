"""Reading donations. What belongs to a donation as goods is read where goods are (`receiving.expecting`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.donations.rules import NEAR_MS
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Donation:
    """A donation's head; times in ms since 1970 UTC, 0 when not yet; donor_name, contact, phone, link are commitments.

    `party_name` is empty while an offer is not taken up. `stage` says how far its goods have come.
    """

    donation_id: int
    state: str
    donor_kind: str
    party_id: int
    party_name: str
    donor_said: str
    donor_name: str
    contact: str
    phone: str
    link: str
    channel: str
    amount_fen: int
    booked_fen: int
    purpose_party_id: int
    purpose_name: str
    purpose_class: int
    purpose_area: str
    wish: str
    location_id: int
    expected_on: str
    note: str
    refuse_code: str
    refuse_route: str
    refuse_note: str
    into_id: int
    actor_id: int
    actor_name: str
    announced_at: int
    decided_by: int
    decided_at: int
    entry: int
    arrival: str
    is_confirmed: bool

    @property
    def is_directed(self) -> bool:
        """True when the donor said who it is for."""
        return bool(self.purpose_party_id or self.purpose_class or self.purpose_area)

    @property
    def stage(self) -> str:
        """One of `STAGES`: where the donation stands, money and goods together."""
        if self.state != "announced":
            return self.state
        money = "none" if not self.amount_fen else "whole" if self.booked_fen >= self.amount_fen else "open"
        if self.arrival in ("", "received", "cancelled") and money != "open":
            return "booked"
        return "partly" if self.arrival in ("partly", "received") or self.booked_fen else "announced"


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A line of a donation, in base units; `handed` None while the donor has not said, `price_fen` None: not valued."""

    donation_id: int
    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    quantity: int
    pack_size: int
    handed: int | None
    value_basis: str
    price_fen: int | None
    price_units: int
    value_source: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A line of an offer as the public wrote it; `item_id` 0 and no unit where it is in their own words."""

    line_number: int
    item_id: int
    item_name: str
    base_unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class DonationFilter:
    """Which donations to show; empty or zero means any. `search` is a normalised search word."""

    state: str = ""
    donor_kind: str = ""
    party_id: int = 0
    has: str = ""
    search: str = ""


_ARRIVED = (
    "COALESCE((SELECT MIN(arrival.state) FROM arrival WHERE arrival.district_id = donation.district_id "
    "AND arrival.source_kind = 'donation' AND arrival.document_id = donation.donation_id "
    "AND arrival.document_id > 0), '')"
)
_HEAD = (
    "SELECT donation.donation_id, donation.state, donor_kind, donation.party_id, COALESCE(party.name, ''), donor_said, "
    "donor_name, donation.contact, donation.phone, donation.link, donation.channel, amount_fen, booked_fen, "
    "COALESCE(donation.purpose_party_id, 0), COALESCE(purpose.name, ''), donation.purpose_class, "
    "donation.purpose_area, wish, "
    "donation.location_id, donation.expected_on, donation.note, refuse_code, refuse_route, refuse_note, into_id, "
    "donation.actor_id, COALESCE(actor.name, ''), announced_at, decided_by, decided_at, donation.entry, "
    f"{_ARRIVED}, EXISTS (SELECT 1 FROM donation_hand_over WHERE donation_hand_over.district_id = donation.district_id "
    "AND donation_hand_over.donation_id = donation.donation_id) "
)
_FROM = (
    "FROM donation LEFT JOIN party ON party.district_id = donation.district_id AND party.party_id = donation.party_id "
    "LEFT JOIN party AS purpose ON purpose.district_id = donation.district_id "
    "AND purpose.party_id = donation.purpose_party_id "
    "LEFT JOIN actor ON actor.district_id = donation.district_id AND actor.actor_id = donation.actor_id "
)
_LINES = (
    "SELECT donation_id, line_number, donation_line.item_id, item.name, item.base_unit, quantity, pack_size, handed, "
    "value_basis, price_fen, price_units, value_source FROM {keys} JOIN donation_line ON donation_id = k1 "
    "JOIN item ON item.district_id = donation_line.district_id AND item.item_id = donation_line.item_id "
    "WHERE donation_line.district_id = ? ORDER BY donation_id, line_number"
)
_OFFERED = (
    "SELECT line_number, COALESCE(donation_offer_line.item_id, 0), COALESCE(item.name, item_said), "
    "COALESCE(item.base_unit, ''), quantity FROM donation_offer_line "
    "LEFT JOIN item ON item.district_id = donation_offer_line.district_id "
    "AND item.item_id = donation_offer_line.item_id "
    "WHERE donation_offer_line.district_id = ? AND donation_id = ? ORDER BY line_number"
)


def _donation(row: Row) -> Donation:
    return Donation(*(*row[:-1], bool(row[-1])))


def _conditions(district_id: int, wanted: DonationFilter) -> tuple[str, Row]:
    parts: list[str] = ["donation.district_id = ?"]
    values: list[Any] = [district_id]
    for part, value in (
        ("donation.state = ?", wanted.state),
        ("donor_kind = ?", wanted.donor_kind),
        ("donation.party_id = ?", wanted.party_id),
    ):
        if value:
            parts.append(part)
            values.append(value)
    goods = (
        "SELECT 1 FROM donation_line JOIN item ON item.district_id = donation_line.district_id "
        "AND item.item_id = donation_line.item_id WHERE donation_line.district_id = donation.district_id "
        "AND donation_line.donation_id = donation.donation_id"
    )
    if wanted.has == "money":
        parts.append("amount_fen > 0")
    elif wanted.has == "goods":
        parts.append(f"EXISTS ({goods})")
    elif wanted.has == "directed":
        parts.append("(donation.purpose_party_id > 0 OR donation.purpose_class > 0 OR donation.purpose_area <> '')")
    if wanted.search:
        parts.append(f"(party.search LIKE ? OR EXISTS ({goods} AND item.search LIKE ?))")
        values += [f"%{wanted.search}%"] * 2
    return " AND ".join(parts), tuple(values)


def donations_page(
    connection: Connection, district_id: int, wanted: DonationFilter, *, page: tuple[int, int] = (50, 0)
) -> list[Donation]:
    """Donations, the newest first; `page` is (how many, from which)."""
    where, values = _conditions(district_id, wanted)
    sql = f"{_HEAD} {_FROM} WHERE {where} ORDER BY donation.donation_id DESC LIMIT ? OFFSET ?"
    return [_donation(row) for row in ask(connection, sql, (*values, *page))]


def donations_near(
    connection: Connection, district_id: int, donation_id: int, *, each_way: int = 200
) -> list[Donation]:
    """The donations taken down just before and just after this one."""
    keys: set[Row] = set()
    for order in ("< ? ORDER BY donation_id DESC", "> ? ORDER BY donation_id"):
        sql = f"SELECT donation_id FROM donation WHERE district_id = ? AND donation_id {order} LIMIT ?"
        keys |= {(row[0],) for row in ask(connection, sql, (district_id, donation_id, each_way))}
    sql = f"{_HEAD} FROM {{keys}} JOIN donation ON donation.donation_id = k1 {_FROM.removeprefix('FROM donation ')}"
    rows = select_by_keys(connection, f"{sql} WHERE donation.district_id = ?", sorted(keys), (district_id,))
    return [_donation(row) for row in rows]


def count_donations(connection: Connection, district_id: int, wanted: DonationFilter) -> int:
    """How many donations `donations_page` would find."""
    where, values = _conditions(district_id, wanted)
    return int(ask(connection, f"SELECT COUNT(*) {_FROM} WHERE {where}", values)[0][0])


def donation(connection: Connection, district_id: int, donation_id: int) -> Donation:
    """One donation; raises Refused ``unknown_document``."""
    sql = f"{_HEAD} {_FROM} WHERE donation.district_id = ? AND donation.donation_id = ?"
    rows = ask(connection, sql, (district_id, donation_id))
    if not rows:
        raise refused("unknown_document", "donation_id", name=donation_id)
    return _donation(rows[0])


def gift_lines(connection: Connection, district_id: int, donation_ids: Sequence[int]) -> dict[int, list[GiftRow]]:
    """The lines of these donations, by donation."""
    found: dict[int, list[GiftRow]] = {number: [] for number in donation_ids}
    for row in select_by_keys(connection, _LINES, [(number,) for number in donation_ids], (district_id,)):
        found[row[0]].append(GiftRow(*row))
    return found


def offered_lines(connection: Connection, district_id: int, donation_id: int) -> list[OfferRow]:
    """What was offered, in the donor's words."""
    return [OfferRow(*row) for row in ask(connection, _OFFERED, (district_id, donation_id))]


def donation_by_token(connection: Connection, district_id: int, token_hash: str) -> int:
    """The donation whose link has this hash, 0 when none has."""
    sql = "SELECT donation_id FROM donation WHERE district_id = ? AND token_hash = ? AND token_hash <> ''"
    rows = ask(connection, sql, (district_id, token_hash))
    return int(rows[0][0]) if rows else 0


def common_donor(connection: Connection, district_id: int, name: str) -> int:
    """The party of this name that stands for donors without one of their own, 0 while there is none."""
    sql = "SELECT party_id FROM party WHERE district_id = ? AND kind = 'donor' AND name = ?"
    rows = ask(connection, sql, (district_id, name))
    return int(rows[0][0]) if rows else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a donation is compared by: whose it is, its money (fen), its goods as (item, base units), and when (ms)."""

    party_id: int
    amount_fen: int
    goods: tuple[tuple[int, int], ...]
    at: int
    donation_id: int = 0


_ALIKE = (
    "SELECT donation_id FROM donation WHERE district_id = ? AND donation_id <> ? "
    "AND state IN ('offered', 'announced') AND announced_at BETWEEN ? AND ? AND party_id = ? "
)
_ALIKE_GOODS = (
    "SELECT DISTINCT donation.donation_id FROM {keys} JOIN donation_line ON item_id = k1 AND quantity = k2 "
    "JOIN donation ON donation.district_id = donation_line.district_id "
    "AND donation.donation_id = donation_line.donation_id "
    "WHERE donation_line.district_id = ? AND donation.donation_id <> ? AND donation.state = 'announced' "
    "AND announced_at BETWEEN ? AND ? AND donation.party_id = ?"
)


def donations_alike(connection: Connection, district_id: int, wanted: Wanted) -> list[int]:
    """Donations of the same donor, seven days before or after, with the same money or as much of the same goods."""
    about = (wanted.donation_id, wanted.at - NEAR_MS, wanted.at + NEAR_MS, wanted.party_id)
    found = {row[0] for row in select_by_keys(connection, _ALIKE_GOODS, sorted(wanted.goods), (district_id, *about))}
    if wanted.amount_fen:
        sql = f"{_ALIKE} AND amount_fen = ?"
        found |= {row[0] for row in ask(connection, sql, (district_id, *about, wanted.amount_fen))}
    return sorted(found)


@dataclass(frozen=True, slots=True)
class HandOver:
    """That the donor said what they handed over: by their link or on a slip; `giver` is a commitment."""

    hand_over_id: int
    way: str
    paper_id: int
    giver: str
    note: str
    actor_name: str
    confirmed_at: int
    entry: int


def hand_overs(connection: Connection, district_id: int, donation_id: int) -> list[HandOver]:
    """What the donor confirmed, the first on top."""
    sql = (
        "SELECT hand_over_id, way, paper_id, giver, note, COALESCE(actor.name, ''), confirmed_at, entry "
        "FROM donation_hand_over LEFT JOIN actor ON actor.district_id = donation_hand_over.district_id "
        "AND actor.actor_id = donation_hand_over.actor_id "
        "WHERE donation_hand_over.district_id = ? AND donation_id = ? ORDER BY hand_over_id"
    )
    return [HandOver(*row) for row in ask(connection, sql, (district_id, donation_id))]


def slip_paper(connection: Connection, district_id: int, donation_id: int, paper_id: int) -> bool:
    """Whether this paper is attached to this donation."""
    sql = "SELECT 1 FROM paper WHERE district_id = ? AND kind = 'donation' AND document_id = ? AND paper_id = ?"
    return bool(ask(connection, sql, (district_id, donation_id, paper_id)))


@dataclass(frozen=True, slots=True)
class Routed:
    """Rejected goods of a donation that left, in base units, and why; `party_name` where they went to somebody."""

    routing_id: int
    item_name: str
    base_unit: str
    quantity: int
    reason_code: str
    route: str
    party_name: str
    note: str
    routed_at: int
    entry: int


def routed(connection: Connection, district_id: int, donation_id: int) -> list[Routed]:
    """What was found unusable and left, the first on top; what was taken back is not among it."""
    sql = (
        "SELECT routing_id, item.name, item.base_unit, quantity, reason_code, route, COALESCE(party.name, ''), note, "
        "routed_at, entry FROM donation_routing "
        "JOIN lot ON lot.district_id = donation_routing.district_id AND lot.lot_id = donation_routing.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        "LEFT JOIN party ON party.district_id = donation_routing.district_id "
        "AND party.party_id = donation_routing.party_id "
        "WHERE donation_routing.district_id = ? AND donation_id = ? AND NOT EXISTS (SELECT 1 FROM line "
        "WHERE line.district_id = donation_routing.district_id AND line.reverses = donation_routing.entry "
        "AND line.reverses <> 0) ORDER BY routing_id"
    )
    return [Routed(*row) for row in ask(connection, sql, (district_id, donation_id))]
