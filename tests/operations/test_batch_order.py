"""In one transaction, what moves stock sees what the commands before it changed."""

import uuid

from liangcao.access.commands import DisableActor
from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.submission import Outcome, Submission
from liangcao.storing.commands import CloseDay, CloseLocation
from scenarios.cast import MORNING, Cast
from scenarios.deeds import move, receive

YESTERDAY = MORNING - 24 * 3_600_000


def together(cast: Cast, *asked: tuple[str, Command, int]) -> list[str]:
    """Hand in commands (person, command, when) as one batch; ``ok`` or the refusal's code for each."""
    submissions = [
        Submission(command, cast.id_of("person", person), str(uuid.uuid4()), occurred_at)
        for person, command, occurred_at in asked
    ]
    results = cast.office._settle(submissions)
    return ["ok" if isinstance(each, Outcome) else each.code for each in results if isinstance(each, Outcome | Refused)]


def test_a_disabled_person_moves_nothing(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    disable = DisableActor(actor_id=cast.id_of("person", "保管乙"), reason="调走")
    asked = (("管理戊", disable, 0), ("保管乙", move(cast, lot_id, 10), 0))
    assert together(cast, *asked) == ["ok", "unknown_actor"]


def test_nothing_moves_to_a_place_closed_before_it(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    deed = move(cast, lot_id, 10)
    close = CloseLocation(location_id=deed.destination_id)
    assert together(cast, ("管理戊", close, 0), ("保管乙", deed, 0)) == ["ok", "place_closed"]


def test_nothing_is_recorded_on_a_day_closed_before_it(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    close = CloseDay(day="2020-01-30")
    asked = (("财务丁", close, 0), ("保管乙", move(cast, lot_id, 10), YESTERDAY))
    assert together(cast, *asked) == ["ok", "day_closed"]


def test_what_must_wait_is_held_on_what_the_moves_before_it_leave(cast: Cast) -> None:
    """分库卯 keeps 分库 alone: out of it takes a second person, whoever else's moves come before and after."""
    lot_id, _ = receive(cast)
    out = move(cast, lot_id, 60, source="分库", to="主库")
    asked = (
        ("分库卯", out, 0),
        ("保管乙", move(cast, lot_id, 100, to="分库"), 0),
        ("分库卯", out, 0),
        ("保管乙", move(cast, lot_id, 50, source="分库"), 0),
        ("分库卯", out, 0),
        ("保管乙", move(cast, lot_id, 10, source="分库"), 0),
    )
    assert together(cast, *asked) == ["not_enough", "ok", "ok", "ok", "not_enough", "ok"]
    assert cast.ask("SELECT on_hand FROM balance WHERE location_id = ?", cast.id_of("place", "分库")) == [(40,)]
    size, next_id = cast.ask("SELECT size, next_id FROM journal_head")[0]
    assert cast.ask("SELECT held_id, entry FROM held_command WHERE status = 'waiting'") == [(next_id - 1, size - 2)]
    assert cast.ask("SELECT action FROM journal WHERE number = ?", size - 2) == [("approvals.hold",)]


def test_the_same_held_command_twice_in_one_batch_waits_once(cast: Cast) -> None:
    lot_id, _ = receive(cast)
    cast.do("保管乙", move(cast, lot_id, 100, to="分库"))
    out = Submission(
        move(cast, lot_id, 60, source="分库", to="主库"), cast.id_of("person", "分库卯"), str(uuid.uuid4())
    )
    first, again = cast.office._settle([out, out])
    assert isinstance(first, Outcome)
    assert isinstance(again, Outcome)
    assert (first.is_held, again.is_held, again.is_repeat, again.entry) == (True, True, True, first.entry)
    cast.do("审批丙", ApproveHeld(held_id=first.answer["held_id"]))
    assert cast.ask("SELECT on_hand FROM balance WHERE location_id = ?", cast.id_of("place", "主库")) == [(60,)]
