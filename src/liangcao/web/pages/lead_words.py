"""The words and options the pages of leads share."""

from collections.abc import Mapping
from fractions import Fraction

from liangcao.language import N_, _
from liangcao.sourcing.prices import Judged
from liangcao.sourcing.rules import AVAILABILITIES, CERTIFICATES, CHANNELS, DEATHS, ENDS, OUTCOMES, STATES, in_yuan

STATE_TONES: dict[str, tuple[str, str]] = {
    "open": (STATES["open"], "wait"),
    "offer": (STATES["offer"], "info"),
    "bought": (STATES["bought"], "ok"),
    "dead": (STATES["dead"], "off"),
    "merged": (STATES["merged"], "off"),
}
OFFER_TONES: dict[str, tuple[str, str]] = {
    "live": (N_("有效"), "ok"),
    "expired": (N_("已过有效期"), "warn"),
    "ended": (N_("已作废"), "off"),
    "bought": (N_("已采购"), "info"),
}
KINDS: dict[str, str] = {
    "channel": N_("渠道"), "place": N_("地方"), "supplier": N_("单位"), "company": N_("单位"), "contact": N_("联系人"),
    "phone": N_("电话"), "item": N_("物资"), "quantity": N_("数量"), "price": N_("价格"), "per": N_("按什么算价"),
    "currency": N_("货币"), "extra": N_("运费等"), "availability": N_("现货"), "certificate": N_("证件"),
    "standard": N_("标准"), "delivery": N_("几天到"), "valid_until": N_("有效期到"), "minimum": N_("起订量"),
    "outcome": N_("通话结果"), "call_at": N_("下次打"), "died": N_("为什么没成"),
}  # fmt: skip
"""What a chip is about."""
ALIKE: dict[str, str] = {
    "supplier": N_("同一个登记单位"),
    "phone": N_("同一个电话"),
    "company": N_("单位名称很像"),
    "contact": N_("同一个地方的同一个人"),
}


def options(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """A table of codes as options of a field."""
    return [(code, _(word)) for code, word in words.items()]


def channel_options() -> list[tuple[str, str]]:
    """The channels."""
    return options(CHANNELS)


def code_word(kind: str, value: str) -> str:
    """What a code of a chip means in words; other values as they are."""
    tables = {
        "channel": CHANNELS, "availability": AVAILABILITIES, "certificate": CERTIFICATES, "outcome": OUTCOMES,
        "died": DEATHS,
    }  # fmt: skip
    table = tables.get(kind, {})
    if kind == "per":
        return {"piece": _("每个最小单位"), "total": _("总价")}.get(value) or _("每%(unit)s") % {"unit": value}
    return _(table[value]) if value in table else value.replace("T", " ") if kind == "call_at" else value


def yuan(fen: Fraction) -> str:
    """An exact price in fen for one base unit, in yuan."""
    return in_yuan(fen)


def judged_words(judged: Judged, *, is_history: bool) -> str:
    """What a price was compared with and how it came out, in one sentence."""
    what = _("以前的 %(n)s 个价格") if is_history else _("今天别的 %(n)s 个报价")
    told = what % {"n": judged.count}
    if judged.verdict == "few":
        return _("只有%(what)s，不够比（至少 3 个）") % {"what": told} if judged.count else _("没有可比的价格")
    verdict = {"high": _("偏高"), "low": _("偏低"), "usual": _("正常")}[judged.verdict]
    figures = {"what": told, "middle": yuan(judged.middle), "spread": yuan(judged.spread), "verdict": verdict}
    return _("%(verdict)s：比%(what)s，中位数 %(middle)s 元，一般相差 %(spread)s 元") % figures


def end_word(code: str) -> str:
    """Why an offer stands no longer."""
    return _(ENDS[code]) if code in ENDS else ""
