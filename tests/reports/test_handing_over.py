"""Handing heads to a witness: what it is told, what is kept of its answer, and when its word is an alarm."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from journal.rfc9162 import root
from liangcao.database.engine import Database
from liangcao.journal.cosignature import Policy, make_policy
from liangcao.journal.cosigned import last_cosigned, served_checkpoint, standing, take_in
from liangcao.journal.handing_over import Reply, WitnessBoard, Word, hand_over, word_of
from liangcao.journal.note import VerifierKey, parse_note, sign_checkpoint
from liangcao.journal.seal import Seal, seal
from liangcao.journal.tree import entry_leaf
from liangcao.journal.witness import HeadSubmission, read_submission
from liangcao.journal.witness_state import WitnessState
from liangcao.kernel.errors import Refused, refused
from reports.log_books import SIZE, long_books, register
from scenarios.cast import KEY, MORNING, Cast, empty

THEN = 1_679_315_147


class Remote:
    """A witness at the other end of a line; `asked` are the old sizes it was told."""

    def __init__(self, folder: Path, name: str = "w1.example") -> None:
        self.state = WitnessState(folder)
        self.key: VerifierKey = self.state.create(name).verifier_key
        self.state.watch(KEY.verifier_key.text)
        self.asked: list[int] = []

    def post(self, text: str) -> Reply:
        self.asked.append(read_submission(text).old_size)
        verdict = self.state.answer(text, THEN)
        return Reply(verdict.status, verdict.content_type, verdict.body)


@pytest.fixture
def office(copy_of: Callable[..., str]) -> Iterator[Cast]:
    cast = Cast(copy_of(long_books))
    yield cast
    cast.close()


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "w1")


def more(office: Cast, count: int = 1) -> Seal:
    """So many entries more, and their head."""
    size = int(office.ask("SELECT size FROM journal_head")[0][0])
    register(office, size + count)
    made = seal(office.database, 1, KEY, MORNING + size)
    assert made is not None
    return made


def told(office: Cast, policy: Policy) -> tuple[int, int, int]:
    """(cosigned, last head with enough, since)."""
    with office.database.read() as connection:
        found = standing(connection, 1, policy)
    assert found is not None
    return len(found.cosigned), found.met_size, found.since


def test_each_head_is_handed_over_once_with_its_proof(office: Cast, remote: Remote) -> None:
    first = hand_over(office.database, 1, remote.key, remote.post)
    assert first is not None
    assert hand_over(office.database, 1, remote.key, remote.post) is None
    last = more(office, 70)
    assert hand_over(office.database, 1, remote.key, remote.post) is not None
    assert remote.asked == [0, SIZE]
    with office.database.read() as connection:
        found = served_checkpoint(connection, 1)
        assert last_cosigned(connection, 1, remote.key.text) == (last.size, THEN * 1000)
    assert found is not None
    assert found[1].startswith(last.note)
    assert len(parse_note(found[1]).signatures) == 2


def test_a_witness_that_remembers_more_than_we_noted_is_met_where_it_is(office: Cast, remote: Remote) -> None:
    """It answered once and the answer was lost on the way: it names its size, and is asked again from there."""

    def lost(text: str) -> Reply:
        remote.post(text)
        raise refused("witness_silent", name=remote.key.name, detail="timed out")

    with pytest.raises(Refused, match="witness_silent"):
        hand_over(office.database, 1, remote.key, lost)
    more(office)
    assert hand_over(office.database, 1, remote.key, remote.post) is not None
    assert remote.asked == [0, 0, SIZE]


def test_an_older_backup_put_back_is_an_alarm(office: Cast, remote: Remote, copy_of: Callable[..., str]) -> None:
    more(office, 9)
    hand_over(office.database, 1, remote.key, remote.post)
    older = Cast(copy_of(long_books))
    with pytest.raises(Refused, match="witness_ahead") as alarm:
        hand_over(older.database, 1, remote.key, remote.post)
    assert alarm.value.reasons[0].params == {"name": "w1.example", "size": SIZE + 9, "own": SIZE}
    older.close()


def test_another_past_is_an_alarm(office: Cast, remote: Remote, copy_of: Callable[..., str]) -> None:
    """The backup goes on and outgrows what the witness saw: its proofs do not lead there."""
    more(office, 9)
    hand_over(office.database, 1, remote.key, remote.post)
    forked = Cast(copy_of(long_books))
    forked.clock.advance(60_000)
    more(forked, 9)
    with pytest.raises(Refused, match="witness_denies"):  # the same size, another root
        hand_over(forked.database, 1, remote.key, remote.post)
    more(forked, 1)
    with pytest.raises(Refused, match="witness_denies"):
        hand_over(forked.database, 1, remote.key, remote.post)
    forked.close()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(404, "text/plain", "unknown log\n"), "not_cosigned"),
        (Reply(403, "text/plain", "x"), "not_cosigned"),
        (Reply(500, "text/html", "<html>"), "not_cosigned"),
        (Reply(301, "", ""), "not_cosigned"),
        (Reply(200, "text/plain", ""), "note_unreadable"),
        (Reply(200, "text/plain", "hello\n"), "note_unreadable"),
        (Reply(200, "text/plain", "\u2014 w9.example AAAAAAAA\n"), "note_not_signed_by"),
        (Reply(422, "text/plain", "no\n"), "witness_denies"),
        (Reply(409, "text/plain", "no\n"), "witness_denies"),
        (Reply(409, "text/x.tlog.size", "0\n"), "witness_denies"),
        (Reply(409, "text/x.tlog.size", "99999999999\n"), "witness_ahead"),
        (Reply(409, "text/x.tlog.size", "-1\n"), "witness_denies"),
    ],
)
def test_any_other_answer_is_refused_by_name_and_nothing_kept(
    office: Cast, remote: Remote, reply: Reply, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        hand_over(office.database, 1, remote.key, lambda _text: reply)
    assert office.ask("SELECT COUNT(*) FROM cosignature") == [(0,)]


def test_a_false_cosignature_is_not_kept(office: Cast, remote: Remote, tmp_path: Path) -> None:
    """A witness that signs another head than the one it was handed."""
    size = SIZE - 1
    leaves = [entry_leaf(bytes(body), n) for n, body in office.ask("SELECT number, body FROM journal ORDER BY number")]
    other = HeadSubmission(0, (), sign_checkpoint(KEY.name, size, root(leaves[:size]), KEY))
    verdict = remote.state.answer(other.text, THEN)
    assert verdict.status == 200
    with pytest.raises(Refused, match="note_signature_wrong"):
        hand_over(office.database, 1, remote.key, lambda _text: Reply(200, "text/plain", verdict.body))
    assert office.ask("SELECT COUNT(*) FROM cosignature") == [(0,)]


def test_whether_enough_cosigned_and_since_when_not(office: Cast, remote: Remote, tmp_path: Path) -> None:
    second = Remote(tmp_path / "w2", "w2.example")
    one, both = make_policy([remote.key.text, second.key.text], 1), make_policy([remote.key.text, second.key.text])
    assert told(office, Policy()) == (0, SIZE, 0), "nobody is asked, nobody is missing"
    assert told(office, one) == (0, 0, MORNING), "since the first head there was"
    hand_over(office.database, 1, remote.key, remote.post)
    assert told(office, one) == (1, SIZE, 0)
    assert told(office, both) == (1, 0, MORNING)
    hand_over(office.database, 1, second.key, second.post)
    assert told(office, both) == (2, SIZE, 0)
    missed = more(office)
    assert told(office, both) == (0, SIZE, missed.sealed_at)
    hand_over(office.database, 1, second.key, second.post)
    more(office)
    assert told(office, both) == (0, SIZE, missed.sealed_at), "of the head in between there is but one"
    assert told(office, one)[1:] == (missed.size, missed.sealed_at + 1)


def test_a_cosigned_head_that_comes_back_by_file(office: Cast, remote: Remote) -> None:
    policy = make_policy([remote.key.text])
    with office.database.read() as connection:
        found = served_checkpoint(connection, 1)
    assert found is not None
    note = found[0].note + remote.post(HeadSubmission(0, (), found[0].note).text).body
    with office.database.write() as connection:
        assert take_in(connection, 1, note, policy)[0] == SIZE
        assert len(take_in(connection, 1, note, policy)[1]) == 1, "twice is once"
    assert told(office, policy) == (1, SIZE, 0)
    foreign = note.replace(f"\n{SIZE}\n", f"\n{SIZE + 1}\n")
    for wrong, code in ((foreign, "head_not_ours"), (found[0].note, "quorum_missed")):
        with office.database.write() as connection, pytest.raises(Refused, match=code):
            take_in(connection, 1, wrong, policy)


def test_before_the_first_head_there_is_nothing_to_hand_over(database_url: str, remote: Remote) -> None:
    empty(database_url)
    database = Database(database_url)
    assert hand_over(database, 1, remote.key, remote.post) is None
    with database.read() as connection:
        assert standing(connection, 1, make_policy([remote.key.text])) is None
    database.dispose()


def test_the_board_says_when_a_word_is_new() -> None:
    board = WitnessBoard()
    silent = refused("witness_silent", name="w", detail="x")
    assert board.word_of("w") is None
    assert board.write("w", word_of(silent, 1)) is True
    assert board.write("w", word_of(silent, 2)) is False
    assert board.write("w", Word(3, None)) is True
    assert board.write("w", Word(4, None)) is False
    assert board.word_of("w") == Word(4, None)
