"""The only place that reads a clock; everything else is told the time."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time in milliseconds since 1970 UTC."""

    def now(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z."""
        ...


class SystemClock:
    """The machine's clock, shifted by a fixed number of milliseconds (a demonstration lives in February 2020)."""

    def __init__(self, offset_ms: int = 0) -> None:
        self.offset_ms = offset_ms

    def now(self) -> int:
        """Milliseconds since 1970 UTC, with the offset added."""
        return time.time_ns() // 1_000_000 + self.offset_ms


def beside(clock: Clock) -> int:
    """By how much (ms) `clock` runs beside the machine's: a demonstration's does, and the phones before it do not."""
    return clock.offset_ms if isinstance(clock, SystemClock) else 0


class FixedClock:
    """A clock that stands still until it is set; for stories and tests."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def now(self) -> int:
        """The time it was set to."""
        return self.now_ms

    def advance(self, milliseconds: int) -> None:
        """Move the clock forward (or, to test a wrong clock, back)."""
        self.now_ms += milliseconds
