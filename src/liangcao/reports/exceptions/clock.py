"""The clock of the books: where it seems to have stood still, jumped, or been set back."""

from collections.abc import Sequence

from sqlalchemy import Connection

from liangcao.database.bulk import Row, ask, select_by_keys
from liangcao.kernel.refusals import N_
from liangcao.reports.exceptions.attempts import attempts
from liangcao.reports.exceptions.shape import HOUR_MS, Case, ExceptionRule, Field, Limit, Search, by_list

MOST_LOOKED_AT = 20_000
"""The last so many entries of the stretch are looked through for moments that many entries share."""
MOST_GROUPS = 2_000
TOGETHER = 3
"""So many entries at one moment, handed in by two people or more, make a case."""

_GAPS = """
WITH RECURSIVE hop (number, at, was) AS (
    SELECT number, recorded_at, recorded_at FROM journal WHERE district_id = ? AND number = ?
    UNION ALL
    SELECT after.number, after.recorded_at, hop.at FROM hop JOIN journal AS after ON after.district_id = ?
         AND after.number = CASE WHEN (
             SELECT far.number FROM journal AS far WHERE far.district_id = ? AND far.recorded_at <= hop.at + ?
             ORDER BY far.recorded_at DESC, far.number DESC LIMIT 1) > hop.number
         THEN (
             SELECT far.number FROM journal AS far WHERE far.district_id = ? AND far.recorded_at <= hop.at + ?
             ORDER BY far.recorded_at DESC, far.number DESC LIMIT 1)
         ELSE hop.number + 1 END
    WHERE hop.number < ?
)
SELECT hop.at, COALESCE(actor.name, ''), hop.number, hop.was FROM hop
JOIN journal ON journal.district_id = ? AND journal.number = hop.number
LEFT JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id
WHERE hop.at - hop.was > ? ORDER BY hop.number DESC
"""
"""From an entry to the last one within the bound after it, and on: a step that is longer than the bound is a gap. So
many look-ups as there are bounds in the stretch, however many entries."""

_TOGETHER = (
    "SELECT recorded_at FROM journal WHERE district_id = ? AND recorded_at >= ? AND recorded_at < ? "
    "GROUP BY recorded_at HAVING COUNT(*) >= ? ORDER BY recorded_at DESC LIMIT ?"
)
_BY_WHOM = (
    "SELECT recorded_at, COUNT(*), COUNT(DISTINCT journal.actor_id), MAX(number), MIN(actor.name) "
    "FROM {keys} JOIN journal ON recorded_at = k1 "
    "JOIN actor ON actor.district_id = journal.district_id AND actor.actor_id = journal.actor_id "
    "WHERE journal.district_id = ? AND LENGTH(command_id) = 36 GROUP BY recorded_at"
)
"""A command handed in has a UUID for its id; one that was released has a word more."""


def _jumps(connection: Connection, district_id: int, search: Search) -> list[Case]:
    cases = [*_gaps(connection, district_id, search), *_stills(connection, district_id, search)]
    cases += _set_back(connection, district_id, search)
    return sorted(cases, key=lambda case: -case.at) if not search.actor_id else []


def _gaps(connection: Connection, district_id: int, search: Search) -> list[Case]:
    """Entries that stand more than the limit after the one before them."""
    if search.first > search.last:
        return []
    bound = search.limit * HOUR_MS
    values: Row = (
        *(district_id, search.first, district_id, district_id, bound, district_id, bound, search.last),
        *(district_id, bound),
    )
    rows = ask(connection, _GAPS, values)
    return [Case(at, name, number, (N_("停了很久，或者拨快了"), was, at - was, 0)) for at, name, number, was in rows]


def _stills(connection: Connection, district_id: int, search: Search) -> list[Case]:
    """Moments at which several people handed in several entries, releases of held commands left out."""
    since = search.since
    if search.last - search.first >= MOST_LOOKED_AT:
        sql = "SELECT recorded_at FROM journal WHERE district_id = ? AND number = ?"
        since = ask(connection, sql, (district_id, search.last - MOST_LOOKED_AT + 1))[0][0]
    moments = ask(connection, _TOGETHER, (district_id, since, search.until, TOGETHER, MOST_GROUPS))
    rows: Sequence[Row] = select_by_keys(connection, _BY_WHOM, moments, (district_id,))
    return [
        Case(at, name, number, (N_("同一毫秒里几个人记了几笔"), at, 0, count))
        for at, count, people, number, name in rows
        if count >= TOGETHER and people > 1
    ]


def _set_back(connection: Connection, district_id: int, search: Search) -> list[Case]:
    """Commands that were refused because the machine's clock stood behind the books."""
    found = attempts({"clock_behind"})(district_id, search)
    rows = ask(connection, f"SELECT {found.columns} {found.where} ORDER BY {found.order} LIMIT 200", found.values)
    return [Case(row[0], row[1], 0, (N_("时钟早于账本，那时的事没有记上"), row[0], 0, row[5])) for row in rows]


_CLOCK = by_list(_jumps)

RULES = (
    ExceptionRule(
        "clock",
        N_("时钟的异样"),
        N_(
            "相邻两笔隔了 {n} 小时以上；同一毫秒里有两个以上的人记了三笔以上；服务器时钟早于账本、事情被拒绝。"
            "同一毫秒的只看最近两万笔。"
        ),
        N_("记账时间由服务器的时钟给：拨过钟，“什么时候”就不可信。整夜没有人办事也会隔很久，对照值班表看。"),
        (
            Field(N_("怎么了"), "message", is_primary=True),
            Field(N_("上一笔的时间"), "moment"),
            Field(N_("隔了多久"), "age"),
            Field(N_("笔数"), "number"),
        ),
        *_CLOCK,
        limit=Limit(N_("隔了几小时以上"), 24, 1, 720),
    ),
)
