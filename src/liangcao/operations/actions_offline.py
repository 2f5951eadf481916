"""The deeds about forms that were filled in without signal and refused when they came."""

from liangcao.kernel.refusals import N_
from liangcao.offline import commands as offline
from liangcao.offline import handlers as offline_handlers
from liangcao.operations.action import Action, on_oneself

OFFLINE = (
    Action(N_("留下被退的离线单"), offline.KeepRefused, offline_handlers.keep_refused, reach=on_oneself),
    Action(
        N_("离线单作罢"), offline.DropRefused, offline_handlers.drop_refused, reach=offline_handlers.reach_of_dropping
    ),
)
