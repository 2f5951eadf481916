"""A list of requests comes into the books: all of it or nothing, and the same list twice changes nothing.

Rows are known by their hash, commands by ids made from the hashes: an import that broke off is simply done again.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from liangcao.catalog.queries import all_goods, names_of_items
from liangcao.exchange.request_sheet import RequestRow, read_requests
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import refused
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.parties.commands import PartyKind, RegisterParty
from liangcao.parties.queries import KnownParty, all_parties
from liangcao.parties.rules import outside_kind
from liangcao.requests.commands import AskLine, SubmitRequest
from liangcao.requests.queries import rows_known

MOST_LINES = 500
"""So many lines one request carries; a unit that asks for more gets several."""
_IDS = uuid.UUID("5c1f7a3e-6a52-4a0e-9d1b-2020012600f1")
_KINDS: tuple[tuple[str, PartyKind], ...] = (
    (r"卡口|检查站|收费站|检疫站", "checkpoint"),
    (r"医院|卫生|诊所|疾控|疾病预防|防治|保健|急救|血站|医疗|康复|院区", "hospital"),
    (r"学校|小学|中学|高中|幼儿园|大学|学院", "school"),
    (r"消杀|救援队|志愿", "team"),
    (r"公司|集团|厂$|企业|合作社|商场|超市", "enterprise"),
    (r"街道|乡$|镇$|社区|居委会|村委会|村$", "subdistrict"),
)


@dataclass(frozen=True, slots=True)
class ImportFault:
    """What is wrong with one cell: its row as the person sees it, its column, a refusal's code and fields, its text."""

    row: int
    column: str
    code: str
    params: Mapping[str, Any]
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit the books do not know yet, with the kind its name suggests."""

    name: str
    kind: PartyKind
    area: str


@dataclass(frozen=True, slots=True)
class RequestImport:
    """What a list holds: rows in all, new ones, ones the books have already, faults, units to be registered.

    `request_ids` are the requests that were made; a preview, a faulty list and a list without news make none.
    """

    rows: int
    new: int
    same: int
    faulty: tuple[ImportFault, ...] = ()
    new_units: tuple[NewUnit, ...] = ()
    request_ids: tuple[int, ...] = ()


@dataclass(slots=True)
class _Ask:
    """What one unit asks for by this list; `unit_id` 0 while the unit is not registered."""

    name: str
    area: str
    unit_id: int
    rows: list[RequestRow] = field(default_factory=list)


def kind_of_unit(name: str) -> PartyKind:
    """The kind that a unit's name suggests; a department when it says nothing else."""
    return next((kind for pattern, kind in _KINDS if re.search(pattern, name)), "department")


def preview_requests(
    office: Office, actor_id: int, data: bytes, filename: str, *, adds_units: bool = True
) -> RequestImport:
    """What `import_requests` would do; nothing is kept. Raises Refused as it does."""
    return _take_in(office, actor_id, (data, filename), adds_units=adds_units, keep=False)


def import_requests(
    office: Office, actor_id: int, data: bytes, filename: str, *, adds_units: bool = True
) -> RequestImport:
    """Submit the new rows of a list in the name of `actor_id`, a request for each unit, in one transaction.

    Nothing is submitted when any row is faulty; without `adds_units` a unit that is not registered is a fault.
    Raises Refused when the file is no sheet, lacks columns, or the person may not.
    """
    return _take_in(office, actor_id, (data, filename), adds_units=adds_units, keep=True)


def _take_in(office: Office, actor_id: int, file: tuple[bytes, str], *, adds_units: bool, keep: bool) -> RequestImport:
    sheet = read_sheet(*file)
    with office.database.read() as connection:
        items = names_of_items(connection, office.district_id)
        goods = {item.item_id: item for item in all_goods(connection, office.district_id)}
        parties = all_parties(connection, office.district_id)
        found = read_requests(sheet, items, goods=goods)
        known = rows_known(connection, office.district_id, [row.row_hash for row in found.rows])
    new = [row for row in found.rows if row.row_hash not in known]
    asks = _by_unit(new, parties)
    faulty = [ImportFault(each.row, each.column, each.code, each.params, each.text) for each in found.faulty]
    faulty += [] if adds_units else _unknown_units(asks)
    answer = RequestImport(
        rows=len(found.rows) + len({each.row for each in found.faulty}),
        new=len(new),
        same=len(known),
        faulty=tuple(sorted(faulty, key=lambda fault: fault.row)),
        new_units=tuple(NewUnit(ask.name, kind_of_unit(ask.name), ask.area) for ask in asks if not ask.unit_id),
    )
    if faulty or not new:
        return answer
    done = _submit(office, actor_id, asks, keep=keep, note=file[1])
    return _with_requests(answer, done) if keep else answer


