"""Time stamps of heads, with the answers of a real authority's program kept in tests/data/stamps."""

import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.stamps import read_stamp, request_stamp, verify_stamp
from liangcao.journal.tree import leaf_hash
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import moment_text

FOLDER = Path(__file__).parents[1] / "data" / "stamps"
NOTE = (FOLDER / "head.note").read_text(encoding="utf-8")
ANSWER = (FOLDER / "head.tsr").read_bytes()
ROOT, OTHER = ((FOLDER / name).read_bytes() for name in ("root.pem", "other.pem"))


def test_the_stamped_head_is_the_tests_own() -> None:
    key = SigningKey("office.example/liangcao", bytes(range(32)))
    assert sign_checkpoint(key.name, 700, leaf_hash(b"one"), key) == NOTE


def test_a_request_carries_the_hash_of_the_head() -> None:
    asked = request_stamp(NOTE)
    assert sha256(NOTE.encode()).digest() in asked
    assert asked != request_stamp(NOTE), "each with a number of its own"


def test_a_stamp_says_when_and_by_whom() -> None:
    stamp = read_stamp(ANSWER)
    assert stamp.digest == sha256(NOTE.encode()).digest()
    assert moment_text(stamp.stamped_at).startswith("2026-11-25T01:37:1")
    assert stamp.authority == "CN=Example time,O=Example"
    assert verify_stamp(ANSWER, NOTE, [ROOT]) == stamp
    assert verify_stamp(ANSWER, NOTE, [OTHER, ROOT]) == stamp


def test_a_stamp_of_something_else_or_by_somebody_else_is_false() -> None:
    with pytest.raises(Refused, match="stamp_false"):
        verify_stamp(ANSWER, NOTE.replace("700", "701"), [ROOT])
    with pytest.raises(Refused, match="stamp_false"):
        verify_stamp(ANSWER, NOTE, [OTHER])


@given(st.integers(0, len(ANSWER) - 1), st.integers(0, 7))
@example(ANSWER.index(bytes.fromhex("a003020102")) + 4, 0)  # a certificate of a version there is not
def test_no_changed_bit_makes_another_stamp(place: int, bit: int) -> None:
    raw = bytearray(ANSWER)
    raw[place] ^= 1 << bit
    try:
        stamp = verify_stamp(bytes(raw), NOTE, [ROOT])
    except Refused as refusal:
        assert refusal.code in {"stamp_false", "stamp_unreadable", "stamp_declined"}  # noqa: PT017 - or no stamp at all
    else:
        assert (stamp.digest, stamp.stamped_at) == (read_stamp(ANSWER).digest, read_stamp(ANSWER).stamped_at)


def test_what_is_no_stamp_is_refused_by_name() -> None:
    for raw in (b"", b"no stamp", ANSWER[:-1], NOTE.encode()):
        with pytest.raises(Refused, match="stamp_unreadable"):
            read_stamp(raw)
    with pytest.raises(Refused, match="stamp_declined"):
        read_stamp((FOLDER / "rejected.tsr").read_bytes())
    for pem in (b"", b"no certificate", ROOT[:-40]):
        with pytest.raises(Refused, match="certificate_unreadable"):
            verify_stamp(ANSWER, NOTE, [pem])


def test_without_the_extra_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    for deed in (lambda: request_stamp(NOTE), lambda: read_stamp(ANSWER), lambda: verify_stamp(ANSWER, NOTE, [ROOT])):
        with pytest.raises(Refused, match="stamps_not_there"):
            deed()
