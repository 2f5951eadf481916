"""Kits in the random days: what one holds, made of lots, taken apart again, and lots in boxes of another size."""

from liangcao.catalog.commands import RegisterItem
from liangcao.kernel.command import Command
from liangcao.packing.commands import AssembleKits, KitPart, PartLot, Repack, SetKit, TakeApart
from liangcao.packing.kit_queries import recipe_of
from liangcao.packing.kit_rules import even_parts
from simulation.askers import Askers

KIT = "防护包"
_FREE = (
    "SELECT lot_id, on_hand - held, location_id FROM balance JOIN location USING (district_id, location_id) "
    "WHERE on_hand > held AND kind IN ('store', 'shelf', 'dock')"
)
_FIT = f"{_FREE} AND lot_id IN (SELECT lot_id FROM lot WHERE status = 'released' AND purpose_class = 0)"


class Kitters(Askers):
    """What keepers wish for at the packing table; once there are kits, units ask for them like for anything."""

    def _kit(self) -> int:
        rows = self._rows("SELECT item_id FROM item WHERE name = ?", KIT)
        return int(rows[0][0]) if rows else 0

    def _item(self) -> int:
        kit = self._kit() if self.chance.random() < 0.08 else 0
        return kit or super()._item()

    def recipe(self) -> Command | None:
        """What a kit holds is said, and said anew; now and then a kit is to hold itself."""
        kit = self._kit()
        if not kit:
            return RegisterItem(name=KIT, base_unit="包")
        parts = {super(Kitters, self)._item() for _ in range(2)} | ({kit} if self.chance.random() < 0.1 else set())
        return SetKit(
            item_id=kit,
            parts=tuple(KitPart(item_id=each, quantity=self.chance.randint(1, 3)) for each in sorted(parts)),
        )

    def assemble(self) -> Command | None:
        """Kits are made where everything for them lies, mostly as many as there is enough for."""
        kit = self._kit()
        with self.cast.database.read() as connection:
            recipe = recipe_of(connection, 1, kit) if kit else None
        if recipe is None:
            return None
        free = _FIT if self.chance.random() < 0.9 else _FREE
        for place in self._places():
            kits = self.chance.choice((1, 5, 20))
            parts: list[PartLot] = []
            for each in recipe.components:
                found = self._rows(f"{free} AND location_id = ? AND item_id = ?", place, each.item_id)
                taken = even_parts(each.quantity, [(lot, free) for lot, free, _ in found], kits)
                parts += [PartLot(lot_id=lot, quantity=quantity) for lot, quantity in taken or ()]
            if len(parts) >= len(recipe.components):
                quantity = kits if self.chance.random() < 0.9 else kits + 1
                return AssembleKits(item_id=kit, location_id=place, quantity=quantity, parts=tuple(parts))
        return None

    def _places(self) -> list[int]:
        places = sorted({row[2] for row in self.cast.ask(_FREE)})
        return self.chance.sample(places, min(len(places), 4))

    def repack(self) -> Command | None:
        """A lot goes into boxes of another size, part of it or all; now and then of the size it has."""
        row = self._row(_FIT if self.chance.random() < 0.9 else _FREE)
        if row is None:
            return None
        quantity = max(1, self.chance.choice((row[1], row[1] // 2, row[1] + 1)))
        size = self.chance.choice((1, 10, 50))
        return Repack(lot_id=row[0], location_id=row[2], quantity=quantity, pack_size=size)

    def take_apart(self) -> Command | None:
        """Kits, or boxes, are opened: what was made goes back to what it was made of; now and then too many."""
        row = self._row(f"{_FREE} AND lot_id IN (SELECT lot_id FROM build)")
        if row is None:
            return None
        quantity = max(1, self.chance.choice((row[1], row[1] // 2, row[1] // 2, row[1] + 1)))
        return TakeApart(lot_id=row[0], location_id=row[2], quantity=quantity, reason="改发散装")
