"""Proof files: as the specification spells them, holding for their entry in their log and for nothing else."""

from contextlib import suppress
from hashlib import sha256

import pytest
import rfc9162
from hypothesis import given
from hypothesis import strategies as st

from liangcao.journal.cosignature import COSIGNER, cosign, make_policy
from liangcao.journal.note import SigningKey, base64_of, parse_note, sign_checkpoint
from liangcao.journal.proof import Proof, read_proof, verify_proof
from liangcao.journal.tree import entry_leaf
from liangcao.kernel.errors import Refused

LOG = SigningKey("office.example/liangcao", bytes(range(32)))
VKEYS = [LOG.verifier_key.text]
BODIES = [f'{{"number":{number}}}'.encode() for number in range(1, 21)] + [b"x" * 70_000]
LEAVES = [entry_leaf(body, number) for number, body in enumerate(BODIES, 1)]
HEAD = sign_checkpoint(LOG.name, len(LEAVES), rfc9162.root(LEAVES), LOG)


def proof_of(number: int, checkpoint: str = HEAD) -> Proof:
    return Proof(number - 1, tuple(rfc9162.path(number - 1, LEAVES)), checkpoint, BODIES[number - 1])


@pytest.mark.parametrize("number", range(1, len(BODIES) + 1))
def test_a_proof_holds_for_its_entry_and_no_other(number: int) -> None:
    proof = read_proof(proof_of(number).text)
    assert proof == proof_of(number)
    assert (proof.number, proof.extra) == (number, BODIES[number - 1])
    assert verify_proof(proof, proof.extra, VKEYS).size == len(BODIES)
    with pytest.raises(Refused, match="proof_wrong_root"):
        verify_proof(proof, BODIES[number % len(BODIES)], VKEYS)


def test_the_file_is_as_the_specification_has_it() -> None:
    lines = proof_of(3).text.split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", f"extra {base64_of(BODIES[2])}", "index 2"]
    assert lines[3:8] == [base64_of(each) for each in rfc9162.path(2, LEAVES)]
    assert lines[8] == ""
    assert "\n".join(lines[9:]) == HEAD
    assert "extra" not in Proof(0, (), HEAD).text


def test_a_log_of_one_entry_needs_no_hashes() -> None:
    head = sign_checkpoint(LOG.name, 1, LEAVES[0], LOG)
    text = Proof(0, (), head).text
    assert text == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{head}"
    verify_proof(read_proof(text), BODIES[0], VKEYS)


@given(st.data())
def test_no_changed_character_passes(data: st.DataObject) -> None:
    text = Proof(5, tuple(rfc9162.path(5, LEAVES)), HEAD).text
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=("Cs",)).filter(lambda char: char != text[place]))
    with pytest.raises(Refused):
        verify_proof(read_proof(text[:place] + other + text[place + 1 :]), BODIES[5], VKEYS)


@given(st.text(alphabet="c2sp.org/tlog-proof@v1\n index0extra A=", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for made in (text, f"c2sp.org/tlog-proof@v1\n{text}"):
        with suppress(Refused):
            assert read_proof(made).text == made


@pytest.mark.parametrize(
    "change",
    [
        ("@v1", "@v2"),
        ("index 2", "index 02"),
        ("index 2", "index -2"),
        ("index 2", "index ２"),
        ("index 2", f"index {10**19}"),
        ("index 2\n", ""),
        ("\n\n", "\n"),
        ("index 2\n", "index 2\nAAAA\n"),
        ("index 2\n", "index 2\n" + f"{base64_of(b'h' * 32)}\n" * 63),
        (f"extra {base64_of(BODIES[2])}", "extra "),
        (f"extra {base64_of(BODIES[2])}", "extra ?"),
    ],
)
def test_unreadable_files_are_refused(change: tuple[str, str]) -> None:
    text = proof_of(3).text
    assert change[0] in text
    with pytest.raises(Refused, match="proof_unreadable"):
        read_proof(text.replace(*change, 1))


def test_whose_log_it_is_counts() -> None:
    other = SigningKey("other.example", b"o" * 32)
    with pytest.raises(Refused, match="note_not_signed_by"):
        verify_proof(proof_of(3), BODIES[2], [other.verifier_key.text])
    with pytest.raises(Refused, match="note_not_signed_by"):
        verify_proof(proof_of(3), BODIES[2], [])
    verify_proof(proof_of(3), BODIES[2], [other.verifier_key.text, *VKEYS])
    root = rfc9162.root(LEAVES)
    foreign = sign_checkpoint("other.example", len(LEAVES), root, LOG)
    with pytest.raises(Refused, match="note_not_signed_by"):
        verify_proof(proof_of(3, foreign), BODIES[2], VKEYS)


def test_witnesses_can_be_asked_for() -> None:
    witness = SigningKey("witness.example", b"w" * 32, COSIGNER)
    policy = make_policy([witness.verifier_key.text])
    with pytest.raises(Refused, match="quorum_missed"):
        verify_proof(proof_of(3), BODIES[2], VKEYS, policy)
    cosigned = HEAD + cosign(parse_note(HEAD).text, witness, 1_679_315_147)
    verify_proof(read_proof(proof_of(3, cosigned).text), BODIES[2], VKEYS, policy)


def test_a_long_entry_is_proven_by_its_stub() -> None:
    assert len(BODIES[-1]) > 65_535
    proof = proof_of(len(BODIES))
    verify_proof(proof, BODIES[-1], VKEYS)
    assert entry_leaf(BODIES[-1], len(BODIES)) != sha256(b"\0" + BODIES[-1]).digest()
