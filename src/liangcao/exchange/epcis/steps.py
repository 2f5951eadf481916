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
_COUNTED = Step("stock_taking", lasting="mismatch_quantity")
_OUT = {
    "supplier": Step("shipping", "returned", reads_source=True),
    "donor": Step("shipping", "returned", reads_source=True),
    "consumed": Step("dispensing", "dispensed", action="DELETE", reads_source=True),
    "loss": Step("destroying", "destroyed", action="DELETE", reads_source=True),
    "count_difference": replace(_COUNTED, reads_source=True),
}
_GONE = Step(LOST, "unknown", action="DELETE", reads_source=True)
EXPIRED = Step("holding", "expired", reads_source=True)
SENT_BACK = Step("shipping", "returned", reads_source=True)
PASSED = Step("inspecting", "conformant")
_INSIDE = {
    "shipping.cancel_shipment": Step("void_shipping"),
    "shipping.record_delivery": _RETURNED,
    "receiving.inspect_lots": Step("inspecting", "non_conformant"),
}
_PICKED = Step("picking", reads_source=True)
_MISSED = ("shipping.settle_difference",)
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
    if ends.destination == "shipment":
        return Step("shipping", "in_transit", reads_source=True)
    if action in _INSIDE and (ends.source == "shipment" or ends.destination == "rejects"):
        return _INSIDE[action]
    return _PICKED if action.startswith("picking.") else Step("storing", reads_source=True)


def _came(ends: Ends, source_kind: str) -> Step:
    if ends.source == "count_difference":
        return _COUNTED
    if ends.source in ("recipient", "consumed", "loss"):
        return _RETURNED
    step = _IN.get(source_kind, Step("receiving"))
    return replace(step, disposition="non_conformant") if ends.destination == "rejects" else step


_EVERY = (
    *_IN.values(), *_OUT.values(), *_INSIDE.values(), _RETURNED, _COUNTED, _GONE, EXPIRED, SENT_BACK, PASSED,
    Step("shipping", "in_transit"), Step("storing"), _PICKED, Step("receiving", lasting="completeness_verified"),
    Step("receiving", "non_conformant"), Step(ALLOCATING), Step(REVERSING),
)  # fmt: skip
STEPS = tuple(sorted({step.biz_step for step in _EVERY}))
"""The business steps that events of ours can have."""
DISPOSITIONS = tuple(sorted({word for step in _EVERY for word in (step.disposition, step.lasting) if word}))
