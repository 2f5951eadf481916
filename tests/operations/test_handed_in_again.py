"""The same command handed in again gets the first answer; the same number with other content is refused."""

import pytest

from liangcao.kernel.errors import Refused
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.submission import Submission
from liangcao.storing.commands import WriteOff
from scenarios.cast import Cast
from scenarios.deeds import move, receive

SIGN, MOVE = "5f0c1d4e-0000-4000-8000-000000000001", "5f0c1d4e-0000-4000-8000-000000000002"


def test_an_approval_handed_in_again_gets_the_first_answer(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    write_off = WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=60, reason="受潮")
    held_id = cast.do("保管乙", write_off).answer["held_id"]
    first = cast.do("审批丙", ApproveHeld(held_id=held_id), SIGN)
    again = cast.do("审批丙", ApproveHeld(held_id=held_id), SIGN)
    assert again.is_repeat
    assert again.answer == first.answer
    assert first.answer["released_entry"] == first.entry + 1


def test_other_content_under_the_same_number_is_refused(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    first = cast.do("保管乙", move(cast, lot_id, 10), MOVE)
    before = cast.state_hash()
    assert cast.do("保管乙", move(cast, lot_id, 10), MOVE).entry == first.entry
    with pytest.raises(Refused, match="command_id_reused"):
        cast.do("保管乙", move(cast, lot_id, 11), MOVE)
    with pytest.raises(Refused, match="command_id_reused"):
        cast.do("全能丑", move(cast, lot_id, 10), MOVE)
    assert cast.state_hash() == before


@pytest.mark.parametrize("command_id", ["", " ", "a\x00b", "行", "x" * 201, "a b", MOVE + ":released"])
def test_a_number_that_is_none_is_refused(cast: Cast, command_id: str) -> None:
    """Nobody can take the number under which the road will release what somebody else handed in."""
    before = cast.state_hash()
    with pytest.raises(Refused, match="command_id_invalid"):
        cast.office.perform(Submission(WriteOff(lot_id=1, location_id=1, quantity=1, reason="x"), 1, command_id))
    assert cast.state_hash() == before
