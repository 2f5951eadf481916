"""The tree over all leaf hashes, computed in stretches, and the heads held against it."""

from collections.abc import Iterator, Sequence
from typing import Any

from liangcao.journal.signed_heads import SignedHeads
from liangcao.journal.tree import HASH_SIZE, Frontier, root_of_peaks
from liangcao.verifier.archive import Archive
from liangcao.verifier.layout import STRETCH
from liangcao.verifier.workers import Workers

_Task = tuple[bytes, Sequence[int]]
_STRETCH_BYTES = STRETCH * HASH_SIZE


def check_tree(workers: Workers, leaves: bytes, heads: SignedHeads) -> bytes:
    """The root over `leaves` (hashes, joined); every head is compared when the tree reaches its size."""
    blocks, start = Frontier(), 0
    root = root_of_peaks(())
    heads.compare(0, root)
    for peaks_at in workers.map(_peaks, _tasks(leaves, heads)):
        for size, peaks in peaks_at.items():
            root = root_of_peaks((*blocks.peaks, *peaks))
            heads.compare(start + size, root)
        if STRETCH in peaks_at:
            blocks.append(peaks_at[STRETCH][0])
        start += STRETCH
    return root


def _tasks(leaves: bytes, heads: SignedHeads) -> Iterator[_Task]:
    """Stretch by stretch: its leaves, and the sizes within it at which a root is asked for, its end the last."""
    total = len(leaves) // HASH_SIZE
    sizes = heads.sizes(0, total)
    for start in range(0, total, STRETCH):
        end = min(start + STRETCH, total)
        wanted = {size - start for size in sizes if start < size <= end} | {end - start}
        yield leaves[start * HASH_SIZE : start * HASH_SIZE + _STRETCH_BYTES], sorted(wanted)


def _peaks(_archive: Archive, task: Any) -> dict[int, tuple[bytes, ...]]:
    """The roots of the perfect subtrees at each of the sizes asked for."""
    joined, sizes = task
    leaves = [joined[at : at + HASH_SIZE] for at in range(0, len(joined), HASH_SIZE)]
    frontier, found = Frontier(), {}
    for size in sizes:
        frontier.extend(leaves[frontier.size : size])
        found[size] = frontier.peaks
    return found
