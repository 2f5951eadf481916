"""Several processes for what does not depend on one another; one, where there is little to do or only one is wanted."""

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from liangcao.verifier.archive import Archive

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 16
_archive: Archive | None = None


class Workers(AbstractContextManager["Workers"]):
    """`count` processes that read the evidence at `path`; with one, everything is done in this process."""

    def __init__(self, path: Path, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        if count > 1:
            # forked where that is usual: a fresh process would first have to read the program again
            way = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
            self._pool = ProcessPoolExecutor(count, mp_context=way, initializer=_begin, initargs=(path,))
        else:
            _open(path)

    def map(self, task: Callable[[Archive, Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """`task` of each of `items`, in their order; a few are done ahead, not all, and the first are begun at once."""
        if self._pool is None:
            return (_run(task, item) for item in items)
        pool, waiting = self._pool, iter(items)
        begun = deque(pool.submit(_run, task, item) for item in islice(waiting, 2 * self.count))
        return self._following(pool, task, begun, waiting)

    @staticmethod
    def _following(
        pool: ProcessPoolExecutor,
        task: Callable[[Archive, Item], Result],
        begun: deque[Future[Any]],
        waiting: Iterator[Item],
    ) -> Iterator[Result]:
        for item in waiting:
            begun.append(pool.submit(_run, task, item))
            yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        if kind is not None:  # whoever gives up does not wait for what others are at
            for process in list((getattr(self._pool, "_processes", None) or {}).values()):
                process.terminate()
        self._pool.shutdown(wait=kind is None, cancel_futures=True)


def processes_here() -> int:
    """How many processes this machine lets us use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST)


def _open(path: Path) -> None:
    """Open the evidence for this process."""
    global _archive
    _archive = Archive(path)


def _begin(path: Path) -> None:
    """A process that is ours alone looks for no circles among millions of values that have none."""
    _open(path)
    gc.disable()


def _run(task: Callable[[Archive, Any], Any], item: Any) -> Any:
    assert _archive is not None, "opened first"
    return task(_archive, item)
