"""The rows of the actions table about the catalogue (`actions.py` has them all)."""

from liangcao.catalog import commands as catalog
from liangcao.catalog import handlers as catalog_handlers
from liangcao.kernel.refusals import N_
from liangcao.operations import item_ends, needs
from liangcao.operations.action import Action

CATALOGUE = (
    Action(N_("登记物资"), catalog.RegisterItem, catalog_handlers.register_item),
    Action(N_("登记包装"), catalog.AddPack, catalog_handlers.add_pack),
    Action(N_("登记别名"), catalog.AddAlias, catalog_handlers.add_alias),
    Action(N_("导入物资目录"), catalog.ImportItems, catalog_handlers.import_items),
    Action(N_("加入备灾物资"), catalog.AddStarterItems, catalog_handlers.add_starter_items),
    Action(N_("登记编码"), catalog.AddCode, catalog_handlers.add_code),
    Action(N_("停用编码"), catalog.EndCode, catalog_handlers.end_code),
    Action(N_("更正物资"), catalog.CorrectItem, catalog_handlers.correct_item),
    Action(N_("停用物资"), catalog.RetireItem, item_ends.retire_item),
    Action(N_("恢复物资"), catalog.RestoreItem, catalog_handlers.restore_item),
    Action(N_("合并物资"), catalog.MergeItems, item_ends.merge_items),
    Action(N_("定必备证件"), catalog.SetRequiredPapers, catalog_handlers.set_required_papers, need=needs.PAPERS),
)
