"""A list of units and their heads, by which one item is shared out: looked at first, then handed in whole.

The units that are not registered, a request for each unit and the plan come into the books together, or none of them.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from liangcao.allocation.by_list import Parcel
from liangcao.allocation.commands import AdoptPlan, DiscardPlan, PickLimit, ProposeListPlan
from liangcao.catalog.queries import all_goods, names_of_items
from liangcao.database.bulk import ask
from liangcao.exchange.asking_units import Ask, asks_by_unit, kind_of_unit
from liangcao.exchange.cells import Cell
from liangcao.exchange.columns import recognise
from liangcao.exchange.imported_rows import note_of_file
from liangcao.exchange.request_sheet import Fault, RequestRow, read_requests
from liangcao.exchange.requests_import import request_of
from liangcao.exchange.sheets import Sheet, read_sheet
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.operations.office import Office
from liangcao.operations.submission import Outcome, Submission
from liangcao.parties.commands import RegisterParty
from liangcao.parties.queries import all_parties
from liangcao.requests.commands import ApproveRequest, Covered, Decision, SubmitRequest, WithdrawRequest

HEADS = "人数"
MOST_UNITS = 2_000
_IDS = uuid.UUID("6f0f3c68-6f5f-4f0e-9a53-0b9a1d5f7a52")


@dataclass(frozen=True, slots=True)
class ShareList:
    """Units with their heads as a list has them; `faulty` cells keep all of it from being handed in."""

    sheet: Sheet
    asks: tuple[Ask, ...]
    faulty: tuple[Fault, ...]
    note: str

    @property
    def heads(self) -> int:
        """All heads of the list."""
        return sum(heads_of(ask) for ask in self.asks)

    @property
    def new_units(self) -> list[Ask]:
        """The units that would have to be registered."""
        return [ask for ask in self.asks if not ask.unit_id]


def heads_of(ask: Ask) -> int:
    """How many people a unit of a list has."""
    return ask.rows[0].extras.people


def read_share_list(office: Office, file: tuple[str, bytes], item_id: int) -> ShareList:
    """What a list (name, content) says, for sharing `item_id` out.

    Raises Refused where it is no sheet, has no column of units or of heads, or more than `MOST_UNITS` rows. A list with
    columns of goods and quantities is read as well: a quantity is the most that its unit wants.
    """
    name, content = file
    sheet = read_sheet(content, name)
    with office.database.read() as connection:
        items = names_of_items(connection, office.district_id)
        goods = {item.item_id: item for item in all_goods(connection, office.district_id)}
        if item_id not in goods:
            raise refused("unknown_item", "item_id", name=item_id)
        full = _with_columns(sheet, goods[item_id].name)
        found = read_requests(full, items, goods=goods)
        asks = asks_by_unit(found.rows, all_parties(connection, office.district_id))
    if len(asks) > MOST_UNITS:
        raise refused("too_many_lines", most=MOST_UNITS, length=len(asks))
    faulty = sorted([*found.faulty, *_faults(asks, item_id)], key=lambda fault: fault.row)
    return ShareList(full, tuple(asks), tuple(faulty), note_of_file(content))


def _with_columns(sheet: Sheet, item_name: str) -> Sheet:
    """The sheet with the item in every row, and a quantity nobody named, where it has no such columns."""
    told = recognise(sheet.rows)
    if "people" not in told.places:
        raise refused("file_columns_missing", columns=HEADS)
    added: list[tuple[str, Cell]] = [
        (heading, value)
        for field, heading, value in (("item", "物资", item_name), ("quantity", "数量", ""))
        if field not in told.places
    ]
    width = max((len(row) for row in sheet.rows), default=0)
    rows = [
        (*row, *[""] * (width - len(row)), *(heading if index == told.row else value for heading, value in added))
        if index >= told.row and any(row)
        else row
        for index, row in enumerate(sheet.rows)
    ]
    return replace(sheet, rows=rows)


def _faults(asks: Sequence[Ask], item_id: int) -> list[Fault]:
    """Rows without heads, for another item, or for a unit that the list has already."""
    faults = []
    for unit in asks:
        for place, row in enumerate(unit.rows):
            if not row.extras.people:
                faults.append(Fault(row.row_number, HEADS, "cell_empty", {"column": HEADS}, ""))
            elif row.item_id != item_id:
                faults.append(Fault(row.row_number, "物资", "not_this_item", {}, ""))
            elif place:
                faults.append(Fault(row.row_number, "单位", "already_exists", {"name": unit.name}, row.unit_name))
    return faults


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the person who brings a list decides: from which store, how much of what, and a remark."""

    location_id: int
    parcel: Parcel
    note: str = ""


