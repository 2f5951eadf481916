"""A witness's mind: C2SP `tlog-witness`. What it is handed, what it answers, what it remembers; no network, no files.

It remembers of each log the largest head it cosigned, and cosigns only what continues it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from liangcao.journal.cosignature import cosign
from liangcao.journal.note import (
    Checkpoint,
    Note,
    SigningKey,
    base64_of,
    parse_checkpoint,
    parse_note,
    read_base64,
    read_verifier_key,
    signed_by,
)
from liangcao.journal.tree import EMPTY_ROOT, HASH_SIZE, verify_consistency
from liangcao.kernel.errors import Refused, refused

SIZE_TYPE = "text/x.tlog.size"
MOST_BYTES = 64 * 1024
"""So long a request may be."""
_MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class HeadSubmission:
    """A head handed to a witness, with the proof that it continues the one of `old_size` entries; not verified."""

    old_size: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        """The body of the request, which is also the file that is carried to a witness without a line."""
        lines = (f"old {self.old_size}", *map(base64_of, self.proof), "")
        return "".join(f"{line}\n" for line in lines) + self.note


@dataclass(frozen=True, slots=True)
class Watched:
    """What a witness knows of a log: whose keys it trusts, and the last head it cosigned (size 0: none yet)."""

    origin: str
    vkeys: tuple[str, ...]
    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a witness answers, as HTTP has it; `known` is what it must remember before it says so, if anything."""

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"
    known: Watched | None = None


def read_submission(text: str) -> HeadSubmission:
    """The submission whose request body is `text`; raises Refused ``submission_unreadable``."""
    head, parted, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    word, _, digits = first.partition(" ")
    is_whole = digits.isascii() and digits.isdigit() and len(digits) < 19 and str(int(digits)) == digits
    hashes = tuple(read_base64(line) or b"" for line in lines)
    is_readable = parted and word == "old" and is_whole and len(hashes) <= _MOST_HASHES
    if not is_readable or any(len(each) != HASH_SIZE for each in hashes):
        raise refused("submission_unreadable")
    return HeadSubmission(int(digits), hashes, note)


def origin_of(submission: HeadSubmission) -> str:
    """Whose log a submission says it is of; raises Refused ``note_unreadable``, ``checkpoint_unreadable``."""
    return parse_checkpoint(parse_note(submission.note).text).origin


def judge(submission: HeadSubmission, watched: Watched | None, key: SigningKey, now: int) -> Verdict:
    """What the witness with `key` answers to `submission`, knowing `watched` of its log; `now` in seconds since 1970.

    Raises Refused as `origin_of` does: such a request is answered 400.
    """
    note = parse_note(submission.note)
    head = parse_checkpoint(note.text)
    if watched is None or watched.origin != head.origin:
        return Verdict(404, f"unknown log {head.origin}\n")
    if not _is_signed(note, watched.vkeys):
        return Verdict(403, f"not signed with a key trusted for {head.origin}\n")
    if submission.old_size > head.size:
        return Verdict(400, f"old size {submission.old_size} exceeds {head.size}\n")
    if submission.old_size != watched.size or (head.size == watched.size and head.root != watched.root):
        return Verdict(409, f"{watched.size}\n", SIZE_TYPE)
    if not _continues(submission, watched, head):
        return Verdict(422, f"does not continue the head of size {watched.size}\n")
    return Verdict(200, cosign(note.text, key, now), known=replace(watched, size=head.size, root=head.root))


def _is_signed(note: Note, vkeys: Sequence[str]) -> bool:
    try:
        return bool(signed_by(note, map(read_verifier_key, vkeys)))
    except Refused:
        return False


def _continues(submission: HeadSubmission, watched: Watched, head: Checkpoint) -> bool:
    if not watched.size:  # nothing is to be shown; an empty log has but one root
        return not submission.proof and (head.size > 0 or head.root == EMPTY_ROOT)
    try:
        verify_consistency(watched.size, head.size, submission.proof, watched.root, head.root)
    except Refused:
        return False
    return True
