"""Writing what handlers returned about documents and people: rows, changes, duties done, personal data."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table

from liangcao.access.personal import Sealed
from liangcao.access.tables import duty_done, personal_data
from liangcao.database.bulk import Row, insert_rows, tell
from liangcao.database.schema import BOOK
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
    for change in changes:
        _change(connection, district_id, change)
    return bool(rows or changes)


def _change(connection: Connection, district_id: int, change: Change) -> None:
    table = _document_table(change.table)
    where = {"district_id": district_id, **change.key, **change.expected}
    sets = ", ".join(f"{name} = ?" for name in change.values)
    conditions = " AND ".join(f"{name} = ?" for name in where)
    count = tell(
        connection, f"UPDATE {table.name} SET {sets} WHERE {conditions}", (*change.values.values(), *where.values())
    )
    if count != 1:
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
