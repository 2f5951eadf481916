"""What the pages of leads show beside the leads: what a line is read against, who is like whom, what is short."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from liangcao.access.queries import reveal
from liangcao.catalog.queries import items_by_id
from liangcao.catalog.search import matches, search_tokens
from liangcao.database.bulk import ask
from liangcao.exchange.cells import fold
from liangcao.exchange.lead_chips import Known, KnownItem
from liangcao.exchange.place_names import PlaceName, place_names
from liangcao.reports.same_people import Who, digits, likeness
from liangcao.sourcing.queries import Lead, recent_leads
from liangcao.sourcing.rules import SELLING_KINDS

RECENT_MS = 60 * 86_400_000
_LATELY = 2_000
_NEED = (
    "SELECT need.item_id, item.name, item.base_unit, need.wanted, need.since, COALESCE(there.quantity, 0), "
    "COALESCE(coming.quantity, 0), COALESCE(asked.leads, 0) FROM "
    "(SELECT request_line.item_id, SUM(approved - allocated) AS wanted, MIN(request.decided_at) AS since "
    "FROM request_line JOIN request ON request.district_id = request_line.district_id "
    "AND request.request_id = request_line.request_id WHERE request_line.district_id = ? AND approved > allocated "
    "AND request.state = 'approved' GROUP BY request_line.item_id) AS need "
    "JOIN item ON item.district_id = ? AND item.item_id = need.item_id LEFT JOIN "
    "(SELECT balance.item_id, SUM(on_hand - held) AS quantity FROM balance "
    "JOIN lot ON lot.district_id = balance.district_id AND lot.lot_id = balance.lot_id "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "WHERE balance.district_id = ? AND balance.is_here = 1 AND location.kind IN ('store', 'shelf', 'dock') "
    "AND lot.status = 'released' AND (lot.expires_on = '' OR lot.expires_on >= ?) GROUP BY balance.item_id) AS there "
    "ON there.item_id = need.item_id LEFT JOIN "
    "(SELECT item_id, SUM(CASE WHEN quantity > received + rejected THEN quantity - received - rejected ELSE 0 END) "
    "AS quantity FROM arrival_line JOIN arrival ON arrival.district_id = arrival_line.district_id "
    "AND arrival.arrival_id = arrival_line.arrival_id WHERE arrival_line.district_id = ? "
    "AND arrival.state IN ('expected', 'partly') GROUP BY item_id) AS coming ON coming.item_id = need.item_id "
    "LEFT JOIN (SELECT item_id, COUNT(*) AS leads FROM lead WHERE district_id = ? AND state IN ('open', 'offer') "
    "GROUP BY item_id) AS asked ON asked.item_id = need.item_id"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is short of an item: approved and not allocated, less what is free in store and what is on its way.

    Base units; `since` is when the oldest of it was approved (ms); `leads` are still being followed.
    """

    item_id: int
    name: str
    base_unit: str
    wanted: int
    since: int
    available: int
    coming: int
    leads: int

    @property
    def short(self) -> int:
        """How many base units are still to be found."""
        return max(self.wanted - self.available - self.coming, 0)


def gaps(connection: Connection, district_id: int, today: str) -> list[Gap]:
    """What is short, the oldest need first."""
    values = (district_id, district_id, district_id, today, district_id, district_id)
    found = [Gap(*(row[:3]), *map(int, row[3:])) for row in ask(connection, _NEED, values)]
    return sorted((gap for gap in found if gap.short), key=lambda gap: (gap.since, gap.name))


def known_to_lines(connection: Connection, district_id: int) -> Known:
    """The goods, parties and earlier leads that a line said during a call is read against."""
    sql = (
        "SELECT item.item_id, name FROM item WHERE district_id = ? AND kind = 'goods' UNION ALL "
        "SELECT item.item_id, alias FROM item_alias JOIN item ON item.district_id = item_alias.district_id "
        "AND item.item_id = item_alias.item_id WHERE item.district_id = ? AND item.kind = 'goods' ORDER BY 1"
    )
    rows = ask(connection, sql, (district_id, district_id))
    names = {number: [row[1] for row in group] for number, group in groupby(rows, key=lambda row: row[0])}
    items = items_by_id(connection, district_id, list(names))
    tokens: dict[int, str] = dict(
        ask(connection, "SELECT item_id, search FROM item WHERE district_id = ?", (district_id,))
    )
    known = [
        KnownItem(
            number,
            each.name,
            tuple(fold(name) for name in names[number]),
            tokens[number],
            each.base_unit,
            {pack.name: pack.size for pack in each.packs},
        )
        for number, each in items.items()
    ]
    channels, home = _places_before(connection, district_id)
    return Known(known, sellers(connection, district_id), channels, home)


