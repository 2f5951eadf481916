"""Handlers of counting."""

from collections.abc import Iterable, Mapping
from typing import Any

from liangcao.access.permissions import Reach, reaches
from liangcao.access.queries import load_actor
from liangcao.catalog.queries import goods
from liangcao.counting.commands import (
    CancelCount,
    CountGoods,
    FinishCount,
    PostDifferences,
    RecountLines,
    StartCount,
)
from liangcao.counting.queries import (
    Session,
    again_cells,
    books_then,
    cells_of,
    counters_before,
    expected_cells,
    last_results,
    moved_between,
    orderers,
    session,
    tallies_by_cell,
)
from liangcao.counting.rules import (
    MOST_CELLS,
    Difference,
    Found,
    Key,
    adjustments,
    check_explained,
    check_state,
    found_of,
    moves,
    outcome_of,
)
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, Movement, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.ledger.lots import load_lots, lot
from liangcao.ledger.queries import entry_at
from liangcao.parties.queries import NOT_BY_HAND, load_places, place, place_of_kind

_NOT_COUNTED = NOT_BY_HAND - {"rejects"}


def where_it_is_counted(command: StartCount, context: Context) -> Reach:
    """At the place that is counted."""
    return Reach(paths=(place(context, command.location_id, "location_id").path,))


def where_the_count_is(
    command: CountGoods | FinishCount | RecountLines | PostDifferences | CancelCount, context: Context
) -> Reach:
    """At the place of the count."""
    return Reach(paths=(place(context, _known(context, command.count_id).location_id).path,))


def _known(context: Context, count_id: int) -> Session:
    return session(context.connection, context.district_id, count_id)


def _check_not_keeper(context: Context, known: Session) -> None:
    """Raise Refused ``count_by_keeper`` for whoever keeps the place: nobody counts what they answer for."""
    actor = load_actor(context.connection, context.district_id, context.actor_id, context.recorded_at, context.facts)
    where = place(context, known.location_id)
    if actor is not None and reaches(actor.grants, "storing.move_stock", Reach(paths=(where.path,))):
        raise refused("count_by_keeper", "count_id", location=where.name)


def start_count(command: StartCount, context: Context) -> Effects:
    """A session, and what the books hold of each lot at each place of it."""
    check_texts({"note": command.note})
    where = place(context, command.location_id, "location_id")
    if where.is_outside or where.kind in _NOT_COUNTED:
        raise refused("place_outside", "location_id", location=where.name)
    if command.item_id:
        goods(context, [command.item_id])
    cells = cells_of(context, where.path, command.item_id or 0)
    if len(cells) > MOST_CELLS:
        raise refused("too_many_lines", "location_id", most=MOST_CELLS, length=len(cells))
    count_id = context.new_id()
    head = {
        "count_id": count_id,
        "location_id": command.location_id,
        "item_id": command.item_id or 0,
        "note": command.note,
        "state": "counting",
        "round_number": 1,
        "actor_id": context.actor_id,
        "started_at": context.occurred_at,
        "cells": len(cells),
        "entry": context.number,
    }
    rows = [NewRow("count_session", head)]
    for (lot_id, location_id), on_hand in cells.items():
        values = {"count_id": count_id, "lot_id": lot_id, "location_id": location_id, "on_hand": on_hand}
        rows.append(NewRow("count_expected", values))
    return Effects(rows=tuple(rows), answer={"count_id": count_id})


def count_goods(command: CountGoods, context: Context) -> Effects:
    """What was counted, each line with what the books held at the moment it was counted."""
    known = _known(context, command.count_id)
    check_state(known.state, "counting", N_("记数"))
    _check_not_keeper(context, known)
    if context.occurred_at < known.started_at:
        raise refused("counted_too_early", "count_id")
    keys = [(line.lot_id, line.location_id) for line in command.lines]
    _check_in_count(context, known, keys)
    is_late = context.occurred_at < context.recorded_at
    upto = context.number - 1
    if is_late:
        upto = min(upto, entry_at(context.connection, context.district_id, context.occurred_at))
    books = books_then(context, keys, upto)
    rows = []
    for ordinal, line in enumerate(command.lines):
        values = {
            "count_id": known.count_id,
            "entry": context.number,
            "ordinal": ordinal,
            "round_number": known.round_number,
            "lot_id": line.lot_id,
            "location_id": line.location_id,
            "quantity": line.quantity,
            "is_total": int(line.is_total),
            "book": books[line.lot_id, line.location_id],
            "book_entry": upto,
            "actor_id": context.actor_id,
            "counted_at": context.occurred_at,
        }
        rows.append(NewRow("count_tally", values))
    duties = (DutyDone(f"count:{known.count_id}", "count"),)
    return Effects(rows=tuple(rows), duties=duties, answer={"count_id": known.count_id})


