"""Documents counted again: every row of a document as the entries alone make it, held against the row that is stored.

The entries are read from the last to the first, so that what is met first of a cell is what stands in it, and a row is
whole when the entry that made it is met. It is then folded into a sum and forgotten, and so is every stored row: equal
sums, equal rows, and memory does not grow with the books. Only where sums differ are rows kept, compared and named. A
secret of each run keeps anybody from making up rows whose sums agree.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Any, NamedTuple

from liangcao.journal.duties import DutyRecount
from liangcao.journal.problems import Findings

Row = tuple[Any, ...]
Told = tuple[int, Sequence[int], Mapping[str, Any]]
"""Number of an entry, who did it (and who signed for it), and its effects."""
BUCKETS = 1024
"""So many sums are kept for each table: where one differs, a thousandth of its rows is looked at."""
MOST_AT_ONCE = 200_000
"""So many rows are kept in memory while they are compared one by one."""
MOST_LAYOUTS = 1_000
"""So many ways to say a row are remembered for each table."""
_NOTHING: Mapping[str, Any] = {}
_TELLING = (b'"changes":[', b'"duties":[', b'"rows":[')


class DocumentTable:
    """A table that entries write: its `columns` without the district, those of its key first.

    `defaults` are what columns hold of which the entry that made the row says nothing, in the order of `columns`.
    """

    def __init__(self, name: str, key: Sequence[str], columns: Sequence[str], defaults: Sequence[Any]) -> None:
        self.name = name
        self.key = tuple(key)
        self.columns = tuple(columns)
        self.defaults = dict(zip(columns, defaults, strict=True))
        self.is_numbered = bool(key) and columns[0].endswith("_id")
        self.key_of: Callable[[Mapping[str, Any]], Any] = _getter(self.key)
        self.row_of: Callable[[Mapping[str, Any]], Row] = _getter(self.columns)
        self.key_in: Callable[[Row], Any] = _getter(range(len(self.key)))
        self._places = {column: place for place, column in enumerate(self.columns)}
        self._said: dict[tuple[str, ...], tuple[Callable[[Row], Row], Row]] = {}

    def row_said(self, values: Mapping[str, Any]) -> Row:
        """The row of which an entry says these `values`.

        Raises LookupError when they lack a part of the key or name what is no column, TypeError for what has no names.
        """
        names = tuple(values)
        found = self._said.get(names)
        if found is None:
            found = self._learn(names)
        pick, missing = found
        return pick((*values.values(), *missing))

    def changed(self, row: Row, cells: Mapping[str, Any]) -> Row:
        """`row` with other `cells`."""
        fresh = list(row)
        for name, cell in cells.items():
            fresh[self._places[name]] = cell
        return tuple(fresh)

    def _learn(self, names: tuple[str, ...]) -> tuple[Callable[[Row], Row], Row]:
        """How a row is picked from what is said under these names and what is not said."""
        if not self.defaults.keys() >= {*names} or not {*names} >= {*self.key}:
            raise LookupError(self.name)
        missing = [name for name in self.columns if name not in names]
        places = {name: place for place, name in enumerate((*names, *missing))}
        found = _getter([places[name] for name in self.columns]), tuple(self.defaults[name] for name in missing)
        if len(self._said) < MOST_LAYOUTS:
            self._said[names] = found
        return found

    def shown(self, key: Any) -> str:
        """``request_id=12, line_number=3``"""
        values = key if len(self.key) != 1 else (key,)
        return ", ".join(f"{name}={value}" for name, value in zip(self.key, values, strict=True))


def _getter(places: Sequence[Any]) -> Callable[[Any], Any]:
    """Fetches what lies at `places`: a tuple, or the one thing; raises LookupError."""
    return itemgetter(*places) if places else lambda _: ()


def _bucket(key: Any) -> int:
    """Which of the sums of a table a row of `key` belongs to, in this run."""
    return hash(key) & (BUCKETS - 1)


class Made(NamedTuple):
    """A row as the entries leave it: who made it, and who wrote the cells that were written later (in a close look)."""

    table: DocumentTable
    key: Any
    row: Row
    entry: int
    writers: Mapping[str, int]


class Rewind:
    """What entries made, told from the last entry to the first.

    A close look passes over the rows of other buckets than `wanted` (by table) and tells who wrote what.
    """

    def __init__(self, tables: Iterable[DocumentTable], wanted: Mapping[str, frozenset[int]] | None = None) -> None:
        self._tables = {table.name: table for table in tables}
        self._wanted = wanted
        self._later: dict[tuple[str, Any], dict[str, Any]] = {}
        self._changed: dict[tuple[str, Any], int] = {}
        self._writers: dict[tuple[str, Any], dict[str, int]] = {}

    def take(self, number: int, effects: Mapping[str, Any]) -> Iterator[Made]:
        """The rows that entry `number` made; raises LookupError or TypeError when it writes what is no document."""
        for change in reversed(effects.get("changes", ())):
            table, values = self._tables[change["table"]], change["values"]
            key = table.key_of(change["key"])
            if len(change["key"]) != len(table.key) or not table.defaults.keys() >= values.keys():
                raise LookupError(table.name)
            if self._is_wanted(table, key):
                self._keep((table.name, key), values, number)
        for new in effects.get("rows", ()):
            table, values = self._tables[new["table"]], new["values"]
            key = table.key_of(values)
            if not table.defaults.keys() >= values.keys():
                raise LookupError(table.name)
            if self._is_wanted(table, key):
                where = (table.name, key)
                row = table.row_of({**table.defaults, **values, **self._later.pop(where, _NOTHING)})
                yield Made(table, key, row, number, self._writers.pop(where, {}))

    def _is_wanted(self, table: DocumentTable, key: Any) -> bool:
        return self._wanted is None or _bucket(key) in self._wanted.get(table.name, ())

    def _keep(self, where: tuple[str, Any], values: Mapping[str, Any], number: int) -> None:
        later = self._later.get(where)
        self._later[where] = {**values, **later} if later else dict(values)
        self._changed[where] = number
        if self._wanted is not None:
            self._writers[where] = {**dict.fromkeys(values, number), **self._writers.get(where, {})}

    def never_made(self) -> Iterator[tuple[DocumentTable, Any, int]]:
        """Table, key and the first change of what was changed and never made; use after the first entry."""
        for name, key in self._later:
            yield self._tables[name], key, self._changed[name, key]


class _Sums:
    """For each table and bucket the sum of the rows made less those stored, and how many there are of either."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._sums: dict[str, list[int]] = {}
        self._counts: dict[str, list[int]] = {}

    def add(self, table: DocumentTable, row: Row, sign: int) -> None:
        if table.name not in self._sums:
            self._sums[table.name], self._counts[table.name] = [0] * BUCKETS, [0] * BUCKETS
        bucket = _bucket(table.key_in(row))
        digest = blake2b(repr(row).encode(), digest_size=16, key=self._secret).digest()
        self._sums[table.name][bucket] += sign * int.from_bytes(digest)
        self._counts[table.name][bucket] += 1

    def differing(self) -> list[tuple[str, int, int]]:
        """Table, bucket and how many rows to look at, for every sum that is not nothing."""
        return [
            (name, bucket, self._counts[name][bucket])
            for name, sums in self._sums.items()
            for bucket, total in enumerate(sums)
            if total
        ]


