"""What a stretch of entries writes into document tables, made small.

A row made in the stretch is told whole, as the stretch leaves it; a row made before it only by the cells that the
stretch writes. Stretch after stretch, from the last to the first, this gives every row as the journal leaves it.
"""

import marshal
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from liangcao.journal.documents import DocumentTable, Row

Tables = Mapping[str, DocumentTable]
"""The document tables by name."""
Rewound = Mapping[str, bytes]
"""What a stretch writes into each table, packed."""
UNTOLD = (LookupError, TypeError, AttributeError, ValueError)
"""What is raised where entries write what is no row of the tables."""


class Rewinding:
    """What the entries of a stretch write into `tables`, taken in their order."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._made: dict[str, dict[Any, Row]] = {}
        self._made_again: dict[str, list[Row]] = {}
        self._later: dict[str, dict[Any, dict[str, Any]]] = {}

    @property
    def is_empty(self) -> bool:
        """True when nothing was written."""
        return not (self._made or self._later)

    def take(self, effects: Mapping[str, Any]) -> None:
        """Take what an entry of these effects writes; raises one of `UNTOLD` when that is no row of the tables."""
        for new in effects.get("rows", ()):
            table = self._tables[new["table"]]
            self.make(table, table.row_said(new["values"]))
        for change in effects.get("changes", ()):
            table, cells = self._tables[change["table"]], change["values"]
            key = table.key_of(change["key"])
            if len(change["key"]) != len(table.key) or not table.defaults.keys() >= cells.keys():
                raise LookupError(table.name)
            self.change(table, key, cells)

    def make(self, table: DocumentTable, row: Row) -> None:
        """A row of `table` is made."""
        made, key = self._made.get(table.name), table.key_in(row)
        if made is None:
            made = self._made[table.name] = {}
        if key in made:
            self._made_again.setdefault(table.name, []).append(made[key])
        made[key] = row

    def change(self, table: DocumentTable, key: Any, cells: dict[str, Any]) -> None:
        """Cells of the row of `key` are changed."""
        made = self._made.get(table.name)
        if made is not None and key in made:
            made[key] = table.changed(made[key], cells)
            return
        later = self._later.get(table.name)
        if later is None:
            later = self._later[table.name] = {}
        later[key] = {**later[key], **cells} if key in later else cells

    def packed(self) -> Rewound:
        """What was taken, made small."""
        names = sorted(self._made.keys() | self._later.keys())
        return {name: zlib.compress(marshal.dumps(self._of(name)), 1) for name in names}

    def _of(self, name: str) -> tuple[list[Row], dict[Any, dict[str, Any]]]:
        return [*self._made.get(name, {}).values(), *self._made_again.get(name, ())], self._later.get(name, {})


def rewind_stretch(telling: Iterable[Mapping[str, Any]], tables: Tables) -> Rewound | None:
    """What the effects of entries, in their order, write into `tables`; None when they write something else.

    It says what `documents.Rewind` says, with less ado.
    """
    rewinding = Rewinding(tables)
    try:
        for effects in telling:
            rewinding.take(effects)
        return rewinding.packed()
    except UNTOLD:
        return None


def unpacked(packed: bytes) -> tuple[list[Row], dict[Any, dict[str, Any]]]:
    """What a stretch writes into one table: the rows it made, and by key the cells it wrote of earlier ones."""
    rows, cells = marshal.loads(zlib.decompress(packed))  # noqa: S302 - packed by ourselves a moment ago
    return rows, cells


def rows_left(table: DocumentTable, stretches: Iterable[bytes]) -> Iterator[list[Row]]:
    """The rows of `table` that each of all `stretches`, told from the last to the first, made, as they are left.

    Raises LookupError at the end when a row was changed that was never made.
    """
    later: dict[Any, dict[str, Any]] = {}
    for packed in stretches:
        rows, cells = unpacked(packed)
        if later:
            for place, key in enumerate(map(table.key_in, rows)):
                after = later.pop(key, None)
                if after is not None:
                    rows[place] = table.changed(rows[place], after)
        yield rows
        for key, before in cells.items():
            later[key] = {**before, **later[key]} if key in later else before
    if later:
        raise LookupError(table.name)


def are_as_left(table: DocumentTable, stretches: Iterable[bytes], stored: Sequence[Row]) -> bool:
    """True when the `stored` rows are those that all `stretches`, told from the last to the first, leave."""
    waiting = dict(zip(map(table.key_in, stored), stored, strict=True))
    if len(waiting) != len(stored):
        return False
    try:
        for rows in rows_left(table, stretches):
            if list(map(waiting.pop, map(table.key_in, rows), repeat(None))) != rows:
                return False
    except LookupError:
        return False
    return not waiting
