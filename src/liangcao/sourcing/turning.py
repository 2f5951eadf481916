"""What other capabilities and these handlers do to leads and offers: rows and changes to be added to effects."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from liangcao.database.context import Context
from liangcao.kernel.effects import Change, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.sourcing.queries import Lead, Offer, lead, offer
from liangcao.sourcing.rules import LIVING, check_lead_state

OFFER_STATES: dict[str, str] = {
    "live": N_("有效"),
    "expired": N_("已过有效期"),
    "ended": N_("已作废"),
    "bought": N_("已采购"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a lead turned: a code, words, and the number of the offer, purchase or lead it is about."""

    reason: str = ""
    note: str = ""
    other_id: int = 0


def turn(context: Context, lead_id: int, state: str, why: Why = Why()) -> NewRow:
    """The row that says that a lead came into `state`."""
    values = {"turn_id": context.new_id(), "lead_id": lead_id, "state": state, **asdict(why)}
    who = {"actor_id": context.actor_id, "turned_at": context.occurred_at, "entry": context.number}
    return NewRow("lead_turn", {**values, **who})


def change_lead(known: Lead, values: Mapping[str, Any], more_expected: Mapping[str, Any] | None = None) -> Change:
    """The change of a lead that is still in the state it was seen in."""
    return Change("lead", {"lead_id": known.lead_id}, values, {"state": known.state, **(more_expected or {})})


def end_offers(offers: Sequence[Offer], reason: str, *, replaced_by: int = 0) -> list[Change]:
    """The changes that end these offers; raises Refused ``wrong_state`` for one that does not stand."""
    for each in offers:
        if each.state != "live":
            raise refused("wrong_state", "offer_id", what=N_("报价"), state=OFFER_STATES[each.state], deed=N_("作废"))
    values = {"state": "ended", "ended": reason, "replaced_by": replaced_by}
    return [Change("offer", {"offer_id": each.offer_id}, values, {"state": "live"}) for each in offers]


def buy_offer(
    context: Context, offer_id: int, purchase_id: int
) -> tuple[Offer, tuple[NewRow, ...], tuple[Change, ...]]:
    """The offer that a purchase takes up, with the rows and changes that say so.

    The lead's other offers stand on: of several items each may be bought. Raises Refused ``unknown_document``,
    ``wrong_state`` unless the offer stands (its day may be over: whoever buys has agreed with the seller).
    """
    bought = offer(context.connection, context.district_id, offer_id)
    if bought.state != "live":
        raise refused("wrong_state", "offer_id", what=N_("报价"), state=OFFER_STATES[bought.state], deed=N_("采购"))
    known = lead(context.connection, context.district_id, bought.lead_id)
    check_lead_state(known.state, N_("采购"), wanted=(*LIVING, "bought"))
    values = {"state": "bought", "purchase_id": purchase_id}
    changes = (
        Change("offer", {"offer_id": offer_id}, values, {"state": "live"}),
        change_lead(known, {"state": "bought", "call_at": 0}),
    )
    return bought, (turn(context, known.lead_id, "bought", Why(other_id=purchase_id)),), changes
