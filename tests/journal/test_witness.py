"""The witness: what it answers to every kind of request, and that it never forgets what it cosigned."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.rfc9162 import proof, root
from liangcao.journal import durable, witness_state
from liangcao.journal.cosignature import cosignatures_of, make_policy
from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.tree import EMPTY_ROOT
from liangcao.journal.witness import HeadSubmission, Verdict, read_submission
from liangcao.journal.witness_state import WitnessState
from liangcao.kernel.errors import Refused

LOG = SigningKey("office.example/liangcao", bytes(range(32)))
NEXT = SigningKey(LOG.name, b"n" * 32)
THEN = 1_679_315_147
LEAVES = [sha256(bytes([number])).digest() for number in range(60)]
FORKED = [*LEAVES[:20], *(sha256(b"x" + leaf).digest() for leaf in LEAVES[20:])]


def head(size: int, leaves: list[bytes] = LEAVES, key: SigningKey = LOG, origin: str = LOG.name) -> str:
    return sign_checkpoint(origin, size, root(leaves[:size]), key)


def request(old: int, size: int, leaves: list[bytes] = LEAVES, **named: object) -> str:
    hashes = tuple(proof(old, leaves[:size])) if 0 < old <= size else ()
    return HeadSubmission(old, hashes, head(size, leaves, **named)).text  # type: ignore[arg-type]


@pytest.fixture
def state(tmp_path: Path) -> WitnessState:
    made = WitnessState(tmp_path / "witness")
    made.create("witness.example/w1")
    made.watch(LOG.verifier_key.text)
    return made


def again(state: WitnessState) -> WitnessState:
    """The witness after it was stopped and started."""
    return WitnessState(state.folder)


def size_known(state: WitnessState) -> int:
    known = again(state).watched(LOG.name)
    assert known is not None
    return known.size


def check_cosigned(state: WitnessState, verdict: Verdict, note: str) -> None:
    assert verdict.status == 200, verdict
    (found,) = cosignatures_of(note + verdict.body, make_policy([state.key().verifier_key.text]))
    assert found.timestamp == THEN


def test_heads_are_cosigned_one_after_the_other(state: WitnessState) -> None:
    known = 0
    for size in (1, 5, 5, 20, 21, 60):
        check_cosigned(state, again(state).answer(request(known, size), THEN), head(size))
        known = size
        assert size_known(state) == size


def test_an_inconsistent_head_is_refused_and_not_remembered(state: WitnessState) -> None:
    check_cosigned(state, state.answer(request(0, 30), THEN), head(30))
    forked = state.answer(request(30, 40, FORKED), THEN)
    assert (forked.status, forked.body.startswith("\u2014")) == (422, False)
    assert size_known(state) == 30
    check_cosigned(state, state.answer(request(30, 40), THEN), head(40))


def test_another_root_of_the_same_size_is_a_conflict(state: WitnessState) -> None:
    state.answer(request(0, 30), THEN)
    verdict = state.answer(request(30, 30, FORKED), THEN)
    assert (verdict.status, verdict.body) == (409, "30\n")


@pytest.mark.parametrize("old", [0, 29, 31])
def test_another_old_size_is_answered_with_the_one_known(state: WitnessState, old: int) -> None:
    state.answer(request(0, 30), THEN)
    verdict = state.answer(request(old, 40), THEN)
    assert (verdict.status, verdict.body, verdict.content_type) == (409, "30\n", "text/x.tlog.size")
    assert size_known(state) == 30


def test_a_smaller_head_is_never_cosigned_again(state: WitnessState) -> None:
    """An older backup put back: whatever old size it claims, there is no way back."""
    state.answer(request(0, 30), THEN)
    assert state.answer(request(0, 20), THEN).status == 409
    assert state.answer(request(20, 20), THEN).status == 409
    assert state.answer(request(30, 20), THEN).status == 400


def test_an_unknown_log_and_an_untrusted_key(state: WitnessState) -> None:
    assert state.answer(request(0, 5, origin="other.example"), THEN).status == 404
    assert state.answer(request(0, 5, key=NEXT), THEN).status == 403
    false_line = head(6).rpartition("\n\n")[2]
    assert state.answer(f"old 0\n\n{head(5).rpartition(chr(10) * 2)[0]}\n\n{false_line}", THEN).status == 403
    assert size_known(state) == 0


def test_a_proof_that_is_none_is_refused(state: WitnessState) -> None:
    first = HeadSubmission(0, (LEAVES[0],), head(5))
    assert state.answer(first.text, THEN).status == 422, "from nothing there is nothing to prove"
    state.answer(request(0, 30), THEN)
    good = tuple(proof(30, LEAVES[:40]))
    for wrong in ((), good[1:], (*good, LEAVES[0]), (LEAVES[0], *good[1:])):
        assert state.answer(HeadSubmission(30, wrong, head(40)).text, THEN).status == 422
    assert size_known(state) == 30


def test_an_empty_log_has_one_head(state: WitnessState) -> None:
    check_cosigned(state, state.answer(request(0, 0), THEN), head(0))
    odd = sign_checkpoint(LOG.name, 0, LEAVES[0], LOG)
    assert state.answer(HeadSubmission(0, (), odd).text, THEN).status == 409
    assert root([]) == EMPTY_ROOT


BROKEN = [
    "", "old 0", "old 0\n", "old 0\n\n", "old -1\n\n{head}", "old 00\n\n{head}", "old 0 \n\n{head}", "Old 0\n\n{head}",
    "old ０\n\n{head}", "old 99999999999999999999\n\n{head}", "old 0\nAAAA\n\n{head}", "old 0\nnot base64\n\n{head}",
    "old 0\n\nno note\n", "old 0\n\na\nb\nc\n\n{signature}", "{head}", "old 0\n\n\n{head}",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_request_is_answered_400(state: WitnessState, text: str) -> None:
    line = head(5).rpartition("\n\n")[2]
    assert state.answer(text.replace("{head}", head(5)).replace("{signature}", line), THEN).status == 400


def test_more_hashes_than_any_proof_has_are_refused(state: WitnessState) -> None:
    assert state.answer(HeadSubmission(1, (LEAVES[0],) * 64, head(5)).text, THEN).status == 400


@given(st.text(max_size=120))
def test_any_request_is_read_or_refused(text: str) -> None:
    for made in (text, f"old 0\n\n{text}", f"old 5\n{text}\n\n{head(6)}"):
        try:
            read = read_submission(made)
        except Refused as refusal:
            assert refusal.code == "submission_unreadable"  # noqa: PT017 - either is right, nothing else is
        else:
            assert read.text == made


def test_a_new_key_of_the_log_is_trusted_once_told(state: WitnessState) -> None:
    state.answer(request(0, 20), THEN)
    both = sign_checkpoint(LOG.name, 30, root(LEAVES[:30]), NEXT, LOG)
    check_cosigned(state, state.answer(HeadSubmission(20, tuple(proof(20, LEAVES[:30])), both).text, THEN), both)
    assert state.answer(request(30, 40, key=NEXT), THEN).status == 403
    assert state.watch(NEXT.verifier_key.text).size == 30, "what was cosigned stays"
    check_cosigned(state, state.answer(request(30, 40, key=NEXT), THEN), head(40, key=NEXT))


def test_killed_between_writing_and_answering(state: WitnessState, monkeypatch: pytest.MonkeyPatch) -> None:
    """It remembers a head it never answered for, and answers for it, and only for it, when asked again."""
    state.answer(request(0, 20), THEN)

    def die(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(durable, "sync_folder", die)
    with pytest.raises(KeyboardInterrupt):
        state.answer(request(20, 30), THEN)
    monkeypatch.undo()
    assert size_known(state) == 30
    assert again(state).answer(request(20, 30), THEN).body == "30\n"
    assert again(state).answer(request(30, 30, FORKED), THEN).status == 409
    check_cosigned(state, again(state).answer(request(30, 30), THEN), head(30))


def test_killed_before_writing_it_knows_what_it_knew(state: WitnessState, monkeypatch: pytest.MonkeyPatch) -> None:
    state.answer(request(0, 20), THEN)

    def die(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(durable.os, "fsync", die)
    with pytest.raises(KeyboardInterrupt):
        state.answer(request(20, 30), THEN)
    monkeypatch.undo()
    assert size_known(state) == 20
    assert [file.name for file in (state.folder / "logs").iterdir() if file.suffix != ".json"] == []
    check_cosigned(state, again(state).answer(request(20, 30), THEN), head(30))


def test_a_head_is_flushed_before_it_is_answered_for(state: WitnessState, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    real = os.fsync
    monkeypatch.setattr(durable.os, "fsync", lambda handle: (flushed.append("flushed"), real(handle))[0])
    assert state.answer(request(0, 20), THEN).status == 200
    assert len(flushed) == 2, "the file, and the name it was given"


def test_many_askers_at_once_never_split_the_history(state: WitnessState) -> None:
    """Two branches race for the same witness: it takes one, and no cosignature of the other exists."""
    state.answer(request(0, 20), THEN)
    asked: list[tuple[str, str]] = []
    for size in range(21, 41):
        asked += [(request(20, size), "honest"), (request(20, size, FORKED), "forked")]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda each: again(state).answer(each[0], THEN).status, asked))
    assert statuses.count(200) == 1
    assert set(statuses) == {200, 409}


RACE = """
import sys
from pathlib import Path
from liangcao.journal.witness_state import WitnessState
print(WitnessState(Path(sys.argv[1])).answer(sys.stdin.read(), 1))
"""


@pytest.mark.slow
def test_two_processes_share_one_memory(state: WitnessState) -> None:
    state.answer(request(0, 20), THEN)
    texts = [request(20, size, leaves) for size in (25, 30) for leaves in (LEAVES, FORKED)]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(state.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in texts
    ]
    said = [run.communicate(text)[0] for run, text in zip(runs, texts, strict=True)]
    assert sum("status=200" in each for each in said) == 1
    assert sum("status=409" in each for each in said) == 3


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"origin": 1}', "\udcff"])
def test_a_memory_that_cannot_be_read_signs_nothing(state: WitnessState, content: str) -> None:
    state.answer(request(0, 20), THEN)
    (file,) = (state.folder / "logs").glob("*.json")
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    for deed in (lambda: state.answer(request(0, 60, FORKED), THEN), lambda: state.watch(LOG.verifier_key.text)):
        with pytest.raises(Refused, match="witness_state_unreadable"):
            deed()


@pytest.mark.parametrize(
    "spoil",
    [lambda text: text.replace('"size": 20', '"size": -1'), lambda text: text.replace('"size": 20', '"size": "20"')],
)
def test_a_memory_of_odd_numbers_is_no_memory(state: WitnessState, spoil: Callable[[str], str]) -> None:
    state.answer(request(0, 20), THEN)
    (file,) = (state.folder / "logs").glob("*.json")
    file.write_text(spoil(file.read_text()))
    with pytest.raises(Refused, match="witness_state_unreadable"):
        state.all_watched()


def test_its_key_is_its_own(state: WitnessState) -> None:
    file = state.folder / witness_state.KEY_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert state.folder.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="already_exists"):
        state.create("witness.example/w2")
    file.chmod(0o640)
    with pytest.raises(Refused, match="key_file_open"):
        state.answer(request(0, 20), THEN)
    file.unlink()
    with pytest.raises(Refused, match="witness_not_made"):
        state.answer(request(0, 20), THEN)


def test_what_it_watches_can_be_listed(state: WitnessState) -> None:
    other = SigningKey("other.example", b"o" * 32)
    state.watch(other.verifier_key.text)
    state.watch(other.verifier_key.text)
    state.answer(request(0, 20), THEN)
    assert [(each.origin, each.size, len(each.vkeys)) for each in state.all_watched()] == [
        (LOG.name, 20, 1),
        ("other.example", 0, 1),
    ]
    with pytest.raises(Refused, match="key_unreadable"):
        state.watch("no key")
