"""The signed heads of a log, each held against the tree when it reaches their size, and against the key of their time.

Which key that was the entries themselves say; so signatures are looked at once all entries are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from liangcao.journal.keychain import KeyChain, KeyChange, chain_of
from liangcao.journal.note import (
    Checkpoint,
    Note,
    VerifierKey,
    parse_checkpoint,
    parse_note,
    read_verifier_key,
    signed_by,
)
from liangcao.journal.problems import Findings, ProvenChange
from liangcao.journal.tree import Frontier
from liangcao.kernel.errors import Refused, refused


@dataclass(slots=True)
class _Head:
    note: Note
    checkpoint: Checkpoint
    is_met: bool = False
    """The tree has been as large as this head says."""
    is_right: bool = False
    """It had the root this head says."""


@dataclass(frozen=True, slots=True)
class GivenHead:
    """A head somebody noted outside: how many entries, and the root over them, or as many bytes of it as were noted."""

    size: int
    root: bytes


class SignedHeads:
    """All heads that are to be held against the tree; `trusted` is the key the reader of the report trusts."""

    def __init__(self, checkpoints: Iterable[str], trusted: str, origin: str, findings: Findings) -> None:
        self._trusted, self._origin, self._findings = trusted.strip(), origin, findings
        self._heads: list[_Head] = []
        self._by_size: dict[int, list[_Head]] = {}
        self._changes: list[KeyChange] = []
        self._given: dict[int, list[GivenHead]] = {}
        self.holding = 0
        """How many heads hold; known once finished."""
        self.given_holding = 0
        """How many of those from outside hold."""
        self.largest = 0
        """The size of the largest head that holds."""
        for note in checkpoints:
            self._read(note)

    def take(self, change: KeyChange) -> None:
        """An entry changed the key."""
        self._changes.append(change)

    def give(self, head: GivenHead) -> None:
        """Take a head that somebody noted outside: whoever brings it vouches for it."""
        self._given.setdefault(head.size, []).append(head)

    def sizes(self, above: int, most: int) -> list[int]:
        """The sizes above `above` and up to `most` at which heads wait to be compared, the smallest first."""
        waiting = self._by_size.keys() | self._given.keys()
        return sorted(size for size in waiting if above < size <= most)

    def compare(self, size: int, root: bytes) -> None:
        """Hold the heads of `size` against the `root` of the tree when it is so large."""
        for head in self._by_size.pop(size, ()):
            head.is_met, head.is_right = True, head.checkpoint.root == root
        for given in self._given.pop(size, ()):
            if root.startswith(given.root):
                self.given_holding += 1
            else:
                self._findings.add(size, "given_head_differs", size=size)

    def finish(self, entries: int) -> tuple[ProvenChange, ...]:
        """Look at all signatures, now that the tree of `entries` is whole; what the changes of keys are worth."""
        chain = chain_of(self._changes, self._trusted)
        self._check_chain(chain)
        proven = [head for head in self._heads if self._is_signed(head, chain)]
        self._check_agreement(proven)
        for head in proven:
            size = head.checkpoint.size
            if not head.is_met:
                self._findings.add(entries + 1, "tail_cut_off", size=size, entries=entries)
            elif not head.is_right:
                self._findings.add(size, "checkpoint_root_differs", size=size)
            else:
                self.holding += 1
                self.largest = max(self.largest, size)
        for size in sorted(self._given):
            self._findings.add(entries + 1, "tail_cut_off", size=size, entries=entries)
        return tuple(self._prove(chain, proven))

    def _read(self, text: str) -> None:
        size = 0
        try:
            note = parse_note(text)
            checkpoint = parse_checkpoint(note.text)
            size = checkpoint.size
        except Refused as refusal:
            self._findings.add_refusal(size, refusal)
            return
        head = _Head(note, checkpoint)
        self._heads.append(head)
        self._by_size.setdefault(size, []).append(head)

    def _check_chain(self, chain: KeyChain) -> None:
        before = chain.first
        for change in chain.changes:
            if change.replaces != before:
                self._findings.add(change.entry, "key_change_broken")
            before = change.verifier_key
        if chain.changes and self._trusted and self._trusted not in chain.keys:
            self._findings.add(0, "key_not_in_chain")

    def _check_agreement(self, proven: Iterable[_Head]) -> None:
        """Two signed heads of one size with two roots: whoever signed them signed two histories."""
        roots: dict[int, bytes] = {}
        for head in proven:
            size, root = head.checkpoint.size, head.checkpoint.root
            if roots.setdefault(size, root) != root:
                self._findings.add(size, "heads_disagree", size=size)

    def _is_signed(self, head: _Head, chain: KeyChain) -> bool:
        """True for a head of this log with the signature it should have; else what is wrong is taken down."""
        size = head.checkpoint.size
        # beyond the last entry nobody can tell any more which of the log's keys was the right one
        wanted = [chain.at(size)] if head.is_met else [*chain.keys, self._trusted]
        try:
            keys = [read_verifier_key(text) for text in dict.fromkeys(wanted) if text or not chain.changes]
            if not signed_by(head.note, keys):
                raise refused("note_not_signed_by", name=keys[0].name)
        except Refused as refusal:
            self._findings.add_refusal(size, refusal)
            return False
        self._origin = self._origin or head.checkpoint.origin
        if head.checkpoint.origin != self._origin:
            self._findings.add(size, "checkpoint_of_other_log", origin=head.checkpoint.origin)
            return False
        return True

    def _prove(self, chain: KeyChain, proven: list[_Head]) -> Iterator[ProvenChange]:
        """What each change is worth.

        The first head by a new key must be signed with the key of the head before as well, unless a key was lost in
        between; a change that was followed by another before there was a head is judged together with that one.
        """
        before, waiting = chain.first, list[KeyChange]()
        for change, sizes in chain.spans():
            waiting.append(change)
            heads = [head for head in proven if head.checkpoint.size in sizes]
            if not heads:
                continue
            is_vouched = any(_is_signed_by(head.note, before) for head in heads)
            if not is_vouched and not any(each.is_lost for each in waiting):
                self._findings.add(change.entry, "key_change_unvouched")
            yield from (ProvenChange(each, is_vouched) for each in waiting)
            before, waiting = change.verifier_key, []
        yield from (ProvenChange(each, None) for each in waiting)


def _is_signed_by(note: Note, vkey: str) -> bool:
    try:
        key: VerifierKey = read_verifier_key(vkey)
        return bool(signed_by(note, [key]))
    except Refused:
        return False


class GrowingTree:
    """The tree as leaf after leaf is read, and the heads held against it on the way."""

    def __init__(self, heads: SignedHeads) -> None:
        self._heads = heads
        self._frontier = Frontier()
        self._compare()

    @property
    def size(self) -> int:
        """How many leaves were read."""
        return self._frontier.size

    def root(self) -> bytes:
        """The root over them."""
        return self._frontier.root()

    def grow(self, leaves: Sequence[bytes]) -> None:
        """Read on."""
        start = done = self._frontier.size
        for size in self._heads.sizes(start, start + len(leaves)):
            self._frontier.extend(leaves[done - start : size - start])
            done = size
            self._compare()
        self._frontier.extend(leaves[done - start :])

    def _compare(self) -> None:
        self._heads.compare(self._frontier.size, self._frontier.root())


def claimed_size(note: str) -> int:
    """The size an unproven note claims; 0 when it is unreadable."""
    try:
        return parse_checkpoint(parse_note(note).text).size
    except Refused:
        return 0
