"""What a stretch of entries writes into document tables, told backwards and made small.

A row made in the stretch is told whole, as the stretch leaves it; a row made before it only by the cells that the
stretch writes. Stretch after stretch, from the last to the first, this gives every row as the journal leaves it.
"""

import marshal
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from liangcao.journal.documents import DocumentTable, Row

Tables = Mapping[str, DocumentTable]
"""The document tables by name."""
Rewound = Mapping[str, bytes]
"""What a stretch writes into each table, packed."""
_NOTHING: dict[Any, Any] = {}


def rewind_stretch(telling: Sequence[Mapping[str, Any]], tables: Tables) -> Rewound | None:
    """What the effects of entries, in their order, write into `tables`; None when they write something else.

    It says what `documents.Rewind` says, with less ado.
    """
    rows: dict[str, list[Row]] = {}
    later: dict[str, dict[Any, Mapping[str, Any]]] = {}
    try:
        for effects in reversed(telling):
            for change in reversed(effects.get("changes", ())):
                table, cells = tables[change["table"]], change["values"]
                key = table.key_of(change["key"])
                if len(change["key"]) != len(table.key) or not table.defaults.keys() >= cells.keys():
                    return None
                after = later.setdefault(table.name, {})
                after[key] = {**cells, **after[key]} if key in after else cells
            for new in effects.get("rows", ()):
                table, cells = tables[new["table"]], new["values"]
                key = table.key_of(cells)
                if not table.defaults.keys() >= cells.keys():
                    return None
                hash(key)  # a key that cannot be one is no row's
                written = later.get(table.name, _NOTHING).pop(key, _NOTHING)
                rows.setdefault(table.name, []).append(table.row_of({**table.defaults, **cells, **written}))
    except (LookupError, TypeError, AttributeError, ValueError):
        return None
    names = sorted(rows.keys() | later.keys())
    return {name: zlib.compress(marshal.dumps((rows.get(name, []), later.get(name, {}))), 1) for name in names}


def unpacked(packed: bytes) -> tuple[list[Row], dict[Any, dict[str, Any]]]:
    """What a stretch writes into one table: the rows it made, and by key the cells it wrote of earlier ones."""
    rows, cells = marshal.loads(zlib.decompress(packed))  # noqa: S302 - packed by ourselves a moment ago
    return rows, cells


def rows_left(table: DocumentTable, stretches: Iterable[bytes]) -> Iterator[Row]:
    """Every row of `table` as all `stretches`, told from the last to the first, leave it.

    Raises LookupError at the end when a row was changed that was never made.
    """
    later: dict[Any, dict[str, Any]] = {}
    for packed in stretches:
        rows, cells = unpacked(packed)
        if later:
            for row in rows:
                after = later.pop(table.key_in(row), None)
                yield row if after is None else table.row_of({**dict(zip(table.columns, row, strict=True)), **after})
        else:
            yield from rows
        for key, before in cells.items():
            later[key] = {**before, **later[key]} if key in later else before
    if later:
        raise LookupError(table.name)


def are_as_left(table: DocumentTable, stretches: Iterable[bytes], stored: Sequence[Row]) -> bool:
    """True when the `stored` rows are those that all `stretches`, told from the last to the first, leave."""
    waiting = {table.key_in(row): row for row in stored}
    try:
        differs = any(waiting.pop(table.key_in(row), None) != row for row in rows_left(table, stretches))
    except LookupError:
        return False
    return not differs and not waiting and len({*map(table.key_in, stored)}) == len(stored)
