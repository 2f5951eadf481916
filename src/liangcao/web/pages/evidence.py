"""A list of the inspection room to take along: a sheet, a paper, or all of it with proofs."""

from fastapi import Request
from starlette.responses import Response

from liangcao.kernel.errors import refused
from liangcao.language import _
from liangcao.reports.evidence_pack import evidence_pack
from liangcao.reports.printed_table import Table, TakenOut, table_pdf
from liangcao.web.pages.sheet import KINDS, as_download, sheet_response
from liangcao.web.printed_head import head_data, printed_head
from liangcao.web.visitor import Visitor


def evidence_response(request: Request, visitor: Visitor, table: Table, kind: str) -> Response:
    """`table` as ``csv``, ``xlsx``, ``pdf``, or ``zip``: the whole pack; raises Refused ``unknown_document``."""
    if kind in KINDS:
        return sheet_response(table.headings, table.rows, kind=kind, name=table.title)
    taken = _taken_out(request, visitor)
    if kind == "pdf":
        return as_download(table_pdf(table, taken), kind=kind, name=table.title)
    if kind != "zip":
        raise refused("unknown_document", name=kind)
    with visitor.office.database.read() as connection:
        content = evidence_pack(connection, visitor.district_id, table, taken)
    return as_download(content, kind=kind, name=_("证据 %(what)s") % {"what": table.title})


def _taken_out(request: Request, visitor: Visitor) -> TakenOut:
    head = head_data(printed_head(request))
    return TakenOut(visitor.actor.name, visitor.office.clock.now(), head["head_code"], head["head_words"])
