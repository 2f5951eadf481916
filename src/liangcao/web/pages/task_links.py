"""What came of a task: the link is put down with the document that was made from it, and shown on both."""

import uuid
from typing import Any

from liangcao.access.queries import reveal
from liangcao.access.roles import SEE_PERSONAL_DATA, SEE_TASKS
from liangcao.language.things import thing
from liangcao.operations.submission import Outcome
from liangcao.tasks.commands import LinkTask
from liangcao.tasks.queries import Task, task, tasks_behind
from liangcao.web.addresses import row_number
from liangcao.web.forms import Form
from liangcao.web.submit import submit
from liangcao.web.visitor import Visitor

FROM = "from_task"
"""The hidden field that names the task a form was filled from."""
_LINKING = uuid.UUID("5a0c6a0e-0b1d-4c55-8d57-2020013100b8")


def task_asked(visitor: Visitor, number: int) -> Task | None:
    """The task a form is to be filled from; None without one, or where one may not see tasks.

    Raises Refused ``unknown_document``.
    """
    if number <= 0 or not visitor.may(SEE_TASKS):
        return None
    with visitor.office.database.read() as connection:
        return task(connection, visitor.district_id, number)


def filled_from(visitor: Visitor, number: int, *, lines: bool = True) -> dict[str, Any]:
    """The fields of a form as a task says them; empty without one. `lines`: goods stand in lines of their own."""
    known = task_asked(visitor, number)
    if known is None:
        return {}
    values: dict[str, Any] = {FROM: str(known.task_id)}
    before = "lines.0." if lines else ""
    if known.item_id:
        values |= {f"{before}item_id": str(known.item_id), f"{before}item_id_text": thing(known.item_name)}
        values |= {f"{before}quantity": str(known.quantity)} if known.quantity else {}
    return values


def caller_of(visitor: Visitor, number: int) -> dict[str, str]:
    """Who rang, as fields of a form, for who may know it."""
    known = task_asked(visitor, number) if visitor.may(SEE_PERSONAL_DATA) else None
    if known is None:
        return {}
    with visitor.office.database.read() as connection:
        told = reveal(connection, visitor.district_id, [known.contact, known.phone])
    found = {"contact": told.get(known.contact, ""), "phone": told.get(known.phone, "")}
    return {name: text for name, text in found.items() if text}


def link_to_task(visitor: Visitor, form: Form, outcome: Outcome, which: tuple[str, int]) -> None:
    """Say of the document just made (`which`: kind and number) that it came of the task its form was filled from.

    A document that waits for a second person is none yet. What cannot be linked is left: the document stands.
    """
    number = row_number(form.get(FROM))
    if not number or outcome.is_held:
        return
    kind, document_id = which
    again = str(uuid.uuid5(_LINKING, form.command_id))
    submit(visitor, LinkTask, {"task_id": number, "kind": kind, "document_id": document_id}, again)


def tasks_shown(visitor: Visitor, connection: Any, kind: str, document_id: int) -> list[int]:
    """The tasks a document came of, for who may see tasks."""
    return tasks_behind(connection, visitor.district_id, kind, document_id) if visitor.may(SEE_TASKS) else []
