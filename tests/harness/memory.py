"""Where the tests keep their files: in memory where there is plenty, for a disk makes every commit of theirs wait."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PLENTY = 4 * 2**30
"""A run needs less than a quarter of it: what a test made is removed when it passes."""
ON_DISK = tempfile.gettempdir()


def keep_files_in_memory() -> None:
    """Make memory the place of temporary files, of this process and of those it starts, when it has room enough.

    Whoever said another place by ``TMPDIR`` keeps it.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _PLENTY:
        return
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
