"""Secret keys in files: readable by their owner alone, or not used."""

import os
from pathlib import Path

from liangcao.journal.note import ED25519, SigningKey, read_signing_key
from liangcao.kernel.errors import refused


def is_open_to_others(file: Path) -> bool:
    """True when another user of the machine could read (or change) `file`."""
    return os.name == "posix" and bool(file.stat().st_mode & 0o077)


def read_key_file(file: Path, kind: int = ED25519) -> SigningKey:
    """The key in `file`; raises Refused ``key_file_open`` when others can read it, ``key_unreadable``."""
    if is_open_to_others(file):
        raise refused("key_file_open", file=str(file))
    try:
        return read_signing_key(file.read_text(encoding="utf-8").strip(), kind)
    except UnicodeDecodeError as error:
        raise refused("key_unreadable") from error


def write_key_file(file: Path, key: SigningKey) -> bool:
    """Write `key` to the new `file`, flushed to the disk; False when there is one already: it stays as it is."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as new:
        new.write(key.text + "\n")
        new.flush()
        os.fsync(new.fileno())
    return True
