"""The words for what was done: actions and kinds of line, as lists and histories name them."""

from liangcao.language import N_, _
from liangcao.operations.actions import ACTIONS
from liangcao.storing.rules import REVERSIBLE
from liangcao.web.visitor import Visitor

LINE_KINDS: dict[str, str] = {
    "receipt": N_("入库"),
    "transfer": N_("移动"),
    "issue": N_("发放"),
    "return": N_("退回"),
    "adjustment": N_("调整"),
    "loss": N_("损耗"),
    "reversal": N_("冲正"),
    "payment": N_("付款"),
}
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
PRIORITY_CLASSES: dict[int, str] = {
    1: N_("一线医疗"),
    2: N_("卡口和消杀队伍"),
    3: N_("机关和街道"),
    4: N_("复工企业"),
    5: N_("学校"),
    6: N_("群众"),
}


def deed_title(action: str) -> str:
    """The name of an action in the reader's language."""
    return _(ACTIONS[action].title) if action in ACTIONS else action


def may_everywhere(visitor: Visitor, permission: str) -> bool:
    """Whether `permission` is held for the whole district: what a deed needs that belongs to no place."""
    return visitor.may(permission) and visitor.scope(permission).is_all


def can_be_reversed(action: str) -> bool:
    """Whether entries of this action are undone as a whole, by their mirror image."""
    return action in REVERSIBLE
