"""A refusal leaves nothing behind: no row, no number used up, nothing remembered."""

import uuid

import pytest

from liangcao.kernel.errors import Refused
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.submission import Submission
from liangcao.receiving.commands import QuarantineLot
from liangcao.storing.commands import ReverseEntry, WriteOff
from scenarios.cast import Cast
from scenarios.deeds import move, receive


def test_a_refused_release_burns_no_numbers(cast: Cast) -> None:
    """The write-off was possible when it was handed in and no longer is when it is signed: both roll back whole."""
    lot_id, _ = receive(cast)
    write_off = WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=60, reason="受潮")
    held_id = cast.do("保管乙", write_off).answer["held_id"]
    cast.do("保管乙", move(cast, lot_id, 50))
    before = cast.state_hash()
    with pytest.raises(Refused, match="not_enough"):
        cast.do("审批丙", ApproveHeld(held_id=held_id))
    assert cast.state_hash() == before


def test_a_refused_command_between_others_burns_no_numbers(cast: Cast) -> None:
    """In one transaction, a refused receipt between two that succeed takes no id and is not remembered as a lot."""
    lot_id, _ = receive(cast)
    next_id = cast.ask("SELECT next_id FROM journal_head")[0][0]
    before = cast.state_hash()
    good = move(cast, lot_id, 10)
    with pytest.raises(Refused):
        cast.do("保管乙", QuarantineLot(lot_id=next_id, reason="没有这批"))
    assert cast.state_hash() == before
    submissions = [Submission(good, cast.id_of("person", "保管乙"), str(uuid.uuid4())) for _ in range(2)]
    cast.office.perform_all(submissions, keep=False)
    assert cast.state_hash() == before


def test_what_must_wait_is_checked_before_it_waits(cast: Cast) -> None:
    """Nobody is asked to sign what cannot be done anyway."""
    with pytest.raises(Refused, match="unknown_lot"):
        cast.do("保管乙", WriteOff(lot_id=9999, location_id=cast.id_of("place", "主库"), quantity=1, reason="丢失"))
    _, entry = receive(cast)
    held_id = cast.do("保管乙", ReverseEntry(entry=entry, reason="重复")).answer["held_id"]
    cast.do("审批丙", ApproveHeld(held_id=held_id))
    with pytest.raises(Refused, match="already_reversed"):
        cast.do("保管乙", ReverseEntry(entry=entry, reason="重复"))
