"""Tiles in the database: stored with the seal, served as the tree has them, made again when lost or wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from journal.rfc9162 import path, proof, root
from liangcao.journal import tile_store
from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.note import parse_checkpoint, parse_note
from liangcao.journal.proof import verify_proof
from liangcao.journal.proving import entry_proof
from liangcao.journal.seal import last_seal, rebuild_tiles, seal
from liangcao.journal.static_log import write_log
from liangcao.journal.tile_store import tile_content, tile_reader
from liangcao.journal.tiles import ENTRIES, Tile, TileReader, read_bundle, read_tile_path, tiles_of
from liangcao.journal.tree import entry_leaf
from liangcao.kernel.errors import Refused
from liangcao.reports.verify import verify_books
from reports.log_books import SIZE, long_books, register
from scenarios.cast import KEY, MORNING, Cast

VKEY = KEY.verifier_key.text


@pytest.fixture
def office(copy_of: Callable[..., str]) -> Iterator[Cast]:
    cast = Cast(copy_of(long_books))
    yield cast
    cast.close()


def leaves_of(office: Cast) -> list[bytes]:
    """Every leaf, hashed by the test from the bodies."""
    rows = office.ask("SELECT number, body FROM journal ORDER BY number")
    return [entry_leaf(bytes(body), number) for number, body in rows]


def stored(office: Cast) -> list[tuple[int, int, int]]:
    """(level, number, edition) of every stored tile."""
    return [tuple(row) for row in office.ask("SELECT level, number, edition FROM tile ORDER BY level, number, edition")]


def unguarded(office: Cast, statement: str) -> None:
    """Change tiles as somebody could who owns the database."""
    with office.database.write() as connection:
        if office.database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS tile_no_update")
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS tile_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE tile DISABLE TRIGGER USER")
        assert connection.exec_driver_sql(statement).rowcount


def zeros(office: Cast, count: int) -> str:
    return f"zeroblob({count})" if office.database.is_sqlite else f"decode(repeat('00', {count}), 'hex')"


def test_full_tiles_are_stored_with_the_seal_and_only_those(office: Cast) -> None:
    assert stored(office) == [(0, 0, 0), (0, 1, 0)]
    register(office, 767)
    assert seal(office.database, 1, KEY, MORNING) is not None
    assert len(stored(office)) == 2
    register(office, 768)
    assert seal(office.database, 1, KEY, MORNING) is not None
    assert stored(office)[-1] == (0, 2, 0)


def test_every_tile_and_bundle_is_that_of_the_tree(office: Cast) -> None:
    leaves = leaves_of(office)
    assert len(leaves) == SIZE
    bodies = [bytes(row[0]) for row in office.ask("SELECT body FROM journal ORDER BY number")]
    with office.database.read() as connection:
        for tile in tiles_of(SIZE):
            content = tile_content(connection, 1, tile, SIZE)
            start = tile.index * 256
            if tile.level == 0:
                assert content == b"".join(leaves[start : start + tile.width])
                bundle = tile_content(connection, 1, Tile(ENTRIES, tile.index, tile.width), SIZE)
                assert read_bundle(bundle or b"") == bodies[start : start + tile.width]
            else:
                assert content == root(leaves[:256]) + root(leaves[256:512])
        narrower = tile_content(connection, 1, Tile(0, 0, 7), SIZE)
        assert narrower == b"".join(leaves[:7]), "a head of seven entries was signed once, perhaps"
        for absent in (Tile(0, 2, 189), Tile(0, 2), Tile(0, 3, 1), Tile(1, 0, 3), Tile(2, 0, 1), Tile(ENTRIES, 2)):
            assert tile_content(connection, 1, absent, SIZE) is None


def test_proofs_read_from_the_stored_tiles_are_those_of_the_rfc(office: Cast) -> None:
    leaves = leaves_of(office)
    with office.database.read() as connection:
        reader = tile_reader(connection, 1, SIZE)
        seal_there = last_seal(connection, 1)
        assert seal_there is not None
        assert reader.root() == root(leaves) == seal_there.root
        for number in (1, 256, 257, 512, 513, SIZE):
            assert reader.inclusion_proof(number - 1) == path(number - 1, leaves)
            assert reader.consistency_proof(number) == proof(number, leaves)
            given = entry_proof(connection, 1, number)
            assert verify_proof(given, given.extra, [VKEY]).size == SIZE


def test_entries_beyond_the_last_head_have_no_proof_yet(office: Cast) -> None:
    register(office, SIZE + 1)
    with office.database.read() as connection:
        with pytest.raises(Refused, match="not_sealed_yet"):
            entry_proof(connection, 1, SIZE + 1)
        with pytest.raises(Refused, match="unknown_document"):
            entry_proof(connection, 1, SIZE + 2)


@pytest.mark.parametrize("which", ["number = 0", "number = 1", "number >= 0"])
def test_lost_tiles_are_made_again_by_the_next_look(office: Cast, which: str) -> None:
    before = office.ask("SELECT level, number, hashes, root FROM tile ORDER BY number")
    unguarded(office, f"DELETE FROM tile WHERE {which}")
    with office.database.read() as connection:
        assert tile_reader(connection, 1, SIZE).root() == root(leaves_of(office)), "served all the same"
    assert seal(office.database, 1, KEY, MORNING) is None
    assert office.ask("SELECT level, number, hashes, root FROM tile ORDER BY number") == before


def test_many_lost_tiles_are_made_in_steps(office: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded(office, "DELETE FROM tile")
    monkeypatch.setattr(tile_store, "MOST_MADE", 1)
    monkeypatch.setattr("liangcao.journal.seal.MOST_MADE", 1)
    for expected in (1, 2, 2):
        assert seal(office.database, 1, KEY, MORNING) is None
        assert len(stored(office)) == expected


def test_a_wrong_tile_is_found_and_followed_by_another_edition(office: Cast) -> None:
    right = office.ask("SELECT hashes, root FROM tile WHERE number = 1")
    unguarded(office, f"UPDATE tile SET hashes = {zeros(office, 8192)} WHERE number = 1")
    found = verify_books(office.database, 1).problems
    assert [(each.entry, each.code, each.params["path"]) for each in found] == [(257, "tile_differs", "tile/0/001")]
    with office.database.read() as connection, pytest.raises(Refused, match="tiles_wrong"):
        entry_proof(connection, 1, 300)
    assert rebuild_tiles(office.database, 1) == 1
    assert stored(office) == [(0, 0, 0), (0, 1, 0), (0, 1, 1)]
    assert office.ask("SELECT hashes, root FROM tile WHERE number = 1 AND edition = 1") == right
    assert verify_books(office.database, 1).ok
    assert rebuild_tiles(office.database, 1) == 0
    with office.database.read() as connection:
        given = entry_proof(connection, 1, 300)
        verify_proof(given, given.extra, [VKEY])


def test_a_tile_the_log_cannot_have_is_found(office: Cast) -> None:
    with office.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO tile (district_id, level, number, edition, hashes, root) "
            f"VALUES (1, 0, 2, 0, {zeros(office, 8192)}, {zeros(office, 32)})"
        )
    found = verify_books(office.database, 1).problems
    assert [(each.entry, each.code) for each in found] == [(513, "tile_differs")]


def test_tiles_are_not_made_of_a_journal_that_was_changed(office: Cast) -> None:
    """A leaf hash changed and its tile gone: what is there does not lead to the head. Sealing goes on all the same."""
    register(office, SIZE + 1)
    unguarded(office, "DELETE FROM tile WHERE number = 0")
    with office.database.write() as connection:
        if office.database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER USER")
        connection.exec_driver_sql(f"UPDATE journal SET leaf_hash = {zeros(office, 32)} WHERE number = 9")
    with pytest.raises(Refused, match="tiles_wrong"):
        seal(office.database, 1, KEY, MORNING)
    assert stored(office) == [(0, 1, 0)]
    assert office.ask("SELECT MAX(size) FROM checkpoint") == [(SIZE + 1,)]


def test_rebuilding_from_changed_bodies_stops_at_the_head(office: Cast) -> None:
    with office.database.write() as connection:
        if office.database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER USER")
        connection.exec_driver_sql(f"UPDATE journal SET body = {zeros(office, 20)} WHERE number = 9")
    with pytest.raises(Refused, match="head_not_continued"):
        rebuild_tiles(office.database, 1)
    assert len(stored(office)) == 2


@pytest.mark.parametrize("number", [520, 699, 700])
def test_a_changed_entry_of_the_unfinished_tile_stops_the_sealer(office: Cast, number: int) -> None:
    """Body and hash changed together, anywhere since the last full tile: the next head is not signed."""
    forged = b'{"forged":true}'
    register(office, SIZE + 1)
    spelt = (lambda raw: f"X'{raw.hex()}'") if office.database.is_sqlite else (lambda raw: f"'\\x{raw.hex()}'::bytea")
    with office.database.write() as connection:
        if office.database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER USER")
        sets = f"body = {spelt(forged)}, leaf_hash = {spelt(entry_leaf(forged, number))}"
        connection.exec_driver_sql(f"UPDATE journal SET {sets} WHERE number = {number}")
    with pytest.raises(Refused, match="head_not_continued"):
        seal(office.database, 1, KEY, MORNING)


def read_folder(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def check_folder(folder: Path) -> int:
    """Read the log as a client of the format would that has nothing but the files and the log's key."""
    note = (folder / "checkpoint").read_text(encoding="utf-8")
    head = parse_checkpoint(parse_note(note).text)
    reader = TileReader(head.size, lambda tile: (folder / tile.path).read_bytes())
    assert reader.root() == head.root
    for tile in (each for each in tiles_of(head.size) if each.level == 0):
        entries = read_bundle((folder / Tile(ENTRIES, tile.index, tile.width).path).read_bytes())
        hashes = b"".join(entry_leaf(body, tile.index * 256 + place) for place, body in enumerate(entries, 1))
        assert hashes == (folder / tile.path).read_bytes()
    return head.size


