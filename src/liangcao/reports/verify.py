"""Handing a district's books to the verifier, straight from the database, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from liangcao.access.duties import EXCLUDES
from liangcao.database.bulk import is_sqlite
from liangcao.database.engine import Database
from liangcao.journal.problems import Problem, Report
from liangcao.journal.seal import Seal, last_seal, verifier_keys
from liangcao.journal.verify import Evidence, verify

AT_ONCE = 1_000
_ENTRIES = "SELECT number, body, leaf_hash FROM journal WHERE district_id = ? ORDER BY number"
_LINES = (
    "SELECT entry, ordinal, kind, lot_id, source_id, destination_id, quantity, source_after, destination_after, "
    "reverses FROM line WHERE district_id = ? ORDER BY entry, ordinal"
)
_HOLDS = (
    "SELECT entry, ordinal, lot_id, location_id, delta, document FROM hold WHERE district_id = ? "
    "ORDER BY entry, ordinal"
)
_BALANCES = "SELECT lot_id, location_id, item_id, is_outside, on_hand, held FROM balance WHERE district_id = ?"
_NOTES = "SELECT note FROM checkpoint WHERE district_id = ? ORDER BY size"
_UNSEALED = "SELECT size FROM journal_head WHERE district_id = ?"


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verifier found in the books as they lie in the database, and the last signed head among them."""

    report: Report
    checkpoint: Seal | None

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return self.report.ok

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by entry number."""
        return self.report.problems


def verify_books(database: Database, district_id: int, *, verifier_key: str = "", most: int = 1000) -> Verification:
    """Verify every entry, line, hold, balance, duty and signed head of a district, all as of one moment.

    `verifier_key` is the public key to trust when one is at hand; else the one the books name is taken. The journal's
    own count of entries is held against what is there, so that a cut tail shows even before the next seal.
    """
    with database.read() as connection:
        trusted = verifier_key or next(reversed(verifier_keys(connection, district_id)), "")
        evidence = Evidence(
            district=district_id,
            entries=_entries(connection, district_id),
            lines=_stream(connection, _LINES, district_id),
            holds=_stream(connection, _HOLDS, district_id),
            balances=_stream(connection, _BALANCES, district_id),
            checkpoints=[str(row[0]) for row in _stream(connection, _NOTES, district_id)],
            vkey=trusted,
            origin=trusted.partition("+")[0],
            excludes=EXCLUDES,
        )
        report = verify(evidence, most=most)
        size = next((int(row[0]) for row in _stream(connection, _UNSEALED, district_id)), 0)
        return Verification(_with_head(report, size), last_seal(connection, district_id))


def _with_head(report: Report, size: int) -> Report:
    if size == report.entries:
        return report
    cut = Problem(report.entries + 1, "tail_cut_off", {"size": size, "entries": report.entries})
    return Report(report.entries, report.lines, report.root, report.heads, report.found + 1, (*report.problems, cut))


def _entries(connection: Connection, district_id: int) -> Iterator[tuple[int, bytes, bytes]]:
    for number, body, leaf in _stream(connection, _ENTRIES, district_id):
        yield number, bytes(body), bytes(leaf)


def _stream(connection: Connection, sql: str, district_id: int) -> Iterator[tuple[Any, ...]]:
    """Rows as they come: never all in memory, on either database."""
    text = sql if is_sqlite(connection) else sql.replace("?", "%s")
    rows = connection.exec_driver_sql(text, (district_id,), execution_options={"yield_per": AT_ONCE})
    for row in rows:
        yield tuple(row)
