"""The whole log as static files that any client of C2SP `tlog-tiles` reads: checkpoint, tiles and entry bundles.

The files are a function of the books alone. Written again into the same folder, what is new is added and partial tiles
that have grown go; the checkpoint comes last, so that whoever reads meanwhile finds all it asks for.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.durable import write_durably
from liangcao.journal.note import parse_checkpoint, parse_note
from liangcao.journal.tile_store import tile_content, tile_reader
from liangcao.journal.tiles import ENTRIES, Tile, tiles_of
from liangcao.kernel.errors import Refused, refused

CHECKPOINT = "checkpoint"


def write_log(connection: Connection, district_id: int, folder: Path) -> tuple[int, int]:
    """Write the log as its last signed head covers it into `folder`; returns (its entries, how many files it has).

    Raises Refused ``nothing_signed``, ``folder_of_other_log`` when the folder holds something that is not an earlier
    state of this log, ``tiles_wrong``.
    """
    found = served_checkpoint(connection, district_id)
    if found is None:
        raise refused("nothing_signed")
    seal, note = found
    before = _size_there(connection, district_id, folder, parse_checkpoint(parse_note(note).text).origin)
    if before > seal.size or tile_reader(connection, district_id, seal.size).root() != seal.root:
        raise refused("tiles_wrong")
    wanted = list(_files(seal.size))
    for tile in wanted:
        file = folder / tile.path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, _content(connection, district_id, tile, seal.size))
    write_durably(folder / CHECKPOINT, note)
    for tile in set(_files(before)) - set(wanted):
        (folder / tile.path).unlink(missing_ok=True)
        _remove_if_empty((folder / tile.path).parent)
    return seal.size, len(wanted) + 1


def _files(size: int) -> Iterator[Tile]:
    """Every tile and every bundle of a log of `size` entries."""
    for tile in tiles_of(size):
        yield tile
        if tile.level == 0:
            yield Tile(ENTRIES, tile.index, tile.width)


def _size_there(connection: Connection, district_id: int, folder: Path, origin: str) -> int:
    """How many entries the log in `folder` has; 0 for a new or empty folder."""
    if not folder.exists() or not any(folder.iterdir()):
        folder.mkdir(parents=True, exist_ok=True)
        return 0
    try:
        head = parse_checkpoint(parse_note((folder / CHECKPOINT).read_text(encoding="utf-8")).text)
        is_ours = head.origin == origin and tile_reader(connection, district_id, head.size).root() == head.root
    except (OSError, UnicodeDecodeError, Refused):
        is_ours = False
    if not is_ours:
        raise refused("folder_of_other_log", folder=str(folder))
    return head.size


def _content(connection: Connection, district_id: int, tile: Tile, size: int) -> bytes:
    content = tile_content(connection, district_id, tile, size)
    if content is None:
        raise refused("tiles_wrong")
    return content


def _write(file: Path, content: bytes) -> None:
    """A file that is whole or not there: what was begun is begun again."""
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(file)


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
