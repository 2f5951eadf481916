"""Tiles as they lie in the database: full ones are stored with the seal that completes them, partial ones read anew.

They are figures derived from the journal: lost ones are made again, wrong ones are followed by another edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from sqlalchemy import Connection

from liangcao.database.bulk import ask, insert_rows
from liangcao.journal.queries import leaves_after
from liangcao.journal.tables import tile as tile_table
from liangcao.journal.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    FullTile,
    Tile,
    TileBuilder,
    TileReader,
    hashes_of,
    is_within,
    root_of_hashes,
    write_bundle,
)
from liangcao.journal.tree import HASH_SIZE, entry_leaf, log_entry
from liangcao.kernel.errors import refused

MOST_MADE = 1_000
"""So many tiles are made in one go; what is still missing waits for the next."""
_NOTHING: Mapping[tuple[int, int], bytes] = {}
_TILE = ("district_id", "level", "number", "edition", "hashes", "root")


def tile_content(connection: Connection, district_id: int, tile: Tile, size: int) -> bytes | None:
    """What `tile` holds in the log sealed at `size` entries; None where there is no such tile (yet)."""
    if not is_within(tile, size):
        return None
    if tile.level == ENTRIES:
        return _bundle(connection, district_id, tile)
    stored = _stored(connection, district_id, tile.level, tile.index)
    if stored is not None:
        return stored[: tile.width * HASH_SIZE]
    hashes = _hashes(connection, district_id, tile.level, tile.index)[: tile.width]
    return b"".join(hashes) if len(hashes) == tile.width else None


def tile_reader(connection: Connection, district_id: int, size: int, made: Sequence[FullTile] = ()) -> TileReader:
    """Reads roots and proofs of the log sealed at `size` entries; its methods raise Refused ``tiles_wrong``.

    `made` are tiles that are not stored yet.
    """
    roots = _roots_of(made)

    def fetch(tile: Tile) -> bytes:
        hashes = _hashes(connection, district_id, tile.level, tile.index, roots)[: tile.width] if roots else []
        content = b"".join(hashes) or tile_content(connection, district_id, tile, size)
        if content is None:
            raise refused("tiles_wrong")
        return content

    return TileReader(size, fetch)


def _roots_of(made: Sequence[FullTile]) -> dict[tuple[int, int], bytes]:
    return {(tile.level, tile.index): tile.root for tile in made}


def missing_tiles(connection: Connection, district_id: int, size: int) -> list[FullTile]:
    """The full tiles of the log of `size` entries that are not stored, the lowest first; at most `MOST_MADE` of them.

    Raises Refused ``tiles_wrong`` when what they are made of does not lead to the tile above.
    """
    made: list[FullTile] = []
    roots: dict[tuple[int, int], bytes] = {}
    for level in count():
        expected = size >> HEIGHT * (level + 1)
        numbers = _missing_numbers(connection, district_id, level, expected)
        for number in numbers[: MOST_MADE - len(made)]:
            hashes = _hashes(connection, district_id, level, number, roots)
            if len(hashes) < WIDTH:
                raise refused("tiles_wrong")
            tile = FullTile(level, number, b"".join(hashes), root_of_hashes(hashes))
            _check_parent(connection, district_id, tile)
            roots[level, number] = tile.root
            made.append(tile)
        if not expected:
            return made
    raise AssertionError("levels end")


def store_tiles(connection: Connection, district_id: int, tiles: Mapping[FullTile, int]) -> None:
    """Store each of `tiles` as the edition given; those that are there already are passed over."""
    rows = [(district_id, each.level, each.index, edition, each.hashes, each.root) for each, edition in tiles.items()]
    insert_rows(connection, tile_table, _TILE, rows, keep_existing=True)


def tiles_by_bodies(connection: Connection, district_id: int, size: int) -> Iterator[tuple[bytes, list[FullTile]]]:
    """Every leaf of the log of `size` entries hashed anew from its body, each with the tiles it completes."""
    builder = TileBuilder()
    for number, body, _stored_leaf in leaves_after(connection, district_id, 0, most=size):
        leaf = entry_leaf(body, number)
        yield leaf, builder.append(leaf)


def next_edition(connection: Connection, district_id: int, tile: FullTile) -> int | None:
    """Which edition `tile` must be stored as; None when the latest one stored is just so."""
    sql = (
        "SELECT edition, hashes, root FROM tile WHERE district_id = ? AND level = ? AND number = ? "
        "ORDER BY edition DESC LIMIT 1"
    )
    rows = ask(connection, sql, (district_id, tile.level, tile.index))
    if not rows:
        return 0
    edition, hashes, root = rows[0]
    return None if (bytes(hashes), bytes(root)) == (tile.hashes, tile.root) else int(edition) + 1


def tiles_beyond(connection: Connection, district_id: int, size: int) -> list[Tile]:
    """Stored tiles that a log of `size` entries cannot have yet."""
    found: list[Tile] = []
    highest = ask(connection, "SELECT MAX(level) FROM tile WHERE district_id = ?", (district_id,))[0][0]
    for level in range(-1 if highest is None else highest + 1):
        sql = "SELECT DISTINCT number FROM tile WHERE district_id = ? AND level = ? AND number >= ? ORDER BY number"
        rows = ask(connection, sql, (district_id, level, size >> HEIGHT * (level + 1)))
        found += (Tile(level, int(row[0])) for row in rows)
    return found


def _stored(connection: Connection, district_id: int, level: int, number: int) -> bytes | None:
    sql = "SELECT hashes FROM tile WHERE district_id = ? AND level = ? AND number = ? ORDER BY edition DESC LIMIT 1"
    rows = ask(connection, sql, (district_id, level, number))
    return bytes(rows[0][0]) if rows else None


def _hashes(
    connection: Connection, district_id: int, level: int, number: int, made: Mapping[tuple[int, int], bytes] = _NOTHING
) -> list[bytes]:
    """The hashes of a tile as far as there are any, from the journal or from the roots of the tiles below.

    `made` are roots of tiles not stored yet, by level and number.
    """
    first, last = number * WIDTH, (number + 1) * WIDTH - 1
    if level == 0:
        sql = "SELECT leaf_hash FROM journal WHERE district_id = ? AND number BETWEEN ? AND ? ORDER BY number"
        return [bytes(row[0]) for row in ask(connection, sql, (district_id, first + 1, last + 1))]
    sql = (
        "SELECT number, root FROM tile WHERE district_id = ? AND level = ? AND number BETWEEN ? AND ? "
        "ORDER BY number, edition"
    )
    roots = {place: bytes(root) for place, root in ask(connection, sql, (district_id, level - 1, first, last))}
    hashes = []
    for place in range(first, last + 1):
        root = roots.get(place) or made.get((level - 1, place)) or _root(connection, district_id, level - 1, place)
        if root is None:
            break
        hashes.append(root)
    return hashes


def _root(connection: Connection, district_id: int, level: int, number: int) -> bytes | None:
    """The root of a full tile that is not stored (yet); None while it is not full."""
    hashes = _hashes(connection, district_id, level, number)
    return root_of_hashes(hashes) if len(hashes) == WIDTH else None


def _missing_numbers(connection: Connection, district_id: int, level: int, expected: int) -> list[int]:
    sql = "SELECT COUNT(DISTINCT number), MAX(number) FROM tile WHERE district_id = ? AND level = ? AND number < ?"
    there, highest = ask(connection, sql, (district_id, level, expected))[0]
    if there == expected:
        return []
    if there == (0 if highest is None else highest + 1):  # without a hole: the usual way
        return list(range(there, expected))
    sql = "SELECT DISTINCT number FROM tile WHERE district_id = ? AND level = ? AND number < ?"
    stored = {int(row[0]) for row in ask(connection, sql, (district_id, level, expected))}
    return [number for number in range(expected) if number not in stored]


def _check_parent(connection: Connection, district_id: int, tile: FullTile) -> None:
    above = _stored(connection, district_id, tile.level + 1, tile.index // WIDTH)
    if above is not None and hashes_of(above)[tile.index % WIDTH] != tile.root:
        raise refused("tiles_wrong")


def _bundle(connection: Connection, district_id: int, tile: Tile) -> bytes | None:
    sql = "SELECT number, body FROM journal WHERE district_id = ? AND number > ? ORDER BY number LIMIT ?"
    rows = ask(connection, sql, (district_id, tile.index * WIDTH, tile.width))
    if len(rows) < tile.width:
        return None
    return write_bundle(log_entry(bytes(body), number) for number, body in rows)
