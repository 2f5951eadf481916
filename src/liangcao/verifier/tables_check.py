"""Document tables, each rebuilt from what entries wrote into it and held against its rows, one table a task."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from liangcao.journal.documents import DocumentTable, StoredDocuments, Told, compare_documents, telling
from liangcao.journal.duties import DutyRecount
from liangcao.journal.problems import Findings, Problem
from liangcao.journal.rewound import Rewound, Tables, are_as_left
from liangcao.verifier.archive import Archive, Fault
from liangcao.verifier.known import known_tables
from liangcao.verifier.layout import stretches, table_name, table_of
from liangcao.verifier.workers import Workers


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """What became of one table: how many rows it has, what is wrong, what could not be looked at."""

    table: str
    rows: int
    found: int = 0
    problems: tuple[Problem, ...] = ()
    faults: tuple[Fault, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class _Task:
    """A table, what each stretch of entries writes into it (from the last to the first), how many problems to list."""

    table: str
    rewound: Sequence[bytes]
    is_all: bool
    most: int


@cache
def shapes() -> Tables:
    """The document tables by name."""
    return {
        name: DocumentTable(name, table.key, table.columns, [table.defaults.get(column) for column in table.columns])
        for name, table in known_tables().items()
    }


def check_tables(
    workers: Workers, archive: Archive, rewound: Sequence[Rewound], *, is_all: bool, most: int
) -> Iterator[TableAnswer]:
    """Hold every table of the evidence, and every table there should be, against the entries.

    `rewound` is what each stretch writes, in their order; unless it `is_all`, the entries are read once more. The
    largest come first, for they take longest; how the answers are ordered is no matter of theirs.
    """
    stored = {table for name in archive.names() if (table := table_of(name))}
    tasks = (
        _Task(table, [each[table] for each in reversed(rewound) if table in each], is_all, most)
        for table in sorted(stored | shapes().keys(), key=lambda table: (-archive.size(table_name(table)), table))
    )
    return workers.map(_check, tasks)


def _check(archive: Archive, task: _Task) -> TableAnswer:
    shape = shapes().get(task.table)
    if shape is None:
        return TableAnswer(task.table, 0, unknown=task.table)
    name = table_name(task.table)
    if not archive.has(name) and task.is_all and not task.rewound:
        return TableAnswer(task.table, 0, faults=((name, "member_missing"),))
    columns, rows, faults = archive.table(name)
    if tuple(columns) == shape.columns:
        stored = list(map(tuple, rows))
    else:
        places = [columns.index(column) if column in columns else None for column in shape.columns]
        stored = [tuple(None if place is None else row[place] for place in places) for row in rows]
    unknown = ", ".join(f"{task.table}.{column}" for column in sorted(set(columns) - set(shape.columns)))
    findings = Findings(task.most)
    if not task.is_all or not are_as_left(shape, task.rewound, stored):
        documents = StoredDocuments((shape,), lambda: _entries(archive, task.table), lambda _: stored)
        compare_documents(documents, DutyRecount(), findings, most=task.most)
    return TableAnswer(task.table, len(stored), findings.found, findings.in_order(), tuple(faults), unknown)


def _entries(archive: Archive, table: str) -> Iterator[Told]:
    """What entries write into one table, from the last to the first."""
    manifest = archive.manifest
    for first, last in reversed(stretches(manifest.first, manifest.last)):
        chunk, _ = archive.stretch(first, last, None)
        for number, people, effects in telling((number, body) for number, body, _ in reversed(chunk.entries)):
            parts = {
                name: [each for each in effects.get(name, ()) if type(each) is dict and each.get("table") == table]
                for name in ("rows", "changes")
            }
            yield number, people, parts
