"""Reading the supplier register: licences, what of them is expired, and who is on the blacklist."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence on record; days are texts, `expires_on` empty where it does not expire; `withdrawn_entry` 0: counts."""

    licence_id: int
    party_id: int
    kind: str
    number: str
    issued_by: str
    issued_on: str
    expires_on: str
    note: str
    actor_id: int
    recorded_at: int
    entry: int
    withdrawn_entry: int
    withdrawn_reason: str

    def is_expired(self, today: str) -> bool:
        """True from the day after `expires_on` on."""
        return bool(self.expires_on) and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Listing:
    """That a party was put on the blacklist (ms since 1970 UTC); `cleared_entry` 0 while it is on it."""

    listing_id: int
    reason: str
    actor_name: str
    listed_at: int
    entry: int
    cleared_entry: int
    cleared_reason: str


_LICENCE = (
    "SELECT licence_id, party_id, kind, number, issued_by, issued_on, expires_on, note, actor_id, recorded_at, entry, "
    "withdrawn_entry, withdrawn_reason FROM licence WHERE district_id = ? AND "
)


def licences_of(connection: Connection, district_id: int, party_id: int) -> list[Licence]:
    """The licences of a party, those that count first, then by kind and the latest to expire."""
    order = "ORDER BY withdrawn_entry > 0, kind, expires_on = '' DESC, expires_on DESC, licence_id"
    rows = ask(connection, f"{_LICENCE} party_id = ? {order}", (district_id, party_id))
    return [Licence(*row) for row in rows]


def licence(context: Context, licence_id: int) -> Licence:
    """One licence; raises Refused ``unknown_document``."""
    rows = ask(context.connection, f"{_LICENCE} licence_id = ?", (context.district_id, licence_id))
    if not rows:
        raise refused("unknown_document", "licence_id", name=licence_id)
    return Licence(*rows[0])


def expired_licences(connection: Connection, district_id: int, party_id: int, today: str) -> list[Licence]:
    """Of each kind of licence the party has, the one that lasts longest, when even that is expired on `today`."""
    longest: dict[str, Licence] = {}
    for each in licences_of(connection, district_id, party_id):
        if not each.withdrawn_entry:
            longest.setdefault(each.kind, each)
    return [each for each in longest.values() if each.is_expired(today)]


def listings_of(connection: Connection, district_id: int, party_id: int) -> list[Listing]:
    """How often the party was on the blacklist, the latest first."""
    rows = ask(
        connection,
        "SELECT listing_id, reason, COALESCE(actor.name, ''), listed_at, entry, cleared_entry, cleared_reason "
        "FROM blacklisting LEFT JOIN actor ON actor.district_id = blacklisting.district_id "
        "AND actor.actor_id = blacklisting.actor_id "
        "WHERE blacklisting.district_id = ? AND party_id = ? ORDER BY listing_id DESC",
        (district_id, party_id),
    )
    return [Listing(*row) for row in rows]


def blacklisted(connection: Connection, district_id: int, party_id: int) -> Listing | None:
    """Why nothing may be bought from this party, None when something may."""
    return next((each for each in listings_of(connection, district_id, party_id) if not each.cleared_entry), None)


def check_not_blacklisted(context: Context, party_id: int, name: str, field: str) -> None:
    """Raise Refused ``blacklisted``."""
    found = blacklisted(context.connection, context.district_id, party_id)
    if found is not None:
        raise refused("blacklisted", field, party=name, reason=found.reason)


def party_of_licence(connection: Connection, district_id: int, licence_id: int) -> int:
    """Whose licence it is; 0 when there is none of this number."""
    rows = ask(
        connection, "SELECT party_id FROM licence WHERE district_id = ? AND licence_id = ?", (district_id, licence_id)
    )
    return int(rows[0][0]) if rows else 0
