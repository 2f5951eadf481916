"""Reading what there is to draw from, and samples with what was found."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.inspection.commands import Method
from liangcao.inspection.rules import Member
from liangcao.journal.queries import entries_between
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_span
from liangcao.kernel.quantity import MAX_QUANTITY, amount_fen
from liangcao.parties.queries import district

MOST_LINES = 200_000
"""Out of so many lines is drawn at most: reading them keeps everybody else waiting, half a second at the very worst."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is drawn from: by which method, from one day to another (both included), of which item, 0 for any."""

    method: Method
    from_day: str
    to_day: str
    item_id: int = 0


def population(connection: Connection, district_id: int, wanted: Wanted, size: int) -> list[Member]:
    """What came in or went out (all but moves between places of ours) of the first `size` entries, recorded in the
    days wanted, in the order of the books.

    Raises Refused ``sample_too_wide``.
    """
    first, last = entries_of_days(connection, district_id, wanted, size)
    conditions, values = ["line.district_id = ?", "line.entry BETWEEN ? AND ?", "line.kind <> 'transfer'"], []
    values += [district_id, first, last]
    if wanted.item_id:
        conditions.append("lot.item_id = ?")
        values.append(wanted.item_id)
    rows = ask(
        connection,
        "SELECT line.entry, line.ordinal, line.quantity, "
        "CASE WHEN item.kind = 'money' THEN 1 ELSE COALESCE(lot.unit_cost_fen, 0) END, lot.cost_units FROM line "
        "JOIN lot ON lot.district_id = line.district_id AND lot.lot_id = line.lot_id "
        "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY line.entry, line.ordinal LIMIT ?",
        (*values, MOST_LINES + 1),
    )
    if len(rows) > MOST_LINES:
        raise refused("sample_too_wide", "from_day", most=MOST_LINES)
    return [
        Member(entry, ordinal, min(amount_fen(quantity, each, units), MAX_QUANTITY))
        for entry, ordinal, quantity, each, units in rows
    ]


def entries_of_days(connection: Connection, district_id: int, wanted: Wanted, size: int) -> tuple[int, int]:
    """The first and the last entry, of the first `size`, recorded in the days wanted; the first is greater for none."""
    known = district(connection, district_id)
    timezone = known.timezone if known else "Asia/Shanghai"
    since, until = day_span(wanted.from_day, timezone)[0], day_span(wanted.to_day, timezone)[1]
    first, last = entries_between(connection, district_id, since, until)
    return first, min(last, size)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: how it was drawn, out of how much, and how far it has been looked at; `drawn_at` in ms."""

    sample_id: int
    method: Method
    how_many: int
    from_day: str
    to_day: str
    item_id: int
    item_name: str
    seed_text: str
    journal_size: int
    root: str
    seed: str
    population: int
    without_value: int
    total_fen: int
    actor_id: int
    actor_name: str
    drawn_at: int
    entry: int
    lines: int
    looked_at: int
    objections: int


_LATEST = (
    "SELECT latest.verdict FROM sample_finding AS latest WHERE latest.district_id = sample_line.district_id "
    "AND latest.sample_id = sample_line.sample_id AND latest.line_number = sample_line.line_number "
    "ORDER BY latest.finding_id DESC LIMIT 1"
)
_HEAD = (
    "SELECT sample.sample_id, method, how_many, from_day, to_day, COALESCE(sample.item_id, 0), "
    "COALESCE(item.name, ''), seed_text, journal_size, root, seed, population, without_value, total_fen, "
    "sample.actor_id, COALESCE(actor.name, ''), drawn_at, entry, "
    "(SELECT COUNT(*) FROM sample_line WHERE sample_line.district_id = sample.district_id "
    "AND sample_line.sample_id = sample.sample_id), "
    "(SELECT COUNT(DISTINCT line_number) FROM sample_finding WHERE sample_finding.district_id = sample.district_id "
    "AND sample_finding.sample_id = sample.sample_id), "
    "(SELECT COUNT(*) FROM sample_line WHERE sample_line.district_id = sample.district_id "
    f"AND sample_line.sample_id = sample.sample_id AND ({_LATEST}) = 'objection') "
    "FROM sample LEFT JOIN item ON item.district_id = sample.district_id AND item.item_id = sample.item_id "
    "LEFT JOIN actor ON actor.district_id = sample.district_id AND actor.actor_id = sample.actor_id "
    "WHERE sample.district_id = ?"
)


def _sample(row: Row) -> Sample:
    return Sample(*row)


def samples_page(connection: Connection, district_id: int, page: tuple[int, int] = (50, 0)) -> list[Sample]:
    """Samples, the newest first; `page` is (how many, from which)."""
    rows = ask(connection, f"{_HEAD} ORDER BY sample.sample_id DESC LIMIT ? OFFSET ?", (district_id, *page))
    return [_sample(row) for row in rows]


def count_samples(connection: Connection, district_id: int) -> int:
    """How many samples were drawn."""
    return int(ask(connection, "SELECT COUNT(*) FROM sample WHERE district_id = ?", (district_id,))[0][0])


def sample_by_id(connection: Connection, district_id: int, sample_id: int) -> Sample:
    """One sample; raises Refused ``unknown_document``."""
    rows = ask(connection, f"{_HEAD} AND sample.sample_id = ?", (district_id, sample_id))
    if not rows:
        raise refused("unknown_document", "sample_id", name=sample_id)
    return _sample(rows[0])


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A drawn line: which line of which entry, what it is worth in fen, how often it was hit."""

    line_number: int
    entry: int
    ordinal: int
    value_fen: int
    hits: int


def sample_lines(connection: Connection, district_id: int, sample_id: int) -> list[SampleLine]:
    """The drawn lines in the order they were drawn."""
    rows = ask(
        connection,
        "SELECT line_number, line_entry, line_ordinal, value_fen, hits FROM sample_line "
        "WHERE district_id = ? AND sample_id = ? ORDER BY line_number",
        (district_id, sample_id),
    )
    return [SampleLine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody found at a drawn line, and when (ms)."""

    line_number: int
    verdict: str
    note: str
    actor_id: int
    actor_name: str
    found_at: int
    entry: int


def findings_of(connection: Connection, district_id: int, sample_id: int) -> dict[int, list[Finding]]:
    """All findings of a sample by line, the latest first."""
    rows = ask(
        connection,
        "SELECT line_number, verdict, note, sample_finding.actor_id, COALESCE(actor.name, ''), found_at, entry "
        "FROM sample_finding LEFT JOIN actor ON actor.district_id = sample_finding.district_id "
        "AND actor.actor_id = sample_finding.actor_id "
        "WHERE sample_finding.district_id = ? AND sample_id = ? ORDER BY finding_id DESC",
        (district_id, sample_id),
    )
    found: dict[int, list[Finding]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Finding(*row))
    return found
