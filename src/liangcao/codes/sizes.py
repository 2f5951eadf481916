"""Sizes of labels, in millimetres: rolls of thermal printers, and office paper with labels on it. Pure."""

from dataclasses import dataclass
from typing import Literal

from liangcao.kernel.refusals import N_

Size = Literal["100x70", "70x50", "60x40", "50x30", "40x30", "a4-3x8"]
UsualOr = Literal["", "100x70", "70x50", "60x40", "50x30", "40x30", "a4-3x8"]
"""A size, or "" for the usual one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A label `width` by `height`; `columns` by `rows` of them on an A4 sheet, 0 where each is a page of its own.

    `code` is the side of the QR code, never below 15 mm; `title` and `text` are heights of letters in points, 8 and up
    but for the smallest label, which says only its code and name.
    """

    name: str
    width: int
    height: int
    code: float
    title: float
    text: float
    columns: int = 0
    rows: int = 0

    @property
    def is_sheet(self) -> bool:
        """Whether several of them are on a sheet."""
        return self.columns > 0


PAPERS: dict[str, Paper] = {
    "100x70": Paper(N_("100×70 毫米（箱）"), 100, 70, 34, 14, 9),
    "70x50": Paper(N_("70×50 毫米（批次）"), 70, 50, 24, 10.5, 8),
    "60x40": Paper(N_("60×40 毫米"), 60, 40, 20, 10, 8),
    "50x30": Paper(N_("50×30 毫米（货架）"), 50, 30, 18, 9, 8),
    "40x30": Paper(N_("40×30 毫米（物资）"), 40, 30, 17.5, 8, 8),
    "a4-3x8": Paper(N_("A4 纸，每张 3×8 个"), 70, 37, 20, 9.5, 8, columns=3, rows=8),
}
USUAL: dict[str, Size] = {
    "box": "100x70",
    "lot": "70x50",
    "package": "100x70",
    "place": "50x30",
    "item": "40x30",
    "shipment": "60x40",
    "request": "60x40",
    "receipt": "60x40",
    "unit": "60x40",
    "trip": "60x40",
    "vehicle": "60x40",
}
"""The size of each kind of label when none is named."""
LETTERS: dict[str, str] = {
    "box": "L",
    "lot": "L",
    "package": "B",
    "place": "P",
    "item": "I",
    "shipment": "D",
    "request": "R",
    "receipt": "C",
    "unit": "U",
    "trip": "T",
    "vehicle": "V",
}
"""The letter of the code on each kind of label (`codes.rules.KINDS`)."""
WORDS: dict[str, str] = {
    "box": N_("箱贴"),
    "lot": N_("批次签"),
    "package": N_("包装件签"),
    "place": N_("货位签"),
    "item": N_("物资卡"),
    "shipment": N_("发货单签"),
    "request": N_("申请签"),
    "receipt": N_("收货单签"),
    "unit": N_("单位签"),
    "trip": N_("车次签"),
    "vehicle": N_("车辆签"),
}
"""What each kind is called."""
