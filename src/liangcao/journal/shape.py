"""The shape of an entry's body: which parts, of which kinds, in which ranges.

An entry is read by people who trust nobody, so what is not exactly of this shape is refused, however it got there.
Parts that would be empty are left out; a body that spells them is as wrong as one with a part too many.
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, get_args

from liangcao.kernel.effects import MovementKind
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import moment_of

FORMAT = 1
"""The version of the body's shape."""

_KINDS = frozenset(get_args(MovementKind))

Check = Callable[[Any, str], None]


def _fail(path: str) -> NoReturn:
    raise refused("entry_unreadable", path, path=path)


def _natural(value: Any, path: str) -> None:
    if type(value) is not int or value < 0:
        _fail(path)


def _positive(value: Any, path: str) -> None:
    if type(value) is not int or value < 1:
        _fail(path)


def _name(value: Any, path: str) -> None:
    if type(value) is not str or not value:
        _fail(path)


def _values(value: Any, path: str) -> None:
    if type(value) is not dict:
        _fail(path)


def _filled(value: Any, path: str) -> None:
    if type(value) is not dict or not value:
        _fail(path)


def _moment(value: Any, path: str) -> None:
    if type(value) is not str:
        _fail(path)
    moment_of(value)


def _format(value: Any, path: str) -> None:
    if type(value) is not int or value != FORMAT:
        _fail(path)


def _kind(value: Any, path: str) -> None:
    if type(value) is not str or value not in _KINDS:
        _fail(path)


def _each(check: Check) -> Check:
    """A list of at least one, every member as `check` wants it."""

    def check_each(value: Any, path: str) -> None:
        if type(value) is not list or not value:
            _fail(path)
        for index, member in enumerate(value):
            check(member, f"{path}.{index}")

    return check_each


def _object(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with all `required` parts, any of the `optional` ones and no other."""
    checks = {**required, **optional}

    def check_object(value: Any, path: str) -> None:
        if type(value) is not dict:
            _fail(path)
        for name in required:
            if name not in value:
                _fail(f"{path}.{name}")
        for name, part in value.items():
            check = checks.get(name)
            if check is None:
                _fail(f"{path}.{name}")
            check(part, f"{path}.{name}")

    return check_object


def _line(value: Any, path: str) -> None:
    """``[lot, source, destination, quantity]``, all positive, from one place to another."""
    if type(value) is list and len(value) == 4:
        lot_id, source_id, destination_id, quantity = value
        are_whole = type(lot_id) is type(source_id) is type(destination_id) is type(quantity) is int
        if are_whole and min(value) > 0 and source_id != destination_id:
            return
    _fail(path)


def _hold(value: Any, path: str) -> None:
    """``[lot, location, delta, document]``; a release has a delta below zero."""
    if type(value) is not list or len(value) != 4:
        _fail(path)
    lot_id, location_id, delta, document = value
    _positive(lot_id, path)
    _positive(location_id, path)
    _name(document, path)
    if type(delta) is not int or delta == 0:
        _fail(path)


def _duty(value: Any, path: str) -> None:
    """``[chain, duty]``."""
    if type(value) is not list or len(value) != 2:
        _fail(path)
    _name(value[0], path)
    _name(value[1], path)


_movement = _object({"kind": _kind, "lines": _each(_line)}, {"reverses": _positive})
_row = _object({"table": _name, "values": _values}, {})
_change = _object({"table": _name, "key": _values, "values": _values}, {"expected": _filled})

check_effects: Check = _object(
    {},
    {
        "movements": _each(_movement),
        "holds": _each(_hold),
        "rows": _each(_row),
        "changes": _each(_change),
        "duties": _each(_duty),
        "answer": _filled,
    },
)
"""Refuse (``entry_unreadable``) what is not the data of effects."""


def _effects(value: Any, path: str) -> None:
    _filled(value, path)
    check_effects(value, path)


check_entry: Check = _object(
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
    {
        "approved_by": _each(_positive),
        "command": _filled,
        "effects": _effects,
    },
)
"""Refuse (``entry_unreadable``, ``moment_unreadable``) what is not the data of an entry."""
