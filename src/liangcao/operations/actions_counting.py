"""The rows of the actions table about counts (`actions.py` has them all)."""

from liangcao.counting import commands as counting
from liangcao.counting import handlers as counting_handlers
from liangcao.kernel.refusals import N_
from liangcao.operations import measures, needs
from liangcao.operations.action import Action

COUNTING = (
    Action(
        N_("开始盘点"), counting.StartCount, counting_handlers.start_count, reach=counting_handlers.where_it_is_counted
    ),
    Action(
        N_("盘点记数"),
        counting.CountGoods,
        counting_handlers.count_goods,
        duty="count",
        reach=counting_handlers.where_the_count_is,
    ),
    Action(
        N_("盘点数完"), counting.FinishCount, counting_handlers.finish_count, reach=counting_handlers.where_the_count_is
    ),
    Action(
        N_("复盘"), counting.RecountLines, counting_handlers.recount_lines, reach=counting_handlers.where_the_count_is
    ),
    Action(
        N_("盘点差异入账"),
        counting.PostDifferences,
        counting_handlers.post_differences,
        duty="finalise",
        reach=counting_handlers.where_the_count_is,
        need=needs.COUNT,
        measures=measures.counted_away,
    ),
    Action(
        N_("取消盘点"), counting.CancelCount, counting_handlers.cancel_count, reach=counting_handlers.where_the_count_is
    ),
)
