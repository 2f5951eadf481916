"""A refusal in a person's words: deeds and things to see by their titles, not by the names programs use."""

from dataclasses import replace

from liangcao.kernel.errors import Reason
from liangcao.language import N_, translate_reason
from liangcao.operations.actions import ACTIONS

SEEING: dict[str, str] = {
    "see.stock": N_("看库存"),
    "see.requests": N_("看申请"),
    "see.plans": N_("看分配方案"),
    "see.shipments": N_("看发货"),
    "see.trace": N_("看溯源"),
    "see.money": N_("看资金"),
    "see.purchases": N_("看采购"),
    "see.journal": N_("看账本"),
    "see.people": N_("看人员"),
    "see.personal_data": N_("看个人信息"),
    "see.parties": N_("看单位"),
    "see.favours": N_("看请托"),
    "see.organisation": N_("看组织和排班"),
    "see.worklog": N_("看工作日志"),
    "see.duty_phones": N_("看值班电话"),
    "see.inspection": N_("进检查室"),
}


def title_of(name: str) -> str:
    """The title (a gettext message) of an action or of something to see; the name itself where there is none."""
    if name in ACTIONS:
        return ACTIONS[name].title
    return {**SEEING, "approvals.hold": N_("提交待批")}.get(name, name)


def sentence(reason: Reason, language: str) -> str:
    """`reason` in `language`."""
    named = {key: title_of(value) if key == "action" else value for key, value in reason.params.items()}
    return translate_reason(replace(reason, params=named), language)
