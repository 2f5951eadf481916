"""Writing what handlers returned about documents and people: rows, changes, duties done, personal data."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table

from liangcao.access.personal import Sealed
from liangcao.access.tables import duty_done, personal_data
from liangcao.database.bulk import Row, insert_rows
from liangcao.database.schema import BOOK
from liangcao.database.update import update_rows
from liangcao.kernel.effects import Change, Effects
from liangcao.kernel.errors import refused
from liangcao.operations.schema import metadata


def _document_table(name: str) -> Table:
    table = metadata.tables[name]
    if table.info[BOOK]:
        raise PermissionError(f"handlers may not write {name}: it belongs to the road")
    return table


def write_documents(connection: Connection, district_id: int, effects: Sequence[Effects]) -> bool:
    """Insert new rows (set-based, in the order in which tables first appear) and make the changes.

    Returns True when any row of any document was written. Raises Refused ``changed_meanwhile``.
    """
    rows: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for each in effects:
        for new in each.rows:
            columns = tuple(new.values)
            rows.setdefault((new.table, columns), []).append((district_id, *new.values.values()))
    for (name, columns), values in rows.items():
        insert_rows(connection, _document_table(name), ("district_id", *columns), values)
    changes = [change for each in effects for change in each.changes]
    for alike in _alike(changes):
        _change(connection, district_id, alike)
    return bool(rows or changes)


def _alike(changes: Sequence[Change]) -> list[list[Change]]:
    """Changes that can share a statement: same table and columns, and no row twice; in the order they were asked."""
    groups: list[list[Change]] = []
    open_groups: dict[tuple[object, ...], tuple[list[Change], set[Row]]] = {}
    touched: dict[tuple[str, Row], tuple[object, ...]] = {}
    for change in changes:
        shape = (change.table, tuple(change.key), tuple(change.values), tuple(change.expected))
        row = tuple(change.key.values())
        if touched.setdefault((change.table, row), shape) != shape or row in open_groups.get(shape, ([], set()))[1]:
            open_groups, touched = {}, {(change.table, row): shape}  # a second change of a row waits for the first
        if shape not in open_groups:
            open_groups[shape] = ([], set())
            groups.append(open_groups[shape][0])
        open_groups[shape][0].append(change)
        open_groups[shape][1].add(row)
    return groups


def _change(connection: Connection, district_id: int, changes: Sequence[Change]) -> None:
    first = changes[0]
    table = _document_table(first.table)
    expected = tuple(name for name in first.expected if name not in first.key)
    rows = [
        (*change.values.values(), *change.key.values(), *(change.expected[name] for name in expected))
        for change in changes
    ]
    names = (tuple(first.values), (*first.key, *expected))
    if update_rows(connection, table, district_id=district_id, names=names, rows=rows) != len(rows):
        raise refused("changed_meanwhile", what=table.name)


def write_duties(connection: Connection, district_id: int, effects: Sequence[tuple[int, int, Effects]]) -> None:
    """Record the duties done, once per chain, duty and person; `effects` come with entry number and actor."""
    rows = [
        (district_id, done.chain, done.duty, actor_id, entry)
        for entry, actor_id, each in effects
        for done in each.duties
    ]
    columns = ("district_id", "chain", "duty", "actor_id", "entry")
    insert_rows(connection, duty_done, columns, rows, keep_existing=True)


def write_personal_data(connection: Connection, district_id: int, secrets: Sequence[tuple[int, Sealed]]) -> None:
    """Keep the texts behind the commitments of these entries."""
    columns = ("district_id", "commitment", "salt", "value", "entry")
    rows = [(district_id, each.commitment, each.salt, each.value, entry) for entry, each in secrets]
    insert_rows(connection, personal_data, columns, rows)
