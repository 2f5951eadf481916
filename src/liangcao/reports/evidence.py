"""Evidence for an inspector: the books of a district, or a period of them, as one file that proves itself.

The papers behind documents are in it; the texts behind commitments, passwords, sessions and files on their way stay at
home.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.database.driver import reading_any_text
from liangcao.database.engine import Database
from liangcao.journal.keys import key_chain
from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_span, moment_text
from liangcao.parties.queries import district as find_district
from liangcao.reports.evidence_file import EvidenceFile
from liangcao.reports.evidence_parts import (
    Books,
    add_leaves_and_heads,
    add_ledger,
    add_papers,
    add_stretches,
    add_tables,
)
from liangcao.reports.evidence_period import add_period, heads_told, opening_of
from liangcao.reports.evidence_rules import PROGRAM, office_rules
from liangcao.verifier.layout import PERIOD, READ_ME, RULES, WHOLE, Manifest
from liangcao.verifier.read_me import READ_ME_TEXT

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Period:
    """Days, and the moments (ms since 1970 UTC) at which the first begins and the last is over."""

    days: tuple[str, str]
    since: int
    until: int


def period_of(first: str, last: str, timezone: str) -> Period:
    """The days from `first` to `last`, both included; one alone means that day to today's end, or up to that day.

    Raises Refused ``date_unreadable``.
    """
    days = (first or "0001-01-02", last or "9999-12-30")
    for day in days:
        if not _DAY.fullmatch(day) or not _is_day(day):
            raise refused("date_unreadable", text=day)
    return Period((first, last), day_span(days[0], timezone)[0], day_span(days[1], timezone)[1])


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text) < date(9999, 12, 31)
    except ValueError:
        return False


def write_evidence(database: Database, district_id: int, file: BinaryIO, period: Period | None = None) -> Manifest:
    """Write the evidence of a district into `file`, all of it or of entries recorded in `period`.

    The same books give the same bytes. Raises Refused ``evidence_empty`` when there are no entries.
    """
    with database.read() as connection, reading_any_text(connection):
        books = _books(connection, district_id, period)
        evidence = EvidenceFile(file)
        evidence.add(READ_ME, READ_ME_TEXT.encode())
        evidence.add(RULES, canonical_bytes(office_rules()))
        opening = opening_of(books) if period else None
        add_stretches(evidence, books)
        add_leaves_and_heads(evidence, books, heads_told(books) if period else None)
        if opening is None:
            add_ledger(evidence, books)
            add_tables(evidence, books)
        else:
            add_period(evidence, books, opening)
        add_papers(evidence, books)
        manifest = _manifest(books, period, evidence)
        evidence.finish(manifest)
    return manifest


def _books(connection: Connection, district_id: int, period: Period | None) -> Books:
    sql = "SELECT COALESCE(MAX(number), 0) FROM journal WHERE district_id = ?"
    size = int(ask(connection, sql, (district_id,))[0][0])
    sql = "SELECT COALESCE(MAX(size), 0) FROM journal_head WHERE district_id = ?"
    size = max(size, int(ask(connection, sql, (district_id,))[0][0]))  # what is counted and not there must show
    if period is None:
        return Books(connection, district_id, 1, size, size)
    sql = "SELECT MIN(number), MAX(number) FROM journal WHERE district_id = ? AND recorded_at >= ? AND recorded_at < ?"
    first, last = ask(connection, sql, (district_id, period.since, period.until))[0]
    if first is None:
        raise refused("evidence_empty", first=period.days[0], last=period.days[1])
    return Books(connection, district_id, first, last, size)


def _manifest(books: Books, period: Period | None, evidence: EvidenceFile) -> Manifest:
    found = find_district(books.connection, books.district_id)
    chain = key_chain(books.connection, books.district_id)
    sql = "SELECT recorded_at FROM journal WHERE district_id = ? AND number IN (?, ?) ORDER BY number"
    moments = ask(books.connection, sql, (books.district_id, books.first, books.last))
    return Manifest(
        program=PROGRAM,
        district=books.district_id,
        district_name=found.name if found else "",
        origin=chain.first.partition("+")[0] if chain else "",
        scope=PERIOD if period else WHOLE,
        days=period.days if period else ("", ""),
        first=books.first,
        last=books.last,
        size=books.size,
        recorded=(moment_text(moments[0][0]), moment_text(moments[-1][0])) if moments else ("", ""),
        members=tuple(evidence.members),
    )
