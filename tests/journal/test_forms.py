"""Entries read as forms say the same as entries read as JSON, whatever is done to them."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_books import LOT, MASKS, SHELF, STORE, SUPPLIER, MemoryBooks, duty, lot, move, office_books

from liangcao.journal import prepare as preparing_module
from liangcao.journal.documents import DocumentTable
from liangcao.journal.forms import Forms
from liangcao.journal.prepare import Chunk, Duties, Prepared, Preparing, prepare
from liangcao.journal.rewound import unpacked
from liangcao.journal.tree import entry_leaf
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, Line, Movement, NewRow

TABLES = {
    table.name: table
    for table in (
        DocumentTable("lot", ("lot_id",), ("lot_id", "item_id", "note"), (None, None, "")),
        DocumentTable("location", ("location_id",), ("location_id", "is_outside"), (None, 0)),
        DocumentTable("request", ("request_id",), ("request_id", "unit_id", "state", "is_late"), (None, 0, "open", 0)),
        DocumentTable("line", ("request_id", "number"), ("request_id", "number", "asked"), (None, None, 0)),
        DocumentTable("shipment", ("shipment_id",), ("shipment_id", "store_id", "unit_id"), (None, 0, 0)),
    )
}
PREPARING = Preparing(1, b"secret", TABLES)
FIGURES = ("-0", "00", "01", "1.0", "1e3", "-1", "0", "true", "null", '"1"', "9007199254740991", "9007199254740992",
           "999999999999999", "-999999999999999", "[1]", "{}", " 1", "1,1")  # fmt: skip
TEXTS = (
    '""', '"\\u0041"', '"\\n"', '"\\""', '"e\u0301"', '"\u0301"', '"é"', '"\x7f"', '"\x01"', '"a b"', '"\\\\"', "1",
    "null", '"x","x":"y"', '"action":1',
)  # fmt: skip


def _deeds(number: int) -> Iterator[tuple[str, dict[str, Any], Effects]]:
    """One deed of each kind that is done again and again."""
    source, destination = ((STORE, SHELF), (SHELF, STORE))[number % 2]
    yield "storing.move", {"note": "搬 'x'", "lot_id": LOT}, move(source, destination, 10)
    made, chain = 100 + number, f"request:{number}"
    rows = (lot(made, MASKS), NewRow("lot", {"lot_id": made + 500, "item_id": MASKS, "note": f"批{made}"}))
    lines = (Line(made, SUPPLIER, STORE, 7), Line(made + 500, SUPPLIER, STORE, 8))
    yield "receiving.receive", {}, Effects(movements=(Movement("receipt", lines),), rows=rows, answer={"made": made})
    told = {"request_id": number, "unit_id": 3}
    asked = tuple(NewRow("line", {"request_id": number, "number": each, "asked": 9}) for each in (1, 2))
    request = NewRow("request", {**told, "is_late": True} if number % 3 else told)
    yield "requests.ask", {"lines": [{"asked": 9}]}, replace(duty(chain, "ask"), rows=(request, *asked))
    change = Change("request", {"request_id": number}, {"state": "done"}, {"state": "open"})
    line = Change("line", {"request_id": number, "number": 1}, {"asked": 5})
    signed = (DutyDone(chain, "approve"), DutyDone(chain, "look"))
    yield "requests.approve", {"deep": {"list": [[1, "a"], []]}}, Effects(changes=(change, line), duties=signed)
    yield "allocation.hold", {}, Effects(holds=(Hold(LOT, STORE, 2, chain), Hold(LOT, STORE, 1, chain)))
    yield "allocation.let_go", {}, Effects(holds=(Hold(LOT, STORE, -2, chain),))
    there = Movement("reversal", (Line(made, STORE, SUPPLIER, 7),), 3)
    rows = (NewRow("shipment", {"shipment_id": 5_000 + number, "store_id": STORE}),)
    yield "receiving.back", {}, Effects(movements=(there,), rows=rows)


def _books() -> MemoryBooks:
    books = office_books()
    for number in range(60):
        for action, command, effects in _deeds(number):
            at = books.keep(effects)
            books.rewrite(at, lambda entry, a=action, c=command: replace(entry, action=a, command=c))  # type: ignore[misc]
    return books


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    """A stretch all of whose forms are learned."""
    books = _books()
    chunk = Chunk(books.entries, books.lines, books.holds)
    for _ in range(3):
        prepared = prepare(chunk, PREPARING)
        assert prepared.is_all
    return chunk


def told(prepared: Prepared) -> dict[str, Any]:
    """All of it, in values that can be compared."""
    found = {each.name: getattr(prepared, each.name) for each in fields(prepared)}
    found["events"] = [
        Duties([(*who, [tuple(duty) for duty in done]) for *who, done in each.done]) if type(each) is Duties else each
        for each in prepared.events
    ]
    if prepared.rewound is not None:
        found["rewound"] = [{name: unpacked(part) for name, part in each.items()} for each in prepared.rewound]
    return found


def as_json(chunk: Chunk) -> Prepared:
    """The stretch with every entry read as JSON."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Forms, "fill", lambda _self, _body: None)
        return prepare(chunk, PREPARING)


def test_nearly_all_entries_fit_a_form(chunk: Chunk) -> None:
    forms = preparing_module._forms_for(TABLES)
    others = [number for number, body, _ in chunk.entries if forms.fill(body) is None]
    assert others == list(range(1, 9))  # of these there are too few of a kind
    assert told(prepare(chunk, PREPARING)) == told(as_json(chunk))


@given(data=st.data())
def test_a_changed_entry_is_judged_alike(chunk: Chunk, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(chunk.entries) - 1))
    number, body, _ = chunk.entries[index]
    how = data.draw(st.sampled_from(["byte", "cut", "figure", "text", "line", "hold"]))
    lines, holds = list(chunk.lines), list(chunk.holds)
    if how == "byte":
        at = data.draw(st.integers(0, len(body) - 1))
        body = body[:at] + bytes([data.draw(st.integers(0, 255))]) + body[at + 1 :]
    elif how == "cut":
        at, to = sorted(data.draw(st.tuples(*[st.integers(0, len(body))] * 2)))
        body = body[:at] + data.draw(st.sampled_from([b"", b'"', b",", b"}", b'{"a":1},', b"\\"])) + body[to:]
    elif how in ("figure", "text"):
        text, others = body.decode(), FIGURES if how == "figure" else TEXTS
        blanks = list(re.finditer(r"(?<=[:\[,])-?[0-9]+" if how == "figure" else r'"[^"]*"', text))
        blank = data.draw(st.sampled_from(blanks))
        body = (text[: blank.start()] + data.draw(st.sampled_from(others)) + text[blank.end() :]).encode()
    else:
        rows: list[Any] = lines if how == "line" else holds
        at = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.sampled_from(rows[at]._fields))
        value = getattr(rows[at], column)
        rows[at] = rows[at]._replace(**{column: f"{value}x" if isinstance(value, str) else value + 1})
    changed = list(chunk.entries)
    changed[index] = (number, body, entry_leaf(body, number))
    forged = Chunk(changed, lines, holds)
    assert told(prepare(forged, PREPARING)) == told(as_json(forged))


def test_what_many_entries_have_is_learned_and_no_more() -> None:
    """Whoever makes up entries of a thousand kinds fills no memory with them."""
    forms = Forms({}, frozenset(), "approvals.")
    for number in range(20_000):
        body = f'{{"action":"a.b{number}","actor":1}}'.encode()
        forms.learn(body, {"action": f"a.b{number}", "actor": 1})
    assert len(forms._seen) <= 10_000
    assert not forms._forms
