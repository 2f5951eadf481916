"""Addresses of this app, also when a proxy serves it below another path."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_NUMBER = 15
"""Digits of the largest number anything here has; int() itself refuses thousands of them with an error."""

_root: ContextVar[str] = ContextVar("root", default="")


@contextmanager
def mounted_at(root: str) -> Iterator[None]:
    """Let the app's paths begin with `root` inside the block."""
    token = _root.set(root.rstrip("/"))
    try:
        yield
    finally:
        _root.reset(token)


def row_number(text: str) -> int:
    """The number of something as an address or a form names it; 0, which nothing has, when `text` is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def at(path: str) -> str:
    """The address of `path` of this app; what is no path (``#rows``, ``tel:…``) stays as it is."""
    return _root.get() + path if path.startswith("/") else path
