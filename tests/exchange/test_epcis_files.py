"""EPCIS files of others: GS1's examples are read, checked and written again; what is wrong is named by its path."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liangcao.exchange.epcis.prehash import event_hash
from liangcao.exchange.epcis.reading import events_in, read_json, write_json
from liangcao.exchange.epcis.schema import first_fault
from liangcao.kernel.errors import Refused

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "epcis"
STEPS = VECTORS / "operation-steps.jsonld"
VALID = sorted([*(VECTORS / "documents").iterdir(), *(VECTORS / "events").iterdir(), STEPS])


def hashes_of(value: Any) -> list[str]:
    return [event_hash(each.event, each.context) for each in events_in(value)]


@pytest.mark.parametrize("file", VALID, ids=lambda file: file.name)
def test_examples_of_the_standard_are_valid_and_come_out_as_they_went_in(file: Path) -> None:
    value = read_json(file.read_bytes())
    assert first_fault(value) is None
    again = read_json(write_json(value))
    assert again == value
    assert hashes_of(again) == hashes_of(value) != []


def event(place: int) -> Callable[[Any], Any]:
    return lambda document: document["epcisBody"]["eventList"][place]


Break = Callable[[Any], object]
BROKEN: dict[str, Break] = {
    "epcisBody.eventList[0].eventTime": lambda doc: event(0)(doc).pop("eventTime"),
    "epcisBody.eventList[1].action": lambda doc: event(1)(doc).update(action="PUT"),
    "epcisBody.eventList[1].bizStep": lambda doc: event(1)(doc).update(bizStep="flying"),
    "epcisBody.eventList[1].colour": lambda doc: event(1)(doc).update(colour="red"),
    "epcisBody.eventList[2].eventTime": lambda doc: event(2)(doc).update(eventTime="2020-02-30T08:00:00Z"),
    "epcisBody.eventList[2].eventTimeZoneOffset": lambda doc: event(2)(doc).update(eventTimeZoneOffset="8"),
    "epcisBody.eventList[1].quantityList[0].quantity": lambda doc: event(1)(doc)["quantityList"][0].update(
        quantity="x"
    ),
    "epcisBody.eventList[1].quantityList[0].colour": lambda doc: event(1)(doc)["quantityList"][0].update(colour="red"),
    "epcisBody.eventList[1].quantityList[0].epcClass": lambda doc: event(1)(doc)["quantityList"][0].pop("epcClass"),
    "epcisBody.eventList[1]": lambda doc: event(1)(doc).pop("quantityList"),
    "epcisBody.eventList[1].persistentDisposition.set[0]": lambda doc: event(1)(doc).update(
        persistentDisposition={"set": ["lost"]}
    ),
    "epcisBody.eventList[0].bizTransactionList[0].bizTransaction": lambda doc: event(0)(doc)["bizTransactionList"][
        0
    ].update(bizTransaction="no uri"),
    "epcisBody.eventList[23]": lambda doc: doc["epcisBody"]["eventList"].append(7),
    "epcisBody": lambda doc: doc.update(epcisBody=3),
    "schemaVersion": lambda doc: doc.pop("schemaVersion"),
    "type": lambda doc: doc.pop("type"),
}


@pytest.mark.parametrize("path", BROKEN)
def test_what_the_schema_rejects_is_named_by_its_path(path: str) -> None:
    document = copy.deepcopy(read_json(STEPS.read_bytes()))
    BROKEN[path](document)
    fault = first_fault(document)
    assert fault is not None
    assert (fault.path, bool(fault.said())) == (path, True)


@pytest.mark.parametrize("value", [[], 7, {}, {"type": "Parcel"}, [{"type": "ObjectEvent"}], {"type": 3}])
def test_what_is_no_document_at_all_is_no_fault_of_ours(value: Any) -> None:
    assert first_fault(value) is not None
    assert list(events_in(value)) == [] or isinstance(value, list)


BAD_TEXTS = {
    "json_unreadable": [b"", b"{", b"PK\x03\x04", b"\xff\xfe", b'{"a": NaN}', b'{"a": "\\ud800"}', b"9" * 5_000],
    "json_too_deep": [b"[" * 100_000, b"[" * 90 + b"]" * 90, b'{"a":' * 70 + b"1" + b"}" * 70],
    "json_name_doubled": [b'{"type": 1, "type": 2}'],
    "file_too_large": [b" " * (32 * 1024 * 1024 + 1)],
}


@pytest.mark.parametrize("code", BAD_TEXTS)
def test_texts_that_cannot_be_read_are_refused_by_name(code: str) -> None:
    for raw in BAD_TEXTS[code]:
        with pytest.raises(Refused) as refusal:
            read_json(raw)
        assert refusal.value.code == code


def test_numbers_keep_their_digits() -> None:
    raw = b'{"a":0.10000000000000000001,"b":12.50,"c":7}'
    assert write_json(read_json(raw)) == raw
