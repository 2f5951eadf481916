"""Labels in the random days: of lots and places, blank ones, and those stuck to something, or to something else."""

from liangcao.codes.commands import BindSerial, PrintLabels, PrintRoll
from liangcao.kernel.command import Command
from simulation.drivers import Drivers


class Labellers(Drivers):
    """What keepers wish for at the label printer."""

    def label(self) -> Command | None:
        """Labels for a lot or a place."""
        copies = self.chance.randint(1, 5)
        if self.chance.random() < 0.3:
            place = self._pick("SELECT location_id FROM location WHERE is_outside = 0 AND kind IN ('store', 'shelf')")
            return PrintLabels(thing_id=place, kind="place", copies=copies) if place else None
        lot_id = self._pick("SELECT lot_id FROM lot")
        return PrintLabels(thing_id=lot_id, kind="box", copies=copies) if lot_id else None

    def roll(self) -> Command | None:
        """A roll of blank labels."""
        return PrintRoll(copies=self.chance.choice((8, 24)), size="60x40")

    def stick(self) -> Command | None:
        """A blank label gets its thing; now and then one that has a thing already, with a reason or without."""
        last = self._pick("SELECT MAX(first_serial + copies) FROM serial_roll HAVING COUNT(*) > 0")
        lot_id = self._pick("SELECT lot_id FROM lot")
        if not last or not lot_id:
            return None
        serial = self.chance.randint(max(1, last - 10), last)  # the very last is not printed yet
        return BindSerial(serial=serial, kind="L", thing_id=lot_id, reason=self.chance.choice(("", "贴错了")))
