"""The tree of RFC 9162 section 2.1, word for word and slowly: what faster code is held against."""

from collections.abc import Sequence
from hashlib import sha256


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH(D_n), over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = split_of(len(leaves))
    return sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D_n)."""
    if len(leaves) == 1:
        return []
    split = split_of(len(leaves))
    if index < split:
        return [*path(index, leaves[:split]), root(leaves[split:])]
    return [*path(index - split, leaves[split:]), root(leaves[:split])]


def proof(size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D_n)."""
    return subproof(size, leaves, is_whole=True)


def subproof(size: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    """SUBPROOF(m, D_n, b)."""
    if size == len(leaves):
        return [] if is_whole else [root(leaves)]
    split = split_of(len(leaves))
    if size <= split:
        return [*subproof(size, leaves[:split], is_whole=is_whole), root(leaves[split:])]
    return [*subproof(size - split, leaves[split:], is_whole=False), root(leaves[:split])]


def split_of(size: int) -> int:
    """The largest power of two below `size`."""
    split = 1
    while split * 2 < size:
        split *= 2
    return split
