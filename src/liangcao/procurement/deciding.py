"""What all handlers of purchases share: rows of quotes, the end of a purchase, and that its state forbids a deed."""

from collections.abc import Sequence

from liangcao.catalog.queries import goods
from liangcao.database.context import Context
from liangcao.kernel.effects import Change, NewRow
from liangcao.kernel.errors import Refused, refused
from liangcao.kernel.refusals import N_
from liangcao.procurement.commands import Quote
from liangcao.procurement.queries import Purchase
from liangcao.procurement.rules import STATES
from liangcao.receiving.expecting import call_off

SOURCE_KIND = "purchase"
"""What expected arrivals and lots of purchases are called."""


def quote_rows(quotes: Sequence[Quote], context: Context, purchase_id: int, *, first: int) -> list[NewRow]:
    """Rows of `quotes`, numbered from `first`; raises Refused ``unknown_item``."""
    if quotes:
        goods(context, [quote.item_id for quote in quotes])
    return [
        NewRow(
            "purchase_quote",
            {"purchase_id": purchase_id, "number": first + number, **quote.model_dump(), "entry": context.number},
        )
        for number, quote in enumerate(quotes)
    ]


def wrong_state(found: Purchase, deed: str) -> Refused:
    """That a purchase in this state does not take this deed."""
    what = N_("这笔采购")
    return refused("wrong_state", "purchase_id", what=what, state=STATES[found.state], deed=deed)


def ended(found: Purchase, context: Context, state: str, reason: str) -> Change:
    """The change that ends a purchase, for good."""
    values = {
        "state": state,
        "ended_at": context.recorded_at,
        "end_reason": reason,
        "ended_entry": context.number,
    }
    return Change("purchase", {"purchase_id": found.purchase_id}, values, {"state": found.state})


def no_more_expected(context: Context, purchase_id: int, *, keeps_replacements: bool = False) -> tuple[Change, ...]:
    """What calls off the rest of a purchase; nothing when nothing is waited for any more."""
    try:
        return call_off(context, SOURCE_KIND, purchase_id, keeps_replacements=keeps_replacements)
    except Refused as refusal:
        if refusal.code != "nothing_expected":
            raise
        return ()
