"""Checking a log by its tiles (C2SP `tlog-tiles`), whoever made it: checkpoint, entries, tiles of every level."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from liangcao.journal.note import verify_checkpoint
from liangcao.journal.problems import Findings, Problem
from liangcao.journal.signed_heads import GivenHead
from liangcao.journal.tiles import ENTRIES, WIDTH, Tile, TileBuilder, read_bundle, tiles_of
from liangcao.journal.tree import HASH_SIZE, Frontier, leaf_hash
from liangcao.kernel.errors import Reason, Refused, refused

CHECKPOINT = "checkpoint"
WAIT_SECONDS = 30
_MOST_BYTES = WIDTH * (65_535 + 2)
Fetch = Callable[[str], bytes | None]
"""The content at an address below the log's; None when there is nothing."""


class WithheldError(Refused):
    """The log does not give this to everybody: an office shows hashes to all, and entries to those who may see them."""

    def __init__(self, address: str) -> None:
        super().__init__(Reason("log_unreadable", {"path": address}))


@dataclass(frozen=True, slots=True)
class LogChecked:
    """What became of a log: its head, what was read, what was withheld from us, and what is wrong."""

    origin: str
    size: int
    root: bytes
    tiles: int
    bundles: int
    withheld: int
    given_heads: int
    found: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.found


def fetch_from(place: str) -> Fetch:
    """How to read the log in the directory, or at the address, `place`."""
    if place.startswith(("https://", "http://")):
        return lambda path: _download(f"{place.rstrip('/')}/{path}")
    return lambda path: _read(Path(place) / path)


def check_log(
    fetch: Fetch, key: str, heads: Sequence[GivenHead], progress: Callable[[int, int], None], *, most: int = 1000
) -> LogChecked:
    """Check the log whose files `fetch` gets: its head is signed with `key`, and all else leads to it.

    `heads` are such as somebody noted before. Raises Refused ``log_unreadable`` without a checkpoint, and as
    `verify_checkpoint` does.
    """
    raw = fetch(CHECKPOINT)
    if raw is None:
        raise refused("log_unreadable", path=CHECKPOINT)
    try:
        head = verify_checkpoint(raw.decode(), key)
    except UnicodeDecodeError:
        raise refused("note_unreadable") from None
    walk = _Walk(fetch, head.size, heads, Findings(most))
    for done in walk.leaves():
        progress(done, head.size)
    return walk.finish(head.origin, head.root)


class _Walk:
    """From the first leaf to the last; full tiles are compared as they come to be, the others at the end."""

    def __init__(self, fetch: Fetch, size: int, heads: Sequence[GivenHead], findings: Findings) -> None:
        self._fetch, self._size, self._findings = fetch, size, findings
        self._heads: dict[int, list[bytes]] = {}
        for head in heads:
            self._heads.setdefault(head.size, []).append(head.root)
        self._builder = TileBuilder()
        self._frontier = Frontier()
        self._partial: dict[int, bytes] = {}
        self._given_holding = self._tiles = self._bundles = self._withheld = 0

    def leaves(self) -> Iterator[int]:
        """Read tile after tile of the lowest level with its entries; tells how many leaves are done."""
        upper: dict[int, list[bytes]] = {}
        for tile in (tile for tile in tiles_of(self._size) if tile.level == 0):
            hashes = self._hashes(tile)
            entries = self._entries(Tile(ENTRIES, tile.index, tile.width))
            leaves = [leaf_hash(entry) for entry in entries] if entries is not None else hashes
            if leaves is None:
                raise refused("log_unreadable", path=tile.path)
            for place, leaf in enumerate(leaves):
                if hashes is not None and hashes[place] != leaf:
                    self._findings.add(tile.index * WIDTH + place + 1, "tile_entry_differs", path=tile.path)
                self._grow(leaf, upper)
            yield self._frontier.size
        self._check_partial(upper)

    def finish(self, origin: str, root: bytes) -> LogChecked:
        counted = self._frontier.root()
        if counted != root:
            self._findings.add(self._size, "checkpoint_root_differs", size=self._size)
        for size in sorted(self._heads):
            self._findings.add(self._size + 1, "tail_cut_off", size=size, entries=self._size)
        return LogChecked(
            origin=origin,
            size=self._size,
            root=counted,
            tiles=self._tiles,
            bundles=self._bundles,
            withheld=self._withheld,
            given_heads=self._given_holding,
            found=self._findings.found,
            problems=self._findings.in_order(),
        )

    def _grow(self, leaf: bytes, upper: dict[int, list[bytes]]) -> None:
        self._frontier.append(leaf)
        for known in self._heads.pop(self._frontier.size, ()):
            if self._frontier.root().startswith(known):
                self._given_holding += 1
            else:
                self._findings.add(self._frontier.size, "given_head_differs", size=self._frontier.size)
        for full in self._builder.append(leaf):
            if full.level > 0:
                self._compare(Tile(full.level, full.index), full.hashes)
                upper[full.level] = []
            upper.setdefault(full.level + 1, []).append(full.root)

    def _check_partial(self, upper: dict[int, list[bytes]]) -> None:
        """The last tile of each level above the lowest."""
        for tile in tiles_of(self._size):
            if tile.level > 0 and not tile.is_full:
                self._compare(tile, b"".join(upper.get(tile.level, ())))

    def _compare(self, tile: Tile, expected: bytes) -> None:
        hashes = self._hashes(tile)
        if hashes is not None and b"".join(hashes) != expected:
            self._findings.add(0, "tile_differs_from_entries", path=tile.path)

    def _hashes(self, tile: Tile) -> list[bytes] | None:
        content = self._content(tile, tile.width * HASH_SIZE)
        if content is None:
            self._findings.add(0, "tile_missing", path=tile.path)
            return None
        self._tiles += 1
        return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]

    def _content(self, tile: Tile, wanted: int) -> bytes | None:
        """The content of a tile; a full one may stand in for a partial one that was cleared away."""
        content = self._fetch(tile.path)
        if content is None and not tile.is_full:
            content = self._fetch(Tile(tile.level, tile.index).path)
            content = content[:wanted] if content is not None else None
        return content if content is not None and len(content) == wanted else None

    def _entries(self, tile: Tile) -> list[bytes] | None:
        """The entries of a bundle; None when it is not there, is no bundle, or is not for us."""
        try:
            content = self._fetch(tile.path)
            if content is None and not tile.is_full:
                content = self._fetch(Tile(ENTRIES, tile.index).path)
        except WithheldError:
            self._withheld += 1
            return None
        try:
            entries = read_bundle(content)[: tile.width] if content is not None else []
        except Refused:
            entries = []
        if len(entries) != tile.width:
            self._findings.add(0, "tile_missing", path=tile.path)
            return None
        self._bundles += 1
        return entries


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _download(address: str) -> bytes | None:
    request = urllib.request.Request(address, headers={"User-Agent": "liangcao-verify"})  # noqa: S310 - http(s) only
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310 - http(s) only
            content: bytes = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        if error.code in (404, 410):
            return None
        if error.code in (401, 403):
            raise WithheldError(address) from error
        raise refused("log_unreadable", path=f"{address} ({error.code})") from error
    except OSError as error:
        raise refused("log_unreadable", path=f"{address} ({error})") from error
    return content
