"""Which rows of a list are asked for already (docs/decisions/0040-imported-rows.md)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from liangcao.exchange.asking_units import Ask
from liangcao.exchange.request_sheet import RequestRow
from liangcao.requests.queries import rows_asked
from liangcao.requests.rules import row_key


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row that was asked for already, by which request and when (ms)."""

    row: RequestRow
    request_id: int
    asked_at: int


def note_of_file(data: bytes, *, again_on: str = "") -> str:
    """The note of the requests a file makes: its hash, for a file's name may name people; and the day when it asks
    once more for what was asked before."""
    once_more = f"，{again_on} 再次申请" if again_on else ""
    return f"SHA-256 {hashlib.sha256(data).hexdigest()}{once_more}"


def _hash_again(row: RequestRow, note: str) -> str:
    return hashlib.sha256(f"{row.row_hash}\n{note}".encode()).hexdigest()


def keep_fresh(
    connection: Connection, district_id: int, asks: Sequence[Ask], *, note: str, again: bool
) -> list[KnownRow]:
    """Leave each unit the rows that no request holds, with the hash they are to have; give back the others.

    Who asks `again` is only held back by requests that bear this `note`: the same file, once more, on the same day.
    """
    rows = [(ask, row) for ask in asks for row in ask.rows]
    keys = [row_key(ask.unit_id, row.row_hash) for ask, row in rows]
    keys += [row_key(ask.unit_id, _hash_again(row, note)) for ask, row in rows if again]
    asked = rows_asked(connection, district_id, keys)
    for ask in asks:
        ask.rows = []
    known: list[KnownRow] = []
    for ask, row in rows:
        held, fresh = asked.get(row_key(ask.unit_id, row.row_hash)), row
        if held and again and held.note != note:
            fresh = replace(row, row_hash=_hash_again(row, note))
            held = asked.get(row_key(ask.unit_id, fresh.row_hash))
        if held:
            known.append(KnownRow(row, held.request_id, held.submitted_at))
        else:
            ask.rows.append(fresh)
    return known
