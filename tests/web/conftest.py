"""The founded office behind the web app, on each database."""

from collections.abc import Callable, Iterator

import pytest
from webtools import WebOffice, found_demo, opened

from harness.copies import Prepare


@pytest.fixture
def web(copy_of: Callable[[Prepare], str]) -> Iterator[WebOffice]:
    """An own office of this test's, once on each engine."""
    with opened(copy_of) as office:
        yield office


@pytest.fixture
def sqlite_web(sqlite_copy: Callable[[Prepare], str]) -> Iterator[WebOffice]:
    """The same on SQLite alone, for what no database makes different."""
    with opened(sqlite_copy) as office:
        yield office


@pytest.fixture
def demo_web(sqlite_copy: Callable[[Prepare], str]) -> Iterator[WebOffice]:
    """A demonstration's office."""
    with opened(sqlite_copy, found_demo) as office:
        yield office
