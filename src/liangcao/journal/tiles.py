"""The tree in tiles, as C2SP `tlog-tiles` has it: static pieces from which anybody reads any root and any proof.

A tile is up to 256 hashes that stand beside one another on one level; a hash on level n + 1 is the root of a full tile
on level n. A bundle holds the entries below a tile of level 0. What a reader fetches proves nothing by itself: a root
or a proof made of it is held against a signed head.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from liangcao.journal.tree import EMPTY_ROOT, HASH_SIZE, LONGEST_ENTRY, consistency_ranges, inclusion_ranges, node_hash
from liangcao.kernel.errors import refused

HEIGHT = 8
WIDTH = 1 << HEIGHT
ENTRIES = -1
"""The level of bundles: ``tile/entries/…`` in an address."""
HIGHEST_LEVEL = 63
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Where a tile lies and how many hashes (or entries) it has; full ones have 256."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def is_full(self) -> bool:
        """True for a tile that will never change."""
        return self.width == WIDTH

    @property
    def path(self) -> str:
        """Its address below the log's: ``tile/0/x001/234``, ``tile/entries/000.p/7``."""
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.append(f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else self.level
        partial = "" if self.is_full else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


@dataclass(frozen=True, slots=True)
class FullTile:
    """The 256 hashes of a full tile, and their root, which is a hash of the level above."""

    level: int
    index: int
    hashes: bytes
    root: bytes


Fetch = Callable[[Tile], bytes]
"""The content of a tile; how it comes here is nobody's business. May raise Refused."""


def read_tile_path(path: str) -> Tile:
    """The tile whose address `path` is; raises Refused ``tile_unknown`` for every other spelling."""
    found = _PATH.fullmatch(path)
    if found:
        level, index, width = found.groups()
        digits = index.replace("x", "").replace("/", "")
        tile = Tile(ENTRIES if level == "entries" else int(level), int(digits), int(width) if width else WIDTH)
        if tile.level <= HIGHEST_LEVEL and 0 < tile.width <= WIDTH and tile.path == path:
            return tile
    raise refused("tile_unknown", path=path[:100])


def widest_tile(level: int, index: int, size: int) -> Tile | None:
    """The tile there in a tree of `size` leaves, with all it has; None where there is nothing (yet)."""
    width = min((size >> HEIGHT * max(level, 0)) - index * WIDTH, WIDTH)
    return Tile(level, index, width) if width > 0 else None


def is_within(tile: Tile, size: int) -> bool:
    """True when all that `tile` holds is covered by a tree of `size` leaves."""
    return tile.index * WIDTH + tile.width <= size >> HEIGHT * max(tile.level, 0)


def tiles_of(size: int) -> Iterator[Tile]:
    """All tiles of a tree of `size` leaves, each as wide as it is, level by level from the leaves up."""
    level = 0
    while size:
        for index in range(size // WIDTH):
            yield Tile(level, index)
        if size % WIDTH:
            yield Tile(level, size // WIDTH, size % WIDTH)
        size, level = size // WIDTH, level + 1


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """The root over `hashes`, a power of two of them."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def hashes_of(content: bytes) -> list[bytes]:
    """The hashes a tile's `content` consists of."""
    return [content[start : start + HASH_SIZE] for start in range(0, len(content), HASH_SIZE)]


def write_bundle(entries: Iterable[bytes]) -> bytes:
    """A bundle of `entries`, each preceded by its length; raises Refused ``bundle_unreadable`` for one too long."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise refused("bundle_unreadable")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def read_bundle(content: bytes) -> list[bytes]:
    """The entries of a bundle; raises Refused ``bundle_unreadable`` unless it ends where its last entry does."""
    entries: list[bytes] = []
    start = 0
    while start < len(content):
        end = start + 2 + int.from_bytes(content[start : start + 2], "big")
        if start + 2 > len(content) or end > len(content):
            raise refused("bundle_unreadable")
        entries.append(content[start + 2 : end])
        start = end
    return entries


class TileBuilder:
    """Full tiles of every level as they come to be while leaf after leaf is appended, from the first on."""

    def __init__(self) -> None:
        self.size = 0
        self._rows: list[list[bytes]] = [[]]

    def append(self, leaf: bytes) -> list[FullTile]:
        """Take the next leaf hash; return the tiles it completes, the lowest first."""
        self._rows[0].append(leaf)
        self.size += 1
        return self._complete() if len(self._rows[0]) == WIDTH else []

    def _complete(self) -> list[FullTile]:
        done: list[FullTile] = []
        level = 0
        while len(self._rows[level]) == WIDTH:
            row, self._rows[level] = self._rows[level], []
            root = root_of_hashes(row)
            done.append(FullTile(level, (self.size >> HEIGHT * (level + 1)) - 1, b"".join(row), root))
            level += 1
            if level == len(self._rows):
                self._rows.append([])
            self._rows[level].append(root)
        return done


class TileReader:
    """Roots and proofs of a tree of `size` leaves, read from tiles; each is fetched once, and only where needed.

    Every method raises Refused ``tile_wrong_length`` when a tile has not the length it must have.
    """

    def __init__(self, size: int, fetch: Fetch) -> None:
        self.size = size
        self._fetch = fetch
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def leaf(self, index: int) -> bytes:
        """The hash of leaf `index`; raises Refused ``proof_out_of_range``."""
        if not 0 <= index < self.size:
            raise refused("proof_out_of_range", position=index, size=self.size)
        return self._perfect(index, 1)

    def root(self) -> bytes:
        """The root of the whole tree."""
        return self._root_over(0, self.size) if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The hashes that lead from leaf `index` to the root, the deepest first; raises Refused as `leaf` does."""
        return [self._root_over(low, high) for low, high in inclusion_ranges(self.size, index)]

    def consistency_proof(self, size: int) -> list[bytes]:
        """The hashes that show the tree of the first `size` leaves to be a prefix of this one.

        Raises Refused ``proof_from_nothing``, ``proof_out_of_range``.
        """
        return [self._root_over(low, high) for low, high in consistency_ranges(self.size, size)]

    def _root_over(self, low: int, high: int) -> bytes:
        """The root over leaves `low` to `high`, a part of the tree: perfect subtrees, the largest on the left."""
        peaks: list[bytes] = []
        while low < high:
            count = 1 << ((high - low).bit_length() - 1)
            peaks.append(self._perfect(low, count))
            low += count
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root

    def _perfect(self, low: int, count: int) -> bytes:
        """The root over `count` leaves from `low` on, a power of two at a multiple of itself: it lies in one tile."""
        level, within = divmod(count.bit_length() - 1, HEIGHT)
        first = low >> HEIGHT * level
        hashes = self._hashes(level, first // WIDTH)
        place = first % WIDTH
        return root_of_hashes(hashes[place : place + (1 << within)])

    def _hashes(self, level: int, index: int) -> list[bytes]:
        hashes = self._tiles.get((level, index))
        if hashes is None:
            tile = widest_tile(level, index, self.size)
            assert tile is not None, "no range asked for reaches beyond the tree"
            content = self._fetch(tile)
            if len(content) != tile.width * HASH_SIZE:
                raise refused("tile_wrong_length", path=tile.path, expected=tile.width * HASH_SIZE, length=len(content))
            hashes = self._tiles[level, index] = hashes_of(content)
        return hashes
