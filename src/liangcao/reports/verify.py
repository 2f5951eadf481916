"""Handing a district's books to the verifier, straight from the database, row by row."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from liangcao.access.duties import EXCLUDES, FOLLOWS, SIGNING_EXCLUDES
from liangcao.database.driver import reading_any_text
from liangcao.database.engine import Database
from liangcao.journal.keys import verifier_keys
from liangcao.journal.problems import Findings, Problem, Report
from liangcao.journal.seal import Seal, last_seal
from liangcao.journal.tile_store import next_edition, tiles_beyond
from liangcao.journal.tiles import HEIGHT, FullTile, Tile, TileBuilder
from liangcao.journal.verify import Evidence, verify
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import moment_text
from liangcao.reports.verify_rows import document_tables, stream, verify_rows

_ENTRIES = (
    "SELECT number, body, leaf_hash, action, actor_id, command_id, occurred_at, recorded_at FROM journal "
    "WHERE district_id = ? ORDER BY number"
)
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
_HEAD = "SELECT size FROM journal_head WHERE district_id = ?"


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
    """Verify every entry, line, hold, balance, document, duty and signed head of a district, all as of one moment.

    `verifier_key` is the public key to trust when one is at hand; else the one the books name is taken. The journal's
    own count of entries is held against what is there, so that a cut tail shows even before the next seal.
    """
    with database.read() as connection, reading_any_text(connection):
        found: list[Problem] = []
        trusted = verifier_key or next(reversed(verifier_keys(connection, district_id)), "")
        evidence = Evidence(
            district=district_id,
            entries=_with_tiles(connection, district_id, _entries(connection, district_id, found), found),
            lines=stream(connection, _LINES, district_id),
            holds=stream(connection, _HOLDS, district_id),
            balances=stream(connection, _BALANCES, district_id),
            checkpoints=[str(row[0]) for row in stream(connection, _NOTES, district_id)],
            vkey=trusted,
            origin=trusted.partition("+")[0],
            excludes=EXCLUDES,
            signing_excludes=SIGNING_EXCLUDES,
            follows=FOLLOWS,
            tables={table.name: table for table in document_tables()},
        )
        report = verify(evidence, most=most)
        rows = verify_rows(connection, district_id, most=most)
        size = sum(int(row[0]) for row in stream(connection, _HEAD, district_id))
        if size > report.entries:
            found.append(Problem(report.entries + 1, "tail_cut_off", {"size": size, "entries": report.entries}))
        elif size < report.entries:
            params = {"column": "size", "stored": size, "expected": report.entries}
            found.append(Problem(report.entries, "head_altered", params))
        found += (_tile_problem(tile) for tile in tiles_beyond(connection, district_id, report.entries))
        return Verification(_with_more(report, found, rows, most), last_seal(connection, district_id))


def _with_more(report: Report, more: Sequence[Problem], rows: Findings, most: int) -> Report:
    """`report` with problems that only the database can have: what it says about an entry beside the entry."""
    every = (*report.problems, *more, *rows.in_order())
    problems = tuple(sorted(every, key=lambda problem: problem.entry)[:most])
    return replace(report, found=report.found + len(more) + rows.found, problems=problems)


def _entries(connection: Connection, district_id: int, found: list[Problem]) -> Iterator[tuple[int, bytes, bytes]]:
    for number, stored, leaf, *columns in stream(connection, _ENTRIES, district_id):
        body = bytes(stored)
        found += (
            Problem(number, "column_differs", {"column": column, "stored": value})
            for column, value, place in _places(body, *columns)
            if not place
        )
        yield number, body, bytes(leaf)


def _with_tiles(
    connection: Connection, district_id: int, entries: Iterator[tuple[int, bytes, bytes]], found: list[Problem]
) -> Iterator[tuple[int, bytes, bytes]]:
    """The entries; on the way the stored tiles are held against their hashes. One that is missing is made again."""
    builder = TileBuilder()
    for number, body, leaf in entries:
        found += (_tile_problem(tile) for tile in builder.append(leaf) if next_edition(connection, district_id, tile))
        yield number, body, leaf


def _tile_problem(tile: FullTile | Tile) -> Problem:
    place = Tile(tile.level, tile.index)
    return Problem((tile.index << HEIGHT * (tile.level + 1)) + 1, "tile_differs", {"path": place.path})


def _places(body: bytes, action: str, actor: int, command_id: str, *times: int) -> Iterator[tuple[str, Any, bool]]:
    """Each column beside an entry and whether it says what the entry's bytes say.

    Canonical bytes have their keys in one order: they begin with action and actor and end with the two times.
    """
    occurred, recorded = (_quoted(each) for each in times)
    yield "action", action, body.startswith(f'{{"action":"{action}","actor":'.encode())
    yield "actor_id", actor, body.partition(b'","actor":')[2].startswith(f"{actor},".encode())
    named = json.dumps(command_id, ensure_ascii=False)
    yield "command_id", command_id, f',"command_id":{named},"district":'.encode() in body
    yield "occurred_at", times[0], body.rpartition(b'"occurred_at":')[2].startswith(f"{occurred},".encode())
    yield "recorded_at", times[1], body.endswith(f'"recorded_at":{recorded}}}'.encode())


def _quoted(milliseconds: int) -> str:
    try:
        return f'"{moment_text(milliseconds)}"'
    except Refused:  # no moment at all: then it is not what the entry says
        return '""'
