"""The liaison's telephone: calls taken down, handed over, followed to their end; a shift handed to the next."""

from liangcao.demo import goods
from liangcao.demo.cast import BUYER, COORDINATOR, DRIVER, HOSPITAL
from liangcao.demo.telling import Telling, moment_at
from liangcao.demo.world import World
from liangcao.tasks.commands import (
    AcknowledgeTask,
    CloseTask,
    HandOver,
    RecordTask,
    TakeOverShift,
    WriteShiftNote,
)


def answer_the_phone(telling: Telling, _world: World) -> None:
    """One call is seen to its end the same evening, one is handed over and not answered yet, one has nobody."""
    telling.at(telling.day, "18:10")
    driver, hospital = telling.actors[DRIVER.login], telling.parties[HOSPITAL]
    caller = {"contact": "示例·打电话的人", "phone": "13900000000"}
    wanted = {"unit_id": hospital, "item_id": telling.items[goods.SURGICAL], "quantity": 500}
    first = RecordTask.model_validate(
        {**caller, **wanted, "haste": "now", "due_at": moment_at(telling.day, "20:00"), "matter": "送到发热门诊"}
    )
    task_id = int(telling.do(COORDINATOR, first).answer["task_id"])
    telling.do(COORDINATOR, HandOver(task_id=task_id, actor_id=driver, note="现在就协调"))
    telling.do(DRIVER, AcknowledgeTask(task_id=task_id))
    told = {"call_back": "told", "told": "示例·打电话的人", "said": "明早八点前到"}
    done = {"task_id": task_id, "done": "明早第一车送到，医院说来得及"}
    telling.do(DRIVER, CloseTask.model_validate({**done, **told}))
    asked = RecordTask(unit_said="示例街道卡口", haste="soon", matter="体温枪坏了两支，问能不能换")
    second = int(telling.do(COORDINATOR, asked).answer["task_id"])
    telling.do(COORDINATOR, HandOver(task_id=second, actor_id=driver))
    telling.do(COORDINATOR, RecordTask(unit_said="示例企业", matter="问复工要备多少口罩"))
    telling.at(telling.day, "20:30")
    note = telling.do(COORDINATOR, WriteShiftNote(note="卡口的体温枪明天一早要有着落"))
    telling.do(BUYER, TakeOverShift(note_id=int(note.answer["note_id"]), note="看过了"))
