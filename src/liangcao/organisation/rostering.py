"""Handlers of shifts, the roster and swaps."""

from collections.abc import Sequence
from datetime import date, timedelta

from liangcao.access.queries import name_of_active
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_span, moment_at
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.organisation.commands import AnswerSwap, AskSwap, RosterLine, SetRoster, SetShifts
from liangcao.organisation.roster_queries import (
    OnRoster,
    Shift,
    absences,
    duties_ahead,
    open_swaps,
    roster_of,
    shifts,
    swap,
)
from liangcao.organisation.rules import Turn, check_not_over, check_once
from liangcao.parties.queries import district


def set_shifts(command: SetShifts, context: Context) -> Effects:
    """Shifts that stay as they are stay; others end, and new ones begin."""
    known = {(each.name, each.begins, each.ends): each for each in shifts(context.connection, context.district_id)}
    wanted = dict.fromkeys((line.name, line.begins, line.ends) for line in command.lines)
    names = [name for name, _begins, _ends in wanted]
    for name in names:
        if names.count(name) > 1:
            raise refused("already_exists", "lines", name=name)
    ends = tuple(
        Change("shift", {"shift_id": each.shift_id}, {"is_retired": 1}, {"is_retired": 0})
        for key, each in known.items()
        if key not in wanted
    )
    rows, ids = list[NewRow](), list[int]()
    for key in wanted:
        shift_id = known[key].shift_id if key in known else context.new_id()
        ids.append(shift_id)
        if key not in known:
            values = dict(zip(("name", "begins", "ends"), key, strict=True))
            rows.append(NewRow("shift", {"shift_id": shift_id, **values, "entry": context.number}))
    return Effects(rows=tuple(rows), changes=ends, answer={"shift_ids": ids})


def _moments(context: Context, day: str, found: Shift) -> tuple[int, int]:
    """When a shift of a day begins and ends (ms) by the clocks of the district."""
    here = district(context.connection, context.district_id)
    timezone = here.timezone if here else "Asia/Shanghai"
    begins_at = moment_at(f"{day} {found.begins // 60:02}:{found.begins % 60:02}", timezone, "day")
    last = (date.fromisoformat(day) + timedelta(days=1)).isoformat() if found.ends <= found.begins else day
    if found.ends == 1_440:
        return begins_at, day_span(last, timezone)[1]
    return begins_at, moment_at(f"{last} {found.ends // 60:02}:{found.ends % 60:02}", timezone, "day")


def set_roster(command: SetRoster, context: Context) -> Effects:
    """Those who are on come on, those who are not any more go off; nobody is on two shifts at once."""
    known = {each.shift_id: each for each in shifts(context.connection, context.district_id)}
    ahead = duties_ahead(context.connection, context.district_id, context.recorded_at)
    coming, going = list[OnRoster](), list[OnRoster]()
    for index, line in enumerate(command.lines):
        if line.shift_id not in known:
            raise refused("no_such_shift", f"lines.{index}.shift_id", name=line.shift_id)
        come, go = _turned(context, line, (index, known[line.shift_id]), ahead)
        coming += come
        going += go
    gone = {each.roster_id for each in going}
    staying = [each for each in ahead if each.roster_id not in gone]
    for actor_id in dict.fromkeys(each.actor_id for each in coming):
        check_once(each.turn for each in (*staying, *coming) if each.actor_id == actor_id)
    return Effects(
        rows=tuple(_row(each, context) for each in coming),
        changes=tuple(_off(each) for each in going),
        answer={"roster_ids": [each.roster_id for each in coming]},
    )


def _turned(
    context: Context, line: RosterLine, where: tuple[int, Shift], ahead: Sequence[OnRoster]
) -> tuple[list[OnRoster], list[OnRoster]]:
    """Who comes onto a shift and who goes off it by one line."""
    index, found = where
    field = f"lines.{index}.actor_ids"
    if line.leader_id is not None and line.leader_id not in line.actor_ids:
        raise refused("leader_not_on", f"lines.{index}.leader_id")
    begins_at, ends_at = _moments(context, line.day, found)
    check_not_over(Turn("", line.day, found.name, begins_at, ends_at), context.recorded_at)
    there = [each for each in ahead if (each.day, each.shift_id) == (line.day, line.shift_id)]
    wanted = {actor_id: actor_id == line.leader_id for actor_id in line.actor_ids}
    going = [each for each in there if wanted.get(each.actor_id) != each.is_leader]
    staying = {each.actor_id for each in there} - {each.actor_id for each in going}
    coming = []
    for actor_id, is_leader in wanted.items():
        if actor_id in staying:
            continue
        name = name_of_active(context.connection, context.district_id, actor_id, field)
        away = absences(context.connection, context.district_id, context.recorded_at, actor_id=actor_id)
        if any(each.since < ends_at and begins_at < each.until for each in away):
            raise refused("away_then", field, name=name)
        shown = (line.day, line.shift_id, found.name, actor_id, name)
        coming.append(OnRoster(context.new_id(), *shown, is_leader, begins_at, ends_at))
    return coming, going


