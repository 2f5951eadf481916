"""Row: events captured and told a second, against reading and writing the same file as plain JSON."""

import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.books import open_stocked
from bench.server import BenchServer
from liangcao.catalog.commands import AddCode
from liangcao.database.bulk import ask
from liangcao.database.engine import sqlite_url
from liangcao.exchange.epcis.capture import Said, capture_document
from liangcao.exchange.epcis.export import Stretch, document_of
from liangcao.exchange.epcis.naming import CONTEXT
from liangcao.exchange.epcis.reading import events_in
from liangcao.operations.submission import Submission

EVENTS = 500
"""As many as one capture may have."""
MOVES = 5_000
GTIN = "06901234567892"
ZONE = "Asia/Shanghai"


def _document(turn: int) -> bytes:
    """A supplier's 400 packing events and 100 shipping events of four packages each; every turn its own."""
    packed = [
        {
            "type": "AggregationEvent",
            "eventTime": f"2020-02-09T07:00:00.{number:03d}+08:00",
            "eventTimeZoneOffset": "+08:00",
            "action": "ADD",
            "bizStep": "packing",
            "parentID": f"https://id.gs1.org/00/{turn:08d}{number:010d}",
            "childQuantityList": [{"epcClass": f"https://id.gs1.org/01/{GTIN}/10/B7", "quantity": 400}],
        }
        for number in range(EVENTS * 4 // 5)
    ]
    shipped = [
        {
            "type": "ObjectEvent",
            "eventTime": f"2020-02-09T08:00:00.{number:03d}+08:00",
            "eventTimeZoneOffset": "+08:00",
            "action": "OBSERVE",
            "bizStep": "shipping",
            "disposition": "in_transit",
            "epcList": [f"https://id.gs1.org/00/{turn:08d}{number * 4 + each:010d}" for each in range(4)],
            "sourceList": [{"type": "owning_party", "source": "https://id.gs1.org/417/6900000000014"}],
        }
        for number in range(EVENTS // 5)
    ]
    body = {"@context": CONTEXT, "type": "EPCISDocument", "schemaVersion": "2.0"}
    body |= {"creationDate": "2020-02-09T08:00:00Z", "epcisBody": {"eventList": [*packed, *shipped]}}
    return json.dumps(body).encode()


def on_both(server: BenchServer, *, rounds: int) -> None:
    """Capture and export on each engine."""
    print("\n### EPCIS events\n")
    print("Events a second, the median of the rounds; plain: `json.loads` and `json.dumps` of the same file, kept by")
    print("`write` and `fsync` (captured) or only written (told).\n")
    print("| what | events a second | plain | ratio (times slower) |\n|---|--:|--:|--:|")
    for engine in ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory() as directory:
            url = sqlite_url(Path(directory) / "office.db")
            if engine == "PostgreSQL":
                url = server.sqlalchemy_url(server.make_database("epcis").rsplit("/", 1)[1])
            _on(engine, url, Path(directory), rounds)


def _on(engine: str, url: str, directory: Path, rounds: int) -> None:
    stocked = open_stocked(url, lots=10)
    actor, office = stocked.actors["keeper"], stocked.office
    with stocked.database.read() as connection:
        item = ask(connection, "SELECT item_id FROM item WHERE kind = 'goods' ORDER BY item_id LIMIT 1")[0][0]
        party = ask(connection, "SELECT party_id FROM party WHERE kind = 'supplier' LIMIT 1")[0][0]
    code = AddCode(item_id=item, system="gtin", code=GTIN)
    office.perform(Submission(code, stocked.actors["admin"], str(uuid.uuid4())))
    said = Said(stocked.store, "donation", {("party", "https://id.gs1.org/417/6900000000014"): party})
    capture_document(office, actor, _document(0), said)
    ours, plain = [], []
    for turn in range(1, rounds + 1):
        raw = _document(turn)
        ours.append(_seconds(lambda raw=raw: capture_document(office, actor, raw, said)))  # type: ignore[misc]
        plain.append(_seconds(lambda raw=raw: _kept(directory / "plain", raw)))  # type: ignore[misc]
    _row(f"captured, {EVENTS} at once, {engine}", EVENTS, ours, plain)
    moves = [stocked.move(stocked.lots[number % len(stocked.lots)], 1 + number % 7) for number in range(MOVES)]
    for start in range(0, MOVES, 500):
        office.perform_all(moves[start : start + 500])
    ours, plain, told = [], [], 0
    for _turn in range(rounds):
        with stocked.database.read() as connection:
            start = time.perf_counter()
            raw = b"".join(document_of(connection, 1, ZONE, Stretch()))
            ours.append(time.perf_counter() - start)
        told = sum(1 for _each in events_in(json.loads(raw)))
        plain.append(_seconds(lambda raw=raw: (directory / "plain").write_bytes(_again(raw))))  # type: ignore[misc]
    _row(f"told, {told:,} in one file, {engine}", told, ours, plain)
    stocked.database.dispose()


def _again(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), ensure_ascii=False, separators=(",", ":")).encode()


def _kept(path: Path, raw: bytes) -> None:
    with path.open("wb") as file:
        file.write(_again(raw))
        file.flush()
        os.fsync(file.fileno())


def _seconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def _row(name: str, events: int, ours: list[float], plain: list[float]) -> None:
    mine, theirs = events / median(ours), events / median(plain)
    print(f"| {name} | {mine:,.0f} | {theirs:,.0f} | **{theirs / mine:.1f}** |", flush=True)
