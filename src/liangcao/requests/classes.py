"""Handlers of priority classes: a new version of the table, and another class for one request; both by two people."""

from liangcao.access.permissions import EVERYTHING
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.classes import class_table
from liangcao.requests.class_rows import by, class_change_row, to_class
from liangcao.requests.class_rules import beyond_register, moves_of, table_of
from liangcao.requests.class_use import in_use
from liangcao.requests.commands import ApproveRequest, ChangeClass, SetClasses
from liangcao.requests.queries import lines_of, request
from liangcao.requests.rules import check_state
from liangcao.requests.suggesting import is_standing


def set_classes(command: SetClasses, context: Context) -> Effects:
    """One more version of the table; units and standing requests of a retired class go where it says.

    Raises Refused ``changed_meanwhile`` when the table is not the one the new version was made from any more.
    """
    texts = {f"lines.{index}.name": line.name for index, line in enumerate(command.lines)}
    check_texts({"reason": command.reason, **texts})
    before = class_table(context)
    if command.based_on != before.version:
        raise refused("changed_meanwhile", "based_on", what=N_("优先类别表"))
    after = table_of(command, before.version + 1)
    moves = moves_of(before, after, in_use(context.connection, context.district_id))
    head = {"version": after.version, "reason": command.reason, **by(context, "set_at")}
    rows = [NewRow("class_version", head)]
    for line in sorted(command.lines, key=lambda each: each.number):
        texts_of = {"kinds": ",".join(line.kinds), "exposures": ",".join(line.exposures)}
        values = {**line.model_dump(), **texts_of, "is_retired": int(line.is_retired)}
        rows.append(NewRow("priority_class", {"version": after.version, **values}))
    changes = [to_class("party", "party_id", number, *move) for number, move in moves.units.items()]
    for number, move in moves.requests.items():
        changes.append(to_class("request", "request_id", number, *move))
        rows.append(class_change_row(context, number, move, command.reason, version=after.version))
    answer = {"version": after.version, "units": len(moves.units), "requests": len(moves.requests)}
    return Effects(rows=tuple(rows), changes=tuple(changes), answer=answer)


def change_class(command: ChangeClass, context: Context) -> Effects:
    """A standing request goes to another class; who asked for it, when and why stays on record."""
    check_texts({"reason": command.reason})
    known = request(context.connection, context.district_id, EVERYTHING, command.request_id)
    lines = lines_of(context.connection, context.district_id, [known.request_id])[known.request_id]
    if known.state != "submitted":
        check_state(known.state, wanted="approved", deed=N_("改优先类别"))
    if not is_standing(known, lines):
        raise refused("wrong_state", "request_id", what=N_("申请"), state=N_("已全部分配"), deed=N_("改优先类别"))
    number = class_table(context).need(command.priority_class, "priority_class")
    if number == known.priority_class:
        name = class_table(context).by_number[number].name
        raise refused("class_unchanged", "priority_class", number=number, name=name)
    move = (known.priority_class, number)
    change = to_class("request", "request_id", known.request_id, *move)
    row = class_change_row(context, known.request_id, move, command.reason)
    return Effects(rows=(row,), changes=(change,), answer={"request_id": known.request_id})


def lifts_request(command: ApproveRequest, context: Context) -> bool:
    """Whether an approval would rank a request above what the register says of its unit."""
    if not command.priority_class:
        return False
    sql = (
        "SELECT request.priority_class, party.kind FROM request "
        "JOIN party ON party.district_id = request.district_id AND party.party_id = request.unit_id "
        "WHERE request.district_id = ? AND request_id = ?"
    )
    rows = ask(context.connection, sql, (context.district_id, command.request_id))
    table = class_table(context)
    return bool(rows) and beyond_register(rows[0][0], table.of_kind(rows[0][1]), command.priority_class)
