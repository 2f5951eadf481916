"""Worked examples of what those who hand goods over, count them, or were without signal hand in."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "delivering.issue_link": {"shipment_id": 72, "token_hash": "5e" * 32, "phone": "a1" * 32},
    "delivering.sign_publicly": {
        "token_hash": "5e" * 32,
        "lines": [{"line_number": 1, "received": 2_000}],
        "receiver": "张示例",
    },
    "delivering.take_signature": {
        "shipment_id": 72,
        "lines": [{"line_number": 1, "received": 1_960, "returned": 40, "reason": "wet", "note": "一箱进水"}],
        "receiver": "张示例",
    },
    "offline.keep_refused": {
        "path": "/counts/81/tallies",
        "form_command_id": "0c8e5b1e-7d0f-4b3a-9d56-2f6a3f2d7c11",
        "code": "wrong_state",
        "device": "5b0a8a4e-2f83-4c58-8f3b-6d6c1d1c9e10",
        "counter": 7,
        "device_at": 1_581_660_000_000,
        "fields": '{"lot_id": "41", "quantity": "12"}',
    },
    "offline.drop_refused": {"form_id": 91, "reason": "别人已经点过"},
    "counting.start_count": {"location_id": 31, "note": "周五盘点"},
    "counting.count_goods": {"count_id": 81, "lines": [{"lot_id": 41, "location_id": 31, "quantity": 1_998}]},
    "counting.finish_count": {"count_id": 81},
    "counting.recount_lines": {"count_id": 81, "lines": [{"lot_id": 41, "location_id": 31}]},
    "counting.post_differences": {
        "count_id": 81,
        "round_number": 1,
        "lines": [{"lot_id": 41, "location_id": 31, "reason": "miscounted", "note": "箱里少两只"}],
    },
    "counting.cancel_count": {"count_id": 81, "reason": "要先收货"},
}
