"""Reading papers. Whether somebody may see the document a paper stands behind is asked by its own capability."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import ask
from liangcao.kernel.errors import refused


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper behind a document; `size` in bytes, `recorded_at` in ms since 1970 UTC, by journal entry `entry`."""

    paper_id: int
    kind: str
    document_id: int
    sha256: str
    name: str
    media_type: str
    size: int
    note: str
    actor_name: str
    recorded_at: int
    entry: int
    line_number: int = 0


_SELECT = (
    "SELECT paper_id, kind, document_id, sha256, paper.name, media_type, size, note, COALESCE(actor.name, ''), "
    "recorded_at, entry, line_number FROM paper "
    "LEFT JOIN actor ON actor.district_id = paper.district_id AND actor.actor_id = paper.actor_id "
    "WHERE paper.district_id = ? AND "
)


def papers_of(connection: Connection, district_id: int, kind: str, document_id: int) -> list[Paper]:
    """The papers behind one document, the first on top."""
    sql = f"{_SELECT}kind = ? AND document_id = ? ORDER BY paper_id + 0"
    return [Paper(*row) for row in ask(connection, sql, (district_id, kind, document_id))]


_EXISTS = {
    kind: f"SELECT 1 FROM {kind} WHERE district_id = ? AND {kind}_id = ?" for kind in ("payment", "purchase", "licence")
}


def check_exists(connection: Connection, district_id: int, kind: str, document_id: int) -> None:
    """Raise Refused ``unknown_document`` when there is no such payment, purchase or licence."""
    if not ask(connection, _EXISTS[kind], (district_id, document_id)):
        raise refused("unknown_document", name=document_id)


def papers_of_many(connection: Connection, district_id: int, documents: Iterable[tuple[str, int]]) -> list[Paper]:
    """The papers behind several documents (kind, number), document by document."""
    return [paper for kind, number in documents for paper in papers_of(connection, district_id, kind, number)]


def paper(connection: Connection, district_id: int, paper_id: int) -> Paper:
    """One paper; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_SELECT}paper_id = ?", (district_id, paper_id))
    if not rows:
        raise refused("unknown_document", name=paper_id)
    return Paper(*rows[0])
