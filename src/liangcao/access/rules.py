"""Rules of roles that end."""

from liangcao.access.permissions import Term
from liangcao.kernel.errors import refused

AN_HOUR_MS = 3_600_000
REVIEW_WITHIN_MS = 24 * AN_HOUR_MS
"""A role taken in an emergency must have been reviewed by then."""


def check_term(term: Term, now: int, *, own_until: int = 0) -> None:
    """Raise Refused ``term_invalid`` for a term that never begins, is over, or outlasts the role it comes from.

    `own_until` is the end of that role, 0 when it has none. Times in ms since 1970 UTC.
    """
    if not term.since < term.until or term.until <= now:
        raise refused("term_invalid", "until")
    if own_until and term.until > own_until:
        raise refused("term_invalid", "until")
