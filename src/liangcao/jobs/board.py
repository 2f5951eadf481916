"""A job as it is shown, and what one can ask of the board where jobs are kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from typing_extensions import override

from liangcao.kernel.errors import Reason, refused

State = Literal["queued", "running", "done", "failed", "stopped"]
KEPT_DAYS = 30
UNDER_WAY: tuple[State, ...] = ("queued", "running")


class Progress(NamedTuple):
    """So much of how much is done; `whole` is 0 where nobody can say."""

    done: int
    whole: int


class Result(NamedTuple):
    """What came of a job: a file by its path below the folder of results, and a few figures to tell."""

    file: str = ""
    figures: Mapping[str, str] = {}


class Job(NamedTuple):
    """One job. Moments are in ms; `ended_at` is 0 while it is under way; `reason` says why it failed."""

    job_id: str
    kind: str
    argument: Mapping[str, str]
    asked_by: int
    state: State
    asked_at: int
    ended_at: int = 0
    progress: Progress = Progress(0, 0)
    result: Result = Result()
    reason: Reason | None = None


class JobBoard(Protocol):
    """Where jobs are kept. `asked_by` is the user who asked."""

    def begin(self, kind: str, argument: Mapping[str, str], *, asked_by: int, job_id: str) -> None:
        """Put a job in the queue; asked once more with the same `job_id` (a UUID) nothing more happens."""
        ...

    def jobs(self, *, asked_by: int | None, limit: int, offset: int = 0) -> list[Job]:
        """The jobs of `asked_by`, of everybody when None, newest first."""
        ...

    def find(self, job_id: str) -> Job | None:
        """The job with this id."""
        ...

    def again(self, job_id: str) -> None:
        """Run a job that failed or was stopped again, from the step it did not finish.

        Raises Refused ``job_not_over``.
        """
        ...

    def stop(self, job_id: str) -> None:
        """Stop a job that is under way, at its next step; raises Refused ``job_over``."""
        ...

    def folder_of(self, job_id: str) -> Path:
        """Where the files of a job lie; they are cleared away after `KEPT_DAYS`."""
        ...


class NoJobs(JobBoard):
    """The board of a server beside which no jobs run (tests, a rehearsal): everything asked of it is refused."""

    @override
    def begin(self, kind: str, argument: Mapping[str, str], *, asked_by: int, job_id: str) -> None:
        """Raises Refused ``no_jobs_here``."""
        raise refused("no_jobs_here")

    @override
    def jobs(self, *, asked_by: int | None, limit: int, offset: int = 0) -> list[Job]:
        """None."""
        return []

    @override
    def find(self, job_id: str) -> Job | None:
        """None."""
        return None

    @override
    def again(self, job_id: str) -> None:
        """Raises Refused ``no_jobs_here``."""
        raise refused("no_jobs_here")

    @override
    def stop(self, job_id: str) -> None:
        """Raises Refused ``no_jobs_here``."""
        raise refused("no_jobs_here")

    @override
    def folder_of(self, job_id: str) -> Path:
        """Raises Refused ``no_jobs_here``."""
        raise refused("no_jobs_here")
