"""账本: every entry, one entry whole with its bytes, whether the books hold; and taking back one's last deed."""

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from liangcao.journal.cosigned import served_checkpoint
from liangcao.journal.seal import last_seal
from liangcao.journal.tree import log_entry
from liangcao.language import N_, _
from liangcao.operations.actions import ACTIONS
from liangcao.reports.entries import EntryFilter, actors_of_entries, count_entries, entries_page, whole_entry
from liangcao.reports.lot_pages import lines_of_entry
from liangcao.reports.names import names_in
from liangcao.reports.verify import verify_books
from liangcao.reports.witnessed import witnessed_now
from liangcao.storing.commands import ReverseEntry
from liangcao.web.addresses import row_number
from liangcao.web.api_journal import need_whole_journal, proof_response
from liangcao.web.describe import facts_of, lines_of_command
from liangcao.web.forms import Posted
from liangcao.web.page import PageNumber, done, go, safe_path, show
from liangcao.web.saying import sentence, title_of
from liangcao.web.submit import FormErrors, submit
from liangcao.web.tables import Column, Paging
from liangcao.web.visitor import SignedIn

router = APIRouter(include_in_schema=False)
COLUMNS = (
    Column("number", N_("笔号"), primary=True),
    Column("action", N_("事项")),
    Column("who", N_("经手人")),
    Column("recorded", N_("记账时间"), numeric=True),
    Column("occurred", N_("发生时间"), numeric=True, wide_only=True),
)
MOST_PROBLEMS = 50
MOST_VERIFIED = 100_000
"""So many entries are verified while somebody waits at the page."""


@router.get("/journal")
def journal(
    request: Request, visitor: SignedIn, q: str = "", action: str = "", actor_id: str = "", page: PageNumber = 1
) -> Response:
    """Entries, the newest first, by deed and person; the last signed head. The number of an entry opens it."""
    need_whole_journal(visitor)
    if row_number(q):
        return go(request, f"{request.scope.get('root_path', '')}/journal/{row_number(q)}")
    wanted = EntryFilter(action=action[:60], actor_id=row_number(actor_id))
    district_id = visitor.district_id
    with visitor.office.database.read() as connection:
        paging = Paging(count_entries(connection, district_id, wanted), page)
        rows = entries_page(connection, district_id, wanted, page=(paging.size, paging.offset))
        people = actors_of_entries(connection, district_id)
        head = served_checkpoint(connection, district_id)
        witnessed = witnessed_now(connection, district_id, request.app.state.board)
    return show(
        request,
        "journal/list.html",
        fragment="rows",
        active="journal",
        rows=rows,
        columns=COLUMNS,
        paging=paging,
        wanted=wanted,
        people=people,
        deeds=[(name, _(each.title)) for name, each in ACTIONS.items()] + [("approvals.hold", _("提交待批"))],
        title_of=title_of,
        head=head,
        witnessed=witnessed,
        said=lambda reason: sentence(reason, visitor.language),
    )


@router.get("/journal/verify")
def verify(request: Request, visitor: SignedIn) -> HTMLResponse:
    """Verify the whole of the books now: every entry, line, balance and signed head; long books by the command line."""
    need_whole_journal(visitor)
    with visitor.office.database.read() as connection:
        size = count_entries(connection, visitor.district_id, EntryFilter())
    if size > MOST_VERIFIED:
        return show(request, "journal/too_long.html", active="journal", size=size)
    found = verify_books(visitor.office.database, visitor.district_id, most=MOST_PROBLEMS)
    problems = [
        (problem.entry, _(problem.message).format(**problem.params), problem.code) for problem in found.problems
    ]
    return show(request, "journal/verify.html", active="journal", found=found, problems=problems)


@router.get("/journal/{number}")
def one_entry(request: Request, visitor: SignedIn, number: int) -> HTMLResponse:
    """One entry whole: what was asked, what moved, and the bytes it is proven by."""
    need_whole_journal(visitor)
    district_id = visitor.district_id
    with visitor.office.database.read() as connection:
        found = whole_entry(connection, district_id, max(0, min(number, 2**53 - 1)))
        data: dict[str, Any] = json.loads(found.body)
        command: dict[str, Any] = data.get("command", {})
        if found.head.action == "approvals.hold":
            command = command["command"]
        names = names_in(connection, district_id, [command])
        lines = lines_of_entry(connection, district_id, number)
        everybody = actors_of_entries(connection, district_id)
        size = count_entries(connection, district_id, EntryFilter())
        seal = last_seal(connection, district_id)
    signers = [name for actor_id, name in everybody if actor_id in data.get("approved_by", ())]
    return show(
        request,
        "journal/one.html",
        active="journal",
        found=found,
        title=_(title_of(found.head.action)),
        facts=facts_of(command, names),
        command_lines=lines_of_command(command, names),
        lines=lines,
        signers=signers,
        size=size,
        body=found.body.decode(),
        in_log=log_entry(found.body, number).decode(),
        is_sealed=seal is not None and number <= seal.size,
    )


@router.get("/journal/{number}/proof")
def proof(visitor: SignedIn, number: int) -> Response:
    """The proof of one entry, to keep."""
    need_whole_journal(visitor)
    return proof_response(visitor, number)


@router.post("/undo")
def undo(request: Request, visitor: SignedIn, form: Posted) -> Response:
    """Take back what was just done (the toast's 撤销): a reversal, so that both stay in the books."""
    back = safe_path(_path_of(request.headers.get("referer", ""), request))
    data = {"entry": form.get("entry"), "reason": _("撤销刚做的一步")}
    outcome = submit(visitor, ReverseEntry, data, form.command_id)
    if isinstance(outcome, FormErrors):
        return done(request, back, " ".join(outcome.errors.values()), tone="danger")
    return done(request, back, _("已撤销：原来那笔和冲正都留在账上"), outcome if outcome.is_held else None)


def _path_of(referer: str, request: Request) -> str:
    """The path within this app of the page the form was on."""
    base = str(request.base_url).rstrip("/")
    return referer.removeprefix(base) if referer.startswith(base + "/") else "/"
