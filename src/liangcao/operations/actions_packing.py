"""The rows of the actions table about picking and packing (`actions.py` has them all)."""

from liangcao.kernel.refusals import N_
from liangcao.operations import needs
from liangcao.operations.action import Action
from liangcao.picking import changing as picking_changing
from liangcao.picking import commands as picking
from liangcao.picking import handlers as picking_handlers

PICKING_AND_PACKING = (
    Action(N_("开拣货单"), picking.OpenPickList, picking_handlers.open_list, reach=picking_handlers.reach_of_opening),
    Action(
        N_("开始拣货"),
        picking.StartPicking,
        picking_handlers.start_list,
        duty="pick",
        reach=picking_handlers.reach_of_list,
    ),
    Action(
        N_("确认拣货"),
        picking.ConfirmPick,
        picking_handlers.confirm_line,
        duty="pick",
        reach=picking_handlers.reach_of_list,
    ),
    Action(
        N_("改拣别的批次"),
        picking.ChangeLot,
        picking_changing.change_lot,
        duty="depart",
        reach=picking_handlers.reach_of_list,
        need=needs.DEPARTURE,
    ),
    Action(N_("放回货架"), picking.PutBack, picking_changing.put_back, reach=picking_handlers.reach_of_list),
    Action(
        N_("取消拣货单"), picking.CancelPickList, picking_changing.cancel_list, reach=picking_handlers.reach_of_list
    ),
)