def hand_in(office: Office, actor_id: int, told: ShareList, sharing: Sharing, command_id: str) -> int:
    """Register what is new, ask for each unit and make the plan, in one transaction; the number of the plan.

    `command_id` is the form's: sent twice it is one deed. Raises Refused, as each of the commands does.
    """
    new = told.new_units

    def numbered(stage: str, number: int) -> str:
        return str(uuid.uuid5(_IDS, f"{command_id} {stage} {number}"))

    def requests(registered: Sequence[Outcome]) -> list[Submission]:
        units = {ask.name: int(done.answer["party_id"]) for ask, done in zip(new, registered, strict=True)}
        commands = [_asked(ask, units.get(ask.name, ask.unit_id), told.note) for ask in told.asks]
        return [Submission(each, actor_id, numbered("ask", number)) for number, each in enumerate(commands)]

    def plan(done: Sequence[Outcome]) -> list[Submission]:
        numbers = tuple(int(each.answer["request_id"]) for each in done[len(new) :])
        parcel = sharing.parcel
        limits = tuple(PickLimit(location_id=place, boxes=boxes) for place, boxes in parcel.pick_limits)
        command = ProposeListPlan(
            location_id=sharing.location_id, request_ids=numbers, note=sharing.note,
            **{**parcel._asdict(), "pick_limits": limits},
        )  # fmt: skip
        return [Submission(command, actor_id, command_id)]

    registrations = [
        Submission(
            RegisterParty(kind=kind_of_unit(ask.name), name=ask.name, area=ask.area), actor_id, numbered("unit", number)
        )
        for number, ask in enumerate(new)
    ]
    return int(office.perform_all(registrations, then=(requests, plan))[-1].answer["plan_id"])


def adopt_with_requests(office: Office, actor_id: int, command: AdoptPlan, command_id: str) -> Outcome:
    """Approve what the plan gives to requests that nobody has decided yet, and adopt it: all in one transaction.

    Every approval is a deed of its own with its own duties and rules. Raises Refused, as each of the commands does;
    ``requests_need_more`` when others must sign for some of the requests first.
    """
    with office.database.read() as connection:
        undecided = undecided_of(connection, office.district_id, command.plan_id)
    note = N_("随分配方案 {plan} 批准").format(plan=command.plan_id)
    approvals = [
        ApproveRequest(
            request_id=number, lines=tuple(line.model_copy(update={"note": note}) for line in lines), note=note
        )
        for number, lines in undecided.items()
    ]
    submissions = [
        Submission(each, actor_id, str(uuid.uuid5(_IDS, f"{command_id} approve {each.request_id}")))
        for each in approvals
    ]

    def adopt(done: Sequence[Outcome]) -> list[Submission]:
        waiting = sum(each.is_held for each in done)
        if waiting:
            raise refused("requests_need_more", count=waiting)
        return [Submission(command, actor_id, command_id)]

    return office.perform_all(submissions, then=(adopt,))[-1]


def withdraw_requests(
    office: Office, actor_id: int, command: DiscardPlan, command_id: str, *, is_ended: bool = False
) -> Outcome:
    """Discard a plan (unless it `is_ended`), and take back the requests of its list that nobody has decided.

    Every withdrawal is a deed of its own, for the same reason. Raises Refused, as each of the commands does; ``empty``
    when there is nothing to do.
    """
    with office.database.read() as connection:
        waiting = requests_left(connection, office.district_id, command.plan_id)
    deeds = [] if is_ended else [Submission(command, actor_id, command_id)]
    deeds += [
        Submission(
            WithdrawRequest(request_id=number, reason=command.reason),
            actor_id,
            str(uuid.uuid5(_IDS, f"{command_id} withdraw {number}")),
        )
        for number in waiting
    ]
    if not deeds:
        raise refused("empty")
    return office.perform_all(deeds)[0]


def requests_left(connection: Connection, district_id: int, plan_id: int) -> list[int]:
    """The requests of a plan that nobody has decided and that stand in no other plan that waits for its decision."""
    rows = ask(
        connection,
        "SELECT DISTINCT request.request_id FROM plan_share "
        "JOIN request ON request.district_id = plan_share.district_id AND request.request_id = plan_share.request_id "
        "WHERE plan_share.district_id = ? AND plan_id = ? AND request.state = 'submitted' AND NOT EXISTS ("
        "SELECT 1 FROM plan_line JOIN plan ON plan.district_id = plan_line.district_id "
        "AND plan.plan_id = plan_line.plan_id WHERE plan_line.district_id = request.district_id "
        "AND plan_line.request_id = request.request_id AND plan.state = 'proposed' AND plan.plan_id <> ?) "
        "ORDER BY request.request_id",
        (district_id, plan_id, plan_id),
    )
    return [row[0] for row in rows]


def undecided_of(connection: Connection, district_id: int, plan_id: int) -> dict[int, list[Decision]]:
    """What a plan gives to requests that nobody has decided, by request: for a plan by a list, all of them."""
    rows = ask(
        connection,
        "SELECT request.request_id, request_line, given FROM plan_share "
        "JOIN request ON request.district_id = plan_share.district_id AND request.request_id = plan_share.request_id "
        "WHERE plan_share.district_id = ? AND plan_id = ? AND request.state = 'submitted' "
        "ORDER BY request.request_id, request_line",
        (district_id, plan_id),
    )
    found: dict[int, list[Decision]] = {}
    for request_id, line_number, given in rows:
        found.setdefault(request_id, []).append(Decision(line_number=line_number, approved=given))
    return found


def _asked(unit: Ask, unit_id: int, note: str) -> SubmitRequest:
    """The request of a unit on a list; unlike imported rows it may come again: every sharing out has its own."""
    rows: list[RequestRow] = [replace(row, row_hash="") for row in unit.rows]
    known = request_of(replace(unit, unit_id=unit_id), rows, note)
    heads = heads_of(unit)
    covered = known.covered or (Covered(role="worker", heads=heads),)
    return known.model_copy(update={"people_covered": heads, "covered": covered})
