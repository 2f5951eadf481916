"""验收: lots in quarantine are inspected by somebody other than who took them in, and released or rejected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from liangcao.access.permissions import Reach
from liangcao.catalog.queries import papers_required
from liangcao.database.bulk import ask, select_by_keys
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import child_of_kind, place
from liangcao.receiving.acceptance_rules import check_acceptance
from liangcao.receiving.commands import AcceptedLot, InspectLots
from liangcao.receiving.expecting import arrival_lines
from liangcao.receiving.recalled import check_not_recalled


@dataclass(frozen=True, slots=True)
class WaitingLot:
    """A lot of a receipt: its state, the line of the arrival (0: none) it was counted on, the papers it must have."""

    lot_id: int
    item_id: int
    item_name: str
    batch_number: str
    status: str
    acceptance: str
    arrival_line: int
    papers_needed: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to call it."""
        return f"{self.item_name} {self.batch_number}".strip()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt that is inspected, and what it was taken in against."""

    receipt_id: int
    source_kind: str
    location_id: int
    state: str
    arrival_id: int
    document_id: int


_RECEIPT = (
    "SELECT receipt_id, receipt.source_kind, receipt.location_id, receipt.state, receipt.arrival_id, "
    "COALESCE(arrival.document_id, 0) FROM receipt LEFT JOIN arrival ON arrival.district_id = receipt.district_id "
    "AND arrival.arrival_id = receipt.arrival_id WHERE receipt.district_id = ? AND receipt_id = ?"
)
_LOTS = (
    "SELECT lot.lot_id, lot.item_id, item.name, lot.batch_number, lot.status, lot.acceptance, "
    "receipt_line.arrival_line FROM receipt_line "
    "JOIN lot ON lot.district_id = receipt_line.district_id AND lot.lot_id = receipt_line.lot_id "
    "JOIN item ON item.district_id = lot.district_id AND item.item_id = lot.item_id "
    "WHERE receipt_line.district_id = ? AND receipt_line.receipt_id = ? ORDER BY line_number"
)
_HELD = (
    "SELECT balance.lot_id, balance.location_id, location.path, on_hand - held, held FROM {keys} "
    "JOIN balance ON balance.lot_id = k1 "
    "JOIN location ON location.district_id = balance.district_id AND location.location_id = balance.location_id "
    "WHERE balance.district_id = ? AND balance.is_here = 1 AND location.kind NOT IN ('rejects', 'shipment') "
    "ORDER BY balance.lot_id, balance.location_id"
)


def receipt_of(context: Context, receipt_id: int) -> Receipt:
    """The receipt with this id; raises Refused ``unknown_document``."""
    rows = ask(context.connection, _RECEIPT, (context.district_id, receipt_id))
    if not rows:
        raise refused("unknown_document", "receipt_id", name=receipt_id)
    return Receipt(*rows[0])


def lots_of_receipt(connection: Connection, district_id: int, receipt_id: int) -> dict[int, WaitingLot]:
    """The lots of a receipt by their numbers, in its order."""
    rows = ask(connection, _LOTS, (district_id, receipt_id))
    needed = papers_required(connection, district_id, [row[1] for row in rows])
    return {row[0]: WaitingLot(*(*row, needed[row[1]])) for row in rows}


def reach_of_receipt(command: InspectLots, context: Context) -> Reach:
    """An inspection takes effect where the goods were taken in."""
    return Reach(paths=(place(context, receipt_of(context, command.receipt_id).location_id).path,))


def was_bought(command: InspectLots, context: Context) -> bool:
    """True when what is inspected was bought: two accept it."""
    return receipt_of(context, command.receipt_id).source_kind == "purchase"


def inspect_lots(command: InspectLots, context: Context) -> Effects:
    """A row for the inspection and one for each lot; lots are released, or go to the rejects place."""
    known = receipt_of(context, command.receipt_id)
    if known.state != "booked":
        raise refused("wrong_state", "receipt_id", what=known.receipt_id, state=N_("已冲正"), deed=N_("验收"))
    lots = lots_of_receipt(context.connection, context.district_id, command.receipt_id)
    check_acceptance(command.lines, lots)
    for number, line in enumerate(command.lines):
        if line.verdict == "passed":
            check_not_recalled(context, line.lot_id, f"lines.{number}.lot_id")
    moved = _moves(context, command.lines)
    acceptance_id = context.new_id()
    head = {
        "acceptance_id": acceptance_id,
        "receipt_id": known.receipt_id,
        "note": command.note,
        "actor_id": context.actor_id,
        "accepted_at": context.occurred_at,
        "entry": context.number,
    }
    rejected = {line.lot_id: 0 for line in command.lines}
    for each in moved:
        rejected[each.lot_id] += each.quantity
    rows = [NewRow("acceptance", head)]
    rows += [NewRow("acceptance_line", _row(acceptance_id, line, rejected[line.lot_id])) for line in command.lines]
    return Effects(
        movements=(Movement("transfer", moved),) if moved else (),
        rows=tuple(rows),
        changes=(*_verdicts(command.lines, lots), *_counted_anew(context, known, lots, rejected)),
        duties=_duties(known, command.lines),
        answer={"acceptance_id": acceptance_id},
    )


def _row(acceptance_id: int, line: AcceptedLot, rejected: int) -> dict[str, object]:
    return {
        "acceptance_id": acceptance_id,
        "lot_id": line.lot_id,
        "verdict": line.verdict,
        "sample_size": line.sample_size,
        "bad": line.bad,
        "rejected": rejected,
        "reason_code": line.reason_code,
        "evidence": line.evidence,
        "papers": ",".join(line.papers),
    }


def _verdicts(lines: Iterable[AcceptedLot], lots: Mapping[int, WaitingLot]) -> list[Change]:
    changes = []
    for line in lines:
        values = {"status": "released" if line.verdict == "passed" else "quarantined", "acceptance": line.verdict}
        before = {"status": "quarantined", "acceptance": lots[line.lot_id].acceptance}
        changes.append(Change("lot", {"lot_id": line.lot_id}, values, before))
    return changes


def _duties(known: Receipt, lines: Iterable[AcceptedLot]) -> tuple[DutyDone, ...]:
    """Inspecting, on the receipt, on the purchase behind it, and on each lot: not by who stopped that."""
    chains = [f"receipt:{known.receipt_id}"]
    if known.source_kind == "purchase" and known.document_id:
        chains.append(f"purchase:{known.document_id}")
    done = [DutyDone(chain, "inspect") for chain in chains]
    return (*done, *(DutyDone(f"lot:{line.lot_id}", "inspect") for line in lines))


def _moves(context: Context, lines: Iterable[AcceptedLot]) -> tuple[Line, ...]:
    """What is bad goes from where it lies to the rejects place of its store; Refused ``not_enough`` if held."""
    keys = [(line.lot_id,) for line in lines]
    there: dict[int, list[tuple[int, str, int, int]]] = {}
    for lot_id, *where in select_by_keys(context.connection, _HELD, keys, (context.district_id,)):
        there.setdefault(lot_id, []).append((where[0], where[1], int(where[2]), int(where[3])))
    moved: list[Line] = []
    for number, line in enumerate(lines):
        free = sum(each[2] for each in there.get(line.lot_id, []))
        wanted = free if line.verdict == "failed" else line.rejected
        if wanted > free:
            params = {"location": "", "lot": line.lot_id, "available": free, "quantity": wanted}
            raise Refused(Reason("not_enough", params, f"lines.{number}.rejected"))
        for location_id, path, available, _held in there.get(line.lot_id, []):
            take = min(available, wanted)
            if take:
                moved.append(Line(line.lot_id, location_id, _rejects_of(context, path, number), take))
                wanted -= take
    return tuple(moved)


def _rejects_of(context: Context, path: str, number: int) -> int:
    """The rejects place of the store at the head of `path`."""
    store_id = int(path.strip("/").split("/")[0])
    found = child_of_kind(context, store_id, "rejects")
    if found is None:
        raise refused("unknown_location", f"lines.{number}.rejected", name="rejects")
    return found.location_id


def _counted_anew(
    context: Context, known: Receipt, lots: Mapping[int, WaitingLot], rejected: Mapping[int, int]
) -> list[Change]:
    """What inspection rejects was received when it came, and is rejected now: the arrival says so."""
    if not known.arrival_id or not any(rejected.values()):
        return []
    lines = arrival_lines(context.connection, context.district_id, known.arrival_id)
    sums: dict[int, int] = {}
    for lot_id, quantity in rejected.items():
        number = lots[lot_id].arrival_line
        if number and quantity:
            sums[number] = sums.get(number, 0) + quantity
    changes = []
    for number, quantity in sums.items():
        before = {"received": lines[number].received, "rejected": lines[number].rejected}
        now = {"received": before["received"] - quantity, "rejected": before["rejected"] + quantity}
        changes.append(Change("arrival_line", {"arrival_id": known.arrival_id, "line_number": number}, now, before))
    return changes


_RULES = "SELECT item_id, source_kind, is_needed FROM acceptance_rule WHERE district_id = ? ORDER BY rule_id"


def rules_in_force(connection: Connection, district_id: int) -> dict[tuple[int, str], bool]:
    """What was last said of each item (0: all) and source (empty: all)."""
    return {(row[0], row[1]): bool(row[2]) for row in ask(connection, _RULES, (district_id,))}


def must_be_inspected(rules: Mapping[tuple[int, str], bool], item_id: int, source_kind: str) -> bool:
    """True when goods of this item from this source wait for inspection; the narrower rule goes first."""
    for key in ((item_id, source_kind), (item_id, ""), (0, source_kind), (0, "")):
        if key in rules:
            return rules[key]
    return False
