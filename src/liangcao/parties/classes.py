"""Reading the table of priority classes: the version in force, and every earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask
from liangcao.database.context import Context
from liangcao.parties.class_table import FOUNDING, ClassTable, PriorityClass

_FACT = ("class_table", 0)
_CLASSES = (
    "SELECT version, number, name, name_en, kinds, exposures, lift_days, is_retired, moves_to FROM priority_class "
)


@dataclass(frozen=True, slots=True)
class ClassVersion:
    """A version of the table: who set it when (ms since 1970 UTC) and why; the founding one was set by nobody."""

    table: ClassTable
    reason: str = ""
    actor_name: str = ""
    set_at: int = 0
    entry: int = 0

    @property
    def version(self) -> int:
        """The number of the version, 0 for the founding one."""
        return self.table.version


def newest_version(connection: Connection, district_id: int) -> int:
    """The number of the version in force: the last that was set."""
    rows = ask(connection, "SELECT MAX(version) FROM class_version WHERE district_id = ?", (district_id,))
    return int(rows[0][0] or 0)


def classes_in_force(connection: Connection, district_id: int) -> ClassTable:
    """The table in force; `FOUNDING` while the office has set none."""
    newest = "(SELECT MAX(version) FROM class_version WHERE district_id = ?)"
    sql = f"{_CLASSES} WHERE district_id = ? AND version = {newest} ORDER BY number"
    rows = ask(connection, sql, (district_id, district_id))
    return _table(rows) if rows else FOUNDING


def class_table(context: Context) -> ClassTable:
    """The table in force, for a command that is being performed."""
    if _FACT not in context.facts:
        context.facts[_FACT] = classes_in_force(context.connection, context.district_id)
    table: ClassTable = context.facts[_FACT]
    return table


def class_versions(connection: Connection, district_id: int) -> list[ClassVersion]:
    """Every version, the one in force first and the founding one last."""
    rows = ask(connection, f"{_CLASSES} WHERE district_id = ? ORDER BY version, number", (district_id,))
    by_version: dict[int, list[Row]] = {}
    for row in rows:
        by_version.setdefault(row[0], []).append(row)
    heads = ask(
        connection,
        "SELECT version, reason, COALESCE(actor.name, ''), set_at, entry FROM class_version "
        "LEFT JOIN actor ON actor.district_id = class_version.district_id AND actor.actor_id = class_version.actor_id "
        "WHERE class_version.district_id = ? ORDER BY version DESC",
        (district_id,),
    )
    versions = [ClassVersion(_table(by_version[head[0]]), *head[1:]) for head in heads]
    return [*versions, ClassVersion(FOUNDING)]


def class_names(connection: Connection, district_id: int) -> dict[int, tuple[str, str]]:
    """What each class is called, and in English (empty: not said): by the last version that has it."""
    names: dict[int, tuple[str, str]] = {}
    for version in reversed(class_versions(connection, district_id)):
        names |= {each.number: (each.name, each.name_en) for each in version.table.classes}
    return names


def _table(rows: Sequence[Row]) -> ClassTable:
    return ClassTable(int(rows[0][0]), tuple(_class(row) for row in rows))


def _class(row: Row) -> PriorityClass:
    _version, number, name, name_en, kinds, exposures, lift_days, is_retired, moves_to = row
    return PriorityClass(
        number=number,
        name=name,
        name_en=name_en,
        kinds=tuple(kinds.split(",")) if kinds else (),
        exposures=tuple(exposures.split(",")) if exposures else (),
        lift_days=lift_days,
        is_retired=bool(is_retired),
        moves_to=moves_to,
    )
