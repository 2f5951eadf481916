"""What one can ask of labels."""

from typing import Literal

from pydantic import Field

from liangcao.codes.sizes import Size, UsualOr
from liangcao.kernel.command import Command, Id, ShortText

LabelKind = Literal[
    "box", "lot", "package", "place", "item", "shipment", "request", "receipt", "unit", "trip", "vehicle"
]  # fmt: skip
BindKind = Literal["L", "P", "I"]


class PrintLabels(Command):
    """Print labels of a thing: a lot's boxes, a lot, a place, an item (its shelf card, with stock or none), a document.

    `thing_id` is the lot, package, location, item, shipment, request, receipt, party, trip or vehicle. Every printing
    is counted, and the labels of one kind of a thing are numbered on through all of them. `size` is the usual one of
    the kind if not named.
    """

    action = "codes.print_labels"
    kind: LabelKind
    thing_id: Id
    copies: int = Field(default=1, ge=1, le=500, strict=True)
    size: UsualOr = ""


class PrintRoll(Command):
    """Print labels beforehand that are of nothing yet: numbered on from the last roll, each bound at its first scan."""

    action = "codes.print_roll"
    copies: int = Field(ge=1, le=2_000, strict=True)
    size: Size


class BindSerial(Command):
    """A label of a roll is stuck to a lot, a place or an item from now on.

    `kind` is the letter of the thing's code (L, P, I). On another thing than before only with a `reason`.
    """

    action = "codes.bind_serial"
    serial: Id
    kind: BindKind
    thing_id: Id
    reason: ShortText = ""
