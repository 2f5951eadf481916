"""Reading links and proofs of delivery."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask


@dataclass(frozen=True, slots=True)
class Link:
    """A link shown to sign a shipment by; times in ms since 1970 UTC. `newest_id` is the last one shown of it."""

    link_id: int
    shipment_id: int
    phone: str
    issued_at: int
    expires_at: int
    actor_id: int
    newest_id: int

    @property
    def is_newest(self) -> bool:
        """False once another was shown in its place."""
        return self.link_id == self.newest_id


_LINK = (
    "SELECT link_id, shipment_id, phone, issued_at, expires_at, actor_id, (SELECT MAX(newer.link_id) "
    "FROM delivery_link AS newer WHERE newer.district_id = delivery_link.district_id "
    "AND newer.shipment_id = delivery_link.shipment_id) FROM delivery_link WHERE district_id = ? AND token_hash = ?"
)


def link_by_token(connection: Connection, district_id: int, token_hash: str) -> Link | None:
    """The link whose secret has this hash, None when none has."""
    rows = ask(connection, _LINK, (district_id, token_hash))
    return Link(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves one signature; `receiver` and `place` are commitments, `clock_off` in ms (0: near enough)."""

    shipment_id: int
    entry: int
    way: str
    link_id: int
    carrier_id: int
    carrier_name: str
    receiver: str
    place: str
    device_at: int
    recorded_at: int
    clock_off: int
    pictures: tuple[tuple[int, str, str], ...]


_PROOFS = (
    "SELECT shipment_id, delivery_proof.entry, way, link_id, carrier_id, COALESCE(actor.name, ''), receiver, place, "
    "device_at, recorded_at, clock_off FROM delivery_proof LEFT JOIN actor "
    "ON actor.district_id = delivery_proof.district_id AND actor.actor_id = delivery_proof.carrier_id "
    "WHERE delivery_proof.district_id = ? AND shipment_id = ? ORDER BY delivery_proof.entry"
)
_PICTURES = (
    "SELECT entry, ordinal, kind, sha256 FROM proof_picture WHERE district_id = ? AND shipment_id = ? "
    "ORDER BY entry, ordinal"
)


def proofs_of(connection: Connection, district_id: int, shipment_id: int) -> list[Proof]:
    """The proofs of a shipment's signatures, undone ones too, in the order of the books."""
    pictures = ask(connection, _PICTURES, (district_id, shipment_id))
    shown: dict[int, list[tuple[int, str, str]]] = {}
    for entry, *picture in pictures:
        shown.setdefault(entry, []).append((picture[0], picture[1], picture[2]))
    rows = ask(connection, _PROOFS, (district_id, shipment_id))
    return [Proof(*(*row, tuple(shown.get(row[1], ())))) for row in rows]
