"""The fixed tables of reasons: why goods were rejected, stopped, or more than expected; what an item's papers are."""

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
PaperCode = Literal["quality_report", "product_certificate", "registration", "licence", "customs"]

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
PAPER_CODES: dict[str, str] = {
    "quality_report": N_("检验报告"),
    "product_certificate": N_("合格证"),
    "registration": N_("医疗器械注册证"),
    "licence": N_("生产许可证"),
    "customs": N_("报关单"),
}
_PROTECTIVE = ("product_certificate", "quality_report", "registration")
_ASKED: dict[str, tuple[str, ...]] = {
    "口罩": _PROTECTIVE,
    "防护服装": _PROTECTIVE,
    "眼面防护": ("product_certificate", "quality_report"),
    "测温": ("product_certificate", "registration"),
    "消毒用品": ("product_certificate", "licence"),
}


def required_papers(category: str) -> tuple[str, ...]:
    """The papers that goods of an item's group must come with before they are released; codes of `PAPER_CODES`."""
    return _ASKED.get(category, ())
