"""A call that becomes a task and is seen to its end, the clocks set by two, and a shift handed over."""

from liangcao.papers.files import keep_file
from liangcao.requests.commands import AskLine, SubmitRequest
from liangcao.tasks.commands import (
    AcknowledgeTask,
    CloseTask,
    CommentTask,
    HandOver,
    LinkTask,
    RecordTask,
    SetClocks,
    TakeOverShift,
    WriteShiftNote,
)
from scenarios.cast import Cast


def rung_in(cast: Cast, people: tuple[str, str, str], unit_id: int, item_id: int) -> int:
    """By `people` (coordinator, helper, leader), for a unit, about an item; returns the task."""
    coordinator, helper, leader = people
    now = cast.clock.now()
    wanted = {"unit_id": unit_id, "item_id": item_id, "quantity": 5, "contact": "赵", "phone": "13900000000"}
    task_id: int = cast.do(
        coordinator,
        RecordTask.model_validate(wanted | {"matter": "送到北门", "haste": "now", "due_at": now + 3_600_000}),
    ).answer["task_id"]
    cast.do(coordinator, HandOver(task_id=task_id, actor_id=cast.id_of("person", helper), note="顺路"))
    cast.do(helper, AcknowledgeTask(task_id=task_id))
    with cast.database.write() as connection:
        digest = keep_file(connection, 1, b"%PDF-1.7 on the way %%EOF", now)
    cast.do(helper, CommentTask(task_id=task_id, note="装车了", sha256=digest, name="装车单.pdf"))
    lines = (AskLine(item_id=item_id, quantity=5),)
    asked = cast.do(coordinator, SubmitRequest(unit_id=unit_id, lines=lines)).answer["request_id"]
    cast.do(coordinator, LinkTask(task_id=task_id, kind="request", document_id=asked))
    clocks = SetClocks(now=5, soon=20, usual=60, grace=10, deputy_id=cast.id_of("person", coordinator), reason="太多")
    cast.do_signed(coordinator, clocks, leader)
    note = cast.do(coordinator, WriteShiftNote(note="口罩最急")).answer["note_id"]
    cast.do(helper, TakeOverShift(note_id=note, note="知道了"))
    cast.do(helper, CloseTask(task_id=task_id, done="送到", call_back="told", told="赵", said="放在传达室"))
    return task_id
