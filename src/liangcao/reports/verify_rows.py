"""Holding what lies beside the ledger against the journal: documents, duties, personal texts, heads; row by row.

The verifier proper (`journal.verify`) needs no database; this is what only the database can be asked.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table

from liangcao.access.personal import commit
from liangcao.database.bulk import ask, is_sqlite
from liangcao.database.schema import BOOK
from liangcao.journal.documents import DocumentTable, StoredDocuments, Told, compare_documents, telling
from liangcao.journal.duties import DutyRecount
from liangcao.journal.entry import read_entry
from liangcao.journal.note import parse_checkpoint, parse_note
from liangcao.journal.problems import Findings
from liangcao.journal.tree import Frontier
from liangcao.kernel.errors import Refused
from liangcao.operations.schema import metadata

AT_ONCE = 1_000
_DISTRICT = "district_id"
_BACKWARD = "SELECT number, body FROM journal WHERE district_id = ? ORDER BY number DESC"
_DUTIES = "SELECT chain, duty, actor_id, entry FROM duty_done WHERE district_id = ?"
_PERSONAL = (
    "SELECT personal_data.commitment, salt, value, entry, body FROM personal_data LEFT JOIN journal "
    "ON journal.district_id = personal_data.district_id AND number = entry WHERE personal_data.district_id = ?"
)
_PAPERS = (
    "SELECT named.entry, named.name, named.sha256, paper_file.content FROM ("
    "SELECT district_id, entry, name, sha256 FROM paper UNION ALL "
    "SELECT district_id, entry, kind AS name, sha256 FROM proof_picture UNION ALL "
    "SELECT refused_file.district_id, entry, field AS name, sha256 FROM refused_file JOIN refused_form "
    "ON refused_form.district_id = refused_file.district_id AND refused_form.form_id = refused_file.form_id) AS named "
    "LEFT JOIN paper_file ON paper_file.district_id = named.district_id AND paper_file.sha256 = named.sha256 "
    "WHERE named.district_id = ?"
)
_CAPTURED = (
    "SELECT capture.entry, capture.sha256, capture.sha256, captured_file.content FROM capture "
    "LEFT JOIN captured_file ON captured_file.district_id = capture.district_id "
    "AND captured_file.sha256 = capture.sha256 WHERE capture.district_id = ?"
)
_HEADS = "SELECT size, root, frontier, note FROM checkpoint WHERE district_id = ?"


@cache
def document_tables() -> tuple[DocumentTable, ...]:
    """Every table that entries write, its key first."""
    return tuple(_document(table) for table in metadata.sorted_tables if not table.info[BOOK])


def _document(table: Table) -> DocumentTable:
    key = [column for column in table.primary_key if column.name != _DISTRICT]
    columns = [*key, *(column for column in table.columns if not column.primary_key)]
    names = tuple(column.name for column in columns)
    return DocumentTable(table.name, names[: len(key)], names, tuple(_default(column) for column in columns))


def _default(column: Any) -> Any:
    if column.server_default is None:
        return None
    return column.type.python_type(column.server_default.arg)


def verify_rows(connection: Connection, district_id: int, *, most: int) -> Findings:
    """What of the rows beside the ledger is not as the journal says; all of it read as of one moment."""
    findings = Findings(most)
    duties = DutyRecount()

    def entries() -> Iterator[Told]:
        return telling((number, bytes(body)) for number, body in stream(connection, _BACKWARD, district_id))

    def rows(table: DocumentTable) -> Iterator[tuple[Any, ...]]:
        columns = ", ".join(table.columns) or "1"
        return stream(connection, f"SELECT {columns} FROM {table.name} WHERE district_id = ?", district_id)

    greatest = compare_documents(StoredDocuments(document_tables(), entries, rows), duties, findings, most=most)
    duties.compare(stream(connection, _DUTIES, district_id), findings)
    for row in stream(connection, _PERSONAL, district_id):
        _compare_personal(row, findings)
    for row in stream(connection, _PAPERS, district_id):
        _compare_paper(row, findings)
    for row in stream(connection, _CAPTURED, district_id):
        _compare_paper(row, findings)
    for row in stream(connection, _HEADS, district_id):
        _compare_head(row, findings)
    _compare_counters(connection, district_id, greatest, findings)
    return findings


def _compare_personal(row: tuple[Any, ...], findings: Findings) -> None:
    """A text is the one that was committed to, and the entry said to bring it names the commitment."""
    commitment, salt, value, entry, body = row
    if commit(bytes(salt), value) != commitment:
        findings.add(entry, "personal_altered", commitment=commitment[:16])
    elif body is None or commitment.encode() not in bytes(body):
        findings.add(entry, "personal_misplaced", commitment=commitment[:16])


def _compare_paper(row: tuple[Any, ...], findings: Findings) -> None:
    """A file is the one whose hash the entry names; one that was taken away is no fault of the books."""
    entry, name, digest, content = row
    if content is not None and sha256(bytes(content)).hexdigest() != digest:
        findings.add(entry, "attachment_differs", name=name)


def _compare_head(row: tuple[Any, ...], findings: Findings) -> None:
    """What lies beside a signed head says the same as the head (whose signature the verifier looks at)."""
    size, root, frontier, note = row
    try:
        signed, kept = parse_checkpoint(parse_note(note).text), Frontier.from_bytes(bytes(frontier))
    except Refused as refusal:
        findings.add_refusal(size, refusal)
        return
    if (signed.size, signed.root, kept.size, kept.root()) != (size, bytes(root), size, bytes(root)):
        findings.add(size, "checkpoint_altered", size=size)


def _compare_counters(connection: Connection, district_id: int, greatest: int, findings: Findings) -> None:
    """The head gives out numbers that are free, and goes on from the moment of the last entry."""
    heads = ask(connection, "SELECT next_id, recorded_at, size FROM journal_head WHERE district_id = ?", (district_id,))
    last = ask(connection, f"{_BACKWARD} LIMIT 1", (district_id,))
    if not heads or not last:
        return
    next_id, recorded_at, size = heads[0]
    if next_id <= greatest:
        findings.add(size, "head_altered", column="next_id", stored=next_id, expected=greatest + 1)
    with suppress(Refused):  # an entry that cannot be read is the verifier's to name
        expected = read_entry(bytes(last[0][1])).recorded_at
        if recorded_at != expected:
            findings.add(size, "head_altered", column="recorded_at", stored=recorded_at, expected=expected)


def stream(connection: Connection, sql: str, district_id: int) -> Iterator[tuple[Any, ...]]:
    """Rows as they come: never all in memory, on either database."""
    text = sql if is_sqlite(connection) else sql.replace("?", "%s")
    rows = connection.exec_driver_sql(text, (district_id,), execution_options={"yield_per": AT_ONCE})
    try:
        for row in rows:
            yield tuple(row)
    finally:
        rows.close()
