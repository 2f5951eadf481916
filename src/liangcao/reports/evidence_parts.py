"""The parts of evidence, read from the database as they lie there, in an order that does not depend on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text

from liangcao.database.bulk import is_sqlite
from liangcao.journal.keys import key_chain
from liangcao.journal.tree import HASH_SIZE
from liangcao.operations.schema import metadata
from liangcao.papers.files import find_file
from liangcao.reports.evidence_file import EvidenceFile, body_line, object_line, row_line, table_lines
from liangcao.reports.verify_rows import document_tables, stream
from liangcao.verifier import layout

_LINES = (
    "SELECT entry, ordinal, kind, lot_id, source_id, destination_id, quantity, source_after, destination_after, "
    "reverses FROM line WHERE district_id = ? AND entry BETWEEN {} AND {} ORDER BY entry, ordinal"
)
_HOLDS = (
    "SELECT entry, ordinal, lot_id, location_id, delta, document FROM hold WHERE district_id = ? "
    "AND entry BETWEEN {} AND {} ORDER BY entry, ordinal"
)
_BALANCES = (
    "SELECT lot_id, location_id, item_id, is_outside, on_hand, held FROM balance WHERE district_id = ? "
    "ORDER BY lot_id, location_id"
)
_BODIES = "SELECT number, body FROM journal WHERE district_id = ? AND number BETWEEN {} AND {} ORDER BY number"
_LEAVES = "SELECT number, leaf_hash FROM journal WHERE district_id = ? ORDER BY number"
_NOTES = "SELECT size, note FROM checkpoint WHERE district_id = ? ORDER BY size"
_COSIGNATURES = "SELECT size, witness, line FROM cosignature WHERE district_id = ?"
_DUTIES = ("chain", "duty", "actor_id", "entry")
_KEY = ("signs", "verifier_key", "entry", "replaces", "is_lost")
_NO_LEAF = bytes(HASH_SIZE)
_BEYOND = 2**62


@dataclass(frozen=True, slots=True)
class Books:
    """What is exported: entries `first` to `last` of the `size` of a district's journal."""

    connection: Connection
    district_id: int
    first: int
    last: int
    size: int

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Rows of a SELECT of the district, as they come."""
        return stream(self.connection, sql, self.district_id)

    def bodies(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Numbers and bytes of entries."""
        return ((number, bytes(body)) for number, body in self.rows(_BODIES.format(first, last)))

    def leaves(self) -> Iterator[bytes]:
        """The stored leaf hash of every entry; zeros where one is missing."""
        expected = 1
        for number, stored in self.rows(_LEAVES):
            leaf = bytes(stored)
            yield from [_NO_LEAF] * (number - expected)
            yield leaf if len(leaf) == HASH_SIZE else _NO_LEAF
            expected = number + 1
        yield from [_NO_LEAF] * (self.size + 1 - expected)

    def notes(self) -> dict[int, str]:
        """The signed heads by size, each with the cosignatures under it."""
        notes = {size: str(note) for size, note in self.rows(_NOTES)}
        for size, _, line in sorted(self.rows(_COSIGNATURES)):
            if size in notes:
                notes[size] += line
        return notes

    def in_binary_order(self, table: str, columns: tuple[str, ...]) -> str:
        """ORDER BY these columns, texts by their bytes on either database."""
        kinds = metadata.tables[table].c
        texts = {name for name in columns if isinstance(kinds[name].type, Text)}
        collate = "" if is_sqlite(self.connection) else ' COLLATE "C"'
        ordered = ", ".join(name + collate if name in texts else name for name in columns)
        return f" ORDER BY {ordered}" if ordered else ""


def add_stretches(evidence: EvidenceFile, books: Books) -> None:
    """Entries, lines and holds, stretch by stretch; rows of no entry come with the nearest of a whole journal."""
    is_whole = books.first == 1 and books.last == books.size
    for first, last in layout.stretches(books.first, books.last) or [(1, 0)]:
        entries, lines, holds = layout.stretch_names(first)
        low = -_BEYOND if is_whole and first == 1 else first
        high = _BEYOND if is_whole and last == books.last else last
        evidence.add_parts(entries, _entry_lines(books, first, last))
        evidence.add_parts(lines, map(row_line, books.rows(_LINES.format(low, high))))
        evidence.add_parts(holds, map(row_line, books.rows(_HOLDS.format(low, high))))


def _entry_lines(books: Books, first: int, last: int) -> Iterator[bytes]:
    """One line for every number, an empty one where the entry is missing."""
    expected = first
    for number, body in books.bodies(first, last):
        yield b"\n" * (number - expected) + body_line(body)
        expected = number + 1
    yield b"\n" * (last + 1 - expected)


def add_leaves_and_heads(evidence: EvidenceFile, books: Books, wanted: frozenset[int] | None = None) -> None:
    """All leaf hashes; the signed heads (of the sizes `wanted`, else all) and the keys they are signed with."""
    evidence.add_parts(layout.LEAVES, books.leaves(), is_dense=True)
    notes = books.notes()
    sizes = sorted(size for size in notes if wanted is None or size in wanted)
    evidence.add_parts(layout.CHECKPOINTS, (object_line(("note",), (notes[size],)) for size in sizes))
    witnesses = {witness for _, witness, _ in books.rows(_COSIGNATURES)}
    chain = key_chain(books.connection, books.district_id)
    keys: list[tuple[Any, ...]] = [("heads", chain.first, None, None, None)] if chain else []
    changes = chain.changes if chain else ()
    keys += [("heads", each.verifier_key, each.entry, each.replaces, int(each.is_lost)) for each in changes]
    keys += [("cosignatures", witness, None, None, None) for witness in sorted(witnesses)]
    evidence.add_parts(layout.KEYS, (object_line(_KEY, key) for key in keys))


def add_papers(evidence: EvidenceFile, books: Books) -> None:
    """The file of every paper the entries name, by its hash; files taken away meanwhile are left out."""
    sql = (
        "SELECT DISTINCT sha256 FROM paper WHERE district_id = ? "
        f"AND entry BETWEEN {books.first} AND {books.last} ORDER BY sha256"
    )
    for (digest,) in list(books.rows(sql)):
        file = find_file(books.connection, books.district_id, digest)
        if file is not None:
            evidence.add(layout.attachment_name(digest), file[1], is_dense=True)


def add_ledger(evidence: EvidenceFile, books: Books) -> None:
    """Every balance."""
    evidence.add_parts(layout.BALANCES, map(row_line, books.rows(_BALANCES)))


def balances(books: Books) -> Iterator[tuple[Any, ...]]:
    """The stored balances, by lot and place."""
    return books.rows(_BALANCES)


def add_tables(evidence: EvidenceFile, books: Books) -> None:
    """Every document table, and who did which duty; each by its key."""
    for table in sorted(document_tables(), key=lambda table: table.name):
        order = books.in_binary_order(table.name, table.key)
        sql = f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE district_id = ?{order}"
        evidence.add_parts(layout.table_name(table.name), table_lines(table.columns, books.rows(sql)))
    order = books.in_binary_order("duty_done", _DUTIES[:3])
    sql = f"SELECT {', '.join(_DUTIES)} FROM duty_done WHERE district_id = ?{order}"
    evidence.add_parts(layout.DUTIES, table_lines(_DUTIES, books.rows(sql)))
