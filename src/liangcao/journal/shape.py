"""The shape of an entry's body: which parts, of which kinds, in which ranges.

An entry is read by people who trust nobody, so what is not exactly of this shape is refused, however it got there.
Parts that would be empty are left out; a body that spells them is as wrong as one with a part too many.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, get_args

from liangcao.kernel.effects import MovementKind
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.moment import moment_of

FORMAT = 1
"""The version of the body's shape."""

KINDS = frozenset(get_args(MovementKind))
"""The kinds of movements there are."""

_HERE = ""
_Check = Callable[[Any], str | None]
"""None when a value is as it should be, else the path from it to the fault (``_HERE`` is the value itself)."""


def check_entry(data: Any) -> None:
    """Raise Refused ``entry_unreadable`` with the path of the fault unless `data` is the data of an entry."""
    _refuse("entry", _entry(data))


def check_effects(data: Any) -> None:
    """Raise Refused ``entry_unreadable`` with the path of the fault unless `data` is the data of effects."""
    _refuse("effects", _effects(data))


def _refuse(start: str, fault: str | None) -> None:
    if fault is not None:
        path = start + fault
        raise refused("entry_unreadable", path, path=path)


def _natural(value: Any) -> str | None:
    return None if type(value) is int and value >= 0 else _HERE


def _positive(value: Any) -> str | None:
    return None if type(value) is int and value > 0 else _HERE


def _name(value: Any) -> str | None:
    return None if type(value) is str and value else _HERE


def _values(value: Any) -> str | None:
    return None if type(value) is dict else _HERE


def _filled(value: Any) -> str | None:
    return None if type(value) is dict and value else _HERE


def _format(value: Any) -> str | None:
    return None if type(value) is int and value == FORMAT else _HERE


def _kind(value: Any) -> str | None:
    return None if type(value) is str and value in KINDS else _HERE


def _moment(value: Any) -> str | None:
    return None if type(value) is str and _is_moment(value) else _HERE


@lru_cache(maxsize=256)  # entries of one transaction share their moment
def _is_moment(text: str) -> bool:
    try:
        moment_of(text)
    except Refused:
        return False
    return True


def _line(value: Any) -> str | None:
    """``[lot, source, destination, quantity]``, all positive, from one place to another."""
    if type(value) is list and len(value) == 4:
        lot_id, source_id, destination_id, quantity = value
        are_whole = type(lot_id) is type(source_id) is type(destination_id) is type(quantity) is int
        if are_whole and min(value) > 0 and source_id != destination_id:
            return None
    return _HERE


def _hold(value: Any) -> str | None:
    """``[lot, location, delta, document]``; a release has a delta below zero."""
    if type(value) is list and len(value) == 4:
        lot_id, location_id, delta, document = value
        are_whole = type(lot_id) is type(location_id) is type(delta) is int
        if are_whole and lot_id > 0 and location_id > 0 and delta and _name(document) is None:
            return None
    return _HERE


def _duty(value: Any) -> str | None:
    """``[chain, duty]``."""
    is_pair = type(value) is list and len(value) == 2
    return None if is_pair and _name(value[0]) is None and _name(value[1]) is None else _HERE


def _each(check: _Check) -> _Check:
    """A list of at least one, every member as `check` wants it."""

    def check_each(value: Any) -> str | None:
        if type(value) is not list or not value:
            return _HERE
        for index, member in enumerate(value):
            fault = check(member)
            if fault is not None:
                return f".{index}{fault}"
        return None

    return check_each


def _object(required: Mapping[str, _Check], optional: Mapping[str, _Check]) -> _Check:
    """An object with all `required` parts, any of the `optional` ones and no other."""
    checks = {**required, **optional}
    names = required.keys()

    def check_object(value: Any) -> str | None:
        if type(value) is not dict:
            return _HERE
        if not names <= value.keys():
            return f".{min(names - value.keys())}"
        for name, part in value.items():
            check = checks.get(name)
            fault = _HERE if check is None else check(part)
            if fault is not None:
                return f".{name}{fault}"
        return None

    return check_object


_effects = _object(
    {},
    {
        "movements": _each(_object({"kind": _kind, "lines": _each(_line)}, {"reverses": _positive})),
        "holds": _each(_hold),
        "rows": _each(_object({"table": _name, "values": _values}, {})),
        "changes": _each(_object({"table": _name, "key": _values, "values": _values}, {"expected": _filled})),
        "duties": _each(_duty),
        "answer": _filled,
    },
)


def _some_effects(value: Any) -> str | None:
    return _effects(value) if value else _HERE


_entry = _object(
    {
        "format": _format,
        "district": _positive,
        "number": _positive,
        "command_id": _name,
        "action": _name,
        "actor": _natural,
        "occurred_at": _moment,
        "recorded_at": _moment,
    },
    {"approved_by": _each(_positive), "command": _filled, "effects": _some_effects},
)