def test_the_log_as_files_is_whole_and_the_same_however_it_came_to_be(office: Cast, tmp_path: Path) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    with office.database.read() as connection:
        assert write_log(connection, 1, twice) == (SIZE, 8)
    assert check_folder(twice) == SIZE
    register(office, 800)
    seal(office.database, 1, KEY, MORNING)
    with office.database.read() as connection:
        write_log(connection, 1, once)
        write_log(connection, 1, twice)
        write_log(connection, 1, twice)
    files = read_folder(once)
    assert files == read_folder(twice)
    assert check_folder(once) == 800
    assert {read_tile_path(name).path for name in files if name != "checkpoint"} == set(files) - {"checkpoint"}
    assert not [folder for folder in twice.rglob("*") if folder.is_dir() and not any(folder.iterdir())]


def test_a_folder_with_something_else_is_left_alone(office: Cast, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "letter.txt").write_text("dear")
    with office.database.read() as connection:
        with pytest.raises(Refused, match="folder_of_other_log"):
            write_log(connection, 1, desk)
        assert read_folder(desk) == {"letter.txt": b"dear"}
        found: Any = served_checkpoint(connection, 1)
        other = tmp_path / "other"
        other.mkdir()
        (other / "checkpoint").write_text(found[1].replace("\n700\n", "\n699\n"))
        with pytest.raises(Refused, match="folder_of_other_log"):
            write_log(connection, 1, other)
