"""Tiles: addresses as the specification spells them, and every root and proof read from them as RFC 9162 has it."""

from functools import cache
from hashlib import sha256

import pytest
import rfc9162
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcao.journal.entry import read_entry_data
from liangcao.journal.tiles import (
    ENTRIES,
    Tile,
    TileBuilder,
    TileReader,
    hashes_of,
    is_within,
    read_bundle,
    read_tile_path,
    root_of_hashes,
    tiles_of,
    widest_tile,
    write_bundle,
)
from liangcao.journal.tree import EMPTY_ROOT, LONGEST_ENTRY, entry_leaf, leaf_hash, log_entry
from liangcao.kernel.canonical import parse_canonical
from liangcao.kernel.errors import Refused

MOST = 1_400
LEAVES = [sha256(number.to_bytes(4, "big")).digest() for number in range(MOST)]
LARGE = 70_000


@cache
def row(size: int, level: int) -> list[bytes]:
    """All hashes of a level, by the definition: MTH over 256**level leaves each; leaves are hashes of their numbers."""
    if level == 0:
        return [sha256(number.to_bytes(4, "big")).digest() for number in range(size)]
    below = row(size, level - 1)
    return [rfc9162.root(below[start : start + 256]) for start in range(0, len(below) - 255, 256)]


def content(tile: Tile, size: int) -> bytes:
    """What the tile holds in the tree of `size` leaves."""
    start = tile.index * 256
    return b"".join(row(size, tile.level)[start : start + tile.width])


class Shelf:
    """Hands out tiles of a tree and counts them."""

    def __init__(self, size: int) -> None:
        self.size, self.asked = size, list[Tile]()

    def fetch(self, tile: Tile) -> bytes:
        self.asked.append(tile)
        return content(tile, self.size)

    def reader(self) -> TileReader:
        return TileReader(self.size, self.fetch)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(1, 1_000), "tile/1/x001/000"),
        (Tile(2, 999, 17), "tile/2/999.p/17"),
        (Tile(63, 7, 255), "tile/63/007.p/255"),
        (Tile(ENTRIES, 1_234_067), "tile/entries/x001/x234/067"),
        (Tile(ENTRIES, 0, 1), "tile/entries/000.p/1"),
    ],
)
def test_addresses_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert read_tile_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile/0//000", "tile/00/000"),
        *("tile/64/000", "tile/-1/000", "tile/x/000", "tile/0/00", "tile/0/0000", "tile/0/x000/000", "tile/0/001/000"),
        *("tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p"),
        *("tile/0/000.p/-1", "tile/data/000", "tile/entries/1", "tile/０/000", "tile/0/٠٠٠", "tile/0/000\n"),
        *("tile/0/" + "x000/" * 2_000 + "001", "tile/0/" + "9" * 5_000, "TILE/0/000", "tile/0/%30%30%30"),
    ],
)
def test_every_other_spelling_is_no_tile(path: str) -> None:
    with pytest.raises(Refused, match="tile_unknown"):
        read_tile_path(path)


