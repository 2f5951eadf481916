"""Moments as they are asked for in an address."""

from datetime import datetime

from liangcao.kernel.errors import refused


def moment_ms(text: str, field: str) -> int:
    """Milliseconds since 1970 UTC of an ISO 8601 moment with a time zone; raises Refused ``moment_unreadable``."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign in an address arrives as a space
    except ValueError:
        raise refused("moment_unreadable", field, text=text[:40]) from None
    if moment.tzinfo is None or not 1970 <= moment.year < 3000:
        raise refused("moment_unreadable", field, text=text[:40])
    return int(moment.timestamp() * 1_000)
