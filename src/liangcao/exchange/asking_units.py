"""Which unit each row of a list speaks for: a known one, or one to be registered with the kind its name suggests."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liangcao.exchange.request_sheet import RequestRow
from liangcao.parties.commands import PartyKind
from liangcao.parties.queries import KnownParty
from liangcao.parties.rules import outside_kind

_KINDS: tuple[tuple[str, PartyKind], ...] = (
    (r"卡口|检查站|收费站|检疫站", "checkpoint"),
    (r"医院|卫生|诊所|疾控|疾病预防|防治|保健|急救|血站|医疗|康复|院区", "hospital"),
    (r"学校|小学|中学|高中|幼儿园|大学|学院", "school"),
    (r"消杀|救援队|志愿", "team"),
    (r"公司|集团|厂$|企业|合作社|商场|超市", "enterprise"),
    (r"街道|乡$|镇$|社区|居委会|村委会|村$", "subdistrict"),
)


@dataclass(slots=True)
class Ask:
    """What one unit asks for by a list; `unit_id` 0 while the unit is not registered."""

    name: str
    area: str
    unit_id: int
    rows: list[RequestRow] = field(default_factory=list)


def kind_of_unit(name: str) -> PartyKind:
    """The kind that a unit's name suggests; a department when it says nothing else."""
    return next((kind for pattern, kind in _KINDS if re.search(pattern, name)), "department")


def asks_by_unit(rows: Sequence[RequestRow], parties: Sequence[KnownParty]) -> list[Ask]:
    """Rows by the unit that asks, in the order of the list.

    A name the list has in two areas (every town has its Red Cross) means two units: the area goes into the name.
    """
    areas: dict[str, set[str]] = {}
    for row in rows:
        areas.setdefault(_plain(row.unit_name), set()).add(_plain(row.area))
    units = {party.name: party for party in parties if outside_kind(party.kind) == "recipient"}
    asks: dict[tuple[str, str], Ask] = {}
    for row in rows:
        name, area = _plain(row.unit_name), _plain(row.area)
        known = _known_unit(units, name, area, is_shared=len(areas[name]) > 1)
        full = known.name if known else _full_name(units, name, area, is_shared=len(areas[name]) > 1)
        ask = asks.setdefault((full, area), Ask(full, area, known.party_id if known else 0))
        ask.rows.append(row)
    return list(asks.values())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _with_area(name: str, area: str) -> str:
    return f"{name}（{area}）" if area else name


def _known_unit(units: Mapping[str, KnownParty], name: str, area: str, *, is_shared: bool) -> KnownParty | None:
    known = units.get(_with_area(name, area)) or units.get(name)
    if known is None or known.area == area or known.name != name:
        return known
    return None if is_shared or (area and known.area) else known


def _full_name(units: Mapping[str, KnownParty], name: str, area: str, *, is_shared: bool) -> str:
    return _with_area(name, area) if is_shared or name in units else name
