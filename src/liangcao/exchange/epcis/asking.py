"""The questions of EPCIS 2.0's query interface: parameters read, and held against an event. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from liangcao.exchange.epcis.canonical import canonical_uri
from liangcao.exchange.epcis.naming import CONTEXT
from liangcao.exchange.epcis.prehash import cbv_word
from liangcao.exchange.epcis.reading import EVENT_TYPES
from liangcao.exchange.epcis.terms import prefixes_of
from liangcao.kernel.errors import refused

Event = Mapping[str, Any]
Test = Callable[[Event], bool]
MOST_VALUES = 100
_PREFIXES = prefixes_of(CONTEXT)
_EPCS = {
    "MATCH_epc": ("epcList", "childEPCs"),
    "MATCH_inputEPC": ("inputEPCList",),
    "MATCH_outputEPC": ("outputEPCList",),
    "MATCH_anyEPC": ("epcList", "childEPCs", "inputEPCList", "outputEPCList", "parentID"),
}
_CLASSES = {
    "MATCH_epcClass": ("quantityList", "childQuantityList"),
    "MATCH_inputEPCClass": ("inputQuantityList",),
    "MATCH_outputEPCClass": ("outputQuantityList",),
    "MATCH_anyEPCClass": ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
}
_OUR_LOTS = ("liangcao:lots", "liangcao:inputLots", "liangcao:outputLots")
_WORDS = {"EQ_bizStep": ("bizStep", "BizStep-"), "EQ_disposition": ("disposition", "Disp-")}
_LASTING = {"EQ_persistentDisposition_set": "set", "EQ_persistentDisposition_unset": "unset"}
_PLACES = {"EQ_readPoint": "readPoint", "EQ_bizLocation": "bizLocation"}
_WITHIN = {"WD_readPoint": "readPoint", "WD_bizLocation": "bizLocation"}
_PLAIN = {
    "eventType": "type",
    "EQ_action": "action",
    "EQ_eventID": "eventID",
    "EQ_transformationID": "transformationID",
}
_TIMES = {
    "GE_eventTime": ("eventTime", 1),
    "LT_eventTime": ("eventTime", -1),
    "GE_recordTime": ("recordTime", 1),
    "LT_recordTime": ("recordTime", -1),
}
_ERROR_TIMES = {"GE_errorDeclarationTime": 1, "LT_errorDeclarationTime": -1}
_ERRORS = {"EQ_errorReason": "reason", "EQ_correctiveEventID": "correctiveEventIDs"}
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "EQ_quantity": lambda a, b: bool(a == b),
    "GT_quantity": lambda a, b: bool(a > b),
    "GE_quantity": lambda a, b: bool(a >= b),
    "LT_quantity": lambda a, b: bool(a < b),
    "LE_quantity": lambda a, b: bool(a <= b),
}
_TYPED = {"EQ_bizTransaction_": "bizTransaction", "EQ_source_": "source", "EQ_destination_": "destination"}
PARAMETERS = (
    *_PLAIN, *_TIMES, *_WORDS, *_LASTING, *_PLACES, *_WITHIN, *_EPCS, "MATCH_parentID", *_CLASSES, *_COMPARED,
    "EXISTS_errorDeclaration", *_ERROR_TIMES, *_ERRORS,
)  # fmt: skip
"""What may be asked; beside it ``EQ_bizTransaction_…``, ``EQ_source_…`` and ``EQ_destination_…`` with a type."""
UNANSWERED = (
    "orderBy", "orderDirection", "eventCountLimit", "maxEventCount",
    "GE_startTime", "LT_startTime", "GE_endTime", "LT_endTime", "EQ_type", "EQ_deviceID", "EQ_dataProcessingMethod",
    "EQ_microorganism", "EQ_chemicalSubstance", "EQ_bizRules", "EQ_stringValue", "EQ_hexBinaryValue", "EQ_uriValue",
    "EQ_booleanValue",
)  # fmt: skip
"""Parameters of the standard that are known and refused: other orders than the journal's, and those of sensors."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `tests` that an event must all pass.

    `since` and `before` bound when it was recorded (ms), `classes` which goods, so that not all has to be read.
    `within`: fields whose place is one of these or lies below one: only who knows the places can test that.
    """

    tests: tuple[Test, ...] = ()
    since: int = 0
    before: int = 0
    classes: tuple[str, ...] = field(default=())
    within: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def fits(self, event: Event) -> bool:
        """Is the event asked for?"""
        return all(test(event) for test in self.tests)


def question_of(asked: Mapping[str, str]) -> Question:
    """The question in these parameters; several values stand with ``|`` between.

    Raises Refused ``epcis_parameter_unknown``, ``epcis_parameter_unanswered``, ``epcis_parameter_invalid``.
    """
    tests = tuple(_test(name, value) for name, value in asked.items() if name not in _WITHIN)
    within = tuple(
        (key, tuple(map(canonical_uri, _values(name, asked[name])))) for name, key in _WITHIN.items() if name in asked
    )
    bounds = {name: _moment(name, asked[name]) for name in ("GE_recordTime", "LT_recordTime") if name in asked}
    classes = next((_values(name, asked[name]) for name in (*_CLASSES, *_EPCS) if name in asked), [])
    goods = tuple(map(canonical_uri, classes))
    return Question(tests, bounds.get("GE_recordTime", 0), bounds.get("LT_recordTime", 0), goods, within)


def at_places(question: Question, below: Callable[[Sequence[str]], set[str]]) -> Question:
    """The question with a test for each of its `within`; `below` gives the URIs of places and of all below them."""
    tests = tuple(_at(name, below(uris)) for name, uris in question.within)
    return replace(question, tests=(*question.tests, *tests), within=())


def _at(name: str, wanted: set[str]) -> Test:
    return _one_of(wanted, lambda event: canonical_uri(event.get(name, {}).get("id", "")))


def _test(name: str, value: str) -> Test:
    values = _values(name, value)
    if name in _PLAIN:
        return _plain(name, values)
    if name in _TIMES:
        key, sign = _TIMES[name]
        return _bounded(lambda event: event.get(key), _moment(name, value), sign)
    if name in _ERROR_TIMES:
        return _bounded(lambda event: _declared(event).get("declarationTime"), _moment(name, value), _ERROR_TIMES[name])
    if name in _WORDS:
        key, kind = _WORDS[name]
        return _one_of({_word(each, kind) for each in values}, lambda event: _word(event.get(key, ""), kind))
    if name in _LASTING:
        return _any_of(
            {_word(each, "Disp-") for each in values},
            lambda event: (
                _word(each, "Disp-") for each in event.get("persistentDisposition", {}).get(_LASTING[name], ())
            ),
        )
    if name in _PLACES:
        wanted = {canonical_uri(each) for each in values}
        return _one_of(wanted, lambda event: canonical_uri(event.get(_PLACES[name], {}).get("id", "")))
    if name in _EPCS or name in _CLASSES or name == "MATCH_parentID":
        return _matched(name, [canonical_uri(each) for each in values])
    return _other(name, value, values)


def _other(name: str, value: str, values: list[str]) -> Test:
    if name in _COMPARED:
        number, compare = _number(name, value), _COMPARED[name]
        return lambda event: any(compare(each, number) for each in _amounts(event))
    if name == "EXISTS_errorDeclaration":
        if value not in ("true", "false"):
            raise refused("epcis_parameter_invalid", name, name=name, value=value)
        return lambda event: ("errorDeclaration" in event) == (value == "true")
    if name in _ERRORS:
        return _any_of(set(values), lambda event: _listed(_declared(event).get(_ERRORS[name])))
    for begin, key in _TYPED.items():
        if name.startswith(begin) and len(name) > len(begin):
            return _with_type(key, name[len(begin) :], {canonical_uri(each) for each in values})
    if name in UNANSWERED:
        raise refused("epcis_parameter_unanswered", name, name=name)
    raise refused("epcis_parameter_unknown", name, name=name)


def _plain(name: str, values: list[str]) -> Test:
    allowed = {"eventType": EVENT_TYPES, "EQ_action": ("ADD", "OBSERVE", "DELETE")}.get(name)
    wrong = next((each for each in values if allowed and each not in allowed), None)
    if wrong is not None:
        raise refused("epcis_parameter_invalid", name, name=name, value=wrong)
    return _one_of(set(values), lambda event: event.get(_PLAIN[name], ""))


def _values(name: str, value: str) -> list[str]:
    found = [each for each in value.split("|") if each]
    if not found or len(found) > MOST_VALUES:
        raise refused("epcis_parameter_invalid", name, name=name, value=value[:60])
    return found


def _one_of(wanted: set[str], got: Callable[[Event], str]) -> Test:
    return lambda event: got(event) in wanted


def _any_of(wanted: set[str], got: Callable[[Event], Iterable[str]]) -> Test:
    return lambda event: any(each in wanted for each in got(event))


def _bounded(got: Callable[[Event], Any], bound: int, sign: int) -> Test:
    def test(event: Event) -> bool:
        moment = _milliseconds(str(got(event) or ""))
        return moment is not None and (moment >= bound if sign > 0 else moment < bound)

    return test


def _matched(name: str, wanted: list[str]) -> Test:
    """An identifier is one of these, or of a class one of these names: a GTIN stands for all its batches."""
    exact, stems = set(wanted), tuple(f"{each}/" for each in wanted if each.startswith("https://id.gs1.org/01/"))
    fields = (*_EPCS.get(name, ()), *(("parentID",) if name == "MATCH_parentID" else ()))
    classes = _CLASSES.get(name, _CLASSES[f"{name}Class"] if name in _EPCS else ())

    def test(event: Event) -> bool:
        found = [uri for key in fields for uri in _listed(event.get(key))]
        found += [each["epcClass"] for key in classes for each in event.get(key, ())]
        found += [each["liangcao:lot"] for key in _OUR_LOTS if classes for each in event.get(key, ())]
        plain = [canonical_uri(uri) for uri in found]
        return any(uri in exact or uri.startswith(stems) for uri in plain)

    return test


def _with_type(key: str, kind: str, wanted: set[str]) -> Test:
    prefix = "BTT-" if key == "bizTransaction" else "SDT-"
    said = _word(kind, prefix)

    def test(event: Event) -> bool:
        listed = event.get(f"{key}List", ())
        return any(
            _word(each.get("type", ""), prefix) == said and canonical_uri(each[key]) in wanted for each in listed
        )

    return test


def _word(text: str, kind: str) -> str:
    return cbv_word(text, kind, _PREFIXES) if text else ""


def _declared(event: Event) -> Event:
    found: Event = event.get("errorDeclaration", {})
    return found


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _amounts(event: Event) -> Iterable[Any]:
    for name in ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"):
        for each in event.get(name, ()):
            if "quantity" in each:
                yield each["quantity"]


def _number(name: str, value: str) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise refused("epcis_parameter_invalid", name, name=name, value=value[:60])
    return number


def _moment(name: str, value: str) -> int:
    moment = _milliseconds(value)
    if moment is None:
        raise refused("epcis_parameter_invalid", name, name=name, value=value[:60])
    return moment


def moment_of(text: str) -> int:
    """Milliseconds since 1970 UTC of a date-time that the schema let through; 0 where it is out of all reason."""
    return _milliseconds(text) or 0


def biz_step_of(event: Event) -> str:
    """The business step as a URI; empty where the event has none."""
    return _word(str(event.get("bizStep", "")), "BizStep-")


def disposition_of(event: Event) -> str:
    """The disposition as a URI; empty where the event has none."""
    return _word(str(event.get("disposition", "")), "Disp-")


def _milliseconds(text: str) -> int | None:
    """Milliseconds since 1970 UTC of a date-time with its zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+", 1))  # a plus in an address is a space
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    try:
        return round(moment.timestamp() * 1_000)
    except (OverflowError, ValueError):
        return None
