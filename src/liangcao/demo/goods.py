"""What comes in during the story: quantities of the real office where they are known, the rest is made up."""

from dataclasses import dataclass, replace
from typing import Literal

from liangcao.demo.world import CHARITY, COMPANY, FACTORY, PHARMACY, RESERVES, SAFETY, SHANGHAI

N95 = "医用防护口罩"
SURGICAL = "医用外科口罩"
MEDICAL = "一次性使用医用口罩"
KN95 = "KN95防颗粒物口罩"
SUIT = "医用一次性防护服"
GOGGLES = "医用隔离眼罩"
GLOVES = "一次性使用医用橡胶检查手套"
THERMOMETER = "红外额温计"
BLEACH = "84消毒液"
BLEACH_DRUM = "84消毒液（大桶）"
ALCOHOL = "75%酒精"
SANITIZER = "免洗手消毒液"
SPRAYER = "背负式喷雾器"
NOODLES = "方便面"
WATER = "瓶装饮用水"

PACK: dict[str, int] = {N95: 20, KN95: 20, SURGICAL: 50, MEDICAL: 50, GLOVES: 50}
"""Goods that are given out in closed boxes only."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as it was counted, in base units; `price_fen` is for one."""

    item: str
    accepted: int
    batch_number: str
    shelf: str
    produced_on: str = "2020-01-10"
    expires_on: str = ""
    price_fen: int = 0
    rejected: int = 0
    reject_reason: str = ""
    is_quarantined: bool = False
    purpose_class: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods that arrive together."""

    source_kind: Literal["purchase", "donation", "mobilisation"]
    source: str
    document_number: str
    batches: tuple[Batch, ...]
    note: str = ""

    @property
    def to_pay_fen(self) -> int:
        """What is paid: the good ones, nothing for what came broken."""
        return sum(batch.accepted * batch.price_fen for batch in self.batches)


MOBILISED = (
    Delivery(
        "mobilisation",
        RESERVES[0],
        "调〔2020〕1号",
        (
            Batch(N95, 600, "N95-1907", "B-01", "2019-07-02", "2022-07-01"),
            Batch(SUIT, 120, "FH-1911", "B-02", "2019-11-15", "2022-11-14"),
            Batch(GOGGLES, 80, "YZ-1910", "B-02", "2019-10-08", "2022-10-07"),
            Batch(GLOVES, 1_000, "ST-1909", "C-01", "2019-09-20", "2022-09-19"),
        ),
    ),
    Delivery(
        "mobilisation",
        RESERVES[1],
        "调〔2020〕2号",
        (
            Batch(SURGICAL, 1_500, "WK-1908", "A-03", "2019-08-12", "2021-08-11"),
            Batch(THERMOMETER, 20, "EW-1912", "C-01", "2019-12-01", "2024-11-30"),
            Batch(GLOVES, 500, "ST-1912", "C-01", "2019-12-05", "2022-12-04"),
        ),
    ),
)
SMALL_PURCHASES: dict[str, Delivery] = {
    "2020-01-27": Delivery(
        "purchase",
        PHARMACY,
        "采-0127",
        (
            Batch(SURGICAL, 2_000, "WK-2001A", "A-03", expires_on="2022-01-09", price_fen=280),
            Batch(ALCOHOL, 96, "JJ-2001", "C-01", expires_on="2022-01-09", price_fen=1_200),
        ),
    ),
    "2020-01-28": Delivery(
        "purchase",
        SAFETY,
        "采-0128",
        (
            Batch(GLOVES, 2_000, "ST-2001", "C-01", expires_on="2023-01-09", price_fen=90),
            Batch(BLEACH, 240, "84-2001", "C-01", expires_on="2021-01-09", price_fen=650),
        ),
    ),
    "2020-01-29": Delivery(
        "purchase",
        SAFETY,
        "采-0129",
        (
            Batch(SUIT, 100, "FH-2001", "B-02", expires_on="2023-01-09", price_fen=11_500),
            Batch(THERMOMETER, 15, "EW-2001", "C-01", expires_on="2025-01-09", price_fen=32_000),
        ),
    ),
    "2020-01-30": Delivery(
        "purchase",
        PHARMACY,
        "采-0130",
        (Batch(SURGICAL, 1_000, "WK-2001B", "A-03", expires_on="2022-01-09", price_fen=310),),
    ),
}
FROM_SHANGHAI = Delivery(
    "purchase",
    SHANGHAI,
    "采-0131",
    (
        Batch(SURGICAL, 10_000, "SH20200112", "A-01", "2020-01-12", "2022-01-11", 320),
        Batch(SURGICAL, 9_600, "SH20200115", "A-02", "2020-01-15", "2022-01-14", 320, 400, "两箱受潮，箱内 400 只浸湿"),
    ),
    note="紧急采购 20,000 只，10 箱，每箱 2,000 只，夜班车到货",
)
FOR_THE_TEAM = Delivery(
    "purchase",
    SAFETY,
    "采-0202",
    (
        Batch(SPRAYER, 20, "PW-2001", "C-01", price_fen=18_000),
        Batch(BLEACH_DRUM, 42, "84T-2001", "C-01", expires_on="2021-01-09", price_fen=9_800),
        Batch(SUIT, 60, "FH-2002", "B-02", expires_on="2023-01-09", price_fen=11_200),
        Batch(GOGGLES, 60, "YZ-2001", "B-02", expires_on="2023-01-09", price_fen=2_600),
    ),
)
WITHOUT_CERTIFICATE = Delivery(
    "donation",
    COMPANY,
    "捐-0205",
    (Batch(KN95, 3_000, "KN-2002", "B-01", "2020-01-20", "2023-01-19", is_quarantined=True),),
    note="没有合格证，先隔离，补齐证件再放行",
)
TO_INSPECT = Delivery(
    "donation",
    COMPANY,
    "捐-0212",
    (Batch(GOGGLES, 100, "YZ-2002", "B-02", "2020-01-15", "2023-01-14"),),
    note="今早送到，等验收",
)
FROM_THE_CHARITY = Delivery(
    "donation",
    CHARITY,
    "捐-0206",
    (
        Batch(SURGICAL, 3_000, "WK-2002", "A-03", expires_on="2022-01-09"),
        Batch(SANITIZER, 240, "SX-2001", "C-01", expires_on="2022-01-09"),
        Batch(NOODLES, 600, "FB-2002", "C-01", "2020-02-01", "2020-07-29"),
        Batch(WATER, 960, "KQ-2002", "C-01", "2020-01-28", "2021-01-27"),
    ),
)
FOR_HOSPITALS = Delivery(
    "donation",
    COMPANY,
    "捐-0208",
    (Batch(SURGICAL, 5_000, "WK-2003", "A-03", "2020-02-03", "2022-02-02", purpose_class=1),),
    note="捐赠人指定：只用于医院",
)
BOUGHT_AHEAD: dict[str, Delivery] = {
    "2020-02-07": Delivery(
        "purchase",
        FACTORY,
        "采-0207",
        (Batch(MEDICAL, 40_000, "YY-2002A", "A-01", "2020-02-04", "2022-02-03", 120),),
    ),
    "2020-02-09": Delivery(
        "purchase",
        FACTORY,
        "采-0209",
        (Batch(MEDICAL, 22_000, "YY-2002B", "A-02", "2020-02-07", "2022-02-06", 115),),
    ),
}
RIGHT = Delivery(
    "purchase",
    SAFETY,
    "采-0212",
    (Batch(THERMOMETER, 20, "EW-2002", "C-01", "2020-02-05", "2025-02-04", 29_800),),
)
WRONG = replace(RIGHT, batches=(replace(RIGHT.batches[0], accepted=200),))
"""One nought too many."""
