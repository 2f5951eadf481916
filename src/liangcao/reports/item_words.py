"""What changed of an item, and what is written otherwise, in a person's words."""

from typing import Any

from liangcao.catalog.rules import STATES
from liangcao.kernel.refusals import N_
from liangcao.language import _

FACTS: dict[str, str] = {
    "name": N_("名称"),
    "name_en": N_("英文名"),
    "category": N_("类别"),
    "grade": N_("等级"),
    "standard": N_("执行标准"),
    "shelf_life_days": N_("保质期（天）"),
    "is_scarce": N_("紧缺"),
    "state": N_("状态"),
    "merged": N_("并入了"),
}
"""The facts of an item that can change."""


def fact_words(fact: str, old: Any, new: Any) -> str:
    """``执行标准：GB 2626-2006 → GB 2626-2019``."""
    told = {"fact": _(FACTS.get(fact, fact)), "old": fact_value(fact, old) or "—", "new": fact_value(fact, new) or "—"}
    return _("%(fact)s：%(old)s → %(new)s") % told


def fact_value(fact: str, value: Any) -> str:
    """A value of a fact as it is read: yes and no, states, texts as they are."""
    if fact == "is_scarce":
        return _("是") if str(value) in ("1", "True") else _("否")
    if fact == "state":
        return _(STATES.get(str(value), str(value)))
    return "" if value in (0, "0", "") else str(value)
