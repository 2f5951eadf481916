"""An office with the fixed cast, on a database of the test's own, once on each engine."""

from collections.abc import Callable, Iterator

import pytest

from harness.copies import Prepare
from scenarios.cast import Cast, found


@pytest.fixture
def cast(copy_of: Callable[[Prepare], str]) -> Iterator[Cast]:
    """The founded office, copied for this test."""
    cast = Cast(copy_of(found))
    yield cast
    cast.close()
