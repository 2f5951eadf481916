"""The verifier is a program apart: it can be run by somebody who has nothing of the rest."""

import subprocess
import sys

LOOK = """
import sys
import liangcao.journal.verify
ours = {name for name in sys.modules if name.startswith("liangcao.")}
values = ("liangcao.kernel", "liangcao.journal", "liangcao.sharing")
print(*sorted(name for name in ours if not name.startswith(values)))
print(*sorted(ours & {"liangcao.journal.append", "liangcao.journal.tables", "liangcao.kernel.clock"}))
print(*sorted({"sqlalchemy", "pydantic", "fastapi", "numpy"} & sys.modules.keys()))
"""


def test_it_needs_values_the_standard_library_and_cryptography_only() -> None:
    run = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
