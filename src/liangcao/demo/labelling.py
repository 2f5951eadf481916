"""Labels in the story: every shelf has its own from the first morning, and a roll of blank ones lies ready."""

from liangcao.codes.commands import BindSerial, PrintLabels, PrintRoll
from liangcao.demo.cast import KEEPER
from liangcao.demo.telling import Telling
from liangcao.demo.world import SHELVES, World


def label_the_shelves(telling: Telling, _world: World) -> None:
    """A label for each shelf, and a sheet of blank ones; the first is stuck to a shelf that lost its own."""
    for name in SHELVES:
        telling.do(KEEPER, PrintLabels(kind="place", thing_id=telling.places[name]))
    telling.do(KEEPER, PrintRoll(copies=24, size="a4-3x8"))
    telling.do(KEEPER, BindSerial(serial=1, kind="P", thing_id=telling.places[SHELVES[0]]))