def _row(duty: OnRoster, context: Context) -> NewRow:
    values = {
        "roster_id": duty.roster_id,
        "day": duty.day,
        "shift_id": duty.shift_id,
        "actor_id": duty.actor_id,
        "is_leader": int(duty.is_leader),
        "begins_at": duty.begins_at,
        "ends_at": duty.ends_at,
        "entry": context.number,
    }
    return NewRow("roster", values)


def _off(duty: OnRoster) -> Change:
    return Change("roster", {"roster_id": duty.roster_id}, {"is_off": 1}, {"is_off": 0})


def ask_swap(command: AskSwap, context: Context) -> Effects:
    """One question, of one duty, to one person."""
    check_texts({"note": command.note})
    own = _own_duty(context, command.roster_id, context.actor_id, "roster_id")
    if command.to_actor_id == context.actor_id:
        raise refused("input_invalid", "to_actor_id", detail=N_("不能和自己换"))
    name_of_active(context.connection, context.district_id, command.to_actor_id, "to_actor_id")
    for each in open_swaps(context.connection, context.district_id):
        if each.roster_id == own.roster_id:
            raise refused("asked_already", "roster_id", name=each.name)
    back = command.back_id
    other = _own_duty(context, back, command.to_actor_id, "back_id") if back else None
    _check_exchange(context, own, other, command.to_actor_id)
    swap_id = context.new_id()
    values = {
        "swap_id": swap_id,
        "roster_id": own.roster_id,
        "to_actor_id": command.to_actor_id,
        "back_id": back or 0,
        "note": command.note,
        "actor_id": context.actor_id,
        "asked_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("swap", values),), answer={"swap_id": swap_id})


def _own_duty(context: Context, roster_id: int, actor_id: int, field: str) -> OnRoster:
    """A duty to come of this person; raises Refused ``unknown_document``, ``not_your_duty``, ``shift_over``."""
    found = roster_of(context.connection, context.district_id, roster_id, field)
    if found.actor_id != actor_id:
        raise refused("not_your_duty", field)
    check_not_over(found.turn, context.recorded_at)
    return found


def _check_exchange(context: Context, own: OnRoster, other: OnRoster | None, taker: int) -> None:
    """Nobody would be on two shifts at once, nor on one while away."""
    left = {own.roster_id, other.roster_id if other else 0}
    for actor_id, taken in ((taker, own), (own.actor_id, other)):
        if taken is None:
            continue
        ahead = duties_ahead(context.connection, context.district_id, context.recorded_at, actor_id=actor_id)
        name = name_of_active(context.connection, context.district_id, actor_id, "to_actor_id")
        turn = Turn(name, taken.day, taken.shift, taken.begins_at, taken.ends_at)
        check_once([turn, *(each.turn for each in ahead if each.roster_id not in left)])
        away = absences(context.connection, context.district_id, context.recorded_at, actor_id=actor_id)
        if any(each.since < taken.ends_at and taken.begins_at < each.until for each in away):
            raise refused("away_then", "to_actor_id", name=name)


def answer_swap(command: AnswerSwap, context: Context) -> Effects:
    """Yes: the roster is turned at once. No, or taken back: it stays."""
    found = swap(context.connection, context.district_id, command.swap_id)
    if found.state != "asked":
        raise refused("wrong_state", "swap_id", what=N_("这次换班"), state=N_("已答复"), deed=N_("答复"))
    is_asker = context.actor_id == found.actor_id and not command.is_agreed
    if context.actor_id != found.to_actor_id and not is_asker:
        raise refused("not_asked", "swap_id")
    state = "withdrawn" if is_asker else "agreed" if command.is_agreed else "declined"
    answered = Change(
        "swap",
        {"swap_id": found.swap_id},
        {"state": state, "answered_at": context.recorded_at},
        {"state": "asked"},
    )
    if state != "agreed":
        return Effects(changes=(answered,), answer={"swap_id": found.swap_id})
    own = _own_duty(context, found.roster_id, found.actor_id, "swap_id")
    other = _own_duty(context, found.back_id, found.to_actor_id, "swap_id") if found.back_id else None
    _check_exchange(context, own, other, found.to_actor_id)
    turned = [(own, found.to_actor_id)] + ([(other, found.actor_id)] if other else [])
    return Effects(
        rows=tuple(_row(_given(duty, taker, context.new_id()), context) for duty, taker in turned),
        changes=(answered, *(_off(duty) for duty, _taker in turned)),
        answer={"swap_id": found.swap_id},
    )


def _given(duty: OnRoster, taker: int, roster_id: int) -> OnRoster:
    """The same duty, another's."""
    shown = (duty.day, duty.shift_id, duty.shift, taker, "")
    return OnRoster(roster_id, *shown, duty.is_leader, duty.begins_at, duty.ends_at)
