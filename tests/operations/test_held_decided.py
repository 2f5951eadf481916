"""What was decided cannot be decided again, and the refusal says so in words of deeds, not of roles."""

import pytest

from liangcao.kernel.errors import Refused
from liangcao.language import translate_reason
from liangcao.operations.approvals import ApproveHeld, RejectHeld
from liangcao.storing.commands import WriteOff
from scenarios.cast import Cast
from scenarios.deeds import receive


def test_a_held_command_is_decided_once(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    broken = WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=5, reason="破损")
    held_id = cast.do("保管乙", broken).answer["held_id"]
    cast.do("审批丙", RejectHeld(held_id=held_id, reason="再数一遍"))
    with pytest.raises(Refused, match="wrong_state") as refusal:
        cast.do("审批丙", ApproveHeld(held_id=held_id))
    (reason,) = refusal.value.reasons
    assert translate_reason(reason, "zh_CN") == "待批事项现在是“已退回”，不能再批"
    assert translate_reason(reason, "en").endswith(": cannot decide it again")
