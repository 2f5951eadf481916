"""The papers goods come with, and which of them a class of items needs before anybody has said so."""

from typing import Literal

from liangcao.kernel.refusals import N_

PaperCode = Literal["quality_report", "product_certificate", "registration", "licence", "customs"]

PAPERS: dict[str, str] = {
    "quality_report": N_("检验报告"),
    "product_certificate": N_("合格证"),
    "registration": N_("医疗器械注册证"),
    "licence": N_("生产许可证"),
    "customs": N_("报关单"),
}
_PROTECTIVE = ("product_certificate", "quality_report", "registration")
FOUNDING: dict[str, tuple[str, ...]] = {
    "口罩": _PROTECTIVE,
    "防护服装": _PROTECTIVE,
    "眼面防护": ("product_certificate", "quality_report"),
    "测温": ("product_certificate", "registration"),
    "消毒用品": ("product_certificate", "licence"),
}
"""What a class of items needs while the office has set nothing for it."""
