"""Handlers of leads and offers."""

from collections.abc import Sequence
from typing import Any

from liangcao.catalog.queries import item
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.personal_numbers import check_texts
from liangcao.kernel.refusals import N_
from liangcao.parties.queries import party
from liangcao.sourcing.commands import (
    AddOffer,
    CaptureLead,
    CloseLead,
    CorrectLead,
    EndOffer,
    LogLeadCall,
    MergeLeads,
    OfferTerms,
    ReopenLead,
)
from liangcao.sourcing.queries import Lead, last_prices, lead, offer, offers_of
from liangcao.sourcing.rules import (
    LIVING,
    SELLING_KINDS,
    check_capture,
    check_closing,
    check_lead_state,
    check_merging,
    check_next_call,
    check_offers,
)
from liangcao.sourcing.turning import Why, change_lead, end_offers, turn


def capture_lead(command: CaptureLead, context: Context) -> Effects:
    """A lead, with its offers, its first call, and its end, if it came to one at once."""
    check_capture(command)
    _check_named(command, context)
    for index, call in enumerate(command.calls):
        check_next_call(call.call_at, context.occurred_at, f"calls.{index}.call_at")
    lead_id = context.new_id()
    state = "dead" if command.died else "offer" if command.offers else "open"
    head: dict[str, Any] = {
        "lead_id": lead_id,
        **command.model_dump(exclude_none=True, exclude={"offers", "calls"}),
        "state": state,
        "actor_id": context.actor_id,
        "made_at": context.occurred_at,
        "entry": context.number,
    }
    rows = [turn(context, lead_id, state, Why(reason=command.died or ""))]
    for call in command.calls:
        head |= {"calls": 1, "last_outcome": call.outcome, "last_call_at": context.occurred_at}
        head |= {"call_at": call.call_at} if call.call_at and not command.died else {}
        rows.append(_call_row(context, lead_id, call.model_dump(exclude_none=True)))
    offers = _offer_rows(command.offers, context, lead_id)
    offer_ids = [row.values["offer_id"] for row in offers]
    answer = {"lead_id": lead_id, "offer_ids": offer_ids}
    return Effects(rows=(NewRow("lead", head), *offers, *rows), answer=answer)


def _check_named(command: CaptureLead | CorrectLead, context: Context) -> None:
    """Raise Refused for an item that is none or is money, for a supplier that is none or nobody who sells."""
    if command.item_id is not None:
        known = item(context, command.item_id, "item_id")
        if known.kind != "goods":
            raise refused("not_goods", "item_id", item=known.name)
    if command.supplier_id is not None:
        seller = party(context, command.supplier_id, "supplier_id")
        if seller.kind not in SELLING_KINDS:
            raise refused("not_a_seller", "supplier_id", party=seller.name)


def _call_row(context: Context, lead_id: int, values: dict[str, Any]) -> NewRow:
    head = {"call_id": context.new_id(), "lead_id": lead_id, **values}
    return NewRow(
        "lead_call",
        {**head, "actor_id": context.actor_id, "called_at": context.occurred_at, "entry": context.number},
    )


def _offer_rows(offers: Sequence[OfferTerms], context: Context, lead_id: int) -> list[NewRow]:
    for index, terms in enumerate(offers):
        where = f"offers.{index}.item_id"
        known = item(context, terms.item_id, where)
        if known.kind != "goods":
            raise refused("not_goods", where, item=known.name)
    last = last_prices(context.connection, context.district_id, [terms.item_id for terms in offers])
    check_offers(offers, last, context.today)
    return [
        NewRow(
            "offer",
            {
                "offer_id": context.new_id(),
                "lead_id": lead_id,
                **terms.model_dump(exclude_none=True, exclude={"is_checked"}),
                "state": "live",
                "actor_id": context.actor_id,
                "made_at": context.occurred_at,
                "entry": context.number,
            },
        )
        for terms in offers
    ]


def _known(context: Context, lead_id: int, field: str = "lead_id") -> Lead:
    return lead(context.connection, context.district_id, lead_id, field)


def correct_lead(command: CorrectLead, context: Context) -> Effects:
    """What was given takes the place of what stood there."""
    check_texts({"place": command.place or "", "company": command.company or ""})
    known = _known(context, command.lead_id)
    check_lead_state(known.state, N_("补正"), wanted=("open", "offer", "dead"))
    _check_named(command, context)
    given = command.model_dump(exclude_none=True, exclude={"lead_id"})
    values = {name: value for name, value in given.items() if value or name in ("place", "company")}
    if not values:
        raise refused("empty", "lead_id")
    change = Change("lead", {"lead_id": known.lead_id}, values, {"state": known.state})
    return Effects(changes=(change,), answer={"lead_id": known.lead_id})


def log_lead_call(command: LogLeadCall, context: Context) -> Effects:
    """One call more; the lead says when the next one is due."""
    known = _known(context, command.lead_id)
    check_lead_state(known.state, N_("记通话"), wanted=(*LIVING, "bought"))
    check_next_call(command.call_at, context.occurred_at)
    if command.outcome == "call_back" and command.call_at is None:
        raise refused("field_missing", "call_at")
    row = _call_row(context, known.lead_id, command.model_dump(exclude_none=True, exclude={"lead_id"}))
    values = {"calls": known.calls + 1, "last_outcome": command.outcome, "last_call_at": context.occurred_at}
    change = change_lead(known, {**values, "call_at": command.call_at or 0}, {"calls": known.calls})
    return Effects(rows=(row,), changes=(change,), answer={"call_id": row.values["call_id"]})


