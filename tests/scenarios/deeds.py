"""Deeds that many tests begin with."""

from typing import Any

from liangcao.receiving.commands import ReceiptLine, ReceiveGoods
from liangcao.storing.commands import MoveStock
from scenarios.cast import Cast


def receive(cast: Cast, quantity: int = 100, batch: str = "A1", *, place: str = "主库", **more: Any) -> tuple[int, int]:
    """A receipt of masks by 保管乙: (lot, entry); `more` are fields of its line."""
    values = {"item_id": cast.id_of("item", "外科口罩"), "accepted": quantity, "batch_number": batch, **more}
    command = ReceiveGoods(
        source_kind="purchase",
        source_party_id=cast.id_of("party", "上海供应"),
        location_id=cast.id_of("place", place),
        lines=(ReceiptLine.model_validate(values),),
    )
    outcome = cast.do("保管乙", command)
    return outcome.answer["lot_ids"][0], outcome.entry


def move(cast: Cast, lot_id: int, quantity: int, *, source: str = "主库", to: str = "货架一") -> MoveStock:
    """The command that moves a lot between two of our places."""
    return MoveStock(
        lot_id=lot_id, source_id=cast.id_of("place", source), destination_id=cast.id_of("place", to), quantity=quantity
    )
