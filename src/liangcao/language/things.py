"""Words for measures and groups of goods that the starter catalogue has, and what an item is called in other languages.

What is entered stays as it was entered; a word the catalogues do not know is shown as it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from liangcao.kernel.refusals import N_
from liangcao.language.translator import gettext, ngettext

_names: ContextVar[Mapping[str, str] | None] = ContextVar("names", default=None)


def NP_(one: str, many: str) -> str:  # noqa: N802 - like N_, for a message that counts
    """Mark a message with its plural for the catalogues and return it as it is."""
    del many
    return one


MEASURES = (
    NP_("只", "只"), NP_("个", "个"), NP_("件", "件"), NP_("套", "套"), NP_("双", "双"), NP_("副", "副"),
    NP_("瓶", "瓶"), NP_("桶", "桶"), NP_("罐", "罐"), NP_("台", "台"), NP_("部", "部"), NP_("架", "架"),
    NP_("条", "条"), NP_("张", "张"), NP_("顶", "顶"), NP_("床", "床"), NP_("根", "根"), NP_("支", "支"),
    NP_("把", "把"), NP_("片", "片"), NP_("枚", "枚"), NP_("盘", "盘"), NP_("卷", "卷"), NP_("袋", "袋"),
    NP_("包", "包"), NP_("盒", "盒"), NP_("箱", "箱"), NP_("人份", "人份"), NP_("公斤", "公斤"), NP_("升", "升"),
    NP_("吨", "吨"), NP_("米", "米"), NP_("分", "分"), NP_("块", "块"), NP_("捆", "捆"), NP_("艘", "艘"),
)  # fmt: skip
"""Base units and packs that have words in every language."""
GROUPS = (
    N_("防护服装"), N_("消杀医疗设备"), N_("安置应急"), N_("食品饮水"), N_("测温"), N_("手足头防护"),
    N_("口罩"), N_("消毒用品"), N_("眼面防护"),
    N_("防汛抢险"), N_("水上救生"), N_("照明通信"), N_("安置生活"), N_("破拆救援"), N_("救援防护"),
)  # fmt: skip
"""Groups of the starter catalogues."""


def measure(unit: str, count: int = 1) -> str:
    """The word for so many of a base unit or a pack: ``只``, ``piece``, ``pieces``."""
    return ngettext(unit, unit, count) if unit in MEASURES else unit


def group(name: str) -> str:
    """The word for a group of items."""
    return gettext(name) if name in GROUPS else name


def capital(word: str) -> str:
    """`word` as it stands alone: a state that begins small inside a sentence."""
    return word[:1].upper() + word[1:]


def thing(name: str) -> str:
    """What an item of this name is called in the language in force; its name where it has no other."""
    names = _names.get()
    return names.get(name, name) if names else name


def call_things(names: Mapping[str, str]) -> None:
    """From here on in this request `thing` takes these names."""
    _names.set(names)


@contextmanager
def calling(names: Mapping[str, str]) -> Iterator[None]:
    """Let `thing` take these names inside the block."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)
