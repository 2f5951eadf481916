"""People: favours that were asked and refused, roles taken in an emergency."""

from collections.abc import Sequence

from sqlalchemy import Connection

from liangcao.access.roles import ROLES
from liangcao.database.bulk import Row
from liangcao.favours.queries import count_favours, favours_page
from liangcao.favours.rules import ANSWERS
from liangcao.kernel.refusals import N_
from liangcao.reports.exceptions.shape import (
    DAY_MS,
    Case,
    ExceptionRule,
    Field,
    Found,
    Page,
    Search,
    actor_join,
    by_person,
    by_sql,
)


def _favours(connection: Connection, district_id: int, search: Search, page: Page) -> list[Case]:
    found = favours_page(connection, district_id, (search.since, search.until), actor_id=search.actor_id, page=page)
    return [
        Case(
            each.recorded_at,
            each.actor_name,
            each.entry,
            (
                each.asker,
                each.body,
                each.item_name,
                (each.quantity, each.base_unit) if each.quantity else ("", ""),
                ANSWERS[each.answer],
                each.note,
            ),
        )
        for each in found
    ]


def _count_favours(connection: Connection, district_id: int, search: Search, most: int) -> int:
    period = (search.since, search.until)
    return count_favours(connection, district_id, period, actor_id=search.actor_id, most=most)


def _emergencies(district_id: int, search: Search) -> Found:
    person, values = by_person("emergency.actor_id", search)
    return Found(
        "began_at, COALESCE(actor.name, ''), emergency.entry, role_grant.role, emergency.reason, reviewed_at, "
        "COALESCE(reviewer.name, ''), is_justified, finding",
        "FROM emergency JOIN role_grant ON role_grant.district_id = emergency.district_id "
        "AND role_grant.grant_id = emergency.grant_id "
        f"{actor_join('emergency.actor_id', 'emergency.district_id')}"
        "LEFT JOIN actor AS reviewer ON reviewer.district_id = emergency.district_id "
        "AND reviewer.actor_id = emergency.reviewed_by "
        f"WHERE emergency.district_id = ? AND emergency.entry BETWEEN ? AND ?{person}",
        (district_id, search.first, search.last, *values),
        "emergency.entry DESC",
    )


def _taken(_connection: Connection, _district_id: int, rows: Sequence[Row], search: Search) -> list[Case]:
    cases = []
    for at, name, entry, role, reason, reviewed_at, reviewer, is_justified, finding in rows:
        became = N_("复核：有理由") if is_justified else N_("复核：没有理由")
        if not reviewed_at:
            became = N_("超过 24 小时没有复核") if search.now - at > DAY_MS else N_("等复核")
        title = ROLES[role].title if role in ROLES else role
        cases.append(Case(at, name, entry, (title, reason, became, reviewer, finding)))
    return cases


_EMERGENCIES = by_sql(_emergencies, _taken)

RULES = (
    ExceptionRule(
        "emergencies",
        N_("应急取得的岗位"),
        N_("两个人同意、临时取得的岗位，和第三个人的复核。"),
        N_("门砸开了就要有人看：没有理由的、超过一天没人复核的，要追到底。"),
        (
            Field(N_("岗位"), "message", is_primary=True),
            Field(N_("原因")),
            Field(N_("复核"), "message"),
            Field(N_("复核人")),
            Field(N_("复核意见")),
        ),
        *_EMERGENCIES,
    ),
    ExceptionRule(
        "favours",
        N_("请托登记"),
        N_("有人不走程序来要东西，被谢绝，经手的人记了下来。"),
        N_("记得多不是坏事。同一个人、同一个单位来来回回，要防着别的路。"),
        (
            Field(N_("请托的人"), "personal", is_primary=True),
            Field(N_("哪里的")),
            Field(N_("要什么")),
            Field(N_("数量"), "quantity"),
            Field(N_("怎么答的"), "message"),
            Field(N_("说明")),
        ),
        _favours,
        _count_favours,
    ),
)
