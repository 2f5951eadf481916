"""Jobs that survive the process: kept and resumed by DBOS (docs/decisions/0087-jobs.md), known to nobody else here.

Every server puts jobs into the queue and shows them; one of them, whoever holds the lock, runs them. All that is kept
is JSON.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import structlog

from liangcao.jobs.board import KEPT_DAYS, Job, Progress, Result, State
from liangcao.jobs.kept import EXPORTS, Plain, clear_away, reason_of, url_of
from liangcao.jobs.kinds import KINDS
from liangcao.jobs.lock import RunnersLock
from liangcao.jobs.work import Step, Work
from liangcao.kernel.clock import SystemClock
from liangcao.kernel.errors import Reason, refused
from liangcao.operations.checks import check_command_id
from liangcao.operations.office import Office

if TYPE_CHECKING:
    from dbos import DBOSClient, WorkflowStatus

QUEUE = "liangcao"
TOGETHER = 2
"""So many jobs run at once: the office's pages come first."""
LOOK_EVERY_SECONDS = 0.5
PAUSE_SECONDS = 10
START_AFTER_SECONDS = 15
"""The server is there for people first; a job that is asked for before is begun at once."""
DAY_MS = 86_400_000
_log = structlog.get_logger("liangcao.jobs")
_STATES: Mapping[str, State] = {
    "ENQUEUED": "queued", "DELAYED": "queued", "PENDING": "running", "SUCCESS": "done", "ERROR": "failed",
    "CANCELLED": "stopped", "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
}  # fmt: skip


