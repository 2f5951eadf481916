"""A list as a file: the same columns and the same words as on the page."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import quote

from starlette.responses import Response

from liangcao.exchange.sheets import write_table
from liangcao.kernel.errors import refused
from liangcao.language import _

KINDS: dict[str, Literal["csv", "xlsx"]] = {"csv": "csv", "xlsx": "xlsx"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
    "html": "text/html; charset=utf-8",
}


def sheet_response(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: str, name: str) -> Response:
    """A download of `rows` under `heads` (messages); `name` is the file's, without its ending.

    Raises Refused ``unknown_document`` for a kind other than csv and xlsx.
    """
    if kind not in KINDS:
        raise refused("unknown_document", name=kind)
    return as_download(write_table([_(head) for head in heads], rows, kind=KINDS[kind]), kind=kind, name=name)


def as_download(content: bytes, *, kind: str, name: str) -> Response:
    """`content` as a file to keep; `name` is the file's, without its ending `kind`."""
    disposition = f"attachment; filename=\"liangcao.{kind}\"; filename*=UTF-8''{quote(name)}.{kind}"
    return Response(content, media_type=TYPES[kind], headers={"Content-Disposition": disposition})
