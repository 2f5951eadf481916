"""What if: a list of changes made to a question, which gives another question. Nothing else is touched.

A change says its kind (`change`), what it is about, and the values that are to hold instead. What the kinds are is
said once, in `KINDS`; docs/sharing.md follows it. The changed rows are read again like a file, so that what a file
could not say no change can either; whatever does not fit is refused with its number (``changes.2.quantity``).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.sharing.question import LATER_RULES, NUMBERS, RULES, TABLES, Question
from liangcao.sharing.reading import question_of, read_json

FORMAT = "liangcao.changes/1"
MOST_CHANGES = 10_000

Mode = Literal["set", "put", "add", "drop", "all", "rules", "date"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: the table it touches, and how.

    set: the row must be there. put: it may be new, and 0 takes it away. add: it must not be there. drop: it goes.
    all: every row that is alike in what is named.
    """

    table: str
    mode: Mode
    amount: str = ""
    """For put: the field whose 0 takes the row away."""


KINDS: dict[str, Kind] = {
    "lot": Kind("lots", "set"),
    "arrival": Kind("lots", "add"),
    "drop_lot": Kind("lots", "drop"),
    "claim": Kind("claims", "set"),
    "new_claim": Kind("claims", "add"),
    "drop": Kind("claims", "drop"),
    "claims": Kind("claims", "all"),
    "floor": Kind("floors", "put", "quantity"),
    "expected": Kind("expected", "put", "quantity"),
    "pick_limit": Kind("pick_limits", "put", "boxes"),
    "cost": Kind("costs", "put"),
    "item": Kind("items", "set"),
    "unit": Kind("units", "put"),
    "rules": Kind("", "rules"),
    "date": Kind("", "date"),
}
"""Everything that can be changed."""

SELECTING = ("unit", "item", "class")
"""By what a change of many claims (`claims`) chooses them; `to_class` moves them to another class."""

Rows = dict[str, list[dict[str, Any]]]


def changes_of_json(text: str) -> list[Any]:
    """The changes in a file: a list, or an object with `format` and `changes`; raises Refused."""
    content = read_json(text)
    if isinstance(content, dict):
        unknown = sorted(content.keys() - {"format", "changes", "note"})
        if unknown or content.get("format", FORMAT) != FORMAT:
            raise refused("plan_file_unreadable", "format", detail=FORMAT)
        content = content.get("changes", [])
    if not isinstance(content, list):
        raise refused("plan_file_unreadable", "changes", detail="changes")
    return content


def what_if(question: Question, changes: Sequence[Any]) -> Question:
    """The question that `question` becomes when `changes` are made one after the other; raises Refused.

    No changes: the same question, digest and all.
    """
    if len(changes) > MOST_CHANGES:
        raise refused("too_many_lines", "changes", most=MOST_CHANGES, length=len(changes))
    work = _Work(question)
    for number, change in enumerate(changes, 1):
        work.make(number, change)
    return work.changed()


