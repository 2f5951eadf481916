"""The rows of the actions table about the work log (`actions.py` has them all)."""

from liangcao.kernel.refusals import N_
from liangcao.operations.action import Action, on_oneself
from liangcao.worklog import commands as worklog
from liangcao.worklog import handlers as worklog_handlers

WORKLOG = (
    Action(N_("记日志"), worklog.WriteLines, worklog_handlers.write_lines, reach=on_oneself),
    Action(N_("记天气"), worklog.SetWeather, worklog_handlers.set_weather, reach=on_oneself),
    Action(N_("日志里留不留"), worklog.MarkEvents, worklog_handlers.mark_events, reach=on_oneself),
    Action(N_("了结要办的事"), worklog.EndTodo, worklog_handlers.end_todo, reach=on_oneself),
)
