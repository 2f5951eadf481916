"""Verifying evidence offline: a journal of many entries, against what `sha256sum` needs for the same bytes."""

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.evidence_books import write_evidence
from bench.table import Measured, show


def against_sha256sum(*, entries: int, rounds: int) -> None:
    """Make evidence of `entries` entries and print how many times as long as `sha256sum` verifying takes."""
    with tempfile.TemporaryDirectory() as folder:
        evidence, bodies, everything = Path(folder, "e.zip"), Path(folder, "bodies"), Path(folder, "all")
        write_evidence(evidence, entries)
        _unpack(evidence, bodies, everything)
        ours, theirs, whole, as_json = [], [], [], []
        for _ in range(rounds):
            theirs.append(_run(["sha256sum", str(bodies)])[0])
            whole.append(_run(["sha256sum", str(everything)])[0])
            ours.append(_verify(["-m", "liangcao.verifier"], evidence, entries))
            as_json.append(_verify(["-c", _AS_JSON], evidence, entries))
        megabytes, all_megabytes = (path.stat().st_size / 1e6 for path in (bodies, everything))
    lists = (ours, theirs, whole, as_json)
    seconds, of_bodies, of_all, without_forms = (tuple(each.seconds for each in times) for times in lists)
    processor = tuple(each.processor for each in ours), tuple(each.processor for each in theirs)
    what = f"{entries:,} entries, {megabytes:,.0f} MB of bodies"
    rows = [
        Measured(what, seconds, of_bodies, "15", "s"),
        Measured(f"the same against all parts, {all_megabytes:,.0f} MB", seconds, of_all, "", "s"),
        Measured("the first row in processor time, all processes together", *processor, "", "CPU s"),
        Measured("the first row if no entry were like another: all read as JSON", without_forms, of_bodies, "", "s"),
    ]
    show("Verifying offline", "`sha256sum` of the same bytes; the files are in memory", rows)


class _Times(NamedTuple):
    """What a run took: on the clock, and of the processor."""

    seconds: float
    processor: float


def _run(command: Sequence[str]) -> tuple[_Times, subprocess.CompletedProcess[str]]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return _Times(seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime), run


_AS_JSON = """
from liangcao.journal.forms import Forms
from liangcao.verifier.program import main
Forms.fill = lambda *_: None
main()
"""


def _verify(program: Sequence[str], evidence: Path, entries: int) -> _Times:
    times, run = _run([sys.executable, *program, str(evidence), "--json"])
    said = json.loads(run.stdout)
    if run.returncode or not said["ok"] or said["last"] != entries:
        raise SystemExit(f"the evidence does not verify: {said}")
    return times


def _unpack(evidence: Path, bodies: Path, everything: Path) -> None:
    with zipfile.ZipFile(evidence) as pack, bodies.open("wb") as one, everything.open("wb") as every:
        for name in pack.namelist():
            content = pack.read(name)
            every.write(content)
            if name.startswith("journal/entries/"):
                one.write(content)
