"""Rules of tasks and of shifts: who may do what when, and when a task goes to somebody above."""

from dataclasses import dataclass

from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.tasks.commands import CloseTask, CommentTask, CorrectTask, RecordTask

HASTES: dict[str, str] = {"now": N_("马上"), "soon": N_("尽快"), "usual": N_("平常")}
STATES: dict[str, str] = {
    "taken": N_("待交办"),
    "handed": N_("等回应"),
    "going": N_("在办"),
    "closed": N_("已办结"),
    "cancelled": N_("已撤销"),
}
DEEDS: dict[str, str] = {
    "taken": N_("记下"),
    "corrected": N_("补正"),
    "handed": N_("已交办"),
    "handed_on": N_("转交"),
    "acknowledged": N_("收到"),
    "commented": N_("跟进"),
    "closed": N_("办结"),
    "reopened": N_("重开"),
    "cancelled": N_("撤销交办"),
}
CALL_BACKS: dict[str, str] = {
    "told": N_("已回电"),
    "no_answer": N_("回电没人接"),
    "nobody": N_("不用回电"),
}
LINK_KINDS: dict[str, str] = {
    "request": N_("申请"),
    "purchase": N_("采购单"),
    "lead": N_("线索"),
    "shipment": N_("发货单"),
    "trip": N_("出车单"),
}
LEVELS: dict[str, str] = {"deputy": N_("报副组长"), "head": N_("报组长")}
MARKS: dict[str, str] = {
    "overdue": N_("逾期"),
    "unacknowledged": N_("没人应"),
    "open": N_("在办"),
    "waiting": N_("等审批"),
    "unsigned": N_("没签收"),
    "expected": N_("今天到"),
}
"""How a thing on the note of a shift stood."""
OPEN = ("taken", "handed", "going")
UNACKNOWLEDGED = ("taken", "handed")
ENDED = ("closed", "cancelled")
MINUTE_MS = 60_000
MANAGE = "tasks.hand_over"
"""Whoever may hand any task over may also close, cancel and reopen any."""
WORK = "tasks.acknowledge_task"
"""Whoever may do this can be given a task."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """How many minutes a task of each haste may wait to be taken on, and how long past its due moment it may be.

    `deputy_id` and `head_id` are whom it then goes to; 0: everybody who leads.
    """

    now: int = 10
    soon: int = 30
    usual: int = 120
    grace: int = 0
    deputy_id: int = 0
    head_id: int = 0

    def limit_ms(self, haste: str) -> int:
        """How long nobody may be on a task of this haste, in ms."""
        return {"now": self.now, "soon": self.soon, "usual": self.usual}[haste] * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Standing:
    """As much of a task as its clocks look at; moments in ms, `due_at` 0 where nobody said."""

    state: str
    haste: str
    waiting_since: int
    due_at: int


def level_of(task: Standing, clocks: Clocks, now: int) -> str:
    """Whom a task has gone to at the moment `now`: ``head`` when overdue, ``deputy`` when nobody is on it, else ""."""
    if task.state not in OPEN:
        return ""
    if task.due_at and now >= task.due_at + clocks.grace * MINUTE_MS:
        return "head"
    is_left = task.state in UNACKNOWLEDGED and now >= task.waiting_since + clocks.limit_ms(task.haste)
    return "deputy" if is_left else ""


def check_record(command: RecordTask | CorrectTask, now: int) -> None:
    """Raise Refused for numbers of people in texts that stay readable, a quantity of nothing, a due moment gone by."""
    check_texts({"matter": command.matter, "unit_said": command.unit_said or ""})
    if isinstance(command, RecordTask):
        if not command.matter and command.item_id is None:
            raise refused("field_missing", "matter")
        if command.quantity is not None and command.item_id is None:
            raise refused("field_missing", "item_id")
    check_due(command.due_at, now)


def check_due(due_at: int | None, now: int) -> None:
    """Raise Refused ``input_invalid`` for a due moment that is over (ms)."""
    if due_at is not None and due_at <= now:
        raise refused("input_invalid", "due_at", detail=N_("期限已经过了"))


def check_state(state: str, deed: str, wanted: tuple[str, ...] = OPEN) -> None:
    """Raise Refused ``wrong_state`` unless a task is in one of the states `wanted`."""
    if state not in wanted:
        raise refused("wrong_state", "task_id", what=N_("交办"), state=STATES[state], deed=deed)


def check_yours(task_id: int, deed: str, *, is_yours: bool) -> None:
    """Raise Refused ``not_your_task`` unless the task is theirs to deal with."""
    if not is_yours:
        raise refused("not_your_task", "task_id", task=task_id, deed=deed)


def check_comment(command: CommentTask) -> None:
    """Raise Refused ``field_missing`` without a word and a file, ``personal_number``."""
    check_texts({"note": command.note, "name": command.name})
    if not command.note and not command.sha256:
        raise refused("field_missing", "note")
    if command.sha256 and not command.name:
        raise refused("field_missing", "name")


def check_closing(command: CloseTask) -> None:
    """Raise Refused ``field_missing`` when somebody was told and nobody says who, ``personal_number``."""
    check_texts({"done": command.done})
    if command.call_back == "told" and not command.told:
        raise refused("field_missing", "told")


def check_taking_over(giver_id: int, taker_id: int, wanted_id: int, wanted_name: str) -> None:
    """Raise Refused ``shift_needs_two`` for the one who hands over, ``shift_for_another`` when another was named."""
    if taker_id == giver_id:
        raise refused("shift_needs_two", "note_id")
    if wanted_id and wanted_id != taker_id:
        raise refused("shift_for_another", "note_id", name=wanted_name)
