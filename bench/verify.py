"""Verifying evidence offline: a journal of many entries, against what `sha256sum` needs for the same bytes."""

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from bench.evidence_books import write_evidence
from bench.table import Measured, show


def against_sha256sum(*, entries: int, rounds: int) -> None:
    """Make evidence of `entries` entries and print how many times as long as `sha256sum` verifying takes."""
    with tempfile.TemporaryDirectory() as folder:
        evidence, bodies, everything = Path(folder, "e.zip"), Path(folder, "bodies"), Path(folder, "all")
        write_evidence(evidence, entries)
        _unpack(evidence, bodies, everything)
        ours, theirs, whole = [], [], []
        for _ in range(rounds):
            theirs.append(_seconds(["sha256sum", str(bodies)]))
            whole.append(_seconds(["sha256sum", str(everything)]))
            ours.append(_verify(evidence, entries))
        megabytes, all_megabytes = (path.stat().st_size / 1e6 for path in (bodies, everything))
    what = f"{entries:,} entries, {megabytes:,.0f} MB of bodies"
    rows = [
        Measured(what, tuple(ours), tuple(theirs), "15", "s"),
        Measured(f"the same against all parts, {all_megabytes:,.0f} MB", tuple(ours), tuple(whole), "", "s"),
    ]
    show("Verifying offline", "`sha256sum` of the same bytes; the files are in memory", rows)


def _seconds(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def _verify(evidence: Path, entries: int) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "liangcao.verifier", str(evidence), "--json"]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    taken = time.perf_counter() - start
    said = json.loads(run.stdout)
    if run.returncode or not said["ok"] or said["last"] != entries:
        raise SystemExit(f"the evidence does not verify: {said}")
    return taken


def _unpack(evidence: Path, bodies: Path, everything: Path) -> None:
    with zipfile.ZipFile(evidence) as pack, bodies.open("wb") as one, everything.open("wb") as every:
        for name in pack.namelist():
            content = pack.read(name)
            every.write(content)
            if name.startswith("journal/entries/"):
                one.write(content)
