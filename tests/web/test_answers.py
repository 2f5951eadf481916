"""Answers of the road come back to the event loop that waits for them, whatever became of who asked."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import pytest

from liangcao.kernel.errors import Refused, refused
from liangcao.operations.group import Told
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.storing.commands import MoveStock
from liangcao.web.answers import AnswerDesk

MOVE = Submission(MoveStock(lot_id=1, source_id=1, destination_id=2, quantity=1), 1, "x")


class Road:
    """Takes submissions and answers when the test says so, from another thread."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.office = cast(Office, SimpleNamespace(hand_in=lambda _submission, told: self.told.append(told)))

    async def answer(self, *results: Any) -> None:
        """One result each, all from one thread before the loop gets to look."""

        def from_the_road() -> None:
            for told, result in zip(self.told, results, strict=True):
                told(result)

        await asyncio.to_thread(from_the_road)


def on_a_loop(asked: Coroutine[Any, Any, Any]) -> Any:
    """What comes of `asked` on a loop of its own, in a thread of its own: a browser test may have left one running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, asked).result()


def test_each_gets_their_own_answer() -> None:
    async def ask() -> list[Any]:
        road = Road()
        desk = AnswerDesk(road.office, asyncio.get_running_loop())
        asked = [asyncio.ensure_future(desk.perform(MOVE)) for _ in range(3)]
        await asyncio.sleep(0)
        await road.answer(Outcome(1, "x", 0), refused("sign_in_needed"), Outcome(2, "x", 0))
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, third = on_a_loop(ask())
    assert (first.entry, third.entry) == (1, 2)
    assert isinstance(second, Refused)


def test_who_went_away_is_passed_over() -> None:
    """A connection that broke: its answer is for nobody, the others get theirs."""

    async def ask() -> Outcome:
        road = Road()
        desk = AnswerDesk(road.office, asyncio.get_running_loop())
        gone, here = (asyncio.ensure_future(desk.perform(MOVE)) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        await road.answer(Outcome(1, "x", 0), Outcome(2, "x", 0))
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await here

    assert on_a_loop(ask()).entry == 2
