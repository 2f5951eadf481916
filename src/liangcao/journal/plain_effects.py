"""The quick look at effects of entries and at the rows stored beside them: are these the rows that the effects make?"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from liangcao.journal.forms import Filled, Form
from liangcao.journal.plain import are_names, keys_of_plain_objects
from liangcao.journal.shape import KINDS

STEP = "=7q"
"""One step of the ledger: entry, lot, source, destination, quantity, source_after, destination_after. A hold has no
destination; a place outside is told as (entry, 0, place, 0, 0, 0, 0), the item of a lot as (entry, 0, 0, lot, item,
0, 0)."""
_PARTS = ("answer", "changes", "duties", "holds", "movements", "rows")
_EFFECTS = frozenset(layout for size in range(1, 7) for layout in combinations(_PARTS, size))
_MOVEMENTS = (("kind", "lines"), ("kind", "lines", "reverses"))
_CHANGES = (("key", "table", "values"), ("expected", "key", "table", "values"))


class PlainEffects:
    """Takes effects entry after entry along the stored `lines` and `holds`; `line` and `hold` is how far it came.

    `take` raises TypeError, ValueError or LookupError for some things that are not as they should be, and returns False
    for others. What it gathered meanwhile is then worth nothing.
    """

    def __init__(self, lines: Sequence[Sequence[Any]], holds: Sequence[Sequence[Any]]) -> None:
        self._lines, self._holds = lines, holds
        self.line = self.hold = 0
        self.steps: list[int] = []
        self.keys = 0
        """How many keys were met in what was taken since this was last set to 0."""
        self._objects: list[Any] = []
        self._names: list[Any] = []

    def take(self, number: int, effects: Any) -> bool:
        """True when the effects of entry `number` are well formed and the next stored rows are theirs."""
        if type(effects) is not dict or tuple(effects) not in _EFFECTS:
            return False
        self.keys += len(effects)
        if "rows" in effects and not self._take_rows(number, effects["rows"]):
            return False
        promises: list[int] = []
        for name, part in effects.items():
            if name == "answer":
                if not part:
                    return False
                self._objects.append(part)
            elif type(part) is not list or not part:
                return False
            elif name == "holds":
                if not self._take_holds(number, part, promises):
                    return False
            elif name == "movements":
                if not self._take_movements(number, part):
                    return False
            elif name == "changes":
                if not self._take_changes(part):
                    return False
            elif name == "duties":
                for duty in part:
                    chain, done = duty
                    if type(duty) is not list:
                        return False
                    self._names += (chain, done)
        self.steps += promises
        return True

    def take_filled(self, number: int, form: Form, filled: Filled) -> bool:
        """As `take`, of an entry that fills a form: of that it is well formed only the figures are left."""
        for lot in form.lots:
            self.steps += (number, 0, 0, *lot(filled), 0, 0)
        promises: list[int] = []
        for ordinal, hold in enumerate(form.holds):
            lot_id, place, delta, document = hold(filled)
            if lot_id < 1 or place < 1 or not delta or not document:
                return False
            if tuple(self._holds[self.hold]) != (number, ordinal, lot_id, place, delta, document):
                return False
            self.hold += 1
            (self.steps if delta < 0 else promises).extend((number, lot_id, place, 0, delta, 0, 0))
        if form.movements and not self._follow_lines(number, form, filled):
            return False
        self.steps += promises
        return not form.duties or all(all(duty(filled)) for duty in form.duties)

    def _follow_lines(self, number: int, form: Form, filled: Filled) -> bool:
        stored, at, start, steps = self._lines, self.line, self.line, self.steps
        for kind, reversing, lines in form.movements:
            reverses = 0
            if reversing >= 0:
                reverses = filled[reversing]
                if reverses < 1:
                    return False
            for line in lines:
                lot_id, source, destination, quantity = line(filled)
                if lot_id < 1 or source < 1 or destination < 1 or quantity < 1 or source == destination:
                    return False
                entry, ordinal, *cells, source_after, destination_after, stored_reverses = stored[at]
                if entry != number or ordinal != at - start or stored_reverses != reverses:
                    return False
                if cells != [kind, lot_id, source, destination, quantity]:
                    return False
                at += 1
                steps += (number, lot_id, source, destination, quantity, source_after, destination_after)
        self.line = at
        return True

    def ends_at(self, number: int) -> bool:
        """True when no more rows of entries up to `number` are stored, and all that was gathered is well formed."""
        lines, holds = self._lines, self._holds
        if self.line < len(lines) and lines[self.line][0] <= number:
            return False
        if self.hold < len(holds) and holds[self.hold][0] <= number:
            return False
        objects, names = self._objects, self._names
        self._objects, self._names = [], []
        keys = keys_of_plain_objects(objects)
        self.keys += keys
        return keys >= 0 and are_names(names)

    def _take_rows(self, number: int, rows: Any) -> bool:
        """What rows tell the ledger goes before all else of an entry."""
        if type(rows) is not list:
            return False
        for row in rows:
            if tuple(row) != ("table", "values"):
                return False
            table, values = row["table"], row["values"]
            self.keys += 2
            self._names.append(table)
            self._objects.append(values)
            if table == "location" and values.get("is_outside"):
                self.steps += (number, 0, _id(values["location_id"]), 0, 0, 0, 0)
            elif table == "lot":
                self.steps += (number, 0, 0, _id(values["lot_id"]), _id(values["item_id"]), 0, 0)
        return True

    def _take_changes(self, changes: list[Any]) -> bool:
        for change in changes:
            if tuple(change) not in _CHANGES:
                return False
            self.keys += len(change)
            self._names.append(change["table"])
            self._objects += (change["key"], change["values"])
            if len(change) > 3:
                if not change["expected"]:
                    return False
                self._objects.append(change["expected"])
        return True

    def _take_holds(self, number: int, holds: list[Any], promises: list[int]) -> bool:
        """Releases come before all lines of an entry, promises after them."""
        for ordinal, hold in enumerate(holds):
            lot_id, place, delta, document = hold
            if not (type(hold) is list and type(lot_id) is type(place) is type(delta) is int):
                return False
            if lot_id < 1 or place < 1 or not delta:
                return False
            if tuple(self._holds[self.hold]) != (number, ordinal, lot_id, place, delta, document):
                return False
            self._names.append(document)
            self.hold += 1
            (self.steps if delta < 0 else promises).extend((number, lot_id, place, 0, delta, 0, 0))
        return True

    def _take_movements(self, number: int, movements: list[Any]) -> bool:
        stored, at, start = self._lines, self.line, self.line
        for movement in movements:
            if tuple(movement) not in _MOVEMENTS:
                return False
            kind, lines, reverses = movement["kind"], movement["lines"], 0
            self.keys += len(movement)
            if kind not in KINDS or type(lines) is not list or not lines:
                return False
            if len(movement) > 2:
                reverses = movement["reverses"]
                if type(reverses) is not int or reverses < 1:
                    return False
            for line in lines:
                lot_id, source, destination, quantity = line
                if not (
                    type(line) is list and type(lot_id) is type(source) is type(destination) is type(quantity) is int
                ):
                    return False
                if lot_id < 1 or source < 1 or destination < 1 or quantity < 1 or source == destination:
                    return False
                *cells, source_after, destination_after, stored_reverses = stored[at]
                if cells != [number, at - start, kind, lot_id, source, destination, quantity]:
                    return False
                if stored_reverses != reverses:
                    return False
                at += 1
                self.steps += (number, lot_id, source, destination, quantity, source_after, destination_after)
        self.line = at
        return True


def _id(value: Any) -> int:
    """`value` when it is a whole number; raises TypeError: then the entry is looked at closely."""
    if type(value) is not int:
        raise TypeError(value)
    return value
