"""The catalogue as a sheet: what `exchange.items_import` reads again without finding anything new."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from liangcao.catalog.details import Code, codes_of
from liangcao.catalog.queries import Item, aliases_of_items
from liangcao.catalog.rules import STATES
from liangcao.kernel.refusals import N_
from liangcao.language import _

Cell = str | int
HEADS = (
    N_("物资"), N_("英文名"), N_("类别"), N_("最小单位"), N_("包装"), N_("别名"), N_("等级"), N_("执行标准"),
    N_("保质期（天）"), N_("紧缺"), N_("商品条码（GTIN）"), N_("医疗器械唯一标识（UDI-DI）"), N_("GB/T 38565 分类码"),
    N_("内部编码"), N_("状态"),
)  # fmt: skip
_SYSTEMS = ("gtin", "udi", "gbt38565", "internal")


def items_written(connection: Connection, district_id: int, items: Sequence[Item]) -> Iterator[tuple[Cell, ...]]:
    """A row for each item, in the order of `HEADS`; lists with semicolons, codes with their days."""
    ids = [item.item_id for item in items]
    aliases = aliases_of_items(connection, district_id, ids)
    codes = codes_of(connection, district_id, ids)
    for item in items:
        own = codes.get(item.item_id, ())
        yield (
            item.name, item.name_en, item.category, item.base_unit,
            "；".join(f"{pack.name}={pack.size}" for pack in item.packs),
            "；".join(aliases.get(item.item_id, ())), item.grade, item.standard, item.shelf_life_days or "",
            _("是") if item.is_scarce else "",
            *("；".join(_code(code) for code in own if code.system == system) for system in _SYSTEMS),
            _(STATES[item.state]),
        )  # fmt: skip


def _code(code: Code) -> str:
    if not code.valid_from and not code.valid_until:
        return code.code
    return f"{code.code} {code.valid_from}~{code.valid_until}"
