"""A foreign catalogue of 12,000 rows: taken in, sent again, looked through; in seconds and milliseconds."""

import time
import uuid
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.books import open_stocked
from bench.server import BenchServer
from liangcao.catalog.codes import check_digit
from liangcao.database.engine import sqlite_url
from liangcao.exchange.items_import import import_items
from liangcao.exchange.sheets import write_table
from liangcao.reports.catalogue_pages import ItemFilter, count_items, find_items

ROWS = 12_000
_HEADS = ("编码", "物资名称", "英文名", "类别", "计量单位", "包装", "别名", "执行标准", "保质期", "条码")
_KINDS = ("手套", "口罩", "消毒液", "帐篷", "纱布", "绷带", "注射器", "防护服", "水泵", "药品")
_LOOKS = {"first page": ItemFilter(), "by initials": ItemFilter(words="wgkz"), "by code": ItemFilter(words="MD-07777")}


def catalogue_of(rows: int = ROWS) -> bytes:
    """A workbook of `rows` items, each with a code, a trade item number, packs in levels and another name."""
    table = []
    for number in range(rows):
        kind, digits = _KINDS[number % len(_KINDS)], f"690{number:09d}"
        table.append(
            (
                f"MD-{number:05d}", f"外购{kind}{number}型", f"Imported item {number}", kind, "个", "盒=50个；箱=40盒",
                f"{kind}甲{number}", f"GB/T {10_000 + number % 900}-2015", "36个月", f"{digits}{check_digit(digits)}",
            )
        )  # fmt: skip
    return write_table(_HEADS, table)


def on_both(server: BenchServer) -> None:
    """Print how long it takes on both databases."""
    data = catalogue_of()
    print(f"\n## A catalogue of {ROWS:,} rows ({len(data) // 1024:,} KB)\n", flush=True)
    for engine in ("SQLite", "PostgreSQL"):
        with TemporaryDirectory() as directory:
            url = sqlite_url(Path(directory) / "books.db")
            if engine == "PostgreSQL":
                server.make_database("catalogue")
                url = server.sqlalchemy_url("catalogue")
            print(f"- {engine}: {_measured(url, data)}", flush=True)


def _measured(url: str, data: bytes) -> str:
    books = open_stocked(url, lots=10)
    told = []
    for what in ("taken in", "sent again"):
        start, busy = time.perf_counter(), time.process_time()
        found = import_items(books.office, books.actors["admin"], data, f"{uuid.uuid4()}.xlsx")
        spent = f"{time.perf_counter() - start:.1f} s ({time.process_time() - busy:.1f} s of our processor)"
        told.append(f"{what} in {spent}, {len(found.fresh):,} new")
    with books.database.read() as connection:
        for what, wanted in _LOOKS.items():
            times = []
            for _ in range(20):
                start = time.perf_counter()
                total, rows = count_items(connection, 1, wanted), find_items(connection, 1, wanted)
                times.append((time.perf_counter() - start) * 1000)
            told.append(f"{what} {median(times):.0f} ms ({len(rows)} of {total:,})")
    books.database.dispose()
    return ", ".join(told)
