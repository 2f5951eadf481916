"""The event hash of CBV 2.0 (section 8.9.2): the same event, however it is spelled, has the same hash.

An event is written as one string, its fields in the canonical order of the standard, and hashed with SHA-256. What
says when and by whom an event was kept (eventID, recordTime, errorDeclaration, certificationInfo) does not count.
Where the standard's prose and its published examples differ (a transaction's type before its number, destinations
before sources), the examples are right.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from liangcao.exchange.epcis.canonical import canonical_uri
from liangcao.exchange.epcis.terms import full_name, full_uri, prefixes_of

_Prefixes = Mapping[str, str]
_Writer = Callable[[str, Any, _Prefixes], str]
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_CBV = "https://ref.gs1.org/cbv/"
_VOC = "https://gs1.org/voc/"
_OLD = {"bizstep": "BizStep-", "disp": "Disp-", "btt": "BTT-", "sdt": "SDT-", "er": "ER-"}
_MOST_PLACES = 400
"""A number with an exponent beyond it is written with its exponent: 1e999999 must not become a megabyte."""


def event_hash(event: Mapping[str, Any], context: Any = None) -> str:
    """The hash of one event, as a ``ni`` URI (RFC 6920); `context` is the @context of the document it stands in."""
    return hash_of(prehash(event, prefixes_of(context, event.get("@context"))))


def hash_of(prehashed: str) -> str:
    """The ``ni`` URI of a string made by `prehash`."""
    return f"ni:///sha-256;{sha256(prehashed.encode()).hexdigest()}?ver=CBV2.0"


def prehash(event: Mapping[str, Any], prefixes: _Prefixes) -> str:
    """The string that is hashed; `prefixes` as `terms.prefixes_of` makes them."""
    return (
        f"eventType={event.get('type', '')}"
        + _fields(event, _EVENT, prefixes)
        + _extensions(event, _NO_EXTENSIONS, prefixes)
    )


def moment_text(text: str) -> str:
    """A date-time in UTC to the millisecond, rounded; what is none stays as it is."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return text.strip()
    day, clock, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zone in 'Zz' else zone}").astimezone(UTC)
        moment += timedelta(milliseconds=(int((fraction or "").ljust(4, "0")[:4]) + 5) // 10)
    except (ValueError, OverflowError):
        return text.strip()
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


def number_text(value: Decimal | int | float) -> str:
    """A number without exponent, leading plus or trailing zeros."""
    if isinstance(value, int):
        return str(value)
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if exact == 0:
        return "0"
    if abs(exact.adjusted()) > _MOST_PLACES:
        return str(exact.normalize())
    shown = format(exact, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _value(value: Any) -> str:
    if isinstance(value, str):
        text = value.strip()
        return canonical_uri(text) if text.startswith(("urn:epc:", "http")) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, int | float | Decimal) else ""


def cbv_word(text: str, kind: str, prefixes: _Prefixes) -> str:
    """A word of the standard's vocabulary as its URI: ``shipping`` as that of ``BizStep-shipping``."""
    return _word(text, _CBV + kind, prefixes)


def _word(value: Any, kind: str, prefixes: _Prefixes) -> str:
    """A word of the standard's vocabulary as its URI; `kind` is what stands before it there."""
    text = str(value).strip()
    if ":" not in text:
        return kind + text
    if text.startswith("urn:epcglobal:cbv:"):
        sort, _colon, name = text[len("urn:epcglobal:cbv:") :].partition(":")
        return f"{_CBV}{_OLD[sort]}{name}" if sort in _OLD else text
    return canonical_uri(full_uri(text, prefixes))


def _plain(name: str, value: Any, _prefixes: _Prefixes) -> str:
    text = _value(value)
    return f"{name}={text}" if text else ""


def _time(name: str, value: Any, _prefixes: _Prefixes) -> str:
    return f"{name}={moment_text(value)}" if isinstance(value, str) else ""


def _of_kind(kind: str) -> _Writer:
    return lambda name, value, prefixes: f"{name}={_word(value, kind, prefixes)}"


def _identifiers(name: str, value: Any, _prefixes: _Prefixes) -> str:
    return _listed(name, ("epc=" + _value(each) for each in value))


def _listed(name: str, written: Any) -> str:
    children = sorted(filter(None, written))
    return name + "".join(children) if children else ""


def _quantities(name: str, value: Any, prefixes: _Prefixes) -> str:
    return _listed(name, ("quantityElement" + _fields(each, _QUANTITY, prefixes) for each in value))


def _typed(key: str, kind: str) -> _Writer:
    """Lists of what has a type: the type, then the value, by the order of the published examples."""
    order = (("type", _of_kind(kind)), (key, _plain))
    return lambda name, value, prefixes: _listed(name, (_fields(each, order, prefixes) for each in value))


def _persistent(name: str, value: Any, prefixes: _Prefixes) -> str:
    written = ""
    for part in ("set", "unset"):
        written += "".join(sorted(f"{part}={_word(each, _DISP, prefixes)}" for each in value.get(part, ())))
    return name + written if written else ""


def _group(order: "tuple[tuple[str, _Writer], ...]") -> _Writer:
    """A field with fields of its own, and after them those that are not the standard's."""
    names = frozenset(name for name, _writer in order)

    def write(name: str, value: Any, prefixes: _Prefixes) -> str:
        inner = _fields(value, order, prefixes) + _extensions(value, names, prefixes)
        return name + inner if inner else ""

    return write


def _each(name: str, writer: _Writer) -> _Writer:
    return lambda _name, value, prefixes: "".join(sorted(writer(name, each, prefixes) for each in value))


def _sensors(name: str, value: Any, prefixes: _Prefixes) -> str:
    return _listed(name, (_SENSOR(_SENSOR_NAME, each, prefixes) for each in value))


def _own_data(name: str, value: Any, prefixes: _Prefixes) -> str:
    inner = _extensions(value, frozenset(), prefixes)
    return name + inner if inner else ""


def _fields(thing: Mapping[str, Any], order: "tuple[tuple[str, _Writer], ...]", prefixes: _Prefixes) -> str:
    written = []
    for name, writer in order:
        value = thing.get(name)
        if value is not None:
            written.append(writer(name, value, prefixes))
    return "".join(written)


def _extensions(thing: Mapping[str, Any], known: frozenset[str], prefixes: _Prefixes) -> str:
    """Fields that are not the standard's, by their full names, sorted."""
    written: list[str] = []
    for name, value in thing.items():
        if name not in known and not name.startswith("@"):
            written += _extension(full_name(name, prefixes), value, prefixes)
    return "".join(sorted(written))


def _extension(name: str, value: Any, prefixes: _Prefixes) -> list[str]:
    if isinstance(value, list):
        return [each for part in value for each in _extension(name, part, prefixes)]
    if isinstance(value, Mapping):
        if "@value" in value:
            return _extension(name, value["@value"], prefixes)
        return [name + _extensions(value, frozenset(), prefixes)]
    text = _value(value)
    return [f"{name}={text}" if text else name]


_DISP = f"{_CBV}Disp-"
_SENSOR_NAME = "sensorElement"
_QUANTITY: tuple[tuple[str, _Writer], ...] = (("epcClass", _plain), ("quantity", _plain), ("uom", _plain))
_PLACE = _group((("id", _plain),))
_METADATA = _group(
    (
        *((name, _time) for name in ("time", "startTime", "endTime")),
        *((name, _plain) for name in ("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules")),
    )
)
_REPORT = _group(
    (
        *(("type", _of_kind(_VOC)), ("exception", _of_kind(_VOC))),
        *((name, _plain) for name in ("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules")),
        *(("time", _time), ("microorganism", _plain), ("chemicalSubstance", _plain), ("value", _plain)),
        ("component", _of_kind(f"{_CBV}Comp-")),
        *((name, _plain) for name in ("stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue")),
        *((name, _plain) for name in ("maxValue", "meanValue", "sDev", "percRank", "percValue", "uom")),
        ("coordinateReferenceSystem", _plain),
    )
)
_SENSOR = _group((("sensorMetadata", _METADATA), ("sensorReport", _each("sensorReport", _REPORT))))
_EVENT: tuple[tuple[str, _Writer], ...] = (
    *(("eventTime", _time), ("eventTimeZoneOffset", _plain), ("epcList", _identifiers), ("parentID", _plain)),
    *(("inputEPCList", _identifiers), ("childEPCs", _identifiers)),
    *((name, _quantities) for name in ("quantityList", "childQuantityList", "inputQuantityList")),
    *(("outputEPCList", _identifiers), ("outputQuantityList", _quantities), ("action", _plain)),
    *(("transformationID", _plain), ("bizStep", _of_kind(f"{_CBV}BizStep-")), ("disposition", _of_kind(_DISP))),
    *(("persistentDisposition", _persistent), ("readPoint", _PLACE), ("bizLocation", _PLACE)),
    ("bizTransactionList", _typed("bizTransaction", f"{_CBV}BTT-")),
    *(("destinationList", _typed("destination", f"{_CBV}SDT-")), ("sourceList", _typed("source", f"{_CBV}SDT-"))),
    *(("sensorElementList", _sensors), ("ilmd", _own_data)),
)
_NO_EXTENSIONS = frozenset(name for name, _writer in _EVENT) | {
    *("type", "eventID", "recordTime", "errorDeclaration", "certificationInfo"),
}