class _Work:
    """The rows of a question while changes are made, and which change touched which row."""

    def __init__(self, question: Question) -> None:
        self.date, self.rules = question.date, dict(question.rules)
        self.rows: Rows = {name: [dict(row) for row in rows] for name, rows in question.tables.items()}
        self.by_key: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {
            name: {_key(name, row): row for row in rows} for name, rows in self.rows.items()
        }
        self.touched: dict[int, int] = {}
        """The number of the change that last touched a row, by the row's identity."""
        self.of_rule: dict[str, int] = {}
        self.warehouses: dict[str, int] = {}

    def make(self, number: int, change: Any) -> None:
        """Make one change."""
        place = f"changes.{number}"
        if not isinstance(change, dict):
            raise refused("plan_file_unreadable", place, detail=json.dumps(change, ensure_ascii=False)[:200])
        kind = KINDS.get(change["change"]) if isinstance(change.get("change"), str) else None
        if kind is None:
            raise refused("unknown_field", f"{place}.change", name=str(change.get("change", ""))[:200])
        values = {name: value for name, value in change.items() if name not in {"change", "note"}}
        if kind.mode == "rules":
            self._set_rules(number, values)
        elif kind.mode == "date":
            _only(values, {"date"}, place)
            self.date = values.get("date", "")
            self.of_rule["date"] = number
        elif kind.mode == "all":
            self._change_many(number, values)
        else:
            self._change_row(number, kind, values)

    def _set_rules(self, number: int, values: Mapping[str, Any]) -> None:
        _only(values, RULES.keys() | NUMBERS.keys() | LATER_RULES.keys(), f"changes.{number}")
        for name, value in values.items():
            self.rules[name] = value
            self.of_rule[name] = number

    def _change_row(self, number: int, kind: Kind, values: dict[str, Any]) -> None:
        place, table = f"changes.{number}", kind.table
        _only(values, TABLES[table].fields.keys(), place)
        if kind.mode == "add" and table == "lots":
            values.setdefault("lot", f"+{number}")
        key = _key(table, values)
        for name, value in zip(TABLES[table].key, key, strict=True):
            if value is None:
                raise refused("field_missing", f"{place}.{name}")
        row = self.by_key[table].get(key)
        if kind.mode == "add":
            if row is not None:
                raise refused("already_exists", f"{place}.{TABLES[table].key[0]}", name=" · ".join(map(str, key)))
        elif row is None and kind.mode != "put":
            raise refused("no_such_row", f"{place}.{TABLES[table].key[0]}", name=" · ".join(map(str, key)))
        if kind.mode == "drop":
            _only(values, TABLES[table].key, place)
        is_gone = kind.mode == "drop" or (kind.mode == "put" and kind.amount and values.get(kind.amount) == 0)
        if is_gone and type(values.get(kind.amount, 0)) is int:
            self._take_away(table, key)
            return
        if row is None:
            row = {}
            self.rows[table].append(row)
            self.by_key[table][key] = row
        row.update(values)
        self.touched[id(row)] = number
        if table == "lots" and isinstance(row.get("warehouse"), str):
            self.warehouses[row["warehouse"]] = number

    def _take_away(self, table: str, key: tuple[Any, ...]) -> None:
        row = self.by_key[table].pop(key, None)
        if row is not None:
            self.rows[table] = [each for each in self.rows[table] if each is not row]

    def _change_many(self, number: int, values: dict[str, Any]) -> None:
        """Change every claim of the units, items and classes named; `percent` scales what is asked, rounded up."""
        place = f"changes.{number}"
        fields = TABLES["claims"].fields.keys() - {"claim", *SELECTING}
        _only(values, fields | {*SELECTING, "to_class", "percent"}, place)
        chosen = {name: values.pop(name) for name in SELECTING if name in values}
        rows = [row for row in self.rows["claims"] if all(row.get(name) == value for name, value in chosen.items())]
        if not rows:
            raise refused("no_such_row", place, name=" · ".join(str(value) for value in chosen.values()))
        percent = values.pop("percent", 100)
        if type(percent) is not int or not 1 <= percent <= 10_000:
            raise refused("input_invalid", f"{place}.percent", detail=str(percent)[:200])
        if "to_class" in values:
            values["class"] = values.pop("to_class")
        for row in rows:
            for name in ("asked", "minimum"):
                if type(row.get(name)) is int:  # what an earlier change made of it is read, and refused, at the end
                    row[name] = -(-row[name] * percent // 100)
            row.update(values)
            self.touched[id(row)] = number

    def changed(self) -> Question:
        """The question as it is now; raises Refused with the numbers of the changes that do not fit."""
        content: dict[str, Any] = {"date": self.date, "rules": self.rules, **self.rows}
        try:
            return question_of(content)
        except Refused as refusal:
            raise Refused(*(Reason(each.code, each.params, self._place(each)) for each in refusal.reasons)) from None

    def _place(self, reason: Reason) -> str:
        """``claims.3.asked`` in the changed question is ``changes.1.asked`` when change 1 made it so."""
        table, _, rest = reason.field.partition(".")
        row, _, field = rest.partition(".")
        if table in self.rows and row.isdigit():
            number = self.touched.get(id(self.rows[table][int(row) - 1]), 0)
        elif reason.code == "cost_missing":
            number = self.warehouses.get(str(reason.params["warehouse"]), 0)
        else:
            number, field = self.of_rule.get(rest or table, 0), rest or table
        return f"changes.{number}.{field}".rstrip(".") if number else reason.field


def _key(table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(value if isinstance(value, (str, int)) else None for value in map(row.get, TABLES[table].key))


def _only(values: Mapping[str, Any], known: Any, place: str) -> None:
    """Refuse fields that this kind of change does not have."""
    for name in values:
        if name not in known:
            raise refused("unknown_field", f"{place}.{name}", name=name)
