"""A question read from plain values (JSON objects, cells of sheets): each fault is named with table, row and field."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.sharing.question import (
    FORMAT,
    LATER_RULES,
    MOST_DAYS,
    NUMBERS,
    PARTS,
    RULES,
    TABLES,
    TIERS,
    Field,
    Question,
    Row,
    Table,
    is_in_turn,
)

BESIDE = ("note", "plan")
"""What may lie beside the question in its file and is no part of it: words, and the plan that was published."""
_UNWRITABLE = re.compile("[\x00-\x1f\ud800-\udfff]").search
MOST_REASONS = 50
MOST_LETTERS = 200


def question_of_json(text: str) -> Question:
    """Read a question from JSON; raises Refused, naming up to `MOST_REASONS` faults (``claims.3.asked``: the third)."""
    return question_of(read_json(text))


def read_json(text: str) -> Any:
    """What JSON says, no name twice in an object and nothing that is no number; raises Refused."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise refused("plan_file_unreadable", detail=str(error)) from error


def question_of(content: Any) -> Question:
    """Read a question from the objects of a JSON file; raises Refused."""
    if not isinstance(content, dict) or content.get("format", FORMAT) != FORMAT:
        raise refused("plan_file_unreadable", "format", detail=FORMAT)
    faults = _Faults()
    for name in content:
        if name not in {"format", "date", "rules", *BESIDE, *TABLES}:
            faults.add("unknown_field", name, name=name)
    day = faults.value(_date, content.get("date", ""), "date")
    if day == "":
        faults.add("field_missing", "date")
    rules = _rules(content.get("rules", {}), faults)
    if content.get("expected") and not is_in_turn(rules):
        faults.add("expected_in_turn", "expected")
    tables = {name: _rows(name, table, content.get(name, []), faults) for name, table in TABLES.items()}
    faults.raise_if_any()
    _check_names(tables, faults)
    _check_tiers(rules[TIERS], sorted({row["class"] for row in tables["claims"]}), faults)
    faults.raise_if_any()
    ordered = {
        name: tuple(sorted(rows, key=lambda row, key=TABLES[name].key: tuple(row[part] for part in key)))  # type: ignore[misc]
        for name, rows in tables.items()
    }
    return Question(day, ordered, rules)


class _Faults:
    """What is wrong so far."""

    def __init__(self) -> None:
        self.reasons: list[Reason] = []

    def add(self, code: str, place: str, **params: Any) -> None:
        """Note a fault at `place`."""
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append(Reason(code, params, place))

    def value(self, read: Callable[[Any], Any], value: Any, place: str) -> Any:
        """`read(value)`; None and a fault noted where it refuses."""
        try:
            return read(value)
        except Refused as refusal:
            self.add(refusal.code, place, **refusal.reasons[0].params)
            return None

    def raise_if_any(self) -> None:
        """Raise what was noted."""
        if self.reasons:
            raise Refused(*self.reasons)


def _rules(given: Any, faults: _Faults) -> dict[str, Any]:
    rules: dict[str, Any] = {name: choices[0] for name, choices in RULES.items()} | NUMBERS | LATER_RULES
    if not isinstance(given, dict):
        faults.add("plan_file_unreadable", "rules", detail="rules")
        return rules
    for name, value in given.items():
        if name in RULES and value in RULES[name]:
            rules[name] = value
        elif name == TIERS:
            rules[name] = faults.value(_tiers, value, f"rules.{name}") or ()
        elif name in NUMBERS:
            least = -1 if NUMBERS[name] < 0 else 0
            rules[name] = faults.value(lambda v, least=least: _whole(v, least, MOST_DAYS), value, f"rules.{name}")  # type: ignore[misc]
        else:
            faults.add("unknown_field", f"rules.{name}", name=f"{name} = {value}" if name in RULES else name)
    return rules


def _rows(name: str, table: Table, given: Any, faults: _Faults) -> list[Row]:
    if not isinstance(given, list):
        faults.add("plan_file_unreadable", name, detail=name)
        return []
    if table.is_needed and not given:
        faults.add("empty", name)
    seen: set[tuple[Any, ...]] = set()
    rows: list[Row] = []
    for number, row in enumerate(given, 1):
        place = f"{name}.{number}"
        if not isinstance(row, dict):
            faults.add("plan_file_unreadable", place, detail=str(row)[:MOST_LETTERS])
            continue
        for unknown in row.keys() - table.fields.keys():
            faults.add("unknown_field", f"{place}.{unknown}", name=unknown)
        before = len(faults.reasons)
        read = {each: _field(field, row.get(each), f"{place}.{each}", faults) for each, field in table.fields.items()}
        key = tuple(read[part] for part in table.key)
        if key in seen and len(faults.reasons) == before:
            faults.add("already_exists", f"{place}.{table.key[0]}", name=" · ".join(map(str, key)))
        seen.add(key)
        rows.append(read)
    return rows


def _field(field: Field, value: Any, place: str, faults: _Faults) -> Any:
    if value is None or value == "":
        if field.default is None:
            faults.add("field_missing", place)
        return field.default
    if value == field.default and type(value) is type(field.default):
        return value
    return faults.value(lambda given: _READERS[field.sort](given, field), value, place)


