"""The rows of the actions table about tasks and shifts (`actions.py` has them all)."""

from liangcao.kernel.refusals import N_
from liangcao.operations import needs
from liangcao.operations.action import Action, on_oneself
from liangcao.tasks import commands as tasks
from liangcao.tasks import handlers as tasks_handlers
from liangcao.tasks import shifts as tasks_shifts

TASKS = (
    Action(N_("记下交办"), tasks.RecordTask, tasks_handlers.record_task, reach=on_oneself),
    Action(N_("补正交办"), tasks.CorrectTask, tasks_handlers.correct_task, reach=on_oneself),
    Action(N_("交办给人"), tasks.HandOver, tasks_handlers.hand_over),
    Action(N_("转交交办"), tasks.HandOn, tasks_handlers.hand_on, reach=on_oneself),
    Action(N_("回应交办"), tasks.AcknowledgeTask, tasks_handlers.acknowledge_task, reach=on_oneself),
    Action(N_("跟进交办"), tasks.CommentTask, tasks_handlers.comment_task, reach=on_oneself),
    Action(N_("办结交办"), tasks.CloseTask, tasks_handlers.close_task, reach=on_oneself),
    Action(N_("重开交办"), tasks.ReopenTask, tasks_handlers.reopen_task, reach=on_oneself),
    Action(N_("撤销交办"), tasks.CancelTask, tasks_handlers.cancel_task, reach=on_oneself),
    Action(N_("关联单据"), tasks.LinkTask, tasks_handlers.link_task, reach=on_oneself),
    Action(N_("定催办时限"), tasks.SetClocks, tasks_handlers.set_clocks, need=needs.CLOCKS),
    Action(N_("写交班记录"), tasks.WriteShiftNote, tasks_shifts.write_shift_note, reach=on_oneself),
    Action(N_("确认接班"), tasks.TakeOverShift, tasks_shifts.take_over_shift, reach=on_oneself),
)
"""Tasks move no goods: whoever works in the office deals with those that are theirs (tasks/handlers.py)."""