def _check_in_count(context: Context, known: Session, keys: list[Key]) -> None:
    """Raise Refused for a place or item that is not counted here, and in a recount for what was not asked for or what
    the same person counted before or (having had it counted again) knows the result of."""
    inside = place(context, known.location_id).path
    load_lots(context.connection, context.district_id, [lot_id for lot_id, _ in keys], context.facts)
    load_places(context.connection, context.district_id, [location_id for _, location_id in keys], context.facts)
    for index, (lot_id, location_id) in enumerate(keys):
        found = lot(context, lot_id, f"lines.{index}.lot_id")
        where = place(context, location_id, f"lines.{index}.location_id")
        is_other = bool(known.item_id) and found.item_id != known.item_id
        if found.is_money or is_other or not where.path.startswith(inside) or where.kind in _NOT_COUNTED:
            raise refused("not_in_count", f"lines.{index}.lot_id", lot=found.batch_number or found.lot_id)
    if known.round_number == 1:
        return
    wanted = again_cells(context.connection, context.district_id, known.count_id, known.round_number)
    before = counters_before(context.connection, context.district_id, known.count_id, known.round_number)
    seen_by = orderers(context.connection, context.district_id, known.count_id)
    for index, each in enumerate(keys):
        called = lot(context, each[0]).batch_number or each[0]
        if each not in wanted:
            raise refused("not_in_count", f"lines.{index}.lot_id", lot=called)
        if context.actor_id in before.get(each, set()) | seen_by:
            raise refused("counted_before", f"lines.{index}.lot_id", lot=called)


def finish_count(command: FinishCount, context: Context) -> Effects:
    """The result of the round: expected, found, missing, unexpected; without differences the count is closed."""
    known = _known(context, command.count_id)
    check_state(known.state, "counting", N_("完成"))
    _check_not_keeper(context, known)
    tallies = tallies_by_cell(context.connection, context.district_id, known.count_id, known.round_number)
    found = {each: found_of(counted) for each, counted in tallies.items()}
    if known.round_number == 1:
        wanted: Iterable[Key] = expected_cells(context.connection, context.district_id, known.count_id)
    else:
        wanted = again_cells(context.connection, context.district_id, known.count_id, known.round_number)
    missing = sorted(set(wanted) - set(found))
    now = books_then(context, missing, context.number - 1)
    windows = {each: (what.first_entry, what.last_entry) for each, what in found.items()}
    moved = moved_between(context, windows)
    found |= {each: Found(0, now[each], 0, context.number - 1, context.occurred_at) for each in missing}
    rows = [_result(known, context, each, found[each], is_moved=each in moved) for each in sorted(found)]
    rows = [row for row in rows if row.values["expected"] or row.values["found"]]
    outcomes = {(row.values["lot_id"], row.values["location_id"]): row.values["outcome"] for row in rows}
    before = last_results(context.connection, context.district_id, known.count_id)
    standing = {(each.lot_id, each.location_id): each.outcome for each in before} | outcomes
    differing = sum(1 for outcome in standing.values() if outcome != "same")
    values = {
        "state": "review" if differing else "closed",
        "counted_at": context.occurred_at,
        "differing": differing,
        "cells": max(known.cells, len(standing)),
    }
    if not differing:
        values |= {"ended_by": context.actor_id, "ended_at": context.occurred_at}
    change = _changed(known, values)
    answer = {"count_id": known.count_id, "differing": differing}
    return Effects(rows=tuple(rows), changes=(change,), answer=answer)


