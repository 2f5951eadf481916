"""Commands that arrive together share a transaction: in their order, each with its own answer, none harming another."""

import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import pytest

from harness.copies import Prepare
from liangcao.journal.append import append_entries
from liangcao.kernel.errors import Refused
from liangcao.operations.group import GroupCommit
from liangcao.operations.perform import Result
from liangcao.operations.submission import Outcome, Submission
from liangcao.receiving.commands import ReceiveGoods
from liangcao.requests.commands import AskLine, SubmitRequest
from liangcao.storing.commands import MoveStock
from scenarios.cast import Cast, found
from scenarios.deeds import move, receive
from simulation.invariants import check_invariants


class Gate:
    """Holds the first transaction of an office open until so many others wait behind it: one batch, for certain."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.batches: list[list[str]] = []
        group: Any = cast.office._group
        self._group, self._settle = group, group._settle
        self._entered, self._open = threading.Event(), threading.Event()
        group._settle = self._settle_behind

    def _settle_behind(self, submissions: Sequence[Submission]) -> Sequence[Result]:
        self.batches.append([each.command_id for each in submissions])
        if len(self.batches) == 1:
            self._entered.set()
            assert self._open.wait(60)
        results: Sequence[Result] = self._settle(submissions)
        return results

    def together(self, first: Submission, others: Sequence[Submission]) -> list[Outcome | Exception]:
        """Hand in `first`, and while it is under way all `others`, in their order; the answers to the others."""
        with ThreadPoolExecutor(len(others) + 1) as pool:
            leading = pool.submit(self.cast.office.perform, first)
            assert self._entered.wait(60)
            waiting = []
            for number, each in enumerate(others, 1):
                waiting.append(pool.submit(self.cast.office.perform, each))
                while len(self._group._waiting) < number:
                    threading.Event().wait(0.001)
            self._open.set()
            leading.result()
            return [each.exception() or each.result() for each in waiting]  # type: ignore[misc]


def by(cast: Cast, command: Any, who: str = "保管乙", command_id: str = "") -> Submission:
    return Submission(command, cast.id_of("person", who), command_id or str(uuid.uuid4()))


def entries(answers: Sequence[Outcome | Exception]) -> list[int | str]:
    return [each.entry if isinstance(each, Outcome) else getattr(each, "code", repr(each)) for each in answers]


def test_one_batch_in_the_order_of_arrival(cast: Cast) -> None:
    """The last box goes to whoever came first; the others are refused by name and leave nothing."""
    lot_id, entry = receive(cast, 100)
    others = [by(cast, move(cast, lot_id, quantity)) for quantity in (60, 50, 30, 20, 10)]
    gate = Gate(cast)
    answers = gate.together(by(cast, move(cast, lot_id, 1, to="货架二")), others)
    assert gate.batches[1] == [each.command_id for each in others]
    assert entries(answers) == [entry + 2, "not_enough", entry + 3, "not_enough", "not_enough"]
    assert cast.ask("SELECT COUNT(*) FROM journal")[0][0] == entry + 3


def test_shared_and_other_commands_in_one_batch(cast: Cast) -> None:
    """A receipt between two moves: the second move already sees its goods."""
    lot_id, entry = receive(cast, 100)
    next_lot = cast.ask("SELECT next_id FROM journal_head")[0][0] + 1
    line = {"item_id": cast.id_of("item", "外科口罩"), "accepted": 5}
    receipt = {
        "source_kind": "purchase",
        "source_party_id": cast.id_of("party", "上海供应"),
        "location_id": cast.id_of("place", "主库"),
        "lines": (line,),
    }
    others = [
        by(cast, move(cast, lot_id, 10)),
        by(cast, ReceiveGoods.model_validate(receipt)),
        by(cast, move(cast, next_lot, 5)),
        by(cast, move(cast, next_lot, 1)),
    ]
    answers = Gate(cast).together(by(cast, move(cast, lot_id, 1)), others)
    assert entries(answers) == [entry + 2, entry + 3, entry + 4, "not_enough"]


def test_the_same_command_twice_in_one_batch(cast: Cast) -> None:
    lot_id, entry = receive(cast, 100)
    command_id = str(uuid.uuid4())
    others = [by(cast, move(cast, lot_id, quantity), command_id=command_id) for quantity in (10, 10, 11)]
    answers = Gate(cast).together(by(cast, move(cast, lot_id, 1)), others)
    assert entries(answers) == [entry + 2, entry + 2, "command_id_reused"]
    assert [each.is_repeat for each in answers if isinstance(each, Outcome)] == [False, True]


def test_the_same_row_of_a_list_twice_in_one_batch(cast: Cast) -> None:
    """The second request sees the first one of its own batch; those around them go on."""
    lot_id, _ = receive(cast, 100)
    unit_id, item_id = cast.id_of("party", "中心医院"), cast.id_of("item", "外科口罩")

    def asks(source: str) -> Submission:
        lines = (AskLine(item_id=item_id, quantity=1, source_hash=source * 64),)
        return by(cast, SubmitRequest(unit_id=unit_id, lines=lines, channel="import"), "值班甲")

    others = [
        *(by(cast, move(cast, lot_id, 1)) for _ in range(3)), asks("a"), asks("a"),
        *(by(cast, move(cast, lot_id, 1)) for _ in range(3)), asks("b"),
    ]  # fmt: skip
    answers = Gate(cast).together(by(cast, move(cast, lot_id, 1)), others)
    assert [getattr(each, "code", "") for each in answers] == ["", "", "", "", "already_exists", "", "", "", ""]
    assert cast.ask("SELECT COUNT(*) FROM request_line")[0][0] == 2
    with cast.database.read() as connection:
        assert check_invariants(connection) == []


def test_a_handler_that_breaks_harms_nobody_else(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lot_id, entry = receive(cast, 100)
    action = cast.office._books.actions["storing.move_stock"]
    real = action.handler

    def breaks_at_seven(command: MoveStock, context: Any) -> Any:
        if command.quantity == 7:
            raise ZeroDivisionError("a fault of the program")
        return real(command, context)

    monkeypatch.setitem(action.__dict__, "handler", breaks_at_seven)
    others = [by(cast, move(cast, lot_id, quantity)) for quantity in (5, 7, 6)]
    answers = Gate(cast).together(by(cast, move(cast, lot_id, 1)), others)
    assert isinstance(answers[1], ZeroDivisionError)
    assert [each.entry for each in answers if isinstance(each, Outcome)] == [entry + 2, entry + 3]
    with cast.database.read() as connection:
        assert check_invariants(connection) == []


def test_a_fault_while_writing_is_halved_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses what the road had let pass: the CHECKs stand behind it, and only the culprit falls."""
    lot_id, entry = receive(cast, 100)

    def spoils_at_seven(connection: Any, taken: Any) -> None:
        append_entries(connection, taken)
        if any(each.command.get("quantity") == 7 for each in taken):
            connection.exec_driver_sql("UPDATE balance SET on_hand = -1 WHERE is_outside = 0")

    monkeypatch.setattr("liangcao.operations.perform.append_entries", spoils_at_seven)
    others = [by(cast, move(cast, lot_id, quantity)) for quantity in (5, 6, 7, 8)]
    answers = Gate(cast).together(by(cast, move(cast, lot_id, 1)), others)
    assert [isinstance(each, Outcome) for each in answers] == [True, True, False, True]
    assert cast.ask("SELECT COUNT(*) FROM journal")[0][0] == entry + 4


