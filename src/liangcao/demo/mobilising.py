"""The reserve units of the story: what they hold, what is called up on the first day, what goes back later."""

from liangcao.demo import filing, goods
from liangcao.demo.cast import APPROVER, COORDINATOR, KEEPER
from liangcao.demo.goods import PACK
from liangcao.demo.telling import Telling
from liangcao.mobilisation.commands import (
    BackLine,
    DeclaredLine,
    DeclareStock,
    OrderGoods,
    OrderLine,
    ReturnGoods,
)

STILL_THEIRS = 2
"""They said they hold this many times what is called up."""
GIVEN_BACK = 1_000


def call_up(telling: Telling) -> None:
    """Both units say what they hold; most of it is ordered by two people, comes the same day, and is owed."""
    for delivery in goods.MOBILISED:
        party_id = telling.parties[delivery.source]
        held = {telling.items[batch.item]: batch.accepted * STILL_THEIRS for batch in delivery.batches}
        declared = tuple(DeclaredLine(item_id=item, quantity=quantity) for item, quantity in held.items())
        telling.do(COORDINATOR, DeclareStock(party_id=party_id, as_of=telling.day, lines=declared))
        lines = tuple(
            OrderLine(item_id=telling.items[batch.item], quantity=batch.accepted, pack_size=PACK.get(batch.item, 1))
            for batch in delivery.batches
        )
        order = OrderGoods(
            party_id=party_id, document_number=delivery.document_number, ground="应急保障组成立，先调后补", lines=lines
        )
        made = telling.do_with(COORDINATOR, APPROVER, order).answer
        telling.orders[delivery.document_number] = int(made["order_id"])
        filing.receive(telling, delivery, int(made["arrival_id"]))


def give_some_back(telling: Telling, _world: object) -> None:
    """Gloves were bought meanwhile: a thousand of them go back, the rest stays owed."""
    telling.at(telling.day, "16:00")
    bought = goods.SMALL_PURCHASES["2020-01-28"].batches[0]
    lot_id = telling.lots[bought.batch_number]
    back = BackLine(line_number=4, lot_id=lot_id, location_id=telling.places[bought.shelf], quantity=GIVEN_BACK)
    order_id = telling.orders[goods.MOBILISED[0].document_number]
    telling.do_with(KEEPER, APPROVER, ReturnGoods(order_id=order_id, lines=(back,), note="买到了，先还手套"))
