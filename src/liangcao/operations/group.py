"""Group commit: submissions that wait at the same moment share one transaction; a lone one does not wait for company.

Whoever finds nobody at work becomes the leader, takes all that waits, and settles it; the others sleep until their
answer is there or the lead is handed to them. Those that cannot sleep (an event loop that serves many at once) hand in
and are told; where one of them would lead, a thread of the group's own does so in its stead. No timer.
"""

import threading
from _thread import allocate_lock
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from liangcao.kernel.errors import refused
from liangcao.operations.perform import Result
from liangcao.operations.submission import Outcome, Submission

MOST_TOGETHER = 256
Told = Callable[[Result], None]


class _Sleeping:
    """One submission in the queue whose thread sleeps, and the place where its answer will be."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.result: Result | None = None
        self.gate = allocate_lock()
        self.gate.acquire()

    def answer(self, result: Result) -> None:
        self.result = result
        self.gate.release()

    def lead(self) -> None:
        """Wake up without an answer: that is being handed the lead."""
        self.gate.release()


class _Expecting:
    """One submission in the queue whose answer is told to whoever handed it in."""

    def __init__(self, submission: Submission, told: Told, lead: Callable[[], object]) -> None:
        self.submission = submission
        self.answer = told
        self.lead = lead


class GroupCommit:
    """The queue before a district's books; `settle` carries out a list of submissions, one result each."""

    def __init__(self, settle: Callable[[Sequence[Submission]], Sequence[Result]]) -> None:
        self._settle = settle
        self._mutex = threading.Lock()
        self._waiting: deque[_Sleeping | _Expecting] = deque()
        self._has_leader = False
        self._leading = ThreadPoolExecutor(1, thread_name_prefix="group-commit")

    def perform(self, submission: Submission) -> Outcome:
        """Hand in `submission` and wait for its answer; raises Refused with the reasons when it is refused."""
        mine = _Sleeping(submission)
        if not self._queue(mine):
            mine.gate.acquire()
        if mine.result is None:
            self._lead()
        if mine.result is None:
            raise RuntimeError("the leader left a submission without an answer")
        if isinstance(mine.result, Exception):
            raise mine.result
        return mine.result

    def hand_in(self, submission: Submission, told: Told) -> None:
        """Hand in `submission` and come back at once; `told` is called with its result, in another thread."""
        mine = _Expecting(submission, told, lead=lambda: self._leading.submit(self._lead))
        if self._queue(mine):
            mine.lead()

    def _queue(self, mine: _Sleeping | _Expecting) -> bool:
        """Whether `mine` found nobody at work and has to see to the lead."""
        with self._mutex:
            self._waiting.append(mine)
            leads = not self._has_leader
            self._has_leader = True
        return leads

    def _lead(self) -> None:
        """Settle everything that waits (the leader's own submission is among it), then hand the lead on."""
        with self._mutex:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        try:
            results = self._settle([each.submission for each in batch])
        except BaseException as error:
            # even a leader that is interrupted leaves nobody waiting for ever
            results = [error if isinstance(error, Exception) else refused("books_unreachable")] * len(batch)
            if not isinstance(error, Exception):
                self._answer(batch, results)
                raise
        self._answer(batch, results)

    def _answer(self, batch: Sequence[_Sleeping | _Expecting], results: Sequence[Result]) -> None:
        """Hand out the answers, and the lead to whoever waits longest."""
        for each, result in zip(batch, results, strict=True):
            each.answer(result)
        with self._mutex:
            successor = self._waiting[0] if self._waiting else None
            self._has_leader = successor is not None
        if successor is not None:
            successor.lead()
