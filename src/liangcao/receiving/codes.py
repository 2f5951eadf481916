"""The fixed tables of reasons: why goods were rejected, stopped, or more than expected."""

from typing import Literal

from liangcao.kernel.refusals import N_

RejectCode = Literal[
    "", "damaged", "wet", "wrong_item", "wrong_standard", "expired", "short_life", "no_papers", "quality", "opened",
    "other",
]  # fmt: skip
QuarantineCode = Literal["", "to_inspect", "no_papers", "doubtful", "warm", "expired", "other"]
OverCode = Literal["", "packed_more", "given_free", "agreed", "other"]
ClaimCause = Literal[
    "short", "damaged", "wet", "wrong_item", "wrong_standard", "expired", "short_life", "no_papers", "quality",
    "opened", "other",
]  # fmt: skip

REJECT_CODES: dict[str, str] = {
    "damaged": N_("破损"),
    "wet": N_("受潮"),
    "wrong_item": N_("发错货"),
    "wrong_standard": N_("型号标准不符"),
    "expired": N_("已过期"),
    "short_life": N_("剩余效期太短"),
    "no_papers": N_("缺证件"),
    "quality": N_("质量不合格"),
    "opened": N_("包装拆过"),
    "other": N_("其他原因"),
}
QUARANTINE_CODES: dict[str, str] = {
    "to_inspect": N_("待验收"),
    "no_papers": N_("缺证件"),
    "doubtful": N_("质量存疑"),
    "warm": N_("路上温度超限"),
    "expired": N_("已过期"),
    "other": N_("其他原因"),
}
OVER_CODES: dict[str, str] = {
    "packed_more": N_("对方多装了"),
    "given_free": N_("随货赠送"),
    "agreed": N_("电话里说好多送"),
    "other": N_("其他原因"),
}
CAUSES: dict[str, str] = {"short": N_("短少"), **REJECT_CODES}
"""What a claim can be for."""
