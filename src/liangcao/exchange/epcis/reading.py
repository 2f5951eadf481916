"""Files of events read: bytes to values within bounds, and the events in them, wherever they stand.

Numbers with a point come as `Decimal`, so that what is written again is what was read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from liangcao.kernel.errors import refused
from liangcao.language import _

MOST_BYTES = 32 * 1024 * 1024
MOST_DEPTH = 64
"""Levels of lists and objects; real documents have about ten."""
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
EVENT_TYPES = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")


@dataclass(frozen=True, slots=True)
class Found:
    """An event, the @context that its document gives it, and where it stands in the file."""

    event: Mapping[str, Any]
    context: Any
    path: str


def read_json(raw: bytes) -> Any:
    """The value of a JSON text.

    Raises Refused: ``file_too_large``, ``json_unreadable`` (what is wrong, and in which line), ``json_too_deep``,
    ``json_name_doubled``.
    """
    if len(raw) > MOST_BYTES:
        raise refused("file_too_large", "file", most=MOST_BYTES // 2**20)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused("json_unreadable", "file", line=1, detail=_("不是 UTF-8 文字")) from None
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise refused("json_unreadable", "file", line=error.lineno, detail=error.msg) from None
    except _DoubleNameError as error:
        raise refused("json_name_doubled", "file", name=str(error)) from None
    except RecursionError:
        raise refused("json_too_deep", "file", most=MOST_DEPTH) from None
    except ValueError as error:  # a number of thousands of digits
        raise refused("json_unreadable", "file", line=1, detail=str(error)) from None
    if _depth_exceeds(value, MOST_DEPTH):
        raise refused("json_too_deep", "file", most=MOST_DEPTH)
    if _SURROGATE.search(raw):
        _check_encodable(value)
    return value


def events_in(value: Any) -> Iterator[Found]:
    """The events of a document, of a query's answer, of a bare list, or a single one; nothing else has any."""
    if isinstance(value, list):
        for place, event in enumerate(value):
            if isinstance(event, Mapping):
                yield Found(event, event.get("@context"), f"[{place}]")
        return
    if not isinstance(value, Mapping):
        return
    if value.get("type") not in ("EPCISDocument", "EPCISQueryDocument"):
        if isinstance(value.get("type"), str) and "eventTime" in value:
            yield Found(value, None, "")
        return
    path = ["epcisBody", "eventList"]
    if value["type"] == "EPCISQueryDocument":
        path = ["epcisBody", "queryResults", "resultsBody", "eventList"]
    inner: Any = value
    for step in path:
        inner = inner.get(step) if isinstance(inner, Mapping) else None
    for place, event in enumerate(inner if isinstance(inner, list) else []):
        if isinstance(event, Mapping):
            yield Found(event, value.get("@context"), f"{'.'.join(path)}[{place}]")


class _DoubleNameError(ValueError):
    """A name given twice in one object: two readers could see two different events."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; of two event ids (one of GS1's own examples has them) the last counts, as in every reader we know."""
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _value in pairs]
        for name in made:
            if name != "eventID" and names.count(name) > 1:
                raise _DoubleNameError(name)
    return made


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _depth_exceeds(value: Any, most: int) -> bool:
    level = [value]
    for _step in range(most + 1):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += [part for part in each.values() if isinstance(part, dict | list)]
            elif isinstance(each, list):
                inner += [part for part in each if isinstance(part, dict | list)]
        if not inner:
            return False
        level = inner
    return True


def _check_encodable(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise refused("json_unreadable", "file", line=1, detail=_("有不成字的半个字符")) from None


def write_json(value: Any) -> bytes:
    """`value` as JSON text in UTF-8; a `Decimal` is written with its own digits."""
    return "".join(_written(value)).encode()


def json_bytes(value: Any) -> bytes:
    """As `write_json`, in a hurry: most values have no `Decimal` in them."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except TypeError:
        return write_json(value)


def _written(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield "{"
        for place, (name, part) in enumerate(value.items()):
            yield ("," if place else "") + json.dumps(name, ensure_ascii=False) + ":"
            yield from _written(part)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for place, part in enumerate(value):
            yield "," if place else ""
            yield from _written(part)
        yield "]"
    elif isinstance(value, Decimal):
        yield str(value)
    else:
        yield json.dumps(value, ensure_ascii=False)
