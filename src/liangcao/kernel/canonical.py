"""Canonical bytes: one value, one spelling, so that a hash of the bytes is a hash of the content.

The subset of RFC 8785 the books use: objects with ASCII snake_case keys, lists, texts in NFC, whole numbers below
2^53 in magnitude, true and false. Within it sorted-key compact JSON equals RFC 8785 byte for byte (the tests hold it
against `rfc8785`), because such keys sort alike in UTF-16 and in code points and no number needs a float's spelling.
"""

import json
from collections.abc import Iterable
from typing import Any, NoReturn
from unicodedata import is_normalized

from liangcao.kernel.errors import Refused, refused

MAX_WHOLE = 2**53 - 1
"""The largest magnitude every JSON reader keeps exact."""

MOST_KEYS = 1_000
_readable_keys: set[str] = set()
"""Keys that were looked at before: there are a few hundred in all, written again and again."""

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, allow_nan=False
).encode


class _Fault(Exception):  # noqa: N818 - internal: it becomes a Refused
    """A value that has no canonical form; the containers on the way out note where it lies."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.steps: list[str] = []


def canonical_bytes(value: Any) -> bytes:
    """The canonical UTF-8 bytes of `value`, built of dict, list or tuple, str, int and bool.

    Raises Refused with the dotted path of the fault: ``fraction_in_books``, ``null_in_books``,
    ``number_in_books_too_large``, ``key_in_books_unreadable``, ``text_in_books_not_nfc``,
    ``text_in_books_surrogate``, ``kind_in_books_unknown``, ``nested_too_deep``.
    """
    try:
        _check_items((("", value),))
        return _encode(value).encode()
    except _Fault as fault:
        path = ".".join(reversed(fault.steps[:-1])) or "."
        raise refused(fault.code, path, path=path, **fault.params) from None
    except RecursionError:
        raise refused("nested_too_deep") from None


def parse_canonical(body: bytes) -> Any:
    """The value of which `body` are the canonical bytes.

    Raises Refused ``bytes_not_canonical`` for anything else: not UTF-8 or JSON, another spelling (spaces, order,
    escapes, repeated keys), or a value that `canonical_bytes` refuses.
    """
    try:
        value = parse_whole_numbers(body.decode())
        if canonical_bytes(value) == body:
            return value
    except (ValueError, RecursionError, Refused):
        pass
    raise refused("bytes_not_canonical")


def _check_items(items: Iterable[tuple[Any, Any]]) -> None:
    """Check the values of `items`, each with its key or index; the commonest kinds come first, for this is hot."""
    for step, value in items:
        kind = type(value)
        if kind is str:
            if not value.isascii():
                _check_text(step, value)
        elif kind is int:
            if not -MAX_WHOLE <= value <= MAX_WHOLE:
                _fail("number_in_books_too_large", step)
        elif kind is dict or kind is list or kind is tuple:
            try:
                if kind is dict:
                    for key in value:
                        if key not in _readable_keys:
                            _check_key(key)
                    _check_items(value.items())
                else:
                    _check_items(enumerate(value))
            except _Fault as fault:
                fault.steps.append(str(step))
                raise
        elif kind is not bool:
            _fail_kind(step, value)


def is_readable_key(key: Any) -> bool:
    """True for an ASCII snake_case name, the only keys the books have."""
    return type(key) is str and key.isidentifier() and key.islower() and key.isascii()


def _check_key(key: Any) -> None:
    if not is_readable_key(key):
        _fail("key_in_books_unreadable", repr(key), key=repr(key))
    if len(_readable_keys) < MOST_KEYS:
        _readable_keys.add(key)


def _check_text(step: Any, text: str) -> None:
    if not is_normalized("NFC", text):
        _fail("text_in_books_not_nfc", step)
    try:
        text.encode()
    except UnicodeEncodeError:
        _fail("text_in_books_surrogate", step)


def _fail_kind(step: Any, value: Any) -> NoReturn:
    if value is None:
        _fail("null_in_books", step)
    if isinstance(value, float):
        _fail("fraction_in_books", step)
    _fail("kind_in_books_unknown", step, kind=type(value).__name__)


def _fail(code: str, step: Any, **params: Any) -> NoReturn:
    fault = _Fault(code, **params)
    fault.steps.append(str(step))
    raise fault


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(text)


parse_whole_numbers = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number).decode
"""Parses JSON in which every number is whole; raises ValueError for any other."""
