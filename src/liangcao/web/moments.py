"""Moments as they are asked for in an address, and as they are written into a form."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.moment import moment_at
from liangcao.web.forms import Form


def moment_ms(text: str, field: str) -> int:
    """Milliseconds since 1970 UTC of an ISO 8601 moment with a time zone; raises Refused ``moment_unreadable``."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign in an address arrives as a space
    except ValueError:
        raise refused("moment_unreadable", field, text=text[:40]) from None
    if moment.tzinfo is None or not 1970 <= moment.year < 3000:
        raise refused("moment_unreadable", field, text=text[:40])
    return int(moment.timestamp() * 1_000)


def with_moments(form: Form, names: Sequence[str], timezone: str) -> dict[str, Any]:
    """The posted fields with the moments of `names` as the road wants them, read on the clocks of the district.

    A field left empty stays so. Raises Refused ``time_unreadable`` for every field that says no day and time.
    """
    values, faults = dict(form.values), list[Reason]()
    for name in names:
        text = unicodedata.normalize("NFKC", form.get(name)).strip()
        try:
            values[name] = moment_at(text, timezone, name) if text else ""
        except Refused as refusal:
            faults += refusal.reasons
    if faults:
        raise Refused(*faults)
    return values
