"""Worked examples of tasks and of shifts."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "tasks.record_task": {
        "unit_id": 12,
        "contact": "赵",
        "phone": "13900000000",
        "item_id": 7,
        "quantity": 500,
        "haste": "soon",
        "due_at": 1_580_515_200_000,
        "matter": "送到北门传达室",
    },
    "tasks.correct_task": {"task_id": 130, "quantity": 600, "haste": "now"},
    "tasks.hand_over": {"task_id": 130, "actor_id": 6, "note": "顺路带去"},
    "tasks.hand_on": {"task_id": 130, "actor_id": 8, "note": "车坏了"},
    "tasks.acknowledge_task": {"task_id": 130},
    "tasks.comment_task": {"task_id": 130, "note": "已经装车"},
    "tasks.close_task": {
        "task_id": 130,
        "done": "500 只口罩送到北门",
        "call_back": "told",
        "told": "赵",
        "said": "签收单放在传达室",
    },
    "tasks.reopen_task": {"task_id": 130, "reason": "对方说没收到"},
    "tasks.cancel_task": {"task_id": 130, "reason": "对方说不要了"},
    "tasks.link_task": {"task_id": 130, "kind": "request", "document_id": 41},
    "tasks.set_clocks": {
        "now": 5,
        "soon": 20,
        "usual": 60,
        "grace": 10,
        "deputy_id": 4,
        "reason": "电话太多",
    },
    "tasks.write_shift_note": {"note": "四宝山的口罩最急", "actor_id": 8},
    "tasks.take_over_shift": {"note_id": 140, "note": "口罩我来催"},
}
