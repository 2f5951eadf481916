"""Looking for exceptions as the page does, in the office of the fixed cast."""

from typing import Any

from liangcao.reports.exceptions.catalogue import EXCEPTIONS, Asked, search_of, usual_since
from liangcao.reports.exceptions.shape import Case
from scenarios.cast import Cast

HOUR = 3_600_000
DAY = 24 * HOUR


def look(cast: Cast, key: str, **asked: Any) -> list[Case]:
    """The cases of a rule as they stand; finding and counting must agree."""
    rule, now = EXCEPTIONS[key], cast.clock.now()
    values = {"since": usual_since(rule, now), "until": now + 1, "now": now, **asked}
    with cast.database.read() as connection:
        search = search_of(connection, 1, rule, Asked(**values))
        cases = rule.find(connection, 1, search, (50, 0))
        assert rule.count(connection, 1, search, 1_000) == len(cases)
        assert rule.find(connection, 1, search, (1, 0)) == cases[:1]
        assert rule.find(connection, 1, search, (50, 1)) == cases[1:]
    assert all(len(case.cells) == len(rule.fields) for case in cases)
    return cases


def cells(cast: Cast, key: str, **asked: Any) -> list[tuple[Any, ...]]:
    """What the cases say, without when and who."""
    return [case.cells for case in look(cast, key, **asked)]
