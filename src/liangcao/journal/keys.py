"""The keys of a district's log as the books know them: the first by its first seal, later ones by entries."""

from sqlalchemy import Connection

from liangcao.database.bulk import ask, insert_rows
from liangcao.journal.keychain import KeyChain, KeyChange
from liangcao.journal.note import parse_note, read_verifier_key, signed_by
from liangcao.journal.tables import signing_key
from liangcao.kernel.errors import Refused

_SIGNING_KEY = ("district_id", "name", "verifier_key", "since")


def key_chain(connection: Connection, district_id: int) -> KeyChain | None:
    """All keys of the log with the entries that changed them; None while nothing has been signed."""
    sql = "SELECT verifier_key FROM signing_key WHERE district_id = ? ORDER BY since, name LIMIT 1"
    first = ask(connection, sql, (district_id,))
    sql = "SELECT entry, verifier_key, replaces, is_lost FROM key_change WHERE district_id = ? ORDER BY entry"
    rows = ask(connection, sql, (district_id,))
    changes = tuple(KeyChange(entry, new, old, bool(is_lost)) for entry, new, old, is_lost in rows)
    return KeyChain(first[0][0], changes) if first else None


def verifier_keys(connection: Connection, district_id: int) -> list[str]:
    """The public keys this district's heads are signed with, the present one last."""
    chain = key_chain(connection, district_id)
    return list(chain.keys) if chain else []


def is_vouched(connection: Connection, district_id: int, change: KeyChange) -> bool | None:
    """Whether the first head that covers a change is signed with the old key too; None before there is one."""
    sql = "SELECT note FROM checkpoint WHERE district_id = ? AND size >= ? ORDER BY size LIMIT 1"
    rows = ask(connection, sql, (district_id, change.entry))
    try:
        return bool(signed_by(parse_note(rows[0][0]), [read_verifier_key(change.replaces)])) if rows else None
    except Refused:
        return False


def register_first_key(connection: Connection, district_id: int, verifier_key: str, now: int) -> None:
    """Write down the key that signs the first head at `now` (ms since 1970 UTC)."""
    name = verifier_key.partition("+")[0]
    insert_rows(connection, signing_key, _SIGNING_KEY, [(district_id, name, verifier_key, now)])
