"""The words for what requests, plans and shipments are at."""

from liangcao.language import N_, _
from liangcao.requests.rules import PEOPLE_ROLES, STATES

STAGES: dict[str, tuple[str, str]] = {
    "waiting": (N_("待审批"), "wait"),
    "rejected": (N_("已退回"), "off"),
    "withdrawn": (N_("已撤回"), "off"),
    "replaced": (N_("已由别的申请代替"), "off"),
    "closed": (N_("已了结"), "off"),
    "nothing": (N_("没有批准数量"), "off"),
    "to_share": (N_("待分配"), "warn"),
    "to_ship": (N_("待发货"), "info"),
    "under_way": (N_("在途"), "info"),
    "partly": (N_("部分签收"), "warn"),
    "done": (N_("已签收"), "ok"),
}
"""How far a request has come: the word and the tone of its badge."""
REQUEST_STATES: dict[str, tuple[str, str]] = {
    "submitted": (STATES["submitted"], "wait"),
    "approved": (STATES["approved"], "ok"),
    "rejected": (STATES["rejected"], "off"),
    "withdrawn": (STATES["withdrawn"], "off"),
    "closed": (STATES["closed"], "off"),
}
PLAN_STATES: dict[str, tuple[str, str]] = {
    "proposed": (N_("待批准"), "wait"),
    "adopted": (N_("已批准"), "ok"),
    "discarded": (N_("已作废"), "off"),
}
SHIPMENT_STATES: dict[str, tuple[str, str]] = {
    "dispatched": (N_("在途"), "info"),
    "delivered": (N_("已签收"), "ok"),
    "cancelled": (N_("已召回"), "off"),
}
LINE_STATES: dict[str, tuple[str, str]] = {
    "proposed": (N_("待批准"), "wait"),
    "held": (N_("已占用"), "info"),
    "shipped": (N_("已发出"), "ok"),
    "dropped": (N_("已去掉"), "off"),
}
ASKING_KINDS = ("hospital", "checkpoint", "team", "department", "subdistrict", "enterprise", "school", "public")
"""The kinds of units that ask."""
OUTCOMES: dict[str, str] = {
    "confirmed": N_("打通了，情况属实"),
    "no_answer": N_("没有打通"),
    "doubtful": N_("有疑问"),
}
"""What came of a call."""
VERIFICATION_TONES: dict[str, tuple[str, str]] = {
    "due": (N_("待核实"), "wait"),
    "confirmed": (N_("已核实"), "ok"),
    "doubtful": (N_("核实有疑问"), "danger"),
}
DEEDS: dict[str, str] = {
    "requests.submit_request": N_("提交申请"),
    "requests.ask_publicly": N_("网上提交申请"),
    "requests.merge_requests": N_("由几份申请合并成这一份"),
    "requests.split_request": N_("从一份申请里拆出来"),
    "requests.correct_request": N_("更正，代替原来的申请"),
    "requests.log_call": N_("电话核实属实"),
    "requests.approve_request": N_("批准申请"),
    "requests.reject_request": N_("退回申请"),
    "requests.withdraw_request": N_("撤回申请"),
    "allocation.propose_plan": N_("做进分配方案 %(n)s"),
    "plan_discarded": N_("分配方案 %(n)s 已作废"),
    "allocation.adopt_plan": N_("分配方案获批准"),
    "allocation.drop_lines": N_("从分配方案里去掉一部分"),
    "shipping.dispatch_shipment": N_("发出，发货单 %(n)s"),
    "shipping.record_delivery": N_("签收，发货单 %(n)s"),
    "delivery_undone": N_("签收，发货单 %(n)s（后来撤销）"),
    "shipping.undo_delivery": N_("撤销签收，发货单 %(n)s"),
}


def role_options() -> list[tuple[str, str]]:
    """Whom a request can be for, as options of a field."""
    return [(role, _(word)) for role, word in PEOPLE_ROLES.items()]
