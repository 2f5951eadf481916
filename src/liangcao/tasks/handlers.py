"""Handlers of tasks."""

from collections.abc import Mapping
from typing import Any, get_args

from liangcao.access.permissions import has_permission
from liangcao.access.queries import Actor, load_actor
from liangcao.catalog.queries import item
from liangcao.catalog.search import search_tokens
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import party
from liangcao.tasks.commands import (
    AcknowledgeTask,
    CancelTask,
    CloseTask,
    CommentTask,
    CorrectTask,
    HandOn,
    HandOver,
    LinkKind,
    LinkTask,
    RecordTask,
    ReopenTask,
    SetClocks,
)
from liangcao.tasks.queries import Task, links_of_task, task
from liangcao.tasks.rules import (
    ENDED,
    MANAGE,
    OPEN,
    WORK,
    check_closing,
    check_comment,
    check_due,
    check_record,
    check_state,
    check_yours,
)

MOST_SEARCHED = 200
_THERE = {kind: f"SELECT 1 FROM {kind} WHERE district_id = ? AND {kind}_id = ?" for kind in get_args(LinkKind)}


def record_task(command: RecordTask, context: Context) -> Effects:
    """A task that waits to be handed over; its clocks begin when it was rung in."""
    check_record(command, context.occurred_at)
    _check_named(command, context)
    task_id = context.new_id()
    values: dict[str, Any] = {
        "task_id": task_id,
        **command.model_dump(exclude_none=True),
        "search": _tokens(command.unit_said, command.matter),
        "state": "taken",
        "waiting_since": context.occurred_at,
        "actor_id": context.actor_id,
        "taken_at": context.occurred_at,
        "entry": context.number,
    }
    rows = (NewRow("task", values), _turn(context, task_id, "taken"))
    return Effects(rows=rows, answer={"task_id": task_id})


def _tokens(unit_said: str, matter: str) -> str:
    return search_tokens(f"{unit_said} {matter}".strip()[:MOST_SEARCHED])


def _check_named(command: RecordTask | CorrectTask, context: Context) -> None:
    """Raise Refused for an item that is none or is money, for a unit that is none."""
    if command.item_id is not None:
        known = item(context, command.item_id, "item_id")
        if known.kind != "goods":
            raise refused("not_goods", "item_id", item=known.name)
    if command.unit_id is not None:
        party(context, command.unit_id, "unit_id")


def _turn(context: Context, task_id: int, deed: str, values: Mapping[str, Any] | None = None) -> NewRow:
    head = {"turn_id": context.new_id(), "task_id": task_id, "deed": deed, **(values or {})}
    who = {"actor_id": context.actor_id, "turned_at": context.occurred_at, "entry": context.number}
    return NewRow("task_turn", {**head, **who})


def _known(context: Context, task_id: int) -> Task:
    return task(context.connection, context.district_id, task_id)


def _change(known: Task, values: Mapping[str, Any]) -> Change:
    expected = {"state": known.state, "to_actor_id": known.to_actor_id}
    return Change("task", {"task_id": known.task_id}, values, expected)


def _person(context: Context, actor_id: int) -> Actor | None:
    return load_actor(context.connection, context.district_id, actor_id, context.recorded_at, context.facts)


def _manages(context: Context) -> bool:
    actor = _person(context, context.actor_id)
    return actor is not None and has_permission(actor.grants, MANAGE)


def _is_theirs(known: Task, context: Context, *, also_recorder: bool = False) -> bool:
    """Whether the acting person has the task, hands out tasks, or (where that counts) took it down."""
    if known.to_actor_id == context.actor_id or (also_recorder and known.actor_id == context.actor_id):
        return True
    return _manages(context)


def correct_task(command: CorrectTask, context: Context) -> Effects:
    """What was given takes the place of what stood there."""
    known = _known(context, command.task_id)
    check_state(known.state, N_("补正交办"))
    check_yours(known.task_id, N_("补正交办"), is_yours=_is_theirs(known, context, also_recorder=True))
    check_record(command, context.occurred_at)
    _check_named(command, context)
    given = command.model_dump(exclude_none=True, exclude={"task_id"})
    values = {name: value for name, value in given.items() if value or name == "unit_said"}
    if not values:
        raise refused("empty", "task_id")
    if command.quantity is not None and not (command.item_id or known.item_id):
        raise refused("field_missing", "item_id")
    said = known.unit_said if command.unit_said is None else command.unit_said
    values["search"] = _tokens(said, command.matter or known.matter)
    rows = (_turn(context, known.task_id, "corrected"),)
    return Effects(rows=rows, changes=(_change(known, values),), answer={"task_id": known.task_id})


def hand_over(command: HandOver, context: Context) -> Effects:
    """The task is this person's; while nobody is on it the clock runs on from when it began."""
    known = _known(context, command.task_id)
    return _hand(known, command, context, "handed")


def hand_on(command: HandOn, context: Context) -> Effects:
    """Only whoever has it passes it on."""
    known = _known(context, command.task_id)
    check_yours(known.task_id, N_("转交交办"), is_yours=known.to_actor_id == context.actor_id)
    return _hand(known, command, context, "handed_on")


