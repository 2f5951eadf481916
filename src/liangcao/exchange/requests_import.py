"""A list of requests comes into the books: all of it or nothing, and the same list twice changes nothing.

A row is known by its unit, its content and its place among equal rows, as long as the line that asks for it waits or
is approved (docs/decisions/0040-imported-rows.md); who really needs the same again says so.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from liangcao.catalog.queries import all_goods, names_of_items
from liangcao.exchange.asking_units import Ask, asks_by_unit, kind_of_unit
from liangcao.exchange.imported_rows import KnownRow, keep_fresh, note_of_file
from liangcao.exchange.request_sheet import RequestRow, RequestSheet, read_requests
from liangcao.exchange.sheets import read_sheet
from liangcao.kernel.errors import Refused
from liangcao.kernel.moment import day_of
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.parties.commands import PartyKind, RegisterParty
from liangcao.parties.queries import all_parties
from liangcao.requests.commands import AskLine, Covered, SubmitRequest
from liangcao.requests.duplicates import asked_lately

MOST_LINES, MOST_REMARKED = 500, 3_800
"""So many lines and characters of remarks one request carries; a unit that asks for more gets several."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who brings a list decides.

    Without `adds_units` a unit that is not registered is a fault. With `again` rows that were asked for already are
    asked for once more: once a day for each file.
    """

    adds_units: bool = True
    again: bool = False


DEFAULT = Choices()


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
    """What a list holds: rows in all, new ones, ones that were asked for already, faults, units to be registered.

    `masked` says how many mobile and identity numbers were made unreadable; `repeats` are the numbers of new rows
    whose unit asked for the same goods within seven days, which may be meant or not. `request_ids` are the requests
    that were made; a preview, a faulty list and a list without news make none.
    """

    rows: int
    fresh: tuple[RequestRow, ...] = ()
    known: tuple[KnownRow, ...] = ()
    faulty: tuple[ImportFault, ...] = ()
    new_units: tuple[NewUnit, ...] = ()
    request_ids: tuple[int, ...] = ()
    masked: int = 0
    repeats: frozenset[int] = frozenset()

    @property
    def new(self) -> int:
        """How many rows are new."""
        return len(self.fresh)

    @property
    def same(self) -> int:
        """How many rows were asked for already."""
        return len(self.known)


@dataclass(frozen=True, slots=True)
class _Read:
    """A list as it was read against the books: units with their new rows only, and the rows that are known."""

    sheet: RequestSheet
    asks: Sequence[Ask]
    known: Sequence[KnownRow]
    note: str


def preview_requests(
    office: Office, actor_id: int, data: bytes, filename: str, choices: Choices = DEFAULT
) -> RequestImport:
    """What `import_requests` would do; nothing is kept. Raises Refused as it does."""
    return _take_in(office, actor_id, (data, filename), choices, keep=False)


def import_requests(
    office: Office, actor_id: int, data: bytes, filename: str, choices: Choices = DEFAULT
) -> RequestImport:
    """Submit the new rows of a list in the name of `actor_id`, a request for each unit, in one transaction.

    Nothing is submitted when any row is faulty. Raises Refused when the file is no sheet, lacks columns, or the
    person may not.
    """
    try:
        return _take_in(office, actor_id, (data, filename), choices, keep=True)
    except Refused as refusal:
        if refusal.code != "already_exists":
            raise
        return _take_in(office, actor_id, (data, filename), choices, keep=True)  # came in by another hand meanwhile


def _take_in(office: Office, actor_id: int, file: tuple[bytes, str], choices: Choices, *, keep: bool) -> RequestImport:
    found = _read(office, file, again=choices.again)
    faulty = [ImportFault(each.row, each.column, each.code, each.params, each.text) for each in found.sheet.faulty]
    faulty += [] if choices.adds_units else _unknown_units(found.asks)
    answer = RequestImport(
        rows=len(found.sheet.rows) + len({each.row for each in found.sheet.faulty}),
        fresh=tuple(sorted((row for ask in found.asks for row in ask.rows), key=lambda row: row.row_number)),
        known=tuple(sorted(found.known, key=lambda known: known.row.row_number)),
        faulty=tuple(sorted(faulty, key=lambda fault: fault.row)),
        new_units=tuple(NewUnit(ask.name, kind_of_unit(ask.name), ask.area) for ask in found.asks if not ask.unit_id),
        masked=found.sheet.masked,
        repeats=_repeats(office, found.asks),
    )
    if answer.faulty or not answer.fresh:
        return answer
    done = _submit(office, actor_id, found.asks, keep=keep, note=found.note)
    made = tuple(int(each.answer["request_id"]) for each in done if "request_id" in each.answer)
    return replace(answer, request_ids=made) if keep else answer


def _read(office: Office, file: tuple[bytes, str], *, again: bool) -> _Read:
    sheet = read_sheet(*file)
    today = day_of(office.clock.now(), office.timezone)
    note = note_of_file(file[0], again_on=today if again else "")
    with office.database.read() as connection:
        items = names_of_items(connection, office.district_id)
        goods = {item.item_id: item for item in all_goods(connection, office.district_id)}
        found = read_requests(sheet, items, goods=goods)
        asks = asks_by_unit(found.rows, all_parties(connection, office.district_id))
        known = keep_fresh(connection, office.district_id, asks, note=note, again=again)
    return _Read(found, [ask for ask in asks if ask.rows], known, note)


def _repeats(office: Office, asks: Sequence[Ask]) -> frozenset[int]:
    """The new rows whose unit asked for the same goods within seven days, in another list or by another way."""
    wanted = [(ask.unit_id, row.item_id) for ask in asks if ask.unit_id for row in ask.rows]
    with office.database.read() as connection:
        lately = asked_lately(connection, office.district_id, wanted, now=office.clock.now())
    return frozenset(row.row_number for ask in asks for row in ask.rows if (ask.unit_id, row.item_id) in lately)


def _unknown_units(asks: Sequence[Ask]) -> list[ImportFault]:
    return [
        ImportFault(row.row_number, "单位", "unknown_party", {"name": ask.name}, row.unit_name)
        for ask in asks
        if not ask.unit_id
        for row in ask.rows
    ]


def _submit(office: Office, actor_id: int, asks: Sequence[Ask], *, keep: bool, note: str) -> list[Outcome]:
    new = [ask for ask in asks if not ask.unit_id]
    run = uuid.uuid4()  # not from the rows: what was withdrawn comes in again as a new command
    registrations = [
        Submission(RegisterParty(kind=kind_of_unit(ask.name), name=ask.name, area=ask.area), actor_id, _id(run, number))
        for number, ask in enumerate(new)
    ]

    def requests(registered: Sequence[Outcome]) -> list[Submission]:
        for ask, outcome in zip(new, registered, strict=True):
            ask.unit_id = int(outcome.answer["party_id"])
        commands = [request_of(ask, part, note) for ask in asks for part in _parts(ask.rows)]
        return [Submission(command, actor_id, _id(run, len(new) + at)) for at, command in enumerate(commands)]

    return office.perform_all(registrations, then=(requests,), keep=keep)


def _id(run: uuid.UUID, number: int) -> str:
    return str(uuid.uuid5(run, str(number)))


def _parts(rows: Sequence[RequestRow]) -> list[list[RequestRow]]:
    parts: list[list[RequestRow]] = [[]]
    remarks: set[str] = set()
    written = 0
    for row in sorted(rows, key=lambda row: row.extras.of_request):
        differs = bool(parts[-1]) and parts[-1][-1].extras.of_request != row.extras.of_request
        more = len("500、") + (0 if row.note in remarks else len("第  行：\n") + len(row.note)) if row.note else 0
        if differs or len(parts[-1]) == MOST_LINES or written + more > MOST_REMARKED:
            parts.append([])
            remarks, written = set(), 0
        parts[-1].append(row)
        remarks.add(row.note)
        written += more
    return parts


def _remark(rows: Sequence[RequestRow]) -> str:
    """The remarks of rows, each with the numbers of its lines where it is not about all of them."""
    about: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 1):
        about.setdefault(row.note, []).append(str(number))
    if len(about) == 1:
        return rows[0].note
    return "\n".join(f"第 {'、'.join(numbers)} 行：{note}" for note, numbers in about.items() if note)


def request_of(ask: Ask, rows: Sequence[RequestRow], note: str) -> SubmitRequest:
    """The request that `ask` makes with these of its rows."""
    extras = rows[0].extras
    covered = tuple(Covered.model_validate({"role": role, "heads": heads}) for role, heads in extras.covered)
    return SubmitRequest(
        unit_id=ask.unit_id,
        channel="import",
        lines=tuple(
            AskLine(
                item_id=row.item_id,
                quantity=row.quantity,
                specification=row.specification,
                stock_held=row.extras.stock_held,
                accepts=row.extras.accepts,
                standards=row.extras.standards,
                source_hash=row.row_hash,
            )
            for row in rows
        ),
        contact=next((row.contact for row in rows if row.contact), ""),
        phone=next((row.phone for row in rows if row.phone), ""),
        remark=_remark(rows),
        cover_days=extras.cover_days,
        needed_by=extras.needed_by or None,
        purpose=extras.purpose,
        people_covered=extras.people,
        covered=covered,
        note=note,
    )
