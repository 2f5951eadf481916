"""One worked example for each deed, shown in the API's description; a test holds each against its command."""

from typing import Any

_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2E$c29tZWhhc2g"

EXAMPLES: dict[str, dict[str, Any]] = {
    "catalog.register_item": {
        "name": "医用外科口罩",
        "name_en": "Surgical mask",
        "category": "个人防护",
        "base_unit": "只",
        "packs": [{"name": "箱", "size": 2000}],
        "aliases": ["外科口罩"],
    },
    "catalog.add_pack": {"item_id": 7, "name": "盒", "size": 50},
    "catalog.add_alias": {"item_id": 7, "alias": "一次性外科口罩"},
    "parties.found_district": {"name": "示例区", "timezone": "Asia/Shanghai"},
    "parties.register_party": {"kind": "hospital", "name": "示例医院", "area": "示例街道", "contact": "示例·李"},
    "parties.register_location": {"kind": "shelf", "name": "A-01", "parent_id": 31},
    "access.add_actor": {"login": "wang", "name": "示例·王", "password_hash": _HASH},
    "access.change_own_password": {"password_hash": _HASH},
    "access.set_password": {"actor_id": 3, "password_hash": _HASH},
    "access.disable_actor": {"actor_id": 3, "reason": "调离"},
    "access.grant_role": {"actor_id": 3, "role": "keeper", "location_id": 31},
    "access.revoke_role": {"grant_id": 44, "reason": "轮岗"},
    "funds.appropriate_funds": {"budget_line_id": 33, "amount_fen": 10_000_000, "document_number": "财预〔2020〕3号"},
    "funds.pay_party": {
        "budget_line_id": 33,
        "party_id": 35,
        "amount_fen": 6_400_000,
        "receipt_id": 50,
        "document_number": "FK-0201",
        "note": "货到验收付清",
    },
    "receiving.receive_goods": {
        "source_kind": "purchase",
        "source_party_id": 35,
        "location_id": 31,
        "document_number": "CG-0131",
        "lines": [
            {
                "item_id": 7,
                "accepted": 19_600,
                "rejected": 400,
                "reject_reason": "两箱受潮",
                "batch_number": "20200125",
                "expires_on": "2022-01-24",
                "pack_size": 2_000,
                "unit_cost_fen": 320,
            }
        ],
    },
    "receiving.quarantine_lot": {"lot_id": 51, "reason": "没有合格证"},
    "receiving.release_lot": {"lot_id": 51, "evidence": "检验报告 2020-0207"},
    "receiving.return_rejected": {"lot_id": 51, "location_id": 32, "quantity": 400, "note": "随车退回"},
    "storing.move_stock": {"lot_id": 51, "source_id": 31, "destination_id": 34, "quantity": 2_000},
    "storing.write_off": {"lot_id": 51, "location_id": 31, "quantity": 50, "reason": "过期"},
    "storing.reverse_entry": {"entry": 57, "reason": "扫错了批次"},
    "storing.close_day": {"day": "2020-02-09"},
    "storing.close_location": {"location_id": 34},
    "requests.submit_request": {
        "unit_id": 36,
        "lines": [{"item_id": 7, "quantity": 5_000}, {"item_id": 8}],
        "channel": "api",
        "urgency": "库存只够两天",
        "people_covered": 420,
    },
    "requests.approve_request": {
        "request_id": 60,
        "lines": [{"line_number": 1, "approved": 4_000, "note": "先保三天"}, {"line_number": 2, "approved": 200}],
    },
    "requests.reject_request": {"request_id": 60, "reason": "已由上级直拨"},
    "requests.withdraw_request": {"request_id": 60, "reason": "填错了"},
    "requests.close_request": {"request_id": 60, "reason": "病人已转走"},
    "access.enable_actor": {"actor_id": 12, "reason": "又借调来"},
    "allocation.propose_plan": {"location_id": 31, "item_ids": [7], "minimum_life_days": 30},
    "allocation.adopt_plan": {"plan_id": 70},
    "allocation.discard_plan": {"plan_id": 70, "reason": "库存有变"},
    "shipping.dispatch_shipment": {"plan_id": 70, "unit_id": 36, "vehicle": "鲁C·示例", "driver": "示例·赵"},
    "shipping.record_delivery": {
        "shipment_id": 80,
        "receiver": "示例·李",
        "lines": [{"line_number": 1, "received": 3_950, "difference": "少一盒"}],
    },
    "shipping.cancel_shipment": {"shipment_id": 80, "reason": "路断了"},
    "approvals.approve_held": {"held_id": 90, "note": "核过了"},
    "approvals.reject_held": {"held_id": 90, "reason": "数量不对"},
}
"""Action name -> the body of a request."""
