"""The words people count with, and what so many of them are in base units."""

from collections.abc import Sequence

from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import MAX_QUANTITY, Pack

_WORDS = (
    "只 个 枚 片 副 付 双 对 件 套 身 瓶 桶 罐 台 部 架 顶 张 条 床 根 支 把 盏 盘 卷 袋 包 盒 箱 提 板 组 块 本 份 "
    "人份 捆 扎 听 杯 碗 筒 打 车 托 辆 艘 大箱 中箱 小箱 大盒 中盒 小盒 公斤 千克 kg 斤 克 g 吨 t 升 l 毫升 ml 米 m "
    "kit"
)
_ENGLISH = {
    "盒": "box boxes",
    "箱": "carton cartons ctn case cases",
    "包": "pack packs packet packets",
    "袋": "bag bags",
    "瓶": "bottle bottles",
    "桶": "bucket buckets barrel barrels drum drums",
    "罐": "can cans",
    "卷": "roll rolls",
    "双": "pair pairs",
    "套": "set sets",
    "件": "suit suits",
    "支": "tube tubes",
    "张": "sheet sheets",
    "升": "litre litres liter liters",
}
_TRANSLATED = {word: unit for unit, words in _ENGLISH.items() for word in words.split()}
_PIECES = frozenset(["pcs", "pc", "piece", "pieces", "ea", "each"])
_SINGLE = frozenset("只个件枚片台部架顶张条根支把盏盘套身")
"""Base units of which one is a piece; a pair, a bottle or a box is not called so."""
UNIT_WORDS = frozenset(_WORDS.split()) | _TRANSLATED.keys() | _PIECES
"""What may stand behind a number or in a column of units; whether an item is counted so is another question."""

VAGUE_WORDS = ("左右", "多", "余", "几", "以上", "以下", "以内", "上下", "约", "至少", "不少于", "每", "/", "起")
"""Words that make an amount a guess: such an amount is not read as a number."""

_SAME = {
    "只": {"个", "枚", "片"},
    "个": {"只", "枚"},
    "件": {"个", "套"},
    "套": {"个", "件"},
    "台": {"个", "部", "架"},
    "顶": {"个", "只"},
    "张": {"个"},
    "条": {"个", "床"},
    "根": {"个", "支"},
    "盘": {"个", "卷"},
    "副": {"付", "个"},
    "双": {"对", "副", "付"},
    "包": {"袋"},
    "袋": {"包"},
    "公斤": {"千克", "kg"},
}
"""For each base unit, other words for exactly one of it. A pair and a piece are never the same."""

_MULTIPLES = {("公斤", "吨"): 1000, ("公斤", "t"): 1000}


def fold_unit(word: str) -> str:
    """A unit as it is compared: no spaces, no brackets, Latin letters small."""
    return word.strip().strip("()（）[]【】").strip().lower()


def to_base_units(count: int, unit: str, *, base_unit: str, packs: Sequence[Pack], item: str) -> int:
    """`count` of `unit` (a pack, the base unit or another word for it; "" means the base unit) in base units of `item`.

    A pack of the item goes before any other meaning of the word. Raises Refused ``unknown_pack`` for a unit without a
    rule, ``quantity_too_large`` over the most that one line may move.
    """
    word = fold_unit(unit)
    sizes = {fold_unit(pack.name): pack.size for pack in packs}
    if word not in sizes:
        word = base_unit if word in _PIECES and base_unit in _SINGLE else _TRANSLATED.get(word, word)
    if word in sizes:
        size = sizes[word]
    elif word in ("", fold_unit(base_unit)) or word in _SAME.get(base_unit, ()):
        size = 1
    elif (base_unit, word) in _MULTIPLES:
        size = _MULTIPLES[base_unit, word]
    else:
        raise refused("unknown_pack", item=item, pack=unit.strip())
    if count * size > MAX_QUANTITY:
        raise refused("quantity_too_large", most=MAX_QUANTITY)
    return count * size