def _hand(known: Task, command: HandOver | HandOn, context: Context, deed: str) -> Effects:
    check_texts({"note": command.note})
    check_state(known.state, N_("交办给人"))
    taker = _person(context, command.actor_id)
    if taker is None:
        raise refused("unknown_actor", "actor_id", name=command.actor_id)
    if not has_permission(taker.grants, WORK):
        raise refused("cannot_take_tasks", "actor_id", name=taker.name)
    if known.to_actor_id == taker.actor_id:
        raise refused("has_the_task", "actor_id", task=known.task_id, name=taker.name)
    values: dict[str, Any] = {"to_actor_id": taker.actor_id, "to_group_id": 0, "state": "handed"}
    if taker.actor_id == context.actor_id:
        values["state"] = "going"  # whoever takes it oneself knows of it
    elif known.state == "going":
        values["waiting_since"] = context.occurred_at
    row = _turn(context, known.task_id, deed, {"to_actor_id": taker.actor_id, "note": command.note})
    return Effects(rows=(row,), changes=(_change(known, values),), answer={"task_id": known.task_id})


def acknowledge_task(command: AcknowledgeTask, context: Context) -> Effects:
    """The clock of waiting stops."""
    known = _known(context, command.task_id)
    check_yours(known.task_id, N_("回应交办"), is_yours=known.to_actor_id == context.actor_id)
    check_state(known.state, N_("回应交办"), wanted=("handed",))
    row = _turn(context, known.task_id, "acknowledged")
    return Effects(rows=(row,), changes=(_change(known, {"state": "going"}),), answer={"task_id": known.task_id})


def comment_task(command: CommentTask, context: Context) -> Effects:
    """A word or a file more; whoever works in the office may add one, also to what is closed."""
    check_comment(command)
    known = _known(context, command.task_id)
    values: dict[str, Any] = {"note": command.note}
    if command.sha256:
        sql = "SELECT media_type FROM paper_file WHERE district_id = ? AND sha256 = ?"
        found = ask(context.connection, sql, (context.district_id, command.sha256))
        if not found:
            raise refused("paper_not_handed_in", "sha256")
        values |= {"sha256": command.sha256, "name": command.name, "media_type": found[0][0]}
    return Effects(rows=(_turn(context, known.task_id, "commented", values),), answer={"task_id": known.task_id})


def close_task(command: CloseTask, context: Context) -> Effects:
    """What was done, and whom it was told."""
    check_closing(command)
    known = _known(context, command.task_id)
    check_state(known.state, N_("办结交办"))
    check_yours(known.task_id, N_("办结交办"), is_yours=_is_theirs(known, context))
    told = {"note": command.done, "call_back": command.call_back, "told": command.told, "said": command.said}
    change = _change(known, {"state": "closed", "ended_at": context.occurred_at})
    row = _turn(context, known.task_id, "closed", told)
    return Effects(rows=(row,), changes=(change,), answer={"task_id": known.task_id})


def reopen_task(command: ReopenTask, context: Context) -> Effects:
    """It waits again for whoever had it, and its clock begins anew; a due moment gone by is given up."""
    check_texts({"reason": command.reason})
    check_due(command.due_at, context.occurred_at)
    known = _known(context, command.task_id)
    check_state(known.state, N_("重开交办"), wanted=ENDED)
    check_yours(known.task_id, N_("重开交办"), is_yours=_is_theirs(known, context, also_recorder=True))
    due_at = command.due_at or (known.due_at if known.due_at > context.occurred_at else 0)
    values = {
        "state": "handed" if known.to_actor_id else "taken",
        "waiting_since": context.occurred_at,
        "ended_at": 0,
        "due_at": due_at,
    }
    row = _turn(context, known.task_id, "reopened", {"note": command.reason})
    return Effects(rows=(row,), changes=(_change(known, values),), answer={"task_id": known.task_id})


def cancel_task(command: CancelTask, context: Context) -> Effects:
    """Nothing is to be done about it, and it says why."""
    check_texts({"reason": command.reason})
    known = _known(context, command.task_id)
    check_state(known.state, N_("撤销交办"))
    is_yours = known.actor_id == context.actor_id or _manages(context)
    check_yours(known.task_id, N_("撤销交办"), is_yours=is_yours)
    change = _change(known, {"state": "cancelled", "ended_at": context.occurred_at})
    row = _turn(context, known.task_id, "cancelled", {"note": command.reason})
    return Effects(rows=(row,), changes=(change,), answer={"task_id": known.task_id})


def link_task(command: LinkTask, context: Context) -> Effects:
    """A row that says that this came of it."""
    known = _known(context, command.task_id)
    check_state(known.state, N_("关联单据"), wanted=(*OPEN, "closed"))
    if not ask(context.connection, _THERE[command.kind], (context.district_id, command.document_id)):
        raise refused("unknown_document", "document_id", name=command.document_id)
    links = links_of_task(context.connection, context.district_id, known.task_id)
    linked = {(each.kind, each.document_id) for each in links}
    if (command.kind, command.document_id) in linked:
        raise refused("already_exists", "document_id", name=command.document_id)
    values = {
        "link_id": context.new_id(),
        **command.model_dump(),
        "actor_id": context.actor_id,
        "linked_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("task_link", values),), answer={"link_id": values["link_id"]})


def set_clocks(command: SetClocks, context: Context) -> Effects:
    """The clocks from now on; whoever is named must be somebody who works on tasks."""
    check_texts({"reason": command.reason})
    for field in ("deputy_id", "head_id"):
        number = getattr(command, field)
        if number is None:
            continue
        named = _person(context, number)
        if named is None:
            raise refused("unknown_actor", field, name=number)
        if not has_permission(named.grants, WORK):
            raise refused("cannot_take_tasks", field, name=named.name)
    clocks_id = context.new_id()
    values = {
        "clocks_id": clocks_id,
        **command.model_dump(exclude_none=True),
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("task_clocks", values),), answer={"clocks_id": clocks_id})
