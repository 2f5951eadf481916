"""Where each of a donor's goods went, step by step, told by the books: units by name, persons never."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, select_by_keys
from liangcao.donations.queries import Donation, GiftRow, gift_lines, hand_overs
from liangcao.donations.rules import NO_NAME
from liangcao.receiving.expecting import CameLine, came_by
from liangcao.reports.gift_kits import Made, in_other_boxes, made_of

PUBLIC_NAME = "群众"
"""What people who are no unit are called, whatever name the register has."""
IN_STORE = frozenset({"store", "shelf", "dock", "packing", "vehicle", "unit_desk"})


@dataclass(frozen=True, slots=True)
class Whereabout:
    """So many base units of a lot are there now: `place` is one of store, rejects, way, unit, lost, made, elsewhere."""

    lot_id: int
    place: str
    unit_name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A unit signed for so many base units: when (ms), by journal entry `entry`."""

    lot_id: int
    unit_name: str
    quantity: int
    at: int
    entry: int


@dataclass(frozen=True, slots=True)
class Kit:
    """Kits that some of a line went into: `used` base units of it; where the kits (`item_name`) are, in theirs."""

    lot_id: int
    item_name: str
    base_unit: str
    used: int
    in_store: int
    on_way: int
    lost: int
    elsewhere: int
    units: tuple[tuple[str, int], ...]
    signed: tuple[Signed, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """A line of a donation with what became of it, in base units; `units` sums what each unit has.

    What is in `kits` is in none of the other places: where the kits are is said of each.
    """

    line: GiftRow
    accepted: int
    quarantined: int
    rejected: int
    in_store: int
    on_way: int
    lost: int
    elsewhere: int
    units: tuple[tuple[str, int], ...]
    signed: tuple[Signed, ...]
    lot_ids: tuple[int, ...]
    kits: tuple[Kit, ...] = ()

    @property
    def proven(self) -> tuple[Signed, ...]:
        """All that units signed for, of the goods as they came and in kits."""
        return (*self.signed, *(signed for kit in self.kits for signed in kit.signed))

    @property
    def delivered(self) -> int:
        """What units have signed for."""
        return sum(quantity for _, quantity in self.units)


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of the journal on a donation's way: `kind` is one of announced, handed, received, money, valued, issued.

    `is_own`: the entry tells of this donation only, so that it may be handed to the donor as it stands.
    """

    kind: str
    entry: int
    at: int
    is_own: bool


_WHERE = """
SELECT balance.lot_id, location.kind, balance.is_outside, COALESCE(party.kind, ''), COALESCE(party.name, ''),
       SUM(balance.on_hand)
FROM {keys} JOIN balance ON balance.lot_id = k1
JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id
LEFT JOIN party ON party.district_id = location.district_id AND party.party_id = location.party_id
WHERE balance.district_id = ? AND balance.on_hand > 0
GROUP BY balance.lot_id, location.kind, balance.is_outside, COALESCE(party.kind, ''), COALESCE(party.name, '')
ORDER BY balance.lot_id, 5
"""
_SIGNED = """
SELECT line.lot_id, party.kind, party.name, line.quantity, journal.occurred_at, line.entry
FROM {keys} JOIN line ON line.lot_id = k1
JOIN journal ON journal.district_id = line.district_id AND journal.number = line.entry
JOIN location ON location.district_id = line.district_id AND location.location_id = line.destination_id
JOIN party ON party.district_id = location.district_id AND party.party_id = location.party_id
WHERE line.district_id = ? AND line.kind = 'issue' AND location.is_outside = 1
  AND NOT EXISTS (SELECT 1 FROM line AS undo WHERE undo.district_id = line.district_id
                  AND undo.reverses = line.entry AND undo.reverses <> 0)
ORDER BY line.entry, line.ordinal
"""


def _place(kind: str, is_outside: bool) -> str:
    if not is_outside:
        return "way" if kind == "shipment" else "rejects" if kind == "rejects" else "store"
    if kind in ("recipient", "transformation"):
        return "unit" if kind == "recipient" else "made"
    return "lost" if kind in ("loss", "count_difference") else "elsewhere"


def _name(kind: str, name: str) -> str:
    return PUBLIC_NAME if kind == "public" else name


def whereabouts(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> list[Whereabout]:
    """Where the goods of these lots are now, by lot."""
    rows = select_by_keys(connection, _WHERE, [(number,) for number in sorted(set(lot_ids))], (district_id,))
    return [
        Whereabout(lot_id, _place(kind, bool(outside)), _name(of_kind, name), int(quantity))
        for lot_id, kind, outside, of_kind, name, quantity in rows
    ]


def signed_for(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> list[Signed]:
    """Who signed for goods of these lots, in the order of the books; what was undone is not among it."""
    rows = select_by_keys(connection, _SIGNED, [(number,) for number in sorted(set(lot_ids))], (district_id,))
    return [Signed(lot_id, _name(kind, name), quantity, at, entry) for lot_id, kind, name, quantity, at, entry in rows]


def followed(connection: Connection, district_id: int, donation_id: int) -> list[Followed]:
    """The lines of a donation with what became of each."""
    lines = gift_lines(connection, district_id, [donation_id])[donation_id]
    came = {each.line_number: each for each in came_by(connection, district_id, "donation", donation_id)}
    lots = {number: _same_goods(connection, district_id, each.lot_ids) for number, each in came.items()}
    every = [lot_id for of_line in lots.values() for lot_id in of_line]
    made = [each for each in made_of(connection, district_id, every) if each.kind == "kit"]
    kits = [each.lot_id for each in made]
    places = whereabouts(connection, district_id, every + kits)
    signed = signed_for(connection, district_id, every + kits)
    return [
        _followed(line, came.get(line.line_number), _Books(lots.get(line.line_number, ()), made, places, signed))
        for line in lines
    ]


def _same_goods(connection: Connection, district_id: int, lot_ids: Sequence[int]) -> tuple[int, ...]:
    return tuple(in_other_boxes(connection, district_id, lot_ids))


@dataclass(frozen=True, slots=True)
class _Books:
    """What the books say of the lots of one line: what was made of them, where all of it is, who signed."""

    lot_ids: tuple[int, ...]
    made: Sequence[Made]
    places: Sequence[Whereabout]
    signed: Sequence[Signed]

    def sums(self, lot_ids: Sequence[int]) -> tuple[dict[str, int], dict[str, int]]:
        """What of some lots is where, by place and by unit."""
        sums: dict[str, int] = {}
        units: dict[str, int] = {}
        for each in self.places:
            if each.lot_id in lot_ids:
                sums[each.place] = sums.get(each.place, 0) + each.quantity
                if each.place == "unit":
                    units[each.unit_name] = units.get(each.unit_name, 0) + each.quantity
        return sums, units

    def kits(self) -> tuple[Kit, ...]:
        """The kits that the line went into."""
        used: dict[int, int] = {}
        for each in self.made:
            if each.from_lot_id in self.lot_ids:
                used[each.lot_id] = used.get(each.lot_id, 0) + each.used
        named = {each.lot_id: each for each in self.made}
        return tuple(self._kit(named[lot_id], quantity) for lot_id, quantity in used.items())

    def _kit(self, made: Made, used: int) -> Kit:
        sums, units = self.sums([made.lot_id])
        return Kit(
            lot_id=made.lot_id,
            item_name=made.item_name,
            base_unit=made.base_unit,
            used=used,
            in_store=sums.get("store", 0),
            on_way=sums.get("way", 0),
            lost=sums.get("lost", 0),
            elsewhere=sums.get("elsewhere", 0) + sums.get("made", 0),
            units=tuple(units.items()),
            signed=tuple(each for each in self.signed if each.lot_id == made.lot_id),
        )


def _followed(line: GiftRow, came: CameLine | None, books: _Books) -> Followed:
    sums, units = books.sums(books.lot_ids)
    return Followed(
        line=line,
        accepted=came.accepted if came else 0,
        quarantined=came.quarantined if came else 0,
        rejected=came.rejected if came else 0,
        in_store=sums.get("store", 0),
        on_way=sums.get("way", 0),
        lost=sums.get("lost", 0),
        elsewhere=sums.get("elsewhere", 0),
        units=tuple(units.items()),
        signed=tuple(each for each in books.signed if each.lot_id in books.lot_ids),
        lot_ids=books.lot_ids,
        kits=books.kits(),
    )


_RECEIVED = """
SELECT receipt.entry, receipt.occurred_at FROM arrival
JOIN receipt ON receipt.district_id = arrival.district_id AND receipt.arrival_id = arrival.arrival_id
     AND receipt.arrival_id > 0 AND receipt.state = 'booked'
WHERE arrival.district_id = ? AND arrival.source_kind = 'donation' AND arrival.document_id = ?
"""
_OTHERS = (
    "SELECT 'money', entry, booked_at FROM donation_money WHERE district_id = ? AND donation_id = ? "
    "UNION SELECT 'valued', entry, valued_at FROM donation_valuation WHERE district_id = ? AND donation_id = ? "
    "UNION SELECT 'issued', entry, issued_at FROM donation_certificate WHERE district_id = ? AND donation_id = ?"
)


def deeds_of(connection: Connection, district_id: int, head: Donation) -> list[Deed]:
    """What was done about a donation, entry by entry, each to be proven."""
    where = (district_id, head.donation_id)
    deeds = [Deed("announced", head.entry, head.announced_at, True)]
    deeds += [Deed("handed", each.entry, each.confirmed_at, True) for each in hand_overs(connection, *where)]
    deeds += [Deed("received", entry, at, True) for entry, at in ask(connection, _RECEIVED, where)]
    deeds += [Deed(kind, entry, at, True) for kind, entry, at in ask(connection, _OTHERS, where * 3)]
    return sorted(deeds, key=lambda deed: deed.entry)


def donor_name(head: Donation, revealed: str = "") -> str:
    """What the donor is called: an anonymous one by nobody's name, a person by theirs where it may be seen."""
    if head.donor_kind == "anonymous":
        return NO_NAME
    if head.donor_kind == "person":
        return revealed or head.party_name or NO_NAME
    return head.party_name or head.donor_said or NO_NAME