def _result(known: Session, context: Context, each: Key, found: Found, *, is_moved: bool) -> NewRow:
    values = {
        "count_id": known.count_id,
        "round_number": known.round_number,
        "lot_id": each[0],
        "location_id": each[1],
        "expected": found.book,
        "found": found.quantity,
        "outcome": outcome_of(found.book, found.quantity),
        "is_moved": int(is_moved),
        "counted_at": found.counted_at,
        "entry": context.number,
    }
    return NewRow("count_result", values)


def _changed(known: Session, values: Mapping[str, Any]) -> Change:
    expected = {"state": known.state, "round_number": known.round_number}
    return Change("count_session", {"count_id": known.count_id}, values, expected)


def recount_lines(command: RecountLines, context: Context) -> Effects:
    """Another round, of the lines that are named; they differ, and others count them."""
    check_texts({"note": command.note})
    known = _known(context, command.count_id)
    check_state(known.state, "review", N_("复盘"))
    _check_not_keeper(context, known)
    results = last_results(context.connection, context.district_id, known.count_id)
    differing = {(each.lot_id, each.location_id) for each in results if each.outcome != "same"}
    following = known.round_number + 1
    rows, seen = [], set[Key]()
    for index, line in enumerate(command.lines):
        each = (line.lot_id, line.location_id)
        if each not in differing or each in seen:
            raise refused("not_in_count", f"lines.{index}.lot_id", lot=line.lot_id)
        seen.add(each)
        values = {"count_id": known.count_id, "round_number": following, "lot_id": each[0], "location_id": each[1]}
        rows.append(NewRow("count_again", {**values, "actor_id": context.actor_id, "entry": context.number}))
    change = _changed(known, {"state": "counting", "round_number": following})
    return Effects(rows=tuple(rows), changes=(change,), answer={"count_id": known.count_id, "round_number": following})


def post_differences(command: PostDifferences, context: Context) -> Effects:
    """What is merely elsewhere is moved; the rest goes to or comes from the place of count differences."""
    check_texts({f"lines.{index}.note": line.note for index, line in enumerate(command.lines)})
    known = _known(context, command.count_id)
    check_state(known.state, "review", N_("入账"))
    if command.round_number != known.round_number:
        raise refused("changed_meanwhile", "round_number", what=N_("盘点"))
    _check_not_keeper(context, known)
    results = last_results(context.connection, context.district_id, known.count_id)
    differences = [
        Difference(each.lot_id, each.location_id, each.found - each.expected, each.is_moved)
        for each in results
        if each.outcome != "same"
    ]
    reasons: dict[Key, str] = {(line.lot_id, line.location_id): line.reason for line in command.lines}
    check_explained(differences, reasons, {each.lot_id: each.lot_name for each in results})
    for index, line in enumerate(command.lines):
        if line.reason == "other" and not line.note:
            raise refused("field_missing", f"lines.{index}.note")
    moved = moves(differences, reasons)
    adjusted = adjustments(differences, moved, place_of_kind(context, "count_difference").location_id)
    posted = (Movement("transfer", moved), Movement("adjustment", adjusted))
    notes = {(line.lot_id, line.location_id): line.note for line in command.lines}
    rows = tuple(
        NewRow("count_posting", {
            "count_id": known.count_id, "lot_id": each.lot_id, "location_id": each.location_id,
            "difference": each.difference, "reason": reasons[each.lot_id, each.location_id],
            "note": notes[each.lot_id, each.location_id], "entry": context.number,
        })
        for each in differences
    )  # fmt: skip
    change = _changed(known, {"state": "closed", "ended_by": context.actor_id, "ended_at": context.occurred_at})
    duties = (DutyDone(f"count:{known.count_id}", "finalise"),)
    return Effects(
        movements=tuple(each for each in posted if each.lines),
        rows=rows,
        changes=(change,),
        duties=duties,
        answer={"count_id": known.count_id},
    )


def cancel_count(command: CancelCount, context: Context) -> Effects:
    """The count ends without a result; whoever keeps the place cannot make it vanish."""
    check_texts({"reason": command.reason})
    known = _known(context, command.count_id)
    if known.state not in ("counting", "review"):
        check_state(known.state, "counting", N_("取消"))
    _check_not_keeper(context, known)
    values = {"state": "cancelled", "ended_by": context.actor_id, "ended_at": context.occurred_at}
    change = _changed(known, {**values, "end_note": command.reason})
    return Effects(changes=(change,), answer={"count_id": known.count_id})
