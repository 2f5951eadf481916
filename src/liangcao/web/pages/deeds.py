"""The words for what was done: actions and kinds of line, as lists and histories name them."""

from liangcao.language import N_, _
from liangcao.operations.actions import ACTIONS
from liangcao.storing.rules import REVERSIBLE
from liangcao.web.visitor import Visitor

LINE_KINDS: dict[str, str] = {
    "receipt": N_("入库"),
    "transfer": N_("移动"),
    "issue": N_("发放"),
    "transformation": N_("组套改装"),
    "return": N_("退回"),
    "adjustment": N_("调整"),
    "loss": N_("损耗"),
    "reversal": N_("冲正"),
    "payment": N_("付款"),
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
