"""Documents and events held against the JSON schema of EPCIS 2.0.1, and the first fault said as a path and a reason.

The schema lies beside this module; nothing is fetched.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from liangcao.exchange.epcis.reading import EVENT_TYPES
from liangcao.language import N_, _

_LONGEST = 60
_TYPES = ("EPCISDocument", "EPCISQueryDocument", *EVENT_TYPES)
_FORMATS = {"uri": N_("不是网址（URI）"), "date-time": N_("不是带时区的日期时间")}


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a document departs from the schema, and how: a gettext message with its fields."""

    path: str
    message: str
    params: Mapping[str, Any]

    def said(self) -> str:
        """The reason in the language in force."""
        return _(self.message).format(
            **{name: _(part) if name == "why" else part for name, part in self.params.items()}
        )


def first_fault(value: Any) -> Fault | None:
    """Where `value` (a document, a query's answer, an event, a list of events) is not what the schema asks, or None."""
    if isinstance(value, list):
        if not value:
            return Fault("", N_("没有一个事件"), {})
        faults = (_fault_of(event, (place,)) for place, event in enumerate(value))
        return next(filter(None, faults), None)
    return _fault_of(value, ())


def _fault_of(value: Any, base: tuple[int, ...]) -> Fault | None:
    if not isinstance(value, Mapping):
        return Fault(_shown(base), N_("应当是一个对象 {{…}}，不是 {found}"), {"found": _brief(value)})
    kind = value.get("type")
    where = _shown((*base, "type"))
    if kind is None:  # without it the schema's answers are all beside the point
        return Fault(where, N_("这一项要有"), {})
    if kind not in _TYPES and ":" not in str(kind):
        return Fault(
            where, N_("不认识“{found}”，可以是：{allowed}"), {"found": _brief(kind), "allowed": _some([*_TYPES])}
        )
    if kind == "EPCISDocument":
        return _document_fault(value)
    return _worst(_validator("").iter_errors(value), base)


def _document_fault(document: Mapping[str, Any]) -> Fault | None:
    """The frame first, then event by event, each against its own type's part of the schema alone: far quicker."""
    body = document.get("epcisBody")
    events = body.get("eventList") if isinstance(body, Mapping) else None
    if not isinstance(events, list):
        return _worst(_validator("").iter_errors(document), ())
    frame = {**document, "epcisBody": {**body, "eventList": []}} if isinstance(body, Mapping) else document
    fault = _worst(_validator("").iter_errors(frame), ())
    for place, event in enumerate(events):
        fault = fault or _worst(_event_errors(event), ("epcisBody", "eventList", place))
        if fault:
            return fault
    return fault


def _event_errors(event: Any) -> Iterator[ValidationError]:
    kind = event.get("type") if isinstance(event, Mapping) else None
    part = kind if kind in EVENT_TYPES else "EPCIS-Document-Event"
    found: Iterator[ValidationError] = _validator(part).iter_errors(event)
    return found


@lru_cache(maxsize=8)
def _validator(part: str) -> Draft7Validator:
    """The validator of the whole schema, or of one of its definitions."""
    schema = _schema()
    if part:
        schema = {"$ref": f"#/definitions/{part}", "definitions": schema["definitions"]}
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    text = (files("liangcao.exchange.epcis") / "standard" / "epcis-json-schema-2.0.1.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _worst(errors: Iterator[ValidationError], base: tuple[str | int, ...]) -> Fault | None:
    """The fault that says most: of the first error the deepest of what could have been meant."""
    error = min(errors, key=_order, default=None)
    if error is None:
        return None
    error = _deepest(error)
    return _said(error, (*base, *error.absolute_path))


def _order(error: ValidationError) -> tuple[bool, int]:
    """Names that do not belong come after values that are wrong; of these the deepest is the plainest."""
    return ("propertyNames" in error.absolute_schema_path, -len(error.absolute_path))


def _deepest(error: ValidationError) -> ValidationError:
    while error.context and error.validator == "anyOf":
        is_name = "propertyNames" in error.absolute_schema_path
        deeper = [each for each in error.context if len(each.absolute_path) > len(error.absolute_path)]
        if is_name or not deeper:
            return error
        error = max(deeper, key=lambda each: len(each.absolute_path))
    return error


def _said(error: ValidationError, path: tuple[str | int, ...]) -> Fault:
    where, found = _shown(path), _brief(error.instance)
    if "propertyNames" in error.absolute_schema_path:
        name = str(error.instance)
        return Fault(
            _shown((*path, name)), N_("标准里没有“{name}”；自己加的项要带命名空间，例如 example:{name}"), {"name": name}
        )
    if error.validator == "required":
        missing = next((name for name in error.validator_value if name not in error.instance), "")
        return Fault(_shown((*path, missing)), N_("这一项要有"), {})
    if error.validator == "format":
        return Fault(where, N_("“{found}”{why}"), {"found": found, "why": _FORMATS.get(error.validator_value, "")})
    if error.validator == "enum":
        return Fault(
            where, N_("不认识“{found}”，可以是：{allowed}"), {"found": found, "allowed": _some(error.validator_value)}
        )
    if error.validator == "type":
        return Fault(where, N_("应当是 {wanted}，不是 {found}"), {"wanted": error.validator_value, "found": found})
    if error.validator == "additionalProperties":
        extra = next(name for name in error.instance if name not in error.schema["properties"])
        return Fault(_shown((*path, extra)), N_("这里不能有这一项"), {})
    if error.validator in _SIMPLE:
        return Fault(where, _SIMPLE[str(error.validator)], {"found": found})
    words = _words_of(error)
    if words:
        return Fault(
            where, N_("不认识“{found}”，可以是：{allowed}，或者自己的网址（URI）"), {"found": found, "allowed": words}
        )
    missing = _alternatives(error)
    if missing:
        return Fault(where, N_("至少要有其中一项：{names}"), {"names": missing})
    return Fault(where, N_("“{found}”的写法不对"), {"found": found})


_SIMPLE = {
    "uniqueItems": N_("有重复的：{found}"),
    "minItems": N_("是空的，至少要有一个"),
}


def _words_of(error: ValidationError) -> str:
    """The standard's words of a vocabulary field whose value is neither one of them nor a URI."""
    lists = [each.validator_value for each in error.context or () if each.validator == "enum"]
    return _some(lists[0]) if lists else ""


def _alternatives(error: ValidationError) -> str:
    names = {name for each in error.context or () if each.validator == "required" for name in each.validator_value}
    return "、".join(sorted(names))


def _some(words: list[Any]) -> str:
    return ", ".join(str(word) for word in words[:8]) + (" …" if len(words) > 8 else "")


def _brief(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _shown(path: tuple[str | int, ...]) -> str:
    """``epcisBody.eventList[3].eventTime``."""
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shown.removeprefix(".")