def test_many_threads_and_two_offices_on_one_database(copy_of: Callable[[Prepare], str]) -> None:
    """As two processes would: 8 people at two servers, 320 moves of 100 boxes; exactly 100 boxes go."""
    url = copy_of(found)
    offices = [Cast(url), Cast(url)]
    lot_id, _ = receive(offices[0], 100)
    barrier = threading.Barrier(8)
    taken: list[int] = []
    refusals: list[str] = []

    def take(number: int) -> None:
        cast = offices[number % 2]
        command = move(cast, lot_id, 1, to=("货架一", "货架二", "分库", "货车")[number // 2])
        barrier.wait()
        for _ in range(40):
            try:
                taken.append(cast.do("保管乙", command).entry)
            except Refused as refusal:
                refusals.append(refusal.code)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(8)))
    assert len(taken) == len(set(taken)) == 100
    assert set(refusals) == {"not_enough"}
    with offices[0].database.read() as connection:
        assert check_invariants(connection) == []
    for cast in offices:
        cast.close()


def test_two_people_issue_the_last_box_at_the_same_instant(copy_of: Callable[[Prepare], str]) -> None:
    url = copy_of(found)
    casts = [Cast(url), Cast(url)]
    for _ in range(10):
        lot_id, _ = receive(casts[0], 1)
        commands = [move(casts[0], lot_id, 1, to=to) for to in ("货架一", "货架二")]
        barrier = threading.Barrier(2)
        answers: list[str] = []

        def issue(number: int) -> None:
            barrier.wait()  # noqa: B023 - joined before the next round
            try:
                casts[number].do("保管乙", commands[number])  # noqa: B023
                answers.append("done")  # noqa: B023
            except Refused as refusal:
                answers.append(refusal.code)  # noqa: B023

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(issue, range(2)))
        assert sorted(answers) == ["done", "not_enough"]
    for cast in casts:
        cast.close()


