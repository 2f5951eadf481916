"""Reading papers. Whether somebody may see the document a paper stands behind is asked by its own capability."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, answers, ask, query
from liangcao.database.driver import Query
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


def papers_query(connection: Connection, district_id: int, documents: Iterable[tuple[str, int]]) -> Query | None:
    """What `papers_of_many` asks, to be asked together with other things; its rows are fields of `Paper`."""
    by_kind: dict[str, list[int]] = {}
    for kind, number in documents:
        by_kind.setdefault(kind, []).append(int(number))
    if not by_kind:
        return None
    wanted = " OR ".join(f"(kind = ? AND document_id IN ({', '.join(map(str, ids))}))" for ids in by_kind.values())
    return query(connection, f"{_SELECT}({wanted}) ORDER BY paper_id", (district_id, *by_kind))


def papers_of_many(connection: Connection, district_id: int, documents: Iterable[tuple[str, int]]) -> list[Paper]:
    """The papers behind several documents (kind, number), document by document."""
    named = list(dict.fromkeys(documents))
    rows = answers(connection, [papers_query(connection, district_id, named)])[0]
    return by_documents(rows, named)


def by_documents(rows: Iterable[Row], documents: Sequence[tuple[str, int]]) -> list[Paper]:
    """The papers that `papers_query` found, document by document."""
    place = {document: number for number, document in enumerate(documents)}
    found = [Paper(*row) for row in rows]
    return sorted(found, key=lambda each: (place[each.kind, each.document_id], each.paper_id))


def paper(connection: Connection, district_id: int, paper_id: int) -> Paper:
    """One paper; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_SELECT}paper_id = ?", (district_id, paper_id))
    if not rows:
        raise refused("unknown_document", name=paper_id)
    return Paper(*rows[0])
