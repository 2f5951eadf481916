"""The quick look at values of entries: yes only where `kernel.canonical` and `journal.shape` would find nothing.

A no means nothing but that the slow look is due. All is done for many values at once: what takes a microsecond for one
takes a tenth of it for each of a few hundred.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import le
from typing import Any
from unicodedata import is_normalized

from liangcao.kernel.canonical import is_readable_key, parse_canonical, parse_whole_numbers
from liangcao.kernel.errors import Refused

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z").fullmatch
_MARKS = bytes.maketrans(b"123456789[,", b"000000000::")
"""Digits become one digit, what can stand before a value one mark."""
_ODD_MARKS = (b":-0", b":null", b":" + b"0" * 16)
"""Below zero or zero with a sign, nothing at all, too long a number: after a mark that also stands in texts."""
_ODD_BYTES = (b"\\", b" ", b"\t", b"\r", b"\n")
"""Where none of these and of the marks is, JSON leaves no second spelling but other keys."""
_AFTER_KEY = b'":'
_without_texts = partial(re.compile(rb'"[^"]*"').sub, b"")
_is_odd_between_texts = re.compile(rb"[ \t\r\n]|-0|null|[0-9]{16}").search
_FENCE = 10**14 + secrets.randbelow(9 * 10**14)
"""A number nobody can guess: put between texts that are parsed together, it shows that each is a value by itself."""
_BETWEEN = f",{_FENCE},".encode()
_known_layouts: set[tuple[str, ...]] = set()
_known_days: set[str] = set()
_MOST_KNOWN = 10_000
_OBJECT, _WHOLE, _TEXT, _NESTED = frozenset({dict}), frozenset({int}), frozenset({str}), frozenset({dict, list})


@dataclass(frozen=True, slots=True)
class Values:
    """What bodies hold. Their bytes are canonical if all objects have their keys in order, and `keys` keys in all.

    Both is left to the caller, who walks through the values anyway: fewer keys than were spelled means that one was
    spelled twice.
    """

    values: list[Any]
    keys: int


def plain_values(bodies: Sequence[bytes]) -> Values | None:
    """The values of `bodies`; None when one is not canonical, whatever the order and number of its keys.

    All are read at once. Where nothing is escaped, no space stands and no number is below zero or long, JSON leaves no
    second spelling but other keys; the other bodies are looked at by themselves.
    """
    joined = _BETWEEN.join(bodies)
    try:
        parsed: list[Any] = parse_whole_numbers(f"[{joined.decode()}]")
    except (ValueError, RecursionError):
        return None
    values = parsed[::2]
    if len(parsed) != 2 * len(bodies) - 1 or parsed[1::2] != [_FENCE] * (len(bodies) - 1):
        return None
    keys = joined.count(_AFTER_KEY)
    for body, value in zip(bodies, values, strict=True) if _is_odd(joined) else ():
        if _is_odd(body):
            found = _keys_of_odd(body, value)
            if found < 0:
                return None
            keys += found - body.count(_AFTER_KEY)
    return Values(values, keys) if are_normalized(bodies) else None


def are_normalized(bodies: Iterable[bytes]) -> bool:
    """True when all texts in these are in NFC; they are UTF-8."""
    foreign = b"".join([body for body in bodies if not body.isascii()])  # no mark joins a brace: in NFC if each text is
    return is_normalized("NFC", foreign.decode())


def _is_odd(spelled: bytes) -> bool:
    """True when something could be spelled otherwise, or be what the books do not have."""
    if any(each in spelled for each in _ODD_BYTES):
        return True
    marks = spelled.translate(_MARKS)
    return any(each in marks for each in _ODD_MARKS)


def _keys_of_odd(body: bytes, value: Any) -> int:
    """How many keys `body`, the JSON of `value`, spells; -1 when it is not canonical for another reason than these.

    Texts are put aside: between them no space, no zero with a sign and no null may stand, and in them a backslash has
    one meaning if it only ever stands before another one or a quotation mark. All else is read by the book.
    """
    plain = body.replace(b"\\\\", b"_").replace(b'\\"', b"_") if b"\\" in body else body
    if b"\\" in plain or _is_odd_between_texts(_without_texts(plain)):
        return _count_keys(value) if _is_canonical(body) else -1
    return plain.count(_AFTER_KEY)


def _count_keys(value: Any) -> int:
    """How many keys the objects in `value` have; it is not nested deeper than it was spelled."""
    if type(value) is dict:
        return len(value) + sum(map(_count_keys, value.values()))
    return sum(map(_count_keys, value)) if type(value) is list else 0


def _is_canonical(body: bytes) -> bool:
    try:
        parse_canonical(body)
    except Refused:
        return False
    return True


def are_whole(values: Iterable[Any]) -> bool:
    """True when all are whole numbers, and none is a yes or no."""
    return set(map(type, values)) <= _WHOLE


def are_names(values: Sequence[Any]) -> bool:
    """True when all are texts, and none is empty."""
    return set(map(type, values)) <= _TEXT and all(values)


def keys_of_plain_objects(values: Iterable[Any]) -> int:
    """How many keys all these objects have, to the depth; -1 unless all keys are such as the books have, in order."""
    objects, keys = list(values), 0
    while objects:
        if set(map(type, objects)) != _OBJECT:
            return -1
        layouts = set(map(tuple, objects))
        if not layouts <= _known_layouts and not _learn_layouts(layouts):
            return -1
        keys += sum(map(len, objects))
        cells = [cell for each in objects for cell in each.values()]
        objects = [] if _NESTED.isdisjoint(map(type, cells)) else list(_objects_in(cells))
    return keys


def _objects_in(cells: list[Any]) -> Iterable[Any]:
    """The objects among `cells` and in the lists among them."""
    while cells:
        inner: list[Any] = []
        for cell in cells:
            if type(cell) is dict:
                yield cell
            elif type(cell) is list:
                inner += cell
        cells = inner


def _learn_layouts(layouts: set[tuple[Any, ...]]) -> bool:
    if not all(all(map(is_readable_key, layout)) and list(layout) == sorted(layout) for layout in layouts):
        return False
    if len(_known_layouts) < _MOST_KNOWN:
        _known_layouts.update(layouts)
    return True


def are_plain_moments(recorded: Sequence[Any], occurred: Sequence[Any]) -> bool:
    """True when all moments are well written, and what was recorded never goes back."""
    if not set(map(type, (*recorded, *occurred))) <= _TEXT:
        return False
    if not all(map(le, recorded, recorded[1:])):  # texts of one width order as the times do
        return False
    return all(map(_is_moment, {*recorded, *occurred}))


def _is_moment(text: str) -> bool:
    found = _MOMENT(text)
    return found is not None and (found[1] in _known_days or _is_day(found[1]))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    if len(_known_days) < _MOST_KNOWN:
        _known_days.add(text)
    return True