def add_offer(command: AddOffer, context: Context) -> Effects:
    """Offers of a lead; what one replaces ends, and stays on record as a price there was."""
    known = _known(context, command.lead_id)
    check_lead_state(known.state, N_("记报价"), wanted=(*LIVING, "bought"))
    rows = _offer_rows(command.offers, context, known.lead_id)
    first = rows[0].values["offer_id"]
    changes: list[Change] = []
    if command.replaces_id is not None:
        old = offer(context.connection, context.district_id, command.replaces_id)
        if old.lead_id != known.lead_id or old.item_id not in {terms.item_id for terms in command.offers}:
            raise refused("input_invalid", "replaces_id", detail=N_("新报价只能代替同一条线索、同一种物资的旧报价"))
        changes += end_offers([old], "replaced", replaced_by=first)
    if known.state != "offer":
        changes.append(change_lead(known, {"state": "offer"}))
        rows.append(turn(context, known.lead_id, "offer", Why(other_id=first)))
    ids = [row.values["offer_id"] for row in rows if row.table == "offer"]
    return Effects(rows=tuple(rows), changes=tuple(changes), answer={"offer_ids": ids})


def end_offer(command: EndOffer, context: Context) -> Effects:
    """An offer ends; a lead without any other is looked after further."""
    check_texts({"note": command.note})
    ended = offer(context.connection, context.district_id, command.offer_id)
    changes = end_offers([ended], command.reason)
    known = _known(context, ended.lead_id)
    others = offers_of(context.connection, context.district_id, [known.lead_id])[known.lead_id]
    is_last = not any(each.state == "live" and each.offer_id != ended.offer_id for each in others)
    state = "open" if is_last and known.state == "offer" else known.state
    if state != known.state:
        changes.append(change_lead(known, {"state": state}))
    row = turn(context, known.lead_id, state, Why(reason=command.reason, note=command.note, other_id=ended.offer_id))
    return Effects(rows=(row,), changes=tuple(changes), answer={"offer_id": ended.offer_id})


def close_lead(command: CloseLead, context: Context) -> Effects:
    """Dead, with the reason; whatever it still offered ends."""
    check_closing(command)
    known = _known(context, command.lead_id)
    check_lead_state(known.state, N_("作罢"))
    offers = offers_of(context.connection, context.district_id, [known.lead_id])[known.lead_id]
    changes = end_offers([each for each in offers if each.state == "live"], "lead_died")
    changes.append(change_lead(known, {"state": "dead", "died": command.reason, "call_at": 0}))
    row = turn(context, known.lead_id, "dead", Why(reason=command.reason, note=command.note))
    return Effects(rows=(row,), changes=tuple(changes), answer={"lead_id": known.lead_id})


def reopen_lead(command: ReopenLead, context: Context) -> Effects:
    """A dead lead is looked after again; its old offers are asked for anew."""
    if not command.reason:
        raise refused("reason_needed", "reason")
    check_texts({"reason": command.reason})
    known = _known(context, command.lead_id)
    check_lead_state(known.state, N_("重新跟进"), wanted=("dead",))
    row = turn(context, known.lead_id, "open", Why(note=command.reason))
    change = change_lead(known, {"state": "open", "died": ""})
    return Effects(rows=(row,), changes=(change,), answer={"lead_id": known.lead_id})


def merge_leads(command: MergeLeads, context: Context) -> Effects:
    """The others' offers are the kept one's from now on; what it does not know of who it is, it learns from them."""
    check_merging(command.lead_id, command.other_ids)
    kept = _known(context, command.lead_id)
    check_lead_state(kept.state, N_("合并"))
    others = [_known(context, number, f"other_ids.{index}") for index, number in enumerate(command.other_ids)]
    for each in others:
        check_lead_state(each.state, N_("合并"), wanted=("open", "offer", "dead"))
    offers = offers_of(context.connection, context.district_id, command.other_ids)
    moved = [each for number in command.other_ids for each in offers[number]]
    changes = [Change("offer", {"offer_id": each.offer_id}, {"lead_id": kept.lead_id}) for each in moved]
    changes += [
        change_lead(each, {"state": "merged", "into_id": kept.lead_id, "call_at": 0, "died": ""}) for each in others
    ]
    rows = [turn(context, each.lead_id, "merged", Why(other_id=kept.lead_id)) for each in others]
    learnt = _learnt(kept, others)
    if kept.state == "open" and any(each.state == "live" for each in moved):
        learnt["state"] = "offer"
    rows.append(turn(context, kept.lead_id, str(learnt.get("state", kept.state)), Why(reason="merged")))
    if learnt:
        changes.append(change_lead(kept, learnt))
    return Effects(rows=tuple(rows), changes=tuple(changes), answer={"lead_id": kept.lead_id})


def _learnt(kept: Lead, others: Sequence[Lead]) -> dict[str, Any]:
    """What the others know and the kept one does not; how often anybody rang, and when the next call is due."""
    learnt: dict[str, Any] = {}
    for name in ("supplier_id", "company", "contact", "phone", "remark", "place", "item_id", "quantity"):
        if not getattr(kept, name):
            found = next((getattr(each, name) for each in others if getattr(each, name)), None)
            learnt |= {name: found} if found else {}
    calls = sum(each.calls for each in others)
    due = [each.call_at for each in (kept, *others) if each.call_at]
    learnt |= {"calls": kept.calls + calls} if calls else {}
    return learnt | ({"call_at": min(due)} if due and min(due) != kept.call_at else {})
