"""The words for what sorts of things there are: parties, places, classes of urgency, ways a request came."""

from liangcao.language import N_

PARTY_KINDS: dict[str, str] = {
    "hospital": N_("医院"),
    "checkpoint": N_("卡口"),
    "department": N_("机关部门"),
    "subdistrict": N_("街道"),
    "enterprise": N_("企业"),
    "school": N_("学校"),
    "team": N_("专班队伍"),
    "public": N_("群众"),
    "supplier": N_("供应单位"),
    "donor": N_("捐赠人"),
    "reserve": N_("储备单位"),
    "unverified": N_("待核实"),
}
PLACE_KINDS: dict[str, str] = {
    "store": N_("仓库"),
    "shelf": N_("货架"),
    "dock": N_("收货区"),
    "rejects": N_("退货区"),
    "vehicle": N_("车辆"),
    "budget_line": N_("资金渠道"),
}
PRIORITY_CLASSES: dict[int, str] = {
    1: N_("一线医疗"),
    2: N_("卡口、消杀"),
    3: N_("机关、街道"),
    4: N_("复工企业"),
    5: N_("学校"),
    6: N_("群众"),
}
"""The classes of urgency, 1 the most urgent."""
CHANNELS: dict[str, str] = {
    "office": N_("办公室经办"),
    "form": N_("网上填报"),
    "call": N_("电话代填"),
    "import": N_("表格导入"),
    "api": N_("系统对接"),
    "public": N_("网上申请（没有账号）"),
}
"""How a request came in."""
