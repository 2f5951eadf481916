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
    "packing.set_prefix": {"prefix": "690123456", "reason": "物品编码中心发的"},
    "packing.pack_goods": {
        "location_id": 5,
        "plan_id": 70,
        "lines": [{"lot_id": 41, "quantity": 1_000, "plan_line": 1}],
        "count": 3,
    },
    "packing.unpack_package": {"package_id": 91, "reason": "数错了"},
    "packing.set_kit": {"item_id": 60, "parts": [{"item_id": 7, "quantity": 5}, {"item_id": 8, "quantity": 1}]},
    "packing.assemble_kits": {
        "item_id": 60,
        "location_id": 4,
        "quantity": 10,
        "parts": [{"lot_id": 41, "quantity": 50}, {"lot_id": 42, "quantity": 10}],
    },
    "packing.repack_lot": {"lot_id": 41, "location_id": 4, "quantity": 1_000, "pack_size": 20},
    "packing.take_apart": {"lot_id": 95, "location_id": 4, "quantity": 2, "reason": "口罩急用"},
    "shipping.take_over": {"shipment_id": 80, "packages": 3, "vehicle": "鲁C·示例"},
}
