"""Which business step a movement is, by what was done and the two ends of its lines: pure.

The table of docs/design/exchange.md (EPCIS 2.0). What was done decides where it says more than the ends do; a deed
nobody listed here is still an event, by its ends alone.
"""

from dataclasses import dataclass, replace
from typing import Literal

from liangcao.exchange.epcis.naming import word

Action = Literal["OBSERVE", "ADD", "DELETE"]
ALLOCATING = word("bizstep", "allocating")
LOST = word("bizstep", "lost")
REVERSING = word("bizstep", "reversing")
ON_LOAN = word("disp", "on-loan")


@dataclass(frozen=True, slots=True)
class Step:
    """What an event says was done: action, business step, disposition (or a lasting one), where it is read.

    `reads_source`: what happened was seen where the goods were, not where they went.
    """

    biz_step: str
    disposition: str = ""
    lasting: str = ""
    action: Action = "OBSERVE"
    reads_source: bool = False


_IN = {
    "purchase": Step("receiving"),
    "donation": Step("accepting"),
    "mobilisation": Step("receiving"),
    "opening": Step("receiving"),
}
_RETURNED = Step("receiving", "returned")
COUNTED = Step("stock_taking", lasting="mismatch_quantity")
FOUND_AS_BOOKED = Step("stock_taking")
_DESTROYED = Step("destroying", "destroyed", action="DELETE", reads_source=True)
_OUT = {
    "supplier": Step("shipping", "returned", reads_source=True),
    "donor": Step("shipping", "returned", reads_source=True),
    "consumed": Step("dispensing", "dispensed", action="DELETE", reads_source=True),
    "loss": _DESTROYED,
    "disposed": _DESTROYED,
    "count_difference": replace(COUNTED, reads_source=True),
}
_GONE = Step(LOST, "unknown", action="DELETE", reads_source=True)
EXPIRED = Step("holding", "expired", reads_source=True)
SENT_BACK = Step("shipping", "returned", reads_source=True)
PASSED = Step("inspecting", "conformant")
MADE = Step("repackaging")
PACKED = Step("packing", action="ADD")
OPENED = Step("unpacking", action="DELETE")
LOADED = Step("loading", "in_transit", reads_source=True)
_UNLOADED = Step("unloading")
RECALLED = Step("holding", "recalled", reads_source=True)
_LENT = Step("shipping", ON_LOAN, reads_source=True)
_FAILED = Step("inspecting", "non_conformant")
_PICKED = Step("picking", reads_source=True)
_STORED = Step("storing", reads_source=True)
_FROM_SHIPMENT = {
    "shipping.cancel_shipment": Step("void_shipping"),
    "shipping.record_delivery": _RETURNED,
    "delivering.sign_publicly": _RETURNED,
    "delivering.take_signature": _RETURNED,
}
"""What comes back out of a waybill, by the deed that says so."""
_INTO_REJECTS = {"receiving.inspect_lots": _FAILED, "returns.examine_return": _FAILED}
_INSIDE = {
    "returns.examine_return": PASSED,
    "counting.post_differences": replace(COUNTED, reads_source=True),
    "picking.open_list": _PICKED,
    "picking.start_list": _PICKED,
    "picking.confirm_line": _PICKED,
    "picking.change_lot": _PICKED,
}
"""Deeds that say more of a movement among our own places than its ends do."""
_MISSED = ("shipping.settle_difference", "loans.lose_lent")
"""Deeds by which goods are gone that nobody destroyed."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The kinds of place that a line goes from and to, and whether each lies outside our custody."""

    source: str
    destination: str
    from_outside: bool
    to_outside: bool


def step_of(action: str, kind: str, ends: Ends, source_kind: str, *, is_complete: bool = True) -> Step:
    """The step of a line of an entry.

    `action` is the entry's deed, `kind` the movement's, `source_kind` how its lot once came; `is_complete`: what was
    signed for is all that was sent.
    """
    if kind == "reversal":
        return Step(REVERSING)
    if ends.destination == "recipient":
        return Step("receiving", lasting="completeness_verified" if is_complete else "mismatch_quantity")
    if ends.to_outside:
        return _GONE if action in _MISSED else _OUT.get(ends.destination, Step("shipping", reads_source=True))
    if ends.from_outside:
        return _came(ends, source_kind)
    return _within(action, ends)


def _within(action: str, ends: Ends) -> Step:
    """Among our own places, those on wheels and on paper included."""
    if ends.destination == "shipment":
        return Step("shipping", "in_transit", reads_source=True)
    if ends.destination == "loan":
        return _LENT
    if ends.source == "loan":
        return _RETURNED
    if ends.source == "shipment" and action in _FROM_SHIPMENT:
        return _FROM_SHIPMENT[action]
    if ends.destination == "rejects" and action in _INTO_REJECTS:
        return _INTO_REJECTS[action]
    if action in _INSIDE:
        return _INSIDE[action]
    if "vehicle" in (ends.source, ends.destination) and ends.source != ends.destination:
        return LOADED if ends.destination == "vehicle" else _UNLOADED
    return _STORED


def _came(ends: Ends, source_kind: str) -> Step:
    if ends.source == "count_difference":
        return COUNTED
    if ends.source in ("recipient", "consumed", "loss"):
        return _RETURNED
    step = _IN.get(source_kind, Step("receiving"))
    return replace(step, disposition="non_conformant") if ends.destination == "rejects" else step


_EVERY = (
    *_IN.values(), *_OUT.values(), *_FROM_SHIPMENT.values(), *_INTO_REJECTS.values(), *_INSIDE.values(),
    _RETURNED, COUNTED, _GONE, EXPIRED, SENT_BACK, PASSED, MADE, PACKED, OPENED, LOADED, _UNLOADED, RECALLED, _LENT,
    Step("shipping", "in_transit"), _STORED, _PICKED, Step("receiving", lasting="completeness_verified"),
    Step("receiving", "non_conformant"), Step(ALLOCATING), Step(REVERSING),
)  # fmt: skip
STEPS = tuple(sorted({step.biz_step for step in _EVERY}))
"""The business steps that events of ours can have."""
DISPOSITIONS = tuple(sorted({word for step in _EVERY for word in (step.disposition, step.lasting) if word}))
