"""Signed notes and checkpoints, held against the example of the specification."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcao.journal.note import (
    Checkpoint,
    SigningKey,
    generate_key,
    parse_checkpoint,
    parse_note,
    read_signing_key,
    read_verifier_key,
    sign_checkpoint,
    sign_note,
    verify_checkpoint,
    verify_note,
)
from liangcao.journal.tree import EMPTY_ROOT, leaf_hash
from liangcao.kernel.errors import Refused

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "note"
EXAMPLE = (VECTORS / "example.note").read_text()
EXAMPLE_KEY = (VECTORS / "example.vkey").read_text()
KEY = SigningKey("office.example/liangcao", bytes(range(32)))
VKEY = KEY.verifier_key.text
ROOT = leaf_hash(b"one")
HEAD = sign_checkpoint("office.example/liangcao", 7, ROOT, KEY)


def test_the_example_of_the_specification_verifies() -> None:
    assert verify_note(EXAMPLE, EXAMPLE_KEY) == "This is an example message.\n"
    assert read_verifier_key(EXAMPLE_KEY.strip()).text == EXAMPLE_KEY.strip()


def test_the_example_changed_does_not() -> None:
    with pytest.raises(Refused, match="note_signature_wrong"):
        verify_note(EXAMPLE.replace("an example", "no example"), EXAMPLE_KEY)
    with pytest.raises(Refused, match="note_not_signed_by"):
        verify_note(EXAMPLE, VKEY)
    with pytest.raises(Refused, match="key_unreadable"):
        verify_note(EXAMPLE, EXAMPLE_KEY.replace("foo", "bar"))


def test_a_checkpoint_reads_as_signed() -> None:
    assert HEAD.startswith("office.example/liangcao\n7\n")
    assert verify_checkpoint(HEAD, VKEY) == Checkpoint("office.example/liangcao", 7, ROOT)


def test_an_empty_log_has_a_head_too() -> None:
    assert verify_checkpoint(sign_checkpoint("a.example", 0, EMPTY_ROOT, KEY), VKEY).size == 0


@given(st.data())
def test_no_changed_character_of_a_head_passes(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(HEAD) - 1))
    other = data.draw(st.characters().filter(lambda char: char != HEAD[place]))
    with pytest.raises(Refused):
        verify_checkpoint(HEAD[:place] + other + HEAD[place + 1 :], VKEY)


@given(st.text(alphabet="\n— abc1+=", max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse_note, parse_checkpoint, read_verifier_key, read_signing_key):
        with suppress(Refused):
            read(text)


def test_keys_are_fresh_and_read_back() -> None:
    key = generate_key("office.example/liangcao")
    assert key != generate_key("office.example/liangcao")
    assert read_signing_key(key.text) == key
    assert read_verifier_key(key.verifier_key.text) == key.verifier_key
    assert repr(key) == "SigningKey(name='office.example/liangcao')"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "全\u3000角", "line\nbreak", "\ud800"])
def test_unfit_key_names_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="key_unreadable"):
        generate_key(name)


def test_a_signing_key_with_a_wrong_hash_is_refused() -> None:
    key_id = KEY.verifier_key.key_id.hex()
    with pytest.raises(Refused, match="key_unreadable"):
        read_signing_key(KEY.text.replace(key_id, "00000000"))


def test_signatures_of_others_are_passed_over_and_a_false_own_one_is_not() -> None:
    witness = SigningKey("witness.example", b"w" * 32)
    text = parse_note(HEAD).text
    both = sign_note(text, witness, KEY)
    assert verify_note(both, VKEY) == verify_note(both, witness.verifier_key.text) == text
    false_line = sign_note("other\n", KEY).removeprefix("other\n\n")
    with pytest.raises(Refused, match="note_signature_wrong"):
        verify_note(both + false_line, VKEY)


def test_the_same_name_with_another_key_is_another_signer() -> None:
    impostor = SigningKey(KEY.name, b"x" * 32)
    with pytest.raises(Refused, match="note_not_signed_by"):
        verify_checkpoint(sign_checkpoint(KEY.name, 7, ROOT, impostor), VKEY)


@pytest.mark.parametrize(
    "text",
    [
        "a.example\n07\nroot\n",
        "a.example\n7\n",
        "a.example\n7\n\n",
        "\n7\nroot\n",
        "a.example\n-1\nroot\n",
        "a.example\n７\nroot\n",
        "a.example\n7\nroot",
        "a.example\n7\nroot\n\nmore\n",
        "a.example\n9999999999999999999\nroot\n",
    ],
)
def test_unreadable_heads_are_refused(text: str) -> None:
    root = HEAD.split("\n")[2]
    with pytest.raises(Refused, match="checkpoint_unreadable"):
        parse_checkpoint(text.replace("root", root))
    assert parse_checkpoint(f"a.example\n7\n{root}\nmore\n").extensions == ("more",)


def test_a_root_of_another_length_is_no_root() -> None:
    with pytest.raises(Refused, match="checkpoint_unreadable"):
        sign_checkpoint("a.example", 7, ROOT[:31], KEY)
    with pytest.raises(Refused, match="checkpoint_unreadable"):
        sign_checkpoint("two\nlines", 7, ROOT, KEY)


def test_a_text_without_its_last_line_break_is_not_signed() -> None:
    with pytest.raises(Refused, match="note_unreadable"):
        sign_note("text", KEY)
    with pytest.raises(Refused, match="note_unreadable"):
        sign_note("bell\x07\n", KEY)
