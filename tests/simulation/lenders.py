"""Reserve units in the random days: declared, ordered, given back, paid for, settled."""

from liangcao.kernel.command import Command
from liangcao.mobilisation.commands import (
    BackLine,
    CancelOrder,
    DeclaredLine,
    DeclareStock,
    OrderGoods,
    OrderLine,
    PayCompensation,
    ReturnGoods,
    SettleOrder,
)
from liangcao.parties.commands import RegisterParty
from simulation.givers import Givers


class Lenders(Givers):
    """What the office does with reserve units."""

    def _reserve(self) -> int:
        return self._pick("SELECT party_id FROM party WHERE kind = 'reserve'")

    def declare(self) -> Command | None:
        """A reserve unit says what it holds."""
        party_id = self._reserve()
        line = DeclaredLine(item_id=self._item(), quantity=self.chance.choice((0, 900)))
        return DeclareStock(party_id=party_id, as_of="2020-01-31", lines=(line,)) if party_id else None

    def order(self) -> Command | None:
        """Goods are called up; the first time the unit is registered."""
        party_id = self._reserve()
        if not party_id:
            return RegisterParty(kind="reserve", name="储备库")
        line = OrderLine(item_id=self._item(), quantity=self.chance.choice((60, 300)), price_fen=3)
        return OrderGoods(party_id=party_id, document_number="调", ground="批示", lines=(line,))

    def _order(self) -> int:
        return self._pick("SELECT order_id FROM mobilisation ORDER BY state = 'settled', order_id DESC LIMIT 3")

    def lend_back(self) -> Command | None:
        """Something goes back, now and then too much, or of another item."""
        owed = self._row(
            "SELECT order_id, line_number, mobilisation_line.item_id, lot_id, location_id, on_hand - held FROM "
            "mobilisation_line JOIN balance ON balance.item_id = mobilisation_line.item_id "
            "JOIN location USING (location_id) WHERE on_hand > held AND location.kind IN ('store', 'shelf') "
            "AND order_id IN (SELECT document_id FROM arrival WHERE source_kind = 'mobilisation' "
            "AND state <> 'expected')"
        )
        if owed is None:
            return None
        quantity = min(owed[5], self.chance.choice((5, 5, 40, 400)))
        return ReturnGoods(
            order_id=owed[0],
            lines=(BackLine(line_number=owed[1], lot_id=owed[3], location_id=owed[4], quantity=quantity),),
        )

    def compensate(self) -> Command | None:
        """Something is paid for."""
        paid = {"line_number": 1, "quantity": self.chance.choice((5, 5, 50)), "price_fen": 3, "note": "补偿"}
        order_id = self._order()
        if not order_id:
            return None
        budget_line_id = self.cast.id_of("place", "专款")
        return PayCompensation.model_validate({**paid, "order_id": order_id, "budget_line_id": budget_line_id})

    def end_order(self) -> Command | None:
        """An order is cancelled, or settled."""
        order_id = self._order()
        if not order_id:
            return None
        if self.chance.random() < 0.5:
            return CancelOrder(order_id=order_id, reason="不要了")
        return SettleOrder(order_id=order_id, waiver=self.chance.choice(("", "来函不用还")))
