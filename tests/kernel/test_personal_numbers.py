"""Numbers that lead to a person are found however they are written, and nothing else is taken for one."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.kernel.personal_numbers import find_number, mask_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("找王主任13812345678", "找王主任138****5678"),
        ("tel:138 1234 5678。", "tel:138****5678。"),
        ("+86-138-1234-5678", "138****5678"),
        ("8613812345678 急", "138****5678 急"),
        ("手机１３８１２３４５６７８", "手机138****5678"),
        ("身份证 370303199001012345。", "身份证 3703**********2345。"),
        ("37030319900101234x", "3703**********234x"),
        ("13812345678/13987654321", "138****5678/139****4321"),
    ],
)
def test_found_and_masked(text: str, masked: str) -> None:
    assert find_number(text) != ""
    assert mask_numbers(text)[0] == masked
    assert find_number(masked) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "YY 0469-2011",
        "GB 19083-2010，2020-02-10 到货，12000只",
        "0533-3582000",
        "6901234567892",  # a bar code
        "138123456789",
        "12345678901",
        "370303209913452345",  # no such day
        "SHA-256 13812345678" + "a" * 53,
        "SHA-256 " + hashlib.sha256(b"").hexdigest(),
    ],
)
def test_nothing_else_is_taken_for_one(text: str) -> None:
    assert find_number(text) == ""
    assert mask_numbers(text) == (text, 0)


@given(st.text(), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text())
def test_what_is_masked_holds_none_any_more(before: str, number: str, after: str) -> None:
    masked, _ = mask_numbers(f"{before} {number} {after}")
    assert find_number(masked) == ""
    assert number not in masked
