"""An entry of the journal: what was asked, by whom, when, and everything that followed, as one line of bytes.

The bytes are the entry: they are hashed, stored and handed out as they are, and never made anew to be verified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liangcao.journal.shape import FORMAT, check_effects, check_entry
from liangcao.kernel.canonical import canonical_bytes, parse_canonical
from liangcao.kernel.effects import Change, DutyDone, Effects, Hold, Line, Movement, NewRow
from liangcao.kernel.moment import moment_of, moment_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a district's books. Times are milliseconds since 1970 UTC; `actor` 0 founded the office."""

    district: int
    number: int
    command_id: str
    action: str
    actor: int
    approved_by: tuple[int, ...]
    occurred_at: int
    recorded_at: int
    command: Mapping[str, Any]
    effects: Effects


def entry_bytes(entry: Entry) -> bytes:
    """The canonical bytes of `entry`: what is hashed into the tree and kept for ever.

    Raises Refused as `canonical_bytes` does. Ranges are the writer's to keep: `read_entry` refuses a body that,
    say, moves nothing.
    """
    recorded_at = moment_text(entry.recorded_at)
    is_at_once = entry.occurred_at == entry.recorded_at
    data: dict[str, Any] = {
        "format": FORMAT,
        "district": entry.district,
        "number": entry.number,
        "command_id": entry.command_id,
        "action": entry.action,
        "actor": entry.actor,
        "occurred_at": recorded_at if is_at_once else moment_text(entry.occurred_at),
        "recorded_at": recorded_at,
    }
    if entry.approved_by:
        data["approved_by"] = entry.approved_by
    if entry.command:
        data["command"] = dict(entry.command)
    effects = effects_data(entry.effects)
    if effects:
        data["effects"] = effects
    return canonical_bytes(data)


def read_entry_data(body: bytes) -> dict[str, Any]:
    """The plain data of an entry's `body`, checked to be canonical and of the right shape.

    Raises Refused ``bytes_not_canonical``, ``entry_unreadable``.
    """
    data: dict[str, Any] = parse_canonical(body)
    check_entry(data)
    return data


def read_entry(body: bytes) -> Entry:
    """The entry whose bytes are `body`; raises Refused as `read_entry_data` does.

    ``entry_bytes(read_entry(body)) == body`` for every body this accepts.
    """
    data = read_entry_data(body)
    return Entry(
        district=data["district"],
        number=data["number"],
        command_id=data["command_id"],
        action=data["action"],
        actor=data["actor"],
        approved_by=tuple(data.get("approved_by", ())),
        occurred_at=moment_of(data["occurred_at"]),
        recorded_at=moment_of(data["recorded_at"]),
        command=data.get("command", {}),
        effects=_effects_of(data.get("effects", {})),
    )


def effects_data(effects: Effects) -> dict[str, Any]:
    """`effects` as plain data for canonical bytes; parts that are empty are left out."""
    data: dict[str, Any] = {}
    if effects.movements:
        data["movements"] = [_movement_data(movement) for movement in effects.movements]
    if effects.holds:
        data["holds"] = [[each.lot_id, each.location_id, each.delta, each.document] for each in effects.holds]
    if effects.rows:
        data["rows"] = [{"table": row.table, "values": dict(row.values)} for row in effects.rows]
    if effects.changes:
        data["changes"] = [_change_data(change) for change in effects.changes]
    if effects.duties:
        data["duties"] = [[done.chain, done.duty] for done in effects.duties]
    if effects.answer:
        data["answer"] = dict(effects.answer)
    return data


def read_effects(data: Mapping[str, Any]) -> Effects:
    """The effects whose data `effects_data` made; raises Refused ``entry_unreadable`` for any other shape."""
    check_effects(data)
    return _effects_of(data)


def _movement_data(movement: Movement) -> dict[str, Any]:
    lines = [[line.lot_id, line.source_id, line.destination_id, line.quantity] for line in movement.lines]
    if movement.reverses:
        return {"kind": movement.kind, "lines": lines, "reverses": movement.reverses}
    return {"kind": movement.kind, "lines": lines}


def _change_data(change: Change) -> dict[str, Any]:
    data = {"table": change.table, "key": dict(change.key), "values": dict(change.values)}
    if change.expected:
        data["expected"] = dict(change.expected)
    return data


def _effects_of(data: Mapping[str, Any]) -> Effects:
    return Effects(
        movements=tuple(
            Movement(each["kind"], tuple(Line(*line) for line in each["lines"]), each.get("reverses", 0))
            for each in data.get("movements", ())
        ),
        holds=tuple(Hold(*each) for each in data.get("holds", ())),
        rows=tuple(NewRow(each["table"], each["values"]) for each in data.get("rows", ())),
        changes=tuple(
            Change(each["table"], each["key"], each["values"], each.get("expected", {}))
            for each in data.get("changes", ())
        ),
        duties=tuple(DutyDone(*each) for each in data.get("duties", ())),
        answer=data.get("answer", {}),
    )
