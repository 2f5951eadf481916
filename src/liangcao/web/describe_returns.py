"""Labels and words for what commands about returns, disposals, loans and recalls say."""

from collections.abc import Mapping

from liangcao.disposal.rules import REASONS as DISPOSAL_REASONS
from liangcao.language import N_
from liangcao.recall.rules import WAYS as RECALL_WAYS
from liangcao.returns.rules import REASONS as RETURN_REASONS
from liangcao.returns.rules import WAYS as RETURN_WAYS

RETURN_LABELS: dict[str, str] = {
    "return_id": N_("退回单"),
    "disposal_id": N_("报废单"),
    "loan_id": N_("借用单"),
    "recall_id": N_("召回"),
    "way": N_("怎么办的"),
    "restocked": N_("回库数量"),
    "unusable": N_("不能用的数量"),
    "seen": N_("看到了什么"),
    "is_reusable": N_("可以借"),
    "is_serial": N_("一件一个编号"),
    "borrower": N_("经手人"),
    "due_on": N_("哪天还"),
    "serial": N_("编号"),
    "whole_back": N_("完好归还"),
    "damaged": N_("坏的"),
    "owed_fen": N_("该赔"),
    "advice": N_("要单位怎么办"),
    "public_text": N_("对外公告"),
    "left_over": N_("还剩"),
    "used": N_("用了"),
    "missing": N_("找不到"),
    "handed_on": N_("转给别人"),
    "handed_to": N_("转给了谁"),
    "said_by": N_("谁说的"),
}
RETURN_QUANTITIES = frozenset(
    {"restocked", "unusable", "whole_back", "damaged", "left_over", "used", "missing", "handed_on"}
)
RETURN_NUMBERS = ("return_id", "disposal_id", "loan_id", "recall_id")
RETURN_WORDS: Mapping[str, Mapping[str, str]] = {
    "reason": {**RETURN_REASONS, **DISPOSAL_REASONS},
    "way": {**RETURN_WAYS, **RECALL_WAYS},
}
