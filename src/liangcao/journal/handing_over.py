"""Handing our heads to the witnesses, one by one; how a request gets to them is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from liangcao.database.engine import Database
from liangcao.journal.cosignature import Cosignature, Policy, verify_cosignatures
from liangcao.journal.cosigned import last_cosigned, store_cosignatures
from liangcao.journal.note import VerifierKey, parse_note, read_signature_lines
from liangcao.journal.proving import head_submission
from liangcao.journal.seal import Seal, last_seal
from liangcao.journal.witness import SIZE_TYPE
from liangcao.kernel.errors import Reason, Refused, refused


@dataclass(frozen=True, slots=True)
class Reply:
    """What a witness answered."""

    status: int
    content_type: str
    body: str


Post = Callable[[str], Reply]
"""Hands the text of a request to a witness; raises Refused ``witness_silent`` when it cannot be reached in time."""


@dataclass(frozen=True, slots=True)
class Word:
    """The last word of a witness: when (ms since 1970 UTC), and why it did not cosign; None when it did."""

    at: int
    refusal: Reason | None


@dataclass(slots=True)
class WitnessBoard:
    """Who is asked to witness, and the last word of each; shared by whoever asks and whoever shows."""

    policy: Policy = field(default_factory=Policy)
    _words: dict[str, Word] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def write(self, name: str, word: Word) -> bool:
        """Note the last word of the witness `name`; True when it says something else than before."""
        with self._lock:
            before = self._words.get(name)
            self._words[name] = word
        return word.refusal != (before.refusal if before else None)

    def word_of(self, name: str) -> Word | None:
        """The last word of the witness `name`, or None when it was never asked."""
        with self._lock:
            return self._words.get(name)


def hand_over(database: Database, district_id: int, witness: VerifierKey, post: Post) -> Cosignature | None:
    """Ask `witness` to cosign the last head, and keep what it answers; None when it has cosigned it already.

    Raises Refused ``witness_ahead`` and ``witness_denies`` when it knows another history than ours: then somebody
    must look. ``not_cosigned``, ``note_unreadable``, ``note_not_signed_by``, ``note_signature_wrong`` for any other
    answer; ``witness_silent``; ``tiles_wrong``.
    """
    with database.read() as connection:
        seal = last_seal(connection, district_id)
        known, _ = last_cosigned(connection, district_id, witness.text)
    if seal is None or seal.size == known:
        return None
    reply = _ask(database, district_id, seal, known, post)
    said = _size_of(reply)
    if said is not None and said != known:
        if said > seal.size:
            raise refused("witness_ahead", name=witness.name, size=said, own=seal.size)
        reply = _ask(database, district_id, seal, said, post)
    if reply.status in {409, 422}:
        raise refused("witness_denies", name=witness.name, size=seal.size)
    if reply.status != 200:
        raise refused("not_cosigned", status=reply.status, why=reply.body.strip().split("\n")[0][:200])
    found = _read(seal, witness, reply.body)
    with database.write() as connection:
        store_cosignatures(connection, district_id, seal.size, [found])
    return found


def _ask(database: Database, district_id: int, seal: Seal, known: int, post: Post) -> Reply:
    with database.read() as connection:
        submission = head_submission(connection, district_id, seal, known)
    return post(submission.text)


def _size_of(reply: Reply) -> int | None:
    """The size of the head a witness says it knows."""
    digits = reply.body.strip()
    is_size = reply.status == 409 and reply.content_type.partition(";")[0].strip() == SIZE_TYPE
    return int(digits) if is_size and digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def _read(seal: Seal, witness: VerifierKey, lines: str) -> Cosignature:
    found = verify_cosignatures(parse_note(seal.note).text, read_signature_lines(lines), [witness])
    if not found:
        raise refused("note_not_signed_by", name=witness.name)
    return found[0]


def word_of(refusal: Refused | None, now: int) -> Word:
    """What came of asking, at `now`."""
    return Word(now, refusal.reasons[0] if refusal else None)
