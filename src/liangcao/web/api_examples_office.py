"""Worked examples of the office's own organisation, for the API's description."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "organisation.set_group": {"name": "采购组", "purpose": "找货源、谈价、下单", "leader_id": 3},
    "organisation.dissolve_group": {"group_id": 60, "reason": "并到综合组"},
    "organisation.add_member": {"group_id": 60, "actor_id": 4, "since": "2020-01-26", "until": "2020-03-31"},
    "organisation.end_membership": {"member_id": 61, "until": "2020-02-29"},
}
