"""Where a deed takes effect, for those whose capability does not say so itself."""

from liangcao.access.permissions import Reach
from liangcao.database.context import Context
from liangcao.parties.queries import place
from liangcao.receiving import commands as receiving
from liangcao.requests import commands as requests
from liangcao.requests.queries import unit_of
from liangcao.storing import commands as storing


def at_location(command: receiving.ReceiveGoods, context: Context) -> Reach:
    """Where the goods are taken in, or planned from."""
    return Reach(paths=(place(context, command.location_id, "location_id").path,))


def at_source(command: storing.MoveStock, context: Context) -> Reach:
    """Where the goods are taken from."""
    return Reach(paths=(place(context, command.source_id, "source_id").path,))


def moved_cells(command: storing.MoveStock) -> tuple[tuple[int, int], ...]:
    """The two balances that a move will most likely touch."""
    return (command.lot_id, command.source_id), (command.lot_id, command.destination_id)


def for_unit(command: requests.SubmitRequest, _context: Context) -> Reach:
    """For the unit that asks."""
    return Reach(party_id=command.unit_id)


def for_unit_of_request(
    command: requests.WithdrawRequest | requests.SplitRequest | requests.CorrectRequest, context: Context
) -> Reach:
    """For the unit whose request it is."""
    return Reach(party_id=unit_of(context, command.request_id))
