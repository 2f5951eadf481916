"""Handlers of papers."""

from typing import Any

from liangcao.access.permissions import Reach
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.papers.commands import AttachPaper
from liangcao.papers.rules import MOST_ON_ONE

_REACH = {
    "receipt": (
        "SELECT location.path, 0 FROM receipt JOIN location ON location.district_id = receipt.district_id "
        "AND location.location_id = receipt.location_id WHERE receipt.district_id = ? AND receipt.receipt_id = ?"
    ),
    "shipment": (
        "SELECT location.path, shipment.unit_id FROM shipment "
        "JOIN location ON location.district_id = shipment.district_id AND location.location_id = shipment.store_id "
        "WHERE shipment.district_id = ? AND shipment.shipment_id = ?"
    ),
    "request": "SELECT '', unit_id FROM request WHERE district_id = ? AND request_id = ?",
    "purchase": "SELECT '', 0 FROM purchase WHERE district_id = ? AND purchase_id = ?",
    "licence": "SELECT '', 0 FROM licence WHERE district_id = ? AND licence_id = ?",
    "payment": "SELECT '', 0 FROM payment WHERE district_id = ? AND payment_id = ?",
    "return": (
        "SELECT location.path, goods_return.unit_id FROM goods_return "
        "JOIN location ON location.district_id = goods_return.district_id "
        "AND location.location_id = goods_return.store_id "
        "WHERE goods_return.district_id = ? AND goods_return.return_id = ?"
    ),
    "disposal": (
        "SELECT location.path, 0 FROM disposal_line "
        "JOIN location ON location.district_id = disposal_line.district_id "
        "AND location.location_id = disposal_line.location_id "
        "WHERE disposal_line.district_id = ? AND disposal_line.disposal_id = ? ORDER BY line_number"
    ),
    "recall": "SELECT '', 0 FROM recall WHERE district_id = ? AND recall_id = ?",
    "donation": "SELECT '', 0 FROM donation WHERE district_id = ? AND donation_id = ?",
}
"""By kind of document: the path of its place and the unit it is for, empty and 0 where it has none."""


def reach_of_paper(command: AttachPaper, context: Context) -> Reach:
    """A paper takes effect where its document does; raises Refused ``unknown_document``."""
    values = (context.district_id, command.document_id)
    rows = ask(context.connection, _REACH[command.kind], values)
    if not rows:
        raise refused("unknown_document", "document_id", name=command.document_id)
    path, unit_id = rows[0]
    return Reach(paths=(path,) if path else (), party_id=unit_id)


def attach_paper(command: AttachPaper, context: Context) -> Effects:
    """One row that names the file by its hash; what it is and how large, the file itself says.

    Raises Refused ``paper_not_handed_in``, ``already_exists``, ``too_many_lines``.
    """
    check_texts({"name": command.name, "note": command.note})
    found = ask(
        context.connection,
        "SELECT media_type, LENGTH(content) FROM paper_file WHERE district_id = ? AND sha256 = ?",
        (context.district_id, command.sha256),
    )
    if not found:
        raise refused("paper_not_handed_in", "sha256")
    _check_line(command, context)
    _check_others(command, context)
    paper_id = context.new_id()
    values: dict[str, Any] = {
        "paper_id": paper_id,
        **command.model_dump(),
        "media_type": found[0][0],
        "size": int(found[0][1]),
        "actor_id": context.actor_id,
        "recorded_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("paper", values),), answer={"paper_id": paper_id})


def _check_line(command: AttachPaper, context: Context) -> None:
    """Raise Refused ``unknown_document`` unless the receipt has the line; other documents are shown as a whole."""
    sql = "SELECT 1 FROM receipt_line WHERE district_id = ? AND receipt_id = ? AND line_number = ?"
    values = (context.district_id, command.document_id, command.line_number)
    if command.line_number and (command.kind != "receipt" or not ask(context.connection, sql, values)):
        raise refused("unknown_document", "line_number", name=command.line_number)


def _check_others(command: AttachPaper, context: Context) -> None:
    others = ask(
        context.connection,
        "SELECT sha256 FROM paper WHERE district_id = ? AND kind = ? AND document_id = ?",
        (context.district_id, command.kind, command.document_id),
    )
    if any(row[0] == command.sha256 for row in others):
        raise refused("already_exists", "sha256", name=command.name)
    if len(others) >= MOST_ON_ONE:
        raise refused("too_many_lines", most=MOST_ON_ONE, length=len(others) + 1)
