"""Addresses of this app, also when a proxy serves it below another path."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_root: ContextVar[str] = ContextVar("root", default="")


@contextmanager
def mounted_at(root: str) -> Iterator[None]:
    """Let the app's paths begin with `root` inside the block."""
    token = _root.set(root.rstrip("/"))
    try:
        yield
    finally:
        _root.reset(token)


def at(path: str) -> str:
    """The address of `path` of this app; what is no path (``#rows``, ``tel:…``) stays as it is."""
    return _root.get() + path if path.startswith("/") else path
