"""Refused attempts are taken down for an inspector: those that matter, within bounds, and never in the way."""

import json
import uuid
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from liangcao.kernel.command import Command
from liangcao.kernel.errors import Refused
from liangcao.kernel.refusals import REFUSALS
from liangcao.operations import refused_attempts
from liangcao.operations.approvals import ApproveHeld
from liangcao.operations.refused_attempts import MINUTE_MS, MOST_A_MINUTE, TAKEN_DOWN, command_hash
from liangcao.operations.submission import Submission
from liangcao.requests.commands import AskLine, SubmitRequest
from liangcao.storing.commands import WriteOff
from scenarios.cast import Cast
from scenarios.deeds import move, receive

ROW = "SELECT attempt_id, at, actor_id, action, code, params, command_hash, times FROM refused_attempt ORDER BY 1"


def try_it(cast: Cast, who: str, command: Command, command_id: str = "") -> Refused:
    """Hand in what will be refused."""
    with pytest.raises(Refused) as caught:
        cast.do(who, command, command_id)
    return caught.value


def written(cast: Cast) -> list[tuple[Any, ...]]:
    return [(row[3], row[4], row[7]) for row in cast.ask(ROW)]


def test_the_codes_are_refusals() -> None:
    assert set(REFUSALS) >= TAKEN_DOWN


def test_who_when_what_and_why(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    wanted = move(cast, lot_id, 101)
    refusal = try_it(cast, "保管乙", wanted)
    (row,) = cast.ask(ROW)
    number, at, actor_id, action, code, params, digest, times = row
    assert (number, at, actor_id) == (1, cast.clock.now(), cast.id_of("person", "保管乙"))
    assert (action, code, times) == ("storing.move_stock", "not_enough", 1)
    assert json.loads(params) == refusal.reasons[0].params
    assert digest == command_hash(wanted)


def test_one_who_signs_for_themselves_is_seen(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    write_off = WriteOff(lot_id=lot_id, location_id=cast.id_of("place", "主库"), quantity=60, reason="受潮")
    held_id = cast.do("全能丑", write_off).answer["held_id"]
    try_it(cast, "全能丑", ApproveHeld(held_id=held_id))
    try_it(cast, "值班甲", write_off)
    assert written(cast) == [
        ("approvals.approve_held", "own_submission", 1),
        ("storing.write_off", "not_permitted", 1),
    ]


def test_a_number_used_for_something_else_is_seen(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    command_id = str(uuid.uuid4())
    cast.do("保管乙", move(cast, lot_id, 10), command_id)
    try_it(cast, "保管乙", move(cast, lot_id, 11), command_id)
    assert written(cast) == [("storing.move_stock", "command_id_reused", 1)]
    assert cast.ask("SELECT command_id FROM refused_attempt") == [(command_id,)]


def test_slips_are_not_taken_down(cast: Cast) -> None:
    receive(cast, 100)
    try_it(cast, "保管乙", move(cast, 99_999, 1))
    try_it(cast, "审批丙", ApproveHeld(held_id=99_999))
    assert written(cast) == []


def test_previews_are_not_taken_down(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    wanted = Submission(move(cast, lot_id, 101), cast.id_of("person", "保管乙"), str(uuid.uuid4()))
    with pytest.raises(Refused, match="not_enough"):
        cast.office.preview(wanted)
    assert written(cast) == []


def test_every_one_of_many_handed_in_together(cast: Cast) -> None:
    """All or none: the refused ones are taken down, the good one between them is not."""
    lot_id, _ = receive(cast, 100)
    actor_id = cast.id_of("person", "保管乙")
    wanted = [Submission(move(cast, lot_id, each), actor_id, str(uuid.uuid4())) for each in (101, 1, 102)]
    with pytest.raises(Refused, match="not_enough"):
        cast.office.perform_all(wanted)
    assert written(cast) == [("storing.move_stock", "not_enough", 1)] * 2


def test_a_clock_set_back_is_seen(cast: Cast) -> None:
    lot_id, _ = receive(cast, 100)
    cast.clock.advance(-10 * MINUTE_MS)
    try_it(cast, "保管乙", move(cast, lot_id, 1))
    assert written(cast) == [("storing.move_stock", "clock_behind", 1)]


def test_personal_texts_are_not_in_it(cast: Cast) -> None:
    """The hash is the same whatever the name and the telephone are: nobody finds them by trying."""
    asked = {"unit_id": 1, "lines": (AskLine(item_id=1),)}
    one = SubmitRequest.model_validate({**asked, "contact": "李主任", "phone": "13900000000"})
    assert command_hash(one) == command_hash(SubmitRequest.model_validate(asked))
    try_it(cast, "闲人寅", one)
    (row,) = cast.ask("SELECT params, command_hash FROM refused_attempt")
    assert "1390" not in "".join(row)


def test_whoever_hammers_fills_no_disk(cast: Cast) -> None:
    """Ten rows one by one, then one each time the number has doubled; what was gathered is written when it is over."""
    lot_id, _ = receive(cast, 100)
    for _ in range(MOST_A_MINUTE + 10 + 20 + 7):
        try_it(cast, "保管乙", move(cast, lot_id, 101))
    try_it(cast, "值班甲", move(cast, lot_id, 101))  # another person has a minute of their own
    assert [row[2] for row in written(cast)] == [1] * MOST_A_MINUTE + [10, 20, 1]
    cast.clock.advance(MINUTE_MS)
    cast.do("保管乙", move(cast, lot_id, 1))  # any command of the office brings it
    assert [row[2] for row in written(cast)] == [1] * MOST_A_MINUTE + [10, 20, 1, 7]
    try_it(cast, "保管乙", move(cast, lot_id, 101))
    assert [row[2] for row in written(cast)][-2:] == [7, 1]
    assert sum(row[2] for row in written(cast)) == MOST_A_MINUTE + 10 + 20 + 7 + 2


def test_trouble_with_taking_down_changes_no_answer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lot_id, _ = receive(cast, 100)

    def broken(*_: Any) -> None:
        raise DBAPIError("INSERT", None, Exception("disk on fire"))

    monkeypatch.setattr(refused_attempts, "tell", broken)
    assert try_it(cast, "保管乙", move(cast, lot_id, 101)).code == "not_enough"
    assert written(cast) == []


def test_two_processes_that_take_the_same_number_try_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lot_id, _ = receive(cast, 100)
    real, calls = refused_attempts.tell, []

    def taken_at_first(connection: Any, sql: str, row: tuple[Any, ...]) -> int:
        calls.append(row)
        count = real(connection, sql, row)
        return real(connection, sql.replace("+ 1", "+ 0"), row) if len(calls) == 1 else count

    monkeypatch.setattr(refused_attempts, "tell", taken_at_first)
    try_it(cast, "保管乙", move(cast, lot_id, 101))
    assert len(calls) == 2
    assert [row[0] for row in cast.ask(ROW)] == [1]


def test_handlers_cannot_write_it(cast: Cast) -> None:
    from liangcao.kernel.effects import Effects, NewRow
    from liangcao.operations.write import write_documents

    with pytest.raises(PermissionError), cast.database.write() as connection:
        write_documents(connection, 1, [Effects(rows=(NewRow("refused_attempt", {"attempt_id": 1}),))])
