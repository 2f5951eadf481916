"""What a list of needs may say beside unit, goods and quantity: people, stock held, days, last day, use, instead."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol

from liangcao.catalog.search import normalise_query
from liangcao.catalog.units import to_base_units
from liangcao.exchange.cells import Cell, fold, read_date, read_quantity, read_text, shown
from liangcao.kernel.errors import refused
from liangcao.kernel.quantity import Pack
from liangcao.kernel.refusals import N_

MOST_PEOPLE, MOST_DAYS, MOST_INSTEAD, MOST_STANDARD = 10_000_000, 365, 10, 60
_NOTHING = frozenset({"0", "无", "没有", "none", "零"})
_ROLE_WORDS: Mapping[str, str] = {
    word: role
    for role, words in {
        "medical": "医护 医护人员 医务人员 medical medicalstaff healthworkers",
        "patient": "病人 患者 patient patients",
        "cleaner": "保洁 消杀 保洁消杀人员 cleaner cleaners cleaninganddisinfectionstaff",
        "frontline": "一线 一线执勤人员 执勤 frontline frontlinestaff",
        "worker": "职工 在岗职工 员工 工人 worker workers workersonsite",
        "student": "师生 学生 student students teachersandstudents",
        "resident": "居民 群众 resident residents",
    }.items()
    for word in words.split()
}


class Packed(Protocol):
    """What has to be known of an item to turn boxes into base units."""

    @property
    def name(self) -> str: ...
    @property
    def base_unit(self) -> str: ...
    @property
    def packs(self) -> Sequence[Pack]: ...


@dataclass(frozen=True, slots=True)
class Extras:
    """The rest of a row, each empty where the list says nothing; `people` of `role` ("": of whatever role).

    Where a row names several roles with their heads, `role` is ``medical=30;patient=12``.
    """

    people: int = 0
    role: str = ""
    stock_held: int | None = None
    cover_days: int = 0
    needed_by: str = ""
    purpose: str = ""
    accepts: tuple[int, ...] = ()
    standards: tuple[str, ...] = ()

    @property
    def told(self) -> list[object]:
        """All of it as a list; standards, which lists could not name at first, only where there are some."""
        *before, standards = astuple(self)
        return [*before, standards] if standards else before

    @property
    def covered(self) -> tuple[tuple[str, int], ...]:
        """How many people of each role; empty where the list names no role, or no number."""
        if "=" in self.role:
            pairs = (each.split("=") for each in self.role.split(";"))
            return tuple((role, int(heads)) for role, heads in pairs)
        return ((self.role, self.people),) if self.role and self.people else ()

    @property
    def of_request(self) -> tuple[int, str, int, str, str]:
        """What holds for a whole request, so that rows which differ in it go into different ones."""
        return self.people, self.role, self.cover_days, self.needed_by, self.purpose


NOTHING_MORE = Extras()


def read_people(cell: Cell) -> int:
    """How many people, 0 when the cell is empty; raises Refused as `read_quantity`, ``quantity_too_large``."""
    return _bounded(cell, MOST_PEOPLE, ("", "人", "名", "个"))


def read_days(cell: Cell) -> int:
    """For how many days, 0 when the cell is empty; raises Refused as `read_people`."""
    return _bounded(cell, MOST_DAYS, ("", "天", "日"))


def _bounded(cell: Cell, most: int, units: Sequence[str]) -> int:
    if fold(shown(cell)[:1_000]) == "0":
        return 0
    found = read_quantity(cell)
    if found is None:
        return 0
    if found.unit not in units:
        raise refused("quantity_unreadable", text=shown(cell)[:40])
    if found.number > most:
        raise refused("quantity_too_large", most=most)
    return found.number


def read_role(cell: Cell) -> str:
    """Which people: one role, or several with how many of each (医护人员 30、病人 12; see `Extras.role`).

    Raises Refused ``input_invalid`` for a word that means none of the roles, ``already_exists`` for a role named twice,
    ``quantity_too_large``.
    """
    text = unicodedata.normalize("NFKC", read_text(cell))
    if not any(each.isdigit() for each in text):
        return _role(text) if text else ""
    heads: dict[str, int] = {}
    for part in filter(None, map(str.strip, _PARTING.split(text))):
        told = _HEADS.fullmatch(part)
        role = _role(told[1] if told else part)
        if role in heads:
            raise refused("already_exists", name=(told[1] if told else part).strip())
        heads[role] = int(told[2]) if told else 0
        if heads[role] > MOST_PEOPLE:
            raise refused("quantity_too_large", most=MOST_PEOPLE)
        if not heads[role]:
            raise refused("quantity_unreadable", text=part[:40])
    return ";".join(f"{role}={count}" for role, count in heads.items())


_PARTING = re.compile(r"[、;,\n]")
_HEADS = re.compile(r"(.*?)\s*:?\s*([0-9]{1,12})\s*人?")


def _role(text: str) -> str:
    plain = text.replace(" ", "").lower()
    if plain not in _ROLE_WORDS:
        raise refused(
            "input_invalid",
            detail=N_("人员类别只认：医护人员、病人、保洁消杀人员、一线执勤人员、在岗职工、师生、居民"),
        )
    return _ROLE_WORDS[plain]


def read_day(cell: Cell) -> str:
    """The last day of use as ``2020-02-10``, "" when the cell is empty; raises Refused as `read_date`."""
    found = read_date(cell)
    return found.isoformat() if found else ""


def read_stock(cell: Cell, measure: str, item: Packed | None) -> int | None:
    """What is there now in base units, None when nobody said; raises Refused as `read_quantity`, ``unknown_pack``."""
    if fold(shown(cell)[:1_000]).lower() in _NOTHING:
        return 0
    found = read_quantity(cell)
    if found is None:
        return None
    unit = found.unit or measure
    if item is None:
        if unit:
            raise refused("unknown_pack", item="", pack=unit)
        return found.number
    return to_base_units(found.number, unit, base_unit=item.base_unit, packs=item.packs, item=item.name)


def read_accepts(cell: Cell, items: Mapping[str, int], own: int) -> tuple[int, ...]:
    """What would do instead, names parted by 、; raises Refused ``unknown_item``."""
    names = [name for name in read_text(cell).replace("；", "、").replace(";", "、").split("、") if name.strip()]
    found = dict.fromkeys(_known(name, items) for name in names[:MOST_INSTEAD])
    return tuple(number for number in found if number != own)


def read_standards(cell: Cell) -> tuple[str, ...]:
    """The standards of which one must be met, parted by 、; raises Refused ``text_too_long``, ``too_many_lines``."""
    text = unicodedata.normalize("NFKC", read_text(cell)).replace("\n", "、")
    named = tuple(dict.fromkeys(" ".join(each.split()) for each in _PARTING.split(text) if each.strip()))
    longest = max(map(len, named), default=0)
    if longest > MOST_STANDARD:
        raise refused("text_too_long", most=MOST_STANDARD, length=longest)
    if len(named) > MOST_INSTEAD:
        raise refused("too_many_lines", most=MOST_INSTEAD, length=len(named))
    return named


def _known(name: str, items: Mapping[str, int]) -> int:
    number = items.get(normalise_query(name))
    if not number:
        raise refused("unknown_item", name=name[:80], suggestions=[])
    return number
