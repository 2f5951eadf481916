"""Handler of the hand-over to the driver: who takes the goods counts the packages and is not who handed them over."""

from liangcao.access.permissions import EVERYTHING, Reach
from liangcao.database.bulk import ask
from liangcao.database.context import Context
from liangcao.kernel.effects import DutyDone, Effects, NewRow
from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_
from liangcao.packing.queries import packages_of_shipment
from liangcao.shipping.commands import TakeOver
from liangcao.shipping.queries import Shipment, shipment, shipment_lines
from liangcao.shipping.rules import check_state


def _known(context: Context, shipment_id: int) -> Shipment:
    return shipment(context.connection, context.district_id, EVERYTHING, shipment_id)


def reach_of_taking(command: TakeOver, context: Context) -> Reach:
    """Goods are taken at the store that sends them."""
    return Reach(paths=(_known(context, command.shipment_id).store_path,))


def take_over(command: TakeOver, context: Context) -> Effects:
    """The driver's own word for so many packages; the goods are at the shipment's place already."""
    known = _known(context, command.shipment_id)
    check_state(known.state, N_("接货"))
    taken = "SELECT 1 FROM shipment_taken WHERE district_id = ? AND shipment_id = ?"
    if ask(context.connection, taken, (context.district_id, known.shipment_id)):
        raise refused("taken_already", "shipment_id")
    expected = len(packages_of_shipment(context.connection, context.district_id, known.shipment_id))
    if command.packages != expected and not command.difference:
        raise refused("packages_differ", "packages", expected=expected, packages=command.packages)
    values = {
        "shipment_id": known.shipment_id,
        "packages": command.packages,
        "expected": expected,
        "vehicle": command.vehicle or known.vehicle,
        "difference": command.difference,
        "actor_id": context.actor_id,
        "taken_at": context.occurred_at,
        "entry": context.number,
    }
    lines = shipment_lines(context.connection, context.district_id, known.shipment_id)
    requests = sorted({line.request_id for line in lines})
    chains = (f"shipment:{known.shipment_id}", *(f"request:{number}" for number in requests))
    return Effects(
        rows=(NewRow("shipment_taken", values),),
        duties=tuple(DutyDone(chain, "carry") for chain in chains),
        answer={"shipment_id": known.shipment_id},
    )
