"""Cosignatures as they are kept beside the heads, and how many witnesses stand behind the last one."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask, insert_rows
from liangcao.journal.cosignature import Cosignature, Policy, verify_cosignatures
from liangcao.journal.note import parse_checkpoint, parse_note
from liangcao.journal.seal import Seal, last_seal
from liangcao.journal.tables import cosignature
from liangcao.kernel.errors import refused

_COSIGNATURE = ("district_id", "size", "witness", "line", "signed_at")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands behind the last head: of how many entries it is, when it was signed, which witnesses cosigned it.

    `since` is when the first head was signed that has too few cosignatures, 0 while there are enough; `met_size` is
    the last head with enough. Times in ms since 1970 UTC.
    """

    size: int
    sealed_at: int
    cosigned: tuple[str, ...]
    policy: Policy
    met_size: int
    since: int

    @property
    def is_met(self) -> bool:
        """True when enough witnesses cosigned the last head."""
        return not self.since


def served_checkpoint(connection: Connection, district_id: int) -> tuple[Seal, str] | None:
    """The last signed head, and its note with the cosignatures under it; None before the first."""
    seal = last_seal(connection, district_id)
    if seal is None:
        return None
    sql = "SELECT line FROM cosignature WHERE district_id = ? AND size = ? ORDER BY witness"
    return seal, seal.note + "".join(row[0] for row in ask(connection, sql, (district_id, seal.size)))


def last_cosigned(connection: Connection, district_id: int, witness: str) -> tuple[int, int]:
    """The largest head (entries, and when in ms since 1970 UTC) that the witness of this vkey cosigned; else zeros."""
    sql = "SELECT size, signed_at FROM cosignature WHERE district_id = ? AND witness = ? ORDER BY size DESC LIMIT 1"
    rows = ask(connection, sql, (district_id, witness))
    return (int(rows[0][0]), int(rows[0][1])) if rows else (0, 0)


def store_cosignatures(connection: Connection, district_id: int, size: int, found: Iterable[Cosignature]) -> None:
    """Keep cosignatures of our head of `size` entries; a witness that cosigned it before is kept as it was."""
    rows = [(district_id, size, each.key.text, each.line, each.timestamp * 1000) for each in found]
    insert_rows(connection, cosignature, _COSIGNATURE, rows, keep_existing=True)


def take_in(connection: Connection, district_id: int, note: str, policy: Policy) -> tuple[int, list[Cosignature]]:
    """Keep the cosignatures of the policy's witnesses under `note`, a head of ours; (its entries, what was kept).

    Raises Refused ``note_unreadable``, ``checkpoint_unreadable``, ``note_signature_wrong``, ``head_not_ours``,
    ``quorum_missed`` when none of the witnesses cosigned it.
    """
    parsed = parse_note(note)
    head = parse_checkpoint(parsed.text)
    sql = "SELECT note FROM checkpoint WHERE district_id = ? AND size = ?"
    rows = ask(connection, sql, (district_id, head.size))
    if not rows or parse_note(rows[0][0]).text != parsed.text:
        raise refused("head_not_ours", size=head.size)
    found = verify_cosignatures(parsed.text, parsed.signatures, policy.witnesses)
    if not found:
        raise refused("quorum_missed", found=0, quorum=max(policy.quorum, 1))
    store_cosignatures(connection, district_id, head.size, found)
    return head.size, found


def standing(connection: Connection, district_id: int, policy: Policy) -> Standing | None:
    """Who stands behind the last head, by `policy`; None before the first head."""
    seal = last_seal(connection, district_id)
    if seal is None:
        return None
    witnesses = [each.text for each in policy.witnesses]
    marks = ", ".join("?" * len(witnesses)) or "''"
    where = f"FROM cosignature WHERE district_id = ? AND witness IN ({marks})"
    sql = f"SELECT witness {where} AND size = ? ORDER BY witness"
    cosigned = tuple(row[0] for row in ask(connection, sql, (district_id, *witnesses, seal.size)))
    met_size, since = seal.size, 0
    if len(cosigned) < policy.quorum:
        sql = f"SELECT size {where} GROUP BY size HAVING COUNT(*) >= ? ORDER BY size DESC LIMIT 1"
        met_size = next((int(row[0]) for row in ask(connection, sql, (district_id, *witnesses, policy.quorum))), 0)
        sql = "SELECT sealed_at FROM checkpoint WHERE district_id = ? AND size > ? ORDER BY size LIMIT 1"
        since = int(ask(connection, sql, (district_id, met_size))[0][0])
    return Standing(seal.size, seal.sealed_at, cosigned, policy, met_size, since)
