"""Handlers of the public door: asking without an account. See docs/decisions/0053-the-public-door.md."""

from typing import Any

from liangcao.access.permissions import EVERYTHING
from liangcao.access.roles import PUBLIC
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.classes import class_table
from liangcao.parties.queries import Party, party
from liangcao.parties.rules import UNVERIFIED
from liangcao.requests.asking import (
    asking_unit,
    chain_origin,
    head_values,
    heads_of,
    known_goods,
    line_rows,
    people_rows,
)
from liangcao.requests.commands import AskPublicly, CloseDoor, MakePoster, OpenDoor
from liangcao.requests.queries import Door, Request, door, poster_exists, request, request_by_token
from liangcao.requests.rules import check_asked, check_public, check_state

LOGIN = "公众"
"""No login of a person can be this: theirs are small Latin letters."""
UNKNOWN_UNIT = "待核实单位"


def open_door(command: OpenDoor, context: Context) -> Effects:
    """The public's actor gets its one permission; the first time it is made, with the party of unknown units."""
    known = door(context.connection, context.district_id)
    if known is not None and known.is_open:
        raise refused("wrong_state", what=N_("公众申请"), state=N_("已开放"), deed=N_("开放"))
    check_texts({"hotline": command.hotline})
    rows = [] if known else _made_once(context)
    actor_id = known.actor_id if known else int(rows[0].values["actor_id"])
    grant_id = context.new_id()
    rows.append(NewRow("role_grant", {"grant_id": grant_id, "actor_id": actor_id, "role": PUBLIC}))
    state = {"grant_id": grant_id, "hotline": command.hotline, "is_open": 1, **_by(context)}
    if known:
        change = Change("public_door", {"door_id": known.door_id}, state, {"is_open": 0})
        return Effects(rows=tuple(rows), changes=(change,), answer={"door_id": known.door_id})
    door_id = context.new_id()
    party_id = rows[1].values["party_id"]
    rows.append(NewRow("public_door", {"door_id": door_id, "actor_id": actor_id, "party_id": party_id, **state}))
    return Effects(rows=tuple(rows), answer={"door_id": door_id})


def _by(context: Context) -> dict[str, int]:
    return {"changed_by": context.actor_id, "changed_at": context.occurred_at}


def _made_once(context: Context) -> list[NewRow]:
    """The public's actor, and the party with its outside place that stands for units not in the register."""
    actor_id, party_id, location_id = context.new_id(), context.new_id(), context.new_id()
    actor = {"actor_id": actor_id, "login": LOGIN, "name": LOGIN, "password_hash": "", "is_person": 0}
    unknown = {"party_id": party_id, "kind": UNVERIFIED, "name": UNKNOWN_UNIT}
    unknown["priority_class"] = class_table(context).of_kind(UNVERIFIED)
    place = {"location_id": location_id, "path": f"/{location_id}/", "kind": "recipient", "is_outside": 1}
    return [
        NewRow("actor", actor),
        NewRow("party", unknown),
        NewRow("location", {**place, "name": UNKNOWN_UNIT, "party_id": party_id}),
    ]


def close_door(command: CloseDoor, context: Context) -> Effects:
    """The public's actor loses its permission: the road itself refuses from then on."""
    check_texts({"reason": command.reason})
    known = door(context.connection, context.district_id)
    if known is None or not known.is_open:
        raise refused("wrong_state", what=N_("公众申请"), state=N_("已关闭"), deed=N_("关闭"))
    key = {"door_id": known.door_id}
    until = {"is_active": 0, "until": context.recorded_at}
    changes = (
        Change("role_grant", {"grant_id": known.grant_id}, until, {"is_active": 1}),
        Change("public_door", key, {"is_open": 0, **_by(context)}, {"is_open": 1}),
    )
    return Effects(changes=changes, answer=key)


def make_poster(command: MakePoster, context: Context) -> Effects:
    """One more poster; its number is its short address."""
    check_texts({"place": command.place})
    poster_id = context.new_id()
    values = {
        "poster_id": poster_id,
        "place": command.place,
        "actor_id": context.actor_id,
        "made_at": context.occurred_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("poster", values),), answer={"poster_id": poster_id})


def ask_publicly(command: AskPublicly, context: Context) -> Effects:
    """A request that must be verified before anybody can approve it; or an earlier one is taken back, or both."""
    check_public(command)
    check_asked(command, command.lines)
    known = door(context.connection, context.district_id)
    if known is None or known.actor_id != context.actor_id:
        raise refused("not_permitted", action=command.action)  # nobody else carries the permission: belt and braces
    old = _earlier(context, command.replaces) if command.replaces else None
    if not command.lines:
        assert old is not None  # check_public: a form without lines takes something back
        return Effects(changes=(_taken_back(old, command, context),), answer={"withdrawn_id": old.request_id})
    request_id = context.new_id()
    changes = (_taken_back(old, command, context, request_id),) if old else ()
    rows = [
        NewRow("request", {**_head(command, context, request_id, known), "replaces_id": old.request_id if old else 0})
    ]
    rows += [chain_origin(request_id, old.request_id, context)] if old else []
    rows += line_rows(request_id, command.lines) + people_rows(request_id, heads_of(command))
    duties = (DutyDone(f"request:{request_id}", "ask"),)
    return Effects(rows=tuple(rows), changes=changes, duties=duties, answer={"request_id": request_id})


def _head(command: AskPublicly, context: Context, request_id: int, known: Door) -> dict[str, Any]:
    unit: Party = asking_unit(context, command.unit_id) if command.unit_id else party(context, known.party_id)
    known_goods(context, command.lines)
    token_hash = str(command.token_hash)
    if request_by_token(context.connection, context.district_id, token_hash):
        raise refused("already_exists", "token_hash", name=token_hash[:8])
    if command.poster_id and not poster_exists(context.connection, context.district_id, command.poster_id):
        raise refused("unknown_document", "poster_id", name=command.poster_id)
    return {
        **head_values(command, context, request_id),
        "unit_id": unit.party_id,
        "unit_said": "" if command.unit_id else command.unit_name,
        "area_said": "" if command.unit_id else command.unit_area,
        "priority_class": unit.priority_class,
        "channel": "public",
        "verification": "due",
        "poster_id": command.poster_id or 0,
        "token_hash": token_hash,
    }


def _earlier(context: Context, token_hash: str) -> Request:
    request_id = request_by_token(context.connection, context.district_id, token_hash)
    if not request_id:
        raise refused("unknown_document", "replaces", name=token_hash[:8])
    found = request(context.connection, context.district_id, EVERYTHING, request_id)
    check_state(found.state, wanted="submitted", deed=N_("撤回"))
    return found


def _taken_back(old: Request, command: AskPublicly, context: Context, into_id: int = 0) -> Change:
    values: dict[str, Any] = {
        "state": "withdrawn",
        "decided_by": context.actor_id,
        "decided_at": context.occurred_at,
        "decision_note": command.reason,
    }
    if into_id:
        values["into_id"] = into_id
    return Change("request", {"request_id": old.request_id}, values, {"state": "submitted"})