class DurableBoard:
    """The jobs of one office, kept beside its books; files that jobs make lie in `folder`/exports."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office, self._folder = office, folder
        self._url = url_of(office.database, folder)
        self._progress: dict[str, Progress] = {}
        self._stopped: set[str] = set()
        self._ended, self._started, self._wanted = threading.Event(), threading.Event(), threading.Event()
        self._shift = office.clock.now() - SystemClock().now()
        self._queue: DBOSClient | None = None
        self._making = threading.Lock()
        self._said = ""

    @property
    def queue(self) -> "DBOSClient":
        """What asks the queue; its tables are made when it is first asked."""
        with self._making:
            return self._queue or self._make_queue()

    def _make_queue(self) -> "DBOSClient":
        from dbos import DBOS, DBOSClient

        DBOS.migrate(self._url, schema=QUEUE)
        self._queue = DBOSClient(system_database_url=self._url, dbos_system_schema=QUEUE, serializer=cast(Any, Plain()))
        return self._queue

    def begin(self, kind: str, argument: Mapping[str, str], *, asked_by: int, job_id: str) -> None:
        """Put a job in the queue; once for one `job_id`. Raises Refused ``command_id_invalid``: it names a folder."""
        check_command_id(job_id)
        self._wanted.set()
        self.queue.enqueue(
            {
                "workflow_name": "job",
                "queue_name": QUEUE,
                "workflow_id": job_id,
                "authenticated_user": str(asked_by),
            },
            kind,
            dict(argument),
        )

    def jobs(self, *, asked_by: int | None, limit: int, offset: int = 0) -> list[Job]:
        """The jobs of `asked_by`, of everybody when None, newest first."""
        user = None if asked_by is None else str(asked_by)
        found = self.queue.list_workflows(user=user, name="job", limit=limit, offset=offset, sort_desc=True)
        return [self._job(each) for each in found]

    def find(self, job_id: str) -> Job | None:
        """The job with this id."""
        found = self.queue.list_workflows(workflow_ids=[job_id], name="job")
        return self._job(found[0]) if found else None

    def again(self, job_id: str) -> None:
        """Run it again from the step it did not finish."""
        job = self.find(job_id)
        if job is None or job.state not in {"failed", "stopped"}:
            raise refused("job_not_over")
        self._stopped.discard(job_id)
        steps = self.queue.list_workflow_steps(job_id)
        broken = [step["function_id"] for step in steps if step["error"] is not None]
        first = min(broken, default=len(steps) + 1)
        self.queue.rewind_workflow(job_id, start_step=first, queue_name=QUEUE)

    def stop(self, job_id: str) -> None:
        """Stop it at its next step."""
        job = self.find(job_id)
        if job is None or job.state not in {"queued", "running"}:
            raise refused("job_over")
        self._stopped.add(job_id)
        self.queue.cancel_workflow(job_id)

    def folder_of(self, job_id: str) -> Path:
        """Where the files of a job lie."""
        return self._folder / EXPORTS / job_id

    @contextmanager
    def running(self) -> Iterator[None]:
        """Inside the block jobs run, here or in another server of the same office; what is under way at the end goes on
        when a server starts again."""
        runner = threading.Thread(target=self._run, name="jobs", daemon=True)
        runner.start()
        try:
            yield
        finally:
            self._ended.set()
            self._wanted.set()
            runner.join()
            if self._queue is not None:
                self._queue.destroy()

    def wait_until_running(self, seconds: float = 60) -> bool:
        """True as soon as jobs run here, False when they do not after so long."""
        self._wanted.set()
        return self._started.wait(seconds)

    def _run(self) -> None:
        self._wanted.wait(START_AFTER_SECONDS)
        with RunnersLock(self._office.database, self._folder) as lock:
            while not self._ended.wait(LOOK_EVERY_SECONDS):
                if lock.take():
                    self._run_here(lock)

    def _run_here(self, lock: RunnersLock) -> None:
        """Until the end, or until the lock is lost with its connection: another server may run them then."""
        try:
            with self._launched():
                while not self._ended.wait(PAUSE_SECONDS) and lock.take():
                    pass
        except Exception as error:  # the database may be away for a while: the office goes on, this is tried again
            self._say_once(f"{type(error).__name__}: {error}".partition("\n")[0])
            self._ended.wait(PAUSE_SECONDS)

    def _say_once(self, error: str) -> None:
        if error != self._said:
            self._said = error
            _log.warning("jobs_not_running", error=error)

    @contextmanager
    def _launched(self) -> Iterator[None]:
        from dbos import DBOS

        DBOS(
            config={
                "name": "liangcao",
                "system_database_url": self._url,
                "dbos_system_schema": QUEUE,
                "application_version": "1",
                "executor_id": "office",
                "serializer": cast(Any, Plain()),
                "log_level": "ERROR",
                "notification_listener_polling_interval_sec": LOOK_EVERY_SECONDS,
            }
        )

        def job(kind: str, argument: dict[str, str]) -> dict[str, Any]:
            return self._carry_out(kind, argument)

        DBOS.workflow(name="job", max_recovery_attempts=5)(job)
        with self._making:
            DBOS.launch()
        try:
            DBOS.register_queue(QUEUE, worker_concurrency=TOGETHER, polling_interval_sec=LOOK_EVERY_SECONDS)
            clear_away(self._folder / EXPORTS, SystemClock().now() - KEPT_DAYS * DAY_MS)
            self._started.set()
            yield
        finally:
            DBOS.destroy(destroy_registry=True)

    def _carry_out(self, kind: str, argument: dict[str, str]) -> dict[str, Any]:
        from dbos import DBOS

        job_id = str(DBOS.workflow_id)
        folder = self.folder_of(job_id)
        folder.mkdir(parents=True, exist_ok=True)

        def keep(name: str, deed: Any) -> object:
            return DBOS.run_step({"name": name}, deed)

        def tell(progress: Progress) -> None:
            self._progress[job_id] = progress
            if job_id in self._stopped:
                raise refused("job_stopped")

        try:
            result = KINDS[kind].run(Work(self._office, job_id, argument, folder, Step(keep), tell))
        finally:
            self._progress.pop(job_id, None)
        return {"file": result.file, "figures": dict(result.figures)}

    def _job(self, found: "WorkflowStatus") -> Job:
        inputs = found.input or {"args": ("", {}), "kwargs": {}}
        kind, argument = inputs["args"]
        state = _STATES[found.status]
        output = found.output or {}
        return Job(
            found.workflow_id,
            str(kind),
            argument,
            int(found.authenticated_user or 0),
            state,
            int(found.created_at or 0) + self._shift,
            int(found.completed_at) + self._shift if found.completed_at else 0,
            self._progress.get(found.workflow_id, Progress(0, 0)),
            Result(str(output.get("file", "")), output.get("figures", {})),
            _reason_of(state, found.error),
        )


def _reason_of(state: State, error: object) -> Reason | None:
    if state != "failed":
        return None
    return reason_of(error)
