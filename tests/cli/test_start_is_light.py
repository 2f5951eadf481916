"""What takes long to load is loaded when it is needed, not whenever the program starts."""

import subprocess
import sys

HEAVY = ("pypinyin", "lark", "numpy", "ortools", "pyvrp")
"""Dictionaries, a compiler of grammars, solvers: a tenth of a second each, or more."""


def test_the_whole_app_is_loaded_without_what_few_pages_need() -> None:
    ask = f"import sys, liangcao.web.app; print(*[name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True, text=True, timeout=120)
    assert told.stdout.split() == []
