"""The reference pages say what the program does today."""

import subprocess
import sys

from harness.repository import ROOT


def test_the_reference_is_up_to_date() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
