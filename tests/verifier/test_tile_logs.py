"""Any C2SP tile log: made by a second, simpler writer, by the office, and with each kind of fault."""

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from demo.told_story import key_named, tell_small
from journal.rfc9162 import root as root_by_definition
from liangcao.database.engine import Database
from liangcao.journal.note import SigningKey, sign_checkpoint
from liangcao.journal.signed_heads import GivenHead
from liangcao.journal.static_log import write_log
from liangcao.kernel.errors import Refused
from liangcao.verifier.logs import LogChecked, WithheldError, check_log, fetch_from
from liangcao.verifier.program import run

KEY = SigningKey("example.com/other-log", bytes(range(32)))


def leaf_of(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def tile_path(level: int | str, index: int, width: int) -> str:
    """By the text of the specification: groups of three digits, all but the last marked with an x."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{path}" + (f".p/{width}" if width < 256 else "")


def write(folder: Path, entries: list[bytes]) -> list[bytes]:
    """A log of `entries`; returns its leaves."""
    row = leaves = [leaf_of(entry) for entry in entries]
    level = 0
    while row:
        for start in range(0, len(row), 256):
            part = row[start : start + 256]
            keep(folder / tile_path(level, start // 256, len(part)), b"".join(part))
            if level == 0:
                bundle = b"".join(len(each).to_bytes(2, "big") + each for each in entries[start : start + 256])
                keep(folder / tile_path("entries", start // 256, len(part)), bundle)
        row = [root_by_definition(row[at : at + 256]) for at in range(0, len(row) // 256 * 256, 256)]
        level += 1
    keep(folder / "checkpoint", sign_checkpoint(KEY.name, len(entries), root_by_definition(leaves), KEY).encode())
    return leaves


def keep(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def check(folder: Path | str, *heads: GivenHead) -> LogChecked:
    return check_log(fetch_from(str(folder)), KEY.verifier_key.text, heads, lambda _done, _all: None)


def problems(checked: LogChecked) -> dict[str, set[int]]:
    assert all(each.detail for each in checked.problems)
    return {
        code: {each.entry for each in checked.problems if each.code == code}
        for code in {each.code for each in checked.problems}
    }


ENTRIES = [f"entry {number}".encode() for number in range(600)]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    write(tmp_path / "log", ENTRIES)
    return tmp_path / "log"


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 600])
def test_a_log_of_any_size_made_by_others(tmp_path: Path, size: int) -> None:
    leaves = write(tmp_path / "log", ENTRIES[:size])
    checked = check(
        tmp_path / "log", *(GivenHead(at, root_by_definition(leaves[:at])) for at in {1, size // 2 + 1} if at <= size)
    )
    assert problems(checked) == {}
    assert (checked.size, checked.root, checked.bundles) == (size, root_by_definition(leaves), -(-size // 256))
    assert checked.given_heads == len({1, size // 2 + 1} & set(range(1, size + 1)))


def test_a_full_tile_may_stand_in_for_a_partial_one(log: Path) -> None:
    """Once a tile is full its partial forms may be cleared away, while an older checkpoint is still read."""
    leaves = [leaf_of(entry) for entry in ENTRIES]
    keep(log / "tile/1/000.p/1", root_by_definition(leaves[:256]))
    keep(log / "checkpoint", sign_checkpoint(KEY.name, 500, root_by_definition(leaves[:500]), KEY).encode())
    assert problems(check(log)) == {}


def test_each_fault_is_named(log: Path) -> None:
    bundle = log / "tile/entries/001"
    whole = bundle.read_bytes()
    bundle.write_bytes(whole.replace(b"entry 300", b"entry 3OO"))
    found = problems(check(log))
    assert found == {
        "tile_entry_differs": {301}, "tile_differs_from_entries": {0}, "checkpoint_root_differs": {600},
    }  # fmt: skip
    bundle.write_bytes(whole[:-1])
    assert problems(check(log)) == {"tile_missing": {0}}
    bundle.write_bytes(whole)
    tile = log / "tile/1/000.p/2"
    whole = tile.read_bytes()
    tile.write_bytes(whole[32:] + whole[:32])
    assert problems(check(log)) == {"tile_differs_from_entries": {0}}
    tile.unlink()
    assert problems(check(log)) == {"tile_missing": {0}}
    tile.write_bytes(whole)
    lowest = log / "tile/0/000"
    lowest.write_bytes(b"x" * len(lowest.read_bytes()))
    assert set(problems(check(log))) == {"tile_entry_differs"}
    lowest.write_bytes(b"short")
    assert problems(check(log)) == {"tile_missing": {0}}


def test_heads_noted_before_are_held_against_it(log: Path) -> None:
    assert problems(check(log, GivenHead(300, b"\7" * 32))) == {"given_head_differs": {300}}
    assert problems(check(log, GivenHead(601, b"\7" * 32))) == {"tail_cut_off": {601}}


def test_a_checkpoint_that_is_missing_or_signed_by_others(log: Path) -> None:
    with pytest.raises(Refused, match="note_not_signed_by"):
        check_log(fetch_from(str(log)), SigningKey(KEY.name, b"x" * 32).verifier_key.text, (), lambda *_: None)
    (log / "checkpoint").write_bytes(b"\xff")
    with pytest.raises(Refused, match="note_unreadable"):
        check(log)
    (log / "checkpoint").unlink()
    with pytest.raises(Refused, match="log_unreadable"):
        check(log)


def test_entries_that_are_nowhere(log: Path) -> None:
    shutil.rmtree(log / "tile" / "entries")
    checked = check(log)
    assert (problems(checked), checked.bundles) == ({"tile_missing": {0}}, 0)
    shutil.rmtree(log / "tile" / "0")
    with pytest.raises(Refused, match="log_unreadable"):
        check(log)


def test_entries_that_are_shown_to_members_only(log: Path) -> None:
    """As an office does: hashes are for everybody. They lead to the head, and what was not seen is said."""

    def fetch(path: str) -> bytes | None:
        if "entries" in path:
            raise WithheldError(path)
        return fetch_from(str(log))(path)

    checked = check_log(fetch, KEY.verifier_key.text, (), lambda *_: None)
    assert (problems(checked), checked.bundles, checked.withheld) == ({}, 0, 3)
    lowest = log / "tile/0/001"
    lowest.write_bytes(b"x" * len(lowest.read_bytes()))
    changed = check_log(fetch, KEY.verifier_key.text, (), lambda *_: None)
    assert set(problems(changed)) == {"checkpoint_root_differs", "tile_differs_from_entries"}


def test_a_log_that_shows_nothing(log: Path) -> None:
    def fetch(path: str) -> bytes | None:
        raise WithheldError(path)

    with pytest.raises(Refused, match="log_unreadable"):
        check_log(fetch, KEY.verifier_key.text, (), lambda *_: None)


def test_our_own_log(sqlite_copy: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(sqlite_copy(tell_small))
    with database.read() as connection:
        size, _ = write_log(connection, 1, tmp_path / "ours")
        name = str(connection.exec_driver_sql("SELECT name FROM signing_key").scalar_one())
    database.dispose()
    assert run(["tiles", str(tmp_path / "ours"), "--vkey", key_named(name).verifier_key.text, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("✔ The log fits its signed head")
    assert f"{size:,} entries" in said


@pytest.fixture
def served(log: Path) -> Iterator[str]:
    """The log over HTTP."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(log)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_log_at_an_address(served: str, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["tiles", served, "--vkey", KEY.verifier_key.text]) == 0
    (log / "tile" / "1" / "000.p" / "2").unlink()
    assert run(["tiles", served, "--vkey", KEY.verifier_key.text, "--json"]) == 1
    assert "tile_missing" in capsys.readouterr().out
    assert run(["tiles", "http://127.0.0.1:9/", "--vkey", KEY.verifier_key.text]) == 2