def test_a_lone_command_waits_for_nobody() -> None:
    """No timer, no second thread: the one who hands in settles it itself."""
    seen: list[str] = []

    def settle(submissions: Sequence[Submission]) -> list[Result]:
        seen.append(threading.current_thread().name)
        return [Outcome(1, "x", 0) for _ in submissions]

    group = GroupCommit(settle)
    group.perform(Submission(MoveStock(lot_id=1, source_id=1, destination_id=2, quantity=1), 1, "x"))
    assert seen == [threading.current_thread().name]


def test_an_interrupted_leader_leaves_nobody_waiting() -> None:
    calls = 0

    def settle(submissions: Sequence[Submission]) -> list[Result]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise KeyboardInterrupt
        return [Outcome(calls, "x", 0) for _ in submissions]

    group = GroupCommit(settle)
    one = Submission(MoveStock(lot_id=1, source_id=1, destination_id=2, quantity=1), 1, "x")
    with pytest.raises(KeyboardInterrupt):
        group.perform(one)
    assert group.perform(one).entry == 2


def test_who_cannot_wait_is_told(cast: Cast) -> None:
    """Handed in without waiting and with, mixed: one queue, and a refusal is told like an outcome."""
    lot_id, entry = receive(cast, 100)
    told: SimpleQueue[tuple[int, Result]] = SimpleQueue()
    for number, quantity in enumerate((60, 50, 30)):
        cast.office.hand_in(by(cast, move(cast, lot_id, quantity)), lambda result, n=number: told.put((n, result)))  # type: ignore[misc]
    waited = cast.office.perform(by(cast, move(cast, lot_id, 10)))
    results = dict(told.get(timeout=60) for _ in range(3))
    assert waited.entry == entry + 3
    assert entries([results[0], results[1], results[2]]) == [entry + 1, "not_enough", entry + 2]


def test_the_lead_passes_between_those_who_sleep_and_those_who_are_told() -> None:
    """Nobody is left waiting, whoever came first and whoever comes while they are at work."""
    group = GroupCommit(lambda submissions: [Outcome(1, "x", 0) for _ in submissions])
    one = Submission(MoveStock(lot_id=1, source_id=1, destination_id=2, quantity=1), 1, "x")
    told: SimpleQueue[Result] = SimpleQueue()

    def many(sleeps: bool) -> None:
        for _ in range(200):
            if sleeps:
                told.put(group.perform(one))
            else:
                group.hand_in(one, told.put)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(many, (True, False, True, False)))
    assert [told.get(timeout=60) for _ in range(800)] == [Outcome(1, "x", 0)] * 800
