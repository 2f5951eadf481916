"""Personal data stays out of the journal: a salted commitment goes in, salt and text lie in a side table.

Erase the row and the person is forgotten, while every proof over the journal still holds.
"""

import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sealed:
    """A personal text with its salt and the commitment that stands for it."""

    commitment: str
    salt: bytes
    value: str


def commit(salt: bytes, value: str) -> str:
    """The commitment, hexadecimal: SHA-256(salt || UTF-8 of the text)."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def seal(value: str) -> Sealed:
    """Commit to `value` under a fresh 16-byte salt."""
    salt = secrets.token_bytes(16)
    return Sealed(commit(salt, value), salt, value)