@dataclass(frozen=True, slots=True)
class StoredDocuments:
    """What is compared. `entries` gives number, doers and effects from the last entry to the first (those that write
    nothing may be left out), `rows` the stored rows of a table in the order of its `columns`; both are asked again when
    something differs."""

    tables: Sequence[DocumentTable]
    entries: Callable[[], Iterable[Told]]
    rows: Callable[[DocumentTable], Iterable[Row]]


def compare_documents(stored: StoredDocuments, duties: DutyRecount, findings: Findings, *, most: int = 1000) -> int:
    """Find every stored row that is missing, extra or altered, with the entry that last wrote it.

    Returns the greatest number that entries gave to a row. `duties` are told of every entry on the way. When more than
    `most` rows differ the rest is counted by the bucket only.
    """
    sums, greatest = _Sums(), 0
    for made in _made(stored, duties, findings):
        sums.add(made.table, made.row, 1)
        if made.table.is_numbered and made.row[0] > greatest:
            greatest = made.row[0]
    for table in stored.tables:
        for row in stored.rows(table):
            sums.add(table, row, -1)
    left = sums.differing()
    while left and findings.found < most:
        wanted, left = _portion(left)
        _look_closely(stored, wanted, findings)
    findings.found += len(left)
    return greatest


def _made(stored: StoredDocuments, duties: DutyRecount, findings: Findings) -> Iterator[Made]:
    """All rows made; what is no document is named."""
    rewind = Rewind(stored.tables)
    for number, people, effects in stored.entries():
        try:
            duties.take(number, people, effects)
            yield from rewind.take(number, effects)
        except (LookupError, TypeError, AttributeError, ValueError):
            findings.add(number, "document_unknown")
    for table, key, number in rewind.never_made():
        findings.add(number, "document_never_made", table=table.name, key=table.shown(key))


