"""What one can ask of mobilisation."""

from typing import Literal

from pydantic import Field

from liangcao.kernel.command import Amount, Command, CommandLine, DateText, Id, LongText, Quantity, ShortText
from liangcao.kernel.quantity import MAX_QUANTITY


class DeclaredLine(CommandLine):
    """So much of an item a reserve unit holds, in base units; 0: none any more."""

    item_id: Id
    quantity: int = Field(ge=0, le=MAX_QUANTITY, strict=True)


class DeclareStock(Command):
    """A reserve unit says what it holds. That is theirs: it is shown apart and never counted as ours."""

    action = "mobilisation.declare_stock"
    party_id: Id
    as_of: DateText
    lines: tuple[DeclaredLine, ...] = Field(min_length=1, max_length=500)
    note: LongText = ""


class OrderLine(CommandLine):
    """So many base units of an item are called up; `price_fen` for `price_units` is agreed in case it is paid for."""

    item_id: Id
    quantity: Quantity
    pack_size: Quantity = 1
    price_fen: Amount | None = None
    price_units: Quantity = 1


class OrderGoods(Command):
    """Call goods up from a reserve unit, on a ground; two people do it. They are expected from then on, and owed."""

    action = "mobilisation.order_goods"
    party_id: Id
    document_number: ShortText = Field(min_length=1)
    ground: LongText = Field(min_length=1)
    lines: tuple[OrderLine, ...] = Field(min_length=1, max_length=500)
    location_id: Id | None = None
    expected_on: DateText | Literal[""] = ""
    note: LongText = ""


class CancelOrder(Command):
    """What has not come of an order is not wanted any more; what came stays owed."""

    action = "mobilisation.cancel_order"
    order_id: Id
    reason: LongText = Field(min_length=1)


class BackLine(CommandLine):
    """So much of one of our lots goes back for a line of the order, in base units."""

    line_number: Id
    lot_id: Id
    location_id: Id
    quantity: Quantity


class ReturnGoods(Command):
    """Give goods of the same item back to the reserve unit out of our stock; two people do it."""

    action = "mobilisation.return_goods"
    order_id: Id
    lines: tuple[BackLine, ...] = Field(min_length=1, max_length=200)
    note: LongText = ""


class PayCompensation(Command):
    """Pay for a line instead of giving it back: so many base units at `price_fen` for `price_units`; two people."""

    action = "mobilisation.pay_compensation"
    order_id: Id
    line_number: Id
    quantity: Quantity
    price_fen: Amount
    price_units: Quantity = 1
    budget_line_id: Id
    document_number: ShortText = ""
    note: LongText = Field(min_length=1)


class SettleOrder(Command):
    """Nothing more comes and nothing is owed; what is owed still is let off by the unit, in words. Two people."""

    action = "mobilisation.settle_order"
    order_id: Id
    waiver: LongText = ""
