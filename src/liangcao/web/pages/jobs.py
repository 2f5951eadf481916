"""后台任务: what the office has done beside the server, how far it is, what came of it, and once more."""

import uuid
from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from liangcao.access.roles import SEE_INSPECTION, SEE_JOBS
from liangcao.jobs.board import UNDER_WAY, Job, JobBoard
from liangcao.jobs.kinds import EVIDENCE, KINDS
from liangcao.kernel.errors import Refused, refused
from liangcao.language import N_, _, translate_reason
from liangcao.reports.evidence import period_of
from liangcao.web.forms import Form, Posted
from liangcao.web.page import PageNumber, done, show
from liangcao.web.pages.inspecting import need_inspection
from liangcao.web.submit import FormErrors, errors_of
from liangcao.web.tables import PAGE_SIZE, Column
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("what", N_("任务"), primary=True),
    Column("state", N_("到哪一步")),
    Column("when", N_("什么时候"), whole=True),
    Column("result", N_("结果")),
    Column("deeds", ""),
)
STATES = {
    "queued": (N_("排队"), "wait"),
    "running": (N_("正在做"), "wait"),
    "done": (N_("做完了"), "ok"),
    "failed": (N_("没做成"), "danger"),
    "stopped": (N_("叫停了"), "off"),
}


@router.get("/jobs")
def jobs(request: Request, visitor: SignedIn, page: PageNumber = 1) -> HTMLResponse:
    """One's own jobs, everybody's for who may see them, the newest first; what is under way tells by itself."""
    if not visitor.may(SEE_JOBS):
        visitor.need(SEE_INSPECTION)
    found = _board(request).jobs(
        asked_by=None if visitor.may(SEE_JOBS) else visitor.actor.actor_id,
        limit=PAGE_SIZE + 1,
        offset=(page - 1) * PAGE_SIZE,
    )
    return show(
        request,
        "jobs/list.html",
        fragment="rows",
        active="jobs",
        rows=found[:PAGE_SIZE],
        columns=COLUMNS,
        states=STATES,
        kinds=KINDS,
        page=page,
        has_more=len(found) > PAGE_SIZE,
        is_under_way=any(job.state in UNDER_WAY for job in found),
        reasons={job.job_id: translate_reason(job.reason, visitor.language) for job in found if job.reason},
        new_key=lambda: str(uuid.uuid4()),
    )


@router.get("/inspection/evidence")
def evidence_form(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Which days the evidence is to hold."""
    need_inspection(visitor)
    return _form(request, Form({}), None)


@router.post("/inspection/evidence")
def evidence(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Begun, or why not."""
    need_inspection(visitor)
    first, last = form.get("first"), form.get("last")
    try:
        if first or last:
            period_of(first, last, visitor.office.timezone)
        _board(request).begin(
            EVIDENCE, {"first": first, "last": last}, asked_by=visitor.actor.actor_id, job_id=form.command_id
        )
    except Refused as refusal:
        return _form(request, form, errors_of(visitor, refusal))
    return done(request, "/jobs", _("证据在后台做，做好了在这里下载"))


@router.post("/jobs/{job_id}/again")
def again(request: Request, visitor: SignedIn, job_id: str) -> Response:
    """Once more, from the step it did not finish."""
    return _told(request, visitor, job_id, _board(request).again, _("又开始做了"))


@router.post("/jobs/{job_id}/stop")
def stop(request: Request, visitor: SignedIn, job_id: str) -> Response:
    """Stopped at its next step."""
    return _told(request, visitor, job_id, _board(request).stop, _("叫停了，做到一半的不留"))


@router.get("/jobs/{job_id}/file")
def job_file(request: Request, visitor: SignedIn, job_id: str) -> Response:
    """The file a job made; raises Refused ``unknown_job``, ``job_file_gone``."""
    job = _own(request, visitor, job_id)
    path = _board(request).folder_of(job_id) / job.result.file
    if not job.result.file or not path.is_file():
        raise refused("job_file_gone")
    return FileResponse(path, filename=job.result.file)


def _board(request: Request) -> JobBoard:
    board: JobBoard = request.app.state.jobs
    return board


def _own(request: Request, visitor: Visitor, job_id: str) -> Job:
    """The job, if it is the visitor's or they may see everybody's, and its kind is still theirs to ask for."""
    job = _board(request).find(job_id)
    if job is None or not (visitor.may(SEE_JOBS) or job.asked_by == visitor.actor.actor_id):
        raise refused("unknown_job")
    visitor.need(KINDS[job.kind].permission)
    return job


def _told(request: Request, visitor: Visitor, job_id: str, deed: Callable[[str], None], words: str) -> Response:
    _own(request, visitor, job_id)
    try:
        deed(job_id)
    except Refused as refusal:
        return done(request, "/jobs", "；".join(errors_of(visitor, refusal).errors.values()), tone="warn")
    return done(request, "/jobs", words)


def _form(request: Request, form: Form, refusal: FormErrors | None) -> HTMLResponse:
    return show(
        request,
        "jobs/evidence.html",
        active="inspection",
        status_code=refusal.status if refusal else 200,
        form=form,
        errors=refusal.errors if refusal else {},
    )
