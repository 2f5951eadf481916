"""What the figures were measured on: without it a ratio means little, and a rate nothing."""

import os
import platform
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path


def flush_microseconds(times: int = 200) -> float:
    """What one small durable write costs here: the median of `times` 8 kB writes, each with fdatasync."""
    taken: list[float] = []
    with tempfile.TemporaryFile() as file:
        for _ in range(times):
            start = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 8192, 0)
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2] * 1e6


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def facts(programs: Path | None = None) -> list[str]:
    """Lines that say what machine, programs and disk this is; `programs` is PostgreSQL's directory."""
    lines = [
        f"{os.cpu_count()} cores of {_processor()}, {_memory_gib():.0f} GiB, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"one 8 kB write with fdatasync: {flush_microseconds():.0f} µs; load before: {os.getloadavg()[0]:.1f}",
    ]
    if programs is not None:
        version = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
        lines.append(version.stdout.strip())
    return lines