def telling(bodies: Iterable[tuple[int, bytes]]) -> Iterator[Told]:
    """Number, doers and effects of the entries that tell of documents and duties.

    Those that cannot be read are passed over: the verifier names them.
    """
    for number, body in bodies:
        if not any(mark in body for mark in _TELLING):
            continue
        try:
            data = json.loads(body)
            people, effects = (data["actor"], *data.get("approved_by", ())), data["effects"]
        except (ValueError, LookupError, TypeError, RecursionError):
            continue
        if isinstance(effects, dict):
            yield number, people, effects


def _portion(left: list[tuple[str, int, int]]) -> tuple[dict[str, frozenset[int]], list[tuple[str, int, int]]]:
    """As many buckets as may be looked at together, one at least, and the others."""
    wanted: dict[str, set[int]] = {}
    rows = taken = 0
    for name, bucket, count in left:
        if taken and rows + count > MOST_AT_ONCE:
            break
        wanted.setdefault(name, set()).add(bucket)
        rows, taken = rows + count, taken + 1
    return {name: frozenset(buckets) for name, buckets in wanted.items()}, left[taken:]


def _look_closely(stored: StoredDocuments, wanted: Mapping[str, frozenset[int]], findings: Findings) -> None:
    """Compare the rows of the buckets `wanted` one by one."""
    expected: dict[tuple[str, Any], Made] = {}
    rewind = Rewind(stored.tables, wanted)
    for number, _, effects in stored.entries():
        try:
            for made in rewind.take(number, effects):
                if expected.setdefault((made.table.name, made.key), made) is not made:
                    findings.add(number, "document_made_twice", table=made.table.name, key=made.table.shown(made.key))
        except (LookupError, TypeError, AttributeError, ValueError):
            continue
    for table in stored.tables:
        buckets = wanted.get(table.name, frozenset())
        for row in stored.rows(table) if buckets else ():
            key = table.key_in(row)
            if _bucket(key) in buckets:
                _compare(table, row, expected.pop((table.name, key), None), findings)
    for made in expected.values():
        where = {"table": made.table.name, "key": made.table.shown(made.key)}
        findings.add(max((made.entry, *made.writers.values())), "document_missing", **where)


def _compare(table: DocumentTable, row: Row, made: Made | None, findings: Findings) -> None:
    where = {"table": table.name, "key": table.shown(table.key_in(row))}
    if made is None:
        findings.add(0, "document_extra", **where)
        return
    for column, stored, expected in zip(table.columns, row, made.row, strict=True):
        if stored != expected:
            entry = made.writers.get(column, made.entry)
            told = {"column": column, "stored": _told(stored), "expected": _told(expected), "writer": entry}
            findings.add(entry, "document_altered", **where, **told)


def _told(value: Any) -> Any:
    return "—" if value is None else value
