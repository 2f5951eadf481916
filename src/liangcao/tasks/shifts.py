"""Handlers of the hand-over between shifts."""

from typing import Any

from liangcao.access.permissions import has_permission
from liangcao.access.queries import load_actor
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.tasks.commands import TakeOverShift, WriteShiftNote
from liangcao.tasks.rules import WORK, check_taking_over
from liangcao.tasks.shift_queries import shift_note, what_is_open


def write_shift_note(command: WriteShiftNote, context: Context) -> Effects:
    """What is open at this very entry of the journal, with what the one who leaves has to say to it."""
    check_texts({"note": command.note})
    if command.actor_id is not None:
        _check_taker(command.actor_id, context)
    now = context.occurred_at
    found = what_is_open(context.connection, context.district_id, now=now, today=context.today)
    note_id = context.new_id()
    values: dict[str, Any] = {
        "note_id": note_id,
        "position": context.number - 1,
        "note": command.note,
        "to_actor_id": command.actor_id or 0,
        **found.counts,
        "actor_id": context.actor_id,
        "made_at": now,
        "entry": context.number,
    }
    lines = [
        NewRow(
            "shift_note_line",
            {
                "note_id": note_id,
                "line_number": number,
                "kind": each.kind,
                "document_id": each.document_id,
                "mark": each.mark,
                "since": each.since,
            },
        )
        for number, each in enumerate(found.things, 1)
    ]
    return Effects(rows=(NewRow("shift_note", values), *lines), answer={"note_id": note_id})


def _check_taker(actor_id: int, context: Context) -> None:
    if actor_id == context.actor_id:
        raise refused("shift_needs_two", "actor_id")
    taker = load_actor(context.connection, context.district_id, actor_id, context.recorded_at, context.facts)
    if taker is None:
        raise refused("unknown_actor", "actor_id", name=actor_id)
    if not has_permission(taker.grants, WORK):
        raise refused("cannot_take_tasks", "actor_id", name=taker.name)


def take_over_shift(command: TakeOverShift, context: Context) -> Effects:
    """The second person's word; once, and never one's own."""
    check_texts({"note": command.note})
    known = shift_note(context.connection, context.district_id, command.note_id)
    if known.taker_id:
        raise refused("shift_taken", "note_id", name=known.taker_name)
    check_taking_over(known.actor_id, context.actor_id, known.to_actor_id, known.to_name)
    values = {
        "note_id": known.note_id,
        "note": command.note,
        "actor_id": context.actor_id,
        "taken_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("shift_taken", values),), answer={"note_id": known.note_id})
