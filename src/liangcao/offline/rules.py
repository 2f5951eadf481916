"""Rules of late forms: when it happened, by a clock that may be wrong."""

CLOCK_OFF_MS = 10 * 60_000
"""So far may the clock of a device be from the server's before it is named."""
AT_ONCE_MS = 60_000
"""What comes within so long was done now."""
MOST_LATE_MS = 14 * 24 * 3_600_000
"""Older than this a device's word is not taken: it happened when it came."""


def happened_at(device_at: int, device_now: int, now: int) -> int:
    """When a form was filled in by the server's clock (ms), 0 for now.

    As long before `now` as the device's own clock says: by how much that clock is off cancels out.
    """
    ago = device_now - device_at
    return now - ago if AT_ONCE_MS < ago <= MOST_LATE_MS else 0


def clock_off(device_now: int, now: int) -> int:
    """By how much (ms) a device's clock is ahead of the server's (behind: negative), 0 when near enough."""
    off = device_now - now if device_now else 0
    return off if abs(off) > CLOCK_OFF_MS else 0