def _check_names(tables: Mapping[str, Iterable[Row]], faults: _Faults) -> None:
    """Items, and units and classes where they are listed, must be known wherever they are named."""
    items = {row["item"] for row in tables["items"]}
    units = {row["unit"] for row in tables["units"]}
    classes = {row["class"] for row in tables["classes"]}

    def look(known: Iterable[Any], name: Any, place: str, code: str) -> None:
        if known and name and name not in known:
            faults.add(code, place, name=name)

    for table in ("lots", "claims", "floors", "expected"):
        for number, row in enumerate(tables[table], 1):
            place = f"{table}.{number}"
            look(items, row["item"], f"{place}.item", "unknown_item")
            for name in ("unit", "for_unit"):
                look(units, row.get(name), f"{place}.{name}", "unknown_party")
            for name in ("class", "for_class"):
                look(classes, row.get(name), f"{place}.{name}", "unknown_class")
            for other in row.get("accepts", ()):
                look(items, other, f"{place}.accepts", "unknown_item")
    for number, row in enumerate(tables["lots"], 1):
        if row["for_unit"] and row["for_zone"]:
            faults.add("purpose_twice", f"lots.{number}.for_zone")
    _check_costs(tables, faults)
    _check_limits(tables["pick_limits"], faults)


def _check_limits(rows: Iterable[Row], faults: _Faults) -> None:
    """Every warehouse is counted against one limit only."""
    seen = {row["warehouse"] for row in rows}
    for number, row in enumerate(rows, 1):
        for each in row["together"]:
            if each in seen:
                faults.add("already_exists", f"pick_limits.{number}.together", name=each)
            seen.add(each)


def _tiers(value: Any) -> tuple[str, ...]:
    """``1:minimum`` and the like, each once."""
    tiers = _names(value)
    for each in tiers:
        number, _, part = each.partition(":")
        if part not in PARTS or not number.isascii() or not number.isdigit() or str(int(number)) != number:
            raise refused("unknown_field", name=each)
    return tiers


def _check_tiers(tiers: Sequence[str], classes: Iterable[int], faults: _Faults) -> None:
    """Where tiers are said, every class that asks stands there with its minimum before its rest."""
    place = {each: number for number, each in enumerate(tiers)}
    for each in classes if tiers else ():
        minimum, rest = place.get(f"{each}:minimum", -1), place.get(f"{each}:rest", -1)
        if not 0 <= minimum < rest:
            faults.add("tiers_incomplete", f"rules.{TIERS}", priority_class=each)


def _check_costs(tables: Mapping[str, Iterable[Row]], faults: _Faults) -> None:
    """Where carrying costs something at all, every way from a warehouse to a claimant's zone must say what."""
    known = {(row["warehouse"], row["zone"]) for row in tables["costs"]}
    zone_of = {row["unit"]: row["zone"] for row in tables["units"]}
    zones = sorted({zone_of.get(row["unit"], "") for row in tables["claims"]})
    for warehouse in sorted({row["warehouse"] for row in tables["lots"]}) if known else ():
        for zone in zones:
            if (warehouse, zone) not in known:
                faults.add("cost_missing", "costs", warehouse=warehouse, zone=zone)


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise refused("quantity_unreadable", text=str(value)[:MOST_LETTERS])
    if not isinstance(value, int):
        raise refused("quantity_not_whole", text=str(value)[:MOST_LETTERS])
    if value < least:
        raise refused("quantity_not_positive") if least == 1 else refused("number_too_small", least=least)
    if value > most:
        raise refused("quantity_too_large", most=most)
    return value


def _name(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise refused("input_invalid", detail=str(value)[:MOST_LETTERS])
    text = (value if value.isascii() else normalize("NFC", value)).strip()
    if len(text) > MOST_LETTERS:
        raise refused("text_too_long", most=MOST_LETTERS, length=len(text))
    if _UNWRITABLE(text):
        raise refused("text_control_characters")
    return text


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise refused("input_invalid", detail=str(value)[:MOST_LETTERS])
    return tuple(dict.fromkeys(_name(each) for each in value))


def _date(value: Any) -> str:
    if value == "":
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise refused("date_unreadable", text=str(value)[:MOST_LETTERS]) from error


def _moment(value: Any) -> str:
    """A date or a date and time, to the second, without a time zone: they are compared as texts."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise refused("time_unreadable", text=str(value)[:MOST_LETTERS]) from error
    if moment.tzinfo is not None:
        raise refused("time_unreadable", text=str(value)[:MOST_LETTERS])
    return moment.isoformat(timespec="seconds")


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise refused("input_invalid", detail=str(value)[:MOST_LETTERS])
    return value


_READERS: dict[str, Callable[[Any, Field], Any]] = {
    "name": lambda value, _: _name(value),
    "names": lambda value, _: _names(value),
    "whole": lambda value, field: _whole(value, 0, field.most),
    "positive": lambda value, field: _whole(value, 1, field.most),
    "signed": lambda value, field: _whole(value, -field.most if field.default == 0 else -1, field.most),
    "date": lambda value, _: _date(value),
    "moment": lambda value, _: _moment(value),
    "flag": lambda value, _: _flag(value),
}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        doubled = next(name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number]))
        raise ValueError(f"{doubled!r} twice in one object")
    return made


def _no_number(text: str) -> Any:
    raise ValueError(text)
