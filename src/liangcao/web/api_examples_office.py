"""Worked examples of the office's own organisation, its notebook and favours asked of it, for the API's description."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "organisation.set_group": {"name": "采购组", "purpose": "找货源、谈价、下单", "leader_id": 3},
    "organisation.dissolve_group": {"group_id": 60, "reason": "并到综合组"},
    "organisation.add_member": {"group_id": 60, "actor_id": 4, "since": "2020-01-26", "until": "2020-03-31"},
    "organisation.end_membership": {"member_id": 61, "until": "2020-02-29"},
    "organisation.lend_member": {"actor_id": 4, "department": "区财政局", "since": "2020-01-26", "until": "2020-03-31"},
    "organisation.set_contact": {"actor_id": 4, "phone": "139-0000-0000"},
    "organisation.set_shifts": {
        "lines": [
            {"name": "早班", "begins": 480, "ends": 960},
            {"name": "晚班", "begins": 960, "ends": 1440},
            {"name": "夜班", "begins": 0, "ends": 480},
        ]
    },
    "organisation.set_roster": {"lines": [{"day": "2020-01-27", "shift_id": 62, "actor_ids": [3, 4], "leader_id": 3}]},
    "organisation.ask_swap": {"roster_id": 65, "to_actor_id": 4, "back_id": 66, "note": "晚上开会"},
    "organisation.answer_swap": {"swap_id": 67, "is_agreed": True},
    "organisation.record_absence": {"until": 1_580_572_800_000, "reason": "外出开会", "deputy_id": 4},
    "organisation.end_absence": {"absence_id": 68},
    "worklog.write_lines": {
        "lines": [
            {"text": "上海的车明早到"},
            {"text": "催防护服", "kind": "todo"},
            {"text": "到 20000 只", "strikes_id": 70},
        ]
    },
    "worklog.set_weather": {"weather": "晴，零下五度"},
    "worklog.mark_events": {"day": "2020-01-31", "of_action": "storing.move_stock", "is_hidden": True},
    "worklog.end_todo": {"line_id": 71, "outcome": "done"},
    "favours.record_favour": {
        "asker": "示例·某人",
        "answer": "sent_to_request",
        "body": "示例单位",
        "item_id": 7,
        "quantity": 500,
        "note": "说是自家要用",
    },
}
