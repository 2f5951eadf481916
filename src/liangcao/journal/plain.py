"""The quick look at values of entries: yes only where `kernel.canonical` and `journal.shape` would find nothing.

A no means nothing but that the slow look is due. All is done for many values at once: what takes a microsecond for one
takes a tenth of it for each of a few hundred.
"""

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import le
from typing import Any
from unicodedata import is_normalized

from liangcao.kernel.canonical import is_readable_key, parse_canonical, parse_whole_numbers
from liangcao.kernel.errors import Refused

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z").fullmatch
_DIGITS = bytes.maketrans(b"0123456789:[,-", b"0000000000::::")
"""Digits become one digit, what can stand before a number one mark."""
_LONG_NUMBER = b":" + b"0" * 16
_AFTER_KEY = b'":'
_OTHER_SPELLINGS = (b"\\", b" ", b"\t", b"\r", b":-0", b",-0", b"[-0")
"""Where none of these is, a value of JSON has one spelling, but for the order and repetition of its keys."""
_FENCE = 10**14 + secrets.randbelow(9 * 10**14)
"""A number nobody can guess: put between texts that are parsed together, it shows that each is a value by itself."""
_known_layouts: set[tuple[str, ...]] = set()
_known_days: set[str] = set()
_MOST_KNOWN = 10_000
_OBJECT, _WHOLE, _TEXT, _NESTED = frozenset({dict}), frozenset({int}), frozenset({str}), frozenset({dict, list})
_spelled = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


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

    All are read at once. Where nothing is escaped, no space stands and no zero has a sign, JSON leaves no second
    spelling but other keys; the other bodies are spelled anew and compared.
    """
    try:
        texts = [body.decode() for body in bodies]
        parsed: list[Any] = parse_whole_numbers(f"[{f',{_FENCE},'.join(texts)}]")
    except (ValueError, RecursionError):
        return None
    values = parsed[::2]
    if len(parsed) != 2 * len(bodies) - 1 or parsed[1::2] != [_FENCE] * (len(bodies) - 1):
        return None
    joined = b",".join(bodies)
    keys = joined.count(_AFTER_KEY)
    if any(mark in joined for mark in _OTHER_SPELLINGS):
        for body, text, value in zip(bodies, texts, values, strict=True):
            if any(mark in body for mark in _OTHER_SPELLINGS):
                if not _is_spelled(text, value):
                    return None
                keys += _count_keys(value) - body.count(_AFTER_KEY)
    foreign = "".join([text for text in texts if not text.isascii()])  # no mark joins a brace: in NFC if each text is
    is_sure = b"null" not in joined and _LONG_NUMBER not in joined.translate(_DIGITS) and is_normalized("NFC", foreign)
    return Values(values, keys) if is_sure or _are_sure_one_by_one(bodies) else None


def _is_spelled(text: str, value: Any) -> bool:
    """True when `text` is how `value` is spelled."""
    try:
        return _spelled(value) == text
    except RecursionError:
        return False


def _count_keys(value: Any) -> int:
    """How many keys the objects in `value` have; it is not nested deeper than it was spelled."""
    if type(value) is dict:
        return len(value) + sum(map(_count_keys, value.values()))
    return sum(map(_count_keys, value)) if type(value) is list else 0


def _are_sure_one_by_one(bodies: Sequence[bytes]) -> bool:
    """What is spelled right may still hold an empty value, too long a number or a text that is not in NFC."""
    for body in bodies:
        is_nfc = body.isascii() or is_normalized("NFC", body.decode())
        is_sure = is_nfc and b"null" not in body and _LONG_NUMBER not in body.translate(_DIGITS)
        if not is_sure and not _is_canonical(body):
            return False
    return True


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
