"""Handlers of parties and places."""

from liangcao.catalog.search import search_tokens
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.moment import day_of
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.classes import class_table
from liangcao.parties.commands import (
    BlacklistParty,
    ClearParty,
    FoundDistrict,
    RecordLicence,
    RegisterLocation,
    RegisterParty,
    SetCreditCode,
    WithdrawLicence,
)
from liangcao.parties.credit_code import credit_code_of
from liangcao.parties.queries import party, place
from liangcao.parties.rules import check_funding, check_licence, check_parent, is_outside, outside_kind
from liangcao.parties.suppliers import blacklisted, licence, licences_of


def found_district(command: FoundDistrict, context: Context) -> Effects:
    """The district's row; refused once there are books. Raises Refused ``already_exists``, ``unknown_timezone``."""
    sql = "SELECT name FROM district WHERE district_id = ?"
    for (name,) in ask(context.connection, sql, (context.district_id,)):
        raise refused("already_exists", "name", name=name)
    day_of(context.recorded_at, command.timezone)  # an unknown time zone would stop every later command
    values = {**command.model_dump(), "is_demo": int(command.is_demo)}
    return Effects(rows=(NewRow("district", values),))


def register_party(command: RegisterParty, context: Context) -> Effects:
    """A new party and its outside place; its class is as wished, or that of its kind in the table in force."""
    sql = "SELECT 1 FROM party WHERE district_id = ? AND name = ?"
    if ask(context.connection, sql, (context.district_id, command.name)):
        raise refused("already_exists", "name", name=command.name)
    code = _free_credit_code(context, command.credit_code)
    table = class_table(context)
    wished = table.need(command.priority_class, "priority_class") if command.priority_class else 0
    party_id, location_id = context.new_id(), context.new_id()
    party_values = {
        "party_id": party_id,
        **command.model_dump(),
        "credit_code": code,
        "priority_class": wished or table.of_kind(command.kind),
        "search": search_tokens(command.name, (command.area, code)),
    }
    place_values = {
        "location_id": location_id,
        "path": f"/{location_id}/",
        "kind": outside_kind(command.kind),
        "name": command.name,
        "party_id": party_id,
        "is_outside": 1,
    }
    rows = (NewRow("party", party_values), NewRow("location", place_values))
    return Effects(rows=rows, answer={"party_id": party_id, "location_id": location_id})


def register_location(command: RegisterLocation, context: Context) -> Effects:
    """A new place in the tree."""
    parent = place(context, command.parent_id, "parent_id") if command.parent_id else None
    check_parent(command.kind, parent.kind if parent else None)
    check_funding(command.kind, command.funding)
    location_id = context.new_id()
    values: dict[str, object] = {
        "location_id": location_id,
        "path": f"{parent.path if parent else '/'}{location_id}/",
        "kind": command.kind,
        "name": command.name,
        "is_outside": int(is_outside(command.kind)),
        "funding": command.funding,
    }
    if parent:
        values["parent_id"] = parent.location_id
    return Effects(rows=(NewRow("location", values),), answer={"location_id": location_id})


def _free_credit_code(context: Context, text: str, *, of_party: int = 0) -> str:
    """The code in its one spelling; raises Refused ``already_exists`` when another party has it."""
    code = credit_code_of(text)
    sql = "SELECT name FROM party WHERE district_id = ? AND credit_code = ? AND party_id <> ?"
    for (name,) in ask(context.connection, sql, (context.district_id, code, of_party)) if code else ():
        raise refused("already_exists", "credit_code", name=name)
    return code


def set_credit_code(command: SetCreditCode, context: Context) -> Effects:
    """The party bears this code, and is found by it."""
    known = party(context, command.party_id, "party_id")
    code = _free_credit_code(context, command.credit_code, of_party=command.party_id)
    values = {"credit_code": code, "search": search_tokens(known.name, (known.area, code))}
    return Effects(changes=(Change("party", {"party_id": command.party_id}, values),), answer={"credit_code": code})


def record_licence(command: RecordLicence, context: Context) -> Effects:
    """One licence more; the same one is not recorded twice while it counts."""
    party(context, command.party_id, "party_id")
    check_licence(command.issued_on, command.expires_on)
    check_texts({"note": command.note})
    for each in licences_of(context.connection, context.district_id, command.party_id):
        if not each.withdrawn_entry and (each.kind, each.number) == (command.kind, command.number):
            raise refused("already_exists", "number", name=command.number)
    licence_id = context.new_id()
    values = {
        "licence_id": licence_id,
        **command.model_dump(),
        "actor_id": context.actor_id,
        "recorded_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("licence", values),), answer={"licence_id": licence_id})


def withdraw_licence(command: WithdrawLicence, context: Context) -> Effects:
    """The licence counts no more."""
    known = licence(context, command.licence_id)
    if known.withdrawn_entry:
        raise refused("wrong_state", "licence_id", what=known.number, state=N_("已撤下"), deed=N_("撤下"))
    values = {"withdrawn_entry": context.number, "withdrawn_reason": command.reason}
    change = Change("licence", {"licence_id": command.licence_id}, values, {"withdrawn_entry": 0})
    return Effects(changes=(change,), answer={"licence_id": command.licence_id})


def blacklist_party(command: BlacklistParty, context: Context) -> Effects:
    """The party is on the blacklist from now on."""
    known = party(context, command.party_id, "party_id")
    check_texts({"reason": command.reason})
    if blacklisted(context.connection, context.district_id, command.party_id):
        raise refused("wrong_state", "party_id", what=known.name, state=N_("已在黑名单"), deed=N_("列入"))
    listing_id = context.new_id()
    values = {
        "listing_id": listing_id,
        "party_id": command.party_id,
        "reason": command.reason,
        "actor_id": context.actor_id,
        "listed_at": context.recorded_at,
        "entry": context.number,
    }
    return Effects(rows=(NewRow("blacklisting", values),), answer={"listing_id": listing_id})


def clear_party(command: ClearParty, context: Context) -> Effects:
    """The party comes off the blacklist."""
    known = party(context, command.party_id, "party_id")
    check_texts({"reason": command.reason})
    found = blacklisted(context.connection, context.district_id, command.party_id)
    if found is None:
        raise refused("wrong_state", "party_id", what=known.name, state=N_("不在黑名单"), deed=N_("移出"))
    values = {"cleared_entry": context.number, "cleared_reason": command.reason}
    change = Change("blacklisting", {"listing_id": found.listing_id}, values, {"cleared_entry": 0})
    return Effects(changes=(change,), answer={"listing_id": found.listing_id})
