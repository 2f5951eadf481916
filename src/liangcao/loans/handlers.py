"""Handlers of loans."""

from typing import Any

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.catalog.queries import items_by_id
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Line, Movement, NewRow
from liangcao.kernel.errors import Reason, Refused, refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import Lot, lot
from liangcao.loans.commands import (
    BackLine,
    ExtendLoan,
    LendGoods,
    LentLine,
    LoseLent,
    LostLine,
    MarkReusable,
    TakeBack,
)
from liangcao.loans.queries import Loan, LoanLine, loan, loan_lines, loan_of_serial, reusable
from liangcao.loans.rules import check_due, check_ended, check_serial, check_state
from liangcao.parties.queries import (
    NOT_BY_HAND,
    party,
    place,
    place_made_once,
    place_of_kind,
    place_to_fill,
    store_of,
)

AREA = "退回区"


def mark_reusable(command: MarkReusable, context: Context) -> Effects:
    """One row; the last word on an item counts."""
    check_texts({"reason": command.reason})
    found = items_by_id(context.connection, context.district_id, [command.item_id]).get(command.item_id)
    if found is None:
        raise refused("unknown_item", "item_id", name=command.item_id)
    if found.kind != "goods":
        raise refused("not_goods", "item_id", item=found.name)
    values = {
        "setting_id": context.new_id(),
        "item_id": command.item_id,
        "is_reusable": int(command.is_reusable),
        "is_serial": int(command.is_serial and command.is_reusable),
        "reason": command.reason,
        "actor_id": context.actor_id,
        "set_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("reusable_item", values),), answer={"item_id": command.item_id})


def reach_of_lending(command: LendGoods, context: Context) -> Reach:
    """Where the goods are taken from."""
    return Reach(paths=tuple(sorted({place(context, each.location_id).path for each in command.lines})))


def reach_of_loan(command: TakeBack | LoseLent | ExtendLoan, context: Context) -> Reach:
    """At the store that lent them."""
    return Reach(paths=(_known(context, command.loan_id).store_path,))


def _known(context: Context, loan_id: int) -> Loan:
    return loan(context.connection, context.district_id, EVERYTHING, loan_id)


def _lines(known: Loan, context: Context) -> dict[int, LoanLine]:
    found = loan_lines(context.connection, context.district_id, [known.loan_id])[known.loan_id]
    return {each.line_number: each for each in found}


def lend_goods(command: LendGoods, context: Context) -> Effects:
    """The goods go to a place of ours that is the loan: they are not used up, and no stock to give out either."""
    check_texts({"purpose": command.purpose})
    check_due(command.due_on, after=context.today)
    borrower = party(context, command.party_id, "party_id")
    loan_id, rows, moved = context.new_id(), [], []
    seen: set[tuple[int, str]] = set()
    for index, each in enumerate(command.lines):
        known = _lendable(each, index, command.party_id, context)
        if each.serial:
            _check_serial_here(known, each.serial, index, seen, context)
        values = {
            "loan_id": loan_id,
            "line_number": index + 1,
            "item_id": known.item_id,
            "lot_id": each.lot_id,
            "source_id": each.location_id,
            "serial": each.serial,
            "quantity": each.quantity,
        }
        rows.append(NewRow("loan_line", values))
        moved.append(Line(each.lot_id, each.location_id, loan_id, each.quantity))
    head = {
        "loan_id": loan_id,
        **command.model_dump(exclude={"lines"}),
        "store_id": store_of(place(context, command.lines[0].location_id)),
        "state": "out",
        "actor_id": context.actor_id,
        "lent_at": context.occurred_at,
        "entry": context.number,
    }
    where = {"location_id": loan_id, "path": f"/{loan_id}/", "kind": "loan", "name": borrower.name, "is_outside": 0}
    return Effects(
        movements=(Movement("transfer", tuple(moved)),),
        rows=(NewRow("location", where), NewRow("loan", head), *rows),
        duties=(DutyDone(f"loan:{loan_id}", "lend"),),
        answer={"loan_id": loan_id},
    )


def _lendable(line: LentLine, index: int, party_id: int, context: Context) -> Lot:
    """The lot, when it may be lent: of a reusable item, neither stopped, expired, nor meant for others."""
    known, field = lot(context, line.lot_id, f"lines.{index}.lot_id"), f"lines.{index}.lot_id"
    source = place(context, line.location_id, f"lines.{index}.location_id")
    if source.is_outside or source.kind in NOT_BY_HAND:
        raise refused("place_outside", f"lines.{index}.location_id", location=source.name)
    settled = reusable(context.connection, context.district_id, known.item_id)
    if settled is None or not settled.is_reusable:
        raise refused("not_reusable", field, item=known.item_name)
    called = known.batch_number or known.lot_id
    if known.is_quarantined:
        raise refused("lot_quarantined", field, lot=called)
    if known.is_expired(context.today):
        raise refused("lot_expired", field, lot=called, expires_on=known.expires_on)
    whom = party(context, party_id, "party_id")
    if known.purpose_party_id not in (None, party_id):
        purpose = party(context, known.purpose_party_id or 0).name
        raise refused("purpose_restricted", field, purpose=purpose, lot=called, unit=whom.name)
    if known.purpose_class not in (0, whom.priority_class):
        raise refused("purpose_restricted", field, purpose=known.purpose_class, lot=called, unit=whom.name)
    check_serial(line.serial, line.quantity, is_serial=settled.is_serial, item=known.item_name, index=index)
    return known


def _check_serial_here(known: Lot, serial: str, index: int, seen: set[tuple[int, str]], context: Context) -> None:
    """Raise Refused ``serial_is_out`` for a numbered piece that is lent already, or named twice."""
    out = loan_of_serial(context.connection, context.district_id, known.item_id, serial)
    if out or (known.item_id, serial) in seen:
        raise Refused(Reason("serial_is_out", {"serial": serial, "loan": out}, f"lines.{index}.serial"))
    seen.add((known.item_id, serial))


def take_back(command: TakeBack, context: Context) -> Effects:
    """What is whole goes to a place of ours, what is damaged to where things wait to be looked at or disposed of."""
    check_texts({"note": command.note})
    known = _known(context, command.loan_id)
    check_state(known.state, N_("收回"))
    lines = _lines(known, context)
    check_ended({number: each.out for number, each in lines.items()}, command.lines)
    rows: list[NewRow] = []
    area = 0
    if any(each.damaged for each in command.lines):
        area, made = place_made_once(context, "returns", AREA, parent_id=known.store_id)
        rows += made
    moved = []
    for index, each in enumerate(command.lines):
        of = lines[each.line_number]
        if each.whole_back and each.location_id:
            into = place_to_fill(context, each.location_id, f"lines.{index}.location_id")
            moved.append(Line(of.lot_id, known.loan_id, into.location_id, each.whole_back))
        if each.damaged:
            moved.append(Line(of.lot_id, known.loan_id, area, each.damaged))
    ended = [each for each in command.lines if each.whole_back or each.damaged]
    rows += [_end(known, each, command.note, context) for each in ended]
    return Effects(
        movements=(Movement("return", tuple(moved)),),
        rows=tuple(rows),
        changes=_counted(known, lines, ended, context),
        answer={"loan_id": known.loan_id},
    )


def lose_lent(command: LoseLent, context: Context) -> Effects:
    """What is lost leaves the books; a second person agrees."""
    check_texts({"reason": command.reason})
    known = _known(context, command.loan_id)
    check_state(known.state, N_("报失"))
    lines = _lines(known, context)
    check_ended({number: each.out for number, each in lines.items()}, command.lines)
    loss = place_of_kind(context, "loss").location_id
    moved = tuple(Line(lines[each.line_number].lot_id, known.loan_id, loss, each.lost) for each in command.lines)
    return Effects(
        movements=(Movement("loss", moved),),
        rows=tuple(_end(known, each, command.reason, context) for each in command.lines),
        changes=_counted(known, lines, list(command.lines), context),
        duties=(DutyDone(f"loan:{known.loan_id}", "lose"),),
        answer={"loan_id": known.loan_id},
    )


def _end(known: Loan, line: BackLine | LostLine, note: str, context: Context) -> NewRow:
    values = {
        "loan_id": known.loan_id,
        "entry": context.number,
        **line.model_dump(exclude_none=True),
        "note": note,
        "actor_id": context.actor_id,
        "ended_at": context.occurred_at,
    }
    return NewRow("loan_end", values)


def _counted(known: Loan, lines: dict[int, LoanLine], ended: list[Any], context: Context) -> tuple[Change, ...]:
    """The lines count on; when nothing is out any more the loan has ended."""
    changes, left = [], sum(each.out for each in lines.values())
    for each in ended:
        of = lines[each.line_number]
        before = {"whole_back": of.whole_back, "damaged": of.damaged, "lost": of.lost}
        now = {name: figure + getattr(each, name, 0) for name, figure in before.items()}
        left -= sum(now.values()) - sum(before.values())
        key = {"loan_id": known.loan_id, "line_number": each.line_number}
        changes.append(Change("loan_line", key, now, before))
    if not left:
        values = {"state": "ended", "ended_at": context.occurred_at}
        changes.append(Change("loan", {"loan_id": known.loan_id}, values, {"state": "out"}))
    return tuple(changes)


def extend_loan(command: ExtendLoan, context: Context) -> Effects:
    """A later day, with the reason; the days before stay on record."""
    check_texts({"reason": command.reason})
    known = _known(context, command.loan_id)
    check_state(known.state, N_("续借"))
    check_due(command.due_on, after=max(known.due_on, context.today))
    values = {
        "loan_id": known.loan_id,
        "entry": context.number,
        "due_before": known.due_on,
        "due_on": command.due_on,
        "reason": command.reason,
        "actor_id": context.actor_id,
        "extended_at": context.occurred_at,
    }
    change = Change("loan", {"loan_id": known.loan_id}, {"due_on": command.due_on}, {"due_on": known.due_on})
    return Effects(rows=(NewRow("loan_extension", values),), changes=(change,), answer={"loan_id": known.loan_id})
