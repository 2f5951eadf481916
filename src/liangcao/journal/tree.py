"""The Merkle tree over the journal, as RFC 9162 section 2.1 has it, over leaf hashes; SHA-256 throughout."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from liangcao.kernel.errors import refused

HASH_SIZE = 32
LONGEST_ENTRY = 65_535
"""So many bytes an entry of the log may have: bundles of entries (C2SP `tlog-tiles`) give their length in two bytes."""
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""
_BLOCK = 256


def leaf_hash(body: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || body)."""
    return sha256(b"\x00" + body).digest()


def log_entry(body: bytes, number: int) -> bytes:
    """What stands in the log for entry `number`: its `body`, or for one too long for the log a stub that names it.

    No body can look like a stub: an entry's format is a number, and it has other keys.
    """
    if len(body) <= LONGEST_ENTRY:
        return body
    named = f'"format":"liangcao-long-body/1","number":{number},"size":{len(body)}'
    return f'{{"body_sha256":"{sha256(body).hexdigest()}",{named}}}'.encode()


def entry_leaf(body: bytes, number: int) -> bytes:
    """The leaf hash of entry `number` with `body`."""
    return sha256(b"\x00" + (body if len(body) <= LONGEST_ENTRY else log_entry(body, number))).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """All of a growing tree that its next root depends on: the roots of its perfect subtrees, the largest first."""

    __slots__ = ("_peaks", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._peaks: list[bytes] = []

    @property
    def size(self) -> int:
        """How many leaves were appended."""
        return self._size

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The roots of its perfect subtrees, the largest first."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Append one leaf hash: one hashing on average, log2(size) at most."""
        carry = self._size
        while carry & 1:
            leaf = sha256(b"\x01" + self._peaks.pop() + leaf).digest()
            carry >>= 1
        self._peaks.append(leaf)
        self._size += 1

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append many leaf hashes, half as dear as one by one: whole blocks are folded row by row."""
        start = min(-self._size % _BLOCK, len(leaves))
        stop = start + (len(leaves) - start) // _BLOCK * _BLOCK
        for leaf in leaves[:start]:
            self.append(leaf)
        for place in range(start, stop, _BLOCK):
            row = list(leaves[place : place + _BLOCK])
            while len(row) > 1:
                row = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
            self._append_block(row[0])
        for leaf in leaves[stop:]:
            self.append(leaf)

    def _append_block(self, root: bytes) -> None:
        carry = self._size // _BLOCK
        while carry & 1:
            root = sha256(b"\x01" + self._peaks.pop() + root).digest()
            carry >>= 1
        self._peaks.append(root)
        self._size += _BLOCK

    def root(self) -> bytes:
        """The root of the tree so far, by at most log2(size) hashings."""
        return root_of_peaks(self._peaks)

    def rounded(self, height: int) -> "Frontier":
        """A frontier of its own of the leaves up to the last multiple of 2**`height`."""
        before = Frontier()
        before._size = self._size >> height << height
        before._peaks = self._peaks[: before._size.bit_count()]
        return before

    def to_bytes(self) -> bytes:
        """Size (8 bytes, big-endian) and the peaks, the largest first."""
        return self._size.to_bytes(8, "big") + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Frontier":
        """The frontier `to_bytes` wrote; raises Refused ``frontier_unreadable``."""
        size = int.from_bytes(stored[:8], "big")
        if len(stored) != 8 + HASH_SIZE * size.bit_count():
            raise refused("frontier_unreadable")
        frontier = cls()
        frontier._size = size
        frontier._peaks = [stored[start : start + HASH_SIZE] for start in range(8, len(stored), HASH_SIZE)]
        return frontier


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root of the tree whose perfect subtrees, the largest first, have the roots `peaks`."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_from_leaves(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over the leaf hashes `leaves`."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_ranges(size: int, index: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots lead from leaf `index` to the root of a tree of `size`, the deepest first.

    Raises Refused ``proof_out_of_range``.
    """
    if not 0 <= index < size:
        raise refused("proof_out_of_range", position=index, size=size)
    low, high = 0, size
    ranges: list[tuple[int, int]] = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def consistency_ranges(size2: int, size1: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots show a tree of `size1` to be a prefix of one of `size2`.

    Raises Refused ``proof_from_nothing`` when `size1` is 0, ``proof_out_of_range`` when it exceeds the other.
    """
    _check_sizes(size1, size2)
    low, high = 0, size2
    ranges: list[tuple[int, int]] = []
    while size1 != high:
        middle = low + _split(high - low)
        if size1 <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:
        ranges.append((low, high))
    return ranges[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root over `leaves`, the deepest first.

    Raises Refused ``proof_out_of_range``.
    """
    return [root_from_leaves(leaves[low:high]) for low, high in inclusion_ranges(len(leaves), index)]


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """The hashes that show the tree over the first `size` leaves to be a prefix of the tree over all `leaves`.

    Raises Refused ``proof_from_nothing`` when `size` is 0, ``proof_out_of_range`` when it exceeds the tree.
    """
    return [root_from_leaves(leaves[low:high]) for low, high in consistency_ranges(len(leaves), size)]


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return if `proof` leads from `leaf_hash` at `index` to the `root` of a tree of `size` leaves.

    Raises Refused ``proof_out_of_range``, ``hash_wrong_length``, ``proof_wrong_length``, ``proof_wrong_root``.
    """
    if not 0 <= index < size:
        raise refused("proof_out_of_range", position=index, size=size)
    _check_hashes(leaf_hash, root, *proof)
    # RFC 9162 section 2.1.3.2: `node` is where we stand on a level, `last` the last node of that level
    node, last, reached, used = index, size - 1, leaf_hash, 0
    expected = _inclusion_length(index, size)
    if len(proof) != expected:
        raise refused("proof_wrong_length", expected=expected, length=len(proof))
    while last:
        if node & 1:
            reached, used = node_hash(proof[used], reached), used + 1
        elif node != last:
            reached, used = node_hash(reached, proof[used]), used + 1
        node, last = node >> 1, last >> 1
    if reached != root:
        raise refused("proof_wrong_root")


def verify_consistency(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Return if `proof` shows that the tree of `size1` and `root1` is a prefix of the one of `size2` and `root2`.

    Raises Refused ``proof_from_nothing`` when `size1` is 0 (nothing can be shown of an empty tree),
    ``proof_out_of_range``, ``hash_wrong_length``, ``proof_wrong_length``, ``proof_wrong_root``.
    """
    _check_sizes(size1, size2)
    _check_hashes(root1, root2, *proof)
    expected = _consistency_length(size1, size2)
    if len(proof) != expected:
        raise refused("proof_wrong_length", expected=expected, length=len(proof))
    # RFC 9162 section 2.1.4.2; a first tree that is perfect is a node of the second and is not in the proof
    path = list(proof) if size1 & (size1 - 1) and size1 != size2 else [root1, *proof]
    trailing = ((size1 - 1) ^ size1).bit_length() - 1
    node, last = (size1 - 1) >> trailing, (size2 - 1) >> trailing
    first = second = path[0]
    for step in path[1:]:
        if node & 1 or node == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, step)
        node, last = node >> 1, last >> 1
    if first != root1 or second != root2:
        raise refused("proof_wrong_root")


def _split(size: int) -> int:
    """The largest power of two below `size`: how many leaves hang on the left of a tree of `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _inclusion_length(index: int, size: int) -> int:
    """One hash for each level on which the way up to the root has a neighbour."""
    inner = (index ^ (size - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def _consistency_length(size1: int, size2: int) -> int:
    """How many hashes the one consistency proof between these sizes has."""
    if size1 == size2:
        return 0
    trailing = ((size1 - 1) ^ size1).bit_length() - 1
    node, last = (size1 - 1) >> trailing, (size2 - 1) >> trailing
    return _inclusion_length(node, last + 1) + (1 if size1 & (size1 - 1) else 0)


def _check_sizes(size1: int, size2: int) -> None:
    if size1 == 0:
        raise refused("proof_from_nothing")
    if not 0 < size1 <= size2:
        raise refused("proof_out_of_range", position=size1, size=size2)


def _check_hashes(*hashes: bytes) -> None:
    for each in hashes:
        if len(each) != HASH_SIZE:
            raise refused("hash_wrong_length", length=len(each))
