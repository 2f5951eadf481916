"""The journal by the API: for whoever follows it, checks it, or keeps a copy elsewhere."""

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import JSONResponse, PlainTextResponse, Response

from liangcao.access.roles import SEE_JOURNAL, SEE_MONEY
from liangcao.journal.proof import SUFFIX
from liangcao.journal.proving import entry_proof
from liangcao.journal.tree import log_entry
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of, moment_text
from liangcao.reports.days import figures_of, open_days
from liangcao.reports.entries import EntryFilter, EntryRow, entries_onward, whole_entry
from liangcao.storing.queries import closings
from liangcao.web.api_models import After, Limit, Page
from liangcao.web.visitor import SignedIn, Visitor

router = APIRouter(prefix="/journal", tags=["reading"])
MOST_DAYS = 31


class EntryAnswer(BaseModel):
    """One entry whole. `leaf_hash` is the SHA-256 of a zero byte and the UTF-8 bytes of `log_entry`.

    That is `canonical` itself, or for one longer than 65,535 bytes a short text that names it by its SHA-256.
    """

    number: int
    entry: dict[str, Any]
    canonical: str
    log_entry: str
    leaf_hash: str


def need_whole_journal(visitor: Visitor) -> None:
    """Raise Refused unless the visitor may see the journal of the whole district: it cannot be seen in part."""
    visitor.need(SEE_JOURNAL)
    if not visitor.scope(SEE_JOURNAL).is_all:
        raise refused("not_permitted_here", action=SEE_JOURNAL)


@router.get("", response_model=Page, summary="账本 Journal", operation_id="journal")
def journal(
    visitor: SignedIn,
    action: Annotated[str, Query(max_length=60)] = "",
    actor_id: Annotated[int, Query(ge=0, le=2**53 - 1)] = 0,
    limit: Limit = 100,
    after: After = 0,
) -> JSONResponse:
    """Entries after number `after`, the oldest first."""
    need_whole_journal(visitor)
    wanted = EntryFilter(action=action, actor_id=actor_id, after=after)
    with visitor.office.database.read() as connection:
        rows = entries_onward(connection, visitor.district_id, wanted, most=limit)
    following = rows[-1].number if len(rows) == limit else None
    return JSONResponse({"rows": [_row_data(row) for row in rows], "next": following})


@router.get("/days", response_model=Page, summary="结账 Days", operation_id="days")
def days(
    visitor: SignedIn,
    state: Annotated[str, Query(pattern="^(open|closed)$")] = "open",
    limit: Annotated[int, Query(ge=1, le=MOST_DAYS, description="At most so many rows")] = MOST_DAYS,
    after: After = 0,
) -> JSONResponse:
    """Days over and not closed, the earliest first, or closed, the latest first, with what happened on each."""
    need_whole_journal(visitor)
    office, district_id = visitor.office, visitor.district_id
    with office.database.read() as connection:
        if state == "closed":
            rows = [asdict(row) for row in closings(connection, district_id, page=(limit, after))]
        else:
            today = day_of(office.clock.now(), office.timezone)
            found = open_days(connection, district_id, timezone=office.timezone, today=today)
            rows = [{"day": day} for day in found[after : after + limit]]
        for row in rows:
            row |= asdict(figures_of(connection, district_id, row["day"], timezone=office.timezone))
    hidden = () if visitor.may(SEE_MONEY) else ("came_fen", "went_fen")
    shown = [{name: value for name, value in row.items() if name not in hidden} for row in rows]
    return JSONResponse({"rows": shown, "next": after + len(rows) if len(rows) == limit else None})


@router.get("/{number}", response_model=EntryAnswer, summary="一笔账 One entry", operation_id="journal_entry")
def journal_entry(visitor: SignedIn, number: int) -> JSONResponse:
    """An entry with its canonical bytes."""
    need_whole_journal(visitor)
    with visitor.office.database.read() as connection:
        found = whole_entry(connection, visitor.district_id, max(0, min(number, 2**53 - 1)))
    text = found.body.decode()
    return JSONResponse(
        {
            "number": number,
            "entry": json.loads(text),
            "canonical": text,
            "log_entry": log_entry(found.body, number).decode(),
            "leaf_hash": found.leaf_hash.hex(),
        }
    )


@router.get(
    "/{number}/proof",
    response_class=PlainTextResponse,
    summary="一笔账的证明 Proof of an entry",
    operation_id="journal_entry_proof",
)
def journal_entry_proof(visitor: SignedIn, number: int) -> Response:
    """A proof to keep (C2SP `tlog-proof`) that the entry stands in the log, with the last signed head and the entry."""
    need_whole_journal(visitor)
    return proof_response(visitor, number)


def proof_response(visitor: Visitor, number: int) -> Response:
    """The proof of an entry as a file; raises Refused as `entry_proof` does."""
    with visitor.office.database.read() as connection:
        proof = entry_proof(connection, visitor.district_id, max(0, min(number, 2**53 - 1)))
    disposition = f'attachment; filename="liangcao-entry-{proof.number}{SUFFIX}"'
    return PlainTextResponse(proof.text, headers={"Content-Disposition": disposition})


def _row_data(row: EntryRow) -> dict[str, Any]:
    moments = {name: moment_text(getattr(row, name)) for name in ("occurred_at", "recorded_at")}
    return {**asdict(row), **moments}
