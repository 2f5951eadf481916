"""Worked examples of what those who pick and pack hand in."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "picking.open_list": {"plan_id": 70, "unit_ids": [36, 37], "note": "早上一趟"},
    "picking.start_list": {"pick_id": 75},
    "picking.confirm_line": {
        "pick_id": 75,
        "line_number": 1,
        "picked": 2_800,
        "reason": "架上只有这些",
        "scanned": "A1",
    },
    "picking.change_lot": {
        "pick_id": 75,
        "line_number": 2,
        "lot_id": 41,
        "location_id": 5,
        "reason": "这一批压在最里面",
    },
    "picking.put_back": {"pick_id": 75, "line_numbers": [1], "reason": "拣错了"},
    "picking.cancel_list": {"pick_id": 75, "reason": "雪大，今天不发了"},
}
