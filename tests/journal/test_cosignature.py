"""Cosignatures, held against a signature made by hand from the specification's words; and how many are enough."""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from liangcao.journal.cosignature import (
    COSIGNER,
    NOBODY,
    check_quorum,
    cosign,
    cosignatures_of,
    make_policy,
    read_cosigner_key,
)
from liangcao.journal.note import (
    SigningKey,
    generate_key,
    parse_note,
    read_signing_key,
    read_verifier_key,
    sign_checkpoint,
    verify_checkpoint,
)
from liangcao.journal.tree import leaf_hash
from liangcao.kernel.errors import Refused

LOG = SigningKey("office.example/liangcao", bytes(range(32)))
WITNESSES = [SigningKey(f"witness.example/w{number}", bytes([number]) * 32, COSIGNER) for number in (1, 2, 3)]
VKEYS = [key.verifier_key.text for key in WITNESSES]
HEAD = sign_checkpoint(LOG.name, 7, leaf_hash(b"one"), LOG)
TEXT = parse_note(HEAD).text
THEN = 1_679_315_147


def by_hand(secret: bytes, name: str, timestamp: int, text: str) -> tuple[str, str]:
    """The vkey and the signature line of a witness, straight from the words of tlog-cosignature and signed-note."""
    private = Ed25519PrivateKey.from_private_bytes(secret)
    public = private.public_key().public_bytes_raw()
    key_id = sha256(name.encode() + b"\n\x04" + public).digest()[:4]
    message = b"cosignature/v1\ntime " + str(timestamp).encode() + b"\n" + text.encode()
    blob = key_id + timestamp.to_bytes(8, "big") + private.sign(message)
    vkey = "+".join((name, key_id.hex(), base64.b64encode(b"\x04" + public).decode()))
    return vkey, f"\u2014 {name} {base64.b64encode(blob).decode()}\n"


def test_a_cosignature_is_as_the_specification_has_it() -> None:
    vkey, line = by_hand(bytes([1]) * 32, "witness.example/w1", THEN, TEXT)
    assert WITNESSES[0].verifier_key.text == vkey
    assert cosign(TEXT, WITNESSES[0], THEN) == line
    (found,) = cosignatures_of(HEAD + line, make_policy([vkey]))
    assert (found.key.name, found.timestamp, found.line) == ("witness.example/w1", THEN, line)


def test_a_cosigned_head_is_still_the_logs() -> None:
    note = HEAD + "".join(cosign(TEXT, key, THEN) for key in WITNESSES)
    assert verify_checkpoint(note, LOG.verifier_key.text).size == 7
    assert {each.key.name for each in cosignatures_of(note, make_policy(VKEYS))} == {key.name for key in WITNESSES}


@pytest.mark.parametrize("cosigners", range(4))
@pytest.mark.parametrize("quorum", range(1, 4))
def test_k_of_n(cosigners: int, quorum: int) -> None:
    note = HEAD + "".join(cosign(TEXT, key, THEN) for key in WITNESSES[:cosigners])
    policy = make_policy(VKEYS, quorum)
    if cosigners >= quorum:
        assert len(check_quorum(note, policy)) == cosigners
    else:
        with pytest.raises(Refused, match="quorum_missed"):
            check_quorum(note, policy)


def test_without_a_number_all_are_needed_and_without_witnesses_none() -> None:
    assert make_policy(VKEYS).quorum == 3
    assert check_quorum(HEAD, NOBODY) == check_quorum(HEAD, make_policy([])) == []


def test_one_witness_twice_counts_once_with_its_latest_word() -> None:
    lines = [cosign(TEXT, WITNESSES[0], time) for time in (THEN, THEN + 60, THEN - 60)]
    (found,) = cosignatures_of(HEAD + "".join(lines), make_policy(VKEYS))
    assert found.timestamp == THEN + 60
    with pytest.raises(Refused, match="quorum_missed"):
        check_quorum(HEAD + "".join(lines), make_policy(VKEYS, 2))


def test_others_are_passed_over_and_a_false_one_is_not() -> None:
    stranger = SigningKey("witness.example/w1", b"x" * 32, COSIGNER)
    assert cosignatures_of(HEAD + cosign(TEXT, stranger, THEN), make_policy(VKEYS)) == []
    elsewhere = cosign(TEXT.replace("\n7\n", "\n8\n"), WITNESSES[0], THEN)
    with pytest.raises(Refused, match="note_signature_wrong"):
        cosignatures_of(HEAD + elsewhere, make_policy(VKEYS))


@given(st.integers(0, 71), st.integers(0, 7))
def test_no_changed_bit_of_a_cosignature_passes(place: int, bit: int) -> None:
    name, encoded = cosign(TEXT, WITNESSES[0], THEN).split()[1:]
    raw = bytearray(base64.b64decode(encoded))
    raw[4 + place] ^= 1 << bit
    with pytest.raises(Refused, match="note_signature_wrong"):
        cosignatures_of(f"{HEAD}\u2014 {name} {base64.b64encode(raw).decode()}\n", make_policy(VKEYS))


def test_a_time_beyond_the_formats_is_false() -> None:
    line = by_hand(bytes([1]) * 32, "witness.example/w1", 2**63, TEXT)[1]
    with pytest.raises(Refused, match="note_signature_wrong"):
        cosignatures_of(HEAD + line, make_policy(VKEYS))


def test_the_two_kinds_of_keys_do_not_mix() -> None:
    """One secret under one name as a log and as a witness: two keys, each good for its own kind of signature."""
    witness, log = WITNESSES[0], SigningKey(WITNESSES[0].name, WITNESSES[0].secret)
    assert witness.verifier_key.key_id != log.verifier_key.key_id
    with pytest.raises(Refused, match="key_unreadable"):
        read_verifier_key(witness.verifier_key.text)
    with pytest.raises(Refused, match="key_unreadable"):
        read_cosigner_key(log.verifier_key.text)
    with pytest.raises(Refused, match="key_unreadable"):
        read_signing_key(witness.text)
    with pytest.raises(Refused, match="key_unreadable"):
        cosign(TEXT, log, THEN)
    assert read_signing_key(witness.text, COSIGNER) == witness
    assert cosignatures_of(sign_checkpoint(log.name, 7, leaf_hash(b"one"), log), make_policy(VKEYS)) == []
    assert generate_key("a.example", COSIGNER).verifier_key.kind == COSIGNER


def test_what_is_no_checkpoint_is_not_cosigned() -> None:
    with pytest.raises(Refused, match="checkpoint_unreadable"):
        cosign("any text\n", WITNESSES[0], THEN)


def test_a_policy_that_cannot_be_is_refused() -> None:
    same = SigningKey("another.example", WITNESSES[0].secret, COSIGNER).verifier_key.text
    with pytest.raises(Refused, match="witness_twice"):
        make_policy([VKEYS[0], same])
    for quorum in (4, -1):
        with pytest.raises(Refused, match="quorum_too_large"):
            make_policy(VKEYS, quorum)
    with pytest.raises(Refused, match="key_unreadable"):
        make_policy(["no key"])
