"""The quick look: it calls nothing plain in which the close look finds something, and what both say is the same."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_books import (
    LOT,
    MASKS,
    ORIGIN,
    RECIPIENT,
    SHELF,
    STORE,
    MemoryBooks,
    duty,
    faults,
    lot,
    move,
    office_books,
    place,
)

from liangcao.journal import prepare as preparing_module
from liangcao.journal import verify as verifying
from liangcao.journal.entry import Entry, entry_bytes
from liangcao.journal.plain import plain_values
from liangcao.journal.prepare import Chunk, Prepared, Preparing, prepare
from liangcao.journal.tree import entry_leaf
from liangcao.kernel.canonical import is_readable_key, parse_canonical
from liangcao.kernel.effects import Change, Effects, Hold, Line, Movement, NewRow
from liangcao.kernel.errors import Refused

PREPARING = Preparing(1, b"secret")
TRICKY = (
    b'{"a":1}', b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"a":1.0}', b'{"a":1e3}',
    b'{"a":-0}', b'{"a":[-0]}', b'{"a":null}', b'{"a":"null"}', b'{"a":9007199254740991}', b'{"a":9007199254740992}',
    b'{"a":"x\\u0041"}', b'{"a":"\\/"}', b'{"a":"\\n"}', b'{"a":"\\u000a"}', '{"a":"é"}'.encode(),
    '{"a":"e\u0301"}'.encode(), '{"a":"\u0301x"}'.encode(), b'{"A":1}', b'{"a":true}', b'{"a":NaN}', b'{"a":[]}',
    b'{"a":{}}', b'{"a":{"b":1,"b":1}}', b'{"a":"b c"}', b'{"a":[{"c":1,"b":2}]}', b'{"a":01}', b'{"a":"\x7f"}',
    b'{"a":"\x01"}', b'{"a":"\\ud800"}', b'{"a":"\xff"}', b"[1]", b"1", b'"a"', b"", b"{}", b'{"a":1}\r', b'\t{"a":1}',
    b'{"a":1},{"a":2}', b'{"a":[1', b"2]}", b'{"a":"x', b'y"}', b'{"a":"\\":"}', b'{"a":"1234567890123456"}',
    b'{"a":"\\"1234567890123456"}', b'{"1":1}', b'{"a b":1}',
    b'{"a":\n1}', b'{"a":1}\n', b'{"a":"x, y : z","b":[1, 2]}', b'{"a":"x, y : z"}', b'{"a":"\\\\","b":-10}',
    b'{"a":"\\"","b":1}',
    b'{"a":"null","b":[null]}', b'{"a":"-0","b":[1,-0]}', b'{"a":-1234567890123456}', b'{"a":-9007199254740992}',
    b'{"a":"\\\\\\":-0","b":-1}', b'{"a":"\\u005c"}', b'{"a":"\\u0022"}', b'{"a":"x\\":1","a":2}',
)  # fmt: skip
"""Bodies of which each differs from canonical bytes in one thing, or looks as if it did."""


def is_canonical(body: bytes) -> bool:
    try:
        parse_canonical(body)
    except Refused:
        return False
    return True


def keys_in(value: Any) -> list[list[str]]:
    """The keys of every object in `value`, in their order."""
    if isinstance(value, dict):
        return [list(value), *(keys for each in value.values() for keys in keys_in(each))]
    return [keys for each in value for keys in keys_in(each)] if isinstance(value, list) else []


def are_called_canonical(bodies: list[bytes]) -> bool:
    """What `plain_values` says of them together with what it leaves to its caller."""
    found = plain_values(bodies)
    if found is None:
        return False
    layouts = [keys for value in found.values for keys in keys_in(value)]
    readable = all(is_readable_key(key) for keys in layouts for key in keys)
    return readable and all(keys == sorted(keys) for keys in layouts) and sum(map(len, layouts)) == found.keys


@given(st.lists(st.sampled_from(TRICKY), min_size=1, max_size=4))
def test_bodies_are_called_canonical_only_where_each_is(bodies: list[bytes]) -> None:
    if are_called_canonical(bodies):
        assert [body for body in bodies if not is_canonical(body)] == []


@pytest.mark.parametrize("body", [body for body in TRICKY if is_canonical(body) and body.startswith(b"{")])
def test_what_is_canonical_is_called_so(body: bytes) -> None:
    assert are_called_canonical([body, b'{"a":1}', body])


@given(st.binary(max_size=40), st.data())
def test_no_changed_byte_makes_other_bodies_canonical(junk: bytes, data: st.DataObject) -> None:
    body = entry_bytes(Entry(1, 1, "c", "a.b", 5, (), 0, 0, {"note": '说 "好"', "n": -10}, Effects()))
    at = data.draw(st.integers(0, len(body)))
    changed = body[:at] + junk + body[data.draw(st.integers(at, len(body))) :]
    if are_called_canonical([body, changed, body]):
        assert is_canonical(changed)


def test_values_are_each_of_their_own_body() -> None:
    """What only together makes sense must not be taken for entries: two in one body and one in two."""
    assert plain_values([b'{"a":1},{"a":2}', b'{"a":[3', b"4]}"]) is None
    assert plain_values([b'{"a":[{}', b"{}]}", b"{},{}"]) is None


def long_books() -> MemoryBooks:
    """Books longer than a few batches, with everything an entry can have."""
    books = office_books()
    books.keep(
        Effects(rows=(lot(12, MASKS), place(7, outside=True), NewRow("note", {"note_id": 1, "deep": [{"b": [1]}]})))
    )
    for number in range(200):
        source, destination = ((STORE, SHELF), (SHELF, STORE))[number % 2]
        books.keep(move(source, destination, 10 + number % 2))
        if number % 10 == 0:
            books.keep(Effects(holds=(Hold(LOT, STORE, 5, f"request_line:{number}"),)))
            change = Change("request", {"request_id": number}, {"state": "done"}, {"state": "open"})
            books.keep(
                replace(duty(f"request:{number}", "ask"), changes=(change,), answer={"request_id": number}), actor=6
            )
    there, back = Line(LOT, STORE, RECIPIENT, 5), Line(LOT, RECIPIENT, STORE, 5)
    books.keep(Effects(movements=(Movement("issue", (there,)), Movement("reversal", (back,), 3))), approved_by=(8,))
    books.seal()
    return books


def chunk_of(books: MemoryBooks) -> Chunk:
    return Chunk(books.entries, books.lines, books.holds)


def test_honest_books_are_plain_to_the_last_entry() -> None:
    books = long_books()
    prepared = prepare(chunk_of(books), PREPARING)
    assert prepared.is_all
    assert prepared.plain == len(books.entries) > 3 * preparing_module._BATCH
    assert (prepared.lines, prepared.holds) == (len(books.lines), len(books.holds))
    assert faults(books.check()) == []


def close_look(chunk: Chunk, _: Preparing) -> Prepared:
    """As if nothing had been found plain."""
    return Prepared(b"".join(entry_leaf(body, number) for number, body, _ in chunk.entries))


@pytest.fixture(scope="module")
def honest() -> MemoryBooks:
    return long_books()


def forged(books: MemoryBooks, data: st.DataObject) -> MemoryBooks:
    """A copy of `books` with one thing changed."""
    copy = replace(
        books,
        entries=list(books.entries),
        lines=list(books.lines),
        holds=list(books.holds),
        on_hand=books.on_hand.copy(),
    )
    what = data.draw(st.sampled_from(["line", "hold", "byte", "entry", "drop", "swap", "twice", "field"]))
    index = data.draw(st.integers(0, len(copy.entries) - 2))
    number, body, _ = copy.entries[index]
    if what in ("line", "hold"):
        rows: list[Any] = copy.lines if what == "line" else copy.holds
        at = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.sampled_from(rows[at]._fields))
        value = rows[at]._asdict()[column]
        rows[at] = rows[at]._replace(**{column: f"{value}x" if isinstance(value, str) else value + 1})
        rows.sort(key=lambda row: row[0])
    elif what == "byte":
        at = data.draw(st.integers(0, len(body) - 1))
        body = body[:at] + bytes([data.draw(st.integers(32, 126))]) + body[at + 1 :]
        copy.entries[index] = (number, body, entry_leaf(body, number))
    elif what == "field":
        value = json.loads(body)
        name = data.draw(st.sampled_from(sorted(value)))
        value[name] = data.draw(st.sampled_from([0, -1, True, "", "x", [], {}, [0], {"a": [None]}, 1.5, 10**20]))
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        copy.entries[index] = (number, body, entry_leaf(body, number))
    elif what == "entry":
        copy.entries[index] = (number, body, b"\0" * 32)
    elif what == "drop":
        del copy.entries[index]
    elif what == "swap":
        copy.entries[index], copy.entries[index + 1] = copy.entries[index + 1], copy.entries[index]
    else:
        copy.lines.insert(1, copy.lines[data.draw(st.integers(0, len(copy.lines) - 1))])
        copy.lines.sort(key=lambda row: row[0])
    return copy


@given(data=st.data())
def test_quick_and_close_find_the_same(honest: MemoryBooks, data: st.DataObject) -> None:
    books, balances = forged(honest, data), honest.balances()
    quickly = books.check(balances)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(verifying, "prepare", close_look)
        closely = books.check(balances)
    assert sorted(faults(quickly)) == sorted(faults(closely))
    assert (quickly.entries, quickly.lines, quickly.root, quickly.heads) == (
        closely.entries, closely.lines, closely.root, closely.heads,
    )  # fmt: skip


def test_a_figure_that_is_no_figure_is_looked_at_closely() -> None:
    books = office_books()
    books.lines[0] = books.lines[0]._replace(source_after="much")
    assert faults(books.check()) == [(2, "line_altered")]
    books.lines[0] = books.lines[0]._replace(source_after=2**70)
    assert faults(books.check()) == [(2, "line_altered")]


def test_what_is_deep_or_long_is_no_fault_of_the_verifier() -> None:
    books = office_books()
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    books.entries[2] = (3, deep, entry_leaf(deep, 3))
    assert (3, "entry_unreadable") in faults(books.check()) or (3, "bytes_not_canonical") in faults(books.check())
    assert books.check(origin=ORIGIN).found
