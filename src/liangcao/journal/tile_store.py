"""Tiles as they lie in the database: full ones are stored with the seal that completes them, partial ones read anew.

They are figures derived from the journal: lost ones are made again, wrong ones are followed by another edition.
"""

from collections.abc import Iterator, Mapping
from itertools import count

from sqlalchemy import Connection

from liangcao.database.bulk import ask, insert_rows, is_sqlite
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
_TILE = ("district_id", "level", "number", "edition", "hashes", "root")
_BODIES = "SELECT number, body FROM journal WHERE district_id = {mark} AND number <= {mark} ORDER BY number"


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


def tile_reader(connection: Connection, district_id: int, size: int) -> TileReader:
    """Reads roots and proofs of the log sealed at `size` entries; its methods raise Refused ``tiles_wrong``."""

    def fetch(tile: Tile) -> bytes:
        content = tile_content(connection, district_id, tile, size)
        if content is None:
            raise refused("tiles_wrong")
        return content

    return TileReader(size, fetch)


def missing_tiles(connection: Connection, district_id: int, size: int) -> list[FullTile]:
    """The full tiles of the log of `size` entries that are not stored, the lowest first; at most `MOST_MADE` of them.

    Raises Refused ``tiles_wrong`` when what they are made of does not lead to the tile above.
    """
    made: list[FullTile] = []
    for level in count():
        expected = size >> HEIGHT * (level + 1)
        numbers = _missing_numbers(connection, district_id, level, expected)
        for number in numbers[: MOST_MADE - len(made)]:
            hashes = _hashes(connection, district_id, level, number)
            if len(hashes) < WIDTH:
                raise refused("tiles_wrong")
            tile = FullTile(level, number, b"".join(hashes), root_of_hashes(hashes))
            _check_parent(connection, district_id, tile)
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
    sql = _BODIES.format(mark="?" if is_sqlite(connection) else "%s")
    rows = connection.exec_driver_sql(sql, (district_id, size), execution_options={"yield_per": 1_000})
    try:
        for number, body in rows:
            leaf = entry_leaf(bytes(body), number)
            yield leaf, builder.append(leaf)
    finally:
        rows.close()


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


def _hashes(connection: Connection, district_id: int, level: int, number: int) -> list[bytes]:
    """The hashes of a tile as far as there are any, from the journal or from the roots of the tiles below."""
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
        root = roots.get(place) or _root(connection, district_id, level - 1, place)
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
