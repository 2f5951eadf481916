"""From the road's threads back to the event loop: answers that come together wake it once."""

import asyncio
from collections import deque
from typing import TypeAlias

from liangcao.operations.office import Office
from liangcao.operations.perform import Result
from liangcao.operations.submission import Outcome, Submission

Expected: TypeAlias = "asyncio.Future[Outcome]"


class AnswerDesk:
    """Waits for what one office makes of commands, on one event loop.

    A thread for each command that waits would cost more than the command: they take the interpreter from each other.
    """

    def __init__(self, office: Office, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._office = office
        self._told: deque[tuple[Expected, Result]] = deque()
        self._is_called = False

    async def perform(self, submission: Submission) -> Outcome:
        """Hand `submission` in and wait, holding no thread; raises Refused as `Office.perform` does.

        Who stops waiting changes nothing: the command takes effect or not as if they had waited.
        """
        expected: Expected = self.loop.create_future()
        self._office.hand_in(submission, lambda result: self._take(expected, result))
        return await expected

    def _take(self, expected: Expected, result: Result) -> None:
        """Called by the road: note the answer, and call the loop unless it was called already."""
        self._told.append((expected, result))
        if not self._is_called:
            self._is_called = True
            self.loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        self._is_called = False  # before looking: what comes from now on calls again
        while self._told:
            expected, result = self._told.popleft()
            if expected.done():
                continue
            if isinstance(result, Exception):
                expected.set_exception(result)
            else:
                expected.set_result(result)
