"""Picking and packing in the random days: lists walked line by line, departed from by two, packages made and opened."""

from liangcao.codes.rules import code_of
from liangcao.kernel.command import Command
from liangcao.packing.commands import PackedLine, PackGoods, SetPrefix, Unpack
from liangcao.packing.queries import free_to_pack, packages_of_shipment, planned_to_pack
from liangcao.picking.commands import CancelPickList, ChangeLot, ConfirmPick, OpenPickList, PutBack, StartPicking
from liangcao.shipping.commands import DispatchShipment, TakeOver
from simulation.staff import Staff

_TO_PICK = "plan_line JOIN plan USING (district_id, plan_id) WHERE plan.state = 'adopted' AND plan_line.state = 'held'"
_HELD = (
    "plan_line JOIN pick_line ON pick_line.plan_id = plan_line.plan_id AND plan_line = plan_line.line_number "
    "WHERE pick_id = ? AND pick_line.line_number = ? AND plan_line.state = 'held'"
)
_LINES = (
    "SELECT pick_id, line_number, pick_line.lot_id, pick_line.location_id, quantity, pick_line.item_id FROM pick_line "
    "JOIN pick_list USING (district_id, pick_id) WHERE pick_line.state = '{line}' AND pick_list.state IN ({lists})"
)


class Pickers(Staff):
    """What keepers wish for between the shelf and the driver."""

    def pick(self) -> Command | None:
        """The next step of a walk: a line, a list begun, or a new list."""
        waiting = self._row(_LINES.format(line="waiting", lists="'started'"))
        if waiting and self.chance.random() < 0.8:
            return self._confirm(waiting)
        ready = self._pick("SELECT pick_id FROM pick_list WHERE state = 'open'")
        if ready and self.chance.random() < 0.8:
            return StartPicking(pick_id=ready)
        row = self._row(f"SELECT plan_id FROM {_TO_PICK}")
        if row is None:
            return None
        units = sorted({unit for (unit,) in self._rows(f"SELECT unit_id FROM {_TO_PICK} AND plan_id = ?", row[0])})
        chosen = self.chance.sample(units, min(len(units), self.chance.choice((1, 1, 3))))
        return OpenPickList(plan_id=row[0], unit_ids=tuple(chosen)) if chosen else None

    def _confirm(self, waiting: tuple[int, ...]) -> Command:
        """Mostly all of it, by the code on the goods, by their lot, or by looking; now and then by a wrong code."""
        pick_id, number, lot_id, place, quantity, _item = waiting
        picked = self.chance.choice((*(quantity,) * 7, quantity // 2, 0, quantity + 1))
        is_held = self._rows(f"SELECT 1 FROM {_HELD}", pick_id, number)
        picked = picked if is_held or self.chance.random() < 0.2 else 0
        codes = ("", "", code_of("L", lot_id), str(lot_id), code_of("P", place), code_of("L", lot_id + 1), "L000CY")
        reason = "架上只有这些" if picked < quantity and self.chance.random() < 0.9 else ""
        return ConfirmPick(
            pick_id=pick_id, line_number=number, picked=picked, reason=reason, scanned=self.chance.choice(codes)
        )

    def depart(self) -> Command | None:
        """Another lot than the list says; the reason is always given, the second person comes later."""
        row = self._row(_LINES.format(line="waiting", lists="'open', 'started'"))
        if row is None:
            return None
        pick_id, number, lot_id, place, quantity, item_id = row
        other = self._row(
            "SELECT lot_id, location_id FROM balance JOIN location USING (district_id, location_id) "
            "WHERE item_id = ? AND on_hand - held >= ? AND kind IN ('store', 'shelf', 'dock')",
            item_id,
            quantity if self.chance.random() < 0.9 else 1,
        )
        lot_id, place = other or (lot_id, place)
        return ChangeLot(pick_id=pick_id, line_number=number, lot_id=lot_id, location_id=place, reason="箱子压坏了")

    def put_back(self) -> Command | None:
        """What was picked goes back to its shelf, of a list that is under way or done."""
        row = self._row(_LINES.format(line="picked", lists="'started', 'done'"))
        return PutBack(pick_id=row[0], line_numbers=(row[1],), reason="拿错了") if row else None

    def cancel_walk(self) -> Command | None:
        """A list is given up."""
        pick_id = self._pick("SELECT pick_id FROM pick_list WHERE state IN ('open', 'started', 'done')")
        return CancelPickList(pick_id=pick_id, reason="车不来了") if pick_id and self.chance.random() < 0.5 else None

    def pack_up(self) -> Command | None:
        """Goods for a unit are packed where they lie, or goods that are promised to nobody."""
        plan = self._pick("SELECT plan_id FROM pick_line WHERE state = 'picked'")
        with self.cast.database.read() as connection:
            there = [each for each in planned_to_pack(connection, 1, plan) if each.room > 0] if plan else []
            if not there:
                plan, place = 0, self._pick("SELECT location_id FROM balance WHERE on_hand > held AND is_outside = 0")
                there = [each for each in free_to_pack(connection, 1, place) if each.room > 0]
        if not there:
            return None
        first = self.chance.choice(there)
        where = first.location_id if plan else place
        others = [each for each in there if (each.location_id, each.unit_id) == (first.location_id, first.unit_id)]
        chosen = self.chance.sample(others, min(len(others), self.chance.choice((1, 2))))
        count = self.chance.choice((1, 1, 2))
        lines = tuple(
            PackedLine(lot_id=each.lot_id, quantity=self._amount(max(1, each.room // count)), plan_line=each.plan_line)
            for each in chosen
        )
        return PackGoods(location_id=where, plan_id=plan, lines=lines, count=count)

    def unpack(self) -> Command | None:
        """A package is opened."""
        number = self._pick("SELECT package_id FROM package WHERE state = 'packed'")
        return Unpack(package_id=number, reason="要换箱") if number and self.chance.random() < 0.5 else None

    def prefix(self) -> Command | None:
        """From now on packages are numbered with another prefix, or with numbers of our own."""
        return SetPrefix(prefix=self.chance.choice(("6901234", "690123456", "")), reason="领到了厂商识别代码")

    def send_picked(self) -> Command | None:
        """What was picked for a unit leaves."""
        row = self._row("SELECT plan_id, unit_id FROM pick_line WHERE state = 'picked'")
        return row and DispatchShipment(plan_id=row[0], unit_id=row[1], driver="王师傅", vehicle="鲁C1")

    def take_goods(self) -> Command | None:
        """The driver counts the packages: right, or one off, said in words or not."""
        shipment_id = self._pick("SELECT shipment_id FROM shipment WHERE state = 'dispatched'")
        if not shipment_id:
            return None
        with self.cast.database.read() as connection:
            packed = len(packages_of_shipment(connection, 1, shipment_id))
        packages = self.chance.choice((packed, packed, packed + 1))
        words = "多了一件" if packages != packed and self.chance.random() < 0.7 else ""
        return TakeOver(shipment_id=shipment_id, packages=packages, difference=words)
