"""A form that comes from a device's outbox: what the device says of it, and what became of it on the way."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.datastructures import Headers

from liangcao.kernel.errors import Reason
from liangcao.offline.rules import clock_off, happened_at
from liangcao.operations.checks import is_command_id
from liangcao.web.addresses import row_number
from liangcao.web.page import safe_path

HERE = "here"
"""Somebody is in front of the form: what is refused is theirs to put right now."""


@dataclass(slots=True)
class Sending:
    """What the headers say (times in ms since 1970 UTC by the device's clock); then the entry made, or why not."""

    device: str
    counter: int
    device_at: int
    device_now: int
    mode: str
    page: str
    entry: int = 0
    reasons: Sequence[Reason] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    is_told_by_page: bool = False
    """The page that refused asks for more than the form had: whoever is in front of it must see it."""

    def happened_at(self, now: int) -> int:
        """When it was filled in by the server's clock, 0 for now."""
        return happened_at(self.device_at, self.device_now, now)

    def clock_off(self, now: int) -> int:
        """By how much the device's clock is off, 0 when near enough."""
        return clock_off(self.device_now, now)

    def refused(self, reasons: Sequence[Reason], errors: Mapping[str, str]) -> None:
        """Take down why it was refused: the first word counts, what follows may only be that no form can be shown."""
        if not self.reasons:
            self.reasons, self.errors = tuple(reasons), dict(errors)


def sending_of(headers: Headers, beside_ms: int = 0) -> Sending | None:
    """The sending these headers tell of; None for any other request, and where they make no sense.

    `beside_ms` is by how much the office's own time runs beside that of the world.
    """
    device = headers.get("x-device", "")
    counter, device_at, device_now = (
        row_number(headers.get(name, "")) for name in ("x-device-counter", "x-device-time", "x-device-now")
    )
    if not is_command_id(device) or not counter or not device_at:
        return None
    page = safe_path(headers.get("x-page", ""), "")[:200]
    times = device_at + beside_ms, (device_now or device_at) + beside_ms
    return Sending(device, counter, *times, headers.get("x-outbox", ""), page)


_current: ContextVar[Sending | None] = ContextVar("sending", default=None)


def sending() -> Sending | None:
    """The sending of this request, None where it is an ordinary one."""
    return _current.get()


def let_page_tell() -> None:
    """The page that refuses has more to ask than the form that was sent; whoever is in front of it shall see it."""
    if (sent := _current.get()) is not None:
        sent.is_told_by_page = True


@contextmanager
def as_sent(sent: Sending) -> Iterator[None]:
    """While this lasts the request is known to be `sent` from an outbox."""
    token = _current.set(sent)
    try:
        yield
    finally:
        _current.reset(token)
