"""The cells of a catalogue that say more than a word: packs in levels, codes with their days, shelf lives. Pure."""

import re

from pydantic import ValidationError

from liangcao.catalog.codes import SYSTEMS, CodeSystem, code_of
from liangcao.catalog.commands import CodeLine, PackLine
from liangcao.exchange.cells import Cell, fold, read_text, shown
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import MAX_QUANTITY
from liangcao.kernel.refusals import N_

_BETWEEN = re.compile(r"[;；\n]+")
_BETWEEN_NAMES = re.compile(r"[;；、\n]+")
_PACK = re.compile(r"1?(?P<name>[^=0-9]{1,20})=(?P<count>[0-9]{1,12})(?P<unit>[^=0-9]{0,20})")
_CODE = re.compile(r"(?P<code>\S+)(?:\s+(?P<first>[0-9-]{10})?~(?P<last>[0-9-]{10})?)?")
_LIFE = re.compile(r"([0-9]{1,5})(.*)")
_DAYS_OF = {
    **dict.fromkeys(("", "天", "日", "d", "day", "days"), (1, 1)),
    **dict.fromkeys(("月", "个月", "month", "months"), (365, 12)),
    **dict.fromkeys(("年", "year", "years"), (365, 1)),
}
_YES = frozenset(["是", "1", "yes", "y", "true", "√", "紧缺"])
_NO = frozenset(["", "否", "0", "no", "n", "false"])


def read_packs(cell: Cell, base_unit: str) -> tuple[PackLine, ...]:
    """Packs as ``盒=50；箱=2000`` or in levels, ``箱=40盒；盒=50只``; the sizes are in base units.

    Raises Refused ``pack_unreadable`` naming the piece.
    """
    pieces = [fold(piece).replace(" ", "") for piece in _BETWEEN.split(shown(cell)) if piece.strip()]
    told: dict[str, tuple[int, str]] = {}
    for piece in pieces:
        found = _PACK.fullmatch(piece.replace("×", "=").replace("＝", "="))
        if found is None or found["name"] in told:
            raise refused("pack_unreadable", text=piece[:80])
        told[found["name"]] = (int(found["count"]), found["unit"])
    return tuple(PackLine(name=name, size=_size(told, name, base_unit, len(told))) for name in told)


def _size(told: dict[str, tuple[int, str]], name: str, base_unit: str, depth: int) -> int:
    count, unit = told[name]
    if unit not in ("", fold(base_unit)):
        if unit not in told or not depth:
            raise refused("pack_unreadable", text=f"{name}={count}{unit}")
        count *= _size(told, unit, base_unit, depth - 1)
    if not 1 < count <= MAX_QUANTITY:
        raise refused("input_invalid", detail=N_("包装至少装 2 个最小单位"))
    return count


def read_codes(cell: Cell, system: CodeSystem) -> tuple[CodeLine, ...]:
    """Codes as ``6901234567892``, each with its days as ``6901234567892 2020-01-01~2020-12-31`` (either end open).

    Raises Refused ``code_malformed``, ``check_digit_wrong``, ``number_rounded``, ``input_invalid``.
    """
    lines = []
    for piece in _BETWEEN.split(shown(cell)):
        text = fold(piece)
        if not text:
            continue
        if re.fullmatch(r"[0-9.]+e\+[0-9]+", text.lower()):
            raise refused("number_rounded", text=text)
        found = _CODE.fullmatch(text)
        if found is None:
            raise refused("code_malformed", system=SYSTEMS[system], text=text[:60])
        days = {"valid_from": found["first"], "valid_until": found["last"]}
        values = {"system": system, "code": code_of(system, found["code"], ""), **days}
        try:
            lines.append(CodeLine.model_validate(values))
        except ValidationError:
            raise refused("date_unreadable", text=text[:80]) from None
    return tuple(lines)


def read_names(cell: Cell) -> tuple[str, ...]:
    """Names with semicolons or 、 between them."""
    pieces = (read_text(piece) for piece in _BETWEEN_NAMES.split(shown(cell)))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def read_life(cell: Cell) -> int:
    """Days of ``1095``, ``36个月``, ``3年``; 0 when nothing is said. Raises Refused ``shelf_life_unreadable``."""
    text = fold(shown(cell)).replace(" ", "").lower().removesuffix(".0")
    if not text:
        return 0
    found = _LIFE.fullmatch(text)
    if found is None or found[2] not in _DAYS_OF:
        raise refused("shelf_life_unreadable", text=text[:80])
    times, parts = _DAYS_OF[found[2]]
    days = int(found[1]) * times // parts
    if days > 36_500:
        raise refused("shelf_life_unreadable", text=text[:80])
    return days


def read_yes(cell: Cell) -> bool:
    """True for 是, yes, 1; False for nothing, 否, no, 0. Raises Refused ``input_invalid`` for anything else."""
    text = fold(shown(cell)).strip().lower()
    if text not in _YES | _NO:
        raise refused("input_invalid", detail=N_("请写“是”或“否”"))
    return text in _YES