def _with_requests(answer: RequestImport, done: Sequence[Outcome]) -> RequestImport:
    made = tuple(int(each.answer["request_id"]) for each in done if "request_id" in each.answer)
    return RequestImport(answer.rows, answer.new, answer.same, answer.faulty, answer.new_units, made)


def _by_unit(rows: Sequence[RequestRow], parties: Sequence[KnownParty]) -> list[_Ask]:
    """Rows by the unit that asks, in the order of the list.

    A name the list has in two areas (every town has its Red Cross) means two units: the area goes into the name.
    """
    areas: dict[str, set[str]] = {}
    for row in rows:
        areas.setdefault(_plain(row.unit_name), set()).add(_plain(row.area))
    units = {party.name: party for party in parties if outside_kind(party.kind) == "recipient"}
    asks: dict[tuple[str, str], _Ask] = {}
    for row in rows:
        name, area = _plain(row.unit_name), _plain(row.area)
        known = _known_unit(units, name, area, is_shared=len(areas[name]) > 1)
        full = known.name if known else _full_name(units, name, area, is_shared=len(areas[name]) > 1)
        ask = asks.setdefault((full, area), _Ask(full, area, known.party_id if known else 0))
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


def _unknown_units(asks: Sequence[_Ask]) -> list[ImportFault]:
    return [
        ImportFault(row.row_number, "单位", "unknown_party", {"name": ask.name}, row.unit_name)
        for ask in asks
        if not ask.unit_id
        for row in ask.rows
    ]


def _submit(office: Office, actor_id: int, asks: Sequence[_Ask], *, keep: bool, note: str) -> list[Outcome]:
    new = [ask for ask in asks if not ask.unit_id]
    registrations = [_registration(office, actor_id, ask) for ask in new]

    def requests(registered: Sequence[Outcome]) -> list[Submission]:
        for ask, outcome in zip(new, registered, strict=True):
            ask.unit_id = int(outcome.answer["party_id"])
        return [_request(office, actor_id, ask, part, note) for ask in asks for part in _parts(ask.rows)]

    try:
        return office.perform_all(registrations, then=requests, keep=keep)
    except IntegrityError as error:  # the same rows came in by another hand since we looked
        raise refused("changed_meanwhile", what=note) from error


def _parts(rows: Sequence[RequestRow]) -> list[Sequence[RequestRow]]:
    return [rows[start : start + MOST_LINES] for start in range(0, len(rows), MOST_LINES)]


def _command_id(office: Office, *parts: object) -> str:
    return str(uuid.uuid5(_IDS, "\n".join(str(part) for part in (office.district_id, *parts))))


def _registration(office: Office, actor_id: int, ask: _Ask) -> Submission:
    command = RegisterParty(kind=kind_of_unit(ask.name), name=ask.name, area=ask.area)
    return Submission(command, actor_id, _command_id(office, actor_id, "unit", ask.name, ask.rows[0].row_hash))


def _request(office: Office, actor_id: int, ask: _Ask, rows: Sequence[RequestRow], note: str) -> Submission:
    command = SubmitRequest(
        unit_id=ask.unit_id,
        channel="import",
        lines=tuple(
            AskLine(
                item_id=row.item_id,
                quantity=row.quantity,
                specification="；".join(text for text in (row.specification, row.note) if text),
                source_hash=row.row_hash,
            )
            for row in rows
        ),
        contact=next((row.contact for row in rows if row.contact), ""),
        phone=next((row.phone for row in rows if row.phone), ""),
        note=note,
    )
    return Submission(command, actor_id, _command_id(office, actor_id, "request", *(row.row_hash for row in rows)))
