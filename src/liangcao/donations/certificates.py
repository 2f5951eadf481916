"""Reading the numbered papers made out for donors."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Certificate:
    """A numbered paper for a donor; `copies` counts all that were printed of it, the first too."""

    certificate_id: int
    donation_id: int
    kind: str
    number: int
    amount_fen: int
    actor_name: str
    issued_at: int
    entry: int
    copies: int


_CERTIFICATE = (
    "SELECT certificate_id, donation_id, kind, number, amount_fen, COALESCE(actor.name, ''), issued_at, "
    "donation_certificate.entry, (SELECT COUNT(*) FROM donation_certificate_copy "
    "WHERE donation_certificate_copy.district_id = donation_certificate.district_id "
    "AND donation_certificate_copy.certificate_id = donation_certificate.certificate_id) FROM donation_certificate "
    "LEFT JOIN actor ON actor.district_id = donation_certificate.district_id "
    "AND actor.actor_id = donation_certificate.actor_id WHERE donation_certificate.district_id = ? "
)


def certificates(connection: Connection, district_id: int, donation_id: int) -> list[Certificate]:
    """The papers made for a donation, the first on top."""
    sql = f"{_CERTIFICATE} AND donation_id = ? ORDER BY certificate_id"
    return [Certificate(*row) for row in ask(connection, sql, (district_id, donation_id))]


def certificate(connection: Connection, district_id: int, certificate_id: int) -> Certificate:
    """One paper; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_CERTIFICATE} AND certificate_id = ?", (district_id, certificate_id))
    if not rows:
        raise refused("unknown_document", "certificate_id", name=certificate_id)
    return Certificate(*rows[0])


def last_number(connection: Connection, district_id: int, kind: str) -> int:
    """The greatest number given to a paper of this kind."""
    sql = "SELECT COALESCE(MAX(number), 0) FROM donation_certificate WHERE district_id = ? AND kind = ?"
    return int(ask(connection, sql, (district_id, kind))[0][0])


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """What a paper says of one thing, in base units; `value_fen` None where nobody valued it."""

    line_number: int
    item_name: str
    base_unit: str
    quantity: int
    value_fen: int | None
    value_basis: str


def certificate_lines(connection: Connection, district_id: int, certificate_id: int) -> list[CertificateLine]:
    """The goods on a paper."""
    sql = (
        "SELECT line_number, item.name, item.base_unit, quantity, value_fen, value_basis "
        "FROM donation_certificate_line "
        "JOIN item ON item.district_id = donation_certificate_line.district_id "
        "AND item.item_id = donation_certificate_line.item_id "
        "WHERE donation_certificate_line.district_id = ? AND certificate_id = ? ORDER BY line_number"
    )
    return [CertificateLine(*row) for row in ask(connection, sql, (district_id, certificate_id))]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a paper: which one, why, when (ms)."""

    copy_number: int
    reason: str
    printed_at: int


def copies_of(connection: Connection, district_id: int, certificate_id: int) -> list[Copy]:
    """The copies printed of a paper, the first on top."""
    sql = (
        "SELECT copy_number, reason, printed_at FROM donation_certificate_copy "
        "WHERE district_id = ? AND certificate_id = ? ORDER BY copy_number"
    )
    return [Copy(*row) for row in ask(connection, sql, (district_id, certificate_id))]
