"""Canonical bytes, held against another implementation of RFC 8785 and against the reference vectors."""

import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from liangcao.kernel.canonical import MAX_WHOLE, canonical_bytes, parse_canonical
from liangcao.kernel.errors import Refused

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "jcs"

texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: normalize("NFC", text))
keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
values = st.recursive(
    st.booleans() | st.integers(-MAX_WHOLE, MAX_WHOLE) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_canonical_bytes_are_those_of_rfc_8785_and_read_back(value: Any) -> None:
    body = canonical_bytes(value)
    assert body == rfc8785.dumps(value)
    assert parse_canonical(body) == value


@given(values)
def test_no_other_spelling_is_read(value: Any) -> None:
    body = canonical_bytes(value)
    for other in (json.dumps(value, indent=1).encode(), b" " + body, body + b"\n", b"\xef\xbb\xbf" + body):
        if other != body:
            with pytest.raises(Refused, match="bytes_not_canonical"):
                parse_canonical(other)


@given(st.binary(max_size=40) | st.text(alphabet='{}[]",:0123456789.e-ntrua\\ ').map(str.encode))
def test_any_bytes_are_read_or_refused_by_name(body: bytes) -> None:
    try:
        value = parse_canonical(body)
    except Refused:
        return
    assert canonical_bytes(value) == body


@pytest.mark.parametrize("name", ["arrays", "french", "unicode", "values"])
def test_reference_vectors_are_outside_our_subset_or_come_out_the_same(name: str) -> None:
    source = json.loads((VECTORS / f"{name}.input.json").read_bytes())
    wanted = (VECTORS / f"{name}.output.json").read_bytes().strip()
    assert rfc8785.dumps(source) == wanted
    with pytest.raises(Refused):  # each holds a null, a float, or a key that is not snake_case
        canonical_bytes(source)


def test_the_parts_of_the_reference_vectors_that_we_use() -> None:
    source = json.loads((VECTORS / "values.input.json").read_bytes())["string"]
    wanted = json.loads((VECTORS / "values.output.json").read_bytes())["string"]
    assert canonical_bytes({"string": source}) == rfc8785.dumps({"string": wanted})
    french = json.loads((VECTORS / "french.input.json").read_bytes())
    assert canonical_bytes(list(french.values())) == rfc8785.dumps(list(french.values()))


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ({"lines": [{"quantity": 1}, {"quantity": 1.0}]}, "fraction_in_books", "lines.1.quantity"),
        ({"a": {"b": None}}, "null_in_books", "a.b"),
        ([2**53], "number_in_books_too_large", "0"),
        ([-(2**53)], "number_in_books_too_large", "0"),
        ({"a": {"Quantity": 1}}, "key_in_books_unreadable", "a.'Quantity'"),
        ({"数量": 1}, "key_in_books_unreadable", "'数量'"),
        ({"": 1}, "key_in_books_unreadable", "''"),
        ({7: 1}, "key_in_books_unreadable", "7"),
        ({True: 1}, "key_in_books_unreadable", "True"),
        ({"name": "A\u030a"}, "text_in_books_not_nfc", "name"),
        ({"name": "\ud800"}, "text_in_books_surrogate", "name"),
        ({"raw": b"bytes"}, "kind_in_books_unknown", "raw"),
        (None, "null_in_books", "."),
        (float("nan"), "fraction_in_books", "."),
    ],
)
def test_what_the_books_cannot_carry_is_refused_with_its_path(value: Any, code: str, path: str) -> None:
    with pytest.raises(Refused) as caught:
        canonical_bytes(value)
    assert (caught.value.code, caught.value.reasons[0].field) == (code, path)


def test_endless_nesting_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(Refused, match="nested_too_deep"):
        canonical_bytes(endless)
    with pytest.raises(Refused, match="bytes_not_canonical"):
        parse_canonical(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "body",
    [b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'"\\u0041"', b'"\\/"', b"1.0", b"-0", b"01", b"NaN", b"null", b"9" * 5000],
)
def test_bytes_that_say_the_same_otherwise_are_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="bytes_not_canonical"):
        parse_canonical(body)
