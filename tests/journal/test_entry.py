"""Entries: whatever can be written reads back as it was, and nothing else is read."""

import json
from typing import Any, get_args
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.journal.entry import Entry, effects_data, entry_bytes, read_effects, read_entry
from liangcao.kernel.canonical import MAX_WHOLE, canonical_bytes
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, Line, Movement, MovementKind, NewRow
from liangcao.kernel.errors import Refused

ids = st.integers(1, MAX_WHOLE)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(lambda text: normalize("NFC", text))
names = texts.filter(bool)
keys = st.sampled_from(["item_id", "quantity", "lines", "note"])
plain = st.integers(-MAX_WHOLE, MAX_WHOLE) | texts | st.booleans() | st.lists(texts, max_size=2)
values = st.dictionaries(keys, plain, max_size=3)
lines = st.builds(Line, ids, ids, ids, ids).filter(lambda line: line.source_id != line.destination_id)


def tuples(of: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, min_size=least, max_size=2).map(tuple)


movements = st.builds(Movement, st.sampled_from(get_args(MovementKind)), tuples(lines, 1), st.just(0) | ids)
effects = st.builds(
    Effects,
    movements=tuples(movements),
    holds=tuples(st.builds(Hold, ids, ids, ids | ids.map(lambda delta: -delta), names)),
    rows=tuples(st.builds(NewRow, names, values)),
    changes=tuples(st.builds(Change, names, values, values, values)),
    duties=tuples(st.builds(DutyDone, names, names)),
    answer=values,
)
moments = st.integers(0, 253_402_300_799_999)
entries = st.builds(
    Entry,
    district=ids,
    number=ids,
    command_id=names,
    action=names,
    actor=st.just(0) | ids,
    approved_by=tuples(ids),
    occurred_at=moments,
    recorded_at=moments,
    command=values,
    effects=effects,
)
GOOD = Entry(
    district=1,
    number=17,
    command_id="0f8fad5b-d9cb-469f-a165-70867728950e",
    action="receiving.receive_goods",
    actor=3,
    approved_by=(4,),
    occurred_at=1_580_472_000_000,
    recorded_at=1_580_472_000_123,
    command={"item_id": 9, "note": "上海紧急采购"},
    effects=Effects(
        movements=(Movement("receipt", (Line(11, 2, 3, 20_000),), reverses=5),),
        holds=(Hold(11, 3, -50, "request_line:7"),),
        rows=(NewRow("lot", {"lot_id": 11, "item_id": 9}),),
        changes=(Change("request_line", {"line_id": 7}, {"state": "done"}, {"state": "open"}),),
        duties=(DutyDone("request:12", "approve"),),
        answer={"lot_id": 11},
    ),
)


@given(entries)
def test_an_entry_reads_back_as_it_was_written(entry: Entry) -> None:
    body = entry_bytes(entry)
    assert read_entry(body) == entry
    assert entry_bytes(read_entry(body)) == body


@given(effects)
def test_effects_read_back_as_they_were(made: Effects) -> None:
    assert read_effects(json.loads(json.dumps(effects_data(made)))) == made


def test_the_bytes_are_exactly_these() -> None:
    assert entry_bytes(GOOD).decode() == (
        '{"action":"receiving.receive_goods","actor":3,"approved_by":[4],"command":{"item_id":9,"note":"上海紧急采购"},'
        '"command_id":"0f8fad5b-d9cb-469f-a165-70867728950e","district":1,"effects":{"answer":{"lot_id":11},'
        '"changes":[{"expected":{"state":"open"},"key":{"line_id":7},"table":"request_line","values":{"state":"done"}}],'
        '"duties":[["request:12","approve"]],"holds":[[11,3,-50,"request_line:7"]],'
        '"movements":[{"kind":"receipt","lines":[[11,2,3,20000]],"reverses":5}],'
        '"rows":[{"table":"lot","values":{"item_id":9,"lot_id":11}}]},"format":1,"number":17,'
        '"occurred_at":"2020-01-31T12:00:00.000Z","recorded_at":"2020-01-31T12:00:00.123Z"}'
    )


def test_empty_parts_are_left_out() -> None:
    bare = Entry(1, 1, "a", "office.found", 0, (), 0, 0, {}, Effects())
    assert read_entry(entry_bytes(bare)) == bare
    assert json.loads(entry_bytes(bare)).keys().isdisjoint({"approved_by", "command", "effects"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", 2),
        ("district", 0),
        ("district", True),
        ("number", "17"),
        ("command_id", ""),
        ("actor", -1),
        ("approved_by", []),
        ("approved_by.0", 0),
        ("occurred_at", "2020-01-31"),
        ("recorded_at", 1_580_472_000_123),
        ("command", {}),
        ("effects", {}),
        ("effects.movements", []),
        ("effects.movements.0", [11, 2, 3, 20_000]),
        ("effects.movements.0.kind", "gift"),
        ("effects.movements.0.kind", ["receipt"]),
        ("effects.movements.0.reverses", 0),
        ("effects.movements.0.lines", []),
        ("effects.movements.0.lines.0", [11, 2, 3, 0]),
        ("effects.movements.0.lines.0", [11, 2, 3, -5]),
        ("effects.movements.0.lines.0", [11, 2, 3, "5"]),
        ("effects.movements.0.lines.0", [11, 2, 3, True]),
        ("effects.movements.0.lines.0", [11, 2, 2, 5]),
        ("effects.movements.0.lines.0", [11, 2, 3]),
        ("effects.holds.0", [11, 3, 0, "request_line:7"]),
        ("effects.holds.0", [11, 3, 5, ""]),
        ("effects.holds.0", [11, 3, 5, 7]),
        ("effects.rows.0.values", []),
        ("effects.changes.0.expected", {}),
        ("effects.duties.0", ["request:12"]),
        ("effects.answer", {}),
        ("effects.secret", {"a": 1}),
        ("smuggled", 1),
    ],
)
def test_any_other_shape_is_refused_with_its_path(path: str, value: Any) -> None:
    data = json.loads(entry_bytes(GOOD))
    *steps, last = path.split(".")
    place = data
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    with pytest.raises(Refused) as caught:
        read_entry(canonical_bytes(data))
    assert (caught.value.code, caught.value.reasons[0].field) == ("entry_unreadable", f"entry.{path}")


@pytest.mark.parametrize("part", ["format", "district", "number", "command_id", "action", "actor", "recorded_at"])
def test_a_part_too_few_is_refused(part: str) -> None:
    data = json.loads(entry_bytes(GOOD))
    del data[part]
    with pytest.raises(Refused, match=f"entry.{part} "):
        read_entry(canonical_bytes(data))


@pytest.mark.parametrize("body", [b"", b"[]", b"17", b'"entry"', json.dumps(json.loads(entry_bytes(GOOD))).encode()])
def test_what_is_no_entry_in_canonical_bytes_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        read_entry(body)


def test_a_value_the_books_cannot_carry_is_refused_with_its_path() -> None:
    row = NewRow("lot", {"unit_cost": 1.5})
    entry = Entry(1, 1, "a", "b", 1, (), 0, 0, {}, Effects(rows=(row,)))
    with pytest.raises(Refused, match=r"fraction_in_books: effects.rows.0.values.unit_cost"):
        entry_bytes(entry)
