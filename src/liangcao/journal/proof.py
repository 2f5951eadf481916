"""Proofs to take away: C2SP `tlog-proof`. One file shows, without network or books, that an entry stands in the log.

Ours carry the entry itself as the format's extra data, so that a proof says what it proves. The extra data are worth
nothing by themselves: they count only when their hash is the leaf that the proof leads from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from liangcao.journal.cosignature import NOBODY, Policy, check_quorum
from liangcao.journal.note import (
    Checkpoint,
    base64_of,
    parse_checkpoint,
    parse_note,
    read_base64,
    read_verifier_key,
    signed_by,
)
from liangcao.journal.tree import HASH_SIZE, entry_leaf, verify_inclusion
from liangcao.kernel.errors import refused

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
_MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """That the entry at `index` stands in the tree of the signed note `checkpoint`; not verified."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    @property
    def number(self) -> int:
        """The number of the entry, from one."""
        return self.index + 1

    @property
    def text(self) -> str:
        """The file."""
        extra = [f"extra {base64_of(self.extra)}"] if self.extra else []
        lines = (HEADER, *extra, f"index {self.index}", *map(base64_of, self.hashes), "")
        return "".join(f"{line}\n" for line in lines) + self.checkpoint


def read_proof(text: str) -> Proof:
    """The proof whose file `text` is, nothing verified; raises Refused ``proof_unreadable``."""
    head, parted, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not parted or not checkpoint or lines.pop(0) != HEADER or not lines:
        raise refused("proof_unreadable")
    extra = b""
    if lines[0].startswith("extra "):
        extra = _bytes_of(lines.pop(0).removeprefix("extra "))
    if not lines or len(lines) > _MOST_HASHES + 1:
        raise refused("proof_unreadable")
    index = lines.pop(0)
    hashes = tuple(_bytes_of(line) for line in lines)
    if any(len(each) != HASH_SIZE for each in hashes):
        raise refused("proof_unreadable")
    return Proof(_index_of(index), hashes, checkpoint, extra)


def verify_proof(proof: Proof, body: bytes, vkeys: Sequence[str], policy: Policy = NOBODY) -> Checkpoint:
    """The head in which the entry with this `body` stands, when `proof` shows it.

    The head must be signed with one of the log's keys `vkeys` and cosigned as `policy` asks. Raises Refused
    ``note_unreadable``, ``checkpoint_unreadable``, ``key_unreadable``, ``note_not_signed_by``,
    ``note_signature_wrong``, ``quorum_missed``, or as `verify_inclusion` does.
    """
    note = parse_note(proof.checkpoint)
    head = parse_checkpoint(note.text)
    keys = [read_verifier_key(text.strip()) for text in vkeys]
    if not any(key.name == head.origin for key in signed_by(note, keys)):
        raise refused("note_not_signed_by", name=keys[0].name if keys else head.origin)
    check_quorum(proof.checkpoint, policy)
    verify_inclusion(entry_leaf(body, proof.number), proof.index, head.size, proof.hashes, head.root)
    return head


def _index_of(line: str) -> int:
    word, _, digits = line.partition(" ")
    is_whole = digits.isascii() and digits.isdigit() and len(digits) < 19
    if word != "index" or not is_whole or str(int(digits)) != digits:
        raise refused("proof_unreadable")
    return int(digits)


def _bytes_of(text: str) -> bytes:
    raw = read_base64(text)
    if not raw:
        raise refused("proof_unreadable")
    return raw
