"""A question in plain words, as it stands in a file: tables of rows, names instead of numbers, every field said.

What the fields are called, hold and default to is said once, in `TABLES`; the reader, the sheets and docs/sharing.md
follow it. The checker works on these rows too, so that it shares nothing with the planner but the question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from liangcao.kernel.canonical import canonical_bytes
from liangcao.kernel.refusals import N_

FORMAT = "liangcao.sharing/1"
MOST_WEIGHT = 100
MOST_DAYS = 36_500

Sort = Literal["name", "whole", "positive", "signed", "date", "moment", "flag", "names"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its heading in Chinese, what sort of value it holds, its default (None: must be filled), its most.

    `is_later`: it came after questions had been hashed, and is left out of their canonical bytes where it is not said.
    """

    heading: str
    sort: Sort
    default: Any = None
    most: int = 10**11
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name in Chinese, its fields, and the fields that tell its rows apart; `is_later` as of fields."""

    heading: str
    fields: Mapping[str, Field]
    key: tuple[str, ...]
    is_needed: bool = False
    is_later: bool = False


TABLES: dict[str, Table] = {
    "items": Table(
        N_("物资"),
        {
            "item": Field(N_("物资"), "name"),
            "base_unit": Field(N_("单位"), "name", ""),
            "pack": Field(N_("每箱"), "positive", 1),
        },
        ("item",),
        is_needed=True,
    ),
    "classes": Table(
        N_("优先类别"),
        {"class": Field(N_("类别"), "positive", most=1000), "name": Field(N_("名称"), "name", "")},
        ("class",),
    ),
    "units": Table(
        N_("单位"),
        {"unit": Field(N_("单位"), "name"), "zone": Field(N_("片区"), "name", "")},
        ("unit",),
    ),
    "lots": Table(
        N_("库存"),
        {
            "lot": Field(N_("批次"), "name"),
            "item": Field(N_("物资"), "name"),
            "warehouse": Field(N_("仓库"), "name"),
            "quantity": Field(N_("数量"), "whole"),
            "held": Field(N_("占用"), "whole", 0),
            "expires": Field(N_("有效期至"), "date", ""),
            "standard": Field(N_("标准"), "name", ""),
            "quarantined": Field(N_("隔离"), "flag", False),
            "for_unit": Field(N_("定向单位"), "name", ""),
            "for_class": Field(N_("定向类别"), "whole", 0, 1000),
            "arrives": Field(N_("到货日期"), "date", ""),
            "for_zone": Field(N_("定向片区"), "name", "", is_later=True),
        },
        ("lot", "warehouse"),
    ),
    "claims": Table(
        N_("需求"),
        {
            "claim": Field(N_("编号"), "name"),
            "unit": Field(N_("单位"), "name"),
            "item": Field(N_("物资"), "name"),
            "class": Field(N_("类别"), "positive", most=1000),
            "asked": Field(N_("数量"), "positive"),
            "minimum": Field(N_("最低"), "whole", 0),
            "most": Field(N_("封顶"), "signed", -1),
            "already": Field(N_("已给"), "whole", 0),
            "weight": Field(N_("权重"), "positive", 1, MOST_WEIGHT),
            "approved": Field(N_("批准时间"), "moment", ""),
            "debt": Field(N_("欠零"), "signed", 0),
            "accepts": Field(N_("可代用"), "names", ()),
            "standards": Field(N_("可用标准"), "names", ()),
            "life_days": Field(N_("至少还能用天数"), "whole", 0, MOST_DAYS),
            "people": Field(N_("人数"), "whole", 0, is_later=True),
            "daily_use": Field(N_("每日用量"), "whole", 0, is_later=True),
            "held_there": Field(N_("单位现存"), "signed", -1, is_later=True),
        },
        ("claim",),
        is_needed=True,
    ),
    "floors": Table(
        N_("储备"),
        {
            "item": Field(N_("物资"), "name"),
            "class": Field(N_("类别"), "positive", most=1000),
            "quantity": Field(N_("数量"), "whole"),
        },
        ("item", "class"),
    ),
    "expected": Table(
        N_("后续急需"),
        {
            "item": Field(N_("物资"), "name"),
            "class": Field(N_("类别"), "positive", most=1000),
            "quantity": Field(N_("数量"), "positive"),
        },
        ("item",),
    ),
    "pick_limits": Table(
        N_("拣货上限"),
        {
            "warehouse": Field(N_("仓库"), "name"),
            "boxes": Field(N_("每日箱数"), "positive"),
            "together": Field(N_("一起算的仓库"), "names", (), is_later=True),
        },
        ("warehouse",),
    ),
    "costs": Table(
        N_("运费"),
        {
            "warehouse": Field(N_("仓库"), "name"),
            "zone": Field(N_("片区"), "name"),
            "cost": Field(N_("每箱"), "whole", most=10**6),
        },
        ("warehouse", "zone"),
    ),
    "published": Table(
        N_("已公布"),
        {
            "claim": Field(N_("编号"), "name"),
            "lot": Field(N_("批次"), "name"),
            "warehouse": Field(N_("仓库"), "name"),
            "quantity": Field(N_("数量"), "positive"),
        },
        ("claim", "lot", "warehouse"),
        is_later=True,
    ),
}
"""The tables of a question."""

RULES: dict[str, tuple[Any, ...]] = {
    "order": ("class", "minima"),
    "rounding": ("up", "down"),
    "minima": ("part", "whole"),
    "last_box": ("lowest", "nearest"),
}
"""Rules that are chosen from a list, the default first."""

NUMBERS: dict[str, int] = {"life_days": 0, "drain_days": -1}
"""Rules that are numbers of days, with their defaults."""

TIERS = "tiers"
"""The rule that says the whole order instead of `order`: a list of ``1:minimum``, ``1:rest`` ... Empty by default."""
PARTS = ("minimum", "rest")
LATER_RULES: dict[str, Any] = {TIERS: (), "last_box": "lowest"}
"""Rules that came later, with their defaults: left out of canonical bytes where they are not said."""


def is_in_turn(rules: Mapping[str, Any]) -> bool:
    """Whether each class is done with before the next one's turn."""
    return bool(rules["order"] == "class") and not rules[TIERS]


@dataclass(frozen=True)
class Question:
    """All that a plan follows from. Rows are sorted by their keys and have every field of their table."""

    date: str
    tables: Mapping[str, tuple[Row, ...]]
    rules: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, table: str) -> tuple[Row, ...]:
        return self.tables[table]

    @cached_property
    def canonical(self) -> bytes:
        """The canonical bytes of the question, JSON that reads back as the same question."""
        rules = {name: value for name, value in self.rules.items() if LATER_RULES.get(name) != value}
        content: dict[str, Any] = {"format": FORMAT, "date": self.date, "rules": rules}
        for name, rows in self.tables.items():
            if TABLES[name].is_later and not rows:
                continue
            later = {each: said.default for each, said in TABLES[name].fields.items() if said.is_later}
            content[name] = [
                {each: value for each, value in row.items() if each not in later or value != later[each]}
                for row in rows
            ]
        return canonical_bytes(content)

    @property
    def text(self) -> str:
        """The same as text."""
        return self.canonical.decode()

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical bytes of the question: equal digest, equal plan."""
        return sha256(self.canonical).hexdigest()
