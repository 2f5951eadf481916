"""The hot-line in the random days: calls taken down, handed round, answered, closed and opened again; shifts."""

from collections.abc import Callable

from liangcao.kernel.command import Command
from liangcao.tasks.commands import (
    AcknowledgeTask,
    CancelTask,
    CloseTask,
    CommentTask,
    CorrectTask,
    HandOn,
    HandOver,
    LinkTask,
    RecordTask,
    ReopenTask,
    SetClocks,
    TakeOverShift,
    WriteShiftNote,
)
from simulation.labellers import Labellers
from simulation.staff import HOUR


class Callers(Labellers):
    """What those who answer the telephone, and those who see to it, do."""

    def phone(self) -> list[Callable[[], Command | None]]:
        """All deeds about tasks and shifts, as often as they are done."""
        everyday = [self.ring_in, self.hand_task, self.answer_task, self.close_task] * 2
        return [
            *everyday, self.pass_task, self.say_more, self.reopen_task, self.cancel_task, self.mend_task,
            self.link_task, self.clocks, self.leave_shift, self.take_shift,
        ]  # fmt: skip

    def _task(self, *states: str) -> tuple[int, int]:
        """A task in one of these states and who has it; mostly it is that person who speaks next."""
        marks = ", ".join("?" * len(states))
        row = self._row(f"SELECT task_id, to_actor_id FROM task WHERE state IN ({marks})", *states)
        if row is None:
            return 0, 0
        self.speaker = int(row[1])
        return int(row[0]), int(row[1])

    def _person(self) -> int:
        return self._pick("SELECT actor_id FROM actor WHERE is_active = 1 AND is_person = 1")

    def ring_in(self) -> Command | None:
        """A call."""
        now = self.cast.clock.now()
        wants = self.chance.random() < 0.6
        said = {
            "unit_id": self._pick("SELECT party_id FROM party") or None,
            "contact": self.chance.choice(("", "赵")),
            "matter": "" if wants else "问什么时候到",
            "item_id": self._item() if wants else None,
            "quantity": 500 if wants else None,
            "haste": self.chance.choice(("now", "soon", "usual")),
            "due_at": now + self.chance.choice((-1, 2, 5, 20)) * HOUR if self.chance.random() < 0.5 else None,
        }
        return RecordTask.model_validate(said)

    def hand_task(self) -> Command | None:
        """It is given to somebody."""
        number, _ = self._task("taken", "handed", "going", "closed")
        self.speaker = 0
        return HandOver(task_id=number, actor_id=self._person()) if number else None

    def pass_task(self) -> Command | None:
        """Whoever has it gives it to another."""
        number, _ = self._task("handed", "going")
        return HandOn(task_id=number, actor_id=self._person(), note="不顺路") if number else None

    def answer_task(self) -> Command | None:
        """Received."""
        number, _ = self._task("handed")
        return AcknowledgeTask(task_id=number) if number else None

    def say_more(self) -> Command | None:
        """How far it is."""
        number, _ = self._task("handed", "going", "closed")
        return CommentTask(task_id=number, note="在路上") if number else None

    def close_task(self) -> Command | None:
        """Done, and rung back."""
        number, _ = self._task("going", "handed")
        told = self.chance.choice(("", "赵"))
        return CloseTask(task_id=number, done="送到", call_back="told", told=told) if number else None

    def reopen_task(self) -> Command | None:
        """Not done after all."""
        number, _ = self._task("closed", "cancelled")
        return ReopenTask(task_id=number, reason="没收到") if number else None

    def cancel_task(self) -> Command | None:
        """Not wanted."""
        number, _ = self._task("taken", "handed")
        self.speaker = 0
        return CancelTask(task_id=number, reason="不要了") if number else None

    def mend_task(self) -> Command | None:
        """It was heard wrongly."""
        number, _ = self._task("taken", "handed", "going")
        return CorrectTask(task_id=number, haste="now") if number else None

    def link_task(self) -> Command | None:
        """It became a request."""
        number, _ = self._task("taken", "handed", "going", "closed")
        asked = self._pick("SELECT request_id FROM request")
        return LinkTask(task_id=number, kind="request", document_id=asked) if number and asked else None

    def clocks(self) -> Command | None:
        """Other limits."""
        return SetClocks(now=5, soon=20, usual=60, grace=0, deputy_id=self._person() or None, reason="电话多")

    def leave_shift(self) -> Command | None:
        """Somebody goes home."""
        return WriteShiftNote(note="看着点")

    def take_shift(self) -> Command | None:
        """Somebody comes."""
        number = self._pick("SELECT note_id FROM shift_note")
        return TakeOverShift(note_id=number) if number else None
