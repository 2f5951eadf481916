"""All rules on one page, in the order they are shown, and what is asked when nobody says more."""

from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.database.in_order import join_in_order
from liangcao.journal.queries import entries_between
from liangcao.reports.exceptions import attempts, clock, deeds, goods, hand_overs, money, papers, people
from liangcao.reports.exceptions.shape import DAY_MS, ExceptionRule, Search

_RULES = (
    *(*attempts.RULES, *deeds.RULES, *goods.RULES, *hand_overs.RULES, *papers.RULES, *money.RULES),
    *(*people.RULES, *clock.RULES),
)
EXCEPTIONS: dict[str, ExceptionRule] = {rule.key: rule for rule in _RULES}


def usual_since(rule: ExceptionRule, now: int) -> int:
    """From when on `rule` is asked where nobody says: ever for what stands open, else its usual days before `now`."""
    return 0 if rule.is_open else now - rule.days * DAY_MS


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a rule: from when to before when (ms), now, by whom (0: anybody), within which limit."""

    since: int
    until: int
    now: int
    actor_id: int = 0
    limit: int | None = None


def search_of(connection: Connection, district_id: int, rule: ExceptionRule, asked: Asked) -> Search:
    """What `rule` looks for; the limit within its bounds, its own where none was asked.

    From here on `connection` joins as the rules are written: from the stretch of time outward.
    """
    join_in_order(connection)
    return _search(connection, district_id, rule, asked)


def _search(connection: Connection, district_id: int, rule: ExceptionRule, asked: Asked) -> Search:
    first, last = entries_between(connection, district_id, asked.since, asked.until)
    bound = 0
    if rule.limit is not None:
        wanted = rule.limit.default if asked.limit is None else asked.limit
        bound = max(rule.limit.least, min(wanted, rule.limit.most))
    return Search(first, last, asked.since, asked.until, asked.now, asked.actor_id, bound)


def count_all(connection: Connection, district_id: int, now: int, *, most: int) -> dict[str, int]:
    """How many cases each rule finds in its usual stretch of time until `now` (ms), by its key; counting stops at
    `most`."""
    join_in_order(connection)
    counts = {}
    for key, rule in EXCEPTIONS.items():
        search = _search(connection, district_id, rule, Asked(usual_since(rule, now), now + 1, now))
        counts[key] = rule.count(connection, district_id, search, most)
    return counts