@given(st.integers(-1, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_an_address_leads_back_to_its_tile(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert read_tile_path(tile.path) == tile


def test_the_tiles_of_the_specifications_example() -> None:
    """70,000 leaves: 273 full tiles and one of 112, one full and one of 17, one of 1; 256: one and one of 1."""
    tiles = list(tiles_of(LARGE))
    full = [tile for tile in tiles if tile.is_full]
    assert [tile for tile in tiles if not tile.is_full] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert full == [*(Tile(0, index) for index in range(273)), Tile(1, 0)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(st.integers(0, 10**12), st.integers(0, 5), st.integers(0, 10**6), st.integers(1, 256))
def test_what_is_within_a_tree(size: int, level: int, index: int, width: int) -> None:
    assert is_within(Tile(level, index, width), size) == (size // 256**level >= index * 256 + width)
    widest = widest_tile(level, index, size)
    assert widest is None or is_within(widest, size)
    assert (widest is None) == (not is_within(Tile(level, index, 1), size))
    assert widest is None or widest.is_full or not is_within(Tile(level, index, widest.width + 1), size)


@given(st.integers(1, MOST), st.data())
@settings(max_examples=60, deadline=None)
def test_roots_and_proofs_read_from_tiles_are_those_of_the_rfc(size: int, data: st.DataObject) -> None:
    leaves = LEAVES[:size]
    index = data.draw(st.integers(0, size - 1))
    reader = Shelf(size).reader()
    assert reader.root() == rfc9162.root(leaves)
    assert reader.leaf(index) == leaves[index]
    assert reader.inclusion_proof(index) == rfc9162.path(index, leaves)
    assert reader.consistency_proof(index + 1) == rfc9162.proof(index + 1, leaves)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 1_024])
def test_at_the_borders_every_index(size: int) -> None:
    leaves = LEAVES[:size]
    reader = Shelf(size).reader()
    assert reader.root() == rfc9162.root(leaves)
    for index in {0, 1, size // 2, size - 2, size - 1, 254, 255, 256, 257} & set(range(size)):
        assert reader.inclusion_proof(index) == rfc9162.path(index, leaves)
        assert reader.consistency_proof(index + 1) == rfc9162.proof(index + 1, leaves)


def test_a_proof_needs_few_tiles() -> None:
    """In a tree of 70,000 leaves (three levels): at most the tile of the leaf and the right edge on each level."""
    for index in (0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999):
        shelf = Shelf(LARGE)
        proof = shelf.reader().inclusion_proof(index)
        assert proof == rfc9162.path(index, row(LARGE, 0))
        assert len(shelf.asked) <= 5
        assert len(set(shelf.asked)) == len(shelf.asked)
    for size in (1, 256, 65_536, 69_999):
        shelf = Shelf(LARGE)
        shelf.reader().consistency_proof(size)
        assert len(shelf.asked) <= 6


def test_the_empty_tree_has_a_root_and_no_proofs() -> None:
    reader = Shelf(0).reader()
    assert reader.root() == EMPTY_ROOT
    with pytest.raises(Refused, match="proof_out_of_range"):
        reader.leaf(0)
    with pytest.raises(Refused, match="proof_out_of_range"):
        reader.inclusion_proof(0)
    with pytest.raises(Refused, match="proof_from_nothing"):
        reader.consistency_proof(0)


def test_a_tile_of_another_length_is_refused() -> None:
    for cut in (b"", b"\0" * 31, b"\0" * 32 * 299):
        reader = TileReader(300, lambda _tile, cut=cut: cut)
        with pytest.raises(Refused, match="tile_wrong_length"):
            reader.root()


@given(st.integers(0, MOST))
@settings(max_examples=20, deadline=None)
def test_the_builder_makes_the_full_tiles(size: int) -> None:
    builder = TileBuilder()
    made = [tile for leaf in LEAVES[:size] for tile in builder.append(leaf)]
    assert sorted((tile.level, tile.index) for tile in made) == [
        (tile.level, tile.index) for tile in tiles_of(size) if tile.is_full
    ]
    for tile in made:
        assert tile.hashes == content(Tile(tile.level, tile.index), size)
        assert tile.root == rfc9162.root(hashes_of(tile.hashes)) == root_of_hashes(hashes_of(tile.hashes))


def test_the_builder_goes_on_above() -> None:
    builder = TileBuilder()
    made = {}
    for leaf in row(LARGE, 0):
        made |= {(tile.level, tile.index): tile for tile in builder.append(leaf)}
    assert len(made) == 274
    assert made[1, 0].hashes == content(Tile(1, 0), LARGE)


@given(st.lists(st.binary(max_size=300), max_size=300))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    assert read_bundle(write_bundle(entries)) == entries


def test_a_bundle_is_as_the_specification_has_it() -> None:
    assert write_bundle([b"ab", b"", b"c" * 258]) == b"\0\x02ab" + b"\0\0" + b"\x01\x02" + b"c" * 258
    assert len(write_bundle([b"x" * LONGEST_ENTRY])) == 2 + 65_535


@pytest.mark.parametrize("cut", [b"\0", b"\0\x01", b"\0\x02a", b"\0\x01ab"])
def test_a_broken_bundle_is_refused(cut: bytes) -> None:
    with pytest.raises(Refused, match="bundle_unreadable"):
        read_bundle(cut)


def test_an_entry_too_long_for_a_bundle_is_refused() -> None:
    with pytest.raises(Refused, match="bundle_unreadable"):
        write_bundle([b"x" * 65_536])


def test_a_body_up_to_the_border_is_its_own_entry() -> None:
    body = b"{" + b"a" * 65_533 + b"}"
    assert len(body) == 65_535
    assert log_entry(body, 7) == body
    assert entry_leaf(body, 7) == leaf_hash(body)


def test_a_longer_body_is_named_by_a_stub() -> None:
    body = b"{" + b"a" * 65_534 + b"}"
    stub = log_entry(body, 7)
    digest = sha256(body).hexdigest()
    assert stub.decode() == f'{{"body_sha256":"{digest}","format":"liangcao-long-body/1","number":7,"size":65536}}'
    assert entry_leaf(body, 7) == leaf_hash(stub) != leaf_hash(body)
    assert log_entry(body, 8) != stub, "the same body elsewhere is another entry"
    assert read_bundle(write_bundle([stub])) == [stub]


def test_a_stub_is_canonical_and_never_an_entry() -> None:

    stub = log_entry(b"x" * 70_000, 12)
    assert set(parse_canonical(stub)) == {"body_sha256", "format", "number", "size"}
    with pytest.raises(Refused, match="entry_unreadable"):
        read_entry_data(stub)