def sellers(connection: Connection, district_id: int) -> dict[str, int]:
    """The registered parties that goods come from, by name in half width."""
    kinds = ", ".join("?" * len(SELLING_KINDS))
    sql = f"SELECT name, party_id FROM party WHERE district_id = ? AND kind IN ({kinds}) ORDER BY name"
    return {fold(name): number for name, number in ask(connection, sql, (district_id, *SELLING_KINDS))}


def _places_before(connection: Connection, district_id: int) -> tuple[dict[str, str], PlaceName | None]:
    """The channel each place had last, and where the office is: the place of the latest local lead."""
    sql = "SELECT place, channel FROM lead WHERE district_id = ? AND place <> '' ORDER BY lead_id DESC LIMIT ?"
    channels: dict[str, str] = {}
    for place, channel in ask(connection, sql, (district_id, _LATELY)):
        channels.setdefault(place, channel)
    local = [place for place, channel in channels.items() if channel == "local" and place in place_names()]
    return channels, place_names()[local[0]] if local else None


@dataclass(frozen=True, slots=True)
class Alike:
    """A lead that may be the same people; `why` is ``supplier``, ``phone``, ``company`` or ``contact``."""

    lead: Lead
    why: str


def alike_leads(connection: Connection, district_id: int, who: Who, *, now: int, but: int = 0) -> list[Alike]:
    """The leads of the last two months that may be the same as `who`, the latest first; `but` is left out."""
    known = [each for each in recent_leads(connection, district_id, now - RECENT_MS) if each.lead_id != but]
    told = reveal(connection, district_id, [text for each in known for text in (each.contact, each.phone)])
    found = ((each, likeness(who, _who(each, told))) for each in known)
    return [Alike(each, why) for each, why in found if why]


def doubled_leads(connection: Connection, district_id: int, *, now: int) -> list[tuple[Lead, Alike]]:
    """Pairs of leads of the last two months that may be the same people, each lead with the latest earlier one."""
    known = recent_leads(connection, district_id, now - RECENT_MS, most=400)
    told = reveal(connection, district_id, [text for each in known for text in (each.contact, each.phone)])
    people = [(each, _who(each, told)) for each in known]
    pairs = []
    for place, (each, who) in enumerate(people):
        if each.state == "dead":
            continue
        for other, other_who in people[place + 1 :]:
            why = likeness(who, other_who)
            if why:
                pairs.append((each, Alike(other, why)))
                break
    return pairs


def _who(lead: Lead, told: dict[str, str]) -> Who:
    return Who(lead.supplier_id, lead.shown_name, told.get(lead.contact, ""), told.get(lead.phone, ""), lead.place)


def leads_named(connection: Connection, district_id: int, words: str, *, now: int) -> tuple[int, ...]:
    """The leads of the last two months whose sealed names or numbers hold `words`: characters, pinyin or digits."""
    known = recent_leads(connection, district_id, now - RECENT_MS)
    told = reveal(connection, district_id, [text for each in known for text in (each.contact, each.phone)])
    return tuple(each.lead_id for each in known if _is_named(_who(each, told), words))


def _is_named(who: Who, words: str) -> bool:
    if who.contact and matches(words, search_tokens(who.contact)):
        return True
    return len(digits(words)) >= 4 and digits(words) in digits(who.phone)


def shown_names(connection: Connection, district_id: int, leads: Iterable[Lead], *, may_know: bool) -> dict[int, str]:
    """What each lead is called: the company, else the person's name for who may know it."""
    known: Sequence[Lead] = list(leads)
    told = reveal(connection, district_id, [each.contact for each in known]) if may_know else {}
    return {each.lead_id: " ".join(filter(None, (each.shown_name, told.get(each.contact, "")))) for each in known}
