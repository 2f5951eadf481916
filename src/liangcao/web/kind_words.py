"""The words for what sorts of things there are: parties, places, ways a request came."""

from liangcao.language import N_
from liangcao.parties import rules

PARTY_KINDS: dict[str, str] = rules.PARTY_KINDS
PLACE_KINDS: dict[str, str] = {
    "store": N_("仓库"),
    "shelf": N_("货架"),
    "dock": N_("收货区"),
    "packing": N_("备货区"),
    "rejects": N_("退货区"),
    "returns": N_("退回区"),
    "loan": N_("借出在外"),
    "vehicle": N_("车辆"),
    "budget_line": N_("资金渠道"),
}
CHANNELS: dict[str, str] = {
    "office": N_("办公室经办"),
    "form": N_("网上填报"),
    "call": N_("电话代填"),
    "import": N_("表格导入"),
    "api": N_("系统对接"),
    "public": N_("网上申请（没有账号）"),
}
"""How a request came in."""
