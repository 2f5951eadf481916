"""Event hashes: the published answers, and spellings that do not count."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.exchange.epcis.canonical import canonical_uri
from liangcao.exchange.epcis.prehash import event_hash, moment_text, number_text, prehash
from liangcao.exchange.epcis.reading import events_in, read_json, write_json
from liangcao.exchange.epcis.terms import prefixes_of

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "epcis-hash"
STEPS = Path(__file__).parents[1] / "data" / "vectors" / "epcis" / "operation-steps.jsonld"
KNOWN = sorted(VECTORS.glob("*.jsonld"))


@pytest.mark.parametrize("file", KNOWN, ids=lambda file: file.stem)
def test_published_hashes_come_out(file: Path) -> None:
    found = list(events_in(read_json(file.read_bytes())))
    strings = [prehash(each.event, prefixes_of(each.context)) for each in found]
    assert strings == file.with_suffix(".prehashes").read_text().splitlines()
    assert [event_hash(each.event, each.context) for each in found] == file.with_suffix(".hashes").read_text().split()


EVENTS = [each for file in [STEPS, *KNOWN] for each in events_in(read_json(file.read_bytes()))]


@given(st.data())
def test_order_of_names_and_spelling_of_time_and_numbers_do_not_count(data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(EVENTS))
    other = _shuffled(found.event, data.draw)
    moment = datetime.fromisoformat(found.event["eventTime"])
    zone = timezone(timedelta(minutes=data.draw(st.integers(-13 * 60, 14 * 60))))
    other["eventTime"] = f"  {moment.astimezone(zone).isoformat(timespec='microseconds')}\n"
    other |= {"recordTime": "2020-01-01T00:00:00Z", "eventID": "urn:uuid:1"}
    spaced = read_json(write_json(other).replace(b",", b" ,\n\t"))
    assert event_hash(spaced, found.context) == event_hash(found.event, found.context)


def _shuffled(value: Any, draw: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shuffled(value[name], draw) for name in draw(st.permutations(list(value)))}
    if isinstance(value, list):
        return [_shuffled(value[place], draw) for place in draw(st.permutations(range(len(value))))]
    return value


@given(st.sampled_from(EVENTS), st.data())
def test_a_changed_value_changes_the_hash(found: Any, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in found.event if name not in ("errorDeclaration", "recordTime")]))
    other = {**found.event, name: "changed"} if isinstance(found.event[name], str) else {**found.event}
    if not isinstance(found.event[name], str):
        del other[name]
    assert event_hash(other, found.context) != event_hash(found.event, found.context)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-02-03T08:01:00+08:00", "2020-02-03T00:01:00.000Z"),
        ("2020-02-03T00:01:00.0004999Z", "2020-02-03T00:01:00.000Z"),
        ("2020-12-31T23:59:59.9995Z", "2021-01-01T00:00:00.000Z"),
        ("2020-02-03t00:01:00.1z", "2020-02-03T00:01:00.100Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments_are_written_in_utc_to_the_millisecond(text: str, moment: str) -> None:
    assert moment_text(text) == moment


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14 * 60, 14 * 60))
def test_one_moment_has_one_spelling(moment: datetime, minutes: int) -> None:
    moment = min(max(moment, datetime(2, 1, 1, tzinfo=UTC)), datetime(9998, 1, 1, tzinfo=UTC))
    elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))
    assert moment_text(elsewhere.isoformat()) == moment_text(moment.isoformat().replace("+00:00", "Z"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("30.0", "30"),
        ("0.3434000", "0.3434"),
        ("1E3", "1000"),
        ("-0.0", "0"),
        ("100", "100"),
        ("1e999999", "1E+999999"),
    ],
)
def test_numbers_have_no_trailing_zeros(number: str, text: str) -> None:
    assert number_text(read_json(number.encode())) == text


URIS = {
    "urn:epc:id:sgtin:4012345.011111.9876": "https://id.gs1.org/01/04012345111118/21/9876",
    "urn:epc:class:lgtin:4054739.099914.2016/A": "https://id.gs1.org/01/04054739999148/10/2016%2FA",
    "urn:epc:class:lgtin:4054739.099914.a%2Fb": "https://id.gs1.org/01/04054739999148/10/a%2Fb",
    "urn:epc:idpat:sgtin:4012345.066666.*": "https://id.gs1.org/01/04012345666663",
    "urn:epc:id:sgln:4012345.00011.0": "https://id.gs1.org/414/4012345000115",
    "urn:epc:id:sgln:4012345.00011.987": "https://id.gs1.org/414/4012345000115/254/987",
    "urn:epc:id:grai:4012345.55555.98765": "https://id.gs1.org/8003/0401234555555498765",
    "urn:epc:id:giai:4000001.111": "https://id.gs1.org/8004/4000001111",
    "urn:epc:id:itip:4012345.011111.01.02.987": "https://id.gs1.org/8006/040123451111180102/21/987",
    "urn:epc:id:cpi:4012345.A1.987": "https://id.gs1.org/8010/4012345A1/8011/987",
    "https://example.com/shop/01/4012345111118/10/A/21/7?linkType=x": "https://id.gs1.org/01/04012345111118/21/7",
    "http://example.com/gtin/04012345111118/lot/A": "https://id.gs1.org/01/04012345111118/10/A",
    "https://example.com/lots/01/A": "https://example.com/lots/01/A",
    "urn:epc:id:sgtin:broken": "urn:epc:id:sgtin:broken",
    "https://liangcao.example/item/12/lot/34": "https://liangcao.example/item/12/lot/34",
}


@pytest.mark.parametrize("uri", URIS)
def test_identifiers_have_one_spelling(uri: str) -> None:
    assert canonical_uri(uri) == URIS[uri]
    assert canonical_uri(canonical_uri(uri)) == URIS[uri]
