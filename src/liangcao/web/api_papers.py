"""Papers by the API: a file is handed in first, then named by its hash in ``papers.attach_paper``."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from liangcao.papers.commands import Kind
from liangcao.papers.files import keep_file
from liangcao.papers.queries import paper, papers_of
from liangcao.web.api_models import Page
from liangcao.web.pages.papers import ATTACH, check_document_seen, file_response
from liangcao.web.visitor import SignedIn

router = APIRouter(prefix="/papers", tags=["papers"])


class FileKept(BaseModel):
    """A file that waits two hours to be named by a paper."""

    sha256: str = Field(
        description="What names it", examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )
    size: int = Field(description="Bytes", examples=[48_211])


@router.post("/files", summary="交文件 Hand in a file", operation_id="hand_in_file")
def hand_in_file(visitor: SignedIn, file: UploadFile) -> FileKept:
    """A JPEG, PNG or WebP picture or a PDF, up to 8 MB; the same file twice is kept once."""
    visitor.need(ATTACH)
    content = file.file.read()
    with visitor.office.database.write() as connection:
        digest = keep_file(connection, visitor.district_id, content, visitor.office.clock.now())
    return FileKept(sha256=digest, size=len(content))


@router.get("", summary="凭据 Papers of a document", operation_id="papers_of_document")
def papers(visitor: SignedIn, kind: Kind, document_id: int) -> Page:
    """The papers behind one document that one may see."""
    with visitor.office.database.read() as connection:
        check_document_seen(visitor, connection, kind, document_id)
        rows: list[dict[str, Any]] = [
            asdict(each) for each in papers_of(connection, visitor.district_id, kind, document_id)
        ]
    return Page(rows=rows)


@router.get("/{paper_id}/file", summary="凭据文件 The file of a paper", operation_id="paper_file")
def paper_file(visitor: SignedIn, paper_id: int) -> Response:
    """The file itself."""
    with visitor.office.database.read() as connection:
        found = paper(connection, visitor.district_id, paper_id)
        check_document_seen(visitor, connection, found.kind, found.document_id)
        return file_response(connection, visitor.district_id, found)
