"""Deeds that the journal names by themselves: what was undone, told late, refused by the second person, changed."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from liangcao.access.roles import ROLES
from liangcao.database.bulk import Row, select_by_texts
from liangcao.kernel.refusals import N_
from liangcao.reports.exceptions.shape import (
    HOUR_MS,
    Case,
    ExceptionRule,
    Field,
    Found,
    Limit,
    Search,
    actor_join,
    by_person,
    by_sql,
)
from liangcao.reports.names import names_in

UNDOING = ("storing.reverse_entry", "shipping.cancel_shipment", "shipping.undo_delivery")
"""Deeds that take back what was done."""
ABOUT_PEOPLE = (
    *("access.grant_role", "access.revoke_role", "access.delegate_role", "access.end_delegation"),
    *("access.disable_actor", "access.enable_actor", "access.set_password", "access.break_glass"),
)
"""Deeds that change who may do what, or who can sign in as somebody."""
_ENTRY = "recorded_at, COALESCE(actor.name, ''), number, action, body"


def _of_actions(actions: tuple[str, ...], district_id: int, search: Search) -> Found:
    person, values = by_person("journal.actor_id", search)
    marks = ", ".join("?" * len(actions))
    return Found(
        _ENTRY,
        f"FROM journal {actor_join('journal.actor_id', 'journal.district_id')}"
        f"WHERE journal.district_id = ? AND action IN ({marks}) AND number BETWEEN ? AND ?{person}",
        (district_id, *actions, search.first, search.last, *values),
        "+number DESC",  # the plus: by the index of deeds, however few they are among all entries
    )


def _command(body: Any) -> dict[str, Any]:
    command: dict[str, Any] = json.loads(bytes(body)).get("command", {})
    return command


def _undone(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    cases = []
    for at, name, number, action, body in rows:
        command = _command(body)
        undone = ("entry", command["entry"]) if "entry" in command else ("shipment", command["shipment_id"])
        cases.append(Case(at, name, number, (action, undone, command.get("reason", ""))))
    return cases


def _late(district_id: int, search: Search) -> Found:
    person, values = by_person("journal.actor_id", search)
    return Found(
        "recorded_at, COALESCE(actor.name, ''), number, action, occurred_at",
        f"FROM journal {actor_join('journal.actor_id', 'journal.district_id')}"
        "WHERE journal.district_id = ? AND occurred_at <> recorded_at AND recorded_at - occurred_at > ? "
        f"AND number BETWEEN ? AND ?{person}",
        (district_id, search.limit * HOUR_MS, search.first, search.last, *values),
        "number DESC",
    )


def _told_late(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [Case(at, name, number, (action, occurred, at - occurred)) for at, name, number, action, occurred in rows]


def _held(district_id: int, search: Search) -> Found:
    person, values = by_person("held_command.actor_id", search)
    return Found(
        "submitted_at, COALESCE(actor.name, ''), entry, held_id, action, status",
        f"FROM held_command {actor_join('held_command.actor_id', 'held_command.district_id')}"
        "WHERE held_command.district_id = ? AND entry BETWEEN ? AND ? "
        f"AND (status = 'rejected' OR (status = 'waiting' AND expires_at < ?)){person}",
        (district_id, search.first, search.last, search.now, *values),
        "held_id DESC",
    )


def _not_signed(connection: Connection, district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    sql = (
        "SELECT chain, COALESCE(actor.name, ''), body FROM {keys} JOIN duty_done ON chain = k1 "
        "JOIN journal ON journal.district_id = duty_done.district_id AND journal.number = duty_done.entry "
        "LEFT JOIN actor ON actor.district_id = duty_done.district_id AND actor.actor_id = duty_done.actor_id "
        "WHERE duty_done.district_id = ? AND duty = 'sign' AND action = 'approvals.reject_held'"
    )
    chains = [f"held:{row[3]}" for row in rows]
    refused_by = {chain: (name, body) for chain, name, body in select_by_texts(connection, sql, chains, (district_id,))}
    cases = []
    for at, name, entry, held_id, action, status in rows:
        signer, body = refused_by.get(f"held:{held_id}", ("", b"{}"))
        became = N_("第二个人退回") if signer else N_("提交人自己收回")
        became = became if status == "rejected" else N_("过期没人批")
        reason = _command(body).get("reason", "")
        cases.append(Case(at, name, entry, (action, ("held", held_id), became, signer, reason)))
    return cases


def _classes(district_id: int, search: Search) -> Found:
    person, values = by_person("class_change.actor_id", search)
    return Found(
        "changed_at, COALESCE(actor.name, ''), class_change.entry, request.request_id, party.name, from_class, "
        "to_class, reason",
        "FROM class_change JOIN request ON request.district_id = class_change.district_id "
        "AND request.request_id = class_change.request_id "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        f"{actor_join('class_change.actor_id', 'class_change.district_id')}"
        "WHERE class_change.district_id = ? AND class_change.entry BETWEEN ? AND ? "
        f"AND class_change.version = 0{person}",
        (district_id, search.first, search.last, *values),
        "class_change.entry DESC, class_change.change_id DESC",
    )


def _reclassed(_connection: Connection, _district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    return [
        Case(at, name, entry, (unit, ("request", request_id), before, given, reason))
        for at, name, entry, request_id, unit, before, given, reason in rows
    ]


def _people(connection: Connection, district_id: int, rows: Sequence[Row], _search: Search) -> list[Case]:
    commands = [_command(row[4]) for row in rows]
    names = names_in(connection, district_id, commands)
    cases = []
    for (at, name, number, action, _body), command in zip(rows, commands, strict=True):
        whom = names.get(("actor", command.get("actor_id", 0)), "")
        whom = whom or names.get(("grant", command.get("grant_id", 0)), "")
        role = command.get("role", "")
        title = ROLES[role].title if role in ROLES else ""
        cases.append(Case(at, name, number, (action, whom, title, command.get("reason", ""))))
    return cases


_UNDONE = by_sql(lambda district_id, search: _of_actions(UNDOING, district_id, search), _undone)
_LATE = by_sql(_late, _told_late)
_HELD = by_sql(_held, _not_signed)
_CLASSES = by_sql(_classes, _reclassed)
_PEOPLE = by_sql(lambda district_id, search: _of_actions(ABOUT_PEOPLE, district_id, search), _people)

RULES = (
    ExceptionRule(
        "undone",
        N_("冲正和召回"),
        N_("把记过的账原样反向再记一笔，或者把发出的货叫回来。"),
        N_("错了就改是应当的；同一个人、同一批货反复冲正，要看实物到底动过没有。"),
        (Field(N_("事项"), "deed", is_primary=True), Field(N_("撤的是"), "document"), Field(N_("原因"))),
        *_UNDONE,
    ),
    ExceptionRule(
        "late",
        N_("补记的事"),
        N_("发生以后过了 {n} 小时才记账的。"),
        N_("事后补记容易按需要编：看补记的时间是不是在盘点、检查、付款的前后。"),
        (
            Field(N_("事项"), "deed", is_primary=True),
            Field(N_("发生时间"), "moment"),
            Field(N_("隔了多久"), "age"),
        ),
        *_LATE,
        limit=Limit(N_("晚了几小时以上"), 24, 1, 8_760),
    ),
    ExceptionRule(
        "not_signed",
        N_("没有批下来的事"),
        N_("要第二个人批准的事，被退回、被收回，或者过期没人批。"),
        N_("退回的理由往往就是问题所在；没人批，说明第二个人不在，或者不愿意批。"),
        (
            Field(N_("事项"), "deed", is_primary=True),
            Field(N_("待批事项"), "document"),
            Field(N_("结果"), "message"),
            Field(N_("谁退回")),
            Field(N_("原因")),
        ),
        *_HELD,
    ),
    ExceptionRule(
        "reclassed",
        N_("改了优先级的申请"),
        N_("批准时，或者另外由两个人，给了申请另一类优先级；停用一类时一起转走的不算。"),
        N_("先急后缓的次序从这里改：往前提的，要有写得出来的理由。"),
        (
            Field(N_("单位"), is_primary=True),
            Field(N_("申请"), "document"),
            Field(N_("本来是"), "class"),
            Field(N_("改成"), "class"),
            Field(N_("理由")),
        ),
        *_CLASSES,
    ),
    ExceptionRule(
        "people",
        N_("岗位的授予和收回"),
        N_("谁给了谁岗位、收回了谁的、停用恢复了谁、替谁重置了密码、交给谁代理、应急取得了岗位。"),
        N_("能一个人办到底的，都要先变出第二个身份来：给了又很快收回的，看那段时间里做了什么。"),
        (
            Field(N_("事项"), "deed", is_primary=True),
            Field(N_("对谁")),
            Field(N_("岗位"), "message"),
            Field(N_("原因")),
        ),
        *_PEOPLE,
    ),
)
