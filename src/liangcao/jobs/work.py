"""What a job is given to work with, and what a kind of job is."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from liangcao.jobs.board import Progress, Result
from liangcao.operations.office import Office

T = TypeVar("T")


class Work(NamedTuple):
    """One run of a job.

    `folder` takes the files it makes (it exists, and is the job's own). `step` carries out a deed whose answer is kept:
    when the process dies and the job goes on, it is given back instead of being carried out again, so whatever
    reaches the outside world is a step of its own; its answer must be plain (text, numbers, lists, dicts of them).
    `tell` says how far the job is; it raises when somebody stopped it.
    """

    office: Office
    job_id: str
    argument: Mapping[str, str]
    folder: Path
    step: "Step"
    tell: Callable[[Progress], None]


class Step(NamedTuple):
    """Carries out the named deed once and keeps its answer."""

    keep: Callable[[str, Callable[[], object]], object]

    def __call__(self, name: str, deed: Callable[[], T]) -> T:
        """The answer of `deed`; of its first run, where there was one."""
        return self.keep(name, deed)  # type: ignore[return-value]


class JobKind(NamedTuple):
    """A kind of job: its words (a msgid), who may ask for it, and what it does. `run` may raise Refused: it failed."""

    title: str
    permission: str
    run: Callable[[Work], Result]
