"""Attempts that were refused, out of the side table the road takes them down in."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import Row
from liangcao.kernel.refusals import N_
from liangcao.operations.refused_attempts import AGAINST_THE_BOOKS, ALONE, NOT_FIT, NOT_PERMITTED, TOO_MUCH
from liangcao.reports.exceptions.shape import (
    Case,
    ExceptionRule,
    Field,
    Found,
    Query,
    Search,
    actor_join,
    by_person,
    by_sql,
)

_FIELDS = (
    Field(N_("想做的事"), "deed", is_primary=True),
    Field(N_("为什么不予办理"), "reason"),
    Field(N_("次数"), "number"),
)


def attempts(codes: Iterable[str]) -> Query:
    """The query for attempts refused for one of `codes`."""
    wanted = tuple(sorted(codes))
    marks = ", ".join("?" * len(wanted))

    def query(district_id: int, search: Search) -> Found:
        person, values = by_person("refused_attempt.actor_id", search)
        return Found(
            "at, COALESCE(actor.name, ''), action, code, params, times",
            f"FROM refused_attempt {actor_join('refused_attempt.actor_id', 'refused_attempt.district_id')}"
            f"WHERE refused_attempt.district_id = ? AND at >= ? AND at < ? AND code IN ({marks}){person}",
            (district_id, search.since, search.until, *wanted, *values),
            "at DESC, attempt_id DESC",
        )

    return query


def _cases(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [
        Case(at, name, 0, (action, (code, json.loads(params)), times)) for at, name, action, code, params, times in rows
    ]


_ALONE = by_sql(attempts(ALONE), _cases)
_TOO_MUCH = by_sql(attempts(TOO_MUCH), _cases)
_OTHERS = by_sql(attempts(NOT_PERMITTED | NOT_FIT | AGAINST_THE_BOOKS - {"clock_behind"}), _cases)

RULES = (
    ExceptionRule(
        "alone",
        N_("想一个人办到底"),
        N_("有人想批自己提交的事、想在同一条链上做不相容的第二步、想重复批准，被拒绝了。"),
        N_("一两次多半是不清楚规矩；反复试，或者专挑没人的时候试，就要问一问。"),
        _FIELDS,
        *_ALONE,
    ),
    ExceptionRule(
        "too_much",
        N_("想动用超过账上有的"),
        N_("有人想移动、发出、付出、批准、冲正的数量，超过账上有的、批过的、欠着的，被拒绝了。"),
        N_("账上没有而手里有，说明有货没入账；账上有而手里没有，说明少了货。两样都要去看实物。"),
        _FIELDS,
        *_TOO_MUCH,
    ),
    ExceptionRule(
        "other_attempts",
        N_("其他被拒绝的尝试"),
        N_("没有岗位、过期或隔离的批次、捐赠人另有指定、已结账的日子、重复冲正、同一个操作编号换了内容。"),
        N_("拒绝的事不进账本，只留在这里：看是谁、试的什么、试了几回。"),
        _FIELDS,
        *_OTHERS,
    ),
)
