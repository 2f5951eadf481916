"""The rows of the actions table about picking and packing (`actions.py` has them all)."""

from liangcao.kernel.refusals import N_
from liangcao.operations import needs
from liangcao.operations.action import Action
from liangcao.packing import commands as packing
from liangcao.packing import handlers as packing_handlers
from liangcao.packing import making as packing_making
from liangcao.picking import changing as picking_changing
from liangcao.picking import commands as picking
from liangcao.picking import handlers as picking_handlers
from liangcao.shipping import commands as shipping
from liangcao.shipping import taking as shipping_taking

PICKING_AND_PACKING = (
    Action(N_("定厂商识别代码"), packing.SetPrefix, packing_handlers.set_prefix),
    Action(N_("装箱"), packing.PackGoods, packing_handlers.pack_goods, reach=packing_handlers.reach_of_packing),
    Action(N_("拆箱"), packing.Unpack, packing_handlers.unpack_package, reach=packing_handlers.reach_of_package),
    Action(N_("定一套里有什么"), packing.SetKit, packing_making.set_kit),
    Action(N_("组套"), packing.AssembleKits, packing_making.assemble_kits, reach=packing_making.reach_of_making),
    Action(N_("改装"), packing.Repack, packing_making.repack_lot, reach=packing_making.reach_of_making),
    Action(N_("拆套"), packing.TakeApart, packing_making.take_apart, reach=packing_making.reach_of_making),
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
    Action(
        N_("司机接货"),
        shipping.TakeOver,
        shipping_taking.take_over,
        duty="carry",
        reach=shipping_taking.reach_of_taking,
    ),
)
